"""The names of a formula: variables, functions and constants, with their spellings."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flashgen.values.formulas.rules import FORMULA_RULES

_GREEK: Final[dict[str, str]] = FORMULA_RULES["greek"]
_LATIN: Final = {sign: name for name, sign in _GREEK.items()}
_PARTS: Final = re.compile(r"([^\W\d_]+)_?(\w*)")


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling, and what it stands for."""

    spelling: str
    variable: str = ""
    function: str = ""
    constant: str = ""


def spellings(variable: str) -> tuple[str, ...]:
    """Return the ways to write a variable: x_1 and x1, theta and θ."""
    parts = _PARTS.fullmatch(variable)
    if parts is None:
        return (variable,)
    base, index = parts[1], parts[2]
    bases = (base, _GREEK.get(base) or _LATIN.get(base, ""))
    indices = (index, f"_{index}") if index else ("",)
    return tuple(b + i for b in bases if b for i in indices)


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
