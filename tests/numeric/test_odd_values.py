"""Values that cannot be shown, typed or drawn: errors at their place, wherever they stand."""

import pytest
from decks import HEAD, draw, load, numeric

from flashgen.build import check as checking
from flashgen.build import notes as pipeline

VALUES = {
    "a truth value": "a > 3",
    "truth values": "[a > 3, b > 3]",
    "a complex number": "dft([a, b])[1]",
    "complex numbers": "dft([a, 1])",
    "a huge integer": "(10 ** 300 + a) ** 4 // 1",
    "a large integer": "10 ** 200 + a",
    "infinity": "inf * a",
    "infinities": "[inf, a]",
    "not a number": "inf - inf * a",
    "nothing": "[]",
    "a text": '"x"',
    "texts": '["x", "y"]',
    "a matrix of texts": '[["x"], ["y"]]',
    "three axes": "[[[a]]]",
    "a control character": r'"\x07"',
    "markup": '"*a* $x$ <<b>>"',
    "of many lengths": "arange(a)",
    "of many kinds": '"x" if a > 3 else a',
}
PLACES = {
    "an answer": "{answer: EXPRESSION}",
    "an answer with decimals": "{answer: EXPRESSION, decimals: 2}",
    "a set": "{answer: EXPRESSION, compare: set}",
    "up to its sign": "{answer: EXPRESSION, compare: up_to_sign, figures: 2}",
    "several answers": "{answer: null, answers: [{name: s, value: EXPRESSION, label: x}, "
    "{name: t, value: a}]}",
    "a check": "{check: EXPRESSION}",
    "a mistake": "{mistakes: [{value: EXPRESSION, says: No.}]}",
    "a mistake that may coincide": "{mistakes: [{may_coincide: true, "
    "value: EXPRESSION, says: No.}]}",
    "an option": "{choices: true, mistakes: [{value: a + 100, says: No.}, "
    "{value: EXPRESSION, says: No.}]}",
    "a right option": "{answer: EXPRESSION, choices: true, mistakes: [{value: a + 100, says: No.}, "
    "{value: a + 200, says: No.}]}",
    "a condition": "{require: [EXPRESSION]}",
    "a let": "{let: {c: EXPRESSION}, answer: c}",
    "a slot": "{solution: SLOT}",
    "a slot in a formula": "{solution: FORMULA}",
    "a slot with a format": "{solution: FORMATTED}",
    "a label": "{answer: null, answers: [{name: s, value: a, label: SLOT}]}",
    "a unit": "{unit: SLOT}",
    "bars": "{figure: BARS}",
    "a heatmap": "{figure: HEATMAP}",
    "a line": "{figure: LINE}",
    "a graph": "{figure: GRAPH}",
}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def card(place: str, value: str) -> str:
    keys = PLACES[place]
    for word, text in {
        "EXPRESSION": value,
        "SLOT": f"x <<{value}>>",
        "FORMULA": f"$<<{value}>>$",
        "FORMATTED": f"<<{value}:.2f>>",
        "BARS": f"bars({value})",
        "HEATMAP": f"heatmap({value})",
        "LINE": f"line([1, 2], {value})",
        "GRAPH": f"graph({value})",
    }.items():
        keys = keys.replace(word, quoted(text))
    made = {"answer": "a + b", "question": "'What of <<a>> and <<b>>?'"}
    lines = keys.strip("{}")
    answer = "" if "answer: null" in lines or lines.startswith("answer:") else "answer: a + b, "
    lines = lines.replace("answer: null, ", "")
    if lines.startswith("let"):
        answer = ""
    body = f"question: {made['question']}, {answer}{lines}"
    return (
        "- {id: x, parameters: {a: 'integers(1, 9)', b: 'integers(1, 9)'}, "
        f"{body}{'}' * (keys.count('{') - keys.count('}') + 1)}\n"
    )


@pytest.mark.parametrize("place", PLACES)
def test_no_value_breaks_a_check(place: str) -> None:
    """Each value at each place: cards are fine or at fault, and flashgen itself never is."""
    for value in VALUES.values():
        text = HEAD + card(place, value)
        loaded = load(text)
        assert loaded.deck_files, (text, loaded.diagnostics)
        checked = checking.check(loaded, pipeline.Selection(), 70, pipeline.default_seed)
        for found in (*loaded.diagnostics, *checked.diagnostics):
            assert found.code not in ("internal", "unknown-key", "yaml-syntax"), (text, found)
            assert found.span is not None, (text, found)
        built = pipeline.build(loaded, pipeline.Selection(variants=3), pipeline.default_seed)
        assert all(d.code != "internal" for d in built.diagnostics), (text, built.diagnostics)


AT_FAULT = {
    "a truth value as a mistake": ("a > b", "", "a truth value is no mistake"),
    "truth values as a mistake": ("[a > b]", "", "a truth value is no mistake"),
    "a complex mistake": ("dft([a, 1])", "", "a complex number is no mistake"),
    "a truth value as an option": ("a > b", "choices: true", "a truth value is no option"),
    "a complex option": ("dft([a, 1])[0]", "choices: true", "a complex number is no option"),
    "a mistake of three axes": ("[[[a]]]", "", "an array of more than two axes is no mistake"),
}


@pytest.mark.parametrize(("value", "keys", "message"), AT_FAULT.values(), ids=AT_FAULT)
def test_a_mistake_is_at_fault_at_its_value(value: str, keys: str, message: str) -> None:
    text = numeric(
        mistakes=f"\n  - {{value: a + 100, says: No.}}\n  - {{value: '{value}', says: No.}}"
    )
    (found,) = draw(text + (f"  {keys}\n" if keys else ""), 5).diagnostics
    assert (found.code, found.message.partition(":")[0]) == ("bad-answer", message)
    assert found.span is not None
    assert found.span.source.text[found.span.start : found.span.end].strip("'") == value


def test_an_option_that_cannot_be_shown_is_at_fault_at_its_value() -> None:
    text = numeric(
        choices="true",
        mistakes='\n  - {value: a + 100, says: No.}\n  - {value: "(10**300 + a)**4", says: No.}',
    )
    (found,) = draw(text, 5).diagnostics
    assert found.code == "unshowable-value"
    assert found.span is not None
    assert "10**300" in found.span.source.text[found.span.start : found.span.end]
