"""Texts to HTML: Markdown, formulas, code, Chinese, images, and what is wrong with a text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashgen.markup import (
    MarkupError,
    compile_inline,
    compile_text,
    plain_text,
    refuse_image,
)
from flashgen.markup.author_text import _PLAIN_LINE
from flashgen.markup.blocks import BlockRenderer
from flashgen.markup.scan import insert_marks


def html(text: str) -> str:
    return compile_text(text, slots=False).fill()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>"),
        ("# T\n\n***", "<h1>T</h1>\n<hr>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n\n   b", '<ol start="3">\n<li><p>a</p>\n<p>b</p>\n</li>\n</ol>'),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        (
            "| **a** | b |\n|---|--:|\n| `x\\|y` | $a$ |",
            '<table>\n<thead><tr><th><strong>a</strong></th><th align="right">b</th></tr></thead>'
            '<tbody>\n<tr><td><code>x|y</code></td><td align="right">\\(a\\)</td></tr>\n'
            "</tbody></table>",
        ),
        ("<<a>> `<<b>>`", "<p>&lt;&lt;a&gt;&gt; <code>&lt;&lt;b&gt;&gt;</code></p>"),
        ("a < b, vector<int> & <T>", "<p>a &lt; b, vector&lt;int&gt; &amp; &lt;T&gt;</p>"),
        ("<unk>\n**b**", "<p>&lt;unk&gt;\n<strong>b</strong></p>"),
        ("<s> token", "<p>&lt;s&gt; token</p>"),
        ("a <!-- b --> **c**", "<p>a &lt;!-- b --&gt; <strong>c</strong></p>"),
        ("`<script>` \\<script>", "<p><code>&lt;script&gt;</code> &lt;script&gt;</p>"),
        ("A&B &amp; &copy; &lt;b>", "<p>A&amp;B &amp; © &lt;b&gt;</p>"),
        ("H<sub>2</sub>O <B>x</B><br/>", "<p>H<sub>2</sub>O <b>x</b><br></p>"),
        ('<abbr title="a & &quot;b">x</abbr>', '<p><abbr title="a &amp; &quot;b">x</abbr></p>'),
        ("<u>_a_</u> **<kbd>x</kbd>**", "<p><u><em>a</em></u> <strong><kbd>x</kbd></strong></p>"),
        (
            "[t](https://a.b/?x=1&y=2 'q') <https://c.d/e_f_>",
            '<p><a href="https://a.b/?x=1&amp;y=2" title="q" rel="noopener noreferrer">t</a> '
            '<a href="https://c.d/e_f_" rel="noopener noreferrer">https://c.d/e_f_</a></p>',
        ),
        ("<a@b.cd>", '<p><a href="mailto:a@b.cd" rel="noopener noreferrer">a@b.cd</a></p>'),
        (
            "![a *b* <i> $x$](d/a%20b.PNG 't')",
            '<p><img src="d/a b.PNG" alt="a b &lt;i&gt; x" title="t"></p>',
        ),
        ("costs \\$5", "<p>costs $5</p>"),
        ("    indented\n", '<pre class="code" tabindex="0"><code>indented</code></pre>'),
        ("```nosuch\n<b>\n```", '<pre class="code" tabindex="0"><code>&lt;b&gt;</code></pre>'),
        (
            "```python\nif x < 1:\n\n    f()\n```",
            '<pre class="code" tabindex="0"><code>'
            '<span class="k">if</span> <span class="n">x</span> '
            '<span class="o">&lt;</span> <span class="mi">1</span><span class="p">:</span>\n\n'
            '    <span class="n">f</span><span class="p">()</span></code></pre>',
        ),
    ],
)
def test_html(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a<b$ $$x > y$$", r"<p>\(a&lt;b\) \[x &gt; y\]</p>"),
        ("> $a\n> b$", "<blockquote>\n<p>\\(a\nb\\)</p>\n</blockquote>"),
        (r"$\{ \% \\ \left( x \right]$", r"<p>\(\{ \% \\ \left( x \right]\)</p>"),
        (
            r"$$\begin{matrix}a & b\\[2pt] c\\]\end{matrix}$$",
            r"<p>\[\begin{matrix}a &amp; b\\[2pt] c\\ ]\end{matrix}\]</p>",
        ),
        (r"$$\text{if $x$}$$", r"<p>\[\text{if $x$}\]</p>"),
        ("$a <b> c$", r"<p>\(a &lt;b&gt; c\)</p>"),
        # Elsewhere MathJax would take these for formulas.
        (r"\\(x\\)", r"<p>\<span></span>(x\<span></span>)</p>"),
        (r"&bsol;[x", r"<p>\<span></span>[x</p>"),
        (r"`\(y\)`", r"<p><code>\<span></span>(y\<span></span>)</code></p>"),
        # And Anki would act on these.
        (r"[sound:a] [LaTeX] [/\$]", "<p>&#91;sound:a] &#91;LaTeX] &#91;/$]</p>"),
        (r"[\$\$] [anki:tts] [[type:x]]", "<p>&#91;$$] &#91;anki:tts] &#91;[type:x]]</p>"),
        (r"&lbrack;latex] `[sound:a]`", "<p>&#91;latex] <code>&#91;sound:a]</code></p>"),
        ("[a] [2] [softmax]", "<p>[a] [2] [softmax]</p>"),
    ],
)
def test_formulas_and_what_is_none(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n“第二”", "第一行，“第二”"),
        ("用 GPU\n训练\nin Chinese", "用 GPU\n训练\nin Chinese"),
        ("损失\n$x$\n很小", "损失\n\\(x\\)\n很小"),
        ("损失**很\n小**\n了", "损失<strong>很小</strong>了"),
        ("a\nb", "a\nb"),
        ("**注意：**文字", "<strong>注意：</strong>文字"),
        ("**注意:**文字", "<strong>注意:</strong>文字"),
        ("**注意：**GPU", "<strong>注意：</strong>GPU"),
        ("后**“引号”**后", "后<strong>“引号”</strong>后"),
        ("后*（注）*后", "后<em>（注）</em>后"),
        ("***注：***文", "<em><strong>注：</strong></em>文"),
        ("用**`code`**表示", "用<strong><code>code</code></strong>表示"),
        ("用**$x$**表示", "用<strong>\\(x\\)</strong>表示"),
        ("`**注：**文` 中", "<code>**注：**文</code> 中"),
        ("$a^{**}（b$*文", "\\(a^{**}（b\\)*文"),
        ("\\*注：\\*文", "*注：*文"),
        ("**Note:**text", "**Note:**text"),
    ],
)
def test_chinese(text, expected):
    assert html(text) == f"<p>{expected}</p>"


def test_code_in_every_language_is_the_code():
    from flashgen.markup.code import LANGUAGES, highlight, is_known

    code = 'x = [1, 2]  # a\n\n\tif (a < b) { return "q"; }  // 中\n'
    for language in sorted(LANGUAGES):
        assert is_known(language), language
        assert "".join(text for _, text in highlight(code, language)) == code, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "- a"),
        ("1. a", "1. a"),
        ("# a\n---", "# a ---"),
        ("*a* **“b”** _c_", "<em>a</em> <strong>“b”</strong> <em>c</em>"),
        ("| a |", "| a |"),
        ("    a", "a"),
        ("$x$", r"\(x\)"),
        ("", ""),
        ("  ", ""),
        ("x", "x"),
        ("x x ", "x x"),
    ],
)
def test_inline(text, expected):
    assert compile_inline(text, slots=False).fill() == expected


def places(text: str, problems) -> list[str]:
    """The spots that the problems are at, each `code: text of the span`."""
    return [f"{problem.code}: {text[problem.start : problem.end]}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1f", ["text-character: \x00", "text-character: \x1f"]),
        ("中\ud800文 \ue000", ["text-character: \ud800", "text-character: \ue000"]),
        ("&#0; &#xE000; &#x1F;", [f"text-character: {e}" for e in ("&#0;", "&#xE000;", "&#x1F;")]),
        ("x" * 100_001, ["text-too-long: x"]),
        ("[x]: http://a.b", ["empty-value: [x]: http://a.b"]),
        (">" * 40 + " a", ["text-too-deep: > a"]),
        ("中 <script>x</script>", ["html: <script>", "html: </script>"]),
        ("<b onclick=x>y</b>", ["html: <b onclick=x>"]),
        ("<span style='a'>", ["html: <span style='a'>"]),
        ("<p class=x>", ["html: <p class=x>"]),
        ("<IMG SRC=x>", ["html: <IMG SRC=x>"]),
        ('<a href="http://x">', ['html: <a href="http://x">']),
        ("中[x](javascript:alert(1))", ["link: [x](javascript:alert(1))"]),
        ("p[y](x)", ["link: [y](x)"]),
        ("[x](//a.b) [x](data:,x)", ["link: [x](//a.b)", "link: [x](data:,x)"]),
        ("![x](http://a/b.png)", ["image: ![x](http://a/b.png)"]),
        ("![x](../b.png) ![](a.exe)", ["image: ![x](../b.png)", "image: ![](a.exe)"]),
        ("中 $\\href{javascript:x}{y}$", ["math: \\href"]),
        (r"$\style{a}{b} \htmlId{a}$", [r"math: \style", r"math: \htmlId"]),
        (r"$\newcommand{\pi}{\pi\pi}$", [r"math: \newcommand"]),
        (r"$\left( a$", ["math: \\"]),
        (r"$a \right)$", [r"math: \right"]),
        (r"${\left( a} \right)$", ["math: {", "math: }"]),
        (r"$\begin{cases} a$", ["math: \\"]),
        (r"$\begin{array}\end{cases}$", ["math: \\", r"math: \end{cases}"]),
        (r"$\begin a$", [r"math: \begin"]),
        (r"$a \) b \[ c$", [r"math: \)", r"math: \["]),
        ("$50% & #$", ["math: %", "math: &", "math: #"]),
        ("$" + "{" * 51 + "}" * 51 + "$", ["math: {"]),
        ("> 中\n> $a$ $\\href b$", ["math: \\href"]),
    ],
)
def test_errors_and_where_they_are(text, expected):
    with pytest.raises(MarkupError) as caught:
        compile_text(text, slots=False)
    assert places(text, caught.value.errors) == expected
    first = caught.value.errors[0]
    assert str(caught.value) == first.message == caught.value.message
    assert (caught.value.code, caught.value.start) == (first.code, first.start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中 $5 or 6", ["lone-dollar: $"]),
        (r"\$5, a $x$ and $ 7", ["lone-dollar: $"]),
        ("$a { b$", ["lone-dollar: $"]),
        ("中 <b>x", ["unclosed-tag: <b>"]),
        ("*<b>x*</b>", ["unclosed-tag: <b>", "unclosed-tag: </b>"]),
        ("<b><i>x</b></i>", ["unclosed-tag: </b>", "unclosed-tag: <b>"]),
        ("<div>x</div>", ["shown-tag: <div>", "shown-tag: </div>"]),
        ("中\n\n```brainfog\nx\n```", ["plain-code: ```"]),
        ("```python\n" + "x = 1\n" * 700 + "```", ["plain-code: ```"]),
        ("vector<int> <s> <pad> \\<div> `<div>` `$` \\$5", []),
    ],
)
def test_warnings_and_where_they_are(text, expected):
    compiled = compile_text(text, slots=False)
    assert places(text, compiled.warnings) == expected
    assert "script" not in compiled.fill()


def test_everything_wrong_is_found_at_once():
    with pytest.raises(MarkupError) as caught:
        compile_text("<<a", slots=True)
    assert caught.value.code == "slot"
    text = "<img> $\\href$ [a](b) <<c"
    with pytest.raises(MarkupError) as caught:
        compile_text(text, slots=True)
    assert [error.code for error in caught.value.errors] == ["html", "math", "link", "slot"]


def test_images_get_their_final_names():
    text = '![a](b.png) ![c](d%20"e.png) `<img src="b.png"`'
    compiled = compile_text(text, slots=False)
    assert [image.path for image in compiled.images] == ["b.png", 'd "e.png']
    assert [text[image.start : image.end] for image in compiled.images] == [
        "![a](b.png)",
        '![c](d%20"e.png)',
    ]
    named = compiled.with_media({"b.png": "b-1.png", 'd "e.png': "d&2.png"}).fill()
    assert named == (
        '<p><img src="b-1.png" alt="a"> <img src="d&amp;2.png" alt="c"> '
        '<code>&lt;img src="b.png"</code></p>'
    )


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("https://a/b.png", "network"),
        ("//a/b.png", "network"),
        ("data:image/png;base64,x.png", "network"),
        ("C:\\x.png", "network"),
        ("\\\\host\\x.png", "network"),
        ("/etc/x.png", "folder"),
        ("a/../../x.png", "folder"),
        ("a\\x.png", "folder"),
        ("", "folder"),
        ("x.html", "one of avif"),
        ("png", "one of avif"),
    ],
)
def test_images_that_are_refused(path, word):
    reason = refuse_image(path)
    assert reason is not None
    assert word in reason


def test_images_that_may_be_shown():
    assert refuse_image("a/b c.PNG") is None
    assert refuse_image("./图.svg") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** `<c>` $x_1 < 2$ \\\\(y", "a b <c> x_1 < 2 \\(y"),
        (r"$$\begin{matrix}a\\[2pt]b\end{matrix}$$", r"\begin{matrix}a\\[2pt]b\end{matrix}"),
        ("|a|b|\n|-|-|\n|c|d|", "a b c d"),
        ("a\n\n- b\n- c\n\n$$z$$", "a b c z"),
        ("第一行\n\n**第二**行", "第一行 第二行"),
    ],
)
def test_plain_text(text, expected):
    assert plain_text(html(text)) == expected


@given(st.from_regex(_PLAIN_LINE, fullmatch=True))
@example("Why  so, on page 3 (of 10): 5 % or 'x'?")
@example("A line with blanks behind it   \n")
def test_a_plain_line_is_what_the_parser_makes_of_it(text: str) -> None:
    marked = insert_marks(text, slots=True, clozes=[], problems=[])
    parsed = BlockRenderer(marked, in_cloze_text=False).render().rstrip("\n")
    assert compile_text(text, slots=True).fill() == parsed
