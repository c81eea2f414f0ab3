"""Formula answers of numeric cards: compiled, drawn, told from their mistakes."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from decks import HEAD, build_text, draw, load
from hypothesis import given
from hypothesis import strategies as st

from flashgen.anki.card.reading import filled, read_data
from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.expression import ExpressionError, Frame, evaluation
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.formulas.compiling import compile_formula, compile_range
from flashgen.numeric.formulas.display import formula_display
from flashgen.numeric.formulas.numbers import Known
from flashgen.values.formatting import Context
from flashgen.values.formulas.points import STORED, grid
from flashgen.values.judging import AnswerFormat

EXERCISES = Path(__file__).parents[1] / "fixtures" / "formulas" / "exercises.yaml"


def card(answer, mistakes="", **keys):
    text = "- id: x\n  parameters: {a: 'integers(2, 9)', b: 'integers(2, 9)'}\n"
    text += "  question: What of <<a>> and <<b>>?\n"
    text += f"  answer: {answer}\n"
    text += "".join(f"  {key}: {value}\n" for key, value in keys.items())
    if mistakes:
        text += "  mistakes:\n"
        text += "".join(f"  - {{value: {m}, says: No.}}\n" for m in mistakes)
    return text


def text_of(formula, values=(("a", 3), ("b", 4)), variables=("x",), **options):
    """The formula that a card has with these values."""
    known = Known(frozenset(name for name, _ in values), variables)
    compiled = compile_formula(formula, known, **options)
    with evaluation():
        return compiled.evaluate(dict(values))


def tex_of(formula, figures=None, variables=("x",), up_to=None, **options):
    fmt = AnswerFormat("formula", figures=figures, variables=variables, up_to=up_to)
    return formula_display(text_of(formula, variables=variables, **options), fmt, Context.MATH)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a * x**2 + b", "3*x^2+4"),
        ("-a * x", "(-3)*x"),
        ("(a - b) * x", "(-1)*x"),
        ("a / b * x", "3/4*x"),
        ("sqrt(a) * x", "sqrt(3)*x"),
        ("2 * pi * a * x", "2*pi*3*x"),
        ("exp(-a * x)", "exp((-3)*x)"),
        ("log(x, )", "ln(x)"),
        ("sum([a, b]) * x", "7*x"),
        ("round(a / b, 1) * x", "0.8*x"),
        ("[a, b][1] * x", "4*x"),
        ("max(a, b) * x", "4*x"),
        ("a * 1e-9 * x", "0.000000003*x"),
        ("a * 1.5e-20 * x", "(4.5*10^(-20))*x"),
        ("sigmoid(x)", "1/(1+exp(-x))"),
        ("softplus(a * x)", "ln(1+exp(3*x))"),
        ("clip(x, 0, a)", "min(max(x,0),3)"),
        ("mean([x, a])", "(x+3)/2"),
        ("poisson_mass(x, a)", "3^x/factorial(x)*exp(-3)"),
        ("binomial_mass(x, b, 0.2)", "binomial(4,x)*0.2^x*(1-0.2)^(4-x)"),
        ("norm([x, a])", "sqrt(x^2+3^2)"),
        ("max([x, a])", "max(x,3)"),
        ("x // a", "floor(x/3)"),
        ("x % a", "x-3*floor(x/3)"),
        # What the grammar has no words for is shown with its numbers.
        ("normal_cdf(x, a, b)", "normal_cdf((x-3)/4)"),
        ("normal_cdf(x, sd=b, mean=a)", "normal_cdf((x-3)/4)"),
        ("1 - t_cdf(x, a)", "1-t_cdf(x,3)"),
        ("x if a > b else b * x", "if(greater(3,4),x,4*x)"),
        ("where(0 < x <= a, x, 0)", "if(and(less(0,x),less_equal(x,3)),x,0)"),
        ("softmax([x, a])[0]", "item(softmax(list(x,3)),0)"),
        ("sum([x**k for k in range(a)])", "sum([x**k for k in range(a)])"),
        ("maximum(x, a)", "max(x,3)"),
        ("binomial(a, x)", "binomial(3,x)"),
        ("sum([a * x, b])", "3*x+4"),
        ("sum([a, b, 5][k] * x**k for k in range(3))", "3*x^0+4*x^1+5*x^2"),
        ("prod([x - k for k in range(1, 3)])", "(x-1)*(x-2)"),
        # As learners type it.
        ("<<a>> x^2 + <<b>>", "3*x^2+4"),
        ("<<a - b>> x^2", "(-1)*x^2"),
        ("<<a / b:.1f>> x", "0.8*x"),
        ("2x", "2*x"),
        ("a x(x + b)", "3*x*(x+4)"),
        ("x(x + 1)", "x*(x+1)"),
        ("a sin 2x", "3*sin(2*x)"),
        (r"\frac{a}{b} x", "3/4*x"),
        ("x^a", "x^3"),
        ("|x - a|", "abs(x-3)"),
        ("[2x; a x]", "2*x;3*x"),
        ("[a * x, b * x]", "3*x;4*x"),
    ],
)
def test_what_an_author_writes(formula, text):
    assert text_of(formula) == text


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a * y", "`y` is not defined here"),
        ("a * y^2", "`y` is no variable"),
        ("a * (x", "never closed"),
        ("foo(x)", "no function `foo`"),
        ("'x'", "no texts"),
        ("1/2x", "two ways"),
        ("sin(x, a)", "one value"),
        ("binomial(x)", "two values"),
        ("[]", "empty"),
    ],
)
def test_what_is_no_formula(formula, words):
    with pytest.raises(ExpressionError) as problem:
        text_of(formula)
    assert words in f"{problem.value.message} {problem.value.hint}"


def test_log_follows_the_card():
    assert text_of("log(x)") == "ln(x)"
    assert text_of("log(x)", log10=True) == "log10(x)"
    assert text_of("<<a>> log x", log10=True) == "3*log10(x)"


@pytest.mark.parametrize(
    ("formula", "tex"),
    [
        ("a * x**2", r"3 x^{2}"),
        ("(b - a) * x", "x"),
        ("(a - b) * x + a", "-x + 3"),
        ("a + (a - b) * x", "3 - x"),
        ("0 * a * x + b", "4"),
        ("a * x**(b - a)", "3 x"),
        ("a * exp(-b * x)", "3 e^{-4 x}"),
        ("a * x / b", r"\frac{3 x}{4}"),
        ("b * x / (2 * b)", r"\frac{x}{2}"),
        ("a * sin(b * x) * x", r"3 \sin\left(4 x\right) x"),
        ("sin(x)**2", r"\sin^{2} x"),
        ("sin(x) * exp(x)", r"\sin\left(x\right) e^{x}"),
        ("sin(x) * cos(x)**2", r"\sin x \cos^{2} x"),
        ("sin(1.5e-9 * 1)", r"\sin\left(1.5\cdot 10^{-9}\right)"),
        ("sqrt(x**2 + a)", r"\sqrt{x^{2} + 3}"),
        ("a * x - (a - b)", "3 x + 1"),
        ("log(abs(x))", r"\ln\left|x\right|"),
        ("2 * pi * x", r"2 \pi x"),
        ("a / 7 * x", r"\frac{3 x}{7}"),
        ("a * 0.1 * x", "0.3 x"),
        ("sum([a, b, 5][k] * x**k for k in range(3))", "3 + 4 x + 5 x^{2}"),
        ("[a * x, b * x]", r"\left(3 x,\; 4 x\right)"),
        ("binomial_mass(x, b, 0.2)", r"\binom{4}{x} \cdot 0.2^{x} \cdot 0.8^{4 - x}"),
        ("a * 1e12 * x", r"3\cdot 10^{12} x"),
        ("1e12**x", r"\left(10^{12}\right)^{x}"),
        ("2 - 5 - x", "-3 - x"),
        ("1e12 * exp(x)", r"10^{12} e^{x}"),
        ("12345678 * x", "12345678 x"),
        ("2478.8191 / 192970 * x", "0.01284561901 x"),
        ("1 / (1 / 0.8 + x)", r"\frac{1}{1.25 + x}"),
        ("exp(-x / 0.22)", r"e^{-\frac{x}{0.22}}"),
        ("a * x / 3.2", r"\frac{3 x}{3.2}"),
        ("normal_cdf(x, a, b)", r"\Phi\left(\frac{x - 3}{4}\right)"),
        ("normal_quantile(x, a, b)", r"3 + 4 \Phi^{-1}\left(x\right)"),
        ("t_cdf(x, a)", r"\operatorname{t\_cdf}\left(x, 3\right)"),
        ("x if a > b else b * x", "4 x"),
        ("a * x if x < 2 else b", r"\begin{cases}3 x, & x < 2 \\ 4, & x \ge 2\end{cases}"),
        (
            "0 if x < 0 else x if x < 1 or x > 9 else 1",
            r"\begin{cases}0, & x < 0 \\ x, & x \ge 0 \land \left(x < 1 \lor x > 9\right) \\ "
            r"1, & x \ge 0 \land x \ge 1 \land x \le 9\end{cases}",
        ),
        ("softmax([x, a])[0]", r"\operatorname{softmax}\left(\left[x,\; 3\right]\right)_{0}"),
        ("sum([x**k for k in range(a)])", r"\mathtt{sum([x**k\ for\ k\ in\ range(a)])}"),
    ],
)
def test_a_formula_is_written_as_people_do(formula, tex):
    assert tex_of(formula) == tex


def test_figures_round_what_is_shown():
    assert tex_of("a / 7.0 * x + 12345", figures=3) == r"\frac{3 x}{7} + 12345"
    assert tex_of("mean([a, b, b]) * x", figures=3) == "3.67 x"


def test_the_letter_of_an_antiderivative_is_none_of_the_variables():
    assert tex_of("x**2", up_to="constant") == "x^{2} + C"
    assert tex_of("C**2", variables=("C",), up_to="constant") == "C^{2} + K"


@pytest.mark.parametrize(
    ("text", "low", "high", "whole"),
    [("[0, 3]", 0, 3, False), ("integers(1, 10)", 1, 10, True), ("[-a, 2 * a]", -3, 6, False)],
)
def test_ranges(text, low, high, whole):
    variable = compile_range("x", text, Known(frozenset("a")))
    frame = Frame(1, {"a": np.array([3])})
    with evaluation():
        assert float(variable.low.values(frame)[0]) == low
        assert float(variable.high.values(frame)[0]) == high
    assert variable.whole is whole


@pytest.mark.parametrize("text", ["3", "[1]", "[1, 2, 3]", "uniform(0, 1)", "(0, 3)"])
def test_what_is_no_range(text):
    with pytest.raises(ExpressionError) as problem:
        compile_range("x", text, Known(frozenset()))
    assert "no range" in problem.value.message


def codes(text):
    loaded = load(HEAD + text)
    found = list(loaded.diagnostics)
    for definition in loaded.deck_files[0].definitions if loaded.deck_files else ():
        compile_numeric(loaded.deck_files[0], definition, found)
    return [d.code for d in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (card("{formula: a * x, in: {x: [0, 3]}}", unit="m"), "unfit-key"),
        (card("{formula: a * x, in: {x: [0, 3]}}", unit_required="true"), "unfit-key"),
        (card("{formula: a * x, in: {x: [0, 3]}}", decimals=2), "unfit-key"),
        (card("{formula: a * x, in: {x: [0, 3]}}", compare="set"), "unfit-key"),
        (card("{formula: a * x, in: {a: [0, 3], x: [0, 3]}}"), "name-taken"),
        (card("{formula: x_1, in: {x_1: [0, 3], x1: [0, 3]}}"), "name-taken"),
        (card("{formula: a * x}"), "expression"),
        (card("{formula: a * x, in: {x: 3}}"), "expression"),
        (card("{formula: a * x, in: {x: [0, 3]}, without: [foo]}"), "unknown-word"),
        (card("{formula: a * x, in: {x: [0, 3]}, up_to: sign}"), "unknown-word"),
        (card("{formula: a, in: {x: [0, 3]}, up_to: constant}"), "bad-answer"),
        (card("{formula: a * x, in: {x: [0, 3]}, log: 2}"), "unknown-word"),
        (card("{formula: a * x, in: {x: [0, 3]}}", tolerance=2), "not-a-number"),
        (card("{formula: 'softmax([x, a])[0]', in: {x: [0, 3]}}"), "expression"),
        (card("{formula: 'softmax(x, a, b, 1, 2)', in: {x: [0, 3]}, text: $x$}"), "expression"),
        (card("{formula: a * x, in: {x: [0, 3]}, check: y}"), "expression"),
        (card("{in: {x: [0, 3]}}"), "missing-key"),
        (card("{formula: a * x, on: {x: [0, 3]}}"), "unknown-key"),
    ],
)
def test_what_is_wrong_as_written(text, code):
    assert codes(text) == [code]


def test_why_a_formula_has_no_unit():
    loaded = load(HEAD + card("{formula: a * x, in: {x: [0, 3]}}", unit="m", units="[km]"))
    found = list(loaded.diagnostics)
    compile_numeric(loaded.deck_files[0], loaded.deck_files[0].definitions[0], found)
    assert [d.message.split("`")[1] for d in found] == ["unit", "units"]
    assert all("no unit can be converted" in (d.hint or "") for d in found)


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ("{formula: log(x - 10), in: {x: [0, 3]}}", "undefined-formula", "undefined"),
        ("{formula: 1 / x, in: {x: [-1, 1]}}", None, ""),
        ("{formula: log(abs(x)), in: {x: [-1, 1]}, up_to: constant}", "undefined-formula", "pole"),
        ("{formula: a * x, in: {x: [3, 3]}}", "bad-range", "empty"),
        ("{formula: (a - a) * x, in: {x: [0, 3]}, up_to: factor}", "bad-answer", "depends"),
        ("{formula: '[1, 2] * a * x', in: {x: [0, 3]}}", "evaluation", "no single number"),
        ("{formula: 'arange(a) * x', in: {x: [0, 3]}}", "evaluation", "no single number"),
        ("{formula: x > a, in: {x: [0, 3]}}", "evaluation", "a single number"),
        ("{formula: 'softmax([x, a])', in: {x: [0, 3]}, text: $x$}", "evaluation", "single number"),
        ("{formula: 'interp(x, [0, 1], arange(a))', in: {x: [0, 3]}}", "expression", "`text"),
        (
            "{formula: 't_quantile(x + 2, a)', in: {x: [0, 3]}, text: $F(x)$}",
            "evaluation",
            "between 0 and 1",
        ),
        ("{formula: 't_cdf(x, a)', in: {x: [0, 3]}}", "expression", "nobody can type it"),
        ("{formula: normal_quantile(x + 2), in: {x: [0, 3]}}", "undefined-formula", "undefined"),
        ("{formula: normal_quantile(x), in: {x: [0, 3]}}", "undefined-formula", "undefined"),
        ("{formula: normal_quantile(x / 2), in: {x: [0, 2.2]}}", None, ""),
    ],
)
def test_what_is_wrong_on_a_draw(answer, code, words):
    drawn = draw(card(answer))
    if code is None:
        assert drawn.codes == []
        return
    (found,) = drawn.diagnostics
    assert found.code == code
    assert words in f"{found.message} {found.hint}"


def test_a_second_formula_must_agree():
    right = card("{formula: (x + a)**2, in: {x: [0, 3]}}", check="x**2 + 2 * a * x + a**2")
    assert draw(right).codes == []
    wrong = card("{formula: (x + a)**2, in: {x: [0, 3]}}", check="x**2 + a**2")
    (found,) = draw(wrong).diagnostics
    assert found.code == "check-disagrees"
    words = r"`check` gives [\d.]+ at x = [\d.]+, the answer is [\d.]+, with a = \d, b = \d"
    assert re.fullmatch(words, found.message)
    near = card("{formula: a * x, in: {x: [0, 3]}, figures: 2}", check="1.001 * a * x")
    assert draw(near).codes == ["check-disagrees"]
    undefined = card("{formula: a * x, in: {x: [-3, 3]}}", check="a * sqrt(x)**2")
    (found,) = draw(undefined).diagnostics
    assert "`check` is undefined at x = -" in found.message


def test_a_draw_on_which_a_mistake_passes_is_drawn_again():
    text = card("{formula: a * x, in: {x: [0, 3]}}", ["b * x", "a * b / a * x"])
    drawn = draw(text, 5)
    assert drawn.sample is None or all(v["a"] != v["b"] for v in drawn.values)
    text = card("{formula: a * x, in: {x: [0, 3]}}", ["b * x"])
    drawn = draw(text, 30)
    assert all(v["a"] != v["b"] for v in drawn.values)
    assert drawn.sample.statistics.coincided


def test_a_mistake_may_be_computed_from_the_answer():
    drawn = draw(card("{formula: a * x, in: {x: [0, 3]}}", ["-answer", "answer / 2 + b"]), 3)
    variant = drawn.sample.variants[0]
    a, b = variant.values["a"], variant.values["b"]
    assert variant.answers == (f"{a}*x",)
    assert variant.mistakes == (f"-({a}*x)", f"{a}*x/2+{b}")


def test_an_answer_without_a_variable_on_a_draw_is_judged_as_it_stands():
    drawn = draw(card("{formula: a * x**(b - b), in: {x: [1, 3]}}"), 3)
    assert drawn.codes == []
    assert all(
        variant.shown == (rf"\({variant.values['a']}\)",) for variant in drawn.sample.variants
    )


def data_of(text, variants=24):
    built = build_text(HEAD + text, variants)
    assert [d for d in built.diagnostics if d.severity == "error"] == []
    return built.notes[0].fields["Data"]


THREE = card(
    "{formula: a * b * exp(-a * x) * sin(b * x), in: {x: [0, 3]}}",
    ["-answer", "a * exp(-a * x) * sin(b * x)", "a * b * exp(-a * x) * cos(b * x)"],
)


def test_the_data_of_24_variants_and_three_mistakes_are_below_4_kilobytes():
    data = data_of(THREE)
    assert len(json.loads(data)["rows"]) == 24
    assert len(data.encode()) < 4096


VALUES = card(
    "{formula: 't_cdf((x - a) / b, 5)', in: {x: '[a - 2 * b, a + 2 * b]'}, text: $F(x)$}",
    ["'t_cdf((x - b) / a, 5)'", "1 - answer", "'t_cdf((x - a) / b**2, 5)'"],
).replace("'integers(2, 9)'", "'uniform(2, 9, step=0.1)'")


def test_so_are_those_of_a_card_that_has_values_in_place_of_formulas():
    data = data_of(VALUES)
    assert len(json.loads(data)["rows"]) == 24
    assert len(data.encode()) < 4096


def test_values_stand_where_the_grammar_lacks_a_function():
    data = read_data(data_of(VALUES))
    for row in data.rows:
        form = filled(data.forms[row.form], row)
        assert re.fullmatch(r"=[\w-]{48} t_cdf\(.*\)", form.answers[0].formula)
        assert all(re.fullmatch(r"=[\w-]{24} .*", m.formula) for m in form.mistakes)
        assert row.answers == ("",)
        assert row.mistakes == ("", "", "")


def test_a_list_may_have_formulas_and_values():
    text = "{formula: '[a * x, gelu_tanh(x)]', in: {x: [0, 3]}, text: '$a x$, $G(x)$'}"
    text = card(text, ["[gelu_tanh(x), a * x]"])
    row, *_ = (data := read_data(data_of(text))).rows
    form = filled(data.forms[0], row)
    assert re.fullmatch(r"\d\*x;=.{48} gelu_tanh\(x\)", form.answers[0].formula)
    assert re.fullmatch(r"=.{24} gelu_tanh\(x\);\d\*x", form.mistakes[0].formula)


def test_points_at_which_the_answer_is_undefined_take_others():
    text = card("{formula: mish(x) / sqrt(x - a / 18), in: {x: [0.1, 3]}, text: $M(x)$}")
    (answer,) = json.loads(data_of(text))["forms"][0]["answers"]
    rows = [filled(read_data(data_of(text)).forms[0], r) for r in read_data(data_of(text)).rows]
    values = [form.answers[0].formula.split()[0][1:] for form in rows]
    assert all(len(text) % 6 == 0 and len(text) >= 48 for text in values)
    assert len(answer["points"]) == STORED


def test_a_number_of_a_part_that_the_card_does_not_see_is_reported():
    text = card("{formula: 'mish(x) + a * 1e-9 * x + b', in: {x: [0.1, 1]}, text: $M(x)$}")
    report = checking.check(load(HEAD + text), pipeline.Selection(), 10, pipeline.default_seed)
    (found,) = [d for d in report.diagnostics if d.code == "unseen-constant"]
    assert "`a * 1e-9`" in found.message
    text = card("{formula: 't_cdf(x, a) + b', in: {x: [60, 90]}, text: $F(x)$}")
    report = checking.check(load(HEAD + text), pipeline.Selection(), 10, pipeline.default_seed)
    assert [d.code for d in report.diagnostics if "`a`" in d.message] == ["unseen-constant"]
    text = card("{formula: 't_cdf(x, a) + b', in: {x: [-2, 2]}, text: $F(x)$}")
    report = checking.check(load(HEAD + text), pipeline.Selection(), 10, pipeline.default_seed)
    assert "unseen-constant" not in [d.code for d in report.diagnostics]


def test_a_number_is_changed_although_a_function_takes_whole_ones_only():
    text = card("{formula: 'a + len(divisors(n + b))', in: {n: 'integers(1, 50)'}, text: $x$}")
    report = checking.check(load(HEAD + text), pipeline.Selection(), 20, pipeline.default_seed)
    assert "internal" not in {d.code for d in report.diagnostics}


def test_the_data_hold_the_formulas_of_every_variant():
    built = build_text(HEAD + THREE, 24)
    data = read_data(built.notes[0].fields["Data"])
    drawn = draw(THREE, 24)
    for row, variant in zip(data.rows, drawn.sample.variants, strict=True):
        form = filled(data.forms[row.form], row)
        (answer,) = form.answers
        assert answer.formula == variant.answers[0]
        assert tuple(mistake.formula for mistake in form.mistakes) == variant.mistakes
        assert answer.variables == (("x", "0", "3"),)
        assert answer.kind == "formula" and answer.relative == 1e-6
        assert row.answers == ("",)


def test_the_points_of_a_card():
    (answer,) = json.loads(data_of(THREE))["forms"][0]["answers"]
    points = [point for (point,) in answer["points"]]
    assert len(points) == len(set(points)) == STORED
    assert all(0 < point < 1 for point in points)
    for point in points:  # at none does a multiple of 1/12 hide what is wrong
        assert abs(3 * point * 12 - round(3 * point * 12)) > 1e-3


def test_points_keep_away_from_where_the_answer_is_undefined():
    text = card("{formula: 1 / (x - 1), in: {x: [0, 2]}}")
    (answer,) = json.loads(data_of(text))["forms"][0]["answers"]
    assert all(abs(2 * point - 1) >= 0.04 for (point,) in answer["points"])


def test_points_show_a_term_that_is_small_where_the_others_are_large():
    text = card("{formula: exp(10 * x) + a, in: {x: [0, 3]}}")
    (answer,) = json.loads(data_of(text))["forms"][0]["answers"]
    first = [3 * point for (point,) in answer["points"][:8]]
    assert min(first) < 0.1 and max(first) > 2.5


def test_ranges_may_differ_from_draw_to_draw():
    text = card("{formula: x / a, in: {x: '[0, 3 * a]'}}")
    data = read_data(data_of(text))
    for row in data.rows:
        (answer,) = filled(data.forms[row.form], row).answers
        ((_, low, high),) = answer.variables
        assert low == "0" and int(high) % 3 == 0


@given(st.integers(1, 4))
def test_the_grid_is_inside_of_the_ranges(variables):
    points = grid(variables)
    assert points.shape[1] == variables
    assert ((points > 0) & (points < 1)).all()


def test_the_stated_text_is_what_the_card_shows():
    text = card("{formula: (x + a)**2, in: {x: [0, 3]}, text: '$(x + <<a>>)^2$'}")
    text += "  solution: So $y = <<answer>>$, or <<answer>>.\n"
    built = build_text(HEAD + text, 3)
    fields = built.notes[0].fields
    shown = fields["Answer"].split('"value">')[1].split("</span>")[0]
    assert shown.startswith(r"\((x + ") and shown.endswith(r")^2\)")
    assert f"y = {shown[2:-2]}" in fields["Solution"]
    assert fields["Solution"].count(shown) == 1


def without_spans(html):
    return re.sub("</?span[^>]*>", "", html)


def test_the_line_below_the_question_says_what_is_wanted():
    text = card('{formula: a * x, in: {x: [0, 3]}, without: ["/", sqrt], figures: 3}')
    question = without_spans(build_text(HEAD + text, 1).notes[0].fields["Question"])
    assert (
        r"Answer as a formula in \(x\), numbers to 3 significant figures, "
        "without <code>/</code> or <code>sqrt</code>." in question
    )


def test_it_is_said_in_chinese():
    head = "namespace: n\ndeck: {zh: 甲}\nlanguages: [zh]\ncards:\n"
    text = card("{formula: [a * x, b * x], in: {x: [0, 3]}}").replace("What of", "问")
    question = without_spans(build_text(head + text, 1).notes[0].fields["Question"])
    assert r"答案写成 \(x\) 的 2 个式子，用 <code>;</code> 隔开。" in question


def test_the_exercises_of_ten_fields_pass_without_warnings():
    loaded = loading.load([EXERCISES])
    assert len(loaded.deck_files[0].definitions) >= 10
    report = checking.check(loaded, pipeline.Selection(), 200, pipeline.default_seed)
    assert [f"{d.code}: {d.message}" for d in report.diagnostics] == []


def test_a_card_of_several_answers_has_formulas_and_numbers():
    loaded = loading.load([EXERCISES])
    built = pipeline.build(loaded, pipeline.Selection())
    note = next(note for note in built.notes if note.id == "motion")
    kinds = [answer["kind"] for answer in json.loads(note.fields["Data"])["forms"][0]["answers"]]
    assert kinds == ["formula", "formula", "number"]


def test_a_formula_may_stand_beside_the_name_of_an_answer():
    text = (
        "- id: x\n  parameters: {a: 'integers(2, 9)'}\n  question: What of <<a>>?\n  answers:\n"
        "  - {name: v, label: Speed, formula: a * t, in: {t: [0, 5]}}\n"
        "  - {name: s, value: {formula: a * t**2 / 2, in: {t: [0, 5]}}}\n"
    )
    data = json.loads(data_of(text, 3))
    assert [answer["kind"] for answer in data["forms"][0]["answers"]] == ["formula", "formula"]
    assert codes(text.replace("formula: a * t,", "value: 1, formula: a,")) == ["answer-and-answers"]


def test_the_numbers_of_a_formula_may_be_those_of_a_table():
    head = (
        "namespace: n\ndeck: D\ndata:\n  springs:\n"
        "  - {name: soft, k: 2}\n  - {name: hard, k: 9}\ncards:\n"
    )
    text = (
        "- id: x\n  parameters: {s: pick(springs)}\n  question: What of <<s.name>>?\n"
        "  answer: {formula: -s.k * x, in: {x: '[0, s.k]'}}\n"
    )
    built = build_text(head + text, 2)
    assert built.diagnostics == ()
    data = read_data(built.notes[0].fields["Data"])
    answers = [filled(data.forms[row.form], row).answers[0] for row in data.rows]
    assert {(answer.formula, answer.variables) for answer in answers} == {
        ("(-2)*x", (("x", "0", "2"),)),
        ("(-9)*x", (("x", "0", "9"),)),
    }
