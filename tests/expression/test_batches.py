"""Draws in batches give what draws one at a time give, bit for bit."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from decks import program_of
from flashgen.expression.draws.batch import Words, batch_draw
from flashgen.numeric.in_batches import sample_in_batches
from flashgen.values.draws_axis import Batch, Each, Unbatchable, entries, gathered
from hypothesis import given, settings
from hypothesis import strategies as st
from plausible_expressions import Writer

from flashgen.build.notes import default_seed
from flashgen.deck import folder as loading
from flashgen.deck.seed import Seed
from flashgen.expression import (
    FAULTS,
    BatchFrame,
    Budget,
    ExpressionError,
    compile_expression,
    evaluation,
)
from flashgen.expression.draws import Stream
from flashgen.expression.draws import library as draws
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.form_draws import rounded
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import Sample, sample, sample_one_by_one
from flashgen.values.values import round_batch, round_significant

CARDS = Path(__file__).parents[2] / "cards"


def bits(value):
    """Return what is equal for values that are the same to the last bit, and of one type."""
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, tuple | list):
        return tuple(map(bits, value))
    return (type(value).__name__, value)


def content(drawn: Sample | None):
    if drawn is None:
        return None
    variants = [
        (
            v.form,
            [(name, bits(value)) for name, value in v.values.items()],
            bits(v.answers),
            v.formats,
            bits(v.mistakes),
            v.slots,
            dict(v.drawings),
        )
        for v in drawn.variants
    ]
    return variants, drawn.statistics


def in_batches(program: Program, seed: Seed, count: int, distinct: bool) -> Sample | None:
    stream = Stream.for_definition(seed.root, program.deck_file.namespace, seed.first_id, seed.own)
    with evaluation():
        return sample_in_batches(program, stream, count, distinct)


def numeric_definitions():
    loaded = loading.load([CARDS])
    for deck_file in loaded.deck_files:
        for definition in deck_file.definitions:
            if definition.kind == "numeric":
                program = compile_numeric(deck_file, definition, [])
                yield program, default_seed(deck_file, definition)


@pytest.mark.parametrize(("step", "count", "distinct"), [(1, 24, True), (5, 100, False)])
def test_the_library_is_the_same_in_batches(step, count, distinct):
    left_out = []
    for program, seed in islice(numeric_definitions(), 0, None, step):
        made = in_batches(program, seed, count, distinct)
        if made is None:
            left_out.append(program.definition.id)
            continue
        one_by_one = sample_one_by_one(program, seed, count, [], distinct=distinct)
        assert content(made) == content(one_by_one), program.definition.id
    # Otherwise the comparison would compare little.
    assert len(left_out) <= 2, left_out


# What a batch may see that is not the same in every draw, or is wrong in some of them.
DEFINITIONS = {
    "shapes that differ": """
  parameters: {n: 'integers(2, 5)', z: 'integers(-9, 9, shape=n)'}
  question: $<<z>>$
  answer: sum(z) / n
  decimals: 2
""",
    "a number that is an integer in some draws": """
  parameters: {a: 'integers(1, 30)'}
  let: {b: 'a / 2 if a > 9 else a'}
  question: $<<b>>$
  answer: b + 1
  decimals: 1
""",
    "answers of two kinds": """
  parameters: {a: 'integers(1, 60)'}
  let: {b: '[a, 1] if a > 30 else [a]'}
  question: $<<a>>$
  answer: b
""",
    "a condition that guards a division": """
  parameters: {a: 'integers(-3, 3)', b: 'integers(1, 40)'}
  require: [a != 0]
  let: {c: b / a}
  question: $<<a>>$, $<<b>>$
  answer: c
  decimals: 3
""",
    "a division by zero in some draws": """
  parameters: {a: 'integers(-20, 20)'}
  question: $<<a>>$
  answer: 1 / a
  decimals: 3
""",
    "an answer without decimals in some draws": """
  parameters: {a: 'integers(1, 60)'}
  question: $<<a>>$
  answer: a if a < 50 else a / 3
""",
    "a check that disagrees in some draws": """
  parameters: {a: 'integers(1, 90)'}
  question: $<<a>>$
  answer: a + 1
  check: a + 1 if a != 77 else a
""",
    "few variants": """
  parameters: {a: 'integers(1, 12)'}
  question: $<<a>>$
  answer: a + 1
""",
    "draws that look the same": """
  parameters: {a: 'uniform(0, 3, decimals=3)'}
  question: $<<a:.1f>>$
  answer: round(a, 1)
  decimals: 1
""",
    "large integers": """
  parameters: {a: 'integers(1, 60)'}
  question: $<<a>>$
  answer: 3 ** a % 1000003
""",
    "texts and a mistake that coincides": """
  parameters: {name: 'choice(["one", "two", "three", "four"])', a: 'integers(1, 12)'}
  question: <<name>> $<<a>>$
  answer: a * a
  mistakes:
  - {value: 2 * a, says: doubled, may_coincide: true}
  - {value: a + 30, says: added}
""",
    "options": """
  parameters: {a: 'integers(2, 60)'}
  question: $<<a>>$
  answer: a * 2
  choices: true
  mistakes:
  - {value: a ** 2, says: squared, may_coincide: true}
  - {value: a + 2, says: added, may_coincide: true}
  - {value: a, says: itself, may_coincide: true}
""",
    "a set, and a comprehension": """
  parameters: {z: 'integers(1, 9, shape=5)'}
  require: [any(z > 4)]
  question: $<<z>>$
  answer: '[x for x in z if x > 4]'
  compare: set
""",
    "a matrix and several answers": """
  parameters: {A: 'matrix(2, invertible=True)', v: 'permutation([1, 2])'}
  let: {w: A @ v}
  question: $<<A>> <<v>>$
  answers:
  - {name: first, value: 'w[0]'}
  - {name: second, value: 'w[1] / 3', decimals: 2}
  mistakes:
  - {value: 'w[1]', of: first, says: the other, may_coincide: true}
""",
    "forms in turn": """
  parameters: {a: 'integers(1, 40)', b: 'uniform(0, 1, decimals=2)'}
  question: $<<a>>$, $<<b>>$
  forms:
  - {answer: a + b, decimals: 2, question: 'plus <<a>> <<b>>'}
  - {answer: a - b, decimals: 2, question: 'minus <<a>> <<b>>', require: [a > 20]}
  - {answer: a * b, decimals: 2, question: 'times <<a>> <<b>>'}
""",
    "forms of which one runs out": """
  parameters: {a: 'integers(1, 40)'}
  forms:
  - {answer: a + 1, question: 'plus <<a>>'}
  - {answer: a - 1, question: 'minus <<a>>', require: [a < 5]}
""",
    "never accepted": """
  parameters: {a: 'integers(1, 40)'}
  require: [a > 50]
  question: $<<a>>$
  answer: a
""",
    "large draws": """
  parameters: {A: 'integers(-3, 3, shape=4096)', B: 'integers(-3, 3, shape=4096)'}
  question: $<<A[0] + B[0]>>$
  answer: A[0] + B[0]
""",
    "much work": """
  parameters: {A: 'integers(-3, 3, shape=(20, 20))'}
  question: $<<A[0, 0]>>$
  answer: sum(A @ A @ A)
""",
}


@pytest.mark.parametrize("distinct", [True, False])
@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_is_the_same_in_batches(name, distinct):
    program = program_of("- id: x" + DEFINITIONS[name])
    for count, root in ((40, 0), (9, 1), (300, 2)):
        seed, said, wanted = Seed("x", root), [], []
        made = sample(program, seed, count, said, distinct=distinct)
        one_by_one = sample_one_by_one(program, seed, count, wanted, distinct=distinct)
        assert content(made) == content(one_by_one)
        assert said == wanted


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False),
            st.floats(-1000, 1000),
            st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
            # Half-way between two decimals of 12 digits, or beside it.
            st.tuples(st.integers(10**11, 10**12 - 1), st.integers(0, 22)).map(
                lambda pair: (pair[0] + 0.5) / 10.0 ** pair[1]
            ),
        ),
        min_size=16,
        max_size=80,
    )
)
def test_rounding_a_batch(numbers):
    array = np.array(numbers)
    assert bits(round_batch(array)) == bits(round_significant(array))


CALLS = [
    "integers(-3, 3)",
    "integers(-3, 3, shape=4)",
    "integers(1, 3000000000, shape=(2, 3))",
    "integers(0, 9, shape=5, distinct=True)",
    "uniform(-1, 1, decimals=3)",
    "uniform(0.7, 4, shape=3)",
    "uniform(1, 9, decimals=0)",
    "choice([3, 5, 7])",
    "choice([0.1, 0.5], shape=(2, 2))",
    "choice(['a', 'b', 'c'])",
    "choice([1, 2, 3, 4], shape=3, distinct=True)",
    "choice([[1, 2], [3, 4], [5, 6]])",
    "choice(z)",
    "integers(n, n + 5)",
    "index(z)",
    "index([1, 2, 3])",
    "permutation(6)",
    "permutation(z)",
    "permutation(['a', 'b', 'c'])",
    "probabilities(4)",
    "probabilities(3, decimals=1)",
    "probabilities(1)",
    "signs(3)",
    "signs()",
    "matrix(2, 3)",
    "matrix(2, low=0, high=9, distinct=True)",
    "sort(integers(0, 99, shape=4)) + choice([10, 20])",
]


@pytest.mark.parametrize("text", CALLS)
def test_a_draw_is_the_same_in_a_batch(text):
    count = 50
    expression = compile_expression(text, ["z", "n"], draws=True)
    rng = np.random.default_rng(0)
    z, n = rng.integers(0, 9, (count, 4)), rng.integers(1, 9, count)
    stream, ahead = (Stream(bytes(range(32))) for _ in range(2))
    with evaluation():
        rows = [{"z": z[i], "n": int(n[i])} for i in range(count)]
        one_by_one = [expression.evaluate(row, stream) for row in rows]
        words = stream.position // count
        frame = BatchFrame(count, Budget(10**7), Words.of(ahead, count, words))
        frame.set("z", Batch(z))
        frame.set("n", Batch(n))
        batched = entries(expression.evaluate_batch(frame), count)
    assert bits(batched) == bits(one_by_one)
    assert frame.words.all_taken
    assert ahead.raw() == stream.raw()


def test_every_draw_that_can_be_foreseen_is_tried():
    named = {name for name in draws() if batch_draw(name)}
    assert {text.partition("(")[0] for text in CALLS} - {"sort"} == named


@pytest.mark.parametrize("n", [0, 1 << 32])
def test_a_range_that_is_too_large_is_left_to_single_draws(n):
    with pytest.raises(Unbatchable):
        Words.of(Stream(bytes(32)), 3, 1).below(n, ())


EXPRESSIONS = [
    *("x + y", "x - k", "k * y", "x / 7", "x * z", "z + w", "A + z", "A * x", "A @ z", "z @ w"),
    *("x // 2", "k // 3", "k % 3", "z % 5", "-k % 7", "x ** 2", "k ** 3", "z ** 2", "2 ** k"),
    *("x ** 0.5", "z ** k", "-x", "-z", "not k > 3", "k == 3", "x < y", "z >= 4", "z == w"),
    *("0 < x < y", "1 < z < 7", "k in [1, 2, 3]", "k not in z", "x == x + 1e-14", "A > 2"),
    *(
        "z[0]",
        "z[-1]",
        "z[j]",
        "A[1]",
        "A[1, 0]",
        "A[:, 0]",
        "A[j % 2]",
        "z[1:]",
        "z[:j]",
        "z[z > 3]",
    ),
    *(
        "[1.5, 2.5, 3.5][j % 3]",
        "A.T",
        "z.T",
        "[[1, 2], [3, 4]].T @ [k, j]",
        "sum(A.T * 0.1)",
        "A[j % 2, j % 3]",
        "A[None, 0]",
    ),
    *("[x, y, 1]", "[k, k + 1]", "[z, w]", "[k, 0.5]", "[[k, 1], [0, k]]", "[x > 1, y > 1]"),
    *("k if x > 1 else y", "k if k > 2 else 0", "x > 1 and y > 1", "x > 1 or k > 2"),
    *("[i * k for i in z]", "sum([i for i in range(k)])", "sum(i * x for i in range(3))"),
    *("sum(z)", "sum(w)", "sum(A, axis=0)", "mean(w)", "mean(z)", "max(z)", "min(w)", "max(x, y)"),
    *(
        "max(k, 3)",
        "min(x, 1.5)",
        "max(z, w)",
        "argmax(w)",
        "argmin(z)",
        "all(z > 1)",
        "any(w > 4)",
    ),
    *("count(z > 3)", "distinct(z)", "distinct(w)", "len(z)", "len(A)", "dot(z, w)", "dot(z, z)"),
    *("dot(A, z)", "dot(w, [0.1, 0.2, 0.3])", "sum(z > 3)", "sum(A * 0.1)", "sum([x, y, 0.1])"),
    *("exp(-x)", "exp(-w)", "log(x)", "log(w)", "log2(x)", "log10(w)", "sqrt(x)", "abs(-z)"),
    *("abs(x - y)", "sin(x)", "cos(w)", "tan(x)", "arctan(w)", "arctan2(x, y)", "arcsin(x / 99)"),
    *("arccos(x / 99)", "arccosh(1 + x)", "arctanh(x / 99)", "sinh(x)", "cosh(w)", "tanh(x)"),
    *("degrees(x)", "radians(k)", "sign(x - y)", "sign(z - 4)", "floor(x)", "ceil(w)", "int(x)"),
    *("round(x)", "round(w)", "round(x, 1)", "round(x, j)", "float(k)", "is_integer(x)"),
    *("is_integer(k / 2)", "gcd(k, 12)", "gcd(z, k)", "clip(x, 1, 2)", "clip(w, 1, 2)"),
    *("where(x > y, x, y)", "where(x > y, 1, 0.5)", "where(z > 3, 1, 0)", "relu(x - 2)"),
    *("relu(z - 4)", "leaky_relu(w - 2)", "leaky_relu(x - 2, 0.2)", "relu_derivative(w - 2)"),
    *("sigmoid(x)", "sigmoid(w)", "sigmoid_derivative(w)", "tanh_derivative(x)", "softplus(w)"),
    *("log_sigmoid(w)", "logit(x / 99)", "softmax(z)", "softmax(w)", "softmax(w, 2)", "softmax(A)"),
    *(
        "log_softmax(w)",
        "logsumexp(z)",
        "logsumexp(A)",
        "sort(w)",
        "sort(A)",
        "norm(z)",
        "stack(z, w)",
    ),
    *("one_hot(j, 3)", "concatenate(z, w)", "join(z)", "flip(z)", "unique(z)", "arange(3) + k"),
    *("z[z > 3]", "any(w > 4)", "stack(z, w)", "factorial(k)"),
    *("10 ** 17 + k", "(10 ** 8 + k) * (10 ** 8 + k)", "sum(z * (10 ** 14))"),
]


@pytest.mark.parametrize("size", [30, 70])  # Python's and numpy's ways to look for infinities
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_is_the_same_in_a_batch(text, size):
    rng = np.random.default_rng(len(text))
    given = {
        "x": Batch(rng.uniform(0.1, 5, size)),
        "y": Batch(rng.uniform(0.1, 5, size)),
        "k": Batch(rng.integers(1, 9, size)),
        "j": Batch(rng.integers(0, 3, size)),
        "z": Batch(rng.integers(1, 9, (size, 3))),
        "w": Batch(rng.uniform(0.1, 5, (size, 3))),
        "A": Batch(rng.integers(1, 9, (size, 2, 3))),
    }
    expression = compile_expression(text, list(given))
    frame = BatchFrame(size, Budget(10**8))
    for name, value in given.items():
        frame.set(name, value)
    with evaluation():
        result = expression.evaluate_batch(frame)
        one_by_one = [
            expression.evaluate({name: value.entries()[i] for name, value in given.items()})
            for i in range(size)
        ]
    assert bits(entries(result, size)) == bits(one_by_one)


def test_every_function_with_a_way_of_its_own_is_tried():
    from flashgen.expression.batch_functions import _CALLS

    tried = " ".join(EXPRESSIONS)
    assert [name for name in _CALLS if f"{name}(" not in tried] == []


def test_a_batch_spends_no_less_than_its_draws():
    for text in EXPRESSIONS:
        rng = np.random.default_rng(1)
        size = 20
        given = {
            **{name: Batch(rng.uniform(0.1, 5, size)) for name in "xy"},
            "k": Batch(rng.integers(1, 9, size)),
            "j": Batch(rng.integers(0, 3, size)),
            "z": Batch(rng.integers(1, 9, (size, 3))),
            "w": Batch(rng.uniform(0.1, 5, (size, 3))),
            "A": Batch(rng.integers(1, 9, (size, 2, 3))),
        }
        expression = compile_expression(text, list(given))
        together, alone = Budget(10**7), Budget(10**7)
        frame = BatchFrame(size, together)
        for name, value in given.items():
            frame.set(name, value)
        with evaluation():
            expression.evaluate_batch(frame)
            for i in range(size):
                row = {name: value.entries()[i] for name, value in given.items()}
                expression.evaluate(row, None, alone)
        assert together.left <= alone.left, text


def test_values_of_two_kinds_stay_apart():
    assert isinstance(entries(Each([1, 2.0]), 2)[0], int)


def test_plausible_expressions_are_the_same_in_a_batch():
    """Of 2,000 expressions, those that have a value in every draw; and so is their rounding."""
    writer, rng = Writer(0), np.random.default_rng(0)
    compared = 0
    for number in range(2_000):
        size = (9, 20, 70)[number % 3]
        given = {
            "x": Batch(np.round(rng.uniform(0.1, 5, size), 1)),
            "y": Batch(rng.uniform(0.1, 5, size)),
            "k": Batch(rng.integers(1, 9, size)),
            "j": Batch(rng.integers(0, 3, size)),
            "n": Batch(rng.integers(-(10 ** (1 + number % 12)), 10**6, size)),
            "z": Batch(rng.integers(-9, 9, (size, 3))),
            "w": Batch(rng.uniform(0.1, 5, (size, 3))),
            "A": Batch(rng.integers(-5, 9, (size, 2, 3))),
        }
        text = writer.any(1 + number % 4)
        expression = compile_expression(text, list(given))
        together, alone = Budget(10**8), Budget(10**8)
        frame = BatchFrame(size, together)
        for name, value in given.items():
            frame.set(name, value)
        rows = zip(*(value.entries() for value in given.values()), strict=True)
        with evaluation():
            try:
                result = entries(expression.evaluate_batch(frame), size)
            except (ExpressionError, *FAULTS):
                continue
            one_by_one = [
                expression.evaluate(dict(zip(given, row, strict=True)), None, alone) for row in rows
            ]
        assert bits(result) == bits(one_by_one), text
        assert together.left <= alone.left, text
        in_batch = entries(rounded(gathered(result)), size)
        assert bits(in_batch) == bits([round_significant(value) for value in one_by_one]), text
        compared += 1
    assert compared > 1_500
