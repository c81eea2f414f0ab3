"""A tolerance allows for rounding in the steps. If it is as wide as the range of the answers, a
guess is judged right whatever the numbers are.

bad:
    answer: a + 1
    tolerance: 60
good:
    answer: a + 1
    tolerance: 1
"""

from collections.abc import Iterator

from flashgen.checks.drawn import DrawnDefinition
from flashgen.deck.answer_keys import NamedAnswer
from flashgen.numeric.sampling import plain
from flashgen.source.diagnostics import Diagnostic


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report tolerances within which one number is right on every draw."""
    for answer_draws in drawn.typed_answers:
        fields = answer_draws.answer.fields
        numbers, tolerance = answer_draws.numbers, fields.tolerance
        if tolerance is None or numbers is None or len({*numbers}) == 1:
            continue
        if fields.compare is not None and fields.compare.value == "set":
            continue  # set-of-one
        absolute, relative = tolerance.absolute, tolerance.relative or 0
        margins = [absolute if absolute is not None else relative * abs(n) for n in numbers]
        low = max(n - margin for n, margin in zip(numbers, margins, strict=True))
        high = min(n + margin for n, margin in zip(numbers, margins, strict=True))
        if low > high:
            continue
        right = float(f"{(low + high) / 2:.4g}")
        key = drawn.program.definition.key_span("tolerance", answer_draws.form)
        # Of several answers, each has a tolerance of its own.
        named = isinstance(fields, NamedAnswer)
        yield Diagnostic(
            "wide-tolerance",
            f"with this tolerance {plain(right)} is right on every draw: "
            f"the answers go from {plain(min(numbers))} to {plain(max(numbers))}",
            answer_draws.answer.formula.scalar.span if named else key,
            hint="a tolerance allows for rounding; make it smaller, or draw from a larger range",
        )
