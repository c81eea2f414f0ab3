"""Markdown for a terminal: nothing is lost, no line is too wide, colors where they are shown."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.markup.terminal import Look, terminal_text
from flashgen.source.text import display_width

PLAIN = Look(40)
CASES = {
    "a title": ("# Numbers", "Numbers\n═══════\n"),
    "a heading": ("## Draws", "## Draws\n"),
    "a paragraph": ("one\ntwo\n\nthree", "one two\n\nthree\n"),
    "looks": ("*a* **b** `c`", "a b `c`\n"),
    "a formula": ("$x^2 \\le \\frac{1}{2}$", "x² ≤ 1/2\n"),
    "a list": ("- a\n- b\n  - c\n", "• a\n• b\n  • c\n"),
    "a list of paragraphs": ("1. a\n\n   b\n2. c\n", "1. a\n   b\n2. c\n"),
    "a list that begins late": ("9. a\n10. b\n", "9. a\n10. b\n"),
    "code": ("```yaml\na: 1\n\nb: 2\n```", "    a: 1\n\n    b: 2\n"),
    "code in a list": ("- a\n\n  ```sh\n  b\n  ```\n", "• a\n      b\n"),
    "a quotation": ("> a\n> b", "│ a b\n"),
    "a link": ("[a](https://example.org/b)", "a (https://example.org/b)\n"),
    "a link in the pages": ("[a](b.md)", "a\n"),
    "a picture": ("![a](b.png)", "[picture: a]\n"),
    "a comment": ("a\n\n<!-- b -->\n\nc", "a\n\nc\n"),
    "a comment in a line": ("a <!-- b -->c", "a c\n"),
    "a line break": ("a\\\nb", "a\nb\n"),
    "a table": (
        "| a | b |\n| --- | --- |\n| `c\\|d` | e |\n",
        "a      b\n─────  ─\n`c|d`  e\n",
    ),
    "Chinese": ("每次复习" * 6, "每次复习" * 5 + "\n每次复习\n"),
    "a point does not begin a line": ("字" * 20 + "。", "字" * 20 + "。\n"),
    "nothing": ("", "\n"),
}


@pytest.mark.parametrize(("markdown", "shown"), CASES.values(), ids=CASES.keys())
def test_what_it_shows(markdown: str, shown: str) -> None:
    assert terminal_text(markdown, PLAIN) == shown


def test_short_code_stays_on_one_line() -> None:
    text = terminal_text("word word word word word `{relative: 0.01}` word", PLAIN)
    assert text == "word word word word word\n`{relative: 0.01}` word\n"


def test_a_wide_table_is_wrapped_in_its_columns() -> None:
    text = terminal_text(f"| a | b |\n| - | - |\n| x | {'word ' * 20} |\n", PLAIN)
    assert max(map(display_width, text.splitlines())) <= 40
    assert text.count("word") == 20
    assert text.splitlines()[3].startswith("   word")


def test_colors_are_sequences_of_ansi_and_change_no_text() -> None:
    markdown = (
        "# T\n\n*a* **b** `c d` [e](https://example.org)\n\n| f | g |\n| - | - |\n| h | i |\n"
    )
    colored = terminal_text(markdown, Look(60, color=True))
    assert "\x1b[1mb\x1b[0m" in colored
    assert "\x1b[36mc d\x1b[0m" in colored
    bare = re.sub(r"\x1b\[\d+m", "", colored)
    assert bare == terminal_text(markdown, Look(60)).replace("`", "")


def test_a_link_is_shown_as_it_is_asked_for() -> None:
    look = Look(60, link=lambda target: f" <{target}>")
    assert terminal_text("see [a](b.md)", look) == "see a <b.md>\n"


WORD = st.text(
    st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x9FFF), min_size=1, max_size=9
)


@given(st.lists(WORD, min_size=1, max_size=60), st.integers(20, 100))
def test_no_word_is_lost_and_no_line_too_wide(words: list[str], width: int) -> None:
    words = [unicodedata.normalize("NFC", word) for word in words]
    text = terminal_text(" ".join(words), Look(width))
    assert re.sub(r"\s", "", text) == "".join(words)
    for line in text.splitlines():
        assert display_width(line) <= width + 2 or " " not in line
