"""Errors and warnings with their places, which stages collect and the command line prints."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from flashgen.source.codes import CODES
from flashgen.source.codes import Severity as Severity
from flashgen.source.text import Span, display_width


class Diagnostic(Struct, frozen=True):
    """What is wrong, where, and what to do about it.

    ``path`` is for what has no place in a text, such as a missing file.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str | None = None
    path: str = ""

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    @property
    def file(self) -> str:
        return self.span.source.path if self.span else self.path

    def as_json(self) -> dict[str, str | int | None]:
        """Return the diagnostic as the JSON object that ``--json`` prints."""
        span = self.span
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "file": self.file,
            "line": span.line if span else None,
            "column": span.column if span else None,
            "end_line": span.end_line if span else None,
            "end_column": span.end_column if span else None,
            "hint": self.hint,
        }


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of the diagnostics is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file and place, without duplicates."""
    unique = {
        (
            d.file,
            d.span.start if d.span else -1,
            d.severity is Severity.WARNING,
            d.code,
            d.message,
        ): d
        for d in diagnostics
    }
    return [unique[key] for key in sorted(unique)]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean `tolerance`?`` for the nearest known word, or None."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else None


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word most similar to a misspelled one, or None if none is similar.

    `likeness` is the similarity required, from 0 to 1 for equal words.
    """
    return _nearest(word, tuple(sorted(known)), likeness)


@lru_cache(maxsize=64)  # one slip is often made in many places
def _nearest(word: str, options: Sequence[str], likeness: float) -> str | None:
    near = difflib.get_close_matches(word, options, n=1, cutoff=likeness)
    if not near:
        near = [option for option in options if option.casefold() == word.casefold()]
    return near[0] if near else None


def as_github(diagnostic: Diagnostic) -> str:
    """Return the workflow command with which GitHub Actions annotates a pull request."""
    span = diagnostic.span
    properties = {"file": diagnostic.file}
    if span:
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # for longer spans GitHub accepts no columns
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"flashgen {diagnostic.code}"
    listed = ",".join(
        f"{name}={_github(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    text = diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "")
    return f"::{diagnostic.severity} {listed}::{_github(_printable(text))}"


def _github(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_LONGEST_LINE = 120
_SHORTEST_LINE = 20
_NEAR = 1000
"""Characters of a line before and behind a problem, of which those are shown that fit."""
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33"}


def as_text(diagnostic: Diagnostic, *, color: bool = False, width: int | None = None) -> str:
    """Return ``file:line:column: error[code]: message``, the line, a caret and the hint.

    A line that does not fit into `width` columns is cut to the part around the caret.
    """

    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    span = diagnostic.span
    place = f"{diagnostic.file}:{span.line}:{span.column}" if span else diagnostic.file
    kind = paint(f"{diagnostic.severity}[{diagnostic.code}]", _COLOURS[diagnostic.severity])
    head = f"{paint(place, '1')}: " if place else ""
    lines = [f"{head}{kind}: {_printable(diagnostic.message)}"]
    if span:
        line, caret = _snippet(span, width)
        lines += [line, paint(caret, _COLOURS[diagnostic.severity])]
    if diagnostic.hint:
        lines.append(f"  {paint('help:', '36')} {_printable(diagnostic.hint)}")
    return "\n".join(lines)


def _snippet(span: Span, width: int | None) -> tuple[str, str]:
    line, column = span.source.position(span.start)
    whole = span.source.line(line)
    # A file can be one line, and have hundreds of problems.
    skipped = max(0, column - 1 - _NEAR)
    text = _printable(whole[skipped : column - 1 + _NEAR])
    more = len(whole) - skipped - len(text)
    first = column - 1 - skipped
    last = span.end_column - 1 - skipped if span.end_line == line else len(text)
    last = max(first + 1, min(last, len(text)))
    number = f"{line:>5} | "
    room = _LONGEST_LINE if width is None else min(width - len(number), _LONGEST_LINE)
    start, end = _window(text, first, last, max(room, _SHORTEST_LINE))
    lead = "…" if start or skipped else ""
    tail = "…" if end < len(text) or more else ""
    before = display_width(lead + text[start:first])
    marked = max(1, display_width(text[first : min(last, end)]))
    return (
        f"{number}{lead}{text[start:end]}{tail}",
        f"{' ' * (len(number) - 2)}| {' ' * before}{'^' * marked}",
    )


def _window(text: str, first: int, last: int, room: int) -> tuple[int, int]:
    """Return the part of a line to show in `room` columns, centered on what is marked.

    A column is left free at each end. If the marked part does not fit, its beginning is shown.
    """
    if len(text) <= room and display_width(text) <= room:
        return 0, len(text)
    left = room - 2
    start = end = first
    while end < min(last, len(text)) and display_width(text[end]) <= left:
        left -= display_width(text[end])
        end += 1
    half = left // 2
    while start and display_width(text[start - 1]) <= left - half:
        start -= 1
        left -= display_width(text[start])
    while end < len(text) and display_width(text[end]) <= left:
        left -= display_width(text[end])
        end += 1
    while start and display_width(text[start - 1]) <= left:
        start -= 1
        left -= display_width(text[start])
    return start, end


def _printable(text: str) -> str:
    # A control character from a deck file must not drive the terminal.
    return "".join(
        c
        if c in "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        else " "
        if c == "\t"
        else "\ufffd"
        for c in text
    )


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return ``2 errors, 1 warning``, or an empty text if there are none."""
    counts = {
        s: sum(d.severity is s for d in diagnostics) for s in (Severity.ERROR, Severity.WARNING)
    }
    return ", ".join(f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n)
