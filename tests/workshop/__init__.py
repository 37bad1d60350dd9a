"""The workshop: the servers the tests start, and the tests of locks, names, layers and vendored files."""
