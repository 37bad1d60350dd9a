"""The pages and the JSON API: what people and programs read, and progress reports that come in."""
