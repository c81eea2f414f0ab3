"""Cards as a table for spreadsheets and other flashcard programs (RFC 4180, UTF-8)."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct, field

from flashgen.build.notes import RenderedDefinition
from flashgen.deck.answers import KINDS
from flashgen.exporters.card_text import AnswerText, CardText, card_texts, menus
from flashgen.markup.cloze import fill_clozes
from flashgen.values.judging import allowed_error
from flashgen.values.values import Value

HEADER = (
    *("id", "kind", "question", "options", "answer", "value", "unit", "tolerance", "solution"),
    *("extra", "source", "tags", "deck", "language", "variant", "hints"),
)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the encoding of the country

# What a spreadsheet takes for the beginning of a formula, wide forms too …
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# … and what begins so and is none: numbers, alone, in a row, or with a unit behind them.
_NUMBER = r"\[*[+-]?[0-9][0-9.]*(?:e[+-]?[0-9]+)?%?\]*"
_NUMBERS = re.compile(rf"{_NUMBER}(?:(?:[,;] ?|\n){_NUMBER})*(?: [^=+\-@|!()＝＋－＠]*)?")


class _Buffer(Struct):
    """Takes what csv writes."""

    parts: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)

    def taken(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        return text


def write(
    definitions: Sequence[RenderedDefinition], *, variants: int = 1, bom: bool = False
) -> Iterator[str]:
    """Yield the header and one record a note, or one a variant, each with its line end (CRLF).

    Texts are Markdown. Where a note has several answers, `value`, `unit` and `tolerance` have a
    line for each. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    buffer = _Buffer()
    writer = csv.writer(buffer, lineterminator="\r\n")
    if bom:
        buffer.write(BYTE_ORDER_MARK)
    writer.writerow(HEADER)
    yield buffer.taken()
    for item in definitions:
        for card in card_texts(item, variants):
            writer.writerow(map(safe_cell, _row(card)))
            yield buffer.taken()


def _row(card: CardText) -> tuple[str, ...]:
    note, answers = card.note, card.answers
    question, answer = card.front, card.back
    if note.kind == "cloze":
        question = fill_clozes(card.front, lambda text, hint, number: f"[{hint or '…'}]")
        answer = fill_clozes(card.front, lambda text, hint, number: text)
    elif card.listed:
        answer = "\n".join(card.listed.answer)
    elif len(answers) == 1:
        answer = card.back.replace(answers[0].with_unit, answers[0].shown, 1)
    elif answers:
        answer = "\n".join(f"{one.label}: {one.with_unit}" for one in answers)
    return (
        note.id,
        note.kind,
        question,
        "\n".join([*card.options, *menus(card)]),
        answer,
        _lines(_number(one.value) for one in answers),
        _lines(one.unit for one in answers),
        _lines("" if card.options else _tolerance(one) for one in answers),
        "\n\n".join(card.solution),
        card.extra,
        card.source,
        " ".join(note.tags),
        note.deck,
        note.language,
        str(card.variant or ""),
        "\n\n".join(card.hints),
    )


def _lines(cells: Iterable[str]) -> str:
    """Return a line for each answer; nothing where none of them has anything."""
    lines = list(cells)
    return "\n".join(lines) if any(lines) else ""


def _number(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return json.dumps(value.tolist(), ensure_ascii=False)
    return str(value)


def _tolerance(answer: AnswerText) -> str:
    """Return how far off the answer may be; empty where it is no number or has no single error."""
    fmt = answer.format
    if not KINDS[fmt.kind].is_one_number or not isinstance(answer.value, int | float):
        return ""
    exact = fmt.kind == "integer" and fmt.tolerance is None and fmt.relative is None
    return "0" if exact else f"{allowed_error(answer.value, fmt):.6g}"


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe in front where a spreadsheet would run it."""
    if _FORMULA.match(text) and not _NUMBERS.fullmatch(text):
        return f"'{text}"
    return text
