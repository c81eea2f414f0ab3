"""The differences of two Data fields: in the texts, or in the numbers of the variants."""

import re
from collections.abc import Set
from typing import Any, Final

from msgspec import Struct

from flashgen.anki.card.data import SLOT
from flashgen.anki.card.reading import Path, texts_and_rows

_SLOT: Final = SLOT.pattern.replace("(", "(?:")
# A number, or several that are written as a vector, whichever part of it is in the slots.
_NUMBER = re.compile(rf"[-(]*(?:{_SLOT}|[0-9])(?:{_SLOT}|[-0-9.,;()\\ ])*")
# What the Choices field shows, too.
_IN_FIELDS: Final = {
    "Choices": re.compile("(?:option|statement) [0-9]+ text|item [0-9]+ [0-9]+"),
    "Hints": re.compile("hint [0-9]+"),
}
"""The texts of the data that a field of the note shows."""
_SLOTS = re.compile(rf"(?:{_SLOT})+")
_VALUES = re.compile(rf"(?<![^;])=(?:[\w-]|{_SLOT})* ")
"""The values at points that stand before a formula: they follow from it and the numbers."""
_OF_VARIABLE: Final = ("name", "from", "to", "whole")
_ONE_OF: Final = {
    **{"forms": "form", "answers": "answer", "mistakes": "mistake", "choices": "option"},
    **{"options": "option", "accept": "spelling", "statements": "statement", "order": "item"},
    **{"hints": "hint", "variables": "variable"},
}
_AT_END: Final = {"relative": "relative tolerance", "up_to": "up to"}


class TextChange(Struct, frozen=True):
    """A text of the data that differs, with its name; empty where a side lacks it."""

    name: str
    existing: str
    built: str


class DataChanges(Struct, frozen=True):
    """The differences of two Data fields."""

    numbers: bool
    """Whether the values of the variants do."""
    texts: tuple[TextChange, ...]
    """The texts that differ, in whichever way numbers stand in them; each once."""

    def besides(self, fields: Set[str]) -> tuple[TextChange, ...]:
        """Return the texts without those that one of these fields of the note shows."""
        shown = [words for field, words in _IN_FIELDS.items() if field in fields]
        return tuple(
            text
            for text in self.texts
            if text.name.capitalize() not in fields
            and not any(words.fullmatch(text.name) for words in shown)
        )


def data_changes(existing: str, built: str) -> DataChanges:
    """Compare two Data fields of notes with variants, or with options."""
    (before, old), (after, new) = texts_and_rows(existing), texts_and_rows(built)
    numbers = old != new
    points = False
    several = any(path[:2] == ("forms", 1) for path in {**before, **after})
    found: dict[tuple[str, str], TextChange] = {}
    for path in {**before, **after}:
        pair = before.get(path, ""), after.get(path, "")
        if "points" in path:
            points = points or pair[0] != pair[1]
            continue
        if path[-1] == "formula":
            points = points or _VALUES.findall(pair[0]) != _VALUES.findall(pair[1])
            pair = _VALUES.sub("", pair[0]), _VALUES.sub("", pair[1])
        # What all variants have in common, such as a minus sign or a first digit, stands in the
        # texts, beside their slots: with other variants it may be another.
        if pair[0] != pair[1] and not (numbers and _same_but_numbers(*pair)):
            # In several forms it is most often the same text, which stands in each of them.
            shown = _without_slots(pair[0]), _without_slots(pair[1])
            if shown[0] == shown[1]:  # another number stands in the same place
                shown = _with_first(pair[0], path, old), _with_first(pair[1], path, new)
            found.setdefault(pair, TextChange(_name(path, several), *shown))
    # Points are chosen anew with other numbers, or for another formula or range.
    return DataChanges(numbers or (points and not found), tuple(found.values()))


def _same_but_numbers(old: str, new: str) -> bool:
    return _NUMBER.sub("#", old) == _NUMBER.sub("#", new)


def _without_slots(text: str) -> str:
    return _SLOTS.sub("…", text)


def _with_first(text: str, path: Path, rows: Any) -> str:
    """Return a text with the numbers of the first variant of its form, as far as there are any."""
    try:
        slots = next(row[1] for row in rows if row[0] == path[1])
        return SLOT.sub(lambda found: slots[int(found[1])], text)
    except (StopIteration, LookupError, TypeError):
        return _without_slots(text)


def _name(path: Path, several: bool) -> str:
    """Return `mistake 1 says` for `forms`, 0, `mistakes`, 0, `says`; the form where it matters."""
    if path[0] == "forms" and (not several or path[1] == 0):
        path = path[2:]
    words: list[str] = []
    for key in path:
        if isinstance(key, int) and words and words[-1].startswith("variable "):
            words.append(_OF_VARIABLE[key] if key < len(_OF_VARIABLE) else str(key))
        elif isinstance(key, int) and words:
            words[-1] = f"{_ONE_OF.get(words[-1], words[-1])} {key + 1}"
        else:
            words.append(str(key))
    if words:
        words[-1] = _AT_END.get(words[-1], words[-1])
    return " ".join(words)
