"""How often this process looks for garbage."""

import gc


def collect_rarely() -> None:
    """Let this process look for garbage in cycles less often than Python does by itself.

    All that is imported, read and rendered is kept to the end; going through it again and again
    took a fifth of a build of 10,000 cards, and more than linear time. What is left behind is
    counted in single megabytes.
    """
    gc.set_threshold(20_000, 50, 100)
