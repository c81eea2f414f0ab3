"""Random formulas, and how people write them: as text, as the product does, as pasted LaTeX."""

import random
from collections.abc import Sequence

from formula_cases import POINT
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flashgen.values.formulas.evaluating import evaluate
from flashgen.values.formulas.nodes import Call, Negative, Node, Number, Operation, Variable
from flashgen.values.formulas.writing import variable_tex

NAMES = ["x", "t", "y0", "theta", "x_1", "rate", "n", "lambda"]
FUNCTIONS = ["sin", "cos", "exp", "ln", "log10", "log2", "sqrt", "cbrt", "abs", "arctan", "tanh"]


def _number(digits: int, size: int, places: int) -> float:
    """A number of so many digits and such a size: 1e-12 to 1e15."""
    return float(f"{str(digits)[:places]}e{size}")


NUMBERS = st.one_of(
    st.integers(0, 30).map(float),
    st.integers(0, 10**15).map(float),
    st.builds(_number, st.integers(10**14, 10**15 - 1), st.integers(-12, 0), st.integers(1, 15)),
    st.builds(_number, st.integers(10**14, 10**15 - 1), st.integers(-26, -14), st.just(15)),
)
LEAVES = st.one_of(
    NUMBERS.map(Number),
    st.sampled_from(NAMES).map(Variable),
    st.sampled_from([Number(3.141592653589793, "pi"), Number(2.718281828459045, "e")]),
)


def _branches(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    small = st.one_of(st.integers(-4, 5).map(lambda n: Number(float(n)) if n >= 0 else _minus(-n)))
    return st.one_of(
        st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda base, power: Operation("^", base, power), inner, st.one_of(small, inner)),
        st.builds(Negative, inner),
        st.builds(lambda name, one: Call(name, (one,)), st.sampled_from(FUNCTIONS), inner),
        st.builds(
            lambda name, *two: Call(name, two), st.sampled_from(["max", "min"]), inner, inner
        ),
    )


def _minus(n: int) -> Node:
    return Negative(Number(float(n)))


TREES: st.SearchStrategy[Node] = st.recursive(LEAVES, _branches, max_leaves=9)


def same(left: Node, right: Node) -> bool | None:
    """Whether two trees have the same value; None where floats cannot tell."""
    one, other = evaluate(left, POINT), evaluate(right, POINT)
    a, b = float(one.values), float(other.values)
    if a == b:
        return True
    if a != a or abs(a) == float("inf") or b != b or abs(b) == float("inf"):
        return True if (a != a) == (b != b) else None
    bound = 1e-9 * max(float(one.sizes), float(other.sizes), abs(a))
    for seed in range(4):
        moved = float(evaluate(_shaken(left, random.Random(seed)), POINT).values)
        if not abs(moved - a) <= bound:  # such as 1 + sin(10^11): twelve digits do not tell it
            return None
    return abs(a - b) <= bound


def _shaken(node: Node, chance: random.Random) -> Node:
    """Return the tree with each of its numbers moved a little, below the eleventh digit."""
    if isinstance(node, Number):
        return Number(node.value * (1 + chance.uniform(-2e-11, 2e-11)))
    if isinstance(node, Negative):
        return Negative(_shaken(node.operand, chance))
    if isinstance(node, Call):
        return Call(node.function, tuple(_shaken(part, chance) for part in node.arguments))
    if isinstance(node, Operation):
        return Operation(node.sign, _shaken(node.left, chance), _shaken(node.right, chance))
    return node


def trees(count: int) -> Sequence[Node]:
    """Some random trees, the same ones on every run."""
    found: list[Node] = []

    @settings(max_examples=count, database=None, phases=[Phase.generate], derandomize=True)
    @given(TREES)
    def collect(tree: Node) -> None:
        found.append(tree)

    collect()
    return found


# ---- as people paste it

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 9, "^": 4}


def pasted(node: Node) -> str:
    r"""LaTeX as editors write it: \frac, \cdot, \left( \right), \sqrt[n]{}, powers in braces."""
    return _pasted(node, 0)


def _level(node: Node) -> int:
    if isinstance(node, Operation):
        return _LEVELS[node.sign]
    if isinstance(node, Number) and not node.name and "cdot" in _numeral(node.value):
        return 2
    return 2 if isinstance(node, Negative) else 9


def _numeral(value: float) -> str:
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return rf"{mantissa.removesuffix('.0')}\cdot 10^{{{int(exponent)}}}"
    return text.removesuffix(".0")


def _pasted(node: Node, least: int) -> str:
    text = _bare(node)
    return rf"\left( {text} \right)" if _level(node) < least else text


def _bare(node: Node) -> str:
    if isinstance(node, Number):
        return {"pi": r"\pi", "e": "e"}.get(node.name) or _numeral(node.value)
    if isinstance(node, Variable):
        return variable_tex(node.name)
    if isinstance(node, Negative):
        return f"-{_pasted(node.operand, 3)}"
    if isinstance(node, Call):
        return _call(node.function, [_pasted(part, 0) for part in node.arguments])
    assert isinstance(node, Operation)
    left, right = node.left, node.right
    if node.sign == "/":
        return rf"\frac{{{_pasted(left, 0)}}}{{{_pasted(right, 0)}}}"
    if node.sign == "^":
        base, exponent = _pasted(left, 9), _pasted(right, 0)
        if isinstance(left, Operation):  # a fraction stands in brackets, too
            base = rf"\left( {_pasted(left, 0)} \right)"
        root = isinstance(right, Number) and right.value in (2.0, 3.0, 5.0)
        if isinstance(left, Call):
            base = rf"\left( {base} \right)"
        if root and isinstance(left, Call) and left.function == "sqrt":
            return rf"\left( {base} \right)^{{{exponent}}}"
        return f"{base}^{{{exponent}}}"
    level = _LEVELS[node.sign]
    after = level + 1 if node.sign in "-*" or isinstance(right, Negative) else level
    sign = r"\cdot" if node.sign == "*" else node.sign
    return f"{_pasted(left, level)} {sign} {_pasted(right, max(after, 3) if level == 2 else after)}"


def _call(function: str, parts: Sequence[str]) -> str:
    (first, *_) = parts
    if function == "sqrt":
        return rf"\sqrt{{{first}}}"
    if function == "cbrt":
        return rf"\sqrt[3]{{{first}}}"
    if function == "abs":
        return rf"\left| {first} \right|"
    if function == "exp":
        return f"e^{{{first}}}"
    if function in ("log10", "log2"):
        return rf"\log_{{{function[3:]}}}\left( {first} \right)"
    inside = ", ".join(parts)
    return rf"\{function} \left( {inside} \right)"
