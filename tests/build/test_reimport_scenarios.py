"""From deck files to a studied collection, again and again: `anki_releases` on this Anki."""

from collections.abc import Callable
from pathlib import Path

import pytest
from anki_releases.packages import write_packages
from anki_releases.scenarios import SCENARIOS, Learner, learner


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    write_packages(folder)
    return folder


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_scenario(packages: Path, scenario: Callable[[Learner], None]) -> None:
    with learner(packages) as one:
        scenario(one)
