"""How often this process looks for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def collect_rarely() -> None:
    """Let this process look for garbage in cycles less often than Python does by itself.

    All that is imported, read and rendered is kept to the end; going through it again and again
    took a fifth of a build of 10,000 cards, and more than linear time. What is left behind is
    counted in single megabytes.
    """
    gc.set_threshold(20_000, 50, 100)


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """Look for no garbage meanwhile, nor ever in what is made meanwhile and kept.

    It is for the reading of files, which leaves no cycles: going through all that has been read,
    even once, takes a quarter of the time of reading it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
