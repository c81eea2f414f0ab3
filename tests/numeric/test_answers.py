"""What an answer is asked for as, and how messages name values."""

import numpy as np
import pytest
from decks import HEAD, draw, load, numeric

from flashgen.deck.answer_keys import AnswerFields
from flashgen.numeric.answers import (
    answer_format,
    answer_formats,
    answer_in_text,
    answer_text,
    as_floats,
    hashable,
    is_precise,
    passes,
    plain,
    shown,
    unanswerable,
    unusable,
    with_labels,
)
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.text import Source, Span
from flashgen.values.batch import Ragged, texts_of
from flashgen.values.judging import AnswerFormat
from flashgen.values.tables import Column, Table

INTEGERS = np.array([3, 4])
WHOLE = np.array([3.0, 4.0])
FLOATS = np.array([3.0, 4.5])
HUGE = np.array([10**30, 3], dtype=object)
TEXTS = texts_of(np.array(["a", "b"]))
TRUTHS = np.array([True, False])
COMPLEX = np.array([1j, 2.0])
VECTORS = np.array([[1.0, 2.5]] * 2)
MATRICES = np.array([[[1, 2]]] * 2)


def fields_of(**keys: str) -> AnswerFields:
    model = (
        load(HEAD + numeric("a", question="How many?", **keys)).deck_files[0].definitions[0].model
    )
    assert isinstance(model, AnswerFields)
    return model


NOTHING: dict[str, str] = {}
TWO = {"decimals": "2"}
EXACT = {"decimals": "exact"}
SET = {"compare": "set"}
MENU = {"options": "[a, b]"}


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        (INTEGERS, NOTHING, AnswerFormat("integer")),
        (HUGE, NOTHING, AnswerFormat("integer")),
        (INTEGERS, TWO, AnswerFormat("number", decimals=2)),
        (FLOATS, TWO, AnswerFormat("number", decimals=2)),
        (FLOATS, {"figures": "3"}, AnswerFormat("number", figures=3)),
        (FLOATS, NOTHING, None),
        (WHOLE, NOTHING, None),
        (INTEGERS, EXACT, AnswerFormat("integer")),
        (HUGE, EXACT, AnswerFormat("integer")),
        (WHOLE, EXACT, AnswerFormat("number")),
        (FLOATS, EXACT, None),
        (TEXTS, EXACT, None),
        (TEXTS, NOTHING, AnswerFormat("text")),
        (TEXTS, {"case": "exact"}, AnswerFormat("text", case="exact")),
        (INTEGERS, {"tolerance": "2"}, AnswerFormat("integer", tolerance=2)),
        (FLOATS, TWO | {"tolerance": "0.1"}, AnswerFormat("number", decimals=2, tolerance=0.1)),
        (
            FLOATS,
            TWO | {"tolerance": "{relative: 0.1}"},
            AnswerFormat("number", decimals=2, relative=0.1),
        ),
        (VECTORS, TWO, AnswerFormat("vector", decimals=2)),
        (VECTORS, NOTHING, None),
        (
            VECTORS,
            TWO | {"compare": "up_to_sign"},
            AnswerFormat("vector", decimals=2, compare="up_to_sign"),
        ),
        (VECTORS, SET, AnswerFormat("set", compare="set")),
        (MATRICES, NOTHING, AnswerFormat("matrix")),
        (MATRICES[:, np.newaxis], NOTHING, None),
        (TRUTHS, NOTHING, None),
        (COMPLEX, TWO, None),
        (TRUTHS, MENU, AnswerFormat("menu")),
        (TEXTS, MENU, AnswerFormat("menu")),
        (FLOATS, MENU, AnswerFormat("menu")),
        (COMPLEX, MENU, None),
        (VECTORS, MENU, None),
    ],
)
def test_how_an_answer_is_asked_for(value, keys: dict[str, str], expected) -> None:
    assert answer_format(fields_of(**keys), value) == expected


def test_draws_of_several_shapes_are_asked_for_one_by_one() -> None:
    several = Ragged(((np.array([0, 2]), INTEGERS), (np.array([1]), VECTORS[:1])))
    number, vector = AnswerFormat("number", decimals=2), AnswerFormat("vector", decimals=2)
    assert answer_formats(fields_of(**TWO), several, 3) == (number, vector, number)
    assert answer_formats(fields_of(), several, 3) is None
    assert answer_formats(fields_of(**SET), several, 3) == (AnswerFormat("set", compare="set"),)
    assert answer_formats(fields_of(**TWO), FLOATS, 2) == (number,)


@pytest.mark.parametrize(
    ("value", "keys", "code", "message"),
    [
        (
            np.array([2.5, 3.5]),
            NOTHING,
            "missing-precision",
            "the answer is no integer (2.5 with D), so",
        ),
        (VECTORS, NOTHING, "missing-precision", "the answer is no integer ([1, 2.5] with D), so"),
        (
            np.array([2.5, 3.0]),
            EXACT,
            "missing-precision",
            "the answer is no integer (2.5 with D), and `decimals: exact` asks for one",
        ),
        (TRUTHS, TWO, "bad-answer", "a truth value cannot be typed as an answer"),
        (COMPLEX, EXACT | SET, "bad-answer", "a complex number cannot be typed as an answer"),
        (MATRICES == 1, NOTHING, "bad-answer", "a truth value cannot be typed as an answer"),
        (
            MATRICES[:, np.newaxis] == 1,
            NOTHING,
            "bad-answer",
            "an answer is a number, a vector, a matrix or a text",
        ),
        (VECTORS, MENU, "bad-answer", "an answer with `options` is one text, number or truth"),
        (
            Ragged(((np.array([0]), INTEGERS[:1]), (np.array([1]), VECTORS[:1]))),
            NOTHING,
            "missing-precision",
            "the answer is no integer ([1, 2.5] with D), so",
        ),
    ],
)
def test_what_cannot_be_asked_for(value, keys: dict[str, str], code: str, message: str) -> None:
    found = unanswerable(fields_of(**keys), value, "D", Span(Source("deck.yaml", ""), 0, 0))
    assert (found.code, found.message[: len(message)]) == (code, message)


def test_an_answer_as_text() -> None:
    formula = AnswerFormat("formula", variables=("x",))
    assert answer_text("2*x^2", formula) == "2 x²"
    assert answer_in_text("2*x^2", formula) == r"\(2 x^{2}\)"
    assert answer_text(2.5, AnswerFormat("number", decimals=2)) == "2.50"
    assert answer_in_text(-2.5, AnswerFormat("number", decimals=2)) == "-2.50"


@pytest.mark.parametrize(("decimals", "precise"), [("2", True), ("exact", False), ("", False)])
def test_a_card_that_asks_for_exact_answers_states_no_digits(decimals: str, precise: bool) -> None:
    assert is_precise(fields_of(decimals=decimals)) is precise


def test_whether_capital_letters_count_is_the_cards_to_say() -> None:
    answer = '\'"pH" if a > 50 else "pOH"\''
    mistakes = '[{value: \'"PH" if a > 50 else "POH"\', says: No.}]'
    asked = draw(numeric(answer, mistakes=mistakes, case="exact"))
    assert asked.diagnostics == []
    assert {v.formats[0].case for v in asked.sample.variants} == {"exact"}
    assert draw(numeric(answer, mistakes=mistakes)).codes == ["never-accepted"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (FLOATS, None),
        (TEXTS, None),
        (MATRICES, None),
        (MATRICES[:, np.newaxis], "an array of more than two axes is no mistake"),
        (TRUTHS, "a truth value is no mistake: choose a text or a number by it"),
        (COMPLEX, "a complex number is no mistake: take its `real(…)` or `imag(…)`"),
        (
            Ragged(((np.array([0]), VECTORS[:1]), (np.array([1]), TRUTHS[:1]))),
            "a truth value is no mistake: choose a text or a number by it",
        ),
    ],
)
def test_what_can_be_no_mistake(value, message: str | None) -> None:
    assert unusable(value, "mistake") == message


def test_a_mistake_passes_for_a_value_that_stands() -> None:
    stands = np.array([True, True, False])
    others = [
        MistakeColumn(np.array([1, 2, 3]), stands),
        MistakeColumn(np.array([[1], [2], [3]]), stands),
        MistakeColumn(np.array([7, 7, 4]), ~stands),
        MistakeColumn(texts_of(np.array(["1", "1", "1"])), stands),
        MistakeColumn(np.array([[1, 1]]), stands),
    ]
    asked = (AnswerFormat("integer"),)
    assert passes(np.array([1, 3, 3]), others, asked, 3).tolist() == [True, False, False]
    assert passes(np.array([7, 2, 4]), others, asked, 3).tolist() == [False, True, True]
    assert passes(np.array([1, 1, 1]), [], asked, 3).tolist() == [False] * 3
    each = (AnswerFormat("integer"), AnswerFormat("integer", tolerance=1), AnswerFormat("integer"))
    assert passes(np.array([2, 3, 4]), others, each, 3).tolist() == [False, True, True]


def test_many_values_are_compared_in_parts() -> None:
    """A hundred thousand at once; what is found does not hang on where they are parted."""
    count = 30_000
    everywhere = np.ones(count, dtype=np.bool_)
    others = [MistakeColumn(np.full(count, number), everywhere) for number in range(7)]
    asked = (AnswerFormat("integer"),)
    found = passes(np.arange(count), others, asked, count)
    assert np.flatnonzero(found).tolist() == list(range(7))


def test_integers_beyond_floats_are_infinite() -> None:
    made = as_floats(np.array([3, 10**400, -(10**400)], dtype=object))
    assert made.tolist() == [3.0, np.inf, -np.inf]


def test_equal_values_have_one_key() -> None:
    pairs = [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array(["a", "b"]), np.array(["a", "b"], dtype="<U9")),
        (3, 3),
        ("a", "a"),
    ]
    assert all(hashable(a) == hashable(b) for a, b in pairs)
    other = [np.array([[1.0, 2.0]]), np.array([1.0, 3.0]), np.array(["a", "c"]), 3.5, "b"]
    known = {hashable(a) for a, _ in pairs}
    assert len(known) == 4
    assert not known & set(map(hashable, other))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        (1 + 2j, "(1+2j)"),
        (1.5, "1.5"),
        (np.array([1, 2]), "[1, 2]"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "…"),
        (float("inf"), "inf"),
    ],
)
def test_a_value_on_one_line(value, text: str) -> None:
    assert plain(value) == text


def test_a_message_shows_eight_values() -> None:
    values = dict.fromkeys("abcdefgh", 1)
    assert shown(values).endswith("g = 1, h = 1")
    assert shown(values | {"i": 1}).endswith("h = 1, …")


def test_rows_are_named_by_their_first_cells() -> None:
    table = Table("gas", {"name": Column(tuple("HNOFC"))}, "x")
    places = {"one": 2, "many": np.arange(5), "n": 7}
    assert with_labels(places, {"one": table, "many": table, "none": table}) == {
        "one": "row 3 of gas (O)",
        "many": "row 1 of gas (H), row 2 of gas (N), row 3 of gas (O), row 4 of gas (F)",
        "n": 7,
    }
