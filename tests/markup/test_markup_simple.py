"""Texts whose HTML the parser writes itself: the same, to the byte, as by its events."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_markup_hostile import hostile

from flashgen.markup.blocks import BlockRenderer
from flashgen.markup.plain_texts import MAX_LENGTH, simple_html
from flashgen.markup.scan import insert_marks, refused_characters
from flashgen.source.nodes import MappingNode, Scalar, SequenceNode
from flashgen.source.text import Source
from flashgen.source.yaml import parse

CARDS = Path(__file__).parents[2] / "cards"

SIMPLE = [
    "One line.",
    "Two lines\nof *words*, **strong** and `code`.\n",
    "A paragraph.\n\nAnother, with $x_1^2$ and\n\n$$\\sum_i x_i > 0$$\n",
    "- a list\n- of `two`, where $a$\n  goes on\n",
    "3. three\n4. four\n\nBehind them: [0, 1], 2 * 3, snake_case, 'x' and \"y\" > z.",
    r"$\begin{cases} a \\ b \end{cases}$ and $\text{\"o}$",
    "[sound:a.mp3] [latex] [[type:a]]",
    "a #tag - b + c\n1 + 1, and\n",
    r"\* \# \_ \`",
    "Größe *déjà* – “так”,\n→ $α$ `λ` **×**…\n",
]
NOT_SIMPLE = [
    "",
    "\n",
    "a < b",
    "a & b",
    "a &lt; b",
    "中文",
    "tab\tin it",
    "carriage\r\nreturn",
    "\x00",
    "\x9f",
    "\ue000",
    "x <<x>>",
    r"\(x\) and \\(x\\)",
    r"`\(x\)`",
    "a lone $ sign",
    r"\$5",
    "`$x$`",
    r"$\href{a}$",
    r"$\foo$",
    "$x^2^3$",
    "***strong emphasis***",
    "*" * 50 + "a" + "*" * 50,
    "a  \nhard break",
    "***",
    "# Heading",
    "> quote",
    "- a\n  - b",
    "- a\n\n- b",
    "- - a",
    "|a|b|\n|-|-|\n|1|2|",
    "```\ncode\n```",
    "    code",
    "[a](http://b)",
    "![a](b.png)",
    "[a]: http://b",
    "<http://a.b>",
    "<b>a</b>",
    "- a\n" * (MAX_LENGTH // 4 + 1),
]

TEXT_PARTS = [
    *(
        "a",
        "b2",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        ":",
        "'",
        '"',
        ">",
        "=",
        "+",
        "-",
        "/",
        "!",
        "#",
        "|",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "``",
        "$",
        "$$",
        "\\",
        "{",
        "}",
        "^",
        "~",
        "%",
        "1. ",
        "2) ",
        "- ",
        "+ ",
    ),
    *("$x_1$", "$$y^2$$", "$\\frac{a}{b}$", "`code`", "**strong**", "*soft*", "\\*", "\\(", "\\\\"),
    *("é", "“", "”", "–", "…", "·", "→", "\xa0", "\u2028", "\u200b", "中", "。"),
    *(" ", " ", " ", "  ", "   ", "\n", "\n", "\n\n", "\n- ", "\n1. ", "\n\n> "),
]
markdown = st.lists(st.sampled_from(TEXT_PARTS), max_size=30).map("".join)


def agree(source: str) -> bool:
    """Tell whether the parser writes this text itself; assert that it then writes the same."""
    html = simple_html(source)
    if html is None:
        return False
    problems = list(refused_characters(source))
    marked = insert_marks(source, slots=True, clozes=[], problems=problems)
    renderer = BlockRenderer(marked, in_cloze_text=False)
    assert html == renderer.render()
    assert html
    assert not problems + renderer.errors + renderer.warnings
    assert not (renderer.slots or renderer.images or renderer.literals or renderer.has_tags)
    return True


@pytest.mark.parametrize("source", SIMPLE)
def test_the_parser_writes_simple_texts_itself(source):
    assert agree(source)


@pytest.mark.parametrize("source", NOT_SIMPLE)
def test_other_texts_are_left_to_the_renderer(source):
    assert simple_html(source) is None


@settings(max_examples=1000, deadline=None)
@given(markdown | hostile)
def test_both_ways_agree(source):
    agree(source)


def scalars(node) -> list[str]:
    if isinstance(node, Scalar):
        return [node.value]
    inside = node.items if isinstance(node, SequenceNode) else [v for _, v in node.entries.values()]
    return [value for item in inside for value in scalars(item)]


def test_both_ways_agree_on_every_text_of_the_library():
    agreed = total = 0
    for path in sorted(CARDS.rglob("*.yaml")):
        node = parse(Source(path.name, path.read_text(encoding="utf-8")), [])
        assert isinstance(node, MappingNode)
        for value in scalars(node):
            total += 1
            agreed += agree(value)
            agree("x " + value.replace("\n", " "))
    assert agreed > total / 2  # else the shorter way is not worth its code
