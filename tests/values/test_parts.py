"""Batches taken apart by draws, and put together."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.batch import EMPTY, Batch, Ragged, Texts, kind_of, rows
from flashgen.values.parts import concatenate, dealt, gather, merge, select, split

LENGTHS = st.lists(st.integers(0, 4), min_size=1, max_size=8)


def vectors(lengths: list[int]) -> list[Any]:
    """Return vectors of these lengths, all of whose entries differ."""
    return [np.arange(10 * n, 10 * n + length) for n, length in enumerate(lengths)]


def lists(batch: Batch, count: int) -> list[Any]:
    return [value.tolist() for value in rows(batch, count)]


@given(LENGTHS)
def test_entries_are_dealt_out_in_their_order(lengths: list[int]) -> None:
    values = vectors(lengths)
    made = dealt(np.concatenate(values), np.array(lengths))
    assert lists(made, len(lengths)) == [value.tolist() for value in values]
    assert isinstance(made, Ragged) == (len(set(lengths)) > 1)


def test_rows_are_dealt_out_as_entries_are() -> None:
    pairs = np.arange(8).reshape(4, 2)
    assert lists(dealt(pairs, np.array([1, 0, 3])), 3) == [
        [[0, 1]],
        [],
        [[2, 3], [4, 5], [6, 7]],
    ]
    assert dealt(pairs[:0], np.array([], dtype=np.int64)) is EMPTY


@given(LENGTHS)
def test_what_is_taken_apart_is_put_together_again(lengths: list[int]) -> None:
    count, values = len(lengths), gather(vectors(lengths))
    numbers, constant = np.arange(count), np.array([7])
    for operands in ([values, numbers, constant], [numbers, constant], [values, values]):
        parts = split(operands, count)
        assert sorted(p for places, _ in parts for p in places.tolist()) == list(range(count))
        for place, operand in enumerate(operands):
            whole = merge([(places, dense[place]) for places, dense in parts], count)
            assert [np.asarray(value).tolist() for value in rows(whole, count)] == [
                np.asarray(value).tolist() for value in rows(operand, count)
            ]


def test_two_values_of_several_shapes_are_split_by_both() -> None:
    a = gather([np.arange(n) for n in (1, 1, 2, 2)])
    b = gather([np.arange(n) for n in (3, 4, 3, 3)])
    assert [places.tolist() for places, _ in split([a, b], 4)] == [[0], [1], [2, 3]]


@given(LENGTHS, st.data())
def test_chosen_draws_keep_their_values(lengths: list[int], data: st.DataObject) -> None:
    values = vectors(lengths)
    places = data.draw(
        st.lists(st.integers(0, len(lengths) - 1), min_size=1, unique=True).map(sorted)
    )
    chosen = select(gather(values), np.array(places))
    assert lists(chosen, len(places)) == [values[place].tolist() for place in places]


@given(LENGTHS, LENGTHS)
def test_batches_follow_one_another(first: list[int], second: list[int]) -> None:
    together = concatenate(
        [(gather(vectors(lengths)), len(lengths)) for lengths in (first, second)]
    )
    assert lists(together, len(first) + len(second)) == [
        value.tolist() for lengths in (first, second) for value in vectors(lengths)
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([True, False], "b"),
        ([True, 2], "i"),
        ([1, 2.5], "f"),
        ([1, 2j], "c"),
        (["a", "b"], "U"),
        ([np.array([1]), np.array([1.5, 2.0])], "f"),
        ([np.array([]), np.array(["a"])], "U"),
    ],
)
def test_values_of_several_kinds_are_of_the_widest(values: list[Any], kind: str) -> None:
    assert kind_of(gather(values)) == kind


def test_texts_of_all_draws_share_one_table() -> None:
    made = merge([(np.array([0, 2]), gather(["b", "a"])), (np.array([1]), gather(["c"]))], 3)
    assert isinstance(made, Texts) and made.table == ("a", "b", "c")
    assert rows(made, 3) == ["b", "c", "a"]


def test_texts_and_numbers_are_no_values_of_one_batch() -> None:
    with pytest.raises(ValueError, match="a text in some draws and a number in others"):
        merge([(np.array([0]), gather(["a"])), (np.array([1]), gather([1]))], 2)
