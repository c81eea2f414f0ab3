"""A field as Markdown, rendered again, shows the words and lines that it showed."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers.visible import visible_lines

from flashgen.importers.conversion import convert
from flashgen.markup import compile_cloze, compile_text


def rendered(html: str, way: str = "text") -> str:
    made = convert(html, way, lambda name: name)
    assert made is not None, html
    assert not [what for what in made.lost if what.startswith("a line reads")], made
    compiled = compile_cloze(made.markdown) if way == "cloze" else compile_text(
        made.markdown, slots=False
    )  # fmt: skip
    return compiled.fill()


WORDS = st.sampled_from(
    ["a", "--- ---", "b c", " d", "e ", "1. f", "- g", "# h", "> i", "+", "*", "_j_", "k_l", "`m`",
     "$5", "[n](o)", "<p>", "a < b", "&amp;", "\\", "|", "| x |", "===", "---", "~~~", "q*",
     "中文", "，", "（x）", "é", "2)", ":", "::", "{{", "}}", "!", "[r]: s", "…", "“", '"',
     "https://t.u/v_w", "©", "\xa0", "\xa0- x", "  \n y", "😀", "שלום", "=", "```", "#", "(*)"]
)  # fmt: skip
INLINE = ["b", "strong", "i", "em", "u", "sub", "sup", "code", "span", "font", "s", "del", "mark",
          "small", "kbd", "a", "big", "ruby", "o:p"]  # fmt: skip
STYLED = [
    ' style="font-weight:bold"', ' style="font-style: italic"', ' style="color: red"', "",
    ' style="background-color: yellow"', ' href="https://x.y/z"', ' lang="de"', ' dir="rtl"',
]  # fmt: skip
BLOCKS = ["div", "p", "div", "ul", "ol", "blockquote", "h2", "center", "pre", "table", "li", "dl"]


def element(name: str, attributes: str, inside: str) -> str:
    if name in ("ul", "ol"):
        return f"<{name}><li>{inside}</li></{name}>"
    if name == "table":
        return f"<table><tr><td>{inside}</td><td>z</td></tr></table>"
    return f"<{name}{attributes}>{inside}</{name}>"


TEXTS = WORDS.map(lambda text: escape(text, quote=False))
LEAVES = st.one_of(TEXTS, TEXTS, TEXTS, st.sampled_from(["<br>", "<br><br>", '<img src="a.png">']))
INLINES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        element,
        st.sampled_from(INLINE),
        st.sampled_from(STYLED),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)
TREES = st.recursive(
    INLINES,
    lambda inner: st.builds(
        element,
        st.sampled_from([*BLOCKS, "b", "span"]),
        st.sampled_from(["", "", ' style="text-align:center"']),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=16,
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.lists(TREES, min_size=1, max_size=5).map("".join))
def test_any_tree_shows_the_same(html: str) -> None:
    if not ("<pre" in html and "<img" in html):  # code holds no image, which is reported
        assert visible_lines(rendered(html)) == visible_lines(html)


# Field HTML as browsers, Anki's editor and other programs leave it: what it becomes.
FIELDS = {
    "bold line breaks": ("<b>x<br></b>y", "**x**\\\ny"),
    "bold over lines": ("<b>A<br><br>B</b> c", "**A**\n\n**B** c"),
    "a break in two emphases": ("<u><b>A<br></b></u>B", "<u>**A**</u>\\\nB"),
    "a sign behind blanks": ("A<br>&nbsp; - b", "A\\\n\\- b"),
    "a number behind a blank": ("A<br>&nbsp;1. b", "A\\\n1\\. b"),
    "a heading's sign": ("A<br> # b", "A\\\n\\# b"),
    "breaks at the end": ("a<br><br>", "a"),
    "signs of a rule": ("--- ---", "\\--- ---"),
    "emphases that touch": ("<b>A</b><b>B</b>", "**AB**"),
    "struck words apart": ("<s>a</s> <s>b</s>", "<del>a</del> <del>b</del>"),
    "emphasis across paragraphs": ("<b>a<div>b</b>c</div>", "**a\\\nb**c"),
    "a list in a span": ("<span>w<ul><li>a</li></ul>z</span>", "w\n\n- a\n\nz"),
    "a list in a list": ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    "a text in a list": ("<ul><li>a</li>b</ul>", "- a\\\n  b"),
    "paragraphs in an item": ("<ul><li>a<p>b</p></li></ul>", "- a\n\n  b"),
    "code with lines": ("<code>a<br>&nbsp; b</code>", "```\na\n  b\n```"),
    "code with lines behind a text": ("x <code>a<br>b</code>", "x `a`\\\n`b`"),
    "monospaced lines": (
        '<div style="font-family:monospace">a<br>&nbsp; b</div>',
        "```\na\n  b\n```",
    ),
    "a language": ('<pre><code class="language-python">x</code></pre>', "```python\nx\n```"),
    "kept lines": ('<div style="white-space:pre-wrap">a\nb</div>', "a\\\nb"),
    "a table for a place": ("<table><tr><td><ul><li>a</ul></td></tr></table>", "- a"),
    "a head of a row": ("<table><tr><th>a<td>b</table>", "|  |  |\n| --- | --- |\n| **a** | b |"),
    "a highlight": ('<span style="background-color: yellow">a</span>', "<mark>a</mark>"),
    "thin in bold": ('<b>a <span style="font-weight:normal">b</span></b>', "**a** b"),
    "a blank to fill in": ("<u>&nbsp; &nbsp;</u>", "<u>\xa0 \xa0</u>"),
    "readings": ("<ruby>漢<rt>かん</rt></ruby>", "<ruby>漢<rt>かん</rt></ruby>"),
    "a formula of the editor": ('<anki-mathjax block="true">x</anki-mathjax>', "$$x$$"),
    "a formula and a digit": (r"\(x\)5", "$x$&#53;"),
    "prose in LaTeX": (r"[latex]A \textbf{b} $c$[/latex]", "A **b** $c$"),
    "prose alone in LaTeX": ("[latex]Two words[/latex]", "Two words"),
    "a list in LaTeX": (r"[latex]\begin{itemize}\item a \item b\end{itemize}[/latex]", "- a\n- b"),
    "lines of formulas": (
        r"[latex]\begin{align*}a&=b\end{align*}[/latex]",
        r"$$\begin{aligned}a&=b\end{aligned}$$",
    ),
    "MathML with its source": (
        '<math><mi>x</mi><annotation encoding="application/x-tex">x</annotation></math>',
        "$x$",
    ),
    "hidden": ('a<span style="display: none">b</span>', "a"),
    "a bracket in a link": ('<a href="https://x.y">[a](b)</a>', r"[\[a\](b)](https://x.y)"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_field(name: str) -> None:
    html, markdown = FIELDS[name]
    made = convert(html, "text", lambda name: name)
    assert made is not None
    assert made.markdown == markdown
    assert made.lost == ()


LOST = {
    "a color": '<span style="color:#f00">a</span>',
    "alignment": '<div style="text-align: center">a</div>',
    "the right-to-left direction of a paragraph, save of its words": '<p dir="rtl">a</p>',
    "<audio>": 'a<audio src="x.mp3"></audio>',
    "<video>": "a<video></video>",
    "the letters or the order of a list's numbers": '<ol type="a"><li>a</li></ol>',
    "merged cells of a table": "<table><tr><td colspan=2>a<tr><td>b<td>c</table>",
    "a list in a table": "<table><tr><td><ul><li>a</ul><td>b</table>",
    "a form's element": "<input> a",
}


@pytest.mark.parametrize("what", LOST)
def test_what_no_text_can_say_is_named(what: str) -> None:
    made = convert(LOST[what])
    assert made is not None and made.lost == (what,)


def test_black_on_white_is_no_color() -> None:
    html = '<span style="color: rgb(0, 0, 0); background-color: #fff">a</span>'
    made = convert(html)
    assert made is not None and made.lost == ()


CLOZES = {
    "several numbers": ("{{c1,2::a}}", "{{c1::{{c2::a}}}}"),
    "several numbers with a hint": ("{{c1,2::a::h}}", "{{c1::{{c2::a::h}}::h}}"),
    "over lines": ("{{c1::a<br>b::h}} c", "{{c1::a\\\nb::h}} c"),
    "over blocks": ("{{c1::<div>a</div><div>b</div>}} c", "{{c1::a\\\nb}}\\\nc"),
    "over an empty line": ("{{c1::a<br><br>b}} c", "{{c1::a\\\n\\\nb}} c"),
    "over paragraphs": ("<p>x {{c1::a</p><p>b}} c</p>", "x {{c1::a\\\n\\\nb}} c"),
    "over items": ("<ul><li>{{c1::a</li><li>b}}</li></ul>", "- {{c1::a}}\n- {{c1::b}}"),
    "across emphasis": ("<b>x {{c1::y</b> z}}", "**x** {{c1::**y** z}}"),
    "in emphasis": ("<b>x {{c1::y}}</b>", "**x {{c1::y}}**"),
    "a break at its end": ("x {{c1::a<br>}}y", "x {{c1::a}}\\\ny"),
    "nested": ("{{c1::a {{c2::b}} c}}", "{{c1::a {{c2::b}} c}}"),
    "in code": ("<code>a {{c1::b}}</code>", "`a {{c1::b}}`"),
    "in code with a hint": ("<code>a {{c1::b::h}}</code>", "`a `{{c1::`b`::h}}"),
    "over code": ("{{c1::<pre>a\nb</pre>}}", "```\n{{c1::a\nb}}\n```"),
    "a formula": (r"{{c1::\(\frac{a}{b^{c}} \)}}", r"{{c1::$\frac{a}{b^{c}}$}}"),
    "in LaTeX prose": ("[latex]a {{c1::b}}[/latex]", "a {{c1::b}}"),
    "never closed": ("{{c1::a {{c2::b}}", r"\{\{c1\::a {{c2::b}}"),
}


SPLIT = ("over blocks", "over items", "a break at its end")  # on the front, which is reported


@pytest.mark.parametrize("name", CLOZES)
def test_cloze(name: str) -> None:
    html, markdown = CLOZES[name]
    made = convert(html, "cloze")
    assert made is not None
    assert made.markdown == markdown
    assert bool(made.lost) == (name in SPLIT)
    compile_cloze(made.markdown)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(INLINES, min_size=1, max_size=4), st.integers(0, 3))
def test_any_cloze_shows_the_same(parts: list[str], at: int) -> None:
    """A cloze before any of the parts, to the end; the words are those without it."""
    whole = "".join(parts)
    if "{{" in whole or "}}" in whole or "::" in whole:
        return
    html = "".join([*parts[:at], "{{c1::", *parts[at:], "}}"])
    shown = visible_lines(rendered(html, "cloze").replace("{{c1::", "").replace("}}", ""))
    assert shown == visible_lines(whole)


CLOZED = st.one_of(
    TEXTS, st.just("{{c1::"), st.just("}}"), st.just("{{c2::"), st.just("::"), INLINES
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(CLOZED, min_size=1, max_size=9).map("".join))
def test_any_cloze_compiles(html: str) -> None:
    assert convert(html, "cloze", lambda name: name) is not None
