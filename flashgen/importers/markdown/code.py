"""Code in Markdown, which everything else that reads the text passes over."""

import re
from collections.abc import Callable, Iterator
from typing import Final

_FENCE: Final = re.compile(
    r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})(?P<info>.*)"
)
_TICKS = re.compile(r"`+")


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it is code: a fenced block or a span."""
    plain: list[str] = []
    code: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            code.append(line)
            if match and match["fence"].startswith(fence) and not match["info"].strip():
                yield "".join(code), True
                code, fence = [], ""
        elif match and not ("`" in match["info"] and match["fence"][0] == "`"):
            yield from _spans("".join(plain))
            plain, fence = [], match["fence"]
            code.append(line)
        else:
            plain.append(line)
    if code:
        yield "".join(code), True
    yield from _spans("".join(plain))


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    runs = list(_TICKS.finditer(text))
    ends: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        ends.setdefault(len(runs[number][0]), []).append(number)
    position = number = 0
    while number < len(runs):
        run = runs[number]
        same = ends[len(run[0])]
        while same and same[-1] <= number:
            same.pop()
        other = same[-1] if same else None
        if other is None or re.search(r"\n[ \t]*\n", text[run.end() : runs[other].start()]):
            number += 1
            continue
        if run.start() > position:
            yield text[position : run.start()], False
        position = runs[other].end()
        yield text[run.start() : position], True
        number = other + 1
    if position < len(text):
        yield text[position:], False


def outside(text: str, change: Callable[[str], str]) -> str:
    """Return the text with a change made to all that is no code."""
    return "".join(piece if is_code else change(piece) for piece, is_code in parts(text))
