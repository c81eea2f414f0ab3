"""Numeric cards with draws of which the number is exact, for the rules about draws."""

from collections.abc import Mapping

import numpy as np
from decks import HEAD, load
from msgspec.structs import replace

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.rules import rules
from flashgen.deck.seed import Seed
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.sampling import sample
from flashgen.numeric.variants import FormSample, MistakeColumn, Statistics
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import rows
from flashgen.values.parts import select


def drawn(card: str, draws: int = 300) -> DrawnDefinition:
    deck_file = load(HEAD + card).deck_files[0]
    found: list[Diagnostic] = []
    program = compile_numeric(deck_file, deck_file.definitions[0], found)
    assert program is not None, found
    made = sample(program, Seed("x"), draws, found, distinct=False)
    assert made is not None, found
    return DrawnDefinition(program, made)


def with_draws(card: str, counts: Mapping[object, int], *, name: str = "a") -> DrawnDefinition:
    """Draw a card, so many times with each value of a parameter, in this order."""
    many = drawn(card, 40 * sum(counts.values()))
    (form,) = many.sample.forms
    values = rows(form.values[name], form.count)
    places: list[int] = []
    for value, count in counts.items():
        having = [place for place, drawn_value in enumerate(values) if drawn_value == value]
        assert len(having) >= count
        places += having[:count]
    return DrawnDefinition(many.program, replace(many.sample, forms=(_chosen(form, places),)))


def _chosen(form: FormSample, places: list[int]) -> FormSample:
    at = np.array(places)
    return replace(
        form,
        count=len(places),
        values={name: select(batch, at) for name, batch in form.values.items()},
        formats=tuple(f if len(f) == 1 else tuple(f[p] for p in places) for f in form.formats),
        mistakes=tuple(MistakeColumn(select(m.values, at), m.stands[at]) for m in form.mistakes),
        slots=tuple([texts[place] for place in places] for texts in form.slots),
        shown=tuple([texts[place] for place in places] for texts in form.shown),
        drawings=(),
    )


def with_statistics(
    card: str,
    *,
    draws: int,
    accepted: int,
    refused: int = 0,
    coincided: int = 0,
) -> DrawnDefinition:
    """Draw a card with a condition and a mistake, and say how many draws they have rejected."""
    some = drawn(card, 1)
    (form,) = some.program.forms
    condition = _only(f.scalar.span for stage in form.conditions for f in stage)
    mistake = _only(m.formula.scalar.span for m in form.mistakes)
    statistics = Statistics(draws, accepted, 0, {condition: refused}, {mistake: coincided})
    return DrawnDefinition(some.program, replace(some.sample, statistics=statistics))


def _only(spans: object) -> Span:
    (span,) = spans
    return span


def reported(code: str, definition: DrawnDefinition) -> list[Diagnostic]:
    """Run one rule."""
    found = list(rules()[code].check_draws(definition))
    assert all(d.code == code for d in found)
    return found
