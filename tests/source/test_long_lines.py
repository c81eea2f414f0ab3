"""A file can be one line: what is said about it shows, and reads, the part around the problem."""

import pytest

from flashgen.source import diagnostics
from flashgen.source.diagnostics import Diagnostic, as_text
from flashgen.source.text import Source, Span


def about(text: str, start: int) -> Diagnostic:
    return Diagnostic("bad-id", "wrong", Span(Source("a.yaml", text), start, start + 5))


@pytest.mark.parametrize("sign", ["x", "é", "中", "\u0301"])
def test_the_part_around_a_problem_is_shown(sign: str) -> None:
    near, far = sign * 1_500, sign * 400_000
    shown = as_text(about(f"{near}wrong{near}", len(near))).split("\n")
    distant = as_text(about(f"{far}wrong{far}", len(far))).split("\n")
    assert distant[1:] == shown[1:]
    assert "…" in shown[1]
    assert "wrong" in shown[1]


@pytest.mark.parametrize("place", [0, 5, 1_000_000 - 5])
def test_no_more_of_a_line_is_read_than_can_be_shown(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    printable = diagnostics._printable

    def counted(text: str) -> str:
        read.append(len(text))
        return printable(text)

    monkeypatch.setattr(diagnostics, "_printable", counted)
    text = ("a" * place + "wrong").ljust(1_000_000, "b")
    line, caret = as_text(about(text, place)).split("\n")[1:]
    assert max(read) <= 2 * diagnostics._NEAR
    assert line[caret.index("^") :].startswith("wrong")
