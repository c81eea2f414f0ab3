"""Evaluates hostile expressions one by one and prints what each costs, as JSON.

A line is `[processor seconds, most memory so far in MB, text]`; the first is of nothing.
"""

import json
import resource
import sys
import time

from test_expression_hostile import BOMBS, ESCAPES, FORBIDDEN, outcome


def megabytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 1_000_000


def main() -> None:
    outcome("1")
    print(json.dumps([0.0, megabytes(), ""]))
    for text in [*FORBIDDEN, *ESCAPES, *BOMBS]:
        started = time.process_time()
        outcome(text)
        print(json.dumps([time.process_time() - started, megabytes(), text[:200]]))


if __name__ == "__main__":
    main()
