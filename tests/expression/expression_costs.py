"""Evaluates hostile expressions one by one and prints what each costs, as JSON.

A line is `[processor seconds, most memory so far in MB, text]`; the first is of nothing. Seconds
are those of a machine that adds up a million squares in 0.065 s: a busy one takes twice as long.
"""

import json
import resource
import sys
import time

from test_expression_hostile import BOMBS, ESCAPES, FORBIDDEN, outcome


def megabytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 1_000_000


def seconds(text: str) -> float:
    started = time.process_time()
    outcome(text)
    spent = time.process_time() - started
    return spent if spent < 0.5 else spent * 0.065 / min(a_million_squares() for _ in range(3))


def a_million_squares() -> float:
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - started


def main() -> None:
    outcome("1")
    print(json.dumps([0.0, megabytes(), ""]))
    for text in [*FORBIDDEN, *ESCAPES, *BOMBS]:
        print(json.dumps([seconds(text), megabytes(), text[:200]]))


if __name__ == "__main__":
    main()
