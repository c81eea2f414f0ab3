"""What holds for all tests."""

import compileall
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import flashgen

_WORKER = "PYTEST_XDIST_WORKER"


def pytest_configure() -> None:
    """Compile the program's modules once.

    Some hundred tests start it anew. Where Python is told to write no bytecode, each would compile
    all of them, which takes as long as the rest of the start.
    """
    if _WORKER not in os.environ:
        compileall.compile_dir(Path(flashgen.__file__).parent, quiet=1)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of whoever runs it; those of one run share theirs."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if _WORKER in os.environ else base
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FLASHGEN_CACHE_DIR", str(folder / "cache"))
        yield
