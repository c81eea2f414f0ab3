"""Every test is run by `pytest` alone."""

from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """As one called `build` is by default."""
    patterns = pytestconfig.getini("norecursedirs")
    files = [path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")]
    folders = {name for file in files for name in file.parts[:-1]}
    assert {"build", "browser", "functions"} <= folders
    assert [name for name in folders for p in patterns if fnmatch(name, p)] == []


def test_no_two_files_of_tests_have_one_name() -> None:
    """Pytest imports them by their names alone, and refuses the second one."""
    names = sorted(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, other in pairwise(names) if name == other] == []
