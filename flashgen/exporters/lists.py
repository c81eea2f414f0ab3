"""Statements and items to be put in order, as they are printed: in the note's own order."""

from string import ascii_uppercase

from flashgen.anki.card.data import StatementData
from flashgen.anki.card.html import shuffled
from flashgen.anki.card.lists import shuffled_items, truth_word
from flashgen.anki.card.shown import Shown


def printed_statements(one: Shown) -> list[StatementData]:
    """Return the statements in the order in which the answer has them, too."""
    order = shuffled(len(one.statements), one.note.fields["ID"])
    return [one.statements[number] for number in order]


def truth_words(one: Shown) -> tuple[str, str]:
    """Return the boxes to tick beside each statement."""
    return truth_word(True, one.note.language), truth_word(False, one.note.language)


def printed_items(one: Shown) -> list[str]:
    """Return the items to be put in order, which have letters there, shuffled."""
    items = [item for group in one.order for item in group]
    return [items[number] for number in shuffled_items(one.order, one.note.fields["ID"])]


def short_answer(one: Shown) -> str:
    """Return which statements are true, or the items' letters in their order.

    Letters in parentheses may stand in any order.
    """
    if one.statements:
        words = [truth_word(s.is_true, one.note.language) for s in printed_statements(one)]
        return ", ".join(words)
    order = shuffled_items(one.order, one.note.fields["ID"])
    parts, first = [], 0
    for group in one.order:
        letters = sorted(ascii_uppercase[order.index(n)] for n in range(first, first + len(group)))
        first += len(group)
        inside = ", ".join(letters)
        parts.append(inside if len(letters) == 1 else f"({inside})")
    return ", ".join(parts)
