"""What to say to those who write another language's expressions."""

import ast
import difflib
import math
from collections.abc import Collection, Iterable, Mapping
from types import EllipsisType
from typing import Final

from flashgen.expression.functions import Function
from flashgen.expression.synonyms import WAYS_OUT
from flashgen.values.values import MAX_BITS

FORBIDDEN: Final[Mapping[str, tuple[str, str | None]]] = {
    "Await": ("`await` does not belong in an expression", None),
    "Dict": ("a dict does not belong in an expression", "write a list, as in [1, 2]"),
    "DictComp": ("a dict does not belong in an expression", "write a list, as in [1, 2]"),
    "GeneratorExp": (
        "a loop without brackets stands only as the one argument of a function",
        "write it in brackets: [… for i in range(n)]",
    ),
    "Interpolation": ("a template string does not belong in an expression", None),
    "JoinedStr": ("an f-string does not belong in an expression", "write the text in a template"),
    "Lambda": (
        "`lambda` does not belong in an expression",
        "give the step a name under `let`; for many values write a loop: [… for i in range(n)]",
    ),
    "NamedExpr": ("`:=` does not belong in an expression", "give the step a name under `let`"),
    "Set": ("a set does not belong in an expression", "write a list, as in [1, 2]"),
    "SetComp": ("a set does not belong in an expression", "write a list, as in [1, 2]"),
    "Slice": ("a slice stands only in brackets after an array", None),
    "Starred": ("`*` before a value does not belong in an expression", None),
    "TemplateStr": ("a template string does not belong in an expression", None),
    "Tuple": (
        "a tuple stands only as a shape or an index",
        "write a list, as in [1, 2], or quote the expression if it is one of a list in YAML",
    ),
    "Yield": ("`yield` does not belong in an expression", None),
    "YieldFrom": ("`yield` does not belong in an expression", None),
}
"""Kinds of nodes that no expression has: the message and a hint."""

OPERATORS: Final[Mapping[str, tuple[str, str]]] = {
    "BitXor": ("^", "a power is written `**`; of bits it is bit_xor(a, b)"),
    "BitAnd": ("&", "write `and`; for arrays all(a) and all(b); of bits it is bit_and(a, b)"),
    "BitOr": ("|", "write `or`; for arrays any(a) or any(b); of bits it is bit_or(a, b)"),
    "LShift": ("<<", "write `* 2**n`, or shift_left(a, n)"),
    "RShift": (">>", "write `// 2**n`, or shift_right(a, n)"),
}
"""Python's operators that no expression has: how they are written, and a hint."""

_CONSTANTS: Final[Mapping[type, tuple[str, str | None]]] = {
    complex: (
        "a complex number cannot be written",
        "compute with its real and imaginary part; only dft and complex_eigenvalues give complex "
        "numbers",
    ),
    bytes: ("bytes do not belong in an expression", None),
    type(None): ("None is no value", "leave it out"),
    EllipsisType: ("`...` does not belong in an expression", "write `:`"),
}

_LISTED: Final = 8
"""So many names are worth listing."""

_PREFIXES: Final = frozenset(
    (
        *("F", "Math", "cmath", "jnp", "linalg", "math", "nn", "norm", "np", "numpy", "pd"),
        *("random", "scipy", "self", "sp", "special", "statistics", "stats", "tf", "torch"),
    )
)


def for_constant(value: object) -> tuple[str, str | None] | None:
    """Return the message and a hint for a constant not allowed in expressions; None for others."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return f"this integer has more than {MAX_BITS} bits", None
    if isinstance(value, float) and math.isinf(value):
        return "this number is too large", "write `inf` if infinity is meant"
    return _CONSTANTS.get(type(value))


def for_name(
    name: str,
    names: Iterable[str],
    constants: Iterable[str],
    functions: Mapping[str, Function],
) -> str | None:
    """Return a hint for a name that is not defined."""
    if name in WAYS_OUT:
        return WAYS_OUT[name]
    own = sorted(set(names))
    if close := difflib.get_close_matches(name, sorted({*own, *constants}), 1):
        return f"did you mean `{close[0]}`?"
    if function := _like(name, functions):
        return f"did you mean the function `{function}`?"
    listed = f"the names here are {', '.join(f'`{known}`' for known in own)}"
    listed = listed if 0 < len(own) <= _LISTED else ""
    quotes = 'texts stand in quotes, as in "A"' if name.isalpha() and len(name) > 1 else ""
    return "; ".join(part for part in (listed, quotes) if part) or None


def for_function(name: str, functions: Collection[str]) -> str | None:
    """Return a hint for a function that does not exist."""
    if name in WAYS_OUT:
        return WAYS_OUT[name]
    if name.lower() in functions:  # as spreadsheets write them
        return f"write `{name.lower()}`"
    if name.lower() in WAYS_OUT:
        return WAYS_OUT[name.lower()]
    if close := _like(name, functions):
        return f"did you mean `{close}`?"
    return "`flashgen functions` lists them all"


def _like(name: str, functions: Collection[str]) -> str | None:
    """Return a function with nearly this name; one that merely shares letters is none."""
    for close in difflib.get_close_matches(name.lower(), sorted(functions), 3, 0.7):
        if close[0] == name[0].lower() or difflib.SequenceMatcher(None, close, name).ratio() > 0.8:
            return close
    return None


def for_attribute(
    node: ast.Attribute, functions: Mapping[str, Function], call: ast.Call | None = None
) -> tuple[str, str | None]:
    """Return the message and a hint for `x.name` or `x.name(…)`."""
    if node.attr == "T":
        return "`.T` is not called", "write it without parentheses"
    message = f"`.{node.attr}` does not belong in an expression; only `.T` does"
    root: ast.expr = node.value
    while isinstance(root, ast.Attribute):
        root = root.value
    name = node.attr
    if isinstance(root, ast.Name) and root.id in _PREFIXES:
        if root.id == "norm" or (
            isinstance(node.value, ast.Attribute) and node.value.attr == "norm"
        ):
            name = f"normal_{name}"
        if name in functions or name in ("pi", "e", "inf"):
            return message, f"write `{name}` without a prefix"
        return message, for_function(name, functions)
    if name in functions:
        owner = ast.unparse(node.value) if isinstance(node.value, ast.Name) else "…"
        given = [ast.unparse(part) for part in (*call.args, *call.keywords)] if call else []
        if name == "reshape" and len(given) > 1:
            given = [f"({', '.join(given)})"]
        inside = ", ".join([owner, *given])
        return message, f"write `{name}({inside if len(inside) <= _SHORT else f'{owner}, …'})`"
    return message, WAYS_OUT.get(name)


def for_draw_elsewhere(name: str, functions: Collection[str]) -> str:
    """Return a hint for a draw that stands outside of `parameters`."""
    where = "give the draw a name there"
    known = [
        f"{name}_{part}" for part in ("mass", "density", "cdf") if f"{name}_{part}" in functions
    ]
    return f"{where}; its distribution is {' and '.join(known)}" if known else where


def for_product(call: ast.Call) -> str:
    """Return a hint for `2(x + 1)` or `(x + 1)(y + 1)`, where only a function can be called."""
    if len(call.args) == 1 and isinstance(call.func, (ast.Constant, ast.BinOp)):
        factors = [
            f"({ast.unparse(f)})" if isinstance(f, ast.BinOp) else ast.unparse(f)
            for f in (call.func, call.args[0])
        ]
        return f"a product is written `{' * '.join(factors)}`"
    return "a product is written `a * b`"


_DOMAINS: Final[Mapping[str, str]] = {"sqrt": ">= 0", "log": "> 0", "log2": "> 0", "log10": "> 0"}
_SHORT: Final = 40


def for_draw(
    node: ast.expr | ast.keyword, fault: BaseException, drawn: Collection[str], *, in_loop: bool
) -> str | None:
    """Return the condition that rules out a draw on which the node cannot be computed.

    `drawn` are the names of values, which differ from draw to draw.
    """
    domain = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        domain = _DOMAINS.get(node.func.id)
    of_value = isinstance(fault, ValueError) and domain is not None
    if not (of_value or isinstance(fault.__cause__ or fault, ArithmeticError)):
        return None
    operand: ast.AST = node
    condition = ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod)):
        operand = node.right
        condition = f"{ast.unparse(operand)} != 0"
    elif domain and isinstance(node, ast.Call):
        operand = node.args[0]
        condition = f"{ast.unparse(operand)} {domain}"
    functions = {part.func for part in ast.walk(operand) if isinstance(part, ast.Call)}
    names = {
        part.id
        for part in ast.walk(operand)
        if isinstance(part, ast.Name) and part not in functions
    }
    if names.isdisjoint(drawn):
        return None  # no draw makes it another value
    if not condition or in_loop or len(condition) > _SHORT or isinstance(fault, OverflowError):
        return "rule such draws out by `require`, or draw from another range"
    return f"rule such draws out: `require: {condition}`"
