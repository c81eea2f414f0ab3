"""Words that go with a number, polynomials and prefixes in slots, from the text to the card."""

import pytest
from decks import draw, numeric

from flashgen.markup import compile_text


def shown(text: str, parameters: str = "a: choice([1]), b: integers(1, 9)") -> str:
    drawn = draw(numeric("a + b", parameters=parameters, question="|\n    " + text), 1)
    assert drawn.sample is not None, drawn.diagnostics
    form = drawn.sample.program.forms[0]
    template = form.texts["en"].question
    variant = drawn.sample.variants[0]
    html = template.text.fill([variant.slots[column] for column in template.columns])
    return html.replace('<span class="whole">', "").replace("</span>", "")


SHOWN = {
    "one": ("<<a>> <<a:neighbor|neighbors>>, <<b>>", "<p>1 neighbor, "),
    "many": ("<<a + 1>> <<a + 1:neighbor|neighbors>>, <<b>>", "<p>2 neighbors, "),
    "minus one": ("<<-a:step|steps>>, <<b>>", "<p>step, "),
    "a float": ("<<1.0 * a:step|steps>>, <<b>>", "<p>step, "),
    "an ending": ("node<<a:|s>>, node<<2 * a:|s>>, <<b>>", "<p>node, nodes, "),
    "quotes": ("<<a:child's|\"children\">> <<2 * a:child's|\"children\">>, <<b>>",
               "<p>child's \"children\", "),
    "in math": ("$<<2 * a:word|words>>$, <<b>>", r"<p>\(\text{words}\), "),
    "Markdown in a word": ("<<a:*one*|many>>, <<b>>", "<p>*one*, "),
    "a tag in a word": ("<<a:<b>|many>>, <<b>>", "<p>&lt;b&gt;, "),
    "a prefix": ("<<24e9 * a:.3si>>B, <<b>>", "<p>24\u00a0GB, "),
    "no prefix": ("<<24 * a:.3si>>m, <<b>>", "<p>24\u00a0m, "),
    "a small prefix": ("<<4.7e-6 * a:.2si>>F, <<b>>", "<p>4.7\u00a0μF, "),
    "a prefix of what rounds up": ("<<999960 * a:.3si>>Hz, <<b>>", "<p>1\u00a0MHz, "),
    "a prefix of nothing": ("<<0 * a:.3si>>m, <<b>>", "<p>0\u00a0m, "),
    "a prefix in math": (r"$<<24e9 * a:.3si>>\mathrm{B}$, <<b>>",
                         r"<p>\(24\,\mathrm{G}\mathrm{B}\), "),
    "all digits with a prefix": ("<<123456 * a:si>>W, <<b>>", "<p>123.456\u00a0kW, "),
    "a polynomial": ("<<[a, -2 * a, 0]:poly x>>, <<b>>", "<p>x² - 2x, "),
    "a product with a polynomial": (r"$3 \cdot <<[a, -2]:poly x>>$, <<b>>",
                                    r"<p>\(3 \cdot (x - 2)\), "),
    "a polynomial's power": (r"$<<[a, -2]:poly x>>^2$, <<b>>", r"<p>\((x - 2)^2\), "),
    "a polynomial in Greek": (r"$<<[a, 1]:poly \theta>>$, <<b>>", r"<p>\(\theta + 1\), "),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SHOWN.values(), ids=SHOWN)
def test_shows(text: str, expected: str) -> None:
    assert shown(text).startswith(expected)


def test_words_have_the_forms_of_their_language() -> None:
    card = (
        "- id: x\n  parameters:\n    a: choice([22])\n    b: integers(1, 9)\n"
        "  question: {en: '<<a:word|words>> <<b>>', ru: '<<a:слово|слова|слов>> <<b>>'}\n"
        "  answer: a + b\n"
    )
    head = "namespace: n\ndeck: {en: D, ru: Д}\nlanguages: [en, ru]\ncards:\n"
    drawn = draw(card, 1, head=head)
    assert drawn.sample is not None
    texts = drawn.sample.program.forms[0].texts
    words = [drawn.sample.variants[0].slots[texts[each].question.columns[0]] for each in texts]
    assert words == ["words", "слова"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<[a, b]:word|words>>", "`word|words` needs a number"),
        ("<<'x':word|words>>", "`word|words` formats numbers; this value is a string"),
    ],
)
def test_words_go_with_one_number(text: str, message: str) -> None:
    drawn = draw(numeric(question=f'"<<a>> <<b>> {text}"'), 1)
    assert [d.code for d in drawn.diagnostics] == ["unshowable-value"]
    assert drawn.diagnostics[0].message.startswith(message)


def test_a_format_ends_at_the_next_end() -> None:
    compiled = compile_text("<<a:it's|\"they>> and <<b:[x|y>> and <<c[1:2]>>", slots=True)
    assert [(slot.expression, slot.format) for slot in compiled.slots] == [
        ("a", "it's|\"they"),
        ("b", "[x|y"),
        ("c[1:2]", None),
    ]
