"""Try random definitions for some seconds: `python tests/fuzz/definitions.py SECONDS [SEED]`.

It ends with a status other than 0, and the definition, where anything but cards or located errors
comes out of one, or where one takes over 10 seconds of processor time.
"""

import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from random_definitions import Definitions, problems_of

MOST_SECONDS = 10


def main() -> None:
    seconds, *given = sys.argv[1:]
    seed = int(given[0]) if given else 8
    definitions = Definitions(seed)
    end = time.monotonic() + float(seconds)
    count = 0
    while time.monotonic() < end:
        text = definitions.one()
        started = time.process_time()
        try:
            found = problems_of(text)
        except Exception:
            found = [traceback.format_exc()]
        if time.process_time() - started > MOST_SECONDS:
            found.append("it takes too long")
        if found:
            sys.exit("\n".join(["", text, *found, f"definition {count} of seed {seed}"]))
        count += 1
    print(f"{count:,} definitions of seed {seed}: nothing found")


if __name__ == "__main__":
    main()
