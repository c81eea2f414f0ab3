"""Ids are unique in a namespace, now and by `was`."""

from collections.abc import Iterable, Iterator

from flashgen.deck.file import DeckFile
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar


class Ids:
    """The ids of deck files, collected while these are read."""

    def __init__(self, deck_files: Iterable[DeckFile] = ()) -> None:
        self._ids: set[tuple[str, str]] = set()
        self._renamed: list[tuple[str, str, Scalar]] = []
        self._count = 0
        for deck_file in deck_files:
            self.add(deck_file)

    def add(self, deck_file: DeckFile) -> None:
        """Take the ids of one more file."""
        namespace = deck_file.namespace
        self._count += len(deck_file.definitions)
        for definition in deck_file.definitions:
            model = definition.model
            self._ids.add((namespace, model.id.value))
            if model.was is not None:
                self._renamed.append((namespace, model.id.value, model.was))

    def problems(self, deck_files: Iterable[DeckFile]) -> Iterator[Diagnostic]:
        """Yield an error for each id that two definitions have, or had; `deck_files` are theirs."""
        if len(self._ids) < self._count:
            yield from _duplicates(deck_files)
        former: dict[tuple[str, str], str] = {}
        # Ids that went on to other cards: the ids of two cards may be swapped, or shift in a chain.
        moved = {(namespace, id) for namespace, id, was in self._renamed if was.value != id}
        for namespace, id, was in self._renamed:
            key = (namespace, was.value)
            hint = None
            if was.value == id:
                message, hint = f"`{id}` is this card's own id, not a former one", "remove `was`"
            elif key in self._ids and (namespace, was.value) not in moved:
                message = f"`{was.value}` is another card's id; a former id is never used again"
            elif former.setdefault(key, id) != id:
                message = f"two cards say that they were `{was.value}`"
            else:
                continue
            yield Diagnostic("former-id-in-use", message, was.span, hint=hint)


def _duplicates(deck_files: Iterable[DeckFile]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for deck_file in deck_files:
        for definition in deck_file.definitions:
            span = definition.model.id.span
            key = (deck_file.namespace, definition.id)
            if key not in first:
                first[key] = (span.source.path, span.line)
            else:
                path, line = first[key]
                yield Diagnostic(
                    "duplicate-id",
                    f"the id `{definition.id}` stands already in {path} on line {line}",
                    span,
                    hint="ids are unique in a namespace; rename the newer card",
                )
