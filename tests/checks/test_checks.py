"""What builds and still is not good: the checks' findings, and what they must leave alone."""

import pytest
from decks import HEAD, load, numeric

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

TWO = HEAD.replace("deck: D", "deck: {en: D, zh: 丁}\nlanguages: [en, zh]")
HALF = "a: integers(1, 99), b: integers(1, 2)"


def findings(text: str, draws: int = 200) -> list[tuple[str, str]]:
    checked = checking.check(load(text), pipeline.Selection(), draws, pipeline.default_seed)
    return [(d.code, d.severity.value) for d in checked.diagnostics]


def concept(front: str, back: str = "So.") -> str:
    return f"- id: c\n  front: {front}\n  back: {back}\n"


FOUND = {
    "the usual answer": (HEAD + numeric("b", parameters=HALF), "guessable-answer"),
    "one answer in forms": (
        HEAD + numeric() + "  forms:\n  - {}\n  - {answer: a - a + 1}\n",
        "constant-answer",
    ),
    "a condition that rarely holds": (
        HEAD + numeric(require="a <= 2"),
        "low-acceptance",
    ),
    "a mistake that is mostly right": (
        HEAD + numeric("max(a, 97) + b", mistakes="\n  - {value: 97 + b, says: No.}"),
        "low-acceptance",
    ),
    "fewer digits than drawn": (
        HEAD
        + numeric(
            "b * a",
            parameters="a: uniform(0, 9, decimals=2), b: integers(1, 99)",
            question="<<a:.1f>> <<b>>",
            decimals="2",
        ),
        "rounded-parameter",
    ),
    "fewer digits than a let has": (
        HEAD + numeric("c + b", let="{c: a / 8}", question="<<c:.2f>> and <<b>>?", decimals="3"),
        "rounded-parameter",
    ),
    "more than four decimals": (HEAD + numeric(solution="<<a / 7>>."), "unformatted-slot"),
    "more than four decimals in a vector": (
        HEAD + numeric(solution="'<<[a / 7, b]>>.'"),
        "unformatted-slot",
    ),
    "a parameter that nothing uses": (
        HEAD + numeric("a", question="What is <<a>>?"),
        "unused-name",
    ),
    "a small space": (
        HEAD + numeric(parameters="a: integers(1, 4), b: integers(1, 5)"),
        "fewer-variants",
    ),
    "English for both": (TWO + concept("Why is the sky blue?", "$x$"), "one-language"),
    "Chinese for both": (TWO + concept("为什么", "$x$"), "one-language"),
}


@pytest.mark.parametrize(("text", "code"), FOUND.values(), ids=FOUND.keys())
def test_finds(text: str, code: str) -> None:
    severity = "error" if code == "unformatted-slot" else "warning"
    assert findings(text) == [(code, severity)]


LEFT_ALONE = {
    "four decimals": HEAD + numeric(solution="<<a / 16>>."),
    "a format": HEAD + numeric(solution="<<a / 7:.3g>> and <<a / 7:frac>>."),
    "fewer digits in the solution": HEAD
    + numeric(let="{c: a / 8}", question="<<c>> and <<b>>?", solution="About <<c:.1f>>."),
    "as many digits as drawn": HEAD
    + numeric(
        "b",
        parameters="a: uniform(0, 9, decimals=2), b: integers(1, 99)",
        question="<<a:.2f>> <<b>>",
    ),
    "a choice between two": HEAD
    + numeric(
        "b",
        parameters=HALF,
        choices="true",
        mistakes="\n  - {value: 3 - b, says: No.}\n  - {value: b + 2, says: No.}",
    ),
    "a parameter as drawn": HEAD
    + numeric(
        "a * b",
        parameters="a: choice([1e-7, 2.5e-5, 3e6]), b: integers(1, 99)",
        figures="3",
    ),
    "an entry of a parameter": HEAD
    + numeric(
        "round(a[0] * b, 2)",
        parameters="a: uniform(0, 0.9, shape=2, decimals=5), b: integers(1, 99)",
        question="What is <<a[0]>> times <<b>>?",
        decimals="2",
    ),
    "a mistake that may coincide": HEAD
    + numeric(
        "a + b",
        mistakes="\n  - {value: a + 2 * b if a > 90 else a + b, says: No., may_coincide: true}",
    ),
    "options with as many digits": HEAD
    + numeric(
        "a + b",
        decimals="0",
        choices="true",
        mistakes="\n  - {value: a / 7 + 100 * b, says: No.}\n  - {value: a + b + 2, says: No.}",
    ),
    "a tolerance within the range": HEAD + numeric("a + b", tolerance="4"),
    "a set of one or more": HEAD + numeric("'[a, b] if a < 90 else [a, b, 5]'", compare="set"),
    "a name that one form uses": HEAD
    + numeric(question="What is <<a>>?", answer="a")
    + "  forms:\n  - {}\n  - {question: What is <<b>> from <<a>>?}\n",
    "a formula for both languages": TWO + concept("$x^2$", "'`numpy.linalg.norm(x, axis=0)`'"),
    "a name for both languages": TWO + concept("GPT-2", "softmax"),
    "one language": HEAD + concept("Why is the sky blue?"),
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_leaves_alone(text: str) -> None:
    assert findings(text) == []


def test_check_is_tried_on_more_draws_than_a_build_makes() -> None:
    """The second formula is wrong for one value of a thousand."""
    card = HEAD + numeric(
        "a", parameters="a: integers(1, 1000), b: integers(1, 99)", check="a + (a == 777)"
    )
    assert findings(card, 20) == []
    assert findings(card, 5000) == [("check-disagrees", "error")]


def test_only_the_wanted_cards_are_tried() -> None:
    text = HEAD + numeric(id="good") + numeric("a / 7", id="bad")
    loaded = load(text)
    seed = pipeline.default_seed
    checked = checking.check(loaded, pipeline.Selection(only=("good",)), 50, seed)
    assert (checked.diagnostics, checked.definitions, checked.draws) == ((), 1, 50)


def among_files(*texts: str) -> list[tuple[str, str, int | None]]:
    files = tuple(load(t, f"{n}.yaml").deck_files[0] for n, t in enumerate(texts))
    checked = checking.check(
        loading.Loaded(files, ()), pipeline.Selection(), 5, pipeline.default_seed
    )
    return [(d.code, d.file, d.span.line if d.span else None) for d in checked.diagnostics]


ASKED_TWICE = {
    "in two files": (HEAD + concept("Why?"), HEAD + concept("Why?").replace("id: c", "id: d")),
    "in two namespaces": (HEAD + concept("Why?"), HEAD.replace(": n", ": m") + concept("Why?")),
    "with other spaces": (
        HEAD + concept("So why?"),
        HEAD + concept("So  why?", "X").replace("id: c", "id: d"),
    ),
    "in the second language": (
        TWO + concept("{en: A?, zh: 甲？}", "$x$"),
        TWO + concept("{en: B?, zh: 甲？}", "$x$").replace("id: c", "id: d"),
    ),
    "as clozes": (
        HEAD + "- {id: c, cloze: 'Is {{c1::so}}.'}\n",
        HEAD + "- {id: d, cloze: 'Is {{c1::so}}.'}\n",
    ),
    "as numeric questions": (HEAD + numeric(id="c"), HEAD + numeric("a - b", id="d")),
    "in a form": (
        HEAD + numeric(id="c", question="How much is <<a>> and <<b>>?"),
        HEAD
        + numeric("a - b", id="d")
        + "  forms:\n  - {}\n  - {question: 'How much is <<a>> and <<b>>?'}\n",
    ),
}


@pytest.mark.parametrize(("first", "second"), ASKED_TWICE.values(), ids=ASKED_TWICE.keys())
def test_a_question_that_stands_twice(first: str, second: str) -> None:
    (found,) = among_files(first, second)
    assert found[:2] == ("duplicate-front", "1.yaml")


TOLD_APART = {
    "by the options": (
        HEAD + concept("Which?") + "  choices: [x, y]\n",
        HEAD + concept("Which?", "No.").replace("id: c", "id: d") + "  choices: [z, w]\n",
    ),
    "by the figure": (
        HEAD + numeric(id="c", figure="'bars([a, b])'"),
        HEAD + numeric(id="d", figure="'bars([b, a])'"),
    ),
    "by the language": (
        HEAD + concept("Why?"),
        HEAD.replace("cards:", "languages: [de]\ncards:")
        + concept("Why?").replace("id: c", "id: d"),
    ),
    "within a card": (HEAD + numeric() + "  forms:\n  - {}\n  - {answer: a - b}\n",),
}


@pytest.mark.parametrize("texts", TOLD_APART.values(), ids=TOLD_APART.keys())
def test_questions_that_are_not_the_same(texts: tuple[str, ...]) -> None:
    assert among_files(*texts) == []


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [("a / 7e6", ".3g"), ("3 + a / 7", ".3f"), ("[a / 7e6, 1]", ".3g")],
)
def test_the_suggested_format_keeps_something_of_the_value(expression: str, wanted: str) -> None:
    text = HEAD + numeric(solution=f"'<<{expression}>>'")
    checked = checking.check(load(text), pipeline.Selection(), 50, pipeline.default_seed)
    (found,) = checked.diagnostics
    assert found.hint == f"say how many to show: <<{expression}:{wanted}>>"


@pytest.mark.parametrize(
    ("limit", "code"), [(40, "coinciding-mistake"), (2, "low-acceptance"), (0, "never-accepted")]
)
def test_of_a_mistake_that_is_mostly_right_the_help_speaks(limit: int, code: str) -> None:
    mistake = f"{{value: a + b if a > {limit} else a - b, says: No.}}"
    text = HEAD + numeric("a + b", mistakes=f"\n  - {mistake}", variants="2")
    checked = checking.check(load(text), pipeline.Selection(), 500, pipeline.default_seed)
    (found,) = checked.diagnostics
    assert found.code == code
    assert found.hint is not None
    assert "may_coincide: true" in found.hint
    assert found.as_json()["message"] == found.message
