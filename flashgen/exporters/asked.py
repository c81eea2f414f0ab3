"""What a note asks, as course systems share it: fields, options, statements, items in order.

A format renders this description and decides nothing about what is asked, what is right and what
counts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from math import prod
from typing import Any, Final

from flashgen.anki.card.data import AnswerData
from flashgen.anki.card.shown import Shown, ShownMistake, with_gaps
from flashgen.markup import plain_text
from flashgen.markup.unicode_formulas import unicode_math
from flashgen.values.formatting import format_answer
from flashgen.values.judging import AnswerFormat, allowed_error
from flashgen.values.kinds import NUMBERS

_MOST_FIELDS: Final = 64
_LONGEST_GAP: Final = 60
_MOST_SHARES: Final = 10
# What cannot be typed: images and blocks, formulas, and other fields.
_MARKUP = re.compile(r"<(?!/?(?:code|b|i|em|strong|span)\b)|\\[(\[]|\ue000")
_HYPHEN = re.compile(r"-(?=[\d.])")  # of a number
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
_MATH = re.compile(r"\\\((.+?)\\\)", re.DOTALL)
_FIELD_MARK = re.compile("\ue000([0-9]+)\ue001")


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """A number that is wrong in a known way, how far off from it an answer may be, and feedback."""

    value: float
    error: float
    says: str


@dataclass(frozen=True, slots=True)
class NumberField:
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


@dataclass(frozen=True, slots=True)
class TextField:
    """A text to type in, and the spellings of it that are right."""

    accepted: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...] = ()
    """Texts that are wrong in a known way, each with feedback."""
    exact: bool = False
    """Whether the case of letters counts."""


@dataclass(frozen=True, slots=True)
class MenuField:
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


@dataclass(frozen=True, slots=True)
class Fields:
    """An answer: its fields row by row, what stands before and behind them (HTML)."""

    label: str
    unit: str
    shape: tuple[int, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """A text with fields in it: HTML, and the fields behind its parts but the last."""

    parts: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """One of several options (HTML), the first of which is right unless another one is."""

    texts: tuple[str, ...]
    says: tuple[str, ...]
    right: int = 0
    shuffle: bool = True


@dataclass(frozen=True, slots=True)
class Statements:
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


@dataclass(frozen=True, slots=True)
class Ordering:
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


def asked(item: Shown) -> Asked | None:
    """Describe the question of a note or of one variant; None if no course system can judge it."""
    if item.statements:
        return _statements(item)
    if item.order:
        return Ordering(item.order)
    if item.choices:
        texts = tuple(choice.text for choice in item.choices)
        return Options(texts, tuple(choice.says for choice in item.choices))
    if item.answers:
        fields = _answers(item)
        if fields is not None and len(fields) == 1 and isinstance(fields[0].fields[0], MenuField):
            menu = fields[0].fields[0]
            return Options(menu.texts, menu.says, menu.right, menu.shuffle)
        return fields
    return _gaps(item) if item.note.kind == "cloze" else None


def _statements(item: Shown) -> Statements:
    texts = [statement.text for statement in item.statements]
    right = [statement.is_true for statement in item.statements]
    says = [statement.says for statement in item.statements]
    if item.all_false:
        texts.append(instruction(item.note.language).none)
        right.append(not any(right))
        says.append("")
    return Statements(tuple(texts), tuple(right), tuple(says))


@dataclass(frozen=True, slots=True)
class Instruction:
    """What course systems say of statements and orders, in the language of a card."""

    tick: str
    none: str
    order: str
    number: str


_ENGLISH = Instruction(
    "Tick the statements that are true.",
    "None of these statements is true.",
    "Put the items in order.",
    "Give each item the number of its place.",
)
_CHINESE = Instruction(
    "请勾选正确的说法。", "以上说法都不正确。", "请将各项按顺序排列。", "请给出每一项的序号。"
)


def instruction(language: str) -> Instruction:
    """Return the words of a language: Chinese for `zh…`, English for every other one."""
    return _CHINESE if language.split("-")[0] == "zh" else _ENGLISH


def _answers(item: Shown) -> tuple[Fields, ...] | None:
    made = []
    for number, (answer, value) in enumerate(zip(item.answers, item.values, strict=True)):
        mistakes = [mistake for mistake in item.mistakes if mistake.of == number]
        fields = _fields(answer, value, mistakes)
        if fields is None:
            return None
        label = answer.label or escape(answer.name) if len(item.answers) > 1 else ""
        made.append(Fields(label, answer.unit, _shape(value), fields))
    return tuple(made)


def _fields(
    answer: AnswerData, value: Any, mistakes: Sequence[ShownMistake]
) -> tuple[Field, ...] | None:
    if answer.kind == "menu":
        said = {m.value: m.says for m in mistakes}
        all_says = tuple(said.get(place, "") for place in range(len(answer.options)))
        return (MenuField(answer.options, all_says, value, answer.shuffle),)
    shape = _shape(value)
    if answer.kind == "formula":
        return None  # no course system judges it at points
    if answer.compare is not None or not 0 < prod(shape) <= _MOST_FIELDS:
        return None
    entries = _entries(value)
    if all(isinstance(entry, str) for entry in entries):
        says = {m.value: m.says for m in mistakes if isinstance(m.value, str)}
        wrong = tuple(says.items()) if not shape else ()
        exact = answer.case == "exact"
        others = [plain_text(html) for html in answer.accept]
        return tuple(TextField(_spellings(entry, *others), wrong, exact) for entry in entries)
    if answer.kind not in NUMBERS or any(isinstance(entry, str) for entry in entries):
        return None
    fmt = AnswerFormat(
        answer.kind, answer.decimals, answer.figures, answer.tolerance, answer.relative
    )
    wrong_numbers = tuple(
        WrongNumber(m.value, allowed_error(m.value, fmt), m.says)
        for m in mistakes
        if not shape and isinstance(m.value, int | float)
    )
    return tuple(
        NumberField(
            entry,
            allowed_error(entry, fmt),
            format_answer(entry, decimals=answer.decimals, figures=answer.figures),
            wrong_numbers,
        )
        for entry in entries
    )


def _shape(value: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else 0
    return tuple(shape)


def _entries(value: Any) -> list[Any]:
    return (
        [entry for part in value for entry in _entries(part)]
        if isinstance(value, list)
        else [value]
    )


def _spellings(*texts: str) -> tuple[str, ...]:
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


def _gaps(item: Shown) -> Gaps | None:
    """Return a cloze text with a field for each gap whose text can be typed; others stay filled."""
    fields: list[Field] = []

    def field(inside: str, hint: str, in_math: bool) -> str | None:
        text = plain_text(inside)
        if in_math or _MARKUP.search(inside) or not 0 < len(text) <= _LONGEST_GAP:
            return None
        fields.append(TextField(_spellings(text)))
        return f"\ue000{len(fields) - 1}\ue001" + (f" ({hint})" if hint else "")

    html = with_gaps(item.note, field)
    parts = _FIELD_MARK.split(html)
    order = [int(number) for number in parts[1::2]]
    return Gaps(tuple(parts[::2]), tuple(fields[number] for number in order)) if order else None


def text_of(html: str) -> str:
    """Return HTML as one line of text, formulas as they are typed."""
    return " ".join(unescape(plain_text(html)).split())


def plain_option(html: str) -> str:
    """Return an option as one line of text, formulas in Unicode."""
    return plain_text(_MATH.sub(lambda found: escape(unicode_math(unescape(found[1]))), html))
