"""Parse formulas by recursive descent, and compute their values on the way."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from flashgen.checks.calculator import operations as ops
from flashgen.checks.calculator.operations import NotArithmeticError, Result

MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 400  # of a number

_ROUNDED: Final[dict[str, tuple[str, Callable[[float], int]]]] = {
    "\\lfloor": ("\\rfloor", math.floor),
    "\\lceil": ("\\rceil", math.ceil),
}
_CLOSED_BY: Final = {"(": ")", "{": "}", "[": "]", "\\{": "\\}"}
_FACTOR: Final = frozenset(
    {"(", "\\pi", "\\sqrt", "\\frac", "e", "\\log", *ops.FUNCTIONS, *ops.EXTREMES}
)
_KNOWN: Final = frozenset(
    {*_FACTOR, *_ROUNDED, *_CLOSED_BY, *_CLOSED_BY.values(), *"+-*/^!|,_&", "\\%", "\\circ", "\\\\"}
    | {closing for closing, _ in _ROUNDED.values()}
    | {f"\\{word}{{{kind}matrix}}" for word in ("begin", "end") for kind in "bp"}
)


def is_known(token: str) -> bool:
    """Tell whether a token can be part of plain arithmetic."""
    return token in _KNOWN or token[0].isdigit() or (token[0] == "." and len(token) > 1)


def calculate(formula: Sequence[str]) -> Result:
    """Compute the value of a formula from its tokens.

    Division by zero is infinite, and a function outside of its domain NaN. Raises
    NotArithmeticError for anything but plain arithmetic.
    """
    calculator = _Calculator(list(formula))
    try:
        result = calculator.sum()
    except OverflowError:  # an integer too large to be a float
        raise NotArithmeticError from None
    if calculator.at < len(calculator.tokens):
        raise NotArithmeticError
    return result


class _Calculator:
    """A recursive-descent parser that computes values instead of a tree."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        # The kind of the last operand, if it forbids an implied product after it.
        self.last = ""

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise NotArithmeticError
        self.at += 1
        return token

    def _take(self, token: str) -> bool:
        if self._peek() == token:
            self.at += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise NotArithmeticError

    def sum(self) -> Result:
        """Parse terms with plus and minus signs between them."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotArithmeticError
        total = self._product()
        while self._peek() in ("+", "-"):
            sign = self._next()
            term = self._product()
            total = ops.added(total, term if sign == "+" else ops.scaled(term, -1))
        self.depth -= 1
        return total

    def _product(self) -> Result:
        value = self._signed()
        divided = False
        while True:
            token = self._peek()
            if token == "*":
                self.at += 1
                value = ops.multiplied(value, self._signed())
                divided = False
            elif token == "/":
                self.at += 1
                value = ops.divided(value, self._signed())
                divided = True
            elif token in _FACTOR:
                # 1/2π, ln 2π and 1½ are ambiguous.
                if divided or self.last == "function" or (self.last, token) == ("number", "\\frac"):
                    raise NotArithmeticError
                value = ops.multiplied(value, self._power())
            else:
                return value

    def _signed(self) -> Result:
        sign = 1
        while self._peek() in ("+", "-"):
            sign = -sign if self._next() == "-" else sign
        value = self._power()
        return value if sign == 1 else ops.scaled(value, -1)

    def _power(self) -> Result:
        base_token = self._peek()
        base = self._atom()
        while self._peek() in ("!", "\\%"):
            self.last = ""
            base = ops.factorial(base) if self._next() == "!" else ops.divided(base, Result(100))
        if self._take("^"):
            if self.last == "function" or base_token == "^":
                raise NotArithmeticError  # ln(x)^2
            self.last = ""
            if self._is_degree():
                return ops.as_angle(base)
            base = ops.raised(base, self._exponent())
            if self._peek() in ("^", "!"):
                raise NotArithmeticError
        elif base_token == "e":
            raise NotArithmeticError  # a name
        return base

    def _is_degree(self) -> bool:
        if self._take("\\circ"):
            return True
        if self.tokens[self.at : self.at + 3] == ["{", "\\circ", "}"]:
            self.at += 3
            return True
        return False

    def _exponent(self) -> Result:
        exponent = self._argument()
        if exponent.is_angle:
            raise NotArithmeticError
        return exponent

    def _argument(self) -> Result:
        """Parse an argument in braces, or the single character that LaTeX takes without them."""
        if self._take("{"):
            return self._closed("}")
        token = self._next()
        if token[0].isdigit():
            if len(token) > 1:
                self.at -= 1
                self.tokens[self.at] = token[1:]
            return Result(int(token[0]))
        if token == "\\pi":
            return Result(math.pi)
        raise NotArithmeticError

    def _closed(self, closing: str) -> Result:
        value = self.sum()
        self._expect(closing)
        self.last = ""
        return value

    def _atom(self) -> Result:
        token = self._next()
        self.last = ""
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            if len(token) > MAX_DIGITS:
                raise NotArithmeticError
            self.last = "number"
            return Result(float(token) if "." in token else int(token))
        if token == "\\pi":
            return Result(math.pi)
        if token == "e":
            return Result(math.e)
        if token in ("(", "{"):
            return self._closed(_CLOSED_BY[token])
        if token == "|":
            return ops.absolute(self._closed("|"))
        if token in _ROUNDED:
            closing, rounded = _ROUNDED[token]
            return ops.plain(rounded)(self._closed(closing))
        if token == "[":
            return self._vector()
        if token == "\\frac":
            above = self._argument()
            result = ops.divided(above, self._argument())
            self.last = ""
            return result
        if token == "\\sqrt":
            return self._root()
        if token == "\\log" or token in ops.FUNCTIONS:
            return self._function(token)
        if token in ops.EXTREMES:
            return self._extreme(ops.EXTREMES[token])
        if token.startswith("\\begin{"):
            return self._matrix(token)
        raise NotArithmeticError

    def _vector(self) -> Result:
        entries = self._entries("]")
        if len(entries) < 2:
            raise NotArithmeticError  # brackets, or a vector?
        return Result(np.array(entries, dtype=float))

    def _entries(self, closing: str) -> list[float]:
        entries = [ops.scalar(self.sum())]
        while self._take(","):
            entries.append(ops.scalar(self.sum()))
        self._expect(closing)
        self.last = ""
        return entries

    def _matrix(self, begin: str) -> Result:
        end = begin.replace("begin", "end", 1)
        rows: list[list[float]] = [[]]
        while True:
            rows[-1].append(ops.scalar(self.sum()))
            token = self._next()
            if token == "\\\\":
                rows.append([])
            elif token != "&":
                break
        if token != end or len({len(row) for row in rows}) != 1:
            raise NotArithmeticError
        self.last = ""
        return Result(np.array(rows))

    def _root(self) -> Result:
        degree = 2
        if self._take("["):
            token = self._next()
            if not token.isdigit() or token == "0":
                raise NotArithmeticError
            degree = int(token)
            self._expect("]")
        radicand = ops.scalar(self._argument())
        self.last = ""
        if degree == 2:
            return Result(ops.applied(math.sqrt, radicand))
        return Result(ops.applied(lambda x: x ** (1 / degree) if x >= 0 else math.nan, radicand))

    def _function(self, name: str) -> Result:
        if name == "\\log":
            # Without a base it has another meaning in a lecture than on a calculator.
            self._expect("_")
            base = self._base()
            function = ops.LOGARITHMS.get(base)
            if function is None:
                raise NotArithmeticError
        else:
            function = ops.FUNCTIONS[name]
        power = None
        if self._take("^"):
            power = self._exponent()
            if not isinstance(power.value, int) or power.value < 1:
                raise NotArithmeticError  # sin^-1
        in_brackets = self._peek() in ("(", "{", "|", "\\frac", "\\sqrt")
        argument = self._power_of_argument(in_brackets)
        result = function(argument)
        self.last = "function"
        return result if power is None else ops.raised(result, power)

    def _base(self) -> str:
        if self._take("{"):
            base = self._next()
            self._expect("}")
            return base
        base = self._next()
        if len(base) > 1 and base.isdigit():
            self.at -= 1
            self.tokens[self.at] = base[1:]
            base = base[0]
        return base

    def _power_of_argument(self, in_brackets: bool) -> Result:
        if self._peek() in ops.FUNCTIONS or self._peek() == "\\log":
            raise NotArithmeticError
        if in_brackets:
            start = self._peek()
            argument = self._atom()
            if start in ("(", "{", "|") and self._peek() in ("^", "!", "\\%"):
                raise NotArithmeticError  # is it ln(x)^2 or ln((x)^2)?
            return argument
        negative = self._take("-")
        argument = self._power()
        # sin 2π and ln 2√3: is the root inside?
        if self._peek() in _FACTOR:
            raise NotArithmeticError
        return ops.scaled(argument, -1) if negative else argument

    def _extreme(self, chosen: Callable[[list[float]], float]) -> Result:
        opening = self._next()
        if opening not in _CLOSED_BY or opening == "{":
            raise NotArithmeticError
        return Result(chosen(self._entries(_CLOSED_BY[opening])))
