"""How much the tests try: a short run by default, or everything, as `.ci/run` asks for.

With `FLASHGEN_LONG=1`, tests that are otherwise skipped run, and others try more cases.
"""

import os
from typing import Final

import pytest

LONG: Final = os.environ.get("FLASHGEN_LONG") == "1"

only_long = pytest.mark.skipif(not LONG, reason="takes long; .ci/run asks for it")


def extent(short: int, long: int) -> int:
    """Return how many of something a test tries."""
    return long if LONG else short
