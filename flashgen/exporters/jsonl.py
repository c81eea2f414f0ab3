"""Notes and variants as JSON, one note a line, each forgotten when its line is out."""

import json
from collections.abc import Iterable, Iterator

from flashgen.build.notes import RenderedDefinition
from flashgen.exporters.json import notes_of


def lines(definitions: Iterable[RenderedDefinition]) -> Iterator[str]:
    """Yield a line a note, in the form that the notes of the `json` format have."""
    for item in definitions:
        for note in notes_of(item):
            yield json.dumps(note, ensure_ascii=False, allow_nan=False) + "\n"
