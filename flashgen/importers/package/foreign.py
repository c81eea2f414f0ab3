"""Notes of any note type -> concept and cloze cards: what Anki shows on the front and the back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.package.reading import Package, PackageNote, PackageNoteType
from flashgen.importers.conversion import convert
from flashgen.importers.draft import DraftCard, Value
from flashgen.importers.html.nodes import text_of
from flashgen.importers.html.tree import MAX_LENGTH, parse
from flashgen.importers.package.images import Images
from flashgen.importers.package.occlusion import hides_parts_of_an_image
from flashgen.importers.package.reasons import nothing_on
from flashgen.importers.package.templates import (
    CLOZE,
    FRONT,
    HINT,
    CardFields,
    CardSide,
    Filled,
    hidden_by,
)
from flashgen.markup import compile_cloze
from flashgen.source.patterns import replace_closed

_TAG = re.compile(r"""[<>&"'\s]|[\x00-\x1f\x7f-\x9f]""")
_LINE_END = re.compile(r"<(?:br|/?(?:div|p|li|t[dhr]))\b", re.IGNORECASE)
_RULE = re.compile(r"\s*<hr\b[^>]*>", re.IGNORECASE)
_ANSWER_RULE = re.compile(r"<hr\b[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>", re.IGNORECASE)
_CLOZE = re.compile(r"\{\{c[0-9,]+::(.*?)(?:::.*?)?\}\}", re.DOTALL)
_CLOZE_NUMBERS = re.compile(r"\{\{c([0-9]+(?:,[0-9]+)*)::")
_LONGEST_TAG: Final = 200
_MOST_PARSED: Final = 10_000_000
"""Characters of templates that are kept parsed."""
_FIRST: Final = 4000  # characters of a field in which its first words are sought


class ConvertedCard(Struct, frozen=True):
    """What a card of a note became: entries of a definition, or the reason why it became none."""

    note: PackageNote
    ordinal: int
    wish: str
    """The words from which an id is made."""
    entries: Mapping[str, Value]
    lost: tuple[str, ...] = ()
    reason: str = ""
    """Why it became no definition; empty where it did."""
    hidden: tuple[str, ...] = ()
    """Fields that no template shows, with their names."""

    @property
    def key(self) -> str:
        """What tells the card from all others, and stays when its text changes."""
        return self.note.guid if self.ordinal == 0 else f"{self.note.guid}/{self.ordinal}"

    def draft(self, id: str) -> DraftCard:
        """Return the definition under an id."""
        comments = [f"Not kept: {what}" for what in self.lost]
        comments += [f"Not shown by Anki: {what}" for what in self.hidden]
        return DraftCard.of(id, self.entries, comments)


class _Sides(Struct, frozen=True):
    """A template, parsed."""

    name: str
    front: CardSide
    back: CardSide


class _Faces(Struct, frozen=True):
    """The front and the back of a card as Markdown, its hints, and what was lost of each.

    `extra` is what hints of the back open.
    """

    front: str | None
    back: str | None
    extra: str
    hints: tuple[str, ...]
    lost_front: dict[str, None]
    lost_back: dict[str, None]

    @property
    def lost(self) -> tuple[str, ...]:
        return tuple(self.lost_front | self.lost_back)


class ForeignNotes:
    """Makes cards of the notes of a package."""

    def __init__(self, package: Package, images: Images) -> None:
        self._package = package
        self._images = images
        self._sides: dict[int, list[_Sides]] = {}
        self._size = 0

    def first_words(self, note: PackageNote) -> str:
        """Return the text of the field that a note's front begins with, for its id."""
        fields = self._package.fields(note)
        sides = self._templates(note)
        of_front = sides[0].front.fields if sides else frozenset()
        name = next((name for name in fields if name in of_front), next(iter(fields), ""))
        html = _LINE_END.sub(r" \g<0>", fields.get(name, "")[:_FIRST])
        text = replace_closed(_CLOZE, r"\1", text_of(parse(html)), "}}")
        return " ".join(text.split())

    def convert(self, note: PackageNote, tags_of_file: Sequence[str]) -> list[ConvertedCard]:
        """Convert the cards of a note; the file's tags are not its own."""
        note_type = self._package.note_type(note)
        fields = self._package.fields(note)
        words = self.first_words(note)
        first = note.cards[0].ordinal
        reason = ""
        if hides_parts_of_an_image(note_type, fields):
            reason = "it hides parts of an image (image occlusion)"
        elif any(len(text) > MAX_LENGTH for text in fields.values()):
            reason = f"a field has more than {MAX_LENGTH:,} characters"
        if reason:
            return [ConvertedCard(note, first, words, {}, reason=reason)]
        tags = [tag for tag in map(_tag, note.tags) if tag and tag not in tags_of_file]
        entries: dict[str, Value] = {"tags": tags} if tags else {}
        hidden = tuple(self._hidden(note_type, note, fields))
        if note_type.cloze:
            made = [self._cloze(note, note_type, fields, entries, words)]
        else:
            made = self._concepts(note, note_type, fields, entries, words)
        return [
            replace(card, hidden=hidden) if number == 0 else card
            for number, card in enumerate(made)
        ]

    def _templates(self, note: PackageNote) -> list[_Sides]:
        if note.note_type not in self._sides:
            note_type = self._package.note_type(note)
            self._size += sum(len(made.front) + len(made.back) for made in note_type.templates)
            if self._size > _MOST_PARSED:  # parsed again where they are met again
                self._sides.clear()
                self._size = 0
            hidden = hidden_by(note_type.css)
            self._sides[note.note_type] = [
                _Sides(made.name, CardSide(made.front, hidden), CardSide(made.back, hidden))
                for made in note_type.templates
            ]
        return self._sides[note.note_type]

    def _context(
        self, note: PackageNote, note_type: PackageNoteType, fields: Mapping[str, str], name: str
    ) -> CardFields:
        deck = self._package.deck_name(note)
        special = {
            "Tags": " ".join(note.tags),
            "Type": note_type.name,
            "Deck": deck,
            "Subdeck": deck.rpartition("::")[2],
            "Card": name,
            "CardFlag": "",
            "CardID": "",
        }
        return CardFields(fields, special, frozenset(card.ordinal + 1 for card in note.cards[:1]))

    def _hidden(
        self, note_type: PackageNoteType, note: PackageNote, fields: Mapping[str, str]
    ) -> Iterator[str]:
        """Yield the fields that no template shows, each with its text."""
        shown = {
            name for sides in self._templates(note)
            for side in (sides.front, sides.back) for name in side.fields
        }  # fmt: skip
        for name in note_type.fields:
            if name not in shown and (text := text_of(parse(fields[name])).strip()):
                yield f"{name}: {' '.join(text.split())[:300]}"

    def _concepts(
        self,
        note: PackageNote,
        note_type: PackageNoteType,
        fields: Mapping[str, str],
        entries: Mapping[str, Value],
        words: str,
    ) -> list[ConvertedCard]:
        made: list[ConvertedCard] = []
        first: _Faces | None = None
        templates = self._templates(note)
        for ordinal in sorted({card.ordinal for card in note.cards}):
            if ordinal >= len(templates):
                made.append(
                    ConvertedCard(note, ordinal, words, {}, reason="its note type has no such card")
                )
                continue
            sides = templates[ordinal]
            faces = self._faces(sides, self._context(note, note_type, fields, sides.name))
            if ordinal == 1 and first is not None and (reverse := _reversed(first, faces)):
                before = made[-1]
                lost = tuple(dict.fromkeys((*before.lost, *faces.lost)))
                made[-1] = ConvertedCard(note, 0, before.wish, {**entries, **reverse}, lost)
                continue
            wish = words if not made else f"{words[:60]} {sides.name}"
            reason = nothing_on(faces.front, "front", faces.lost_front) or nothing_on(
                faces.back, "back", faces.lost_back
            )
            if reason:
                made.append(ConvertedCard(note, ordinal, wish, {}, faces.lost, reason))
                continue
            assert faces.front and faces.back
            texts: dict[str, Value] = {"front": faces.front, "back": faces.back}
            if faces.extra:
                texts["extra"] = faces.extra
            if faces.hints:
                texts["hints"] = faces.hints
            made.append(ConvertedCard(note, ordinal, wish, {**entries, **texts}, faces.lost))
            first = faces if ordinal == 0 else first
        return made

    def _faces(self, sides: _Sides, card: CardFields) -> _Faces:
        front = sides.front.fill(card, is_back=False)
        back = sides.back.fill(card, is_back=True)
        lost_front, lost_back = dict(front.lost), dict(back.lost)
        face = self._text(front.html, "text", lost_front)
        html, has_front = _behind_front(back.html, front.html)
        text = self._text(html, "text", lost_back)
        if not has_front and face and text and text.startswith(f"{face}\n\n"):
            text = text.removeprefix(f"{face}\n\n").removeprefix("---\n\n")
        hints, extra = self._opened(front, back, lost_front, lost_back)
        if not face and hints:
            lost_front[HINT] = None
        if not text and extra and text is not None:
            text, extra = extra, ""
        return _Faces(face, text, extra, hints, lost_front, lost_back)

    def _opened(
        self, front: Filled, back: Filled, lost_front: dict[str, None], lost_back: dict[str, None]
    ) -> tuple[tuple[str, ...], str]:
        """Return the hints of the front, and what those of the back alone open, as one text."""
        of_front = dict.fromkeys(front.hints)
        of_back = [hint for hint in dict.fromkeys(back.hints) if hint not in of_front]
        if not of_back:
            lost_back.pop(HINT, None)
        hints = tuple(filter(None, [self._text(hint, "text", lost_front) for hint in of_front]))
        below = filter(None, [self._text(hint, "text", lost_back) for hint in of_back])
        return hints, "\n\n".join(below)

    def _cloze(
        self,
        note: PackageNote,
        note_type: PackageNoteType,
        fields: Mapping[str, str],
        entries: Mapping[str, Value],
        words: str,
    ) -> ConvertedCard:
        sides = self._templates(note)[0]
        context = self._context(note, note_type, fields, sides.name)
        front = sides.front.fill(context, is_back=False)
        blank = sides.front.fill(context, is_back=False, cloze_as=CLOZE)
        is_on_front = CLOZE in blank.html
        back = sides.back.fill(context, is_back=True, cloze_as=CLOZE if is_on_front else None)
        lost: dict[str, None] = dict(front.lost | back.lost)
        if sides.front.depends_on_number or sides.back.depends_on_number:
            lost["what the template shows on the cards of some of the gaps only"] = None
        ordinals = {card.ordinal for card in note.cards}
        html = _only_numbers(front.html, {ordinal + 1 for ordinal in ordinals})
        text = self._text(html, "cloze", lost)
        shown = _behind_cloze(back.html.replace(FRONT, blank.html), blank.html)
        if not is_on_front:
            shown = _only_numbers(shown, set())
        extra = self._text(shown, "text", lost)

        def made(reason: str) -> ConvertedCard:
            return ConvertedCard(note, 0, words, {}, tuple(lost), reason)

        if text is None or extra is None:
            return made("a text of it cannot stand in a deck file")
        if not text:
            return made(nothing_on(text, "front", lost))
        if not compile_cloze(text).cloze_numbers:
            return made("its text has no gap")
        hints, opened = self._opened(front, back, lost, lost)
        extra = "\n\n".join(filter(None, (extra, opened)))
        all_entries = {**entries, "cloze": text, **({"extra": extra} if extra else {})}
        if hints:
            all_entries["hints"] = hints
        return ConvertedCard(note, 0, words, all_entries, tuple(lost))

    def _text(self, html: str, way: str, lost: dict[str, None]) -> str | None:
        """Return HTML as Markdown; None where it can stand in no deck file."""
        made = convert(html.strip(), way, self._images.path)
        if made is None:
            return None
        lost |= self._images.explained(made.lost)
        return made.markdown


def _reversed(first: _Faces, second: _Faces) -> dict[str, Value] | None:
    """Return the entries of a definition that asks both ways; None where the cards ask otherwise.

    What both backs have at their ends stands below the answer.
    """
    if not (first.front and first.back and second.front and second.back):
        return None
    extra = "\n\n".join(dict.fromkeys(filter(None, (first.extra, second.extra))))
    answer = first.back
    if first.front != second.back or first.back != second.front:
        tail = first.back.removeprefix(f"{second.front}\n\n")
        if tail == first.back or second.back != f"{first.front}\n\n{tail}":
            return None
        answer, extra = second.front, "\n\n".join(filter(None, (tail, extra)))
    made: dict[str, Value] = {"front": first.front, "back": answer, "reverse": True}
    if extra:
        made["extra"] = extra
    if hints := tuple(dict.fromkeys((*first.hints, *second.hints))):
        made["hints"] = hints
    return made


def _behind_front(back: str, front: str) -> tuple[str, bool]:
    """Return a back without the front that stands at its beginning, and whether it had one."""
    before, found, behind = back.partition(FRONT)
    if found:
        behind = behind.replace(FRONT, "")
        return f"{before}{_RULE.sub('', behind, 1) if _RULE.match(behind) else behind}", True
    if front.strip() and back.lstrip().startswith(front.strip()):
        behind = back.lstrip().removeprefix(front.strip())
        return (_RULE.sub("", behind, 1) if _RULE.match(behind) else behind), True
    rule = _ANSWER_RULE.search(back)
    if rule and _words(back[: rule.start()]) == _words(front):
        return back[rule.end() :], True
    return back, False


def _behind_cloze(back: str, front: str) -> str:
    """Return the part of a cloze note's back that its front lacks; both have marks for the text."""
    back, front = back.strip(), front.strip()
    if front and back.startswith(front):
        html = back.removeprefix(front)
    else:
        before, _, behind = back.partition(CLOZE)
        if _words(before) == _words(front.partition(CLOZE)[0]):
            before = ""
        html = f"{before}{behind}"
    html = html.replace(CLOZE, "")
    return _RULE.sub("", html, count=1) if _RULE.match(html) else html


def _words(html: str) -> list[str]:
    return text_of(parse(_LINE_END.sub(r" \g<0>", html))).split()


def cloze_numbers(html: str) -> set[int]:
    """Return the numbers of the clozes in a field."""
    return {int(n) for match in _CLOZE_NUMBERS.findall(html) for n in match.split(",")}


def _only_numbers(html: str, numbers: set[int]) -> str:
    """Return the HTML with only the clozes that a card asks for; the others show their text."""
    if cloze_numbers(html) <= numbers:
        return html
    pieces: list[str] = []
    open_: list[tuple[bool, int]] = []  # whether a cloze stays, and where its hint begins
    for piece in re.split(r"(\{\{c[0-9]+(?:,[0-9]+)*::|\}\}|::)", html):
        if match := _CLOZE_NUMBERS.fullmatch(piece):
            stays = any(int(number) in numbers for number in match[1].split(","))
            open_.append((stays, -1))
            pieces.append(piece if stays else "")
        elif piece == "::" and open_ and open_[-1] == (False, -1):
            open_[-1] = (False, len(pieces))
        elif piece == "}}" and open_:
            stays, hint = open_.pop()
            if not stays:
                del pieces[hint if hint >= 0 else len(pieces) :]
            pieces.append(piece if stays else "")
        else:
            pieces.append(piece)
    return "".join(pieces)


def tags_of_all(notes: Iterable[PackageNote]) -> tuple[str, ...]:
    """Return the tags that all of several notes have."""
    first: tuple[str, ...] = ()
    common: set[str] = set()
    count = 0
    for count, note in enumerate(notes, start=1):
        if count == 1:
            first, common = note.tags, set(note.tags)
        else:
            common.intersection_update(note.tags)
    return tuple(tag for tag in map(_tag, first) if tag in common) if count > 1 else ()


@lru_cache(maxsize=1024)  # notes have the same few
def _tag(tag: str) -> str:
    """Return a tag as a deck file may have it."""
    return _TAG.sub("-", tag)[:_LONGEST_TAG]
