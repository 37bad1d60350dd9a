"""The JSON API under ``/api/v1``: the same answers as the pages, and progress reports that come in."""
