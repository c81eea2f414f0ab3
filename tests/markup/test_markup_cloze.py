"""Cloze texts, as Anki itself reads them."""

import re

import pytest
from anki_backend import answer, collection, question

from flashgen.markup import MarkupError, compile_cloze, plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Loss: {{c1::log **softmax**::what?}} and {{c2::NLL}}",
            "<p>Loss: {{c1::log <strong>softmax</strong>::what?}} and {{c2::NLL}}</p>",
        ),
        ("{{c1::a {{c2::b}} c}}", "<p>{{c1::a {{c2::b}} c}}</p>"),
        (
            "{{c1::_a_}} **{{c1::“x”}}**文",
            "<p>{{c1::<em>a</em>}} <strong>{{c1::“x”}}</strong>文</p>",
        ),
        (
            r"${{c1::\frac{a}{b_{i}}}} = \sqrt{{{c2::x}}}$",
            r"<p>\({{c1::\frac{a}{b_{i} } }} = \sqrt{{{c2::x}}}\)</p>",
        ),
        (r"{{c1::$x_{a_{b}}$}}", r"<p>{{c1::\(x_{a_{b} }\)}}</p>"),
        (r"$x^{{c1::2}} y$", r"<p>\(x^{ {{c1::2}} } y\)</p>"),
        (r"${{x}} {{c1::y}}$", r"<p>\({ {x} } {{c1::y}}\)</p>"),
        ("{{c1::`std::v{{}}`}}", "<p>{{c1::<code>std&#58;:v&#123;{&#125;}</code>}}</p>"),
        ("{{c1::`a:`::`b`}}", "<p>{{c1::<code>a:</code>::<code>b</code>}}</p>"),
        ("{{c1::a:::b}}", "<p>{{c1::a:::b}}</p>"),
        ("`f({{c1::x}})`", "<p><code>f({{c1::x}})</code></p>"),
        (r"\{{c1::x}} {{c2::y}}", "<p>&#123;{c1&#58;:x&#125;} {{c2::y}}</p>"),
        ("&lbrace;{c1::x}} {{c2::y}}", "<p>&#123;{c1&#58;:x&#125;} {{c2::y}}</p>"),
        ("<kbd>{{c1::x}}</kbd> {{c2::<b>y</b>}}", "<p><kbd>{{c1::x}}</kbd> {{c2::<b>y</b>}}</p>"),
        ("中{{c1::文\n字}}\n了", "<p>中{{c1::文字}}了</p>"),
        ("{{c1::**注：**文}}", "<p>{{c1::<strong>注：</strong>文}}</p>"),
        ("$5 {{c1::a}} {{Front}}", "<p>$5 {{c1::a}} &#123;{Front&#125;}</p>"),
        (
            "```python\n{{c1::F.relu}}(x{{c2::, y}})\n```",
            '<pre class="code" tabindex="0"><code>'
            '{{c1::<span class="n">F</span><span class="o">.</span>'
            '<span class="n">relu</span>}}<span class="p">(</span><span class="n">x</span>'
            '{{c2::<span class="p">,</span> <span class="n">y</span>}}'
            '<span class="p">)</span></code></pre>',
        ),
        ("- {{c1::a}}\n- {{c1::b}}", "<ul>\n<li>{{c1::a}}</li>\n<li>{{c1::b}}</li>\n</ul>"),
    ],
)
def test_html(text, expected):
    assert compile_cloze(text).fill() == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("none", ()), ("{{c3::a}} {{c1::b}} {{c3::c}}", (1, 3)), (r"\{{c1::x}}", ())],
)
def test_numbers(text, numbers):
    assert compile_cloze(text).cloze_numbers == numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中 {{c1::a", ["{{c1::"]),
        ("{{c1::a\n\nb}}", ["{{c1::", "}}"]),
        ("- {{c1::a\n- b}}", ["{{c1::", "}}"]),
        ("|a|b|\n|-|-|\n|{{c1::x|y}}|", ["{{c1::", "}}"]),
        ("{{c1::**a}}**", ["{{c1::", "}}"]),
        ("{{c1::**a::b**}}", ["::"]),
        ("{{c1::a $b}}$", ["{{c1::"]),
        (r"${{c1::\left( a}} \right)$", None),
        ("{{c1::$a$ `b", None),
        ("`{{c1::std::v}}`", ["::"]),
        ("{{c0::a}} {{c500::a}}", ["{{c0::", "{{c500::"]),
        ("{{c1:a}} {{1::a}} {{ C2::a}}", ["{{c1:", "{{1::", "{{ C2::"]),
        ("[x](http://a/{{c1::b}})", ["{{c1::", "}}"]),
        ("![{{c1::x}}](a.png)", ["{{c1::", "}}"]),
    ],
)
def test_errors_and_where_they_are(text, expected):
    with pytest.raises(MarkupError) as caught:
        compile_cloze(text)
    errors = caught.value.errors
    if expected is not None:
        assert {error.code for error in errors} == {"cloze"}
        assert list(dict.fromkeys(text[e.start : e.end] for e in errors)) == expected


TEXTS = [
    "Loss: {{c1::log **softmax**::what?}} and {{c2::NLL}}",
    "{{c1::a {{c2::b}} c}} and {{c3::`x = {{}}`}}",
    r"A formula ${{c1::\frac{a}{b_{i}}}} = {{c2::\sqrt{x_{1}}}}^{{c1::2}}$ end",
    r"{{c1::$x_{a_{b}}$}} or {{c2::`std::vector`}} or {{c3::a:::b}}",
    r"\{{c9::no}} &lbrace;{c8::no}} `{{c1::f{x}}}` {{c2::y}}",
    "```cpp\nstd::{{c1::move}}(x{{c2::[{0}]}});\n```\n\n- {{c3::a}}\n- {{c1::b}}",
]
SHOWN = [
    "Loss: log softmax and NLL",
    "a b c and x = {{}}",
    r"A formula \frac{a}{b_{i} } = \sqrt{x_{1} } ^{ 2 } end",
    "x_{a_{b} } or std::vector or a",
    "{{c9::no}} {{c8::no}} f{x} y",
    "std::move(x[{0}]); a b",
]
_SPAN = re.compile("</?span[^>]*>")


def test_anki_reads_them_the_same_way(tmp_path):
    shown = []
    with collection(tmp_path) as col:
        cloze = col.models.by_name("Cloze")
        for text in TEXTS:
            compiled = compile_cloze(text)
            note = col.new_note(cloze)
            note["Text"] = compiled.fill()
            col.add_note(note, 1)
            cards = note.cards()
            assert tuple(sorted(card.ord + 1 for card in cards)) == compiled.cloze_numbers, text
            whole = _SPAN.sub("", answer(cards[0]))
            for card in cards:
                # Every back shows the whole text, and every front hides a part of it.
                assert _SPAN.sub("", answer(card)) == whole, text
                assert "[" in question(card).replace("[{0}]", "")
                assert _SPAN.sub("", question(card)) != whole
            shown.append(plain_text(whole))
    assert shown == SHOWN
