"""Reviews: what was read in a plan, on its way to adoption. ``model`` and ``effects`` decide, ``reviews`` acts."""
