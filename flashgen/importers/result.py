"""What is asked of an import, and what it yields."""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from flashgen.importers.draft import DraftDeck


class ImportOptions(Struct, frozen=True):
    """What is asked of an import; None or empty where it is to be found out."""

    namespace: str | None = None
    deck: str | None = None
    language: str | None = None
    ending: str = ""
    """The random end of a new namespace; empty for one that follows from the notes."""
    media: Path | None = None
    """A folder in which images are looked for, beside that of the notes."""


class ImportedFile(Struct, frozen=True):
    """A deck file to be written: a name for it, its deck, its text, how many cards it has."""

    stem: str
    deck: str
    text: str
    cards: int
    draft: DraftDeck
    """Its header and its cards, without those that are comments only."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """By id, what tells a card from others in the source and stays when its text changes."""


class Imported(Struct, frozen=True):
    """What an import yields: deck files, and when all of them are made their images and more.

    The files are made one after the other while they are asked for, and once. Where none can be
    made, asking for them raises NothingToImportError.
    """

    files: Iterable[ImportedFile]
    images: Callable[[], Collection[str]]
    """Gives the paths of the images beside the files."""
    remarks: Callable[[], Collection[str]]
    """Gives what is to be told."""
    content: Callable[[str], bytes]
    """Gives the bytes of an image by its path."""


class NothingToImportError(Exception):
    """Nothing of what was given can become a card: why, in a sentence."""
