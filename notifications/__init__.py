"""How a message reaches a person. Knows nothing of plans."""
