"""Results of definitions on their way from other processes and from the cache."""

import os
import pickle

import pytest
from decks import HEAD, load, numeric
from msgspec.structs import replace

from flashgen.anki.note import packed
from flashgen.build import notes as pipeline
from flashgen.build import results
from flashgen.build.results import DefinitionResult

DECK = (
    HEAD
    + numeric(id="sum", solution="The sum is <<answer>>.")
    + ("- id: words\n  front: Why?\n  back: So.\n- id: gap\n  cloze: A {{c1::gap}}.\n")
)


def test_several_notes_of_each_kind_are_encoded() -> None:
    loaded = load(DECK)
    notes = pipeline.build(loaded).notes
    # A field with the character that the fields are separated by when they are compressed.
    strange = replace(notes[0], fields={**notes[0].fields, "Extra": "\x1f\n"})
    outcome = DefinitionResult((*notes, strange, *notes), 24)
    definition = loaded.deck_files[0].definitions[0]
    small = replace(outcome, notes=tuple(map(packed, outcome.notes)))
    for given in outcome, small:
        data = results.encode(given, definition)
        assert data is not None
        assert results.decode(data, definition) == outcome


def test_what_is_no_result_is_not_decoded() -> None:
    """A cache that somebody else has written runs no code."""
    definition = load(DECK).deck_files[0].definitions[0]
    with pytest.raises(pickle.UnpicklingError, match="no part of a result"):
        results.decode(pickle.dumps(os.getcwd), definition)
