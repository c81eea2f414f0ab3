"""Menus, texts with slots as values, and other spellings, as they are drawn."""

import json

import pytest
from decks import HEAD, draw, load, numeric

from flashgen.build.notes import build
from flashgen.numeric.menus import place_of
from flashgen.numeric.text_values import in_context, in_language
from flashgen.values.formatting import Context


@pytest.mark.parametrize(
    ("value", "options", "place"),
    [
        (True, ["yes", "no"], 0),
        (False, ["yes", "no"], 1),
        (True, ["yes", "no", "maybe"], None),
        ("no", ["yes", "no"], 1),
        ("No.", ["yes", "no"], 1),
        ("Co", ["CO", "Co"], 1),
        ("co", ["CO", "Co"], 0),
        ("neither", ["yes", "no"], None),
        (3, ["2", "3", "4"], 1),
        (-3, ["3", "−3"], 1),
        (1 / 3, ["0.3", "0.33", "0.34"], 1),
        (1050, ["1,050", "10.50"], 0),
        (6.022e23, ["6.022e23", "6e23"], 0),
        (3, ["three", "four"], None),
    ],
)
def test_an_option_is_known_by_what_it_shows(value, options, place):
    assert place_of(value, options) == place


@pytest.mark.parametrize(
    ("html", "context", "shown"),
    [
        (r"\(x^2\)", Context.TEXT, r"\(x^2\)"),
        (r"\(x^2\)", Context.MATH, "x^2"),
        ("retain", Context.MATH, r"\text{retain}"),
        ("retain", Context.CODE, "retain"),
    ],
)
def test_a_text_in_other_texts(html, context, shown):
    assert in_context(html, context) == shown


@pytest.mark.parametrize(
    ("html", "context"),
    [("<b>x</b>", Context.MATH), (r"\(x\) or \(y\)", Context.MATH), (r"\(x\)", Context.CODE)],
)
def test_what_cannot_stand_there(html, context):
    with pytest.raises(ValueError, match="cannot stand in"):
        in_context(html, context)


def shown_in(card, language="en"):
    sample = draw(card).sample
    assert sample is not None
    (form,) = sample.program.forms
    return [
        in_language(
            form,
            variant,
            language,
            lambda text, variant=variant: text.text.fill([variant.slots[c] for c in text.columns]),
        )
        for variant in sample.variants
    ]


def test_a_menu_is_judged_by_the_place_of_its_option():
    card = numeric(
        "a > b",
        require="a != b",
        options="[larger than <<b>>, not larger]",
        mistakes="[{value: a < b, says: The other way around.}]",
    )
    for one in shown_in(card):
        (place,), (wrong,) = one.answers, one.mistakes
        assert {place, wrong} == {0, 1}
        assert one.shown[0].startswith("not" if place else "larger than")


def test_two_mistakes_are_two_options():
    card = numeric(
        "a % 3",
        options='["0", "1", "2"]',
        mistakes="[{value: (a + 1) % 3, says: One more.}, {value: b % 3, says: Not b.}]",
    )
    for one in shown_in(card):
        assert len({*one.answers, *one.mistakes}) == 3


def test_texts_that_look_alike_are_the_same():
    card = numeric(
        "{text: '$<<a + b>> x$'}",
        choices="true",
        mistakes="[{value: {text: '$<<2 * a>> x$'}, says: Twice a.}, "
        "{value: {text: '$<<b>> x$'}, says: b.}]",
    )
    for one in shown_in(card):
        assert len({*one.answers, *one.mistakes}) == 3


def test_a_mistake_that_is_another_spelling_passes_for_the_answer():
    card = numeric(
        '\'"odd" if a % 2 == 1 else "even"\'',
        accept='[\'join(["no", join([a], "")], " ")\']',
        mistakes='[{value: \'join(["no", join([b], "")], " ")\', says: That is b.}]',
    )
    made = draw(card)
    assert made.sample is not None
    assert all(variant.values["a"] != variant.values["b"] for variant in made.sample.variants)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("[OLS, least squares]", ["OLS", "least squares"]),
        ("['007']", ["007"]),
        ("[word]", ["two"]),
        ("['\"<b>\"']", ["&lt;b&gt;"]),
        ("[{text: '<<a>> *pieces*'}]", ["1 <em>pieces</em>"]),
    ],
)
def test_a_spelling_is_a_text_or_an_expression(accept, expected):
    card = numeric(
        "'\"one\"'",
        parameters="a: integers(1, 1)",
        let="{word: '\"two\"'}",
        accept=accept,
        question="What is <<a>>?",
    )
    sample = draw(card, 1).sample
    assert sample is not None
    (answer,) = sample.program.forms[0].answers
    (variant,) = sample.variants
    shown = [
        one.templates["en"].text.fill([variant.slots[c] for c in one.templates["en"].columns])
        for one in answer.accept
    ]
    assert shown == expected
    built = build(load(HEAD + card), samples=False)
    assert {d.code for d in built.diagnostics} == {"fewer-variants"}
    data = json.loads(built.notes[0].fields["Data"])
    assert len(data["forms"][0]["answers"][0]["accept"]) == len(expected)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"answer": "a", "options": '["1", "2"]'}, "not-an-option"),
        ({"answer": "a > b", "options": "[a, b, c]"}, "not-an-option"),
        ({"answer": "a", "options": "[<<a>>, <<b>>]"}, "equal-choices"),
        ({"answer": "'[a, b]'", "options": "[a, b]"}, "bad-answer"),
        ({"answer": "'\"x\"'", "decimals": "2"}, "unfit-key"),
        ({"answer": "'\"x\"'", "compare": "set"}, None),
        ({"answer": '\'["x", "y"]\'', "compare": "set", "tolerance": "1"}, "unfit-key"),
        ({"answer": "a", "case": "exact"}, "unfit-key"),
        ({"answer": "'\"*x* <<a>>\"'"}, "unshowable-value"),
    ],
)
def test_what_does_not_go(keys, code):
    made = draw(numeric(keys.pop("answer"), **keys), 200)
    assert made.codes == ([code] if code else [])
