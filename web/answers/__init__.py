"""What pages and API say: pydantic models, and the functions that read them. Pages show them, the API sends them."""
