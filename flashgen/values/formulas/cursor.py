"""A cursor over a formula: the next sign, number, name or TeX command."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.names import Name
from flashgen.values.formulas.nodes import Node, Number
from flashgen.values.formulas.rules import FORMULA_RULES

_DEEPEST: Final[int] = FORMULA_RULES["deepest"]

COMMAND: Final = re.compile(r"\\([a-zA-Z]+)")
DIGITS: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_COMMA: Final = re.compile(r",[0-9]+")
_EXPONENT: Final = re.compile(r"[eE][+-]?[0-9]+")
_LIKE_A_SUM: Final = re.compile(r"[0-9]+e[+-][0-9]")


class Cursor:
    """A place in the text of a formula.

    `met` gets the name of each place there that people read in two ways; those in `other` are read
    in the less usual one.
    """

    def __init__(
        self,
        text: str,
        names: Sequence[Name],
        other: frozenset[str],
        met: set[str],
        decimal_comma: bool,
    ) -> None:
        self.text, self.names = text, names
        self.other, self.met = other, met
        self.decimal_comma = decimal_comma
        self.place = 0
        self.depth = 0
        self.bars = 0
        self.number_end = -1
        self.e_is_variable = any(name.spelling == "e" and name.variable for name in names)

    def fail(self, kind: str, what: str = "") -> NoReturn:
        """Raise the error of this kind about a part of the text."""
        raise FormulaError(kind, what)

    def peek(self) -> str:
        """Return the next character that is no space; "" at the end."""
        begun = self.place
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        if self.number_end == begun:
            self.number_end = self.place
        return self.text[self.place : self.place + 1]

    def eat(self, sign: str) -> bool:
        """Skip a sign if it is the next character."""
        if self.peek() != sign:
            return False
        self.place += 1
        return True

    def deeper(self, inside: Callable[[], Node]) -> Node:
        """Read one level deeper."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("deep")
        made = inside()
        self.depth -= 1
        return made

    def reads_otherwise(self, way: str) -> bool:
        """Note a place with two readings, and tell whether the other one is to be taken."""
        self.met.add(way)
        return way in self.other

    def starts(self) -> bool:
        """Tell whether a factor begins here.

        Raises FormulaError where it is a number right behind a number.
        """
        c = self.peek()
        if c.isdigit() or c == ".":
            if self.number_end == self.place:
                self.fail("numbers", self.text[self.place :].split()[0])
            return True
        return bool(c) and (c in "([{√∛\\\ue000" or (c == "|" and not self.bars) or c.isalpha())

    def function_here(self) -> bool:
        """Tell whether the next name is a function's."""
        name = self.name_here()
        return name is not None and bool(name.function)

    def name_here(self) -> Name | None:
        """Return the name that stands next."""
        start = self.place
        self.peek()
        here, self.place = self.place, start
        if command := COMMAND.match(self.text, here):
            return next((n for n in self.names if self._is_command(n.spelling, command)), None)
        return next((n for n in self.names if self.text.startswith(n.spelling, here)), None)

    def _is_command(self, spelling: str, command: re.Match[str]) -> bool:
        """Tell whether a name is a TeX command with what stands behind it: \\sigma_x."""
        behind = spelling[len(command[1]) :]
        own = spelling.startswith(command[1]) and not behind[:1].isalpha()
        return own and self.text.startswith(behind, command.end())

    def number(self, digits: re.Match[str]) -> Number:
        """Read a number that begins with these digits."""
        start, self.place = self.place, digits.end()
        typed = digits[0]
        comma = _COMMA.match(self.text, self.place) if self.decimal_comma else None
        if comma and "." not in typed:
            if len(comma[0]) == 4 and len(typed) <= 3 and typed != "0":
                self.fail("comma", typed + comma[0])
            self.place = comma.end()
            typed += comma[0].replace(",", ".")
        exponent = None if self.e_is_variable else _EXPONENT.match(self.text, self.place)
        is_sum = exponent is not None and _LIKE_A_SUM.fullmatch(typed + exponent[0])
        if is_sum and self.reads_otherwise("scientific"):
            exponent = None
        if exponent:
            self.place = exponent.end()
            typed += exponent[0]
        value = float(typed)
        if value == float("inf"):
            self.fail("unknown", self.text[start : self.place])
        self.number_end = self.place
        return Number(value)
