"""What a definition's draws begin with."""

from msgspec import Struct

from flashgen.deck.identity import note_guid


class Seed(Struct, frozen=True):
    """What decides a definition's draws, beside its namespace."""

    first_id: str
    root: int = 0
    own: int | None = None
    was_languages: tuple[tuple[str, str], ...] = ()
    """Languages with the one that the GUID of their notes holds, where it is another one."""

    def guid(self, namespace: str, language: str) -> str:
        """Return the GUID of the definition's note in a language."""
        held = dict(self.was_languages).get(language, language)
        return note_guid(namespace, self.first_id, held)
