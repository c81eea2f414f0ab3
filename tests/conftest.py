"""What holds for all tests."""

import compileall
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import flashgen

# The same examples on every run, and none that fails because the machine is busy.
settings.register_profile("flashgen", deadline=None, derandomize=True)
settings.load_profile("flashgen")

_WORKER = "PYTEST_XDIST_WORKER"
_LIBRARY = "tests/library/"

# The files that take longest come first: begun last, one keeps one core busy and the others wait.
_FIRST = (
    "test_clients.py",
    "test_pick.py",
    "test_reimport_sequences.py",
    "test_cards.py",
    "test_push_library.py",
    "test_hostile_cards.py",
    "test_preview.py",
    "test_opening_hints.py",
    "test_histories.py",
    "test_library_math.py",
    "test_worksheet_axe.py",
    "test_keypad.py",
    "test_limits.py",
    "test_commands.py",
    "test_order.py",
    "test_readme.py",
    "test_round_trip.py",
    "test_batches.py",
    "test_pick_simulation.py",
    "test_linear_time.py",
    "test_push_collection.py",
    "test_latex.py",
    "test_card_judging.py",
    "test_every_kind.py",
    "test_faults.py",
    "test_markup_hostile.py",
    "test_surroundings.py",
    "test_environment.py",
)


def pytest_configure() -> None:
    """Compile the program's modules once, and let pytest keep the tests as it rewrites them.

    Some hundred tests start the program anew. Where Python is told to write no bytecode, each would
    compile all of it, which takes as long as the rest of the start.
    """
    sys.dont_write_bytecode = False
    if _WORKER not in os.environ:
        compileall.compile_dir(Path(flashgen.__file__).parent, quiet=1)


def pytest_collection() -> None:
    """Look for no garbage while some fifteen thousand tests are made: a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what is there out of all later looks for garbage."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


class _Scheduling(LoadFileScheduling):
    """A file at a time, and those of the library as one: they share what they compile and draw."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return _LIBRARY if file.startswith(_LIBRARY) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Scheduling:
    return _Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of whoever runs it; those of one run share theirs."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if _WORKER in os.environ else base
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FLASHGEN_CACHE_DIR", str(folder / "cache"))
        yield
