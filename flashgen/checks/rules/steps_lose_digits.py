r"""The side left of the answer, typed into a calculator as displayed, is judged as the card would
judge it: a learner who works with the numbers that the solution shows must get a right answer. Show
more digits in the steps, or ask for fewer. Sides that are not plain arithmetic are not checked.

bad:
    answer: 10 * log(a)
    decimals: 3
    solution: $10 \times <<log(a):.2f>> \approx <<answer>>$
good:
    answer: 10 * log(a)
    decimals: 3
    solution: $10 \times <<log(a):.5f>> \approx <<answer>>$
"""

from collections.abc import Iterator

import numpy as np

from flashgen.checks.drawn import DrawnDefinition, FormDraws
from flashgen.checks.judged_steps import JudgedSteps, Verdict
from flashgen.checks.steps import AnsweringStep, answering_steps
from flashgen.numeric.sampling import answer_text, plain
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.batch import row


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report steps that, typed into a calculator as displayed, do not give the answer."""
    found: list[tuple[int, int, int, FormDraws, AnsweringStep, Verdict]] = []
    draws: dict[AnsweringStep, int] = {}
    for form in drawn.forms:
        judged = JudgedSteps(form.sample, form.slots)
        for number, step in enumerate(answering_steps(form.sample.form)):
            sides = judged.wrong_sides(step)
            wrong = np.flatnonzero(sides >= 0)
            if len(wrong):
                first = int(wrong[0])
                verdict = judged.verdict(step, int(sides[first]), first)
                found.append((form.order(first), number, first, form, step, verdict))
                draws[step] = draws.get(step, 0) + len(wrong)
    # Forms that share a solution share its steps.
    reported: set[AnsweringStep] = set()
    for _, _, draw, form, step, verdict in sorted(found, key=lambda item: item[:2]):
        if step in reported:
            continue
        reported.add(step)
        sample = form.sample
        answer, fmt = row(sample.answer(step.of), draw), sample.format(step.of, draw)
        left = "the step" if verdict.is_number else f"`{verdict.displayed}`"
        yield Diagnostic(
            "steps-lose-digits",
            f"{left} comes to {plain(verdict.value)}, which the card does not accept for "
            f"{answer_text(answer, fmt)}, with {form.shown(draw)} "
            f"(and so in {draws[step]} of {sample.count} draws)",
            step.span,
            hint="show more digits in the steps, or ask for fewer in the answer",
        )
