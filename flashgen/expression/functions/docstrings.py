"""The docstring form of the functions: a summary line, then sections `Name: text`."""

import inspect
import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

SECTIONS = ("Formula", "Shapes", "Units", "Convention", "Source", "Raises", "Draws", "Example")
"""The names of the sections, in the order in which they stand."""

_HEADING = re.compile(rf"({'|'.join(SECTIONS)}): *(.*)")


class Documentation(Struct, frozen=True):
    """A docstring taken apart."""

    summary: str
    sections: Mapping[str, str]


def parse_docstring(text: str) -> Documentation:
    """Take a docstring apart into its summary and its sections.

    A line that begins no section continues the one before. A section that stands more than
    once (Example) is one text with a line for each.
    """
    summary: list[str] = []
    sections: dict[str, list[str]] = {}
    current = summary
    for line in inspect.cleandoc(text).splitlines():
        heading = _HEADING.fullmatch(line)
        if heading:
            current = sections.setdefault(heading[1], [])
            current.append(heading[2])
        elif line.strip():
            if current:
                current[-1] += " " + line.strip()
            else:
                current.append(line.strip())
    return Documentation(
        "".join(summary),
        MappingProxyType({name: "\n".join(lines) for name, lines in sections.items()}),
    )
