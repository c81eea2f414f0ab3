"""A card as a text format has it, and the deck files that such cards become."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from flashgen.deck.identity import slug
from flashgen.importers.checking import ImportedDecks
from flashgen.importers.draft import DraftCard, DraftDeck, Value
from flashgen.importers.language import language_of
from flashgen.importers.local_images import LocalImages
from flashgen.importers.markdown.preparing import side
from flashgen.importers.names import deck_name, file_stem, ids, letters, short_slug
from flashgen.importers.remarks import Remarks
from flashgen.importers.repair import repair
from flashgen.importers.result import Imported, ImportedFile, ImportOptions
from flashgen.markup import compile_cloze
from flashgen.source.patterns import replace_closed

_GAP = re.compile(r"\{\{c[0-9]+::(.*?)(?:::.*?)?\}\}", re.DOTALL)


class TextCard(Struct):
    """A card, its texts in the Markdown of its program; of a cloze the front has the gaps."""

    front: str
    back: str = ""
    is_cloze: bool = False
    is_reversed: bool = False
    extra: str = ""
    tags: list[str] = field(default_factory=list)
    deck: str = ""
    key: str = ""
    """What tells it from others when its text changes; empty for its front."""
    comments: list[str] = field(default_factory=list)


class FoundCards(Struct):
    """The cards of a text, what stands beside them, and what holds for all of them."""

    cards: list[TextCard] = field(default_factory=list)
    rest: str = ""
    deck: str = ""
    tags: list[str] = field(default_factory=list)


def import_cards(
    text: FoundCards, name: str, options: ImportOptions, images: LocalImages
) -> Imported:
    """Return the deck files of cards; `name` is that of their file.

    Raises NothingToImportError where none of them can become a card.
    """
    remarks = Remarks()
    decks = ImportedDecks(images.folder, remarks)
    files = _files(text, name, options, images, decks, remarks)
    return decks.imported(files, lambda: images.files, images.content)


def _files(
    text: FoundCards,
    name: str,
    options: ImportOptions,
    images: LocalImages,
    decks: ImportedDecks,
    remarks: Remarks,
) -> Iterator[ImportedFile]:
    default = options.deck or text.deck or Path(name).stem.replace("_", " ").replace("-", " ")
    by_deck: dict[str, list[TextCard]] = {}
    for card in text.cards:
        by_deck.setdefault(options.deck or card.deck or default, []).append(card)
    for deck, cards in by_deck.items():
        drafts, keys = _drafts(cards, images, remarks)
        if not drafts:
            continue
        comments = [f"Made of {name}."]
        if text.rest.strip() and not decks:
            comments += ["", "Not taken, for it belongs to no card:", text.rest.strip()]
            decks.notes.append("text that belongs to no card is a comment at the top")
        shown = deck if deck != default or options.deck or text.deck else deck.capitalize()
        fronts = "\n".join(card.front for card in cards)
        base = slug(deck, slug(Path(name).stem, "cards"))
        draft = DraftDeck(
            options.namespace or f"{base}-{options.ending or letters(fronts)}",
            deck_name(shown),
            (options.language or language_of(fronts),),
            tuple(drafts),
            tags=tuple(dict.fromkeys(text.tags)),
            comments=tuple(comments),
        )
        yield from decks.made(draft, file_stem(deck), deck, keys)
    if images.outside:
        decks.notes.append(
            f"not taken, for they are outside of the file's folder: {', '.join(images.outside)}; "
            "name their folder by --media"
        )


def _drafts(
    cards: Sequence[TextCard], images: LocalImages, remarks: Remarks
) -> tuple[list[DraftCard], dict[str, str]]:
    wishes = [short_slug(replace_closed(_GAP, r"\1", card.front, "}}")) for card in cards]
    names = ids([(w, card.key or card.front) for w, card in zip(wishes, cards, strict=True)])
    drafts: list[DraftCard] = []
    keys: dict[str, str] = {}
    for card, id in zip(cards, names, strict=True):
        entries: dict[str, Value] = {}
        comments = list(card.comments)
        tags = list(card.tags)
        texts: dict[str, str] = {}
        for key, source in (("front", card.front), ("back", card.back), ("extra", card.extra)):
            made = side(source, images.path)
            tags += made.tags
            comments += [f"Not taken: {words}" for words in made.dropped]
            fixed = repair(made.text, "cloze" if card.is_cloze and key == "front" else "text")
            texts[key] = fixed.text if fixed else made.text
            comments += [f"Changed: {what}" for what in fixed.changes] if fixed else []
        reason = _reason(card, texts)
        if reason:
            remarks.add(f"{reason}: left out")
            continue
        if tags:
            entries["tags"] = list(dict.fromkeys(tags))
        if card.is_cloze:
            entries["cloze"] = texts["front"]
            extra = "\n\n".join(filter(None, (texts["back"], texts["extra"])))
        else:
            entries |= {"front": texts["front"], "back": texts["back"]}
            entries |= {"reverse": True} if card.is_reversed else {}
            extra = texts["extra"]
        if extra:
            entries["extra"] = extra
        if comments:
            remarks.add("a part was not taken or changed, as a comment above it says")
        drafts.append(DraftCard.of(id, entries, comments))
        keys[id] = card.key or card.front
    return drafts, keys


def _reason(card: TextCard, texts: dict[str, str]) -> str:
    if not texts["front"].strip():
        return "its front is empty"
    if not card.is_cloze:
        return "" if texts["back"].strip() else "its back is empty"
    fixed = repair(texts["front"], "cloze")
    if fixed is None:
        return "its gaps cannot stand in a deck file"
    return "" if compile_cloze(fixed.text).cloze_numbers else "its text has no gap"
