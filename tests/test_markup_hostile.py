"""Whatever stands in a text: HTML in which nothing is active, or an error with its place."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.markup import MarkupError, compile_cloze, compile_inline, compile_text, html_value

TAG_NAMES = """p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr br strong em a img code pre span div table
    thead tbody tr th td abbr b bdi cite del dfn i ins kbd mark q rp rt ruby samp small sub sup u
    var"""
TAGS = set(TAG_NAMES.split())
ATTRIBUTES = {"title", "lang", "dir", "href", "rel", "src", "alt", "align", "start", "class"}
COMMANDS = """href url style cssId class data require unicode bbox mmlToken toggle texttip mathtip
    def newcommand renewcommand newenvironment let gdef label ref includegraphics htmlId htmlStyle
    htmlClass htmlData verb"""
ACTIVE_COMMANDS = set(COMMANDS.split())
TRIGGERS = re.compile(
    r"\[/?latex\]|\[/?\$\$?\]|\[sound:|\[/?anki:|\[\[type:|[\x00-\x08\ue000-\uf8ff]", re.IGNORECASE
)


class Audit(HTMLParser):
    """What a browser and MathJax would find; MathJax joins texts across `<br>` and `<wbr>` only."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.strings = [""]
        self.depth_of_code = 0
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        assert tag in TAGS
        for name, value in attributes:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert re.match(r"https?://|mailto:", value, re.IGNORECASE)
            if name == "src":
                assert not re.match(r"[a-z+.-]*:|/|\\", value, re.IGNORECASE)
                assert ".." not in value.split("/")
            if name == "class":
                assert re.fullmatch(r"code|matrix|[a-z]{1,2}[a-z0-9]?", value), value
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)
        self.depth_of_code += tag in ("code", "pre")
        if tag not in ("br", "wbr"):
            self.strings.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.depth_of_code -= tag in ("code", "pre")
        self.strings.append("")

    def handle_data(self, data):
        if not self.depth_of_code:
            self.strings[-1] += data

    def forbidden(self, *_):
        raise AssertionError("a comment or a declaration")

    handle_comment = handle_decl = handle_pi = unknown_decl = forbidden


def formulas(string: str) -> list[str]:
    """What MathJax (input/tex/FindTeX) takes for formulas: to the end outside of braces."""
    found = []
    position = 0
    while opening := re.compile(r"\\[(\[]").search(string, position):
        end = {"(": r"\)", "[": r"\]"}[opening[0][1]]
        braces = 0
        position = opening.end()
        for token in re.compile(r"\\[)\]]|\\(?:[a-zA-Z]|.)|[{}]").finditer(string, position):
            if token[0] == end and braces == 0:
                found.append(string[opening.end() : token.start()])
                position = token.end()
                break
            braces += {"{": 1, "}": -1 if braces else 0}.get(token[0], 0)
        else:
            raise AssertionError(f"a formula without an end: {string!r}")
    return found


def check(html: str) -> None:
    assert not TRIGGERS.search(html)
    for string in Audit(html).strings:
        for formula in formulas(string):
            for command in re.findall(r"\\([a-zA-Z]+|.)", formula, re.DOTALL):
                assert command not in ACTIVE_COMMANDS, formula
                assert command not in ("(", ")", "[", "]"), formula


PARTS_TEXT = r"""
<< >> <<x>> <<x:.2f>> \<< \\ \ \( \) \[ \] $ $$ $x$ $$y$$ { } {} ^ _ \href{javascript:a}{b} \style
\text{ \left( \right) \begin{cases} \end{cases} \newcommand \def\x{\x\x} & % # \\[2pt] `  `` ```
* ** *** _ ~~ <script> </script> <b> </b> <i> <br> <wbr> <img <kbd title=" " ' > < </ <!-- --> <?
<![CDATA[ <a href=javascript:a> onerror=x style=x <svg/onload=a> <iframe src=x> <math> <b onclick=a>
<style> </style> <p> <div> <object> <input> <ruby> <x <span lang=x> [a](b) [a](http://b)
[a](javascript:x) ![a](b.png) ![a](http://b/c.png) [ ] ( ) ](< <http://a> <a@b.c> [a]: http://x
[sound:a.mp3] [latex] [/latex] [$] [$$] [anki:tts] [[type:a]] latex] sound: &lt; &#60; &#x3c;
&bsol; &lbrack; &lbrace; &amp; &Tab; ; 中 文 ， ： “ ” {{c1:: {{c2:: :: }} }}} {{ {{c1::x}} # - + 1.
> |
|a|b| |-|-| --- === a b 0 \le t\alpha t \ne w {{c1::t}}
"""
PARTS = PARTS_TEXT.split()
parts = st.sampled_from([*PARTS, " ", "\n", "\n\n", "    ", "  \n"])
hostile = st.lists(parts, max_size=25).map("".join) | st.text(max_size=40)
LIMITS = settings(max_examples=400, deadline=None)


@LIMITS
@given(
    hostile,
    st.sampled_from(PARTS) | st.text(st.characters(codec="utf-8", exclude_categories=["C"])),
)
def test_a_text_is_harmless(text, value):
    for compile_ in (compile_text, compile_inline):
        try:
            compiled = compile_(text, slots=True)
        except MarkupError as error:
            for problem in error.errors:
                assert 0 <= problem.start <= problem.end <= len(text)
            continue
        assert len(compiled.pieces) == len(compiled.slots) + 1
        for slot in compiled.slots:
            assert text[slot.start : slot.end] == slot.expression
        for problem in compiled.warnings:
            assert 0 <= problem.start < problem.end <= len(text)
        check(compiled.fill([html_value(value, None, slot) for slot in compiled.slots]))
        check(compiled.fill([html_value(-2.5, None, slot) for slot in compiled.slots]))


@LIMITS
@given(hostile)
def test_a_cloze_text_is_harmless(text):
    try:
        compiled = compile_cloze(text)
    except MarkupError:
        return
    html = compiled.fill()
    # Shown, hidden and hinted, in all combinations that a card can have.
    for replacement in (r"\1", "[...]"):
        shown = html
        while "{{c" in shown:
            shown, count = re.subn(
                r"\{\{c[0-9]+::((?:(?!\{\{c|\}\}).)*?)(?:::(?:(?!\{\{c|\}\}).)*)?\}\}",
                replacement,
                shown,
                flags=re.DOTALL,
            )
            assert count, html
        check(shown)


@pytest.mark.parametrize(
    "formula",
    [
        r"\le{{c1::t}}\sqrt\alpha",
        r"{{c1::\le}}t\sqrt\alpha",
        r"{{c1::\le::hint}}t\sqrt\alpha",
        r"\le{{c1::{{c2::t}}}}\sqrt\alpha",
        r"x{{c1::\ne}}{{c2::w}}{{c3::command}}{\alpha}{b}",
    ],
)
def test_a_cloze_cannot_complete_a_command(formula):
    html = compile_cloze(f"${formula}$ {{{{c9::x}}}}").fill()
    shown = re.sub(r"::hint|\{\{c\d::|\}\}", "", html)
    check(shown)
    assert re.search(r"\\(le|ne) ", shown)


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        (r"\hr{{c1::ef}}{a}{b}", 1),
        (r"\alhpa", 1),
        (r"\begin{script}x\end{script}", 8),
        (r"\fcolorbox{red;background:url(http://x)}{red}{x}", 1),
        (r"\color{red;background:url(x)}x", 7),
        (r"\textcolor {javascript:a}{x}", 11),
        (r"\color[RGB]{1,2,}{x} \color", 28),
        (r"\color red", 7),
    ],
)
def test_formulas_are_whitelisted(formula, place):
    with pytest.raises(MarkupError) as refused:
        compile_cloze(f"${formula}$ {{{{c9::x}}}}")
    assert [p.start for p in refused.value.errors][:1] == [place]


@LIMITS
@given(hostile)
def test_the_same_text_gives_the_same(text):
    def result():
        try:
            return compile_text(text, slots=False)
        except MarkupError as error:
            return error.errors

    assert result() == result()


REPEATED = [
    *PARTS,
    *("a <b>", "**a *b ", "_a_ ", "[a](", "![", "$a ", "$$ a $ ", "<<a ", "<<(", "<<'", "<<a:"),
    *("<b a='", "<b a=\"<b a='", "{{c1::$", "{{c1::`", "{{c1::a::", "`{{c1::", "**注：**文", "“**"),
    *(
        "|a|\n|-|\n",
        "[a]: x\n",
        "[a]: http://x\n[a] ",
        "```python\n",
        "~~~\n",
        "&#x41;",
        "- ",
        "1.\n",
    ),
    *("<<a >> ", "<<a>> >>", '"<<', "\t", "    a\n\n"),
]


@pytest.mark.parametrize("part", REPEATED)
def test_a_long_text_comes_to_an_end(part):
    text = (part * (30_000 // len(part)))[:30_000]
    for compile_ in (
        lambda text: compile_text(text, slots=True),
        lambda text: compile_inline(text, slots=False),
        compile_cloze,
    ):
        try:
            compiled = compile_(text)
        except MarkupError as error:
            assert 0 < len(error.errors) <= 50
        else:
            assert len(compiled.fill(["1"] * len(compiled.slots))) < 40 * len(text)


@pytest.mark.parametrize(
    "code",
    ["/" * 4000, "\n" * 4000, "a." * 2000, "(" * 4000, "a\n" * 2000, '"' * 4000, "x " * 2000],
)
@pytest.mark.parametrize("language", ["java", "typescript", "cpp", "csharp", "python"])
def test_hostile_code_comes_to_an_end(code, language):
    html = compile_text(f"```{language}\n{code}\n```", slots=False).fill()
    check(html)
    assert html.startswith('<pre class="code"><code>')


def test_deep_formulas_are_refused():
    depth = 200
    with pytest.raises(MarkupError, match="deep"):
        compile_text("$" + r"\sqrt{" * depth + "x" + "}" * depth + "$", slots=False)
