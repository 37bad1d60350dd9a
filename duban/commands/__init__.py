"""The commands, one module for each thing a person works with. Nothing heavy is imported at the top of them."""
