"""A length has a unit as its numbers have. Where the question gives numbers with units and the
answer, computed from them, is no pure number, the card must say which unit it wants: in meters or
in kilometers? Name it with `unit`, or in the question ("How many joules …?", "… in km").

bad:
    parameters:
      v: integers(11, 40)
      t: integers(5, 60)
    question: A train drives at <<v>> m/s for <<t>> s. How far does it come?
    answer: v * t
good:
    parameters:
      v: integers(11, 40)
      t: integers(5, 60)
    question: A train drives at <<v>> m/s for <<t>> s. How far does it come?
    answer: v * t
    unit: m
"""

import re
from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.quantities import dimension_of, units_in, words_of
from flashgen.deck.answers import KINDS
from flashgen.numeric.program import CompiledForm, FormTexts
from flashgen.source.diagnostics import Diagnostic

_ASKED: Final = re.compile(
    r"\bhow many\b|\bin (?:[kMGmµμncdp]?(?:m|g|s|A|K|N|J|W|V|C|Ω|F|H|T|L|Pa|Hz|mol)|h|min|%"
    r"|[a-zA-Z]+s|units?|percent|dollars?|euros?|[kmM]?[BbJ])\b|[$€£]",
    re.IGNORECASE,
)
"""A question that says in which unit it wants the answer, or asks for a count."""


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report answers without a unit that are computed from numbers with units."""
    reported: set[str] = set()
    for form in drawn.sample.forms:
        if form.form.choices:
            continue
        lets = {item.name: item.formula.expression.text for item in form.form.let}
        for texts in form.form.texts.values():
            units = units_in(texts.question, form.form)
            if not units or _says_unit(texts):
                continue
            for place, answer in enumerate(form.form.answers):
                if answer.name in reported or texts.units[place] is not None:
                    continue
                if not KINDS[form.format(place, 0).kind].is_one_number:
                    continue
                text = answer.formula.text
                if _label_says(form.form, texts, place) or not dimension_of(text, units, lets):
                    continue
                reported.add(answer.name)
                yield Diagnostic(
                    "missing-unit",
                    "the numbers of the question have units, and the answer has none",
                    answer.formula.scalar.span,
                    hint="name it with `unit`, or say in the question in which unit it is wanted",
                )


def _says_unit(texts: FormTexts) -> bool:
    return any(_ASKED.search(words) for words in words_of(texts.question))


def _label_says(form: CompiledForm, texts: FormTexts, place: int) -> bool:
    label = texts.labels[place]
    return label is not None and any(_ASKED.search(words) for words in words_of(label))
