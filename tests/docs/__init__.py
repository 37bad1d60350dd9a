"""The documents tell everything there is, and nothing that is not."""
