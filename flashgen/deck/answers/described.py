"""What a card asks, as course systems share it: fields, options, statements, items in order.

The kinds of answers describe themselves in these words, and a format renders the description: it
decides nothing about what is asked, what is right and what counts.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape, unescape
from typing import Any, Final

from msgspec import Struct

from flashgen.deck.answers.asked import Asked as AskedAnswer
from flashgen.deck.answers.asked import KnownMistake
from flashgen.markup import plain_text
from flashgen.markup.unicode_formulas import unicode_math
from flashgen.values.formatting import format_answer
from flashgen.values.judging import AnswerFormat, allowed_error

_MOST_SHARES: Final = 10
_HYPHEN = re.compile(r"-(?=[\d.])")  # of a number
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
_MATH = re.compile(r"\\\((.+?)\\\)", re.DOTALL)


class WrongNumber(Struct, frozen=True):
    """A number that is wrong in a known way, how far off from it an answer may be, and feedback."""

    value: float
    error: float
    says: str


class NumberField(Struct, frozen=True):
    """A number to type in: the unrounded one, and how far off it an answer may be."""

    value: float
    error: float
    shown: str
    """The number as it is asked for."""
    wrong: tuple[WrongNumber, ...] = ()

    @property
    def ranges(self) -> tuple[tuple[str, float], ...]:
        """What is right as numbers with the error of each: as it is asked for, and unrounded.

        A course system shows the first as the right answer; both together are what the card takes.
        """
        try:
            shown = float(self.shown)
        except ValueError:
            return ((repr(self.value), self.error),)
        left = self.error - abs(self.value - shown)
        if shown == self.value:
            return ((self.shown, self.error),)
        whole = (repr(self.value), self.error)
        return (whole,) if left <= 0 else ((self.shown, left), whole)


class TextField(Struct, frozen=True):
    """A text to type in, and the spellings of it that are right."""

    accepted: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...] = ()
    """Texts that are wrong in a known way, each with feedback."""
    exact: bool = False
    """Whether the case of letters counts."""


class MenuField(Struct, frozen=True):
    """One of several options to choose, with what is said to each (HTML)."""

    texts: tuple[str, ...]
    says: tuple[str, ...]
    right: int
    """The place of the right one."""
    shuffle: bool = False

    @property
    def plain(self) -> tuple[str, ...]:
        """The options as plain text, formulas in Unicode."""
        return tuple(map(plain_option, self.texts))


Field = NumberField | TextField | MenuField


class Fields(Struct, frozen=True):
    """An answer: its fields row by row, what stands before and behind them (HTML)."""

    label: str
    unit: str
    shape: tuple[int, ...]
    fields: tuple[Field, ...]


class Gaps(Struct, frozen=True):
    """A text with fields in it: HTML, and the fields behind its parts but the last."""

    parts: tuple[str, ...]
    fields: tuple[Field, ...]


class Options(Struct, frozen=True):
    """One of several options (HTML), the first of which is right unless another one is."""

    texts: tuple[str, ...]
    says: tuple[str, ...]
    right: int = 0
    shuffle: bool = True


class Statements(Struct, frozen=True):
    """Statements of which those that are true are to be ticked (HTML).

    Where a variant of the note has none that is true, the last one says so in all of them, for an
    answer in which nothing is ticked is none to a course system.
    """

    texts: tuple[str, ...]
    right: tuple[bool, ...]
    says: tuple[str, ...]

    @property
    def share(self) -> str | None:
        """The percentage that a right tick gives and a wrong one costs.

        None where Moodle, which takes those of a list alone, has none for so many.
        """
        count = sum(self.right)
        return f"{100 / count:.7g}" if count <= _MOST_SHARES else None


class Ordering(Struct, frozen=True):
    """Items to be put in order (HTML); those of a group may stand in any order among themselves."""

    groups: tuple[tuple[str, ...], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The items, first to last."""
        return tuple(item for group in self.groups for item in group)

    @property
    def places(self) -> tuple[str, ...]:
        """Of each item the number of its place, as in `3`, or in `3–4` of a group."""
        places, first = [], 1
        for group in self.groups:
            last = first + len(group) - 1
            places += [str(first) if last == first else f"{first}–{last}"] * len(group)
            first = last + 1
        return tuple(places)


Asked = Options | tuple[Fields, ...] | Gaps | Statements | Ordering
"""What is asked; None stands for what can only be shown."""


def number_field(value: Any, fmt: AnswerFormat, mistakes: Sequence[KnownMistake]) -> NumberField:
    """Describe a number to type in."""
    wrong = tuple(
        WrongNumber(m.value, allowed_error(m.value, fmt), m.says)
        for m in mistakes
        if isinstance(m.value, int | float)
    )
    shown = format_answer(value, decimals=fmt.decimals, figures=fmt.figures)
    return NumberField(value, allowed_error(value, fmt), shown, wrong)


def text_field(
    value: str, answer: AskedAnswer, mistakes: Sequence[KnownMistake], others: Sequence[str]
) -> TextField:
    """Describe a text to type in, and the other spellings of it."""
    says = {m.value: m.says for m in mistakes if isinstance(m.value, str)}
    return TextField(spellings(value, *others), tuple(says.items()), answer.case == "exact")


def shape_of(value: Any) -> tuple[int, ...]:
    """Return how many entries nested lists have on each axis."""
    shape: list[int] = []
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


def spellings(*texts: str) -> tuple[str, ...]:
    """Return texts as they may be typed.

    Keyboards have a hyphen for the minus sign of cards and the other way round, digits for
    superscripts and subscripts, and of a hyphen between words people make a space.
    """
    return tuple(
        dict.fromkeys(
            spelling
            for text in texts
            for spelling in (
                text,
                text.replace("−", "-"),
                _HYPHEN.sub("−", text),
                unicodedata.normalize("NFKC", text),
                _BETWEEN_WORDS.sub(" ", text),
            )
        )
    )


def text_of(html: str) -> str:
    """Return HTML as one line of text, formulas as they are typed."""
    return " ".join(unescape(plain_text(html)).split())


def plain_option(html: str) -> str:
    """Return an option as one line of text, formulas in Unicode."""
    return plain_text(_MATH.sub(lambda found: escape(unicode_math(unescape(found[1]))), html))
