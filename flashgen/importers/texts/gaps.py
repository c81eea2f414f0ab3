"""Gaps as other programs write them, to `{{c1::…}}`."""

import re
from collections.abc import Callable
from typing import Final

# Code and formulas.
_WHOLE: Final = r"(?:```.*?```|``.*?``|`[^`\n]*`|\$\$.*?\$\$|(?<!\\)\$(?!\s)(?:\\.|[^$\\\n])+\$)"
_BRACKETS = re.compile(
    rf"{_WHOLE}|\\\[|\\\]|!\[[^\[\]]*\]\([^)]{0, 1000}\)"
    rf"|\[(?P<gap>(?:{_WHOLE}|[^\[\]])++)\](?!\((?:https?:|mailto:))",
    re.DOTALL,
)
_BRACES = re.compile(
    rf"{_WHOLE}|\{{\{{c[0-9]+::(?:(?!\{{\{{c[0-9]).)*?\}}\}}"
    rf"|\{{(?:c?(?P<number>[0-9]+)[:|])?(?P<gap>(?:{_WHOLE}|[^{{}}])++)\}}|==(?P<mark>[^=\n]+)==",
    re.DOTALL,
)


def brackets_as_gaps(text: str) -> str:
    """Return a text in which each `[…]` is a gap of its own; `\\[` and images are none."""
    count = _counter()

    def gap(match: re.Match[str]) -> str:
        if match["gap"] is None:
            return match[0].removeprefix("\\") if match[0] in ("\\[", "\\]") else match[0]
        return f"{{{{c{count()}::{match['gap']}}}}}"

    return _BRACKETS.sub(gap, text)


def braces_as_gaps(text: str) -> str:
    """Return a text in which `{…}`, `{2:…}` and `==…==` are gaps, counted where no number is."""
    count = _counter()

    def gap(match: re.Match[str]) -> str:
        inside = match["gap"] or match["mark"]
        if inside is None:
            return match[0]
        return f"{{{{c{match['number'] or count()}::{inside}}}}}"

    return _BRACES.sub(gap, text)


def _counter() -> Callable[[], int]:
    number = 0

    def following() -> int:
        nonlocal number
        number += 1
        return number

    return following
