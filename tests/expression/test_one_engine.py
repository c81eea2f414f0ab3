"""A batch of draws equals its draws one by one: values, kinds, errors and the work they cost."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plausible_expressions import Writer

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    compile_expression,
    evaluation,
)
from flashgen.values.batch import Batch, constant, kind_of, row, rows
from flashgen.values.parts import gather, select

DRAWS = 6


class Author(Writer):
    """Writes guards, loops, arrays of varying length and texts as well."""

    def number(self, depth: int) -> str:
        pick = self._random.choice
        if depth <= 1 or self._random.random() < 0.6:
            return super().number(depth)
        depth -= 1
        number, condition = super().number, self.condition
        forms = [
            lambda: f"sum([{number(depth)} * i for i in range(n) if i != {number(0)}])",
            lambda: f"sum([{number(depth)} for i in z if {condition(depth)}])",
            lambda: f"sum(r) + {number(depth)}",
            lambda: f"len(z[z > {number(depth)}])",
            lambda: (
                f"(1 / {number(0)} if {number(0)} != 0 and {condition(depth)} else {number(0)})"
            ),
            lambda: f"sum(r[{pick(['0:2', '1:', ':n', 'n:', '::-1'])}])",
            lambda: f"max(concatenate(r, [{number(0)}]))",
            lambda: f"sum(zeros(n) + {number(depth)})",
            lambda: f"A[{pick(['0', '1', 'j % 2'])}, {pick(['0', '2', 'j', '-1'])}]",
            lambda: f"(10**20 * {pick('xkjn')} // 7)",
            lambda: "sum([a * c for a in r for c in range(j)])",
        ]
        return pick(forms)()

    def vector(self, depth: int) -> str:
        pick = self._random.choice
        if depth <= 1 or self._random.random() < 0.7:
            return super().vector(depth)
        return pick(
            [
                f"[{super().number(depth - 1)} + i for i in range(3)]",
                f"(z if {self.condition(depth - 1)} else w)",
                "A[j % 2]",
                "(A @ w)[[0, 1, 0]]",
            ]
        )

    def condition(self, depth: int) -> str:
        pick = self._random.choice
        if depth <= 1 or self._random.random() < 0.6:
            return super().condition(depth)
        one, other = super().condition(depth - 1), super().condition(depth - 1)
        return pick(
            [
                f"({one} and {other})",
                f"({one} or {other})",
                f"(t == ('a' if {one} else 'bc'))",
                f"(0 < {super().number(depth - 1)} < {super().number(depth - 1)} <= 50)",
                f"({super().number(0)} in z)",
                f"(k == 0 or 1 / k < {super().number(0)})",
            ]
        )


def environments(seed: int) -> list[dict[str, Any]]:
    """The values of names in each draw; some arrays vary in length, some are the same in all."""
    rng = np.random.Generator(np.random.PCG64(seed))
    same = rng.random() < 0.3
    made = []
    for draw in range(DRAWS):
        made.append(
            {
                "x": float(np.round(rng.normal(0, 3), 1)),
                "y": float(np.round(rng.uniform(-1, 1), 2)),
                "k": int(rng.integers(-2, 3)),
                "j": int(rng.integers(0, 3)),
                "n": int(rng.integers(0, 5)),
                "z": rng.integers(-4, 5, 3),
                "w": np.round(rng.uniform(0.1, 3, 3), 1),
                "A": rng.integers(-3, 4, (2, 3)),
                "r": np.round(rng.normal(0, 2, int(rng.integers(0, 4))), 1),
                "t": str(rng.choice(["a", "bc", "d"])),
            }
        )
        if same and draw:
            made[-1] |= {name: made[0][name] for name in ("x", "z", "t")}
    return made


def frame_of(rows_of: list[dict[str, Any]]) -> Frame:
    return Frame(
        len(rows_of), {name: gather([each[name] for each in rows_of]) for name in rows_of[0]}
    )


def evaluated(text: str, rows_of: list[dict[str, Any]]) -> tuple[Frame, Batch | ExpressionError]:
    frame = frame_of(rows_of)
    try:
        with evaluation():
            return frame, compile_expression(text, rows_of[0]).evaluate_batch(frame)
    except ExpressionError as error:
        return frame, error


def same_value(a: Any, b: Any) -> bool:
    if np.shape(a) != np.shape(b):
        return False
    return bool(np.array_equal(np.asarray(a), np.asarray(b)))


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.integers(0, 10**9))
def test_a_batch_equals_its_draws_one_by_one(seed: int) -> None:
    text = Author(seed).any(4)
    draws = environments(seed)
    frame, together = evaluated(text, draws)
    alone = [evaluated(text, [draw]) for draw in draws]
    failing = [
        place for place, (_, value) in enumerate(alone) if isinstance(value, ExpressionError)
    ]
    if failing:
        assert isinstance(together, ExpressionError), (text, draws, failing)
        # So the first draw that fails is found by halving.
        first = failing[0]
        if first:
            assert not isinstance(evaluated(text, draws[:first])[1], ExpressionError)
        assert isinstance(evaluated(text, draws[: first + 1])[1], ExpressionError)
        return
    assert not isinstance(together, ExpressionError), (text, draws, together)
    for value, (_, single) in zip(rows(together, DRAWS), alone, strict=True):
        assert not isinstance(single, ExpressionError)
        assert same_value(value, row(single, 0)), (text, draws)
        # An exponent below 0 makes numbers of integers; an empty array is of no kind yet, nor is
        # its sum.
        if not any(part in text for part in ("**", "sum(")) and np.size(value):
            assert kind_of(single) in (kind_of(together), None), (text, draws)
    assert frame.spent.tolist() == [one.spent.item() for one, _ in alone], (text, draws)


@pytest.mark.parametrize(
    "text",
    [
        "ceil(10**20 * x // 7)",  # from 2**63 to 2**64, where numpy has a kind of its own
        "x ** 0.5",  # of one number, numpy takes another way
        "(2 ** 3 + y) ** 0.5",
        "1 / y if y != y else 7",  # a branch that no draw takes has a kind nevertheless
    ],
)
def test_what_numpy_does_otherwise_for_one_number(text: str) -> None:
    draws = [{"x": x, "y": 1 / x - 1} for x in np.linspace(0.5, 1.0, 300).tolist()]
    _, together = evaluated(text, draws)
    assert not isinstance(together, ExpressionError)
    for value, draw in zip(rows(together, len(draws)), draws, strict=True):
        _, single = evaluated(text, [draw])
        assert not isinstance(single, ExpressionError)
        assert same_value(value, row(single, 0)), draw
        assert kind_of(single) == kind_of(together)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, DRAWS - 1))
def test_the_size_of_a_batch_does_not_matter(seed: int, size: int) -> None:
    text = Author(seed).any(3)
    draws = environments(seed)
    _, together = evaluated(text, draws)
    if isinstance(together, ExpressionError):
        return
    for part in (slice(None, size), slice(size, None)):
        _, some = evaluated(text, draws[part])
        assert not isinstance(some, ExpressionError)
        wanted = rows(together, DRAWS)[part]
        for a, b in zip(rows(some, len(wanted)), wanted, strict=True):
            assert same_value(a, b), (text, draws)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("k // 2 if even else k / 2", "f"),
        ("1 if even else 2", "i"),
        ("even if even else 1", "i"),
        ("k if k == k else 0.5", "f"),
        ("[k, 1] if k == k else [0.5, 1]", "f"),
        ("'a' if even else 'b'", "U"),
        ("zeros(k) if even else [0.5]", "f"),
    ],
)
@pytest.mark.parametrize("even", [True, False])
def test_the_kind_belongs_to_the_expression(text: str, kind: str, even: bool) -> None:
    expression = compile_expression(text, {"k", "even"})
    frame = Frame(1, {"k": np.array([4]), "even": np.array([even])})
    with evaluation():
        assert kind_of(expression.evaluate_batch(frame)) == kind


def test_a_text_and_a_number_are_no_value_of_one_expression() -> None:
    expression = compile_expression("1 if x > 0 else 'a'", {"x"})
    for x in ([1], [-1], [1, -1]):
        with pytest.raises(ExpressionError, match="a text in some draws and a number in others"):
            expression.evaluate_batch(Frame(len(x), {"x": np.array(x)}))


def test_a_branch_that_no_draw_takes_raises_nothing() -> None:
    expression = compile_expression("1 / x if x != 0 else 0", {"x"})
    with evaluation():
        value = expression.evaluate_batch(Frame(3, {"x": np.array([1, 0, 4])}))
        assert rows(value, 3) == [1, 0, 0.25]
        assert rows(expression.evaluate_batch(Frame(1, {"x": np.array([0])})), 1) == [0]


def test_integers_beyond_int64_are_exact_in_every_draw() -> None:
    expression = compile_expression("n**k % 1000003 + n**k // 7", {"n", "k"})
    n, k = [2, 99, 7], [10, 90, 22]
    value = expression.evaluate_batch(Frame(3, {"n": np.array(n), "k": np.array(k)}))
    assert rows(value, 3) == [a**b % 1000003 + a**b // 7 for a, b in zip(n, k, strict=True)]


def test_a_draw_spends_what_it_costs_alone() -> None:
    expression = compile_expression("sum([i * i for i in range(n) if i % 2 == 1])", {"n"})
    n = np.array([0, 3, 50, 3])
    frame = Frame(4, {"n": n})
    expression.evaluate_batch(frame)
    alone = []
    for each in n.tolist():
        one = Frame(1, {"n": np.array([each])})
        expression.evaluate_batch(one)
        alone.append(one.spent.item())
    assert frame.spent.tolist() == alone
    assert alone[1] == alone[3] < alone[2]


def test_draws_of_a_batch_are_those_of_any_other() -> None:
    streams = DefinitionStreams(0, "a", "b")
    texts = [
        "integers(1, n)",
        "integers(0, 9, shape=n)",
        "choice(['a', 'b', 'c'])",
        "permutation(n)",
        "random_walk([[0, 1, 1], [1, 0, 1], [1, 1, 0]], n)",
        "matrix(2, low=-1, high=1, invertible=True)",
        "[uniform(0, i + 1) for i in range(n)]",
        "integers(1, 6) if n > 2 else integers(10, 60)",
    ]
    n = np.array([1, 2, 3, 4, 2, 1, 4, 3])
    for text in texts:
        expression = compile_expression(text, {"n"}, draws=True)

        def drawn(first: int, count: int, expression: Any = expression) -> list[Any]:
            frame = Frame(count, {"n": n[first : first + count]})
            frame.stream = streams.of("", "x", first, count)
            with evaluation():
                return rows(expression.evaluate_batch(frame), count)

        together = drawn(0, 8)
        alone = [drawn(place, 1)[0] for place in range(8)]
        assert all(map(same_value, together, alone)), text
        assert all(map(same_value, together[5:], drawn(5, 3))), text


def test_selecting_from_ragged_values_keeps_each_draw() -> None:
    values = [np.arange(n) for n in (2, 0, 3, 2, 0, 1)]
    ragged = gather(values)
    places = np.array([1, 2, 3, 5])
    assert all(
        np.array_equal(a, values[place])
        for a, place in zip(rows(select(ragged, places), 4), places.tolist(), strict=True)
    )
    assert np.array_equal(row(constant(np.arange(3)), 0), np.arange(3))
    assert math.isclose(float(row(constant(0.5), 0)), 0.5)
