"""In what the Data fields of two notes differ: the texts, or the numbers of the variants."""

import json
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, Final

_SLOT: Final = "\ue000[0-9]+\ue001"
# A number, or several that are written as a vector, whichever part of it is in the slots.
_NUMBER = re.compile(rf"[-(]*(?:{_SLOT}|[0-9])(?:{_SLOT}|[-0-9.,;()\\ ])*")
_SLOTS = re.compile(rf"(?:{_SLOT})+")
_ONE_OF: Final = {"forms": "form", "answers": "answer", "mistakes": "mistake", "choices": "option"}
_DEEPEST: Final = 8
"""Levels of lists and mappings that are walked through; a card's data have five."""

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of the data that differs, with what it is; empty where there is none."""

    name: str
    existing: str
    built: str


@dataclass(frozen=True, slots=True)
class DataChanges:
    """In what two Data fields differ."""

    numbers: bool
    """Whether the values of the variants do."""
    texts: tuple[TextChange, ...]
    """The texts that differ, in whichever way numbers stand in them; each once."""

    def besides(self, fields: Set[str]) -> tuple[TextChange, ...]:
        """Return the texts without those that one of these fields of the note shows."""
        options = "Choices" in fields
        return tuple(
            text
            for text in self.texts
            if text.name.capitalize() not in fields
            and not (options and re.fullmatch("option [0-9]+ text", text.name))
        )


def data_changes(existing: str, built: str) -> DataChanges:
    """Compare two Data fields of notes with variants, or with options."""
    old, new = _parsed(existing), _parsed(built)
    numbers = old.get("rows") != new.get("rows")
    before, after = dict(_texts(old)), dict(_texts(new))
    several = any(path[:2] == ("forms", 1) for path in {**before, **after})
    found: dict[tuple[str, str], TextChange] = {}
    for path in {**before, **after}:
        pair = before.get(path, ""), after.get(path, "")
        # What all variants have in common, such as a minus sign or a first digit, stands in the
        # texts, beside their slots: with other variants it may be another.
        if pair[0] != pair[1] and not (numbers and _same_but_numbers(*pair)):
            # In several forms it is most often the same text, which stands in each of them.
            found.setdefault(pair, TextChange(_name(path, several), *map(_without_slots, pair)))
    return DataChanges(numbers, tuple(found.values()))


def _parsed(data: str) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        parsed = None
    return parsed if isinstance(parsed, dict) else {"text": data}


def _texts(part: Any, path: _Path = ()) -> Iterator[tuple[_Path, str]]:
    """Yield every text, number and truth value of the data but those of the rows."""
    if isinstance(part, dict | list) and len(path) < _DEEPEST:
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            if path or key not in ("rows", "version"):
                yield from _texts(inner, (*path, key))
    elif isinstance(part, dict | list):
        yield path, "…"
    else:
        yield path, part if isinstance(part, str) else json.dumps(part)


def _same_but_numbers(old: str, new: str) -> bool:
    return _NUMBER.sub("#", old) == _NUMBER.sub("#", new)


def _without_slots(text: str) -> str:
    return _SLOTS.sub("…", text)


def _name(path: _Path, several: bool) -> str:
    """Return `mistake 1 says` for `forms`, 0, `mistakes`, 0, `says`; the form where it matters."""
    if path[0] == "forms" and (not several or path[1] == 0):
        path = path[2:]
    words: list[str] = []
    for key in path:
        if isinstance(key, int) and words:
            words[-1] = f"{_ONE_OF.get(words[-1], words[-1])} {key + 1}"
        else:
            words.append(str(key))
    return " ".join(words)
