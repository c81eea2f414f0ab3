"""What holds for all tests."""

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    """No test reads or writes the cache of whoever runs it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FLASHGEN_CACHE_DIR"] = folder
        yield
