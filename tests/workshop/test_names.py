"""Our top-level names are plain words; nobody else's package may answer to them."""

import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.workshop.checkout import PACKAGES, ROOT, project


@pytest.mark.parametrize("name", [*PACKAGES, "tests"])
def test_a_package_name_is_ours(name: str) -> None:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None, f"{name} has no __init__.py, so any installed package of that name would win"
    assert Path(spec.origin).resolve().parent == ROOT / name


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_brings_that_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"duban"}
    assert name not in sys.stdlib_module_names


def test_the_wheel_the_types_and_the_layers_know_the_same_packages() -> None:
    tools = project()["tool"]
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)
    assert set(tools["mypy"]["packages"]) >= set(PACKAGES)
    assert set(tools["importlinter"]["root_packages"]) == set(PACKAGES) - {"migrations"}


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
