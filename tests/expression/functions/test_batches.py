"""A function that takes all draws at once gives what it gives them one by one, bit for bit.

Draws are made of the values of a function's reference cases, varied, and of values drawn to fit its
declaration; some arguments are the same in all of them.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from expression.functions.calling import call_once
from function_cases import generator
from function_cases.all_cases import CASES
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.expression import evaluation
from flashgen.expression.calls import call
from flashgen.expression.errors import FAULTS
from flashgen.expression.frame import Frame
from flashgen.expression.functions import Function, library
from flashgen.expression.functions.declaration import Axes
from flashgen.values.batch import Batch, Ragged, Texts, kind_of, row
from flashgen.values.parts import gather, select
from flashgen.values.values import normalize

Array = np.ndarray[Any, Any]

DECLARED = [name for name, function in library().items() if function.declaration]


class Call:
    """A call of a function with many draws: batches, or what is no batch, None and shapes."""

    def __init__(self, function: Function, positional: list[Any], named: dict[str, Any]) -> None:
        self.function = function
        self.positional = positional
        self.named = named

    def with_draws(self, choose: Callable[[Batch], Any]) -> "Call":
        def chosen(value: Any) -> Any:
            return choose(value) if isinstance(value, np.ndarray | Texts | Ragged) else value

        return Call(
            self.function,
            [chosen(value) for value in self.positional],
            {name: chosen(value) for name, value in self.named.items()},
        )

    def at_once(self, count: int) -> Batch:
        def as_run(value: Any) -> Callable[[Frame], Any]:
            return lambda frame: value

        run = call(
            self.function,
            [as_run(value) for value in self.positional],
            [(name, as_run(value)) for name, value in self.named.items()],
            lambda error: error,
        )
        with evaluation():
            return run(Frame(count))

    def alone(self, place: int) -> Any:
        """Return the value of one draw, or its error."""
        draw = self.with_draws(lambda batch: row(batch, place))
        try:
            with evaluation():
                return call_once(
                    self.function,
                    *map(plain, draw.positional),
                    **{name: plain(value) for name, value in draw.named.items()},
                )
        except FAULTS as error:
            return error


def plain(value: Any) -> Any:
    """Return a shape, of which a call has the lengths as batches, as plain numbers."""
    return tuple(int(length[0]) for length in value) if isinstance(value, tuple) else value


def bits(value: Any) -> Any:
    """Return what is equal for values that are the same to the last bit, and of one kind."""
    if isinstance(value, np.ndarray):
        content = value.tolist() if value.dtype.kind == "U" else value.tobytes()
        return (value.dtype.kind, value.shape, content)
    return (type(value).__name__, value.hex() if isinstance(value, float) else value)


def check(made: Call, count: int) -> int:
    """Check a batch against its draws one by one; return how many draws have a value."""
    single = [made.alone(place) for place in range(count)]
    failing = [place for place in range(count) if isinstance(single[place], Exception)]
    if failing:
        with pytest.raises(FAULTS):
            made.at_once(count)
        # The first draw that fails is looked for by halving: those before it must not.
        compare(made, single, range(failing[0]))
    sound = [place for place in range(count) if place not in failing]
    compare(made, single, sound)
    return len(sound)


def compare(made: Call, single: Sequence[Any], places: Sequence[int]) -> None:
    if not places:
        return
    some = np.array(places, dtype=np.int64)
    result = made.with_draws(lambda batch: select(batch, some)).at_once(len(places))
    expected = gather([single[place] for place in places])
    assert kind_of(result) == kind_of(expected)
    for place in range(len(places)):
        assert bits(row(result, place)) == bits(row(expected, place))
    kind = kind_of(made.with_draws(lambda batch: select(batch, some[:0])).at_once(0))
    # Of no draw it may be that of small integers where these have become too large.
    assert kind in (None, kind_of(result)) or (kind, kind_of(result)) == ("i", "f")


def parameter(function: Function, place: int) -> str:
    """Return the name of the parameter that a positional argument is for."""
    names = list(function.signature.parameters)
    return names[min(place, len(names) - 1)]


def splits(function: Function, name: str) -> bool:
    return function.declaration is not None and name in function.declaration.split


# Draws that are made of the reference cases

Arguments = dict[int | str, Any]
"""Plain values by place or by name."""


@cache
def arguments_of_cases(name: str) -> list[list[Arguments]]:
    """Return the arguments of a function's cases, those together that can be draws of one call."""
    alike: dict[Any, list[Arguments]] = {}
    for each in CASES:
        if each.name == name:
            given_ = {**dict(enumerate(each.arguments)), **each.keywords}
            values = {key: normalized(value) for key, value in given_.items()}
            alike.setdefault(tuple((key, sort(values[key])) for key in values), []).append(values)
    return list(alike.values())


def normalized(value: Any) -> Any:
    return value if value is None or isinstance(value, tuple) else normalize(value)


def sort(value: Any) -> Any:
    if value is None or isinstance(value, tuple):
        return value
    return "text" if np.asarray(value).dtype.kind == "U" else "number"


def varied(value: Any, rng: np.random.Generator) -> Any:
    """Return a value of the same sort: other numbers, or its entries in another order."""
    if isinstance(value, np.ndarray) and value.ndim:
        order = rng.permutation(len(value))
        square = value.ndim == 2 and value.shape[0] == value.shape[1]
        value = value[order][:, order] if square else value[order]
    if np.asarray(value).dtype.kind == "f" and np.all(np.isfinite(value)) and rng.random() < 0.5:
        value = normalize(value * rng.uniform(0.5, 1.0))
    return value


def batch_of(values: Sequence[Any]) -> Any:
    if values[0] is None:
        return None
    if isinstance(values[0], tuple):
        return tuple(np.array([length]) for length in values[0])
    return gather(values)


@pytest.mark.parametrize("name", DECLARED)
def test_cases_are_the_same_in_a_batch(name: str) -> None:
    function, rng = library()[name], generator(len(name))
    for cases in arguments_of_cases(name):
        draws = [case for case in cases for _ in range(3)]
        for place in range(len(draws)):
            if place % 3:
                draws[place] = {
                    key: value
                    if splits(function, key if isinstance(key, str) else parameter(function, key))
                    else varied(value, rng)
                    for key, value in draws[place].items()
                }
        columns = {key: batch_of([draw[key] for draw in draws]) for key in draws[0]}
        assert check(called(function, columns), len(draws)) >= len(cases)
        for fixed in columns:
            some = {
                key: batch_of([draws[0][key]]) if key == fixed else column
                for key, column in columns.items()
            }
            assert check(called(function, some), len(draws))


def called(function: Function, columns: Arguments) -> Call:
    return Call(
        function,
        [column for key, column in columns.items() if isinstance(key, int)],
        {key: column for key, column in columns.items() if isinstance(key, str)},
    )


# Draws that are made to fit the declaration

DRAWS = 6
LENGTHS = (1, 2, 3, 4, 9, 20)


def distributions(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    weights = rng.integers(1, 9, shape)
    return weights / weights.sum(axis=-1, keepdims=True) if len(shape) > 1 else weights / 9


def symmetric(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    array = rng.integers(0, 4, shape)
    square = len(shape) > 2 and shape[-1] == shape[-2]
    return array + np.swapaxes(array, -1, -2) if square else array


def large(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Integers of as many bits in a draw as by chance: some beyond 2**53, or their products."""
    sizes = 2 ** rng.integers(2, 58, (shape[0], *[1] * (len(shape) - 1)))
    return rng.integers(-sizes, sizes + 1, shape)


ENTRIES: list[Callable[[np.random.Generator, tuple[int, ...]], Array]] = [
    lambda rng, shape: rng.integers(-9, 10, shape),
    lambda rng, shape: rng.normal(0, 3, shape),
    lambda rng, shape: np.round(rng.normal(0, 3, shape), 1),
    lambda rng, shape: rng.uniform(0.05, 0.95, shape),
    lambda rng, shape: rng.integers(0, 4, shape),
    lambda rng, shape: rng.choice([-1, 1], shape),
    lambda rng, shape: rng.random(shape) < 0.7,
    distributions,
    symmetric,
    large,
]


def entries_that_fit(
    axes: Axes, rng: np.random.Generator, lengths: dict[str, int], further: tuple[int, ...]
) -> Array:
    """Return an argument with axes as declared, in one of the draws now and then out of bounds."""
    own = tuple(int(axis) if axis.isdigit() else lengths[axis] for axis in axes.names)
    shape = (*(further if axes.further or axes.free else ()), *own)
    count = 1 if rng.random() < 0.3 else DRAWS
    array = ENTRIES[rng.integers(len(ENTRIES))](rng, (count, *shape))
    if count > 1 and array.dtype.kind != "b" and rng.random() < 0.2:
        array[rng.integers(1, count)] = rng.choice([0, -1, 2, 40])
    return array


def arguments_that_fit(name: str, rng: np.random.Generator, lengths: Sequence[int]) -> Call:
    function = library()[name]
    declaration = function.declaration
    assert declaration is not None
    by_axis = dict(zip("mndckhjl", lengths, strict=False))
    further = tuple(lengths[: rng.integers(0, 3)])
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for parameter_ in function.signature.parameters.values():
        optional = parameter_.default is not inspect.Parameter.empty
        if optional and rng.random() < 0.5:
            continue
        values: list[Any] = []
        if parameter_.name in declaration.split:
            known = known_values(function, parameter_.name)
            if optional and not known:
                continue
            first = known[rng.integers(len(known))]
            like = [value for value in known if sort(value) == sort(first)]
            count = 1 if rng.random() < 0.5 else DRAWS
            values = [batch_of([like[rng.integers(len(like))] for _ in range(count)])]
        else:
            many = rng.integers(1, 4) if parameter_.name in declaration.many else 1
            axes = declaration.axes[parameter_.name]
            values = [entries_that_fit(axes, rng, by_axis, further) for _ in range(many)]
        if optional:
            named[parameter_.name] = values[0]
        else:
            positional += values
    return Call(function, positional, named)


def known_values(function: Function, name: str) -> list[Any]:
    """Return the values that the cases of a function have for a parameter."""
    return [
        value
        for cases in arguments_of_cases(function.name)
        for case in cases
        for key, value in case.items()
        if (key if isinstance(key, str) else parameter(function, key)) == name
    ]


@pytest.mark.parametrize("name", DECLARED)
@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    lengths=st.lists(st.sampled_from(LENGTHS), min_size=8, max_size=8),
)
def test_values_that_fit_are_the_same_in_a_batch(name: str, seed: int, lengths: list[int]) -> None:
    rng = generator(seed)
    for _ in range(20):  # until the first draw has a value
        made = arguments_that_fit(name, rng, lengths)
        if not isinstance(made.alone(0), Exception):
            break
    check(made, DRAWS)
