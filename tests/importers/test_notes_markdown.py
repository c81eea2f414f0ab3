"""Markdown as study notes have it becomes Markdown that a deck file reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.importers.markdown.formulas import normalized
from flashgen.importers.markdown.front_matter import split_front_matter
from flashgen.importers.markdown.preparing import side
from flashgen.importers.repair import repair
from flashgen.markup import compile_text

FORMULAS = {
    "blanks inside": ("令 $ x $ 为输入， $ y = wx $ 。", "令 $x$ 为输入， $y = wx$ 。"),
    "in Chinese": ("得分为$ 4 $分、$1$ 分。", "得分为$4$分、$1$ 分。"),
    "two backslashes": (r"设 \\(f_1\\) 与 \\(f_2\\)。", "设 $f_1$ 与 $f_2$。"),
    "one backslash": (r"\(x^2\) and \[a=b\]", "$x^2$ and $$a=b$$"),
    "kept brackets": (r"see \[1\] and \(so on\)", r"see \[1\] and \(so on\)"),
    "displayed in a line": ("a $$ x $$ b", "a $$x$$ b"),
    "an empty line inside": ("$$\na\n\nb\n$$", "$$\na\nb\n$$"),
    "fenced": ("```math\nx^2\n```\n", "$$\nx^2\n$$\n"),
    "fenced in an item": ("- ```math\n  x\n  ```\n", "- $$\n  x\n  $$\n"),
    "LaTeX with prose": (r"[latex]A \textbf{b} $c$[/latex]", "A **b** $c$"),
    "old brackets": ("[$]x[/$] [$$]y[/$$]", "$x$ $$y$$"),
    "the editor's element": ("<anki-mathjax>x</anki-mathjax>", "$x$"),
    "money": ("costs $5 and $6, or $7.50 to $8", r"costs \$5 and \$6, or \$7.50 to \$8"),
    "money with a country": ("US$5 and US$6", r"US\$5 and US\$6"),
    "money in Chinese": ("价格是$5，而$x$是", r"价格是\$5，而$x$是"),
    "escaped already": (r"\$5 and $x$", r"\$5 and $x$"),
    "alone": ("a $ b", r"a \$ b"),
    "names": ("$HOME and $PATH", r"\$HOME and \$PATH"),
    "code": ("`$ x $` and $ y $", "`$ x $` and $y$"),
    "fenced code": ("```sh\necho $ x $\n```\n$ x $", "```sh\necho $ x $\n```\n$x$"),
    "text in a formula": ("$\\text{中文} x$", "$\\text{中文} x$"),
    "plain": ("$a,b$ the $n$th; $5x$ = $10$", "$a,b$ the $n$th; $5x$ = $10$"),
    "years": ("$10 million in 2020", r"\$10 million in 2020"),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas(name: str) -> None:
    text, expected = FORMULAS[name]
    assert normalized(text) == expected
    compiled = compile_text(expected, slots=False)
    assert [warning.code for warning in compiled.warnings if warning.code == "lone-dollar"] == []


def test_formula_stays_as_it_is() -> None:
    """What a deck file reads already is left alone."""
    for _, expected in FORMULAS.values():
        assert normalized(expected) == expected


SIDES = {
    "links of a wiki": ("[[Note|name]] and [[Other]]", "name and Other"),
    "a link in a table": ("| a |\n|---|\n| [[x\\|y]] |", "| a |\n|---|\n| y |"),
    "an image of a vault": ("![[b c.png|300]]", "![](<b c.png>)"),
    "a size": ("![alt|100](c.png)", "![alt](c.png)"),
    "an image as HTML": ('<img src="a.png" width=3>', "![](a.png)"),
    "a highlight": ("a ==b c== d", "a <mark>b c</mark> d"),
    "a comparison": ("a == b and c == d", "a == b and c == d"),
    "a callout": ("> [!note] Title\n> text", "> **Title**\n>\n> text"),
    "a callout without title": ("> [!warning]-\n> text", "> **Warning**\n>\n> text"),
    "a footnote": ("a[^1] b\n\n[^1]: the\n  note\n", "a (the note) b"),
    "a footnote in its line": ("a^[the note] b", "a (the note) b"),
    "a block's id": ("text ^abc123", "text"),
    "contents": ("[TOC]\n\nx", "x"),
    "a wrong break": ("x</br>y", "x<br>y"),
    "a table under an item": (
        "- item\n| a |\n|---|\n| 1 |",
        "- item\n\n  | a |\n  |---|\n  | 1 |",
    ),
    "a table under a line": ("text\n| a |\n|---|\n| 1 |", "text\n\n| a |\n|---|\n| 1 |"),
    "tasks": ("- TODO x\n- [ ] y\n- [x] z", "- x\n- ☐ y\n- ☑ z"),
    "properties": ("collapsed:: true\nid:: 12\nx", "x"),
    "in code": ("`[[a|b]] ==c==`", "`[[a|b]] ==c==`"),
    "a scope": ("std::vector", "std::vector"),
    "a heading inside": ("a\n\n## b\n\nc", "a\n\n## b\n\nc"),
    "a rule inside": ("a\n\n---\n\nb", "a\n\n---\n\nb"),
    "a link": ("x\n\nhttps://a.b/c", "x\n\nhttps://a.b/c"),
}


@pytest.mark.parametrize("name", SIDES)
def test_side_of_a_card(name: str) -> None:
    text, expected = SIDES[name]
    made = side(text, lambda name: name)
    assert (made.text, made.dropped) == (expected, [])
    assert repair(expected) is not None


def test_what_is_left_out_is_named() -> None:
    made = side("a %%secret%% b ![[note]]", lambda name: name)
    assert made.text == "a  b"
    assert made.dropped == ["%%secret%%", "![[note]]"]


def test_tags_in_lines_of_their_own() -> None:
    made = side("#ml #dl/x\n\ntext #no tag\n\n[#algo](./a.md) [#b c]()", lambda name: name)
    assert made.tags == ["ml", "dl::x", "algo", "b-c"]
    assert made.text == "text #no tag"


def test_front_matter() -> None:
    found, rest = split_front_matter("---\ntitle: T\ntags:\n  - a\n  - b/c\ndeck: D::E\n---\nx")
    assert (found.title, found.deck, found.tags, rest) == ("T", "D::E", ["a", "b::c"], "x")
    found, rest = split_front_matter("---\ntags: [a, 'b']\n---\nx")
    assert (found.tags, rest) == (["a", "b"], "x")
    assert split_front_matter("---\n\ntext\n\n---\n")[1] == "---\n\ntext\n\n---\n"


PIECES = ["$", " x ", "$$", "\\(", "\\)", "\\[", "\\]", "\\\\(", "`", "```\n", "\n", "\n\n", "5"]
PIECES += ["[[a|b]]", "==", "%%", "[^1]", "\n[^1]: n\n", "> [!note] t\n", "- ", "| a |\n|---|\n"]
PIECES += [
    "中",
    "#t",
    "<img src=a.png>",
    "![[i.png]]",
    "^id",
    "::",
    "{{c1::x}}",
    "((",
    "---\n",
    "\\$",
]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_side_can_stand_in_a_deck_file(text: str) -> None:
    made = side(text, lambda name: name)
    assert repair(made.text) is not None
    assert normalized(normalized(text)) == normalized(text)


@pytest.mark.parametrize(
    "text",
    ["$" * 50_000, "$x " * 30_000, "\\(" * 50_000, "`" * 50_000, "` `` " * 20_000, "[[" * 50_000,
     "==a" * 40_000, "%%" * 40_001, "[^1]" * 30_000, "| a |\n" * 20_000, "```\n" * 30_001,
     "- a\n| b |\n|---|\n" * 8_000, "$$" * 40_001, "[latex]" * 20_000],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_long_notes_take_no_square_of_their_length(text: str) -> None:
    """The time is that of the suite."""
    side(text, lambda name: name)
