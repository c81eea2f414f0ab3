"""Small decks for the tests: text in, variants and diagnostics out."""

from dataclasses import dataclass
from pathlib import Path

from flashgen.build.notes import Built, Selection, build, default_seed, first_id
from flashgen.cli.loading import opened_cache
from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.folder import Loaded
from flashgen.deck.seed import Seed
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import Sample, sample
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source

HEAD = "namespace: n\ndeck: D\ncards:\n"


def load(text: str, path: str = "deck.yaml") -> Loaded:
    found: list[Diagnostic] = []
    deck_file = read_deck_file(Source(path, text), Path(path), found)
    return Loaded((deck_file,) if deck_file else (), tuple(found))


def build_library(loaded: Loaded) -> Built:
    """Build the notes of the library, which the tests of a run draw once: they share a cache."""
    with opened_cache(loaded, no_cache=False) as cache:
        return build(loaded, cache=cache, samples=False)


def build_text(text: str, variants: int | None = None) -> Built:
    return build(load(text), Selection(variants=variants), default_seed)


def numeric(
    answer: str = "a + b",
    *,
    parameters: str = "a: integers(1, 99), b: integers(1, 99)",
    **keys: str,
) -> str:
    """Return a numeric definition; `parameters` as ``name: draw`` with `, ` between them."""
    lines = ["- id: " + keys.pop("id", "x"), "  parameters:"]
    lines += [f"    {part}" for part in parameters.replace("), ", ")\n").split("\n")]
    keys = {"question": "What is <<a>> and <<b>>?", "answer": answer} | keys
    return "\n".join(lines + [f"  {key}: {value}" for key, value in keys.items() if value]) + "\n"


@dataclass(frozen=True, slots=True)
class Drawn:
    sample: Sample | None
    diagnostics: list[Diagnostic]

    @property
    def values(self) -> list[dict[str, object]]:
        assert self.sample is not None, self.diagnostics
        return [dict(variant.values) for variant in self.sample.variants]

    @property
    def codes(self) -> list[str]:
        return [d.code for d in self.diagnostics]


def program_of(card: str) -> Program:
    """Return the last numeric card of a deck, compiled."""
    loaded = load(HEAD + card)
    assert loaded.diagnostics == (), loaded.diagnostics
    program = compile_numeric(loaded.deck_files[0], loaded.deck_files[0].definitions[-1], [])
    assert program is not None
    return program


def draw(
    card: str,
    count: int = 10,
    *,
    head: str = HEAD,
    seed: Seed | None = None,
    distinct: bool = True,
) -> Drawn:
    """Draw from the last numeric card of a deck."""
    loaded = load(head + card)
    assert loaded.diagnostics == (), loaded.diagnostics
    deck_file: DeckFile = loaded.deck_files[0]
    definition = deck_file.definitions[-1]
    found: list[Diagnostic] = []
    program = compile_numeric(deck_file, definition, found)
    if program is None:
        return Drawn(None, found)
    seed = seed or Seed(first_id(definition))
    return Drawn(sample(program, seed, count, found, distinct=distinct), found)
