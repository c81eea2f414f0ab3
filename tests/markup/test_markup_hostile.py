"""Whatever stands in a text: HTML in which nothing is active, or an error with its place."""

import re
from contextlib import suppress

import pytest
from html_audit import check
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.markup import MarkupError, compile_cloze, compile_inline, compile_text, html_value

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
        with suppress(ValueError):  # what shows otherwise than it is meant
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
    assert html.startswith('<pre class="code" tabindex="0"><code>')


def test_deep_formulas_are_refused():
    depth = 200
    with pytest.raises(MarkupError, match="deep"):
        compile_text("$" + r"\sqrt{" * depth + "x" + "}" * depth + "$", slots=False)
