"""Expressions by strangers: known escapes from Python sandboxes, bombs, and a grammar fuzz.

Whatever stands in an expression, it gives a value or an ExpressionError; no code runs, no file
is touched. Work is bounded by the count of Budget, so nothing here looks at a clock.
"""

import builtins
import string
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    compile_expression,
    draws,
    evaluation,
    functions,
)
from flashgen.expression.budget import LIMIT
from flashgen.values.batch import constant, row
from flashgen.values.values import MAX_BITS, MAX_ELEMENTS, MAX_TEXT, normalize

NAMES = {
    "x": 3,
    "y": -2.5,
    "t": True,
    "s": "text",
    "v": np.array([1, 2, 3]),
    "w": np.array([0.5, -1.5, 2.25]),
    "A": np.arange(9).reshape(3, 3),
    "large": np.arange(MAX_ELEMENTS),
    "names": np.array(["a", "b", "c"]),
    "empty": np.array([]),
}


def frame_for(text):
    frame = Frame(1, {name: constant(value) for name, value in NAMES.items()})
    id = text.encode("utf-8", "replace").hex()
    frame.stream = DefinitionStreams(0, "tests", id).of("", "x", 0, 1)
    return frame


def outcome(text, frame=None):
    """Return the value, with all that every value promises checked, or the ExpressionError."""
    try:
        with evaluation():
            expression = compile_expression(text, NAMES, draws=True)
            value = row(expression.evaluate_batch(frame or frame_for(text)), 0)
    except ExpressionError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.message
        assert error.code in ("expression", "evaluation")
        return error
    assert type(value) in (int, float, bool, str, complex, np.ndarray)
    assert np.array_equal(normalize(value), value)
    if isinstance(value, np.ndarray):
        assert value.size <= MAX_ELEMENTS
        assert value.dtype.kind in "bifcU"
    elif isinstance(value, int):
        assert value.bit_length() <= MAX_BITS
    elif isinstance(value, str):
        assert len(value) <= MAX_TEXT
    return value


FORBIDDEN = [
    # attributes, by every route
    "().__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()[40]('/etc/passwd').read()",
    "x.__init__.__globals__",
    "sum.__globals__",
    "softmax.__wrapped__",
    "softmax.__code__",
    "v.T.__class__",
    "v.T.base",
    "v.tofile('/tmp/x')",
    "v.dump('/tmp/x')",
    "v.ctypes",
    "v.__array_interface__",
    "A.T.T.dtype",
    "v.\N{MATHEMATICAL BOLD CAPITAL T}",
    "v._＿class__",
    "'{0.__class__}'.format(x)",
    "'%s' % x.__class__",
    "'a'.join(names)",
    # names
    "__import__('os').system('true')",
    "__builtins__",
    "__name__",
    "_",
    "eval('1')",
    "exec('1')",
    "compile('1', '', 'eval')",
    "open('/etc/passwd')",
    "getattr(x, 'real')",
    "globals()",
    "locals()",
    "vars()",
    "type(x)",
    "input()",
    "breakpoint()",
    "help()",
    "object",
    "str(x)",
    "np",
    "numpy.load('x.npy')",
    "np.load('x.npy', allow_pickle=True)",
    "np.memmap('x')",
    "np.fromfile('x')",
    "np.array([x], dtype=object)",
    "load('x.npy')",
    "fromfile('x')",
    "memmap('x')",
    "loadtxt('x')",
    "genfromtxt('x')",
    "DataSource('x')",
    "frompyfunc(x, 1, 1)",
    "vectorize(softmax)",
    "Stream",
    "library()",
    "\N{MATHEMATICAL BOLD SMALL S}um(v)",
    "ｓｕｍ(v)",
    "ﬂoor(y)",
    "sum(v, ａxis=0)",
    "[ｘ for x in v]",
    "\u1d2c",
    # Python's other forms
    "lambda: 0",
    "(lambda: 0)()",
    "(x := 3)",
    "[x := i for i in v]",
    "[(last := i) for i in v][0]",
    "sum(y := i for i in v)",
    "[i for i in v if (q := i)]",
    "f'{x}'",
    "f'{x.__class__}'",
    "f'{x:{x}}'",
    "rf'{x}'",
    "t'{x}'",
    "b'x'",
    "{}",
    "{1: 2}",
    "{x}",
    "{i for i in v}",
    "{i: i for i in v}",
    "(i for i in v)",
    "softmax(*v)",
    "softmax(**{})",
    "[*v]",
    "(*v, 1)",
    "v[*names]",
    "(yield)",
    "(yield from v)",
    "(await x)",
    "[i async for i in v]",
    "...",
    "None",
    "v[...]",
    "x if y",
    "not",
    "1, 2",
    "()",
    "x; y",
    "x\ny",
    "x = 3",
    "x += 3",
    "import os",
    "del x",
    "assert x",
    "print x",
    "raise x",
    "class X: pass",
    "def f(): pass",
    "with x: pass",
    "x) + (y",
    "x)\n(y",
    "]",
    "~x",
    "x ^ 2",
    "x & 1",
    "x | 1",
    "x << 40",
    "x >> 1",
    "x is x",
    "'a' 'b' f'{x}'",
    "softmax(v)(v)",
    "[softmax][0](v)",
    "softmax",
    "[sum, max]",
    "sum if x else max",
    "v(0)",
    "pi()",
    "[i for i in v](0)",
    "[i for a, b in A]",
    "[i for v[0] in v]",
    "[0 for x.y in v]",
    "[[0 for j in range(3)] for i in j]",
    "[j for i in v] + j",
    # too deep, too long, and what is no text at all
    "(" * 10_000,
    "[" * 10_000,
    "{" * 10_000,
    "-" * 10_000 + "1",
    "not " * 10_000 + "x",
    "~" * 400 + "x",
    "-" * 1_990 + "1",
    "(" * 900 + "1" + ")" * 900,
    "[" * 60 + "1" + "]" * 60,
    "[" * 900 + "1" + "]" * 900,
    "abs(" * 300 + "1" + ")" * 300,
    "v[" * 300 + "0" + "]" * 300,
    "+".join(["1"] * 900),
    "**".join(["1"] * 600),
    "<".join(["1"] * 900),
    "x if t else " * 150 + "x",
    "lambda:" * 280 + "0",
    "- not " * 300 + "x",
    "v" + ".T" * 900,
    "v" + "[0]" * 600,
    "[" + "1," * 990 + "]",
    "sum(" + "v," * 600 + "v)",
    "9" * 1_900,
    "0x" + "f" * 1_900,
    "1e999",
    "1" * 5_000,
    "'" + "a" * 100_000 + "'",
    "'unclosed",
    "'''unclosed",
    "'\\",
    "'\\x41'",
    "'\\N{BULLET}'",
    "",
    " ",
    "\n",
    "#",
    "\0",
    "x\0",
    "'\0'",
    "'\x1b[31m'",
    "\ud800",
    "'\ud800'",
    "\ufeffx",
    "x\u202e",
    "x\u200b",
    "\x0cx",
    "\x85",
    "x\u2028y",
]


@pytest.mark.parametrize("text", FORBIDDEN, ids=lambda text: ascii(text[:40]))
def test_is_no_expression(text):
    error = outcome(text)
    assert isinstance(error, ExpressionError)
    assert error.code == "expression"


_FIXTURES = Path(__file__).parents[1] / "fixtures"
BOMBS = (_FIXTURES / "expression_bombs.txt").read_text(encoding="utf-8").splitlines()
# Ways out of other sandboxes, and to numpy's files, formats and objects.
ESCAPES = (_FIXTURES / "expression_escapes.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("text", ESCAPES, ids=lambda text: ascii(text[:40]))
def test_escapes_from_nothing(text):
    assert isinstance(outcome(text), ExpressionError)


@pytest.mark.parametrize("text", BOMBS, ids=lambda text: ascii(text[:40]))
def test_ends_in_an_error(text):
    error = outcome(text)
    assert isinstance(error, ExpressionError)
    assert error.code == "evaluation"


def test_the_tables_have_no_doubles():
    assert len(set(FORBIDDEN)) == len(FORBIDDEN)
    assert len(set(BOMBS)) == len(BOMBS) > 100
    assert len(set(ESCAPES)) == len(ESCAPES) > 100
    assert not set(ESCAPES) & {*FORBIDDEN, *BOMBS}


@pytest.mark.parametrize("name", sorted(set(dir(builtins)) - {"True", "False", "None"}))
def test_no_builtin_of_python_is_a_value(name):
    assert isinstance(outcome(name), ExpressionError)
    known = {*functions.library(), *draws.library()}
    if name not in known:
        assert isinstance(outcome(f"{name}()"), ExpressionError)
        assert isinstance(outcome(f"{name}(x)"), ExpressionError)


def test_a_loop_variable_does_not_leak():
    assert isinstance(outcome("[i for i in v] + i"), ExpressionError)
    assert outcome("[x for x in v][0] + x") == 4
    assert NAMES["x"] == 3


def test_no_evaluation_changes_its_arguments():
    before = {name: np.copy(value) for name, value in NAMES.items()}
    for text in ("sort(w)", "permutation(v)", "v * 2", "[v, v]", "flip(A)", "A.T @ A", "-w"):
        assert not isinstance(outcome(text), ExpressionError)
    for name, value in NAMES.items():
        assert np.array_equal(before[name], value)


def test_the_evaluations_of_a_draw_share_its_budget():
    frame = frame_for("")
    frame.allow(1_000)
    expression = compile_expression("sum(v) < 0", NAMES)
    with evaluation(), pytest.raises(ExpressionError, match="computes too much"):
        for _ in range(1_000 // expression.cost + 1):
            assert row(expression.evaluate_batch(frame), 0) is False
    assert LIMIT > frame.spent.item() > 1_000 - expression.cost


@pytest.mark.parametrize("text", ["[i * 2 for i in range(100)]", "large * large", "softmax(w)"])
def test_the_count_of_work_is_the_same_every_time(text):
    spent = []
    for _ in range(2):
        frame = frame_for(text)
        outcome(text, frame)
        spent.append(frame.spent.item())
    assert spent[0] == spent[1] > 0


# The fuzz: expressions after the grammar, with every function and every kind of argument.

_CALLABLE = sorted({**functions.library(), **draws.library()})
_NUMBERS = ["0", "1", "-1", "2", "3", "7", "64", "4096", "0.5", "-2.5", "1e-300", "1e300"]
_NUMBERS += ["10**10", "2**60", "10**400", "True", "False", "inf", "pi", "e", "'a'", "''"]
_BINARY = ["+", "-", "*", "/", "//", "%", "**", "@", "==", "!=", "<", "<=", ">", ">=", "in"]
_BINARY += ["and", "or", "not in", "&", "^"]


def _extended(parts):
    lists = st.lists(parts, max_size=4).map(", ".join)
    call = st.tuples(st.sampled_from(_CALLABLE), lists)
    return st.one_of(
        st.tuples(parts, st.sampled_from(_BINARY), parts).map(lambda p: f"({' '.join(p)})"),
        call.map(lambda p: f"{p[0]}({p[1]})"),
        call.map(lambda p: f"{p[0]}({p[1]})"),
        lists.map(lambda p: f"[{p}]"),
        lists.map(lambda p: f"zeros(({p},))"),
        st.tuples(parts, lists).map(lambda p: f"{p[0]}[{p[1]}]"),
        st.tuples(parts, parts, parts, parts).map(lambda p: f"{p[0]}[{p[1]}:{p[2]}:{p[3]}]"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        st.tuples(parts, parts, parts).map(lambda p: f"[{p[0]} for x in {p[1]} if {p[2]}]"),
        st.tuples(parts, parts).map(lambda p: f"sum({p[0]} for y in range({p[1]}))"),
        st.tuples(st.sampled_from(["-", "+", "not ", "~"]), parts).map("".join),
        parts.map(lambda p: f"{p}.T"),
        parts.map(lambda p: f"(0 < {p} < 3)"),
    )


expressions = st.recursive(st.sampled_from([*NAMES, *_NUMBERS]), _extended, max_leaves=12)
fuzz = settings(
    max_examples=1_000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@fuzz
@given(expressions)
def test_an_expression_of_the_grammar_gives_a_value_or_a_located_error(text):
    outcome(text)


@settings(fuzz, max_examples=500)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet=string.printable, max_size=60),
        st.lists(
            st.sampled_from([*NAMES, *_BINARY, *"()[]{}'\"\\.,:;=#\n\0é∑²　", "for", "lambda"])
        )
        .map(" ".join)
        .filter(lambda text: len(text) < 300),
    )
)
@example("'''a''' 'b'")
@example("x\r\n+\r1")
@example("é")
def test_any_text_gives_a_value_or_a_located_error(text):
    outcome(text)


def test_the_recursion_limit_does_not_matter():
    limit = sys.getrecursionlimit()
    nested = "(" * 45 + "1" + ")" * 45 + " + " + "abs(" * 45 + "1" + ")" * 45
    try:
        sys.setrecursionlimit(400)
        assert outcome(nested) == 2
    finally:
        sys.setrecursionlimit(limit)
