"""What happens when a system package is not installed: the test fails and says what to run, unless told to skip."""

import os
from typing import NoReturn

import pytest

INSTALL = "run scripts/system-packages (as root) to install it"


def missing(what: str, switch: str) -> NoReturn:
    """End the test: a failure that says what to run, or a skip when ``switch=skip`` is in the environment."""
    if os.environ.get(switch) == "skip":
        pytest.skip(f"{what} is not installed and {switch}=skip is set")
    pytest.fail(f"{what} is not installed: {INSTALL}, or set {switch}=skip to leave these tests out", pytrace=False)
