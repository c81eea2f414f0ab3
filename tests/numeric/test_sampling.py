"""Drawing variants: reproducible, distinct, and honest about what cannot be drawn."""

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from decks import HEAD, build_text, draw, load, numeric

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.deck.seed import Seed
from flashgen.exporters import json as json_exporter
from flashgen.numeric.sampling import MAX_REJECTED

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOLDEN = FIXTURES / "golden"
ARRAYS = (
    numeric(
        "sum(z) + a * b",
        parameters="a: integers(1, 99), b: uniform(0, 1), z: normal(0, 1, shape=3)",
    )
    .replace("What is", "With <<z>>, what is")
    .replace("answer:", "decimals: 2\n  answer:")
)


def values(card: str, count: int = 10, **options: object) -> str:
    return repr(draw(card, count, **options).values)


# What decides the draws, and what does not.


@pytest.mark.parametrize("card", [numeric(), ARRAYS], ids=["integers", "arrays"])
def test_more_variants_extend_the_list(card: str) -> None:
    many = draw(card, 40).values
    for count in (1, 2, 7, 39):
        assert repr(draw(card, count).values) == repr(many[:count])


OTHER = "- id: other\n  front: Why?\n  back: So.\n"
SAME_DRAWS = {
    "another text": (HEAD, numeric(question="And <<b>> with <<a>>, what now?")),
    "another answer": (HEAD, numeric("a * b + 0 * a")),
    "another deck name": (HEAD.replace("deck: D", "deck: E"), numeric()),
    "a card above": (HEAD, OTHER + numeric()),
    "a numeric card above": (HEAD, numeric(id="y") + numeric()),
    "tags and a solution": (HEAD, numeric(tags="[t]", solution="It is <<a + b>>.")),
    "more variants asked for": (HEAD, numeric(variants="99")),
    "renamed": (HEAD, numeric(id="new", was="x")),
}


@pytest.mark.parametrize(("head", "card"), SAME_DRAWS.values(), ids=SAME_DRAWS.keys())
def test_keeps_the_draws(head: str, card: str) -> None:
    def drawn(head: str, card: str) -> list[tuple[object, object]]:
        return [(v["a"], v["b"]) for v in draw(card, head=head).values]

    assert drawn(head, card) == drawn(HEAD, numeric())


OTHER_DRAWS = {
    "another id": (HEAD, numeric(id="y"), None),
    "another namespace": (HEAD.replace("namespace: n", "namespace: m"), numeric(), None),
    "another root seed": (HEAD, numeric(), Seed("x", 1)),
    "an own seed": (HEAD, numeric(), Seed("x", 0, 0)),
    "another own seed": (HEAD, numeric(), Seed("x", 0, 1)),
}


def test_seed_namespace_and_id_change_the_draws() -> None:
    drawn = {values(card, head=head, seed=seed) for head, card, seed in OTHER_DRAWS.values()}
    assert len(drawn | {values(numeric())}) == len(OTHER_DRAWS) + 1


def test_was_keeps_the_guid() -> None:
    notes = [build_text(HEAD + card).notes[0] for card in (numeric(), numeric(id="z", was="x"))]
    assert notes[0].guid == notes[1].guid
    assert notes[0].guid != build_text(HEAD + numeric(id="z")).notes[0].guid


# What comes out.


def test_forms_rotate() -> None:
    drawn = draw(numeric() + "  forms:\n  - {}\n  - {answer: a - b}\n  - {answer: a * b}\n", 7)
    assert drawn.sample is not None
    assert [variant.form for variant in drawn.sample.variants] == [0, 1, 2, 0, 1, 2, 0]
    operations = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b]
    for variant in drawn.sample.variants:
        a, b = variant.values["a"], variant.values["b"]
        assert variant.answers == (operations[variant.form](a, b),)


def test_a_form_whose_space_is_used_up_leaves_the_turn_to_the_others() -> None:
    card = (
        numeric() + "  forms:\n  - parameters:\n      a: integers(1, 2)\n      b: integers(0, 0)\n"
    )
    drawn = draw(card + "  - {}\n", 10)
    assert drawn.sample is not None
    forms = [variant.form for variant in drawn.sample.variants]
    assert (forms[:4], forms.count(0), len(forms)) == ([0, 1, 0, 1], 2, 10)


DISTINCT = {
    "all pairs": ("a: integers(1, 3), b: integers(1, 2)", "What is <<a>> and <<b>>?", 6),
    "as displayed": ("a: uniform(0, 1, decimals=3), b: integers(1, 2)", "<<a:.1f>> <<b>>", None),
    "one": ("a: integers(1, 1), b: integers(2, 2)", "What is <<a>> and <<b>>?", 1),
}


@pytest.mark.parametrize(
    ("parameters", "question", "count"), DISTINCT.values(), ids=DISTINCT.keys()
)
def test_variants_are_distinct_as_displayed(
    parameters: str, question: str, count: int | None
) -> None:
    built = build_text(
        HEAD + numeric("b + 0", parameters=parameters, question=f"'{question}'"), variants=50
    )
    document = json.loads("".join(json_exporter.write(built.definitions)))
    shown = [(v["question"], v["answer_text"]) for v in document["notes"][0]["variants"]]
    assert len(set(shown)) == len(shown)
    # Of the 22 from 0.0 to 1.0 the two at each end are half as likely as the others.
    assert len(shown) == count if count else 20 <= len(shown) <= 22


def test_a_small_space_makes_a_smaller_pool_and_a_warning() -> None:
    card = numeric(parameters="a: integers(1, 3), b: integers(1, 2)", variants="7")
    built = build_text(HEAD + card)
    assert [(d.code, d.severity, d.span and d.span.line) for d in built.diagnostics] == [
        ("fewer-variants", "warning", 10)
    ]
    assert "only 6" in built.diagnostics[0].message
    assert len(built.definitions[0].sample.variants) == 6


def test_require_holds_for_every_variant() -> None:
    card = numeric(let="{c: a - b}", require='["a > b", "c % 3 == 0", "answer < 100"]', mistakes="")
    for row in draw(card, 40).values:
        assert row["a"] > row["b"]
        assert row["c"] == row["a"] - row["b"]
        assert (row["c"] % 3, row["answer"] < 100) == (0, True)


def test_never_accepted_names_the_condition_and_the_rate() -> None:
    drawn = draw(numeric(require='["a > 0", "a > 98 and b > 98 and a < b"]'))
    assert drawn.codes == ["never-accepted"]
    message = drawn.diagnostics[0].message
    tried = re.search(r"none of (\d+) different draws was accepted \(0 %\); .* refused \1", message)
    assert tried is not None
    # Of 9801 pairs 1000 are drawn, and some come twice.
    assert 900 < int(tried[1]) < MAX_REJECTED
    assert drawn.diagnostics[0].span is not None
    assert (drawn.diagnostics[0].span.line, drawn.diagnostics[0].span.column) == (10, 22)


# Mistakes.

MISTAKE = "\n  - {value: a, says: No., may_coincide: %s}\n  - {value: 3 * a + 200, says: No.}"


def test_a_mistake_that_passes_for_the_answer_throws_the_draw_away() -> None:
    card = numeric("max(a, b)", mistakes=MISTAKE % "false")
    drawn = draw(card, 50)
    assert drawn.sample is not None
    assert all(row["a"] < row["b"] for row in drawn.values)
    assert sum(drawn.sample.statistics.coincided.values()) > 20


def test_a_mistake_that_may_coincide_is_left_out_of_the_draw() -> None:
    drawn = draw(numeric("max(a, b)", mistakes=MISTAKE % "true"), 50)
    assert drawn.sample is not None
    for variant in drawn.sample.variants:
        a, b = variant.values["a"], variant.values["b"]
        assert variant.mistakes == (None if a >= b else a, 3 * a + 200)


def test_mistakes_are_told_apart_as_they_are_judged() -> None:
    """With a tolerance of 5 a mistake that is 4 off would be judged right."""
    card = "\n  - {value: a + 4, says: No.}"
    assert draw(numeric("a", mistakes=card, tolerance="3")).codes == []
    assert draw(numeric("a", mistakes=card, tolerance="5")).codes == ["never-accepted"]


def test_a_mistake_belongs_to_its_answer() -> None:
    answers = "\n  - {name: s, value: a + b}\n  - {name: d, value: a - b}"
    mistakes = "\n  - {value: a - b, of: s, says: No.}\n  - {value: a + b, of: d, says: No.}"
    drawn = draw(numeric("", answers=answers, mistakes=mistakes), 20)
    assert drawn.sample is not None
    for variant in drawn.sample.variants:
        a, b = variant.values["a"], variant.values["b"]
        assert variant.answers == (a + b, a - b)
        assert variant.mistakes == (a - b, a + b)


# Errors that a draw brings to light; each says the draw.

DRAW_ERRORS = {
    "check disagrees": (numeric(check="a + 2 * b - b * 1.0000001"), "check-disagrees"),
    "no precision": (numeric("a / (b + 99)"), "missing-precision"),
    "no precision for a vector": (numeric("[a / 7, b]"), "missing-precision"),
    "no precision in answers": (
        numeric("", answers="\n  - {name: c, value: a / 7}\n  - {name: d, value: a}"),
        "missing-precision",
    ),
    "a truth value": (numeric("a < b"), "bad-answer"),
    "truth values": (numeric("'[a < b, a > b]'"), "bad-answer"),
    "a complex number": (numeric("'dft([a, b])'", decimals="2"), "bad-answer"),
    "three axes": (numeric("zeros((2, 2, 2))"), "bad-answer"),
    "infinity": (numeric("a * inf", decimals="2"), "not-finite"),
    "an infinite mistake": (
        numeric(mistakes="\n  - {value: a * inf, says: No.}"),
        "not-finite",
    ),
    "division by zero": (numeric("a / (b - b)", decimals="2"), "evaluation"),
    "log of a negative number": (numeric("log(-a)", decimals="2"), "evaluation"),
    "a condition that is none": (numeric(require="a + b"), "evaluation"),
    "an array as a condition": (numeric(require="'[a, b] > 50'"), "evaluation"),
    "an index out of range": (numeric("'[a, b][5]'"), "evaluation"),
    "a truth value in a slot": (numeric(question="Is <<a < b>>, <<a>>?"), "unshowable-value"),
    "an error in a slot": (numeric(question="What is <<a / (b - b)>>?"), "evaluation"),
    "a fraction that is none": (numeric(question="What is <<sqrt(2)*a:frac>>?"), None),
}


@pytest.mark.parametrize(("card", "code"), DRAW_ERRORS.values(), ids=DRAW_ERRORS.keys())
def test_an_error_shows_the_draw(card: str, code: str | None) -> None:
    card = card.replace("'[a / 7", "[a / 7").replace("answer: [a / 7, b]", "answer: '[a / 7, b]'")
    drawn = draw(card)
    assert drawn.sample is None
    assert drawn.codes == [code or "unshowable-value"]
    assert drawn.diagnostics[0].span is not None
    # That an answer is of no kind that can be typed does not depend on the draw.
    assert ("a = " in drawn.diagnostics[0].message) == (code != "bad-answer")
    assert "np." not in drawn.diagnostics[0].message


PRECISE = {
    "integer": ("a + b", "integer"),
    "integer division": ("(a + b) // 2", "integer"),
    "integers": ("'[a, b]'", "vector"),
    "matrix": ("'[[a, b], [b, a]]'", "matrix"),
    "text": ('\'"even" if a % 2 == 0 else "odd"\'', "text"),
}


@pytest.mark.parametrize(("answer", "kind"), PRECISE.values(), ids=PRECISE.keys())
def test_exact_answers_need_no_precision(answer: str, kind: str) -> None:
    drawn = draw(numeric(answer))
    assert drawn.sample is not None, drawn.diagnostics
    assert {fmt.kind for v in drawn.sample.variants for fmt in v.formats} == {kind}


HOSTILE = {
    "a huge power": "10 ** 10 ** 9",
    "a tower": "9 ** 9 ** 9 ** 9",
    "a huge array": "sum(zeros((10 ** 9,)))",
    "attributes": "().__class__.__bases__[0].__subclasses__()",
    "an import": "__import__('os').system('true')",
    "a lambda": "(lambda: 1)()",
    "a deep nest": "(" * 10_000 + "a" + ")" * 10_000,
    "many signs": "-" * 10_000 + "a",
    "a long sum": " + ".join(["a"] * 50_000),
    "nested loops": "sum([[[i * j for i in range(999)] for j in range(999)] for k in range(9)])",
    "a long text": '"x" * 10 ** 9',
    "a factorial": "factorial(10 ** 9)",
    "a format of a huge number": "2 ** 1000 ** 2",
}


@pytest.mark.parametrize("expression", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("place", ["answer", "require", "slot"])
def test_hostile_expressions_end_in_a_located_error(expression: str, place: str) -> None:
    quoted = "'" + expression.replace("'", "''") + "'"
    card = {
        "answer": lambda: numeric(quoted),
        "require": lambda: numeric(require=quoted),
        "slot": lambda: numeric(question="'<<" + expression.replace("'", "''") + ">> <<a>>'"),
    }[place]()
    built = build_text(HEAD + card)
    assert built.notes == ()
    assert built.diagnostics
    assert all(d.span is not None for d in built.diagnostics)


def test_a_hostile_require_ends() -> None:
    """Dear conditions that never hold end by the work they did, not by the clock."""
    heavy = "sum([sum([i * j for i in range(60)]) for j in range(60)]) < 0"
    drawn = draw(numeric(require=heavy))
    assert drawn.codes == ["never-accepted"]


# Golden: the bytes of a whole export, made by `flashgen export … --to json --variants 3`.


def golden_export() -> str:
    loaded = loading.load([GOLDEN / "losses.yaml"])
    built = pipeline.build(loaded, pipeline.Selection(variants=3))
    assert built.diagnostics == ()
    return "".join(json_exporter.write(built.definitions))


def test_export_of_the_example_is_what_it_was() -> None:
    assert golden_export() == (GOLDEN / "losses.json").read_text(encoding="utf-8")


def test_the_numbers_of_the_example_are_right() -> None:
    """Against Python's own `math`: the loss, both mistakes and every number in the solution."""
    document = json.loads((GOLDEN / "losses.json").read_text(encoding="utf-8"))
    variants = document["notes"][2]["variants"]
    assert len(variants) == 3
    for variant in variants:
        z, y = variant["parameters"]["z"], variant["parameters"]["y"]
        total = math.fsum(math.exp(x) for x in z)
        p = [math.exp(x) / total for x in z]
        loss = math.log(total) - z[y]
        assert (len(set(z)), len(z), z[y] < max(z)) == (4, 4, True)
        assert variant["values"]["p"] == pytest.approx(p, rel=1e-11)
        assert variant["answer"] == pytest.approx(loss, rel=1e-11)
        assert variant["answer_text"] == f"{loss:.2f}"
        assert [m["value"] for m in variant["mistakes"]] == pytest.approx(
            [loss / math.log(2), math.log(total) - max(z)], rel=1e-11
        )
        assert variant["solution"].split("\n\n") == [
            rf"$\sum_j e^{{z_j}} = {total:.3f}$",
            rf"$p_y = e^{{{z[y]}}} / {total:.3f} \approx {p[y]:.3g}$",
            rf"$-\ln p_y = {loss:.2f}$ nats",
        ]


def test_the_example_passes_all_checks() -> None:
    loaded = loading.load([GOLDEN / "losses.yaml"])
    checked = checking.check(loaded, pipeline.Selection(), 300, pipeline.default_seed)
    assert checked.diagnostics == ()


def test_another_process_writes_the_same_bytes() -> None:
    """Neither the hash seed, nor the locale, nor the time zone, nor the encoding changes a byte."""
    environment = os.environ | {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "C",
        "LANG": "tr_TR",
        "TZ": "Pacific/Kiritimati",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "latin-1",
    }
    code = "from flashgen.cli import main; main()"
    arguments = ["export", str(GOLDEN / "losses.yaml"), "--to", "json", "--variants", "3"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (GOLDEN / "losses.json").read_bytes()


def test_no_diagnostic_is_lost_when_a_file_loads() -> None:
    assert load(f"{HEAD}{numeric()}").diagnostics == ()


NAMED_AS_FUNCTIONS = {
    "a value computed by the function of its name": (
        "mean + 0",
        "x: integers(1, 9, shape=3)",
        {"let": "{mean: mean(x)}", "question": "What of <<x>>?", "decimals": "2"},
        lambda v: sum(v["x"]) / 3,
    ),
    "parameters named as functions": (
        "distance / time",
        "distance: integers(20, 90), time: integers(2, 9)",
        {"question": "<<distance>> km in <<time>> h?", "decimals": "1"},
        lambda v: v["distance"] / v["time"],
    ),
    "a parameter named as its draw function": (
        "index + integers",
        "integers: integers(1, 9), index: integers(0, 99)",
        {"question": "<<integers>> and <<index>>?"},
        lambda v: v["integers"] + v["index"],
    ),
    "a parameter that hides a constant": (
        "e * pi",
        "e: integers(4, 9), pi: integers(11, 99)",
        {"question": "<<e>> and <<pi>>?"},
        lambda v: v["e"] * v["pi"],
    ),
    "a value and the function side by side": (
        "max - max(x)",
        "x: integers(1, 9, shape=3), max: integers(11, 99)",
        {"question": "<<x>> and <<max>>?"},
        lambda v: v["max"] - max(v["x"]),
    ),
    "a loop over a value named as a function, by a variable named as one": (
        "sum([abs * sign(abs) for abs in sum])",
        "sum: integers(1, 9, shape=3), b: integers(1, 9)",
        {"question": "<<sum>> and <<b>>?"},
        lambda v: sum(v["sum"]),
    ),
}


@pytest.mark.parametrize("case", NAMED_AS_FUNCTIONS)
def test_functions_and_values_are_two_namespaces(case: str) -> None:
    answer, parameters, keys, expected = NAMED_AS_FUNCTIONS[case]
    drawn = draw(numeric(answer, parameters=parameters, **keys), 20)
    assert drawn.diagnostics == []
    assert drawn.sample is not None
    for variant in drawn.sample.variants:
        assert variant.answers[0] == pytest.approx(expected(variant.values))


def test_a_hidden_constant_is_ruled_out_like_any_value() -> None:
    card = numeric("1 / e", parameters="e: integers(0, 3), b: integers(1, 9)", question="<<e>>?")
    (found,) = draw(card + "  decimals: 2\n").diagnostics
    assert found.hint == "rule such draws out: `require: e != 0`"
