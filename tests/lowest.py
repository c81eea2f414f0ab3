"""Prints the lowest releases that pyproject.toml allows, as pip takes them: `numpy==1.26`.

With names of extras behind it, those of the extras too. Run by `.ci/run`, which installs them into
an environment of their own and runs the core tests there, so that a bound is one that works.
"""

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)(?:\s*;(.*))?")


def lowest(extras: list[str]) -> list[str]:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for name in extras for line in optional[name])]
    pins = []
    for line in wanted:
        bound = BOUND.fullmatch(line)
        if bound is None:
            sys.exit(f"{line!r} has no lower bound")
        name, version, marker = bound.groups()
        pins.append(f"{name}=={version}" + (f" ;{marker}" if marker else ""))
    return pins


if __name__ == "__main__":
    print("\n".join(lowest(sys.argv[1:])))
