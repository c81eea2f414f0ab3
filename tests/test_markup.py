"""Texts to HTML: Markdown, formulas, code, Chinese."""

from pathlib import Path

import numpy as np
import pytest

from flashgen.formatting import Context, parse_format
from flashgen.markup import (
    MarkupError,
    compile_inline,
    compile_text,
    html_answer,
    html_value,
    markdown_value,
    place,
    plain_text,
    refuse_image,
)


def html(text):
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
        ("`<script>` \\<script>", "<p><code>&lt;script&gt;</code> &lt;script&gt;</p>"),
        ("A&B &amp; &copy; &lt;b>", "<p>A&amp;B &amp; © &lt;b&gt;</p>"),
        ("H<sub>2</sub>O <B>x</B><br/>", "<p>H<sub>2</sub>O <b>x</b><br></p>"),
        (
            '<abbr title="a & &quot;b">x</abbr>',
            '<p><abbr title="a &amp; &quot;b">x</abbr></p>',
        ),
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
        ("$a<b$ $$x > y$$", "<p>\\(a&lt;b\\) \\[x &gt; y\\]</p>"),
        ("> $a\n> b$", "<blockquote>\n<p>\\(a\nb\\)</p>\n</blockquote>"),
        (r"$\{ \% \\ \left( \right]$", r"<p>\(\{ \% \\ \left( \right]\)</p>"),
        (r"$$\begin{matrix}a & b\\[2pt] c\\]\end{matrix}$$", None),
        (r"$\text{if $x$}$ b", None),
        ("costs \\$5", "<p>costs $5</p>"),
        # MathJax would take these for formulas.
        (r"\\(x\\) `\(y\)`", r"<p>\<span></span>(x\<span></span>) <code>\<span></span>(y"),
        ("&bsol;(x", r"<p>\<span></span>(x</p>"),
        # Anki would act on these.
        ("[sound:a] [LaTeX] [/$] [$$] [anki:tts] [[type:x]]", None),
        ("[a] [2]", "<p>[a] [2]</p>"),
        ("```python\nif x:\n    f('<')\n```", None),
        ("```nosuch\n<b>\n```", '<pre class="code"><code>&lt;b&gt;</code></pre>'),
        ("    indented\n", '<pre class="code"><code>indented</code></pre>'),
    ],
)
def test_html(text, expected):
    shown = html(text)
    if expected is not None:
        assert shown.startswith(expected)
        return
    expected_parts = {
        "$$": [r"a &amp; b\\[2pt] c\\ ]\end{matrix}\]"],
        "$": ["lone"],
        "[": [
            "&#91;sound:a] &#91;LaTeX] &#91;/$] &#91;$$] &#91;anki:tts] &#91;[type:x]]",
        ],
        "`": ['<pre class="code"><code><span class="k">if</span>', "&#39;&lt;&#39;"],
    }
    del expected_parts
    raise AssertionError(shown)
