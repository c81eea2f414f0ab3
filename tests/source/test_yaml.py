"""Reading YAML: what the author typed comes back as typed, and every character has its place."""

from collections.abc import Iterator

import pytest

from flashgen.source import yaml as yamltree
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Source
from flashgen.source.yaml import parse


def read(text: str) -> tuple[Node | None, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return parse(Source("deck.yaml", text), found), found


def scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)
    elif node is not None:
        for key, value in node.entries.values():
            yield key
            yield from scalars(value)


def value_of(text: str) -> Scalar:
    node, found = read(text)
    assert found == []
    assert isinstance(node, MappingNode)
    value = node.get("a")
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    "typed",
    [
        "1:30",
        "0.50",
        "yes",
        "NO",
        "true",
        "~",
        "null",
        "1e-3",
        "0x1F",
        "010",
        "1_000",
        ".5",
        "2001-01-01",
        "=",
    ],
)
def test_no_scalar_is_guessed_at(typed: str) -> None:
    assert value_of(f"a: {typed}\n").value == typed
    node, _ = read(f"{typed}: x\n")
    assert isinstance(node, MappingNode)
    assert list(node.entries) == [typed]


# The text, its value, and for each character of the value what stands at its place in the text.
PLACES = {
    "plain": ("a: one two\n", "one two", "one two"),
    "plain over lines": ("a: one\n  two\n\n  three\n", "one two\nthree", "one\ntwo\nthree"),
    "single quotes": ("a: 'it''s'\n", "it's", "it's"),
    "single quotes over lines": ("a: 'x  \n  y'\n", "x y", "x y"),
    "double quotes": ('a: "\\x41\\tb\\\\"\n', "A\tb\\", "\\\\b\\"),
    "escaped line break": ('a: "one\\\n   two"\n', "onetwo", "onetwo"),
    "escaped blank": ('a: "x \\  \n   y"\n', "x   y", "x \\ y"),
    "literal": ("a: |\n  x\n\n   y\n", "x\n\n y\n", "x\n\n y\n"),
    "literal with an indentation": ("a: |2\n    x\n   y\n", "  x\n y\n", "  x\n y\n"),
    "literal, all kept": ("a: |+\n\n  x\n\n", "\nx\n\n", "\nx\n\n"),
    "literal with a comment": ("a: | # why\n  x\n", "x\n", "x\n"),
    "folded": ("a: >\n  one\n  two\n\n  six\n", "one two\nsix\n", "one\ntwo\nsix\n"),
    "folded, indented": ("a: >-\n  x\n   y\n  z\n", "x\n y\nz", "x\n y\nz"),
    "Chinese and emoji": ("a: 中😀文\n", "中😀文", "中😀文"),
    "behind emoji": ("# 😀\n中: 😀\na: |\n  😀x\n", "😀x\n", "😀x\n"),
    "carriage returns": ("a: >-\r\n  one\r\n  two\r\n", "one two", "one\rtwo"),
    "literal, carriage returns": ("a: |\r\n  x\r\n  y\r\n", "x\ny\n", "x\ry\r"),
    "plain, carriage returns": ("a: one\r\n  two\r\n", "one two", "one\rtwo"),
}


@pytest.mark.parametrize(("text", "value", "at"), PLACES.values(), ids=PLACES.keys())
def test_each_character_has_its_place(text: str, value: str, at: str) -> None:
    scalar = value_of(text)
    assert scalar.value == value
    places = [scalar.span_at(i, i + 1).start for i in range(len(value))]
    # A line break behind blanks has its place at the first of them.
    typed = "".join(
        "\n" if "\n" in at and text[p] == " " and c == "\n" else text[p]
        for p, c in zip(places, at, strict=True)
    )
    assert typed == at
    assert places == sorted(places)
    whole = scalar.span_at(0, len(value))
    assert (whole.start, whole.end >= places[-1] + 1) == (places[0], True)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_lines_and_columns(end: str) -> None:
    text = end.join(
        ["# 中文 😀", "键: 值", "list:", "- 'x'", "- |", "  block", "  more", "k: v", ""]
    )
    node, found = read(text)
    assert found == []
    places = [
        (s.value, s.span.line, s.span.column, s.span.end_line, s.span.end_column)
        for s in scalars(node)
    ]
    assert places == [
        ("键", 2, 1, 2, 2),
        ("值", 2, 4, 2, 5),
        ("list", 3, 1, 3, 5),
        ("x", 4, 3, 4, 6),
        ("block\nmore\n", 5, 3, 7, 7),
        ("k", 8, 1, 8, 2),
        ("v", 8, 4, 8, 5),
    ]


REFUSED = {
    "alias": ("a: *b\n", "yaml-anchor", 1, 4),
    "anchor of a list": ("a: &b\n- 1\n", "yaml-anchor", 1, 4),
    "tag": ("a: !!python/object:os.system x\n", "yaml-tag", 1, 4),
    "list as a key": ("[a]: 1\n", "yaml-complex-key", 1, 1),
    "mapping as a key": ("? {a: 1}\n: 1\n", "yaml-complex-key", 1, 3),
    "alias as a key": ("a: 1\n*b : 2\n", "yaml-anchor", 2, 1),
    "second document": ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
    "second, empty document": ("a: 1\n---\n", "yaml-documents", 2, 1),
    "50,000 braces": ("{a: " * 50_000, "yaml-depth", 1, 129),
    "50,000 dashes": ("- " * 50_000, "yaml-depth", 1, 65),
    "50,000 question marks": ("? " * 50_000, "yaml-complex-key", 1, 3),
    "deep blocks": ("".join(f"{' ' * i}a:\n" for i in range(100)), "yaml-depth", 33, 33),
    "NUL": ("a: x\0y\n", "control-character", 1, 5),
    "bell in a comment": ("a: x # \a\n", "control-character", 1, 8),
    "DEL": ("a: \x7f\n", "control-character", 1, 4),
    "lone surrogate": ("a: \ud800\n", "control-character", 1, 4),
    "noncharacter": ("a: \uffff\n", "control-character", 1, 4),
    "line separator": ("a: |\n  x\u2028y\n", "control-character", 2, 4),
    "next line": ("a: x\x85y\n", "control-character", 1, 5),
    "directive": ("%YAML 9.9\n---\na: 1\n", "yaml-syntax", 1, 1),
    "unclosed single quote": ("a: 1\nb: 'x\nc: 2\n", "yaml-syntax", 2, 4),
    "unclosed double quote": ('a: 1\nb: "x\nc: 2\n', "yaml-syntax", 2, 4),
    "text behind a quote": ("a: 'x' y\n", "yaml-syntax", 1, 6),
    "percent sign": ("a: %x\n", "yaml-syntax", 1, 4),
    "at sign": ("a: @x\n", "yaml-syntax", 1, 4),
    "a key too deep": ("a: 1\n  b: 2\n", "yaml-syntax", 2, 3),
    "a key too deep behind a comment": ("a: 1\n# c\n\n  b: 2\n", "yaml-syntax", 4, 3),
    "a colon in a text that goes on": ("a: 1\n  b c: 2\n", "yaml-syntax", 2, 6),
    "no space behind a colon": ("a: 1\nb:2\nc: 3\n", "yaml-syntax", 2, 1),
    "no space behind the last colon": ("- a:1\n  b: 2\n", "yaml-syntax", 1, 3),
    "no space behind a dash": ("a: 1\n-b: 2\n  c: 3\n", "yaml-syntax", 2, 1),
    "no space behind the dash of a card": ("a:\n- b: 2\n-c: 3\n  d: 4\n", "yaml-syntax", 3, 1),
    "a block that lost its indentation": ("a: |\n  b\nc d\ne: f\n", "yaml-syntax", 3, 1),
    "a tab in front of a key": ("a: b\n\tc: d\n", "yaml-syntax", 2, 1),
    "unclosed brace behind CRLF": ("b: 1\r\na: {x: 1\r\n", "yaml-syntax", 2, 4),
}


@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses_with_the_place(text: str, code: str, line: int, column: int) -> None:
    node, found = read(text)
    assert node is None
    assert [(d.code, d.span and d.span.line, d.span and d.span.column) for d in found] == [
        (code, line, column)
    ]


@pytest.mark.parametrize("text", ["[" * 50_000, "a: " + "[" * 50_000])
def test_refuses_50_000_brackets(text: str) -> None:
    node, found = read(text)
    assert node is None
    # At our limit, or where libyaml, which looks ahead for a `:`, comes to its own.
    assert [(d.code, d.span and d.span.line) for d in found] == [("yaml-depth", 1)]


def test_says_every_duplicate_key_and_reads_on() -> None:
    node, found = read("a: 1\nb: {c: 1, c: 2}\na: 3\n'a': 4\n")
    assert [(d.code, d.span and (d.span.line, d.span.column)) for d in found] == [
        ("duplicate-key", (2, 11)),
        ("duplicate-key", (3, 1)),
        ("duplicate-key", (4, 1)),
    ]
    assert isinstance(node, MappingNode)
    assert [s.value for s in scalars(node)] == ["a", "1", "b", "c", "1"]


@pytest.mark.parametrize("text", ["", "\n\n", "# a comment\n", "---\n", "--- \n...\n"])
def test_nothing_is_none_without_an_error(text: str) -> None:
    assert read(text) == (None, [])


@pytest.mark.parametrize("text", ["- a\n" * 101, "[" + "[]," * 101 + "]", "a: {b: [c]}\n" * 101])
def test_bounds_the_number_of_entries(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(yamltree, "MAX_NODES", 100)
    node, found = read(text)
    assert node is None
    assert [d.code for d in found if d.code != "duplicate-key"] == ["file-too-large"]
