"""Which definitions a command is for: `--only` with its patterns, `--lang`, `--variants`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.source.diagnostics import Diagnostic

_HEAD = re.compile(r"^ *- +id: *['\"]?([^\s'\"#]+)", re.MULTILINE)


class Selection(Struct, frozen=True):
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

    def about(
        self, diagnostics: Iterable[Diagnostic], deck_files: Iterable[DeckFile]
    ) -> list[Diagnostic]:
        """Return the diagnostics about wanted definitions, also about those that cannot be read.

        Those of a file that cannot be read as a whole are among them.
        """
        given = list(diagnostics)
        if not self.only or not given:
            return given
        places: dict[str, list[tuple[int, int, bool]]] = {}
        for deck_file in deck_files:
            places[deck_file.source.path] = [
                (each.span.start, each.span.end, self.takes(deck_file, each))
                for each in deck_file.definitions
            ]
        return [each for each in given if self._is_about(each, places)]

    def _is_about(
        self, diagnostic: Diagnostic, places: Mapping[str, list[tuple[int, int, bool]]]
    ) -> bool:
        span = diagnostic.span
        if span is None or span.source.path not in places:
            return True
        for start, end, is_wanted in places[span.source.path]:
            if start <= span.start < end:
                return is_wanted
        text = span.source.text
        line_end = text.find("\n", span.start)
        heads = list(_HEAD.finditer(text, 0, line_end if line_end >= 0 else len(text)))
        return bool(heads) and any(fits(heads[-1][1], pattern) for pattern in self.only)

    def languages_of(self, deck_file: DeckFile) -> tuple[str, ...]:
        """Return the wanted ones of a file's languages."""
        return wanted_languages(deck_file, self.languages)


def wanted_languages(deck_file: DeckFile, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return those of a file's languages that are wanted: all of them if none is named."""
    languages = deck_file.languages
    return tuple([each for each in languages if each in wanted]) if wanted else languages


def _matches(pattern: str, deck_file: DeckFile, definition: LoadedDefinition) -> bool:
    what, colon, rest = pattern.partition(":")
    if not colon or what not in ("id", "tag", "deck", "kind"):
        what, rest = "id", pattern
    if what == "kind":
        words: Iterable[str] = (definition.kind,)
    elif what == "tag":
        words = (*deck_file.tags, *definition.model.own_tags)
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
