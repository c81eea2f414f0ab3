"""Statements and items to be put in order, as HTML for a card whose script does not run.

The front lists them in the note's own order; the back has each statement's truth with its sentence,
and the items as they belong.
"""

from collections.abc import Sequence

from flashgen.anki.card.data import FormData, StatementData
from flashgen.anki.card.html import shuffled
from flashgen.deck.identity import is_chinese

Groups = Sequence[Sequence[str]]
"""Items in their order; those of a group may stand in any order among themselves."""


def front_html(form: FormData, note_id: str) -> str:
    """The Choices field: statements or items, shuffled; "" of a form that has none."""
    if form.statements:
        order = shuffled(len(form.statements), note_id)
        return _list("ul", [form.statements[number].text for number in order])
    items = [item for group in form.order for item in group]
    return _list("ul", [items[number] for number in shuffled_items(form.order, note_id)])


def back_html(form: FormData, language: str, note_id: str) -> str:
    """The answer: statements with their truth, or items in order; "" of a form that has none."""
    if form.statements:
        order = shuffled(len(form.statements), note_id)
        made = [_judged(form.statements[number], language) for number in order]
        return _list("ul", made)
    if not form.order:
        return ""
    return _list("ol", [item for group in form.order for item in group]) + "".join(
        f"<p>{sentence}</p>" for sentence in either_order(form.order, language)
    )


def truth_word(is_true: bool, language: str) -> str:
    """Name the truth of a statement: in Chinese for `zh…`, in English for every other language."""
    if is_chinese(language):
        return "对" if is_true else "错"
    return "True" if is_true else "False"


def either_order(groups: Groups, language: str) -> list[str]:
    """Return a sentence for each group of items that may stand in any order."""
    chinese = is_chinese(language)
    said, first = [], 1
    for group in groups:
        last = first + len(group) - 1
        if chinese and last > first:
            said.append(f"第 {first} 到 {last} 项的先后不限。")
        elif last == first + 1:
            said.append(f"{first} and {last} may come in either order.")
        elif last > first:
            said.append(f"{first} to {last} may come in any order.")
        first = last + 1
    return said


def shuffled_items(groups: Groups, note_id: str) -> list[int]:
    """Return the items' numbers in the note's own order, which is never the right one."""
    places = [place for place, group in enumerate(groups) for _ in group]
    order = shuffled(len(places), note_id)
    if [places[number] for number in order] == places:
        order = [*order[-1:], *order[:-1]]
    return order


def _judged(statement: StatementData, language: str) -> str:
    stop = "。" if is_chinese(language) else "."
    word = f"<b>{truth_word(statement.is_true, language)}{stop}</b>"
    return f"{statement.text}<br>{word}{f' {statement.says}' if statement.says else ''}"


def _list(tag: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
