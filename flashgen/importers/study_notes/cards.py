"""Study notes -> a deck file of draft concept cards: a heading a card, its text as the back."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from flashgen.deck.identity import slug
from flashgen.importers.checking import checked
from flashgen.importers.draft import DraftCard, DraftDeck, OneLine, Value
from flashgen.importers.language import language_of
from flashgen.importers.local_images import LocalImages
from flashgen.importers.markdown.dialects import tags_and_rest
from flashgen.importers.markdown.front_matter import split_front_matter
from flashgen.importers.markdown.preparing import prepared
from flashgen.importers.names import deck_name, file_stem, ids, letters, short_slug
from flashgen.importers.repair import repair
from flashgen.importers.result import Imported, ImportedFile, ImportOptions, NothingToImportError
from flashgen.importers.study_notes.reading import Reader, Section

_DATE = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<s>[-/.年]?)(?P<m>[0-9]{1,2})(?:(?P=s)|月)"
    r"(?P<d>[0-9]{1,2})日?(?![0-9])"
)
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")
_RULES = re.compile(r"[-*_\s]*")
_EDGE: Final = " \t:：,，-—–_·"
_HEAD: Final = (
    "Drafts, made of {name}. Go over each card: the front asks one thing, and the back answers it."
)
_WRITE: Final = "Only a link stands under this heading: write the answer."


def import_notes(
    text: str, name: str, options: ImportOptions, images: LocalImages, *, deepest: int = 6
) -> Imported:
    """Return the deck file of study notes; `name` is that of their file.

    Headings below the level `deepest` belong to the text. Raises NothingToImportError where the
    notes have no heading with a text.
    """
    front_matter, text = split_front_matter(text)
    dropped: list[str] = []
    read = Reader(prepared(text, dropped.append), images.path, deepest=deepest)
    preamble, sections = read.read()
    if not sections:
        raise NothingToImportError("there is no heading in the notes; each heading becomes a card")
    tags, preamble = tags_and_rest(preamble)
    preamble = "" if _RULES.fullmatch(preamble) else preamble
    title = _title(sections)
    stem = Path(name).stem
    titled = front_matter.deck or (title.heading if title else "") or front_matter.title
    deck = options.deck or titled or re.sub(r"[-_]+", " ", stem).capitalize()
    description = title.text if title and title.says_something else ""
    title_tags, description = tags_and_rest(description)
    cards, keys = _cards([section for section in sections if section is not title])
    if not cards:
        raise NothingToImportError("no heading in the notes has a text")
    comments = [_HEAD.format(name=name)]
    if preamble:
        comments += ["", "Not taken, for it stands before the first heading:", preamble]
    dropped += title.dropped if title else []
    comments += [f"Not taken: {words}" for words in dropped]
    whole = repair(description)
    ending = options.ending or letters(text)
    draft = DraftDeck(
        options.namespace or f"{slug(deck, slug(stem, 'notes'))}-{ending}",
        deck_name(deck if options.deck else re.sub(r"[*_`$\\]", "", deck)),
        (options.language or language_of(text),),
        tuple(cards),
        description=whole.text if whole else "",
        tags=tuple(dict.fromkeys((*front_matter.tags, *tags, *title_tags))),
        comments=tuple(comments),
    )
    made = checked(draft, images.folder)
    remarks = _remarks(preamble, cards, tuple(made.rejected.values()))
    if images.outside:
        remarks.append(
            f"not taken, for they are outside of the notes' folder: {', '.join(images.outside)}; "
            "name their folder by --media"
        )
    passed = tuple(card for card in cards if card.id not in made.rejected)
    draft = replace(draft, cards=passed)
    file = ImportedFile(file_stem(stem), deck, made.text, len(passed), draft, keys)
    return Imported((file,), lambda: images.files, lambda: remarks, images.content)


def _title(sections: list[Section]) -> Section | None:
    """Return the section that is the title of all others: the first, alone on its level."""
    first, *others = sections
    is_title = bool(others) and first.level == 1 and all(s.level > 1 for s in others)
    return first if is_title else None


def _cards(sections: list[Section]) -> tuple[list[DraftCard], dict[str, str]]:
    """Return the cards, and by id the headings from which they come.

    A heading with no text of its own becomes a comment at the next card.
    """
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
        cards.append(DraftCard(last.id, last.lines, (*last.comments, *above)))
    fronts_by_id = dict(zip(ids(wanted), (section.heading for section in sections), strict=True))
    return cards, {card.id: fronts_by_id[card.id] for card in cards}


def _card(section: Section, front: str, day: date | None, id: str, above: list[str]) -> DraftCard:
    comments = [*above]
    entries: dict[str, Value] = {}
    tags, back = tags_and_rest(section.text)
    if day is not None:
        tags.insert(0, f"date::{day.isoformat()}")
    if tags:
        entries["tags"] = tags
    before, found, behind = f"\n{back}\n".partition("\n%\n")
    if found and behind.strip():  # the sign between two sides that some programs have
        front = f"{front or section.heading}\n\n{before.strip()}" if before.strip() else front
        back = behind.strip()
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
            "url": OneLine(section.link.url),
        }
    comments += [f"Not taken: {words}" for words in section.dropped]
    return DraftCard.of(id, entries, comments)


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
