"""The composition root: bootstrap, command line, doctor."""
