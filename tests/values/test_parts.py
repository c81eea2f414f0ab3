"""Values of several draws taken apart and put together, beside the draws one by one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen.values.batch import EMPTY, Batch, Ragged, Texts, constant, kind_of, rows
from flashgen.values.parts import concatenate, dealt, gather, merge, same_values, select, split
from flashgen.values.values import Value

RAGGED: list[Value] = [np.array([1, 2]), 3, np.array([4, 5]), np.array([[6]]), 7]
WORDS: list[Value] = ["b", "a", "b", "c", "a"]
VECTORS: list[Value] = [np.array([n, n / 2]) for n in range(5)]
MIXED: list[Value] = [1, 2.5, 3, 4, 5]
COLUMNS = {"ragged": RAGGED, "texts": WORDS, "vectors": VECTORS, "numbers": MIXED}


def plain(batch: Batch, count: int) -> list[object]:
    return [np.asarray(value).tolist() for value in rows(batch, count)]


def expected(values: Sequence[Value]) -> list[object]:
    return [np.asarray(value).tolist() for value in values]


def test_entries_are_dealt_out_in_order() -> None:
    entries = np.arange(12).reshape(6, 2)
    ragged = dealt(entries, np.array([2, 0, 1, 2, 1]))
    assert isinstance(ragged, Ragged)
    assert plain(ragged, 5) == [
        [[0, 1], [2, 3]],
        [],
        [[4, 5]],
        [[6, 7], [8, 9]],
        [[10, 11]],
    ]
    assert [part.shape for _, part in ragged.parts] == [(2, 2, 2), (1, 0, 2), (2, 1, 2)]


def test_as_many_entries_for_each_are_one_array() -> None:
    made = dealt(np.arange(6), np.array([2, 2, 2]))
    assert isinstance(made, np.ndarray)
    assert made.tolist() == [[0, 1], [2, 3], [4, 5]]
    none = dealt(np.zeros((0, 2)), np.array([0, 0]))
    assert isinstance(none, np.ndarray) and none.shape == (2, 0, 2)
    assert plain(dealt(np.zeros(0), np.zeros(0, dtype=np.int64)), 0) == []


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("places", [[0], [3], [1, 4], [0, 2], [0, 1, 3], [0, 1, 2, 3, 4]])
def test_draws_are_selected(values: list[Value], places: list[int]) -> None:
    chosen = select(gather(values), np.array(places))
    assert plain(chosen, len(places)) == expected([values[place] for place in places])


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)
def test_of_no_draws_nothing_is_selected(values: list[Value]) -> None:
    assert plain(select(gather(values), np.zeros(0, dtype=np.int64)), 0) == []


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("other", COLUMNS.values(), ids=COLUMNS)
def test_a_split_has_each_draw_once_with_dense_values(
    values: list[Value], other: list[Value]
) -> None:
    reversed_ones = other[::-1]
    found: dict[int, tuple[object, object]] = {}
    for places, dense in split([gather(values), gather(reversed_ones)], 5):
        assert not any(isinstance(part, Ragged) for part in dense)
        first, second = (plain(part, len(places)) for part in dense)
        for number, place in enumerate(places.tolist()):
            assert place not in found
            found[place] = first[number], second[number]
    assert [found[place] for place in range(5)] == list(
        zip(expected(values), expected(reversed_ones), strict=True)
    )


def test_three_ragged_operands_are_split_by_all_shapes() -> None:
    lists = [gather([np.zeros(n) for n in lengths]) for lengths in ([1, 1, 2, 2], [1, 2, 1, 2])]
    parts = split([*lists, gather([np.zeros(3), np.zeros(4), np.zeros(3), np.zeros(4)])], 4)
    assert sorted(places.tolist() for places, _ in parts) == [[0], [1], [2], [3]]


@pytest.mark.parametrize("values", COLUMNS.values(), ids=COLUMNS)
def test_batches_one_after_another(values: list[Value]) -> None:
    made = concatenate([(gather(values[:2]), 2), (gather(values[2:3]), 1), (gather(values[3:]), 2)])
    assert plain(made, 5) == expected(values)
    doubled = concatenate([(gather(values), 5)] * 2)
    assert plain(doubled, 10) == expected(values + values)
    assert plain(select(made, np.array([4, 3])[::-1]), 2) == expected(values[3:])


def test_a_constant_stays_one() -> None:
    seven = constant(7)
    assert concatenate([(seven, 2), (seven, 3)]) is seven
    assert concatenate([(seven, 2)]) is seven
    assert plain(concatenate([(seven, 2), (constant(8), 1)]), 3) == [7, 7, 8]
    assert select(seven, np.array([0, 4])) is seven


def test_constants_are_spread_over_their_part() -> None:
    for one, other in (([5, 6], [7, 8]), (["a", "b"], ["c", "a"])):
        parts = [
            (np.array([0, 2]), constant(np.array(one))),
            (np.array([1]), constant(np.array(other))),
        ]
        made = merge(parts, 3)
        assert not isinstance(made, Ragged)
        assert plain(made, 3) == [one, other, one]
        vector = constant(np.array(one))
        assert select(vector, np.array([0, 4])) is vector


def test_an_empty_array_is_of_the_kind_of_the_others() -> None:
    made = gather([np.array([]), np.array(["a"]), np.array([])])
    assert plain(made, 3) == [[], ["a"], []]
    assert kind_of(merge([], 0, ["i"])) == "i"
    assert merge([], 0) is EMPTY
    assert merge([], 0, ["U"]) is EMPTY


def test_parts_are_merged_in_the_order_of_the_draws() -> None:
    parts = [(np.array([3, 1]), np.array([30, 10])), (np.array([0, 2]), np.array([0.5, 20.5]))]
    made = merge(parts, 4)
    assert plain(made, 4) == [0.5, 10.0, 20.5, 30.0]
    with pytest.raises(ValueError, match="a text in some draws and a number in others"):
        merge([(np.array([0]), constant("a")), (np.array([1]), constant(1))], 2)


def test_draws_of_the_same_values_are_together() -> None:
    of_draws = np.array([1, 2, 1, 2, 1])
    pairs = np.array([[0, 0], [0, 0], [0, 1], [0, 0], [0, 0]])
    cubes = pairs.reshape(5, 2, 1)
    everywhere = np.array([[[9, 9]]])
    for columns in ([of_draws, pairs], [of_draws, cubes], [of_draws, everywhere, cubes]):
        assert [p.tolist() for p in same_values(columns, 5)] == [[0, 4], [2], [1, 3]]
    assert [p.tolist() for p in same_values([everywhere], 3)] == [[0, 1, 2]]
    assert same_values([everywhere], 0) == []


LENGTHS = st.lists(st.integers(0, 4), min_size=1, max_size=8)


def vectors(lengths: list[int]) -> list[Any]:
    """Return vectors of these lengths, all of whose entries differ."""
    return [np.arange(10 * n, 10 * n + length) for n, length in enumerate(lengths)]


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
