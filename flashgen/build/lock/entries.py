"""What a lock remembers about each note, and the identity that it gives a definition."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from flashgen.deck.identity import note_guid


class Content(Struct, frozen=True):
    """What the lock stores of a note's content: digests, and the deck."""

    fields: str
    """Digest of all rendered fields but the ID; ``-`` where it is unknown which of two is right."""
    tags: str
    deck: str
    text: str = ""
    numbers: str = ""
    """`text` and `numbers` are set only for notes with numbers."""
    cards: int = 1


class Entry(Struct, frozen=True):
    """What the lock knows of one note."""

    namespace: str
    id: str
    language: str
    kind: str
    content: Content
    mod: int
    """When the content last changed, in seconds since 1970."""
    at: int
    """When anything in this line last changed: decides between two lines for one note."""
    was: tuple[str, ...] = ()
    """Former ids, oldest first."""
    seed: int | None = None
    was_language: str = ""
    """The language that the GUID holds, where it is not `language`."""
    removed: bool = False

    @property
    def name(self) -> str:
        """``namespace/id/language``."""
        return f"{self.namespace}/{self.id}/{self.language}"

    @property
    def names(self) -> tuple[str, ...]:
        """The name, and the names under former ids."""
        return tuple(f"{self.namespace}/{id}/{self.language}" for id in (self.id, *self.was))

    @property
    def first_id(self) -> str:
        """The id from which the GUID and the draws are derived."""
        return self.was[0] if self.was else self.id

    @property
    def guid(self) -> str:
        """The note's GUID."""
        return note_guid(self.namespace, self.first_id, self.was_language or self.language)


class Identity(Struct, frozen=True):
    """What the lock remembers of a definition."""

    first_id: str
    seed: int | None
    """Its own seed; None where it draws from the root seed."""
    was_languages: tuple[tuple[str, str], ...] = ()
    """Languages of its notes with the one that the GUID holds, where it is another one."""


class LockFile(Struct, frozen=True, dict=True):
    """The contents of flashgen.lock: the root seed, when it was set, and the entries by GUID."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    root_seed: int = 0
    root_seed_at: int = 0
    earlier: frozenset[int] = frozenset()
    """Times that notes had before their last change: what an Anki still has of an older build is
    told by them from what its user edited. The latest hundred are kept."""

    @property
    def mods(self) -> dict[str, int]:
        """The time of the last change of every note, by GUID."""
        return {guid: entry.mod for guid, entry in self.entries.items()}

    def identity(self, namespace: str, id: str, was: str | None) -> Identity:
        """Return the seed of a definition's GUIDs and draws, by the lock and its `was`.

        If `was` names another note of the lock than the one that has the id, it holds: so a former
        id that was misspelled, and built, can be corrected.
        """
        entry = self.of_id(namespace, id)
        if entry is None or (was is not None and was not in entry.was):
            known = self.named(namespace, was or id)
            if known is None and (entry is None or not entry.was):
                return Identity(was or id, entry.seed if entry else None)
            entry = known or entry
        assert entry is not None
        return self.identity_of(entry)

    def identity_of(self, entry: Entry) -> Identity:
        """Return the identity of the definition that an entry is of."""
        languages = self._was_languages.get((entry.namespace, entry.first_id), ())
        return Identity(entry.first_id, entry.seed, tuple(languages))

    def of_id(self, namespace: str, id: str) -> Entry | None:
        """Return the entry of the definition that has an id, or had it last; None if none had."""
        return self._by_id.get((namespace, id))

    def named(self, namespace: str, id: str) -> Entry | None:
        """Return the entry of the definition that has an id, or ever had it; None if none had."""
        return self.of_id(namespace, id) or self._by_former_id.get((namespace, id))

    @cached_property
    def _was_languages(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for entry in self.entries.values():
            if entry.was_language:
                pair = (entry.language, entry.was_language)
                found.setdefault((entry.namespace, entry.first_id), []).append(pair)
        return found

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Entry]:
        found: dict[tuple[str, str], Entry] = {}
        for entry in sorted(self.entries.values(), key=lambda e: (not e.removed, e.at)):
            found[entry.namespace, entry.id] = entry
        return found

    @cached_property
    def _by_former_id(self) -> dict[tuple[str, str], Entry]:
        return {
            (entry.namespace, former): entry
            for entry in self.entries.values()
            for former in entry.was
        }
