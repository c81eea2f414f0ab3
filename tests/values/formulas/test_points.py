"""Where formulas are compared: points all over the range, and none near where a formula is odd."""

import math

import numpy as np
import pytest

from flashgen.values.formulas.points import Range, chosen, grid, probes, usable, values_at


def range_of(low, high, *, whole=False):
    return Range("x", np.array([float(low)]), np.array([float(high)]), whole)


NARROW = range_of(0.3, 0.35)
"""Too narrow for the rule about round values."""
NOWHERE = np.zeros((1, 200), dtype=np.bool_)


def test_a_fraction_of_a_range():
    fractions = np.array([0.0, 0.25, 1.0])
    assert range_of(-1, 3).at(fractions).tolist() == [[-1, 0, 3]]
    assert range_of(3, -1).at(fractions).tolist() == [[3, 2, -1]]
    two = Range("x", np.array([0.0, 4.0]), np.array([1.0, 8.0]))
    assert two.at(fractions).tolist() == [[0, 0.25, 1], [4, 5, 8]]
    y = Range("y", np.array([10.0]), np.array([20.0]))
    made = values_at(np.array([[0.0, 0.5], [1.0, 0.5]]), [range_of(0, 2), y])
    assert {name: of.tolist() for name, of in made.items()} == {"x": [[0, 2]], "y": [[15, 15]]}


@pytest.mark.parametrize(
    ("fraction", "value"), [(0.0, 1), (0.3332, 1), (0.3334, 2), (0.6667, 3), (0.9998, 3), (1.0, 3)]
)
def test_whole_numbers_are_as_likely_as_each_other(fraction, value):
    assert range_of(1, 3, whole=True).at(np.array([fraction])).tolist() == [[value]]


@pytest.mark.parametrize(
    ("variables", "ratio"),
    [(1, (1 + math.sqrt(5)) / 2), (2, 1.32471795724475), (3, 1.22074408460576)],
)
def test_points_are_those_of_roberts_sequence(variables, ratio):
    """To four decimals, so that a card of the next year has the points of this one."""
    steps = ratio ** -np.arange(1, variables + 1)
    places = (0.3819 + np.arange(200)[:, np.newaxis] * steps) % 1
    expected = np.minimum(np.round(places, 4), 0.9998)
    assert grid(variables)[:80] == pytest.approx(expected[:80], abs=1e-12)
    assert probes(variables)[:79] == pytest.approx(expected[:79], abs=1e-12)


def test_the_grid_is_spread_evenly_and_comes_near_the_ends():
    assert grid(0).shape == (1, 0)
    points = grid(1)[:, 0]
    assert len(points) == 90
    even, ends = np.sort(points[:80]), points[80:]
    assert np.diff(even).max() < 1.9 / 80
    assert np.diff(np.sort(points[:20])).max() < 1.9 / 20
    near = [0.0003, 0.001, 0.003, 0.01, 0.03]
    assert ends.tolist() == pytest.approx([*near, *(1 - end for end in reversed(near))])


def test_in_a_grid_of_several_variables_each_is_spread_and_no_two_are_equal():
    points = grid(3)
    assert points.shape == (90, 3)
    for variable in range(3):
        assert np.diff(np.sort(points[:80, variable])).max() < 3 / 80
    assert points[80].tolist() == pytest.approx([0.0003, 0.001, 0.0017])
    assert points[89].tolist() == pytest.approx([0.9997, 0.9998, 0.9998])
    assert (points >= 0.0002).all() and (points <= 0.9998).all()
    assert points == pytest.approx(np.round(points, 4), abs=1e-12)


def test_probes_see_round_values():
    assert probes(0).shape == (1, 0)
    made = probes(1)[:, 0].tolist()
    assert len(made) == 200
    assert set(np.arange(121) / 120) <= set(made)
    assert (min(made), max(made)) == (0, 1)
    assert probes(2).shape == (200, 2)


def test_a_point_within_a_fiftieth_of_the_range_from_an_undefined_one_is_not_used():
    tried = probes(1)[:, 0]
    for place in (0, 79, 140):
        undefined = NOWHERE.copy()
        undefined[0, place] = True
        far = np.abs(grid(1)[:, 0] - tried[place]) >= 0.02
        assert usable([NARROW], undefined)[0].tolist() == far.tolist()
        assert 0 < np.count_nonzero(~far) < 10


def test_a_point_is_near_an_undefined_one_if_it_is_in_each_variable():
    ranges = [NARROW, range_of(0.3, 0.31)]
    undefined = NOWHERE.copy()
    undefined[0, 7] = True
    far = (np.abs(grid(2) - probes(2)[7]) >= 0.02).any(axis=-1)
    assert usable(ranges, undefined)[0].tolist() == far.tolist()


@pytest.mark.parametrize("unit", [1 / 12, math.pi / 12], ids=["1/12", "π/12"])
@pytest.mark.parametrize(("off", "used"), [(0.0, False), (9e-4, False), (11e-4, True)])
def test_a_point_is_no_round_value(unit, off, used):
    """A thousandth of the unit away is enough; in a range that is no wider any value is used."""
    fraction = grid(1)[4, 0]
    value = (7 - off) * unit
    for width, fine in ((1.001 * unit, used), (0.999 * unit, True)):
        low = value - fraction * width
        assert usable([range_of(low, low + width)], NOWHERE)[0, 4] == fine


def test_a_range_of_one_unit_is_no_wider():
    assert usable([range_of(0, 1 / 12)], NOWHERE)[0, 80]
    assert not usable([range_of(0, np.nextafter(1 / 12, 1))], NOWHERE)[0, 80]


def test_of_whole_numbers_all_are_used():
    assert usable([range_of(1, 9, whole=True)], NOWHERE).all()


def test_sixteen_points_are_chosen_half_of_them_even_and_half_by_the_size_of_the_answer():
    sizes = np.array([10.0 ** np.linspace(-4, 4, 90)])
    made = chosen(np.ones((1, 90), dtype=np.bool_), sizes)
    assert len(set(made)) == len(made) == 16
    assert made[::2] == list(range(8))
    # Of the others the smallest and the largest, then the middle, then those between.
    logs, low, high = np.log10(sizes[0, made[1::2]]), np.log10(sizes[0, 8]), 4.0
    targets = [low + (high - low) * step / 7 for step in (0, 7, 4, 2, 6, 1, 3, 5)]
    assert logs == pytest.approx(np.array(targets), abs=0.05)
    # The sizes in the first draw count.
    two = np.concatenate([sizes, sizes[:, ::-1]])
    assert chosen(np.ones((2, 90), dtype=np.bool_), two) == made


def test_of_few_even_points_all_are_chosen():
    fine = np.zeros((1, 90), dtype=np.bool_)
    fine[0, 74:] = True
    made = chosen(fine, np.array([10.0 ** np.arange(90)]))
    assert made[:4] == [74, 80, 75, 89]
    assert sorted(made) == list(range(74, 90))


def test_where_no_point_may_be_used_all_are_candidates():
    sizes = np.array([10.0 ** np.linspace(-4, 4, 90)])
    fine = np.zeros((1, 90), dtype=np.bool_)
    assert chosen(fine, sizes) == chosen(~fine, sizes)


def test_points_that_may_be_used_in_the_most_draws_are_chosen():
    sizes = np.ones((3, 90))
    fine = np.ones((3, 90), dtype=np.bool_)
    fine[2, :40] = False
    assert min(chosen(fine, sizes)) == 40
    fine[:, 15:] = False
    fine[1, 10:] = False
    # Too few: 10 in two draws, 5 in one, and the first of those in none.
    assert sorted(chosen(fine, sizes)) == list(range(16))


def test_where_no_size_is_known_the_first_points_are_chosen():
    fine = np.ones((1, 90), dtype=np.bool_)
    assert sorted(chosen(fine, np.zeros((1, 90)))) == list(range(16))
    assert sorted(chosen(fine, np.zeros((0, 90)))) == sorted(chosen(fine, np.ones((1, 90))))
