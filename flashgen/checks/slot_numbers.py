"""The texts of slots as tokens, with the numbers in them as columns over the draws.

Texts that differ in their numbers alone are of one pattern: what stands around the numbers is read
once for all of them.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from html import unescape
from itertools import count
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.checks.calculator import (
    MAX_DIGITS,
    Column,
    DigitsNeededError,
    Formula,
    NotArithmeticError,
    Token,
    number,
    numbers_apart,
    parse,
    tokens,
)
from flashgen.values.parts import same_values
from flashgen.values.values import Array

Part = str | int
"""A token, or the number of the column whose value is displayed there."""


class Filled(Struct, frozen=True):
    """A formula filled in some draws, `places`: of one pattern, with its numbers in columns.

    A token that is a number of Python's is the place of its column: the numbers as displayed, and
    their values.
    """

    places: Array
    tokens: tuple[Token, ...]
    numbers: tuple[tuple[Array, Array], ...]

    def with_digits(self, place: int) -> "Iterator[Filled]":
        """Split by the numbers of a column, which become tokens."""
        chosen, _ = self.numbers[place]
        for known in dict.fromkeys(chosen.tolist()):
            here = np.flatnonzero(chosen == known)
            yield Filled(
                self.places[here],
                tuple([known if token == place else token for token in self.tokens]),
                tuple([(digits[here], values[here]) for digits, values in self.numbers]),
            )


_SIGNED: Final = (("-", ""), ("(", "", ")"))
"""A number with its sign: in the middle of a formula, it is in parentheses."""
_BEFORE_SIGNED: Final = frozenset({"(", "[", "{", ",", "+", "-", "*", "/", "&", "\\\\"})


class SlotTexts:
    """The texts of one slot in many draws, each distinct one split once.

    With `signed`, a number and its sign are one, and of one pattern with a number without.
    """

    def __init__(self, texts: Sequence[str], *, signed: bool) -> None:
        distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        self._of_draws = np.array([distinct[text] for text in texts], dtype=np.int64)
        patterns: dict[tuple[str, ...], int] = {}
        labels: list[int] = []
        self._digits: list[list[str]] = []
        for pattern, numbers in numbers_apart(list(map(unescape, distinct))):
            if any(len(digits) > MAX_DIGITS for digits in numbers):
                left = iter(numbers)
                pattern, numbers = tuple([token or next(left) for token in pattern]), []
            elif signed and pattern in _SIGNED:
                numbers = [f"-{digits}" for digits in numbers] if pattern[0] == "-" else numbers
                pattern = ("",)
            labels.append(patterns.setdefault(pattern, len(patterns)))
            self._digits.append(numbers)
        self.patterns: Final = tuple(patterns)
        self._labels = np.array(labels, dtype=np.int64)

    @cached_property
    def labels(self) -> Array:
        """The number of the pattern in each draw; one number where all have the same."""
        return np.zeros(1, np.int64) if len(self.patterns) == 1 else self._labels[self._of_draws]

    @cached_property
    def _tables(self) -> list[list[tuple[Array, Array]]]:
        """For each pattern its numbers, as displayed and as values, by the number of the text."""
        tables = []
        for label, pattern in enumerate(self.patterns):
            texts = np.flatnonzero(self._labels == label)
            of_pattern = []
            for place in range(pattern.count("")):
                digits = np.empty(len(self._digits), dtype=object)
                digits[texts] = shown = [self._digits[text][place] for text in texts.tolist()]
                values = np.empty(len(self._digits), dtype=object)
                values[texts] = [number(text) for text in shown]
                of_pattern.append((digits, values))
            tables.append(of_pattern)
        return tables

    def numbers(self, label: int, places: Array) -> list[tuple[Array, Array]]:
        """Return the numbers of a pattern, as displayed and as values, in some draws of it."""
        texts = self._of_draws[places]
        return [(digits[texts], values[texts]) for digits, values in self._tables[label]]


class FilledSlots:
    """The texts of the slots of a form, to fill formulas with."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._texts = texts
        self._slots: dict[tuple[int, bool], SlotTexts] = {}

    def _slot(self, number: int, signed: bool) -> SlotTexts:
        slot = self._slots.get((number, signed))
        if slot is None:
            slot = self._slots[number, signed] = SlotTexts(self._texts[number], signed=signed)
        return slot

    def text(self, number: int, draw: int) -> str:
        """Return the text of a slot in a draw, as HTML."""
        return self._texts[number][draw]

    def displayed(self, parts: Sequence[Part], draw: int) -> tuple[str, ...]:
        """Return the tokens of a formula in a draw."""
        found: list[str] = []
        for part in parts:
            found += (part,) if isinstance(part, str) else tokens(unescape(self._texts[part][draw]))
        return tuple(found)

    def fill(self, parts: Sequence[Part], places: Array) -> Iterator[Filled]:
        """Fill a formula in some draws, pattern by pattern."""
        columns = {
            place: self._slot(part, _may_be_signed(parts, place))
            for place, part in enumerate(parts)
            if isinstance(part, int)
        }
        labels = [column.labels for column in columns.values()]
        varying = [column[places] if len(column) > 1 else column for column in labels]
        for here in same_values(varying, len(places)):
            draws = places[here]
            own = {
                place: int(column[here[0] if len(column) > 1 else 0])
                for place, column in zip(columns, varying, strict=True)
            }
            filled: list[Token] = []
            numbers: list[tuple[Array, Array]] = []
            for place, part in enumerate(parts):
                if isinstance(part, str):
                    filled.append(part)
                    continue
                slot, label = columns[place], own[place]
                of_slot = count(len(numbers))
                numbers += slot.numbers(label, draws)
                filled += [token or next(of_slot) for token in slot.patterns[label]]
            yield Filled(draws, tuple(filled), tuple(numbers))


def _may_be_signed(parts: Sequence[Part], place: int) -> bool:
    """Tell whether a number and its sign can be read as one at this place of a formula."""
    before = parts[place - 1] if place else "("
    after = parts[place + 1] if place + 1 < len(parts) else ")"
    if before not in _BEFORE_SIGNED or isinstance(after, int):
        return False
    return after not in ("^", "!", "\\frac")


class Computed(Struct, frozen=True):
    """The value of a formula in some draws: numbers, or an array with the draws in front."""

    places: Array
    values: Column | Array
    is_angle: bool


def computed(formula: Filled) -> Iterator[Computed]:
    """Compute a filled formula, without the draws in which it turns out not to be arithmetic."""
    read = _read(formula.tokens)
    if isinstance(read, int):
        for part in formula.with_digits(read):
            yield from computed(part)
    elif read is not None:
        yield from _values(read, formula)


@lru_cache(maxsize=1024)
def _read(tokens: tuple[Token, ...]) -> Formula | int | None:
    """Return a formula, or the column of which the digits are needed; None if it is none."""
    try:
        return parse(tokens)
    except DigitsNeededError as needed:
        return needed.column
    except NotArithmeticError:
        return None


def _values(formula: Formula, given: Filled) -> Iterator[Computed]:
    columns = [column.tolist() for _, column in given.numbers]
    try:
        values = formula.values(columns, len(given.places))
        yield Computed(given.places, values, formula.is_angle)
    except NotArithmeticError:
        if len(given.places) == 1:
            return
        for draw in range(len(given.places)):
            one = np.array([draw])
            numbers = tuple([(digits[one], column[one]) for digits, column in given.numbers])
            yield from _values(formula, Filled(given.places[one], given.tokens, numbers))
