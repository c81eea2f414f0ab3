"""A parameter that has one value on every draw is none: the conditions leave nothing else, or its
range has a single value. Compute such a value by `let`, or write it into the text.

bad:
    parameters:
      a: integers(1, 99)
      b: integers(3, 3)
    question: What is $<<a>> + <<b>>$?
    answer: a + b
good:
    parameters:
      a: integers(1, 99)
      b: integers(3, 7)
    question: What is $<<a>> + <<b>>$?
    answer: a + b
"""

from collections.abc import Iterator

from flashgen.checks.drawn import ENOUGH_DRAWS, DrawnDefinition
from flashgen.numeric.sampling import plain
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.values.batch import Batch, Ragged, Texts, row


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report parameters that have the same value on every draw of every form with enough draws."""
    values: dict[str, set[str]] = {}
    keys: dict[str, Scalar] = {}
    for sample in drawn.sample.forms:
        for item in sample.form.parameters:
            if sample.count < ENOUGH_DRAWS:
                values.setdefault(item.name, set()).update(("too few", "draws"))
                continue
            keys.setdefault(item.name, item.key)
            batch = sample.values[item.name]
            first = plain(row(batch, 0))
            values.setdefault(item.name, set()).update(
                (first,) if _is_constant(batch) else (first, "another")
            )
    for name, key in keys.items():
        if len(values[name]) == 1:
            (value,) = values[name]
            yield Diagnostic(
                "stuck-parameter",
                f"`{name}` is {value} on every draw",
                key.span,
                hint="draw from a larger range, or loosen `require`; "
                "a fixed value stands under `let`",
            )


def _is_constant(batch: Batch) -> bool:
    if isinstance(batch, Ragged):
        return False
    entries = batch.codes if isinstance(batch, Texts) else batch
    return bool((entries == entries[:1]).all())
