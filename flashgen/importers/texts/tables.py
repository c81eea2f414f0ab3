"""Tables of cards: Anki's text export, CSV and TSV with a header or without, Quizlet's lists."""

import csv
import re
from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import Final

from msgspec import Struct, field

from flashgen.exporters.csv import HEADER as OWN_HEADER
from flashgen.importers.draft import clean
from flashgen.importers.texts.card import FoundCards, TextCard
from flashgen.importers.texts.collection import Collection, FieldNote

_SEPARATORS: Final = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER_LINE = re.compile(r"#([a-z ]+):(.*)", re.IGNORECASE)
_KNOWN: Final = (
    "separator", "html", "tags", "columns", "notetype", "deck", "notetype column", "deck column",
    "tags column", "guid column", "if matches",
)  # fmt: skip
_NAMES: Final = {
    "front": "front question term word prompt q 问题 正面 单词 題目 問題 frage vorderseite",
    "back": "back answer definition meaning translation response a 答案 背面 解释 释义 antwort",
    "cloze": "cloze text",
    "extra": "extra hint note notes comment explanation example remarks 备注 解析 提示 例句",
    "tags": "tags tag labels categories category 标签",
    "deck": "deck 牌组",
    "id": "id guid key uuid",
    "kind": "kind type notetype",
    "ignored": "language variant",
}
_COLUMNS: Final = {name: role for role, names in _NAMES.items() for name in names.split()}
_HTML = re.compile(
    r"<(?:br|b|i|u|div|p|span|img|ul|ol|li|table|sup|sub|code|pre|a)\b[^<>]*>|&[a-z]+;", re.I
)
_MARKDOWN = re.compile(
    r"\*\*[^*]+\*\*|\$[^$\s][^$]*\$|`[^`]+`|!\[[^\[\]]*\]\(|^[-*] ", re.MULTILINE
)
_FORMULA_GUARD = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")


class _Headers(Struct):
    """The lines with `#` above Anki's own text export."""

    separator: str = "\t"
    is_html: bool = False
    note_type: str = ""
    deck: str = ""
    tags: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)  # from 0
    found: bool = False


def has_anki_headers(text: str) -> bool:
    """Tell whether a text begins with the headers of Anki's text export."""
    return _headers(text)[0].found


def _headers(text: str) -> tuple[_Headers, str]:
    made = _Headers()
    lines = text.removeprefix("\ufeff").split("\n")
    while lines and (match := _HEADER_LINE.fullmatch(lines[0].rstrip("\r"))):
        name, value = match[1].lower().strip(), match[2].strip()
        if name not in _KNOWN:
            break
        made.found = True
        lines.pop(0)
        if name == "separator":
            made.separator = _SEPARATORS.get(value.lower(), value[:1] or "\t")
        elif name == "html":
            made.is_html = value.lower() == "true"
        elif name == "notetype":
            made.note_type = value
        elif name == "deck":
            made.deck = value
        elif name == "tags":
            made.tags = value.split()
        elif name.endswith(" column") and value.isdecimal() and int(value) > 0:
            made.columns[name.removesuffix(" column")] = int(value) - 1
    return made, "\n".join(lines)


def anki_text(text: str, collection: Collection, deck: str) -> None:
    """Add the notes of Anki's own text export to a collection; `deck` is for those without one."""
    headers, rest = _headers(text)
    special = set(headers.columns.values())
    for row in _rows(rest, headers.separator):
        if row and row[0].startswith("#") and len(row) == 1:
            continue

        def column(name: str, default: str, row: Sequence[str] = row) -> str:
            at = headers.columns.get(name, -1)
            return row[at] if 0 <= at < len(row) and row[at] else default

        fields = [cell for number, cell in enumerate(row) if number not in special]
        if not headers.is_html:
            fields = [escape(cell, quote=False).replace("\n", "<br>") for cell in fields]
        note_type = column("notetype", headers.note_type)
        if not note_type:
            while len(fields) > 2 and not fields[-1]:
                fields.pop()
        collection.add(
            FieldNote(
                tuple(fields),
                note_type,
                column("deck", headers.deck or deck),
                (*headers.tags, *column("tags", "").split()),
                column("guid", ""),
            )
        )


def separator_of(text: str, suffix: str) -> str:
    """Return the sign between the columns of a table; empty where a text is none."""
    sample = text[:50_000]
    lines = [line for line in sample.split("\n") if line.strip()]
    if suffix == ".tsv":
        return "\t"
    signs = (",", ";", "\t", "|") if suffix == ".csv" else ("\t",)
    best, most = "", 0
    for sign in signs:
        rows = _rows(sample, sign)[:200]
        widths = [len(row) for row in rows[: max(1, len(rows) - 1)] if any(row)]
        usual = max(set(widths), key=widths.count, default=1)
        fitting = sum(width == usual for width in widths) if usual > 1 else 0
        if fitting * 10 >= len(widths) * 8 and fitting > most:
            best, most = sign, fitting
    if not best and suffix == ".csv" and lines:
        return ","
    return best


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(2_000_000)
    reader = csv.reader(StringIO(clean(text).replace("\x00", ""), newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        rows = [line.split(separator) for line in clean(text).split("\n")]
    return [row for row in rows if any(row)]


def table_cards(text: str, separator: str) -> tuple[FoundCards, list[FieldNote]]:
    """Return the cards of a table: as Markdown, or as fields where they are HTML.

    A first row of names says which column is what; without one the first column asks and the
    second answers.
    """
    rows = _rows(text, separator)
    if not rows:
        return FoundCards(), []
    roles = _roles(rows[0])
    is_own = tuple(cell.lower() for cell in rows[0]) == OWN_HEADER
    names = rows.pop(0) if roles else []
    if not roles:
        roles = ["front", "back", *["extra"] * (max(map(len, rows)) - 2)]
    cells = "\n".join(cell for row in rows[:500] for cell in row)
    is_html = not is_own and _HTML.search(cells) is not None
    is_markdown = is_own or (not is_html and _MARKDOWN.search(cells) is not None)
    cards: list[TextCard] = []
    notes: list[FieldNote] = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        by_role: dict[str, list[str]] = {}
        comments: list[str] = []
        for number, cell in enumerate(row):
            role = roles[number] if number < len(roles) else "extra"
            text_of_cell = _FORMULA_GUARD.sub("", cell, count=1) if is_own else cell
            if role == "other" and cell:
                comments.append(f"{names[number]}: {' '.join(cell.split())[:300]}")
            elif text_of_cell:
                by_role.setdefault(role, []).append(text_of_cell)
        if is_own and row[0]:
            language = OWN_HEADER.index("language")
            key = (row[0], row[language] if len(row) > language else "")
            if key in seen:  # another variant of the same card
                continue
            seen.add(key)
        front = "\n\n".join(by_role.get("cloze", by_role.get("front", [])))
        back = "\n\n".join(by_role.get("back", []))
        extra = "\n\n".join(by_role.get("extra", []))
        tags = [
            tag for cell in by_role.get("tags", []) for tag in re.split(r"[\s,;]+", cell) if tag
        ]
        deck = " ".join(by_role.get("deck", []))
        key_of = " ".join(by_role.get("id", []))
        if is_html:
            fields = (front, back, extra) if extra else (front, back)
            notes.append(FieldNote(fields, "", deck, tuple(tags), key_of))
            continue
        if not is_markdown:
            front, back, extra = map(plain_as_markdown, (front, back, extra))
        is_cloze = re.search(r"\{\{c[0-9]+::", front) is not None
        cards.append(
            TextCard(front, back, is_cloze=is_cloze, extra=extra, tags=tags, deck=deck,
                     key=key_of, comments=comments)
        )  # fmt: skip
    return FoundCards(cards), notes


def _roles(row: Sequence[str]) -> list[str]:
    """Recognize the columns by the names in the first row; empty if it has none."""
    made = [_COLUMNS.get(cell.strip().strip("#").lower(), "other") for cell in row]
    has_sides = "cloze" in made or ("front" in made and "back" in made)
    if not has_sides:
        return []
    if "front" in made and "cloze" in made:  # `text` beside a front is none
        made = ["extra" if role == "cloze" else role for role in made]
    return made


def plain_as_markdown(text: str) -> str:
    """Return plain text as Markdown that shows it as it stands, lines too; clozes stay."""
    from flashgen.importers.conversion import convert

    html = escape(text, quote=False).replace("\n", "<br>")
    made = convert(html, "cloze" if "{{c" in text else "text")
    return made.markdown if made else text
