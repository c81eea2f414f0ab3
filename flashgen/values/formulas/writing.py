"""A formula written: for the card's reader, and as LaTeX."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from flashgen.values.formulas.names import parts_of
from flashgen.values.formulas.nodes import (
    Call,
    Constant,
    Foreign,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
)
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.numerals import significant

_LEVELS: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_SUM, _PRODUCT, _FACTOR, _ATOM = 1, 2, 3, 5
_LONGEST: Final = 16


def _level(node: Node) -> int:
    if isinstance(node, Operation):
        return _LEVELS[node.sign]
    return _PRODUCT if isinstance(node, Negative) else _ATOM


def number_text(value: float) -> str:
    """Return a number as a formula has it: `0.25`, `(-3)`, `(1.5*10^(-8))`."""
    if value == int(value) and abs(value) < 1e15:
        text = str(int(value))
    else:
        text = format(Decimal(repr(value)), "f")
        if len(text) > _LONGEST + 4:
            mantissa, _, exponent = f"{value:.16e}".partition("e")
            if float(f"{value:.11e}") == value:
                mantissa, _, exponent = f"{value:.11e}".partition("e")
            sign = f"({int(exponent)})" if int(exponent) < 0 else str(int(exponent))
            return f"({mantissa.rstrip('0').rstrip('.')}*10^{sign})"
    return f"({text})" if text.startswith("-") else text


def formula_text(node: Node, constant: Callable[[int], str] | None = None) -> str:
    """Write a tree in the grammar of typed formulas, so that it reads in one way.

    `constant` gives what stands for the number of a draw with an index.
    """
    return _Text(constant or str).of(node)


def expression_text(node: Node, constant: Callable[[int], str]) -> str:
    """Write a tree as an expression, which its author could have written."""
    return _Expression(constant).of(node).replace("^", "**")


class _Text:
    def __init__(self, constant: Callable[[int], str]) -> None:
        self._constant = constant

    def of(self, node: Node, least: int = _SUM) -> str:
        text = self._bare(node)
        return f"({text})" if _level(node) < least else text

    def _bare(self, node: Node) -> str:
        if isinstance(node, Number):
            return node.name or number_text(node.value)
        if isinstance(node, Variable):
            return node.name
        if isinstance(node, Constant):
            return self._constant(node.index)
        if isinstance(node, Negative):
            return f"-{self.of(node.operand, _FACTOR)}"
        if isinstance(node, Foreign):
            return node.text if node.form is None else self._bare(node.form)
        if isinstance(node, Call):
            return f"{node.function}({','.join(self.of(part) for part in node.arguments)})"
        if node.sign == "^":
            exponent = self._bare(node.right)
            if not isinstance(node.right, Number | Variable | Constant):
                exponent = f"({exponent})"
            return f"{self.of(node.left, _ATOM)}^{exponent}"
        level = _LEVELS[node.sign]
        # Behind any sign a negative stands in brackets; so does a product behind a slash.
        right = _FACTOR if isinstance(node.right, Negative) or node.sign == "/" else level + 1
        if node.sign in "+*" and not isinstance(node.right, Negative):
            right = level
        left = self.of(node.left, level)
        return f"{left}{node.sign}{self.of(node.right, right)}"


class _Expression(_Text):
    """Writes what the grammar has no words for as the expression language does."""

    def _bare(self, node: Node) -> str:
        if not isinstance(node, Call):
            return super()._bare(node)
        parts = [self.of(part) for part in node.arguments]
        if node.function == "if":
            return "({1} if {0} else {2})".format(*parts)
        if node.function == "not":
            return f"(not {parts[0]})"
        if node.function == "list":
            return f"[{', '.join(parts)}]"
        if node.function == "item":
            return f"{self.of(node.arguments[0], _ATOM)}[{parts[1]}]"
        if node.function in _SIGNS:
            return f"({parts[0]} {_SIGNS[node.function]} {parts[1]})"
        return super()._bare(node)


_SIGNS: Final = {
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "equal": "==",
    "not_equal": "!=",
    "and": "and",
    "or": "or",
}

# ---- LaTeX

_GREEK: Final[dict[str, str]] = FORMULA_RULES["greek"]
_LATIN: Final = {sign: name for name, sign in _GREEK.items()}
_NAMED: Final = frozenset(
    {"sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan"}
    | {"sinh", "cosh", "tanh", "coth", "exp", "ln", "min", "max"}
)
_RELATIONS: Final = {
    "less": "<",
    "less_equal": r"\le",
    "greater": ">",
    "greater_equal": r"\ge",
    "equal": "=",
    "not_equal": r"\ne",
    "and": r"\land",
    "or": r"\lor",
}
_OPPOSITES: Final = {
    "less": "greater_equal",
    "greater": "less_equal",
    "equal": "not_equal",
} | {"less_equal": "greater", "greater_equal": "less", "not_equal": "equal"}
_OTHERS: Final = {"normal_cdf": r"\Phi", "normal_quantile": r"\Phi^{-1}"}
_AROUND: Final = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor"),
    "ceil": (r"\left\lceil ", r"\right\rceil"),
}


def formula_tex(node: Node, figures: int | None = None) -> str:
    """Write a tree as LaTeX, its numbers with so many significant figures."""
    return _Tex(figures).of(node)


def variable_tex(name: str) -> str:
    """Write a variable as LaTeX: `\\theta`, `x_{1}`, `\\mathrm{rate}`, `\\hat{y}_{1,2}`."""
    parts = parts_of(name)
    written = _letter_tex(parts.base)
    for accent in parts.accents:
        written = f"{written}'" if accent == "prime" else rf"\{accent}{{{written}}}"
    if not parts.index:
        return written
    return f"{written}_{{{','.join(map(_letter_tex, parts.index))}}}"


def _letter_tex(name: str) -> str:
    name = _LATIN.get(name, name)
    if name in _GREEK:
        return rf"\{name}"
    return name if len(name) == 1 or name.isdigit() else rf"\mathrm{{{name}}}"


_LARGE: Final = 1e7
_FEW: Final = 4
"""Digits other than zeros of a whole number that is written as a power of ten from `_LARGE` on."""


class _Tex:
    def __init__(self, figures: int | None) -> None:
        self._figures = figures
        self._bars = 0  # that are open

    def of(self, node: Node, least: int = _SUM) -> str:
        text = self._bare(node)
        level = _FACTOR if isinstance(node, Operation) and node.sign == "/" else _level(node)
        return rf"\left({text}\right)" if level < least else text

    def _number(self, value: float) -> str:
        if value == int(value) and abs(value) < _LARGE:
            return str(int(value))
        if value == int(value) and abs(value) < 1e15:
            digits = str(int(value)).rstrip("0")
            if len(digits) > _FEW:
                return str(int(value))
            text = f"{value:.{len(digits) - 1}e}"
        else:
            text = significant(value, self._figures or 10, strip=True)
        mantissa, _, exponent = text.partition("e")
        if not exponent:
            return mantissa
        power = f"10^{{{int(exponent)}}}"
        return power if mantissa == "1" else rf"{mantissa}\cdot {power}"

    def _bare(self, node: Node) -> str:
        if isinstance(node, Number):
            return {"pi": r"\pi", "e": "e"}.get(node.name) or self._number(node.value)
        if isinstance(node, Variable):
            return variable_tex(node.name)
        if isinstance(node, Constant | Foreign):
            raise TypeError("a formula is written with its numbers filled in")
        if isinstance(node, Negative):
            return f"-{self.of(node.operand, _PRODUCT)}"
        if isinstance(node, Call):
            return self._call(node, bare=True)
        if node.sign == "^":
            return self._power(node)
        if node.sign == "/":
            return rf"\frac{{{self.of(node.left)}}}{{{self.of(node.right)}}}"
        if node.sign == "*":
            return self._product(node)
        right = self.of(node.right, _PRODUCT if node.sign == "-" else _SUM)
        if isinstance(node.right, Negative):
            right = rf"\left({right}\right)"
        return f"{self.of(node.left, _SUM)} {node.sign} {right}"

    def _power(self, node: Operation) -> str:
        base, exponent = node.left, self.of(node.right)
        takes_power = isinstance(base, Call) and base.function in _NAMED - {"exp", "min", "max"}
        if isinstance(base, Call) and takes_power and node.right != Negative(Number(1.0)):
            return self._call(base, bare=True, power=exponent)
        if isinstance(base, Call) and base.function not in _AROUND:
            return rf"\left({self.of(base)}\right)^{{{exponent}}}"
        fraction = isinstance(base, Number) and not base.name and "^" in self._bare(base)
        inside = self.of(base, _ATOM)
        return rf"\left({inside}\right)^{{{exponent}}}" if fraction else f"{inside}^{{{exponent}}}"

    def _call(self, node: Call, *, bare: bool, power: str = "") -> str:
        function, (first, *others) = node.function, node.arguments
        if function == "exp":
            return f"e^{{{self.of(first)}}}"
        if function == "sqrt":
            return rf"\sqrt{{{self.of(first)}}}"
        if function == "cbrt":
            return rf"\sqrt[3]{{{self.of(first)}}}"
        if function in _AROUND:
            opening, closing = _AROUND[function]
            self._bars += function == "abs"
            inside = self.of(first)
            self._bars -= function == "abs"
            return f"{opening}{inside}{closing}"
        if function == "factorial":
            return f"{self.of(first, _ATOM)}!"
        if function == "binomial":
            return rf"\binom{{{self.of(first)}}}{{{self.of(others[0])}}}"
        if function == "if":
            return self._cases(node)
        if function in _RELATIONS:
            mixed = {"and": "or", "or": "and"}.get(function)
            sides = [
                rf"\left({self.of(part)}\right)"
                if isinstance(part, Call) and part.function == mixed
                else self.of(part)
                for part in node.arguments
            ]
            return f" {_RELATIONS[function]} ".join(sides)
        if function == "list":
            listed = r",\; ".join(self.of(part) for part in node.arguments)
            return rf"\left[{listed}\right]"
        if function == "item":
            return f"{self.of(first, _ATOM)}_{{{self.of(others[0])}}}"
        if function == "not":
            return rf"\lnot\left({self.of(first)}\right)"
        if function in _OTHERS:
            name = _OTHERS[function]
        elif function in ("log10", "log2"):
            name = rf"\log_{{{function[3:]}}}"
        else:
            other = rf"\operatorname{{{function.replace('_', chr(92) + '_')}}}"
            name = rf"\{function}" if function in _NAMED else other
        if power:
            name += f"^{{{power}}}"
        inside = ", ".join(self.of(part) for part in node.arguments)
        short = bare and not others and _is_short(first) and r"\cdot" not in inside
        if short and function in _NAMED:
            return f"{name} {inside}"
        if bare and isinstance(first, Call) and first.function in _AROUND and not others:
            return f"{name}{inside}"
        return rf"{name}\left({inside}\right)"

    def _cases(self, node: Call) -> str:
        """Write a choice between two formulas, each with its condition; a third may follow."""
        condition, then, otherwise = node.arguments
        rows = [rf"{self.of(then)}, & {self.of(condition)}"]
        others: list[Node] = [opposite(condition)]
        while isinstance(otherwise, Call) and otherwise.function == "if":
            condition, then, otherwise = otherwise.arguments
            conditions = [*others, condition]
            rows.append(rf"{self.of(then)}, & {self.of(_all(conditions))}")
            others.append(opposite(condition))
        rows.append(rf"{self.of(otherwise)}, & {self.of(_all(others))}")
        listed = r" \\ ".join(rows)
        return rf"\begin{{cases}}{listed}\end{{cases}}"

    def _product(self, node: Operation) -> str:
        factors = _factors(node)
        made = ""
        for place, factor in enumerate(factors):
            last = place == len(factors) - 1
            # A bare argument would take in a factor that follows.
            bare = last or _ends_argument(factors[place + 1])
            inner = factor.left if isinstance(factor, Operation) else factor
            if isinstance(inner, Call) and not bare:
                text = self._bracketed(factor)
            else:
                text = self.of(factor, _PRODUCT if isinstance(factor, Operation) else _FACTOR)
            numbers = text[:5] == r"\frac" and made[-1:].isdigit()
            # Between bars, one right behind a factor would close them.
            closes = self._bars and text.startswith(r"\left|")
            if made and (text[0].isdigit() or numbers or closes):
                made += rf" \cdot {text}"
            else:
                made += f" {text}" if made and not text.startswith(r"\left") else text
        return made

    def _bracketed(self, factor: Node) -> str:
        if isinstance(factor, Operation) and isinstance(factor.left, Call) and factor.sign == "^":
            call = factor.left
            if call.function in _NAMED and call.function != "exp":
                return self._call(call, bare=False, power=self.of(factor.right))
            return self._bare(factor)
        return self._call(factor, bare=False) if isinstance(factor, Call) else self.of(factor, 3)


def _all(conditions: "list[Node]") -> Node:
    made = conditions[0]
    for other in conditions[1:]:
        made = Call("and", (made, other))
    return made


def opposite(condition: Node) -> Node:
    """Return the condition under which another one does not hold."""
    if isinstance(condition, Call):
        if condition.function in _OPPOSITES:
            return Call(_OPPOSITES[condition.function], condition.arguments)
        if condition.function == "not":
            return condition.arguments[0]
        if condition.function in ("and", "or"):
            other = "or" if condition.function == "and" else "and"
            return Call(other, tuple(map(opposite, condition.arguments)))
    return Call("not", (condition,))


def _ends_argument(node: Node) -> bool:
    """Tell whether a factor is written as a function, before which an argument ends."""
    if isinstance(node, Operation) and node.sign == "^":
        node = node.left
    return isinstance(node, Call) and node.function in _NAMED - {"exp"}


def _is_short(node: Node) -> bool:
    """Tell whether a function may take an argument without brackets: t, 2t, πt."""
    if isinstance(node, Operation) and node.sign == "*":
        return isinstance(node.left, Number) and isinstance(node.right, Variable)
    return isinstance(node, Number | Variable)


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Operation) and node.sign == "*":
        return [*_factors(node.left), *_factors(node.right)]
    return [node]
