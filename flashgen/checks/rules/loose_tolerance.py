"""A tolerance allows for rounding in the steps. Beyond a tenth of the answer it lets estimates and
wrong results pass. Where answers differ in size, make it relative: `tolerance: {relative: 0.01}`.

bad:
    parameters:
      a: integers(1, 99)
    question: What is a tenth of <<a>>?
    answer: a / 10
    decimals: 1
    tolerance: 0.5
good:
    parameters:
      a: integers(1, 99)
    question: What is a tenth of <<a>>?
    answer: a / 10
    decimals: 1
    tolerance: 0.1
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from flashgen.checks.drawn import ENOUGH_DRAWS, DrawnDefinition
from flashgen.checks.rules import wide_tolerance
from flashgen.deck.answer_keys import NamedAnswer
from flashgen.numeric.answers import as_floats
from flashgen.numeric.variants import FormSample
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.batch import row
from flashgen.values.parts import split
from flashgen.values.values import Array

_WIDEST: Final = 0.1
"""Of the answer's largest entry."""
_SHARE: Final = 0.1
"""Of the draws."""


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report tolerances of more than a tenth of the answer, on a tenth of the draws."""
    wide = {found.span for found in wide_tolerance.check_draws(drawn)}
    for sample in drawn.sample.forms:
        if sample.form.choices or sample.count < ENOUGH_DRAWS:
            continue
        for place, answer in enumerate(sample.form.answers):
            tolerance = answer.fields.tolerance
            if tolerance is None:
                continue
            loose = _loose(sample, place, tolerance.absolute, tolerance.relative)
            if loose.mean() <= _SHARE:
                continue
            value = row(sample.answer(place), int(np.argmax(loose)))
            size = np.max(np.abs(value))
            key = drawn.program.definition.key_span("tolerance", sample.number)
            named = isinstance(answer.fields, NamedAnswer)
            span = answer.formula.scalar.span if named else key
            if span in wide:
                continue
            yield Diagnostic(
                "loose-tolerance",
                "this tolerance is more than a tenth of the answer in "
                f"{100 * loose.mean():.0f} % of the draws, such as one of {size:.4g}",
                span,
                hint="make it smaller or relative, as in `{relative: 0.01}`, "
                "or draw from a larger range",
            )


def _loose(sample: FormSample, place: int, absolute: float | None, relative: float | None) -> Array:
    """Tell in which draws the tolerance is too large; of an answer of 0, none is."""
    found = np.zeros(sample.count, dtype=np.bool_)
    for places, (part,) in split([sample.answer(place)], sample.count):
        if isinstance(part, np.ndarray) and part.dtype.kind in "ifO":
            entries = np.abs(as_floats(part)).reshape(len(part), -1)
            size = np.max(entries, axis=-1, initial=0.0)
            allowed = absolute if absolute is not None else (relative or 0.0) * size
            found[places] = (allowed > _WIDEST * (1 + 1e-9) * size) & (size > 0)
    return found
