"""The units of the numbers in a question, and the dimension of what is computed from them."""

import ast
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from html import unescape
from types import MappingProxyType
from typing import Final, TypeAlias

from flashgen.numeric.program import CompiledForm, Template
from flashgen.values.formatting import Context

Dimension: TypeAlias = Mapping[str, Fraction]
"""Powers of the base dimensions; those that are missing are 0."""

NONE: Final[Dimension] = MappingProxyType({})

_PREFIXED: Final = {
    "m": {"L": 1},
    "g": {"M": 1},
    "s": {"T": 1},
    "A": {"I": 1},
    "K": {"K": 1},
    "mol": {"N": 1},
    "Hz": {"T": -1},
    "N": {"M": 1, "L": 1, "T": -2},
    "Pa": {"M": 1, "L": -1, "T": -2},
    "J": {"M": 1, "L": 2, "T": -2},
    "W": {"M": 1, "L": 2, "T": -3},
    "C": {"I": 1, "T": 1},
    "V": {"M": 1, "L": 2, "T": -3, "I": -1},
    "Ω": {"M": 1, "L": 2, "T": -3, "I": -2},
    "F": {"M": -1, "L": -2, "T": 4, "I": 2},
    "H": {"M": 1, "L": 2, "T": -2, "I": -2},
    "T": {"M": 1, "T": -2, "I": -1},
    "L": {"L": 3},
}
"""Units that take a prefix."""

_PLAIN: Final = {
    "min": {"T": 1},
    "h": {"T": 1},
    "meters": {"L": 1},
    "metres": {"L": 1},
    "kilometers": {"L": 1},
    "seconds": {"T": 1},
    "minutes": {"T": 1},
    "hours": {"T": 1},
    "kilograms": {"M": 1},
    "grams": {"M": 1},
    "newtons": {"M": 1, "L": 1, "T": -2},
    "joules": {"M": 1, "L": 2, "T": -2},
    "watts": {"M": 1, "L": 2, "T": -3},
    "volts": {"M": 1, "L": 2, "T": -3, "I": -1},
    "amperes": {"I": 1},
    "ohms": {"M": 1, "L": 2, "T": -3, "I": -2},
    "liters": {"L": 3},
    "litres": {"L": 3},
    "$": {"money": 1},
    "€": {"money": 1},
    "£": {"money": 1},
    "USD": {"money": 1},
    "EUR": {"money": 1},
}
_PREFIXES: Final = ("", "k", "M", "G", "m", "µ", "μ", "n", "p", "c", "d", "h")
_UNITS: Final[Mapping[str, Mapping[str, int]]] = {
    **{prefix + unit: powers for unit, powers in _PREFIXED.items() for prefix in _PREFIXES},
    **_PLAIN,
}
_GAP: Final = r"(?:\\\)|\\[,;! ]|\s|~|</?\w+>)*"
# Begins with what no gap has: a space that either could take is read again from every place.
_OPEN: Final = (
    r"(?:(?:\\\(|\\(?:text|mathrm|textrm)\{)(?:\\\(|\\(?:text|mathrm|textrm)\{|\s|\\[,;! ])*)?"
)
_FACTOR: Final = re.compile(r"(\\Omega|[A-Za-zµμΩ]+|[$€£])(?:\^\{?(-?\d)\}?|([²³]))?")
_AFTER: Final = re.compile(
    rf"{_GAP}{_OPEN}(?P<unit>(?:\\Omega|[A-Za-zµμΩ]+|[$€£])(?:\^\{{?-?\d\}}?|[²³])?"
    r"(?:(?:·|⋅|\\cdot\s*|/)\(?(?:\\Omega|[A-Za-zµμΩ]+)(?:\^\{?-?\d\}?|[²³])?\)?)*)"
    r"(?![A-Za-z^])"
)
_LISTED: Final = re.compile(rf"{_GAP}(?:(?:,\s*and|,|and|or){_GAP})?(?:\\\(\s*)?\Z")


def unit_after(text: str, in_math: bool = False) -> Dimension | None:
    """Return the dimension of the unit with which a text begins; None where it begins with none.

    `in_math` says that the text begins inside of a formula.
    """
    found = _AFTER.match(text)
    if found is None or _is_variable(text[: found.start("unit")], found["unit"], in_math):
        return None
    total: dict[str, Fraction] = {}
    sign = 1
    for part in re.split(r"(/|·|⋅|\\cdot)", found["unit"]):
        if part == "/":
            sign = -1
            continue
        factor = _FACTOR.fullmatch(part.strip().strip("()"))
        if factor is None:
            if part in ("·", "⋅", "\\cdot"):
                continue
            return None
        name = "Ω" if factor[1] == "\\Omega" else factor[1]
        name = name if name in _UNITS else name.replace("Omega", "Ω")
        if name not in _UNITS:
            return None
        power = int(factor[2] or {"²": 2, "³": 3}.get(factor[3] or "", 1)) * sign
        for base, exponent in _UNITS[name].items():
            total[base] = total.get(base, Fraction(0)) + exponent * power
    return _clean(total)


_SET_UPRIGHT: Final = ("\\text{", "\\mathrm{", "\\textrm{")
_SPACED: Final = re.compile(r"\\[,;: ]|~")


def _is_variable(before: str, unit: str, in_math: bool) -> bool:
    """Tell whether what could be a unit is a letter of a formula: in math a unit is set apart."""
    opened, closed = before.rfind("\\("), before.rfind("\\)")
    in_math = opened > closed or (in_math and closed < 0)
    if not in_math or unit.startswith("\\Omega"):
        return False
    inside = before[max(opened, 0) :]
    return not (any(mark in inside for mark in _SET_UPRIGHT) or _SPACED.search(inside))


def units_in(template: Template, form: CompiledForm) -> dict[str, Dimension]:
    """Return the units that stand behind the slots of a text, by the name that a slot shows."""
    pieces = [unescape(piece) for piece in template.text.pieces]
    found: dict[str, Dimension] = {}
    for place in range(len(template.columns) - 1, -1, -1):
        column = form.columns[template.columns[place]]
        name = column.expression.text.strip()
        unit = unit_after(pieces[place + 1], column.slot.context is Context.MATH)
        if unit is None and _LISTED.fullmatch(pieces[place + 1]):
            next_columns = template.columns[place + 1 : place + 2]
            names = [form.columns[c].expression.text.strip() for c in next_columns]
            unit = next((found[n] for n in names if n in found), None)
        if unit is not None:
            found[name] = unit
    return found


_SAME: Final = frozenset(
    {"abs", "min", "max", "sum", "mean", "median", "round", "floor", "ceil", "diff", "cumsum"}
    | {"sort", "clip", "std", "norm"}
)
"""Functions whose result has the unit of their argument."""

_PURE: Final = frozenset(
    {"exp", "log", "log2", "log10", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sign"}
    | {"len"}
)
"""Functions whose result is a pure number."""


def dimension_of(
    text: str, units: Mapping[str, Dimension], formulas: Mapping[str, str], depth: int = 0
) -> Dimension | None:
    """Return the dimension of an expression; None where it cannot be told."""
    if depth > 20:
        return None
    try:
        node = ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError):
        return None

    def of(node: ast.expr) -> Dimension | None:
        match node:
            case ast.Constant(value=int() | float()):
                return NONE
            case ast.Name(id=name):
                if name in units:
                    return units[name]
                if name in formulas:
                    return dimension_of(formulas[name], units, formulas, depth + 1)
                return NONE
            case ast.Subscript(value=value):
                return of(value)
            case ast.UnaryOp(operand=operand):
                return of(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return _power(of(left), right)
            case ast.BinOp(left=left, op=op, right=right):
                return _combined(of(left), op, of(right), left, right)
            case ast.Call(func=ast.Name(id=name), args=[first, *others]):
                inner = [of(argument) for argument in (first, *others)]
                if name in _SAME:
                    return inner[0]
                if name == "sqrt" and inner[0] is not None:
                    return {base: power / 2 for base, power in inner[0].items()}
                return NONE if name in _PURE else None
        return None

    return of(node)


def _power(base: Dimension | None, exponent: ast.expr) -> Dimension | None:
    if base is None:
        return None
    if not base:
        return NONE
    sign = 1
    if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
        sign, exponent = -1, exponent.operand
    if not isinstance(exponent, ast.Constant) or not isinstance(exponent.value, int | float):
        return None
    power = Fraction(exponent.value).limit_denominator(12) * sign
    return _clean({name: each * power for name, each in base.items()})


def _combined(
    left: Dimension | None,
    op: ast.operator,
    right: Dimension | None,
    left_node: ast.expr,
    right_node: ast.expr,
) -> Dimension | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Mult | ast.Div | ast.FloorDiv | ast.MatMult):
        sign = -1 if isinstance(op, ast.Div | ast.FloorDiv) else 1
        names = {*left, *right}
        return _clean({n: left.get(n, Fraction(0)) + sign * right.get(n, Fraction(0))
                       for n in names})  # fmt: skip
    if isinstance(op, ast.Add | ast.Sub):
        # A number without a unit beside one with a unit: `t + 273.15`.
        if left == right or isinstance(right_node, ast.Constant):
            return left
        return right if isinstance(left_node, ast.Constant) else None
    return None


def _clean(powers: Mapping[str, Fraction]) -> Dimension:
    return {name: power for name, power in powers.items() if power}


def words_of(template: Template) -> Iterator[str]:
    """Yield the pieces of a text between its slots, without tags."""
    for piece in template.text.pieces:
        yield re.sub(r"<[^>]*>", " ", unescape(piece))
