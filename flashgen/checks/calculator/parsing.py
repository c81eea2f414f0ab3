"""Parse formulas by recursive descent to terms, which compute their values in many draws."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct

from flashgen.checks.calculator import operations as ops
from flashgen.checks.calculator.operations import (
    Column,
    NotArithmeticError,
    Number,
    Numbers,
    Operation,
    Term,
)
from flashgen.values.values import Array

Token: TypeAlias = str | int
"""A token, or the number of the column of numbers that stand there."""

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
    return token in _KNOWN or is_number(token)


def is_number(token: str) -> bool:
    """Tell whether a token is a number."""
    return token[0].isdigit() or (token[0] == "." and len(token) > 1)


def number(token: str) -> Number:
    """Return the number that a token is, which may have a sign.

    Raises NotArithmeticError for one of too many digits.
    """
    if len(token) > MAX_DIGITS:
        raise NotArithmeticError
    return float(token) if "." in token else int(token)


class DigitsNeededError(Exception):
    """How the formula is read depends on the digits of the numbers of a column."""

    def __init__(self, column: int) -> None:
        self.column: Final = column


class Formula(Struct, frozen=True):
    """A formula that can be computed for many draws at once; angles are in radians."""

    term: Term

    @property
    def is_angle(self) -> bool:
        """Whether its value is an angle."""
        return self.term.kind.is_angle

    def values(self, columns: Sequence[Column], count: int) -> Column | Array:
        """Return the value in each of `count` draws: numbers, or an array, draws in front.

        Division by zero is infinite, and a function outside of its domain NaN. Raises
        NotArithmeticError if in any of the draws there is no value.
        """
        shape = self.term.kind.shape
        try:
            entries = self.term.run(Numbers(count, columns))
            if not shape:
                return entries[0]
            array = np.array(entries)
            if array.dtype.kind == "O":
                array = array.astype(np.float64)
        except (OverflowError, RecursionError):  # an integer too large to be a float
            raise NotArithmeticError from None
        return array.T.reshape(count, *shape)


class Result(Struct, frozen=True):
    """The value of a formula; angles are in radians."""

    value: Number | Array
    is_angle: bool


def calculate(tokens: Sequence[str]) -> Result:
    """Compute the value of a formula in which all numbers are known.

    Raises NotArithmeticError for anything but plain arithmetic.
    """
    formula = parse(tuple(tokens))
    return Result(formula.values((), 1)[0], formula.is_angle)


def parse(tokens: tuple[Token, ...]) -> Formula:
    """Parse a formula.

    Raises NotArithmeticError for anything but plain arithmetic, and DigitsNeededError.
    """
    parser = _Parser(list(tokens))
    term = parser.sum()
    if parser.at < len(parser.tokens):
        raise NotArithmeticError
    return Formula(term)


def digits(token: Token) -> str:
    """Return a token that is read digit by digit.

    Raises DigitsNeededError for one that stands for a column.
    """
    if isinstance(token, int):
        raise DigitsNeededError(token)
    return token


class _Parser:
    """A recursive-descent parser."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        # The kind of the last operand, if it forbids an implied product after it.
        self.last = ""

    def _peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> Token:
        token = self._peek()
        if token == "":
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

    def sum(self) -> Term:
        """Parse terms with plus and minus signs between them."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotArithmeticError
        first = self._product()
        rest: list[tuple[Operation, Term]] = []
        while self._peek() in ("+", "-"):
            operation = ops.added if self._next() == "+" else ops.subtracted
            rest.append((operation, self._product()))
        self.depth -= 1
        return ops.chained(first, rest)

    def _product(self) -> Term:
        first = self._signed()
        rest: list[tuple[Operation, Term]] = []
        divided = False
        while True:
            token = self._peek()
            if token == "*":
                self.at += 1
                rest.append((ops.multiplied, self._signed()))
                divided = False
            elif token == "/":
                self.at += 1
                rest.append((ops.divided, self._signed()))
                divided = True
            elif token in _FACTOR:
                # 1/2π, ln 2π and 1½ are ambiguous.
                if divided or self.last == "function" or (self.last, token) == ("number", "\\frac"):
                    raise NotArithmeticError
                rest.append((ops.multiplied, self._power()))
            else:
                return ops.chained(first, rest)

    def _signed(self) -> Term:
        sign = 1
        while self._peek() in ("+", "-"):
            sign = -sign if self._next() == "-" else sign
        value = self._power()
        return value if sign == 1 else ops.negated(value)

    def _power(self) -> Term:
        base_token = self._peek()
        base = self._atom()
        while self._peek() in ("!", "\\%"):
            self.last = ""
            if self._next() == "!":
                base = ops.factorial(base)
            else:
                base = ops.chained(base, [(ops.divided, ops.literal(100))])
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

    def _exponent(self) -> Term:
        exponent = self._argument()
        if exponent.kind.is_angle:
            raise NotArithmeticError
        return exponent

    def _argument(self) -> Term:
        """Parse an argument in braces, or the single character that LaTeX takes without them."""
        if self._take("{"):
            return self._closed("}")
        token = digits(self._next())
        if token[0].isdigit():
            if len(token) > 1:
                self.at -= 1
                self.tokens[self.at] = token[1:]
            return ops.literal(int(token[0]))
        if token == "\\pi":
            return ops.literal(math.pi)
        raise NotArithmeticError

    def _closed(self, closing: str) -> Term:
        value = self.sum()
        self._expect(closing)
        self.last = ""
        return value

    def _atom(self) -> Term:
        token = self._next()
        self.last = ""
        if isinstance(token, int):
            self.last = "number"
            return ops.given(token)
        if is_number(token):
            self.last = "number"
            return ops.literal(number(token))
        if token == "\\pi":
            return ops.literal(math.pi)
        if token == "e":
            return ops.literal(math.e)
        if token in ("(", "{"):
            return self._closed(_CLOSED_BY[token])
        if token == "|":
            return ops.absolute(self._closed("|"))
        if token in _ROUNDED:
            closing, rounded = _ROUNDED[token]
            return ops.applied(rounded, self._closed(closing))
        if token == "[":
            return self._vector()
        if token == "\\frac":
            above = self._argument()
            result = ops.chained(above, [(ops.divided, self._argument())])
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

    def _vector(self) -> Term:
        entries = self._entries("]")
        if len(entries) < 2:
            raise NotArithmeticError  # brackets, or a vector?
        return ops.vector(entries)

    def _entries(self, closing: str) -> list[Term]:
        entries = [self._entry()]
        while self._take(","):
            entries.append(self._entry())
        self._expect(closing)
        self.last = ""
        return entries

    def _entry(self) -> Term:
        entry = self.sum()
        ops.require_scalar(entry)
        return entry

    def _matrix(self, begin: str) -> Term:
        end = begin.replace("begin", "end", 1)
        rows: list[list[Term]] = [[]]
        while True:
            rows[-1].append(self._entry())
            token = self._next()
            if token == "\\\\":
                rows.append([])
            elif token != "&":
                break
        if token != end or len({len(row) for row in rows}) != 1:
            raise NotArithmeticError
        self.last = ""
        return ops.matrix(rows)

    def _root(self) -> Term:
        degree = 2
        if self._take("["):
            token = digits(self._next())
            if not token.isdigit() or token == "0":
                raise NotArithmeticError
            degree = int(token)
            self._expect("]")
        radicand = self._argument()
        self.last = ""
        return ops.root(degree, radicand)

    def _function(self, name: str) -> Term:
        if name == "\\log":
            # Without a base it has another meaning in a lecture than on a calculator.
            self._expect("_")
            base = self._base()
            function = ops.LOGARITHMS.get(base)
            if function is None:
                raise NotArithmeticError
        else:
            function = ops.FUNCTIONS[name]
        power = self._exponent() if self._take("^") else None
        in_brackets = self._peek() in ("(", "{", "|", "\\frac", "\\sqrt")
        argument = self._power_of_argument(in_brackets)
        result = function(argument)
        self.last = "function"
        # sin^-1 is no power.
        return result if power is None else ops.raised_to_whole(result, power)

    def _base(self) -> str:
        if self._take("{"):
            base = digits(self._next())
            self._expect("}")
            return base
        base = digits(self._next())
        if len(base) > 1 and base.isdigit():
            self.at -= 1
            self.tokens[self.at] = base[1:]
            base = base[0]
        return base

    def _power_of_argument(self, in_brackets: bool) -> Term:
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
        return ops.negated(argument) if negative else argument

    def _extreme(self, chosen: Callable[[Iterable[Number]], Number]) -> Term:
        opening = self._next()
        if isinstance(opening, int) or opening not in _CLOSED_BY or opening == "{":
            raise NotArithmeticError
        return ops.extreme(chosen, self._entries(_CLOSED_BY[opening]))
