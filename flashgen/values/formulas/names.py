"""The names of a formula: variables, functions and constants, with their spellings."""

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct

from flashgen.values.formulas.rules import FORMULA_RULES

_GREEK: Final[dict[str, str]] = FORMULA_RULES["greek"]
_LATIN: Final = {sign: name for name, sign in _GREEK.items()}
_ACCENTS: Final[dict[str, str]] = FORMULA_RULES["accents"]
_MOST_ACCENTS: Final = 2
_PARTS: Final = re.compile(r"([^\W\d_]+)_?(\w*)")


class Parts(Struct, frozen=True):
    """What a variable's name is made of: `y_hat_1_2` is a y with a hat and the index 1, 2."""

    base: str
    accents: tuple[str, ...] = ()
    index: tuple[str, ...] = ()


def parts_of(variable: str) -> Parts:
    """Take the name of a variable apart."""
    found = _PARTS.fullmatch(variable)
    if found is None:
        return Parts(variable)
    behind = [part for part in found[2].split("_") if part]
    accents = tuple(itertools.takewhile(_ACCENTS.__contains__, behind[:_MOST_ACCENTS]))
    return Parts(found[1], accents, tuple(behind[len(accents) :]))


class Name(Struct, frozen=True):
    """A spelling, and what it stands for."""

    spelling: str
    variable: str = ""
    function: str = ""
    constant: str = ""


def spellings(variable: str) -> tuple[str, ...]:
    """Return the ways to write a variable: x_1 and x1, theta and θ, y_hat and ŷ."""
    parts = parts_of(variable)
    made = _letters(parts.base)
    for accent in parts.accents:
        ways = (accent, f"_{accent}", _ACCENTS[accent])
        made = [unicodedata.normalize("NFC", base + way) for base in made for way in ways]
    if parts.index:
        letters = list(map(_letters, parts.index))
        indices = {sep.join(ways[n] for ways in letters) for sep in ("", "_") for n in (0, -1)}
        written = [sign + index for sign in ("", "_") for index in sorted(indices)]
        made = [base + index for base in made for index in written]
    return tuple(dict.fromkeys([variable, *made]))


def _letters(name: str) -> list[str]:
    """Return a part of a name, and the letter or name that is the same."""
    other = _GREEK.get(name) or _LATIN.get(name)
    return [name, other] if other else [name]


@lru_cache(maxsize=256)
def names_of(variables: tuple[str, ...], log10: bool) -> tuple[Name, ...]:
    """Return every name with its spellings, the longest first; a variable hides the others."""
    found: dict[str, Name] = {}
    for variable in variables:
        for spelling in spellings(variable):
            found.setdefault(spelling, Name(spelling, variable=variable))
    for constant, written in FORMULA_RULES["constants"].items():
        for spelling in written:
            found.setdefault(spelling, Name(spelling, constant=constant))
    for function, written in FORMULA_RULES["functions"].items():
        own = function if function != "log" else ("log10" if log10 else "ln")
        for spelling in written:
            for typed in (spelling, spelling.capitalize()):
                found.setdefault(typed, Name(typed, function=own))
    return tuple(sorted(found.values(), key=lambda name: (-len(name.spelling), name.spelling)))
