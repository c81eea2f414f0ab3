"""Run the rules about draws on one numeric definition."""

from collections.abc import Callable

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.images import missing_images
from flashgen.checks.rules import draws_rules
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.seed import Seed
from flashgen.numeric.candidates import FirstBatches
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.program import Program
from flashgen.numeric.sampling import Statistics, sample
from flashgen.source.diagnostics import Diagnostic


def check_numeric(
    deck_file: DeckFile,
    definition: LoadedDefinition,
    seed: Seed,
    draws: int,
    program: Program | None = None,
    first_batches: FirstBatches | None = None,
    statistics: Statistics | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Diagnostic]:
    """Try a numeric definition, which may be compiled and drawn from already, on many draws.

    Drawing itself tests that answers are finite, that `check` agrees and that slots can be shown.
    `statistics` and `progress` are those of `sample`.
    """
    found: list[Diagnostic] = []
    if program is None:
        program = compile_numeric(deck_file, definition, found)
        if program is None:
            return found
    sampled = sample(
        program,
        seed,
        draws,
        found,
        distinct=False,
        first_batches=first_batches,
        statistics=statistics,
        progress=progress,
    )
    if sampled is None:
        return found
    drawn = DrawnDefinition(program, sampled)
    for rule in draws_rules():
        found += rule(drawn)
    found += missing_images(deck_file, sampled)
    return found
