"""Programs to variants: draw, compute, throw away what `require` refuses, format.

The draws of a definition depend on its seed, namespace and first id alone. One stream gives one
variant after another, so that more variants extend the list and change none. They are computed
in batches where that is possible, which gives the same.
"""

from flashgen.deck.seed import Seed
from flashgen.expression import evaluation
from flashgen.expression.draws import Stream
from flashgen.numeric.answers import answer_text, plain, shown, slot_value
from flashgen.numeric.in_batches import sample_in_batches
from flashgen.numeric.one_by_one import DrawError, Sampler
from flashgen.numeric.program import Program
from flashgen.numeric.variants import MAX_REJECTED, Sample, Statistics, Variant
from flashgen.source.diagnostics import Diagnostic, error

__all__ = [
    "ANOTHER_MISTAKE",
    "MAX_REJECTED",
    "Sample",
    "Statistics",
    "Variant",
    "answer_text",
    "plain",
    "sample",
    "sample_one_by_one",
    "shown",
    "slot_value",
]

ANOTHER_MISTAKE = (
    "give the mistake another value, or write `may_coincide: true`, which leaves it out on such a "
    "draw"
)
"""What to do about a mistake that passes for the answer or for another mistake."""


def sample(
    program: Program,
    seed: Seed,
    count: int,
    diagnostics: list[Diagnostic],
    *,
    distinct: bool = True,
) -> Sample | None:
    """Draw `count` variants, distinct as displayed; fewer where there are no more.

    None where a draw cannot be computed, or none is left after `require`: both are said with the
    draw that shows it. With ``distinct=False`` (the stress test) equal ones count each.
    """
    with evaluation():
        drawn = sample_in_batches(program, _stream(program, seed), count, distinct)
    if drawn is not None:
        return drawn
    return sample_one_by_one(program, seed, count, diagnostics, distinct=distinct)


def sample_one_by_one(
    program: Program,
    seed: Seed,
    count: int,
    diagnostics: list[Diagnostic],
    *,
    distinct: bool = True,
) -> Sample | None:
    """Return what `sample` returns, computed one draw after another."""
    statistics = Statistics()
    sampler = Sampler(program, _stream(program, seed), statistics, distinct)
    with evaluation():
        try:
            variants = tuple(sampler.take(count))
        except DrawError as problem:
            diagnostics.append(problem.diagnostic)
            return None
    if not variants:
        diagnostics.append(_unsatisfiable(program, statistics))
        return None
    return Sample(program, variants, statistics)


def _stream(program: Program, seed: Seed) -> Stream:
    return Stream.for_definition(seed.root, program.deck_file.namespace, seed.first_id, seed.own)


def _unsatisfiable(program: Program, statistics: Statistics) -> Diagnostic:
    tried = statistics.draws - statistics.duplicates
    reasons = sorted(
        [*statistics.refused.items(), *statistics.coincided.items()],
        key=lambda item: (-item[1], item[0].start),
    )
    if not reasons:
        return error(
            "no-variant", "no variant could be drawn", program.definition.key_span("parameters")
        )
    span, times = reasons[0]
    if span in statistics.refused:
        what = "this condition"
        hint = "loosen the condition, or draw the parameters so that it mostly holds"
    else:
        what = "this mistake passes for the answer or another mistake and"
        hint = ANOTHER_MISTAKE
    return error(
        "never-accepted",
        f"none of {tried} different draws was accepted (0 %); {what} refused {times} of them",
        span,
        hint=hint,
    )
