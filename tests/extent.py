"""How much the tests try: what one waits for at a desk, or all of it, as `.ci/run` asks for.

With `FLASHGEN_LONG=1` those tests run that are skipped elsewhere, and others try more.
"""

import os
from typing import Final

import pytest

LONG: Final = os.environ.get("FLASHGEN_LONG") == "1"

only_long = pytest.mark.skipif(not LONG, reason="takes long; .ci/run asks for it")


def extent(short: int, long: int) -> int:
    """Return how many of something a test tries."""
    return long if LONG else short
