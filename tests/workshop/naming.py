"""A test's id is its name on every worker: bytes made at collection time may hold the clock, so they are no name."""

import pytest

LONGEST_BYTES = 16


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case after its parameter, numbered by pytest, where it would be named after a file's bytes."""
    del config
    return argname if isinstance(val, bytes) and len(val) > LONGEST_BYTES else None
