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

from collections import Counter
from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.steps import AnsweringStep, Verdict, answering_steps, verdicts
from flashgen.numeric.sampling import Variant, answer_text, plain, shown
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report steps that, typed into a calculator as displayed, do not give the answer."""
    answering = [answering_steps(form) for form in drawn.program.forms]
    first: dict[AnsweringStep, tuple[Verdict, Variant]] = {}
    draws: Counter[AnsweringStep] = Counter()
    for variant in drawn.sample.variants:
        for step in answering[variant.form]:
            wrong = [v for v in verdicts(step, variant) if not v.accepted]
            if wrong:
                first.setdefault(step, (wrong[-1], variant))
                draws[step] += 1
    for step, (verdict, variant) in first.items():
        answer, fmt = variant.answers[step.of], variant.formats[step.of]
        left = "the step" if verdict.is_number else f"`{verdict.displayed}`"
        yield Diagnostic(
            "steps-lose-digits",
            f"{left} comes to {plain(verdict.value)}, which the card does not accept for "
            f"{answer_text(answer, fmt)}, with {shown(variant.values)} "
            f"(and so in {draws[step]} of {len(drawn.draws_of(variant.form))} draws)",
            step.span,
            hint="show more digits in the steps, or ask for fewer in the answer",
        )
