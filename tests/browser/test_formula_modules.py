"""The card's reader and judge of formulas: the same cases as Python's."""

import json
import math

import pytest
from formula_cases import CASES, PAIRS, POINT, expected, pair_of
from random_formulas import pasted, trees

from flashgen.anki.note_types.script import module
from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.functions import FUNCTIONS
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.writing import formula_text

READ = """async ([texts, point, count]) => {
  const {readingsOf} = await import("/formula.js");
  const {valueOf} = await import("/values.js");
  const asked = {variables: Object.keys(point), count, free: false, log10: false};
  return texts.map((text) => {
    const {readings, problem} = readingsOf(text, asked);
    return problem ? problem.kind : readings.map(({trees}) => String(valueOf(trees[0], point)[0]));
  });
}"""
JUDGE = """async (pairs) => {
  const {judgeFormula} = await import("/kinds/formula.js");
  const {STRINGS} = await import("/texts.js");
  return pairs.map(([typed, answer]) => judgeFormula(typed, answer, [], STRINGS.en).state);
}"""


@pytest.fixture(scope="module")
def read(scripts):
    texts = [case[0] for case in CASES]
    return dict(zip(texts, scripts.evaluate(READ, [texts, POINT, None]), strict=True))


@pytest.fixture(scope="module")
def judged(scripts):
    pairs = [[case["typed"], pair_of(case).data()] for case in PAIRS]
    return scripts.evaluate(JUDGE, pairs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0] or "nothing")
def test_a_typed_formula(read, case):
    right, found = expected(case), read[case[0]]
    if isinstance(right, str):
        assert found == right
    else:
        assert list(map(float, found)) == pytest.approx(right, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_a_pair(judged, number):
    assert judged[number] == ("right" if PAIRS[number]["right"] else "wrong")


def test_random_formulas_are_read_alike_on_both_sides(scripts):
    texts = [text for tree in trees(300) for text in (formula_text(tree), pasted(tree))]
    texts = [text for text in texts if len(text) <= FORMULA_RULES["longest"]]
    assert len(texts) > 400
    asked = Asked(tuple(POINT))
    for text, found in zip(texts, scripts.evaluate(READ, [texts, POINT, None]), strict=True):
        ways = [evaluate(reading.trees[0], POINT) for reading in readings(text, asked)]
        assert len(found) == len(ways), text
        for value, way in zip(map(float, found), ways, strict=True):
            sizes, right = float(way.sizes), float(way.values)
            near = abs(value - right) <= 1e-9 * max(sizes, abs(right))
            assert near or not (math.isfinite(value) and math.isfinite(sizes)), text


def test_both_sides_have_the_same_functions(scripts):
    names = scripts.evaluate(
        "async () => Object.keys((await import('/values.js')).FUNCTION_VALUES)"
    )
    assert set(names) == set(FUNCTIONS)


def test_the_script_does_not_run_what_is_typed():
    for name in ("signs", "formula", "values", "mathml", "kinds/formula"):
        assert "eval(" not in module(name) and "Function(" not in module(name)


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 100_000,
        "(" * 10_000 + "x" + ")" * 10_000,
        "-" * 299 + "x",
        "sin " * 74 + "x",
        "x^" * 149 + "x",
        "|" * 299,
        "1/2x+e^2x+sin x/2+2e-3+" * 12 + "x",
    ],
    ids=lambda typed: typed[:12],
)
def test_hostile_formulas_end(scripts, typed):
    (found,) = scripts.evaluate(READ, [[typed], POINT, None])
    assert found in ("long", "deep", "end", "bracket") or len(found) <= 32


@pytest.mark.parametrize(
    ("typed", "math", "plain"),
    [
        ("x/2", "<mfrac><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></mfrac>", "<i>x</i> / 2"),
        ("x^2", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>", "<i>x</i><sup>2</sup>"),
        (
            "-2(x+1)",
            "<mrow><mo>−</mo><mrow><mn>2</mn><mo>\u2062</mo><mrow>"
            '<mo lspace="0" rspace="0">(</mo><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow>'
            '<mo lspace="0" rspace="0">)</mo></mrow></mrow></mrow>',
            "−2\u2009(<i>x</i> + 1)",
        ),
        ("sqrt(x)", "<msqrt><mi>x</mi></msqrt>", "√(<i>x</i>)"),
        ("x_1", "<msub><mi>x</mi><mi>1</mi></msub>", "<i>x</i><sub>1</sub>"),
        ("theta", "<mi>θ</mi>", "<i>θ</i>"),
        ("2*3", "<mrow><mn>2</mn><mo>⋅</mo><mn>3</mn></mrow>", "2 · 3"),
    ],
)
def test_how_a_formula_was_read(scripts, typed, math, plain):
    found = scripts.evaluate(
        """async ([typed, variables]) => {
          const {readingsOf} = await import("/formula.js");
          const {formulaHtml} = await import("/mathml.js");
          const asked = {variables, count: null, free: false, log10: false};
          const {trees} = readingsOf(typed, asked).readings[0];
          return [formulaHtml(trees, true), formulaHtml(trees, false)];
        }""",
        [typed, list(POINT)],
    )
    assert found == [
        f'<math class="formula" displaystyle="true"><mrow>{math}</mrow></math>',
        f'<span class="formula">{plain}</span>',
    ]


def test_what_is_shown_is_no_html_of_the_learner(scripts):
    shown = scripts.evaluate(
        """async (answer) => {
          const {judgeFormula, readingHtml} = await import("/kinds/formula.js");
          const {STRINGS} = await import("/texts.js");
          return ["<img src=x onerror=y>", "x < 2", "a&b;"].flatMap((typed) => [
            judgeFormula(typed, answer, [], STRINGS.en).says,
            readingHtml(typed, answer, STRINGS.en),
          ]);
        }""",
        pair_of(PAIRS[0]).data(),
    )
    assert "<" not in "".join(shown), json.dumps(shown)
