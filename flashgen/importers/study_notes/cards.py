"""Study notes -> a deck file of draft concept cards: a heading a card, its text as the back."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from flashgen.anki import images as media
from flashgen.deck.identity import slug
from flashgen.importers.checking import checked
from flashgen.importers.draft import Code, DraftCard, DraftDeck, Value, clean
from flashgen.importers.language import language_of
from flashgen.importers.names import deck_name, file_stem, ids, image_name, letters, short_slug
from flashgen.importers.package.decks import Asked, Imported, ImportedFile, NothingToImportError
from flashgen.importers.package.images import FOLDER
from flashgen.importers.repair import repair
from flashgen.importers.study_notes.reading import Reader, Section

_DATE = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<s>[-/.年]?)(?P<m>[0-9]{1,2})(?:(?P=s)|月)"
    r"(?P<d>[0-9]{1,2})日?(?![0-9])"
)
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")
_EDGE: Final = " \t:：,，-—–_·"
_HEAD: Final = (
    "Drafts, made of {name}. Go over each card: the front asks one thing, and the back answers it."
)
_WRITE: Final = "Only a link stands under this heading: write the answer."


@dataclass(slots=True)
class NoteImages:
    """The images of notes that are files below their folder, and their paths beside the deck."""

    notes: Path
    folder: Path
    _paths: dict[str, Path] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)

    def path(self, url: str) -> str | None:
        """Return where an image will stand beside the deck file; None where it is none."""
        if url not in self._found:
            self._found[url] = self._find(url)
        return self._found[url]

    @property
    def files(self) -> tuple[str, ...]:
        """The paths beside the deck file."""
        return tuple(self._paths)

    def content(self, path: str) -> bytes:
        """Return the content of an image by its path."""
        return media.read(self._paths[path], path)

    def _find(self, url: str) -> str | None:
        try:
            found = media.find_image(url, self.notes)
        except media.MediaError:
            return None
        name = image_name(url, found.path.suffix.lower())
        path = f"{FOLDER}/{name}"
        file = self.folder / path
        content = found.path.read_bytes()
        others = self._paths.get(path, found.path) != found.path
        if others or (file.exists() and file.read_bytes() != content):
            path = f"{FOLDER}/{found.name}"
        self._paths[path] = found.path
        return path


def import_notes(text: str, name: str, asked: Asked, images: NoteImages) -> Imported:
    """Return the deck file of study notes; `name` is that of their file.

    Raises NothingToImportError where they have no heading with a text.
    """
    preamble, sections = Reader(clean(text), images.path).read()
    if not sections:
        raise NothingToImportError("there is no heading in the notes; each heading becomes a card")
    title = _title(sections)
    stem = Path(name).stem
    deck = asked.deck or (title.heading if title else re.sub(r"[-_]+", " ", stem).capitalize())
    language = asked.language or language_of(text)
    description = title.text if title and title.says_something else ""
    cards = _cards([section for section in sections if section is not title])
    if not cards:
        raise NothingToImportError("no heading in the notes has a text")
    comments = [_HEAD.format(name=name)]
    if preamble:
        comments += ["", "Not taken, for it stands before the first heading:", preamble]
    if title and title.dropped:
        comments += [f"Not taken: {words}" for words in title.dropped]
    whole = repair(description)
    draft = DraftDeck(
        asked.namespace or f"{slug(deck, file_stem_ascii(stem))}-{asked.ending or letters(text)}",
        deck_name(deck if asked.deck else re.sub(r"[*_`$\\]", "", deck)),
        (language,),
        tuple(cards),
        description=whole.text if whole else "",
        comments=tuple(comments),
    )
    made = checked(draft, images.folder)
    file = ImportedFile(file_stem(stem), deck, made.text, made.cards, draft)
    return Imported((file,), images.files, tuple(_remarks(preamble, cards, made.rejected)))


def file_stem_ascii(stem: str) -> str:
    """Return the name of the notes' file as the base of a namespace."""
    return slug(stem, "notes")


def _title(sections: list[Section]) -> Section | None:
    """Return the section that is the title of all others: the first, alone on its level."""
    first, *others = sections
    is_title = bool(others) and first.level == 1 and all(s.level > 1 for s in others)
    return first if is_title else None


def _cards(sections: list[Section]) -> list[DraftCard]:
    """Return the cards; a heading with no text of its own becomes a comment at the next card."""
    fronts = [_front(section.heading) for section in sections]
    wanted = [(_wish(front, day), front) for front, day in fronts]
    cards = []
    above: list[str] = []
    for section, (front, day), id in zip(sections, fronts, ids(wanted), strict=True):
        if not section.says_something and section.link is None:
            above += [f"{'#' * section.level} {section.heading}"]
            above += [f"Not taken: {words}" for words in (section.text, *section.dropped) if words]
            continue
        cards.append(_card(section, front, day, id, above))
        above = []
    if above and cards:
        last = cards.pop()
        cards.append(DraftCard(last.id, last.entries, (*last.comments, *above)))
    return cards


def _card(section: Section, front: str, day: date | None, id: str, above: list[str]) -> DraftCard:
    comments = [*above]
    entries: dict[str, Value] = {}
    if day is not None:
        entries["tags"] = [f"date::{day.isoformat()}"]
    back = section.text
    if not section.says_something and section.link is not None:
        comments += [f"Not taken: {back}"] if back else []
        comments.append(_WRITE)
        back = f"<{section.link.url}>"
    for key, text in (("front", front or section.heading or id), ("back", back)):
        whole = repair(text)
        if whole is None:  # said when the deck file is checked
            entries[key] = text
        else:
            entries[key] = whole.text
            comments += [f"Changed: {what}" for what in whole.changes]
    if section.link is not None and _URL.fullmatch(section.link.url):
        title = repair(section.link.shown, "inline")
        entries["source"] = {
            "title": title.text if title else section.link.url,
            "url": Code(section.link.url),
        }
    comments += [f"Not taken: {words}" for words in section.dropped]
    return DraftCard(id, entries, tuple(comments))


def _front(heading: str) -> tuple[str, date | None]:
    """Return a heading without its date, and the date."""
    for match in _DATE.finditer(heading):
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        if not match["s"] and len(match[0]) != 8:
            continue
        before, after = heading[: match.start()].strip(_EDGE), heading[match.end() :].strip(_EDGE)
        if before and after:
            return heading, day
        return before or after, day
    return heading, None


def _wish(front: str, day: date | None) -> str:
    """Return the id that a heading asks for: its words, with letters for those of other scripts."""
    words = short_slug(front)
    if front.isascii() and words:
        return words
    base = words or (day.isoformat() if day else "note")
    return f"{base}-{letters(front)}"


def _remarks(preamble: str, cards: list[DraftCard], rejected: tuple[str, ...]) -> list[str]:
    made = []
    if preamble:
        made.append("the text before the first heading is a comment at the top")
    counts: dict[str, Callable[[str], bool]] = {
        "has a part that was not taken, in a comment above it": lambda c: c.startswith("Not taken"),
        "was changed, as a comment above it says": lambda c: c.startswith("Changed"),
        "has only a link so far, as a comment above it says": lambda c: c == _WRITE,
    }
    for what, fits in counts.items():
        found = [card.id for card in cards if any(map(fits, card.comments))]
        if found:
            made.append(f"{what}: {', '.join(found)}")
    made += [f"a card is a comment at the end: {reason}" for reason in rejected]
    return made
