"""What a note asks, described as course systems share it: see `deck.answers.described`."""

import re
from html import escape
from typing import Final

from msgspec import Struct

from flashgen.anki.card.shown import Shown, with_gaps
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.described import (
    Asked,
    Field,
    Fields,
    Gaps,
    MenuField,
    Options,
    Ordering,
    Statements,
    TextField,
    shape_of,
    spellings,
)
from flashgen.deck.identity import is_chinese
from flashgen.markup import plain_text

_LONGEST_GAP: Final = 60
# What cannot be typed: images and blocks, formulas, and other fields.
_MARKUP = re.compile(r"<(?!/?(?:code|b|i|em|strong|span)\b)|\\[(\[]|\ue000")
_FIELD_MARK = re.compile("\ue000([0-9]+)\ue001")


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


class Instruction(Struct, frozen=True):
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
    return _CHINESE if is_chinese(language) else _ENGLISH


def _answers(item: Shown) -> tuple[Fields, ...] | None:
    made = []
    for number, (answer, value) in enumerate(zip(item.answers, item.values, strict=True)):
        mistakes = [mistake for mistake in item.mistakes if mistake.of == number]
        others = [plain_text(html) for html in answer.accept]
        fields = KINDS[answer.kind].fields(answer, value, mistakes, others)
        if fields is None:
            return None
        label = answer.label or escape(answer.name) if len(item.answers) > 1 else ""
        made.append(Fields(label, answer.unit, shape_of(value), fields))
    return tuple(made)


def _gaps(item: Shown) -> Gaps | None:
    """Return a cloze text with a field for each gap whose text can be typed; others stay filled."""
    fields: list[Field] = []

    def field(inside: str, hint: str, in_math: bool) -> str | None:
        text = plain_text(inside)
        if in_math or _MARKUP.search(inside) or not 0 < len(text) <= _LONGEST_GAP:
            return None
        fields.append(TextField(spellings(text)))
        return f"\ue000{len(fields) - 1}\ue001" + (f" ({hint})" if hint else "")

    html = with_gaps(item.note, field)
    parts = _FIELD_MARK.split(html)
    order = [int(number) for number in parts[1::2]]
    return Gaps(tuple(parts[::2]), tuple(fields[number] for number in order)) if order else None
