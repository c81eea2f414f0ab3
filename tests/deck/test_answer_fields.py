"""What is asked, as course systems share it."""

import pytest

from flashgen.anki.card.data import AnswerData
from flashgen.anki.card.shown import ShownMistake
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.described import (
    MenuField,
    NumberField,
    Options,
    Ordering,
    Statements,
    TextField,
    shape_of,
    spellings,
)

NUMBER = AnswerData("a", "number", decimals=2)
VECTOR = AnswerData("a", "vector", decimals=2)
KNOWN = [ShownMistake(2.5, "Half.", 0), ShownMistake("x", "Why?", 0)]


def test_a_number_is_a_field_with_its_mistakes():
    (field,) = KINDS["number"].fields(NUMBER, 1.2345, KNOWN, ())
    assert (field.value, field.shown) == (1.2345, "1.23")
    assert field.error == pytest.approx(0.01)
    assert [(wrong.value, wrong.says) for wrong in field.wrong] == [(2.5, "Half.")]
    assert field.wrong[0].error == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("value", "count"), [([], None), ([1.5], 1), ([0.5] * 64, 64), ([0.5] * 65, None)]
)
def test_of_entries_there_are_up_to_64_fields(value, count):
    fields = KINDS["vector"].fields(VECTOR, value, KNOWN, ())
    assert (fields and len(fields)) == count
    assert all(field.wrong == () for field in fields or ())


def test_entries_are_numbers_or_texts():
    (first, _, third, _) = KINDS["matrix"].fields(VECTOR, [[1.5, 2.5], [3.5, 4.5]], (), ())
    assert (first.value, third.value) == (1.5, 3.5)
    texts = KINDS["vector"].fields(VECTOR, ["a", "b"], KNOWN, ())
    assert texts == (TextField(("a",)), TextField(("b",)))
    assert KINDS["vector"].fields(VECTOR, ["a", 1.5], (), ()) is None


@pytest.mark.parametrize("kind", ["vector", "number"])
def test_up_to_the_sign_there_is_no_field(kind):
    value = [1.5] if kind == "vector" else 1.5
    either = AnswerData("a", kind, decimals=2, compare="up_to_sign")
    assert KINDS[kind].fields(either, value, (), ()) is None


def test_a_text_is_a_field_of_its_spellings():
    (field,) = KINDS["text"].fields(AnswerData("a", "text"), "pH", KNOWN, ["acidity"])
    assert field == TextField(("pH", "acidity"), (("x", "Why?"),))
    (field,) = KINDS["text"].fields(AnswerData("a", "text", case="exact"), "pH", (), ())
    assert field.exact


def test_a_menu_is_a_field_of_options_with_what_is_said_to_each():
    menu = AnswerData("a", "menu", options=("u", "v", "w"), shuffle=True)
    (field,) = KINDS["menu"].fields(menu, 1, [ShownMistake(2, "No.", 0)], ())
    assert field == MenuField(("u", "v", "w"), ("", "", "No."), 1, shuffle=True)


def test_options_in_plain_text_have_formulas_in_unicode():
    field = MenuField((r"about \(x^2 &lt; y\)", "<b>so</b> &amp; so"), ("", ""), 0)
    assert field.plain == ("about x² < y", "so & so")


def test_of_options_the_first_is_right_unless_another_one_is():
    assert Options(("a", "b"), ("", "")).right == 0
    assert Options(("a", "b"), ("", ""), 1).right == 1


@pytest.mark.parametrize(
    ("value", "error", "shown", "ranges"),
    [
        (1.25, 0.01, "1.25", (("1.25", 0.01),)),
        (1.25, 0.1, "1", (("1.25", 0.1),)),
        (1.25, 0.25, "1", (("1.25", 0.25),)),
        (1.25, 0.5, "1", (("1", 0.25), ("1.25", 0.5))),
        (3e20, 1e18, "3 × 10^20", (("3e+20", 1e18),)),
    ],
)
def test_a_number_is_right_as_it_is_shown_as_far_as_that_is_within_the_error(
    value, error, shown, ranges
):
    assert NumberField(value, error, shown).ranges == ranges


@pytest.mark.parametrize(("right", "share"), [(1, "100"), (3, "33.33333"), (10, "10"), (11, None)])
def test_moodle_has_percentages_for_up_to_ten_right_ones(right, share):
    truths = (True,) * right + (False,)
    assert Statements(("a",) * len(truths), truths, ("",) * len(truths)).share == share


def test_the_items_of_a_group_share_their_places():
    ordering = Ordering((("a",), ("b", "c"), ("d",), ("e", "f", "g")))
    assert ordering.items == tuple("abcdefg")
    assert ordering.places == ("1", "2–3", "2–3", "4", "5–7", "5–7", "5–7")


@pytest.mark.parametrize(
    ("value", "shape"),
    [(5, ()), ([], (0,)), ([1, 2], (2,)), ([[1]], (1, 1)), ([[1, 2, 3], [4, 5, 6]], (2, 3))],
)
def test_the_shape_of_nested_lists(value, shape):
    assert shape_of(value) == shape


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("−1", ["-1"]),
        ("-1", ["−1"]),
        ("x²", ["x2"]),
        ("cross-entropy", ["cross entropy"]),
        ("plain", []),
    ],
)
def test_a_text_as_it_may_be_typed(text, others):
    assert spellings(text) == (text, *others)
