"""Cards as a table for spreadsheets and other flashcard programs (RFC 4180, UTF-8)."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flashgen.build.notes import RenderedDefinition
from flashgen.exporters.card_text import CardText, card_texts, fill_clozes

HEADER = ("id", "kind", "front", "back", "tags", "deck", "language", "variant")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the encoding of the country

# What a spreadsheet runs as a formula, wide forms too; a plain number is none.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(slots=True)
class _Lines:
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

    Texts are Markdown. A cell that a spreadsheet would run gets an apostrophe in front.
    """
    buffer = _Lines()
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
    note = card.note
    front, back = card.front, card.back
    if note.kind == "cloze":
        front = fill_clozes(card.front, lambda text, hint, number: f"[{hint or '…'}]")
        back = fill_clozes(card.front, lambda text, hint, number: text)
    if card.options:
        front += "\n\n" + "\n".join(f"- {option}" for option in card.options)
    return (
        note.id,
        note.kind,
        front,
        "\n\n".join(part for part in (back, *card.solution, card.extra, card.source) if part),
        " ".join(note.tags),
        note.deck,
        note.language,
        str(card.variant or ""),
    )


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe in front where a spreadsheet would run it."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
