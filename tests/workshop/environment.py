"""The surroundings of every test: no settings of whoever runs them, and a home folder of their own."""

import os
from collections.abc import Iterator

import pytest

_OURS = ("DUBAN_", "PREFECT_")
_SWITCHES = "DUBAN_TEST_"


@pytest.fixture(scope="session", autouse=True)
def _clean_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(_OURS) and not name.startswith(_SWITCHES):
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield
