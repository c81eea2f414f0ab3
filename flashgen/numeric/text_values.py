"""Texts that stand for values: what they show, and how they stand in other texts."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from flashgen.markup import shown_text
from flashgen.numeric.menus import place_of
from flashgen.numeric.program import CompiledForm, Template
from flashgen.numeric.variants import Variant
from flashgen.values.formatting import Context
from flashgen.values.values import Value

_FORMULA: Final = re.compile(r"\\\((?P<inside>(?:(?!\\[()]).)*)\\\)", re.DOTALL)
_PLAIN: Final = re.compile(r"[^<>&\\]*")


def in_context(html: str, context: Context) -> str:
    """Return a text as HTML for a slot: a formula or plain words in a formula, words in code.

    Raises ValueError for what cannot stand there.
    """
    if context is Context.TEXT:
        return html
    formula = _FORMULA.fullmatch(html)
    if context is Context.MATH and formula:
        return formula["inside"]
    if not _PLAIN.fullmatch(html):
        where = "in a formula" if context is Context.MATH else "in code"
        raise ValueError(f"the answer is a text that cannot stand {where}")
    return rf"\text{{{html}}}" if context is Context.MATH else html


class InLanguage(Struct, frozen=True):
    """What a variant's card in one language shows as answers (HTML), and judges by.

    Of a menu that is the place of the right option, and those of the mistakes.
    """

    shown: tuple[str, ...]
    answers: tuple[Value, ...]
    mistakes: tuple[Value | None, ...]


def in_language(
    form: CompiledForm, variant: Variant, language: str, fill: Callable[[Template], str]
) -> InLanguage:
    """Return the answers of a variant in a language; `fill` makes HTML of its texts."""
    shown, answers = list(variant.shown), list(variant.answers)
    mistakes = list(variant.mistakes)
    menus: dict[int, Sequence[str]] = {}
    for number, answer in enumerate(form.answers):
        if answer.options:
            menus[number] = options_of(form, variant, number)
            place = place_of(answers[number], menus[number])
            assert place is not None  # else the draw is an error
            answers[number] = place
            shown[number] = fill(answer.options[place][language])
        elif text := answer.formula.templates.get(language):
            shown[number] = fill(text)
            answers[number] = shown_text(shown[number])
    for number, mistake in enumerate(form.mistakes):
        value = mistakes[number]
        if value is None:
            continue
        if mistake.of in menus:
            mistakes[number] = place_of(value, menus[mistake.of])
        elif text := mistake.formula.templates.get(language):
            mistakes[number] = shown_text(fill(text))
    return InLanguage(tuple(shown), tuple(answers), tuple(mistakes))


def options_of(form: CompiledForm, variant: Variant, number: int) -> list[str]:
    """Return the options of a menu as shown in the deck's first language."""
    first = next(iter(form.texts))
    templates = [option[first] for option in form.answers[number].options]
    return [shown_text(t.text.fill([variant.slots[c] for c in t.columns])) for t in templates]
