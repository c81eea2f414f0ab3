"""What each draw is charged for, and what a meter counts beyond."""

import numpy as np
import pytest

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    compile_expression,
    evaluation,
)
from flashgen.expression.budget import CALL, EACH, TOGETHER
from flashgen.values.batch import Batch, constant

DRAWS = 100


def frame_of(text: str, **values: Batch) -> Frame:
    """Evaluate in many draws."""
    expression = compile_expression(text, set(values), draws=True)
    frame = Frame(DRAWS, values)
    frame.allow(10**9)
    frame.stream = DefinitionStreams(0, "n", "a", None).of("", "x", 0, DRAWS)
    with evaluation():
        expression.evaluate_batch(frame)
    return frame


NUMBERS = np.arange(DRAWS)
VECTORS = np.arange(DRAWS * 50.0).reshape(DRAWS, 50)
MATRICES = np.arange(DRAWS * 16.0).reshape(DRAWS, 4, 4)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("a", 1),
        ("a + 1", 3),
        ("a ** 2", 3 + 10),
        ("sqrt(a)", 2 + 40),
        ("integers(0, 9)", 3 + 40),
        ("v + v", 3 + 4 + 50 // 8),
        ("sum(v)", 2 + 40 + 4 * 50 + 50 // 50),
    ],
)
def test_what_a_draw_is_charged(text: str, units: int) -> None:
    frame = frame_of(text, a=NUMBERS, v=VECTORS)
    assert frame.spent.tolist() == [units] * DRAWS
    assert frame.meter.together == units * (DRAWS + 16)


def test_a_draw_may_spend_a_quarter_of_a_million() -> None:
    frame = Frame(2)
    frame.spend(250_000)
    with pytest.raises(ValueError, match="computes too much"):
        frame.spend(1)


def test_a_draw_has_what_all_frames_around_it_left() -> None:
    outer = Frame(2)
    outer.allow(100)
    outer.spend(60)
    inner = outer.narrowed(np.array([0, 1]))
    innermost = inner.narrowed(np.array([1]))
    innermost.spend(30)
    inner.absorb(innermost)
    inner.spend(10)  # one draw has spent all of its hundred
    with pytest.raises(ValueError, match="computes too much"):
        inner.spend(1)


def test_each_draw_may_be_charged_by_itself() -> None:
    frame = Frame(3)
    frame.allow(100)
    frame.spend_each(np.array([10, 0, 95]))
    frame.spend(5)
    frame.spend_each(np.array([85, 0, 0]))
    assert frame.spent.tolist() == [100, 5, 100]
    with pytest.raises(ValueError, match="computes too much"):
        frame.spend_each(np.array([0, 0, 1]))
    Frame(0).spend_each(np.empty(0, dtype=np.int64))


@pytest.mark.parametrize("text", ["divisors(n)", "neighbors(m, 0)", "join(unique(v[:n]))"])
def test_what_differs_in_length_is_charged_as_alone(text: str) -> None:
    n = np.array([1, 7, 12, 30])
    m = np.arange(64).reshape(4, 4, 4) % 3
    v = np.arange(40).reshape(4, 10)
    expression = compile_expression(text, {"n", "m", "v"})
    frame = Frame(4, {"n": n, "m": m, "v": v})
    with evaluation():
        expression.evaluate_batch(frame)
        alone = []
        for draw in range(4):
            one = slice(draw, draw + 1)
            frame_of_one = Frame(1, {"n": n[one], "m": m[one], "v": v[one]})
            expression.evaluate_batch(frame_of_one)
            alone.append(int(frame_of_one.spent[0]))
    assert frame.spent.tolist() == alone


def test_each_turn_of_a_loop_is_work_that_no_draw_is_charged_for() -> None:
    frame = frame_of("[7 for j in range(50)]")
    assert frame.meter.together == (frame.spent[0] + 4 * 50) * (DRAWS + 16)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("a + 1", 0),
        ("-v", 50 / 8),
        ("m @ m", 4 * 4 * 4 / 16),
        ("divisors(a + 1)", 60),
        ("lower(t)", 90 / 10),
    ],
    ids=["in columns", "elements read", "products", "a call draw by draw", "characters"],
)
def test_what_is_done_draw_by_draw(text: str, units: float) -> None:
    frame = frame_of(text, a=NUMBERS, v=VECTORS, m=MATRICES, t=constant("x" * 90))
    assert frame.meter.apart == units * DRAWS


def test_what_draws_spend_together_is_begun_once() -> None:
    frame = frame_of("a + a", a=np.arange(DRAWS))
    assert frame.spent.tolist() == [3] * DRAWS
    assert frame.meter.together == 3 * (DRAWS + TOGETHER)
    assert frame.meter.apart == 0


@pytest.mark.parametrize(
    "text",
    [
        "sum([j for j in range(n)])",
        "arange(n + 1) * 2 * 2 * 2 * 2",
        "eye(n)[0, 0]",
    ],
)
def test_each_group_of_draws_begins_anew(text: str) -> None:
    one = frame_of(text, n=np.full(DRAWS, DRAWS // 4)).meter.together
    many = frame_of(text, n=np.arange(DRAWS) // 2 + 1).meter.together
    assert many > 4 * one


def test_what_failed_counts() -> None:
    frame = Frame(DRAWS, {"a": np.arange(DRAWS)})
    expression = compile_expression("sum([j for j in range(4000)]) / a", {"a"})
    with evaluation(), pytest.raises(ExpressionError, match="zero"):
        expression.evaluate_batch(frame)
    assert frame.meter.total > 4000 * DRAWS


def test_calls_draw_by_draw_count_once_for_the_same_arguments() -> None:
    two = frame_of("divisors(a + 1)", a=np.arange(DRAWS) % 2).meter.apart
    all_ = frame_of("divisors(a + 1)", a=np.arange(DRAWS)).meter.apart
    assert all_ == two * DRAWS // 2
    assert two >= 2 * EACH


@pytest.mark.parametrize(("text", "times"), [("circular_convolve(v, v)", 5), ("ranks(v)", 2)])
def test_a_dear_function_counts_more(text: str, times: int) -> None:
    frame = frame_of(text, v=np.arange(DRAWS * 50.0).reshape(DRAWS, 50))
    plain = frame_of("sort(v)", v=np.arange(DRAWS * 50.0).reshape(DRAWS, 50))
    assert frame.meter.apart >= (times - 1) * DRAWS * (CALL + 4 * 50)
    assert plain.meter.apart == 0
    assert (frame.spent == frame.spent[0]).all()


def test_numbers_that_are_dear_to_draw_count_more() -> None:
    assert frame_of("normal(0, 1, (20, 20))").meter.apart >= 4 * 400 * DRAWS
    assert frame_of("integers(0, 1, (20, 20))").meter.apart == 0


def test_large_integers_in_arrays_count_one_by_one() -> None:
    large = frame_of("(arange(50) + 2**60 + a) * 2**60", a=np.arange(DRAWS))
    small = frame_of("(arange(50) + a) * 3", a=np.arange(DRAWS))
    assert large.meter.apart >= 50 * DRAWS
    assert small.meter.apart == 0
