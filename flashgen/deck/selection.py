"""Which definitions a command is for: `--only` with its patterns, `--lang`, `--variants`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flashgen.deck.file import DeckFile, LoadedDefinition


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the definitions and languages are wanted; empty means all."""

    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    variants: int | None = None

    def takes(self, deck_file: DeckFile, definition: LoadedDefinition) -> bool:
        """Tell whether a definition is wanted.

        A pattern is an id, or ``tag:…``, ``deck:…`` or ``kind:…``, each with ``*``.
        """
        return not self.only or any(
            _matches(pattern, deck_file, definition) for pattern in self.only
        )

    def languages_of(self, deck_file: DeckFile) -> tuple[str, ...]:
        """Return the wanted ones of a file's languages."""
        wanted = self.languages
        return tuple(
            language for language in deck_file.languages if not wanted or language in wanted
        )


def _matches(pattern: str, deck_file: DeckFile, definition: LoadedDefinition) -> bool:
    what, colon, rest = pattern.partition(":")
    if not colon or what not in ("id", "tag", "deck", "kind"):
        what, rest = "id", pattern
    if what == "kind":
        words: Iterable[str] = (definition.kind,)
    elif what == "tag":
        words = (*deck_file.tags, *(tag.value for tag in definition.model.tags))
    elif what == "deck":
        words = tuple(scalar.value for scalar in deck_file.header.deck.scalars)
        rest = rest if "*" in rest else f"{rest}*"
    else:
        words = (definition.id, f"{deck_file.namespace}/{definition.id}")
    return any(fits(word, rest) for word in words)


def fits(name: str, pattern: str) -> bool:
    """Tell whether a name matches a pattern: `*` stands for anything, case counts."""
    return _compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Runs of `*` are one: each would try every place again.
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(parts), re.DOTALL)
