"""What MathJax would show in red: a second superscript, and a command without its argument."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from flashgen.markup.marks import CLOZE, FIRST_MARK, JOINT, Mark, words

# How many arguments these need; the others take none, or are not looked at.
_ARGUMENTS: Final = {
    **dict.fromkeys(words("frac dfrac tfrac cfrac binom dbinom tbinom overset underset"), 2),
    **dict.fromkeys(
        words(
            "sqrt hat widehat bar overline underline tilde widetilde vec dot ddot check breve"
            " mathbf mathrm mathit mathsf mathtt mathbb mathcal mathfrak mathscr boldsymbol"
            " operatorname overbrace underbrace text textrm textbf textit mbox"
        ),
        1,
    ),
}
TEXT: Final = words("text textrm textsf texttt textit textbf textup textnormal mbox hbox fbox")
# No nucleus of their own: scripts go on behind them.
_TRANSPARENT: Final = words("limits nolimits displaystyle textstyle")
NEEDING: Final = TEXT | _TRANSPARENT | _ARGUMENTS.keys()
"""The commands that what stands beside them must fit."""
_ENDS: Final = frozenset({"", "}", "&", "\\\\", "^", "_", "\\right", "\\end"})
_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|\S", re.DOTALL)
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)

_DOUBLE: Final = "use braces to say what it belongs to: `{x^2}^3` or `x^{2^3}`"


class _Group(Struct):
    """A level of braces: what the last nucleus in it carries, and a script that has no argument."""

    is_script: bool = False
    scripts: set[str] = field(default_factory=set)
    wanting: tuple[str, int] | None = None


def script_problems(source: str, marks: Sequence[Mark]) -> Iterator[tuple[str, int, int, str]]:
    """Yield message, start, end and hint of each, for the source of a formula with marks in it.

    Braces that do not balance are said elsewhere.
    """
    tokens = [(match[0], match.start()) for match in _TOKEN.finditer(source)]
    if marks or JOINT in source:
        tokens = [item for item in tokens if item[0] != JOINT and not _is_cloze(item[0], marks)]
    groups = [_Group()]
    skipped = 0
    for place, (token, start) in enumerate(tokens):
        if start < skipped:
            continue
        group = groups[-1]
        if token in _ENDS and token not in "^_" and group.wanting:
            yield _missing(*group.wanting)
            group.wanting = None
        if token in ("^", "_"):
            if group.wanting:
                yield _missing(*group.wanting)
            elif token in group.scripts:
                name = "superscript" if token == "^" else "subscript"
                yield f"this is a second {name}", start, start + 1, _DOUBLE
            group.scripts.add(token)
            group.wanting = (token, start)
        elif token == "{":
            groups.append(_Group(is_script=group.wanting is not None))
            group.wanting = None
        elif token == "}":
            if len(groups) > 1 and not groups.pop().is_script:
                groups[-1].scripts = set()
        elif token == "'":
            if "^" in group.scripts and not group.wanting:
                yield "this prime comes behind a superscript", start, start + 1, "write `x'^2`"
            group.wanting = None
        elif token[1:] not in _TRANSPARENT or token[0] != "\\":
            if not group.wanting:
                group.scripts = set()
            group.wanting = None
            name = token[1:] if token[0] == "\\" else ""
            if name in _ARGUMENTS and not _has_arguments(tokens, place + 1, _ARGUMENTS[name]):
                what = "its argument" if _ARGUMENTS[name] == 1 else "two arguments"
                yield f"`{token}` needs {what}", start, start + len(token), rf"`\{name}{{…}}`"
            if name in TEXT and tokens[place + 1 : place + 2]:
                skipped = _end_of_group(source, tokens[place + 1][1])
    for group in groups:
        if group.wanting:
            yield _missing(*group.wanting)


def _is_cloze(token: str, marks: Sequence[Mark]) -> bool:
    number = ord(token[0]) - FIRST_MARK
    return 0 <= number < len(marks) and marks[number].kind in CLOZE


def _missing(token: str, start: int) -> tuple[str, int, int, str]:
    sign = rf"write `\{token}` for the sign" if token == "_" else "write `^{…}`"
    return f"nothing stands behind this `{token}`", start, start + 1, sign


def _has_arguments(tokens: Sequence[tuple[str, int]], place: int, count: int) -> bool:
    for _ in range(count):
        if place < len(tokens) and tokens[place][0] == "[":
            while place < len(tokens) and tokens[place][0] != "]":
                place += 1
            place += 1
        if (tokens[place][0] if place < len(tokens) else "") in _ENDS:
            return False
        if count == 1:
            return True
        if tokens[place][0] == "{":
            depth = 0
            while place < len(tokens):
                depth += {"{": 1, "}": -1}.get(tokens[place][0], 0)
                if not depth:
                    break
                place += 1
        place += 1
    return True


def _end_of_group(source: str, start: int) -> int:
    """Return where the group in braces that begins here ends."""
    depth = 0
    for match in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth <= 0:
            return match.end()
    return start
