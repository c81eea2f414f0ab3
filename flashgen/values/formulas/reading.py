"""A typed formula to a tree: the twin of the reader in the card's formula.js.

    sum      := product (("+" | "-") product)*
    product  := implicit (("*" | "/") implicit)*
    implicit := "-" implicit | power power*              a product without a sign
    power    := atom ("!" | "°" | "%")* ["^" exponent]
    exponent := "-" exponent | power                     so 2^3^2 is 2^9
    atom     := number | name | call | "(" sum ")" | "|" sum "|" | "√" power | TeX
    call     := function ["^" exponent] ("(" sum ")" | argument)
    argument := "-" argument | power power*              up to the next function

Where people read one text in two ways, the reader notes it, and reads it in the other way when it
is told to: see `ALTERNATIVES`.
"""

import math
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from flashgen.values.formulas.cursor import COMMAND, DIGITS, Cursor
from flashgen.values.formulas.errors import LONGEST, FormulaError
from flashgen.values.formulas.names import Name, names_of
from flashgen.values.formulas.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
)
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.signs import OPENING, plain_formula, split_list, without_name

ALTERNATIVES: Final = ("slash", "exponent", "argument", "bracket", "scientific")
"""The places that people read in two ways, each with an example, the first reading standing first.

slash: 1/2x as 1/(2x) or (1/2)x; exponent: e^2x as e^2 x or e^(2x); argument: sin x/2 as (sin x)/2
or sin(x/2); bracket: sin t (1 + t) as sin(t(1 + t)) or (sin t)(1 + t); scientific: 2e-3 as 0.002 or
2e - 3.
"""

MARK: Final = re.compile("\ue000([0-9]+)\ue001")
"""A number that is filled in for each draw."""


class Reading(Struct, frozen=True):
    """A formula, or a list of formulas, in one of the ways in which it can be read."""

    trees: tuple[Node, ...]
    free: str = ""
    """The letter that is no variable, where one is allowed."""


class Asked(Struct, frozen=True):
    """What is known about a formula before it is typed.

    `count` formulas are wanted: None for one that is not in a list. `free` allows one letter that
    is no variable. `log10` reads `log` as the logarithm to base 10. `written` is a formula that
    `writing.formula_text` has written: a name before a bracket is a function, whatever it is.
    """

    variables: tuple[str, ...]
    count: int | None = None
    free: bool = False
    log10: bool = False
    written: bool = False


def readings(text: str, asked: Asked) -> tuple[Reading, ...]:
    """Read a typed formula in all ways in which people read it, the usual one first.

    Raises FormulaError.
    """
    met: set[str] = set()
    found = [_read(text, asked, frozenset(), met)]
    open_ones = [name for name in ALTERNATIVES if name in met]
    for number in range(1, 2 ** len(open_ones)):
        chosen = frozenset(name for bit, name in enumerate(open_ones) if number >> bit & 1)
        try:
            other = _read(text, asked, chosen, set())
        except FormulaError:
            continue
        if other not in found:
            found.append(other)
    return tuple(found)


def read(text: str, asked: Asked) -> Reading:
    """Read a typed formula in the usual way.

    Raises FormulaError.
    """
    return _read(text, asked, frozenset(), set())


def _read(text: str, asked: Asked, other: frozenset[str], met: set[str]) -> Reading:
    if len(text) > LONGEST and not asked.written:
        raise FormulaError("long")
    plain = without_name(plain_formula(text))
    names = names_of(asked.variables, asked.log10)
    free: list[str] = []
    if asked.count is None:
        parts, decimal_comma = [plain], True
    else:
        parts, decimal_comma = split_list(plain)
        if len(parts) != asked.count:
            raise FormulaError("count", str(asked.count))
    trees = tuple(
        _Reader(part, names, asked, other, met, decimal_comma, free).formula() for part in parts
    )
    return Reading(trees, free[0] if free else "")


_SEVERAL: Final = frozenset(FORMULA_RULES["several"])
_INVERSES: Final[dict[str, str]] = FORMULA_RULES["inverses"]
_TIGHT_SLASH: Final = re.compile(r"\S/(?=[0-9.]|[^\W_])")
_WORD: Final = re.compile(r"[^\W\d_]+(?:_\w+)?")
_WRITTEN: Final = re.compile(r"([^\W\d]\w*)\(")
_FREE: Final = re.compile(r"(?:const(?:ant)?|[A-Za-z](?:_?[0-9])?)(?![^\W_])")


class _Reader(Cursor):
    """Reads one formula by recursive descent."""

    def __init__(
        self,
        text: str,
        names: Sequence[Name],
        asked: Asked,
        other: frozenset[str],
        met: set[str],
        decimal_comma: bool,
        free: list[str],
    ) -> None:
        super().__init__(text, names, other, met, decimal_comma)
        self.asked, self.free = asked, free

    def formula(self) -> Node:
        if not self.text.strip():
            raise FormulaError("empty")
        tree = self._sum()
        if c := self.peek():
            if c == ",":
                raise FormulaError("count", "1")
            self.fail("bracket", _CLOSED[c]) if c in _CLOSED else self.fail("unknown", c)
        return tree

    def _sum(self) -> Node:
        return self.deeper(self._terms)

    def _terms(self) -> Node:
        left = self._product()
        while (c := self.peek()) in ("+", "-"):
            self.place += 1
            left = Operation(c, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._implicit()
        while True:
            c = self.peek()
            if c in ("*", "/"):
                self.place += 1
                left = Operation(c, left, self._implicit(below=c == "/"))
            elif "slash" in self.other and self.starts():
                left = Operation("*", left, self._power())
            else:
                return left

    def _implicit(self, below: bool = False) -> Node:
        """Read a product without a sign; `below` is one that follows a slash."""
        if self.eat("-"):
            return Negative(self.deeper(lambda: self._implicit(below)))
        if self.eat("+"):
            return self.deeper(lambda: self._implicit(below))
        left = self._power()
        while self.starts():
            if below and self.reads_otherwise("slash"):
                return left
            left = Operation("*", left, self._power())
        return left

    def _power(self) -> Node:
        base = self._atom()
        while (c := self.peek()) in ("!", "°", "%"):
            self.place += 1
            if c == "!":
                base = Call("factorial", (base,))
            elif c == "°":
                base = Operation("*", base, Operation("/", _constant("pi"), Number(180.0)))
            else:
                base = Operation("/", base, Number(100.0))
        if not self.eat("^"):
            return base
        return Operation("^", base, self._exponent(isinstance(base, Number)))

    def _exponent(self, of_number: bool = False) -> Node:
        return self.deeper(lambda: self._signed_exponent(of_number))

    def _signed_exponent(self, of_number: bool) -> Node:
        if self.eat("-"):
            return Negative(self._exponent(of_number))
        if self.eat("+"):
            return self._exponent(of_number)
        bracketed = self.peek() in OPENING
        exponent = self._power()
        return self._more_exponent(exponent) if of_number and not bracketed else exponent

    def _more_exponent(self, exponent: Node) -> Node:
        """Take the factors that follow right behind into the exponent, in the other reading."""
        while self.place < len(self.text):
            c = self.text[self.place]
            if not (c.isdigit() or c.isalpha() or c in "\\\ue000") or self.function_here():
                break
            if self.text[self.place - 1].isspace():
                break
            if self.number_end == self.place and c.isdigit():
                break
            if not self.reads_otherwise("exponent"):
                break
            exponent = Operation("*", exponent, self._power())
        return exponent

    def _atom(self) -> Node:
        c = self.peek()
        if c in OPENING:
            return self._bracket()
        if self.eat("|"):
            self.bars += 1
            inside = self._sum()
            self.bars -= 1
            if not self.eat("|"):
                self.fail("bracket", "|")
            return Call("abs", (inside,))
        if c in ("√", "∛"):
            self.place += 1
            operand = self.deeper(self._bracket if self.peek() == "(" else self._power)
            return Call("sqrt" if c == "√" else "cbrt", (operand,))
        if mark := MARK.match(self.text, self.place):
            self.place = mark.end()
            return Constant(int(mark[1]))
        if number := DIGITS.match(self.text, self.place):
            return self.number(number)
        if c == "\\" and (made := self._command()) is not None:
            return made
        return self._named()

    def _bracket(self) -> Node:
        closing = OPENING[self.peek()]
        self.place += 1
        bars, self.bars = self.bars, 0
        inside = self._sum()
        self.bars = bars
        if not self.eat(closing):
            c = self.peek()
            if c and c not in ")]}|,;":
                self.fail("unknown", c)
            self.fail("count", "1") if c == "," else self.fail("bracket", closing)
        return inside

    def _command(self) -> Node | None:
        """Read a TeX command that is no name; None for one that is."""
        found = COMMAND.match(self.text, self.place)
        if not found:
            self.fail("unknown", "\\")
        command = found[1]
        if re.fullmatch("[dtc]?frac", command):
            self.place = found.end()
            above = self._group()
            return Operation("/", above, self._group())
        if re.fullmatch("[dt]?binom", command):
            self.place = found.end()
            above = self._group()
            return Call("binomial", (above, self._group()))
        if command == "sqrt":
            self.place = found.end()
            if self.peek() == "[":
                index = self._bracket()
                return Operation("^", self._group(), Operation("/", Number(1.0), index))
            return Call("sqrt", (self._group(),))
        return None

    def _group(self) -> Node:
        """Read what a TeX command takes: a group in braces, a digit, or a sign."""
        c = self.peek()
        if c.isdigit() and c.isascii():
            self.place += 1
            return Number(float(c))
        return self.deeper(self._bracket if c == "{" else self._atom)

    def _named(self) -> Node:
        c = self.peek()
        other = _WRITTEN.match(self.text, self.place) if self.asked.written else None
        if other is not None and other[1] not in FORMULA_RULES["functions"]:
            self.place = other.end(1)
            return Call(other[1], self._arguments(other[1]))
        name = self.name_here()
        start = self.place
        if name is None:
            return self._unnamed(c)
        self.place += len(name.spelling) + (c == "\\")
        if name.function:
            return self._call(name.function)
        if self.text.startswith("_", self.place):
            word = _WORD.match(self.text, start + (c == "\\"))
            self.fail("name", word[0] if word and "_" in word[0] else f"{name.spelling}_")
        return Variable(name.variable) if name.variable else _constant(name.constant)

    def _unnamed(self, c: str) -> Node:
        if c == "\\":
            command = COMMAND.match(self.text, self.place)
            self.fail("unknown", command[0] if command else c)
        found = _FREE.match(self.text, self.place) if self.asked.free else None
        if found and self.free in ([], [found[0]]):
            self.free[:] = [found[0]]
            self.place = found.end()
            return Variable(found[0])
        if word := _WORD.match(self.text, self.place):
            self.fail("name", word[0])
        before = self.text[: self.place].rstrip()[-1:]
        if before and (not c or c in ")]}+-*/^,;!°%"):
            self.fail("end", before)
        raise FormulaError("unknown", c)

    def _call(self, function: str) -> Node:
        base = None
        if function in ("ln", "log10") and self.text.startswith("_", self.place):
            self.place += 1
            base = self._index()
        power = self._exponent() if self.eat("^") else None
        if self.peek() in OPENING:
            arguments = self._arguments(function)
        elif function in _SEVERAL:
            self.fail("bracket", "(")
        else:
            arguments = (self._argument(),)
        if power == Negative(Number(1.0)) and function in _INVERSES:
            return Call(_INVERSES[function], arguments)
        made: Node = Call(function, arguments)
        if base is not None:
            made = Operation("/", Call("ln", arguments), Call("ln", (base,)))
        return made if power is None else Operation("^", made, power)

    def _index(self) -> Node:
        """Read the base of a logarithm: log_2 x, log_{10}(x)."""
        if digits := re.compile(r"[0-9]+").match(self.text, self.place):
            self.place = digits.end()
            return Number(float(digits[0]))
        return self.deeper(self._atom)

    def _arguments(self, function: str) -> tuple[Node, ...]:
        if function not in _SEVERAL and function in FORMULA_RULES["functions"]:
            return (self._bracket(),)
        closing = OPENING[self.peek()]
        self.place += 1
        comma, self.decimal_comma = self.decimal_comma, False
        bars, self.bars = self.bars, 0
        arguments = [self._sum()]
        while self.peek() in (",", ";"):
            self.place += 1
            arguments.append(self._sum())
        self.decimal_comma, self.bars = comma, bars
        if not self.eat(closing):
            self.fail("bracket", closing)
        if function == "binomial" and len(arguments) != 2:
            self.fail("count", "2")
        return tuple(arguments)

    def _argument(self) -> Node:
        """Read what a function without brackets takes: the factors up to the next function."""
        return self.deeper(self._signed_factors)

    def _signed_factors(self) -> Node:
        if self.eat("-"):
            return Negative(self._argument())
        left = self._factors()
        tight = self.peek() == "/" and _TIGHT_SLASH.match(self.text, self.place - 1)
        if tight and self.reads_otherwise("argument"):
            self.place += 1
            left = Operation("/", left, self._factors())
        return left

    def _factors(self) -> Node:
        left = self._power()
        while self.starts() and not self.function_here():
            if self.peek() in OPENING and self.reads_otherwise("bracket"):
                break
            left = Operation("*", left, self._power())
        return left


_CLOSED: Final = {closing: opening for opening, closing in OPENING.items()}


def _constant(name: str) -> Number:
    return Number({"pi": math.pi, "e": math.e}[name], name)
