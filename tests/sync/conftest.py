"""Desks with an empty collection."""

from pathlib import Path

import pytest
from desk import Desk


def _desk(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (folder / "cards").mkdir()
    (folder / "anki").mkdir()
    monkeypatch.chdir(folder)
    desk = Desk(folder, way, monkeypatch)
    with desk.open() as col:
        col.set_config("fsrs", True)
    return desk


@pytest.fixture(params=["closed", "running"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return _desk(tmp_path, request.param, monkeypatch)


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return _desk(tmp_path, "closed", monkeypatch)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return _desk(tmp_path, "running", monkeypatch)
