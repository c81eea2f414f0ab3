"""Sampling: draw, compute, reject what `require` does not allow, format.

Draw k of a form depends on the seed, the definition, the form and k alone; the variants are the
accepted draws in order, so more variants extend the list and change none. The variants rotate
through the forms, each of which is drawn by itself.
"""

from collections.abc import Callable

from flashgen.deck.seed import Seed
from flashgen.expression import DefinitionStreams, evaluation
from flashgen.numeric.answers import answer_text, plain, shown, slot_value
from flashgen.numeric.candidates import FirstBatches
from flashgen.numeric.drawn_values import DrawError, FormInfo
from flashgen.numeric.form_draws import FormSampler
from flashgen.numeric.program import Program
from flashgen.numeric.variants import MAX_REJECTED, FormSample, Sample, Statistics, Variant
from flashgen.source.diagnostics import Diagnostic

__all__ = [
    "ALIKE",
    "ANOTHER_MISTAKE",
    "MAX_REJECTED",
    "FormSample",
    "Sample",
    "Statistics",
    "Variant",
    "answer_text",
    "plain",
    "sample",
    "shown",
    "slot_value",
]

ANOTHER_MISTAKE = (
    "give the mistake another value, or write `may_coincide: true`, which leaves it out on such a "
    "draw"
)
"""What to do about a mistake that passes for the answer or for another mistake."""

ALIKE = "draw values that differ, or write one of the texts in another way"
"""What to do about a statement, or an item of an order, that looks like another one."""


def sample(
    program: Program,
    seed: Seed,
    count: int,
    diagnostics: list[Diagnostic],
    *,
    distinct: bool = True,
    first_batches: FirstBatches | None = None,
    statistics: Statistics | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sample | None:
    """Draw `count` variants, distinct as displayed; fewer if there are no more.

    None after reporting a draw that cannot be computed, or that none is left after `require`. With
    ``distinct=False`` (the stress test) equal ones count each, and figures are drawn of the first
    draws only, in one language. Given the `first_batches` that distinct variants have left, it
    does not compute them again. `statistics` takes what became of the draws, also where they fail;
    `progress` is called with how many were accepted so far.
    """
    deck_file = program.deck_file
    streams = DefinitionStreams(seed.root, deck_file.namespace, seed.first_id, seed.own)
    statistics = statistics or Statistics()
    samplers = [
        FormSampler(
            FormInfo.of(program, number, streams, distinct=distinct),
            statistics,
            first_batches,
            progress,
        )
        for number in range(len(program.forms))
    ]
    with evaluation():
        try:
            _fill(samplers, count)
            forms = tuple([sampler.sample() for sampler in samplers])
        except DrawError as problem:
            diagnostics.append(problem.diagnostic)
            return None
    if not any(form.count for form in forms):
        diagnostics.append(_unsatisfiable(program, statistics))
        return None
    return Sample(program, forms, statistics)


def _fill(samplers: list[FormSampler], count: int) -> None:
    """Let the forms take turns until there are `count` variants or all are exhausted."""
    going = samplers
    while going and (missing := count - sum(sampler.accepted for sampler in samplers)):
        share = missing // len(going)
        behind = going if share else sorted(going, key=lambda s: s.accepted)[:missing]
        for sampler in behind:
            sampler.extend(share or 1)
        going = [sampler for sampler in going if not sampler.exhausted]


def _unsatisfiable(program: Program, statistics: Statistics) -> Diagnostic:
    tried = statistics.draws - statistics.duplicates
    reasons = sorted(
        [
            *statistics.refused.items(),
            *statistics.coincided.items(),
            *statistics.alike.items(),
        ],
        key=lambda item: (-item[1], item[0].start),
    )
    if not reasons:
        return Diagnostic(
            "no-variant", "no variant could be drawn", program.definition.key_span("parameters")
        )
    span, times = reasons[0]
    if span in statistics.refused:
        what = "this condition"
        hint = "loosen the condition, or draw the parameters so that it mostly holds"
    elif span in statistics.alike:
        what = "this looks like another one of the list and"
        hint = ALIKE
    else:
        what = "this mistake passes for the answer or another mistake and"
        hint = ANOTHER_MISTAKE
    return Diagnostic(
        "never-accepted",
        f"none of {tried} different draws was accepted (0 %); {what} refused {times} of them",
        span,
        hint=hint,
    )
