"""A card as lines for a terminal: question, answer, solution, mistakes, with numbers filled in."""

import unicodedata
from collections.abc import Iterator, Sequence

from flashgen.build.notes import RenderedDefinition
from flashgen.deck.keys import ClozeDefinition
from flashgen.exporters.card_text import CardText, card_texts, menus
from flashgen.exporters.json import filled, mistake_markdown
from flashgen.expression import evaluation
from flashgen.markup.cloze import fill_clozes
from flashgen.markup.unicode_formulas import readable


def card_pages(item: RenderedDefinition, variants: int) -> Iterator[str]:
    """Yield a definition as text: language by language, `variants` of a numeric one."""
    for card in card_texts(item, variants):
        yield _page(item, card)


def _page(item: RenderedDefinition, card: CardText) -> str:
    note = card.note
    title = f"{note.namespace}/{note.id} ({note.kind}, {note.language})"
    if card.variant:
        title += f", {'variant' if item.sample else 'form'} {card.variant}"
    if isinstance(item.definition.model, ClozeDefinition):
        sections = [("Text", fill_clozes(card.front, _gap))]
    else:
        sections = [("Question", card.front)]
        if card.options:
            name = card.listed.name if card.listed else "Options"
            sections.append((name, _listed(card.options, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
        sections.append(("Options", "\n".join(menus(card))))
        sections.append(("Answer", card.back))
    if card.hints:
        numbers = [str(number) for number in range(1, len(card.hints) + 1)]
        sections.insert(-1 if card.back else 1, ("Hints", _listed(card.hints, numbers)))
    solution = card.solution
    if solution:
        steps = [str(step) for step in range(1, len(solution) + 1)]
        sections.append(("Solution", solution[0] if len(steps) == 1 else _listed(solution, steps)))
    mistakes = _mistakes(item, card)
    if mistakes:
        sections.append(("Mistakes", "\n".join(mistakes)))
    sections += [("Extra", card.extra), ("Source", card.source)]
    return title + "\n" + "".join(_section(name, text) for name, text in sections if text)


def _section(name: str, markdown: str) -> str:
    lines = (f"  {line}".rstrip() for line in _printable(readable(markdown)).split("\n"))
    return f"\n{name}\n" + "\n".join(lines) + "\n"


def _listed(items: Sequence[str], marks: Sequence[str]) -> str:
    return "\n".join(
        f"{mark}. " + item.replace("\n", "\n   ") for mark, item in zip(marks, items, strict=False)
    )


def _gap(inside: str, hint: str, number: int) -> str:
    return f"[{inside}]" + (f" ({hint})" if hint else "")


def _mistakes(item: RenderedDefinition, card: CardText) -> list[str]:
    """Return the wrong results of a variant, each with its feedback."""
    if item.sample is None:
        return []
    variant = item.sample.variants[card.variant - 1]
    form = item.sample.program.forms[variant.form]
    says = form.texts[card.note.language].says
    with evaluation():
        return [
            f"{mistake_markdown(number, form, variant, card.note.language)}: "
            f"{filled(text, form, variant)}"
            for number, (value, text) in enumerate(zip(variant.mistakes, says, strict=True))
            if value is not None
        ]


def _printable(text: str) -> str:
    # Nothing from a deck file may drive the terminal.
    return "".join(c if c == "\n" or unicodedata.category(c) != "Cc" else " " for c in text)
