r"""A step must be true as it is displayed, on every draw: a sum `1 + … + n` that is one term long
prints `1 + … + 1 = 1`. Rule such draws out, or choose the step by the draw. Where a side shows a
rounded number, nothing is checked; what stands left of the answer has the code steps-lose-digits.

bad:
    answer: a + 1
    solution: $2 \cdot <<a>> = <<3 * a>>$
good:
    answer: a + 1
    solution: $2 \cdot <<a>> = <<2 * a>>$
"""

from collections.abc import Iterator, Sequence

from flashgen.checks.drawn import LOOKED_AT, DrawnDefinition
from flashgen.checks.equations import Equation, all_equations, contradicts, filled
from flashgen.expression import Frame, evaluation
from flashgen.numeric.sampling import shown
from flashgen.numeric.variants import FormSample
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.batch import rounded, row, rows
from flashgen.values.formatting import shows_fewer_digits


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report equations in a solution that are wrong as displayed."""
    reported: set[tuple[int, int]] = set()
    for sample in drawn.sample.forms:
        for equation in all_equations(sample.form):
            place = (equation.span.start, equation.span.end)
            draw = _first_wrong(sample, equation) if place not in reported else None
            if draw is None:
                continue
            reported.add(place)
            values = {name: row(batch, draw) for name, batch in sample.values.items()}
            text = " = ".join(_displayed(sample, side, draw) for side in _sides(equation))
            yield Diagnostic(
                "wrong-step",
                f"`{text}` is wrong as displayed, with {shown(values)}",
                equation.span,
                hint="rule such draws out by `require`, or write the step in another way",
            )


def _sides(equation: Equation) -> tuple[tuple[str | int, ...], ...]:
    return equation.left, equation.right


def _first_wrong(sample: FormSample, equation: Equation) -> int | None:
    count = min(sample.count, LOOKED_AT)
    columns = equation.columns
    exact = _exact(sample, [part for part in equation.left if isinstance(part, int)], count)
    known: dict[tuple[str, ...], bool] = {}
    for draw in range(count):
        texts = tuple([sample.slots[column][draw] for column in columns])
        if not exact[draw]:
            continue
        if texts not in known:
            of_column = dict(zip(columns, texts, strict=True))
            left, right = (filled(side, of_column) for side in _sides(equation))
            known[texts] = contradicts(left, right)
        if known[texts]:
            return draw
    return None


def _exact(sample: FormSample, columns: Sequence[int], count: int) -> list[bool]:
    """Tell in which draws the columns show all digits that their values have."""
    exact = [True] * count
    frame = Frame(sample.count, sample.values)
    for number in columns:
        column = sample.form.columns[number]
        if column.answer is not None:
            return [False] * count
        with evaluation():
            values = rows(rounded(column.expression.evaluate_batch(frame)), sample.count)[:count]
        exact = [
            was and not shows_fewer_digits(value, column.format)
            for was, value in zip(exact, values, strict=True)
        ]
    return exact


def _displayed(sample: FormSample, side: tuple[str | int, ...], draw: int) -> str:
    texts = {part: sample.slots[part][draw] for part in side if isinstance(part, int)}
    return " ".join(filled(side, texts)).replace("\\dots", "…").replace("\\", "").replace("*", "·")
