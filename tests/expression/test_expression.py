import inspect
import itertools
import math
import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    compile_expression,
    draws,
    evaluation,
    frame_of,
    functions,
)
from flashgen.expression.operators import as_condition
from flashgen.expression.signatures import fits
from flashgen.values.batch import constant, rows

ERRORS = Path(__file__).parents[1] / "fixtures" / "expression_errors.txt"

ENV = {
    "n": 3,
    "x": 1.5,
    "t": True,
    "word": "b",
    "v": np.array([1, 2, 3]),
    "w": np.array([0.5, -1.5, 2.0]),
    "A": np.array([[1, 2, 3], [4, 5, 6]]),
    "names": np.array(["a", "b", "c"]),
    "big": np.array([2**52, -(2**52)]),
}


def value_of(text, env=ENV, **options):
    with evaluation():
        return compile_expression(text, env, **options).evaluate(env)


def error_of(text, env=ENV, **options):
    with pytest.raises(ExpressionError) as caught:
        value_of(text, env, **options)
    return caught.value


SCALARS = [
    ("7", 7),
    ("0.25", 0.25),
    ("1e-3", 0.001),
    ("0x10 + 1_000", 1016),
    ("'é → b'", "é → b"),
    (r"r'\alpha'", "\\alpha"),
    ("True", True),
    ("pi", math.pi),
    ("e", math.e),
    ("-inf", -math.inf),
    ("n + x * 2", 6.0),
    ("7 // 2", 3),
    ("-7 // 2", -4),
    ("-7 % 3", 2),
    ("7.5 % 2", 1.5),
    ("1 / 4", 0.25),
    ("6 / 3", 2.0),
    ("2**-1", 0.5),
    ("2**10", 1024),
    ("(-2)**3", -8),
    ("-2**2", -4),
    ("4**0.5", 2.0),
    ("0**0", 1),
    ("2**200 + 1 - 2**200", 1),
    ("10**25 // 10**24", 10),
    ("t + t", 2),
    ("-t", -1),
    ("+t", 1),
    ("inf + 1", math.inf),
    ("1 / inf", 0.0),
    ("5 if n > 2 else 1 / 0", 5),
    ("n > 5 and 1 / 0 > 1", False),
    ("n > 2 or 1 / 0 > 1", True),
    ("not n > 5", True),
    ("n == 3", True),
    ("n != 3.0", False),
    ("0 < x < 2", True),
    ("0 < x < 1 < 1 / 0", False),
    ("1 < 2 > 1", True),
    ("0.1 + 0.2 == 0.3", True),
    ("0.1 + 0.2 > 0.3", False),
    ("0.1 + 0.2 <= 0.3", True),
    ("1 == 1 + 1e-13", True),
    ("1 == 1 + 1e-11", False),
    ("1 < 1 + 1e-11", True),
    ("3 * 0.1 * 10 == 3", True),
    ("1e-300 == 2e-300", False),
    ("2**60 == 2**60 + 1", False),
    ("2**60 == 2.0**60", True),
    ("10**400 > 1.5", True),
    ("inf > 10**400", True),
    ("inf == inf", True),
    ("word == 'b'", True),
    ("word != 'b'", False),
    ("names[1] == word", True),
    ("2 in v", True),
    ("0.1 + 0.2 in [0.3, 1]", True),
    ("4 not in v", True),
    ("word in names", True),
    ("v[0]", 1),
    ("v[-1]", 3),
    ("v[n - 1]", 3),
    ("A[1, 2]", 6),
    ("A[1][2]", 6),
    ("names[2]", "c"),
    ("w[1]", -1.5),
    ("v @ v", 14),
    ("w @ v", 3.5),
    ("big @ big", 2**105),
    ("sum(v)", 6),
    ("sum(i for i in v)", 6),
    ("sum(v[i] * i for i in range(3))", 8),
    ("any(i > 2 for i in v)", True),
    ("max(i * i for i in w)", 4.0),
    ("sum(v, axis=None)", 6),
    ("len(names)", 3),
    ("len([i for i in v if i > 1])", 2),
    ("max(\n  n,\n  x\n)", 3.0),
    (" n\n + 1\n", 4),
    ("n # a comment", 3),
]


@pytest.mark.parametrize(("text", "expected"), SCALARS)
def test_scalars(text, expected):
    value = value_of(text)
    assert value == expected
    assert type(value) is type(expected)


ARRAYS = [
    ("[1, 2]", [1, 2], "int64"),
    ("[1, 2.5]", [1, 2.5], "float64"),
    ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]], "int64"),
    ("[v, w]", [[1, 2, 3], [0.5, -1.5, 2]], "float64"),
    ("['a', 'bc']", ["a", "bc"], "<U2"),
    ("[]", [], "float64"),
    ("[n > 1, t]", [True, True], "bool"),
    ("v + 1", [2, 3, 4], "int64"),
    ("1 - v", [0, -1, -2], "int64"),
    ("v + w", [1.5, 0.5, 5], "float64"),
    ("A + v", [[2, 4, 6], [5, 7, 9]], "int64"),
    ("A * [[1], [2]]", [[1, 2, 3], [8, 10, 12]], "int64"),
    ("v / 2", [0.5, 1, 1.5], "float64"),
    ("v // 2", [0, 1, 1], "int64"),
    ("-v % 3", [2, 1, 0], "int64"),
    ("v**2", [1, 4, 9], "int64"),
    ("2**v", [2, 4, 8], "int64"),
    ("v**-1", [1, 0.5, 1 / 3], "float64"),
    ("v**0.5", [1, 2**0.5, 3**0.5], "float64"),
    ("-w", [-0.5, 1.5, -2], "float64"),
    ("A @ v", [14, 32], "int64"),
    ("A @ A.T", [[14, 32], [32, 77]], "int64"),
    ("A.T", [[1, 4], [2, 5], [3, 6]], "int64"),
    ("A[0]", [1, 2, 3], "int64"),
    ("A[:, 1]", [2, 5], "int64"),
    ("A[1, :2]", [4, 5], "int64"),
    ("A[:, ::-1]", [[3, 2, 1], [6, 5, 4]], "int64"),
    ("A[[1, 0]]", [[4, 5, 6], [1, 2, 3]], "int64"),
    ("A[[0, 1], [2, 0]]", [3, 4], "int64"),
    ("A[A > 3]", [4, 5, 6], "int64"),
    ("A[:, v > 1]", [[2, 3], [5, 6]], "int64"),
    ("v[:, None] * v", [[1, 2, 3], [2, 4, 6], [3, 6, 9]], "int64"),
    ("v[1:]", [2, 3], "int64"),
    ("v[5:]", [], "int64"),
    ("v[[]]", [], "int64"),
    ("v[-2:]", [2, 3], "int64"),
    ("w[w > 0]", [0.5, 2], "float64"),
    ("v > 1", [False, True, True], "bool"),
    ("0 < w < 1", [True, False, False], "bool"),
    ("w * 3 == [1.5, -4.5, 6]", [True, True, True], "bool"),
    ("[0.1, 0.3] * 3 == [0.3, 0.9]", [True, True], "bool"),
    ("v == 2.0000000000001", [False, True, False], "bool"),
    ("names == 'b'", [False, True, False], "bool"),
    ("(v > 1) * 1", [0, 1, 1], "int64"),
    ("(v > 1) + (v > 2)", [0, 1, 2], "int64"),
    ("-(v > 1)", [0, -1, -1], "int64"),
    ("big * 4", [2**54, -(2**54)], "int64"),
    ("big + big", [2**53, -(2**53)], "int64"),
    ("big - 1", [2**52 - 1, -(2**52) - 1], "int64"),
    ("big * big", [2.0**104, 2.0**104], "float64"),
    ("big * [1, 0]", [2**52, 0], "int64"),
    ("[2**30, 1] * [1, 2**30]", [2**30, 2**30], "int64"),
    ("v**40", [1.0, 2.0**40, 3.0**40], "float64"),
    ("[3, 2]**33", [3**33, 2**33], "int64"),
    ("v * 2**60", [2**60, 2**61, 3 * 2**60], "int64"),
    ("2**60 - v * 0", [2**60] * 3, "int64"),
    ("[2**53, 1]", [2**53, 1], "int64"),
    ("big @ [[1, 0], [0, 1]]", [2**52, -(2**52)], "int64"),
    ("[i * i for i in range(4)]", [0, 1, 4, 9], "int64"),
    ("[i for i in range(5, 0, -2)]", [5, 3, 1], "int64"),
    ("[x * 2 for x in w]", [1, -3, 4], "float64"),
    ("[r[0] for r in A]", [1, 4], "int64"),
    ("[r for r in A]", [[1, 2, 3], [4, 5, 6]], "int64"),
    ("[[i * j for j in range(2)] for i in v]", [[0, 1], [0, 2], [0, 3]], "int64"),
    ("[10 * i + j for i in range(3) for j in range(i)]", [10, 20, 21], "int64"),
    ("[i for i in v if i > 1 if i < 3]", [2], "int64"),
    ("[[v for v in v] for v in A]", [[1, 2, 3], [4, 5, 6]], "int64"),
    ("[i for i in range(0)]", [], "float64"),
    ("[n for i in names]", [3, 3, 3], "int64"),
    ("zeros((2, n))", [[0, 0, 0], [0, 0, 0]], "int64"),
]


@pytest.mark.parametrize(("text", "expected", "dtype"), ARRAYS)
def test_arrays(text, expected, dtype):
    value = value_of(text)
    assert isinstance(value, np.ndarray)
    assert value.dtype == dtype
    assert value.tolist() == expected


def _written_errors():
    """The cases of tests/fixtures/expression_errors.txt: text, place, code, message, hint."""
    code = ""
    for block in ERRORS.read_text(encoding="utf-8").split("\n\n"):
        head, *lines = block.strip().splitlines()
        if head.startswith("## "):
            code = head.removeprefix("## ")
        elif not head.startswith("# "):
            marked = head.replace("⏎", "\n").replace("␍", "\r")
            before, rest = marked.split("«")
            place, after = rest.split("»")
            hint = lines[1].strip().removeprefix("hint: ") if len(lines) > 1 else None
            span = (len(before), len(before + place))
            yield pytest.param(
                before + place + after, span, code, lines[0].strip(), hint, id=ascii(head)
            )


@pytest.mark.parametrize(("text", "span", "code", "message", "hint"), list(_written_errors()))
def test_an_error_has_its_place_a_sentence_and_a_hint(text, span, code, message, hint):
    error = error_of(text)
    assert (error.start, error.end) == span
    assert (error.code, error.message, error.hint) == (code, message, hint)


def test_the_written_errors_are_found():
    assert len(list(_written_errors())) > 100


def test_an_error_in_a_branch_that_is_not_taken_is_none():
    expression = compile_expression("1 / n if n != 0 else 10**10**9", {"n"})
    assert expression.evaluate({"n": 4}) == 0.25
    with pytest.raises(ExpressionError):
        expression.evaluate({"n": 0})


def test_what_an_expression_tells_about_itself():
    expression = compile_expression("softmax(z)[y] + pi + sum(i for i in z)", {"z", "y", "unused"})
    assert expression.names == {"z", "y"}
    assert expression.draws is False
    assert expression.text == "softmax(z)[y] + pi + sum(i for i in z)"
    assert compile_expression("integers(1, n)", {"n"}, draws=True).draws is True
    assert compile_expression("n + 1", {"n"}, draws=True).draws is False


def test_names_hide_constants_but_not_functions():
    assert value_of("e + max([e, 1])", {"e": 5, "max": 7}) == 10


def test_the_same_text_with_other_names_is_another_expression():
    assert compile_expression("e * 2", ["e"]).names == {"e"}
    assert compile_expression("e * 2", []).names == frozenset()
    assert compile_expression("e * 2", ["n", "e"]) is compile_expression("e * 2", {"e", "n"})
    with pytest.raises(ExpressionError, match="under `parameters`"):
        compile_expression("integers(1, 3)", [])
    assert compile_expression("integers(1, 3)", [], draws=True).draws


def _any_words(a, b, *c, d, e=1, **f): ...


def _by_place_alone(a, b=1, /, *, c=2): ...


def test_arguments_fit_where_python_would_bind_them():
    signatures = {inspect.signature(f) for f in (_any_words, _by_place_alone, lambda: None)}
    signatures |= {function.signature for function in functions.library().values()}
    signatures |= {function.signature for function in draws.library().values()}
    told = set()
    for signature in signatures:
        names = [*signature.parameters, "unknown"]
        sets = itertools.chain.from_iterable(
            itertools.combinations(names, count) for count in range(min(len(names), 3) + 1)
        )
        for words, positional in itertools.product(sets, range(5)):
            try:
                signature.bind(*range(positional), **dict.fromkeys(words))
            except TypeError:
                expected = False
            else:
                expected = True
            assert fits(signature, positional, words) is expected, (signature, positional, words)
            told.add(expected)
    assert told == {True, False}


def test_an_expression_survives_pickling():
    expression = pickle.loads(
        pickle.dumps(compile_expression("n + integers(0, 5)", {"n"}, draws=True))
    )
    assert expression.names == {"n"}
    stream = DefinitionStreams(0, "a", "b").of("", "x", 0, 5)
    frame = Frame(5, {"n": np.array([100])})
    frame.stream = stream
    drawn = 100 + stream.at((1,)).below(6, 1)[:, 0]
    assert rows(expression.evaluate_batch(frame), 5) == drawn.tolist()


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(error_of("x ^ 2")))
    assert (error.message, error.start, error.end, error.hint, error.code) == (
        "`^` is no operator here", 2, 3, "a power is written `**`; of bits it is bit_xor(a, b)",
        "expression",
    )  # fmt: skip


def test_a_missing_value_is_named():
    with pytest.raises(ExpressionError, match="`n` has no value"):
        compile_expression("n + 1", {"n"}).evaluate({})


def test_each_turn_of_a_loop_draws_anew():
    expression = compile_expression("[integers(0, 9) for i in range(3)]", (), draws=True)
    frame = Frame(4)
    frame.stream = stream = DefinitionStreams(0, "a", "b").of("", "x", 0, 4)
    turns = [stream.at((1, turn)).below(10, 1)[:, 0] for turn in range(3)]
    assert np.array_equal(rows(expression.evaluate_batch(frame), 4), np.stack(turns, axis=1))
    with pytest.raises(TypeError):
        expression.evaluate({})


def test_two_draws_of_an_expression_are_independent():
    expression = compile_expression("integers(0, 99) - integers(0, 99)", (), draws=True)
    frame = Frame(20)
    frame.stream = DefinitionStreams(0, "a", "b").of("", "x", 0, 20)
    assert len(set(rows(expression.evaluate_batch(frame), 20))) > 10


CONDITIONS = [True, False]
NO_CONDITIONS = [1, 0.0, "a", "", 1j, np.array([True]), np.array([])]


@pytest.mark.parametrize("value", CONDITIONS)
def test_a_truth_value_is_a_condition(value):
    assert as_condition(constant(value)).tolist() == [value]


@pytest.mark.parametrize("value", NO_CONDITIONS, ids=repr)
def test_nothing_else_is_a_condition(value):
    with pytest.raises(ValueError, match="truth value is wanted") as caught:
        as_condition(constant(value))
    assert caught.value.hint


def test_a_condition_holds_or_not():
    frame = frame_of(ENV)
    assert compile_expression("all(v > 0)", {"v"}).holds_batch(frame).tolist() == [True]
    assert compile_expression("n > 5", {"n"}).holds_batch(frame).tolist() == [False]
    with pytest.raises(ExpressionError, match="an array where one truth value is wanted") as caught:
        compile_expression(" v > 0", {"v"}).holds_batch(frame)
    assert (caught.value.start, caught.value.end) == (0, 6)
    assert caught.value.hint == "use all(…) or any(…)"


whole_numbers = st.integers(-(10**9), 10**9)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(whole_numbers, whole_numbers, st.integers(0, 40))
def test_integers_are_exact(a, b, k):
    env = {"a": a, "b": b, "k": k}
    assert value_of("(a + b) * (a - b) - a * a", env) == -b * b
    assert value_of("a**k", env) == math.prod([a] * k)
    if b:
        assert value_of("a // b * b + a % b", env) == a
        assert value_of("a / b", env) == float(Fraction(a, b))


entries = st.lists(st.integers(-(2**53) + 1, 2**53 - 1), min_size=1, max_size=4)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(entries, entries, st.integers(0, 5))
def test_integer_arrays_are_exact(a, b, k):
    size = min(len(a), len(b))
    a, b = a[:size], b[:size]
    env = {"a": np.array(a), "b": np.array(b), "k": k}
    pairs = list(zip(a, b, strict=True))
    for text, exact in [
        ("a + b", [x + y for x, y in pairs]),
        ("a - b", [x - y for x, y in pairs]),
        ("a * b", [x * y for x, y in pairs]),
        ("-a", [-x for x in a]),
        ("a**k", [x**k for x in a]),
        ("[a @ b]", [sum(x * y for x, y in pairs)]),
    ]:
        value = value_of(text, env)
        if all(abs(entry) < 2**63 for entry in exact):
            assert value.dtype == np.int64
            assert value.tolist() == exact
        else:  # a value by itself holds floats; in a batch the integers go on
            assert value.tolist() == [float(entry) for entry in exact]
            assert value_of(f"({text})[0] // 1", env) == exact[0]


def test_each_function_of_the_library_can_be_called():
    for name, function in functions.library().items():
        needed = [
            parameter
            for parameter in function.signature.parameters.values()
            if parameter.default is inspect.Parameter.empty
            and parameter.kind is not inspect.Parameter.VAR_POSITIONAL
        ]
        text = f"{name}({', '.join('v' for _ in needed)})"
        assert compile_expression(text, {"v"}).draws is False


def test_the_arrays_of_a_call_have_a_million_pairs_of_entries():
    assert value_of("dot(zeros(1000), zeros(1000))") == 0
    assert "too large together" in error_of("dot(zeros(1000), zeros(1001))").message
