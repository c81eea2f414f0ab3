"""Recurrences: `scan` against loops by hand, and what it says to other forms."""

from typing import Any

import numpy as np
import pytest

from flashgen.expression import ExpressionError, Frame, compile_expression, evaluation
from flashgen.values.batch import row
from flashgen.values.parts import gather

G = np.array([1.0, -2.0, 3.0])
VALUES = {"g": G, "n": 4, "w": np.array([1, 2]), "A": np.array([[0.5, 0.5], [0.2, 0.8]])}


def value(text: str) -> Any:
    with evaluation():
        return compile_expression(text, VALUES).evaluate(VALUES)


def momentum() -> list[float]:
    m, found = 0.0, []
    for each in G:
        m = 0.9 * m + each
        found.append(m)
    return found


def fibonacci(n: int) -> list[int]:
    a, b, found = 0, 1, []
    for _ in range(n):
        a, b = b, a + b
        found.append(a)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scan((0.9 * m + x for x in g), m=0)", momentum()),
        ("scan((m + x for x in w), m=10)", [11, 13]),
        ("scan((m / 2 for i in range(3)), m=8)", [4.0, 2.0, 1.0]),
        ("scan(((b, a + b) for i in range(9)), a=0, b=1)[0]", fibonacci(9)),
        ("scan(((b, a + b) for i in range(9)), a=0, b=1)", [fibonacci(9), fibonacci(10)[1:]]),
        ("scan(((a, [a, i]) for i in range(2)), a=5, b=[0, 0])[1]", [[5, 0], [5, 1]]),
        ("scan((p @ A for i in range(2)), p=[1, 0])",
         [[0.5, 0.5], [0.35, 0.65]]),
        ("scan((t + 'ab' for i in range(2)), t='')", ["ab", "abab"]),
        ("scan((m for i in range(0)), m=1)", []),
        ("scan((max(m, x) for x in g), m=-inf)[-1]", 3.0),
        # the carried value is known in the loop alone, and hides a value of its name
        ("scan((n + 1 for i in range(2)), n=10)[-1] + n", 16),
        ("[scan((m + k for i in range(2)), m=0)[-1] for k in range(3)]", [0, 2, 4]),
        ("scan((m + sum(scan((s + 1 for j in range(2)), s=m)) for i in range(2)), m=0)", [3, 12]),
    ],
)  # fmt: skip
def test_a_scan_is_the_loop_written_out(text: str, expected: Any) -> None:
    result = np.asarray(value(text))
    wanted = np.asarray(expected)
    assert result.shape == wanted.shape
    if wanted.dtype.kind == "U":
        assert result.tolist() == wanted.tolist()
    else:
        np.testing.assert_allclose(result, wanted, rtol=1e-12)
        if wanted.size:
            assert result.dtype.kind == wanted.dtype.kind


def test_a_batch_equals_its_draws_one_by_one() -> None:
    rng = np.random.default_rng(1)
    draws = [
        {"x": rng.integers(-3, 4, rng.integers(1, 4)), "n": int(rng.integers(0, 4)),
         "s": np.ones(rng.integers(1, 3))}
        for _ in range(30)
    ]  # fmt: skip
    for text in (
        "scan((0.5 * m + v for v in x), m=0)",
        "scan((m + v for v in x), m=n)",
        "scan((m * 2 if m < n else m - 1 for i in range(n)), m=1)",
        "scan((m * 0.5 + i for i in range(n + 1)), m=s)",
        "scan(((v, m + v) for v in x), m=0, v0=1)[1]",
    ):
        names = ["x", "n", "s"]
        batch = {name: gather([draw[name] for draw in draws]) for name in names}
        expression = compile_expression(text, names)
        with evaluation():
            together = expression.evaluate_batch(Frame(30, batch))
            for place, draw in enumerate(draws):
                alone = expression.evaluate(draw)
                found = row(together, place)
                assert np.asarray(found).tolist() == np.asarray(alone).tolist(), text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scan(g, m=0)", "scan takes a loop in parentheses"),
        ("scan([m + x for x in g], m=0)", "scan takes a loop in parentheses"),
        ("scan(m + x for x in g, m=0)", "the loop of a scan stands in parentheses of its own"),
        ("scan((m + x for x in g))", "scan carries a value along"),
        ("scan((m + x for x in g if x > 0), m=0)", "scan has one loop, without a condition"),
        ("scan((m + x for x in g for y in g), m=0)", "scan has one loop, without a condition"),
        ("scan(((m, m) for x in g), m=0)", "scan carries m, and its body has 2 values"),
        ("scan((m + x for x in g), m=0, v=0)", "scan carries m, v, and its body has 1 value"),
        ("scan(([x, x] for x in g), m=0)", "`m` begins as a number and becomes a vector of 2"),
        ("scan(('a' for x in g), m=0)", "`m` begins as a number and becomes a text"),
        ("scan((x > 0 for x in g), m=0)", "`m` begins as a number and becomes a truth value"),
        ("scan(((m, [m, m]) for x in g), m=0, v=[0, 0])", "have different shapes"),
        ("scan((m + x for x in 5), m=0)", "a loop runs over range(n) or an array"),
        ("scan((m + k for x in g), m=0)", "`k` is not defined"),
        ("scan((m / 0 for x in g), m=1)", "division by zero"),
        ("scan(([m, m] for i in range(5000)), m=0)", "at most 4096 turns"),
    ],
)
def test_other_forms_are_rejected_with_a_way_out(text: str, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"kitten"[0]', "k"),
        ('"kitten"[-1]', "n"),
        ('"kitten"[1:4]', "itt"),
        ('"kitten"[::-1]', "nettik"),
        ('"kitten"[n - 4:n]', "kitt"),
        ('"kit" + "ten"', "kitten"),
        ('["a", "b"] + "c"', ["ac", "bc"]),
        ('"it" in "kitten"', True),
        ('"x" not in "kitten"', True),
        ('["a", "b"][1] + text(n)', "b4"),
        ('join([c + "." for c in split("abc", "")], "")', "a.b.c."),
    ],
)
def test_texts_are_joined_and_cut(text: str, expected: Any) -> None:
    assert np.asarray(value(text)).tolist() == expected


def test_texts_of_many_draws_are_those_of_each() -> None:
    words = ["abc", "", "xy", "abc", "z"]
    batch = {
        "t": gather(words),
        "k": gather([0, 1, 1, 2, 0]),
        "u": gather(["b", "", "q", "c", "z"]),
    }
    for text in ("t + u", "t[:k]", "t[k:]", "u in t", "t + '!'", "(t + u)[0]"):
        expression = compile_expression(text, list(batch))
        with evaluation():
            for place in range(5):
                draw = {name: row(values, place) for name, values in batch.items()}
                if text == "(t + u)[0]" and not draw["t"] + draw["u"]:
                    continue
                alone = expression.evaluate(draw)
                if text != "(t + u)[0]":
                    together = row(expression.evaluate_batch(Frame(5, batch)), place)
                    assert together == alone
                assert alone == eval(text, {}, draw)


def test_an_index_beyond_a_text_is_an_error_with_its_last_place() -> None:
    with pytest.raises(ExpressionError, match="index 9 is out of range for 3 characters") as caught:
        value('"abc"[9]')
    assert caught.value.hint == "the first is 0, the last is 2"
