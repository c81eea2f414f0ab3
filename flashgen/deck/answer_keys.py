"""Which keys go with an answer of which kind, and the error about one that does not."""

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

_PRECISION: Final = ("decimals", "figures", "tolerance")
_UNITS: Final = ("unit", "units", "unit_required")
_WORDS: Final = ("accept", "case")

_OF_FORMULAS: Final = (
    "with a formula go `in`, `text`, `up_to`, `without`, `log`, `figures`, `tolerance`, `check` "
    "and `mistakes`"
)
_UNIT_OF_FORMULA: Final = (
    "units stand in what is asked, as in `label: Speed in m/s`: a formula is compared by its "
    "values, in which no unit can be converted"
)

UNFIT: Final = {
    "number": (_WORDS, "a number is judged by its tolerance; `accept` and `case` are for texts"),
    "set of numbers": (_WORDS, "`accept` and `case` are for texts"),
    "set of texts": (
        (*_PRECISION, *_UNITS, "accept"),
        "with a set of texts go `compare: set`, `case`, `check` and `mistakes`",
    ),
    "text": (
        (*_PRECISION, *_UNITS),
        "with a text go `accept`, `case`, `options`, `check` and `mistakes`",
    ),
    "formula": (
        ("decimals", *_UNITS, *_WORDS, "compare", "options"),
        _OF_FORMULAS,
    ),
    "menu": (
        (*_PRECISION, *_UNITS, *_WORDS, "compare"),
        "with `options` go `shuffle`, `check` and `mistakes`; digits and units are part of them",
    ),
}
"""For each kind the keys that do not go with it, and what does."""


def unfit_keys(fields: BaseModel, kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield the keys that an answer has and its kind does not take: key, message, hint."""
    keys, hint = UNFIT[kind]
    for key in keys:
        if getattr(fields, key, None) not in (None, (), False):
            article = "an" if kind[0] in "aeiou" else "a"
            if kind == "formula" and key in _UNITS:
                yield key, f"`{key}` does not go with a formula", _UNIT_OF_FORMULA
                continue
            yield key, f"`{key}` does not go with {article} {kind}", hint
    if kind == "text" and getattr(fields, "compare", None) is not None:
        yield (
            "compare",
            "`compare` does not go with a single text",
            "several texts in any order are a list: ['\"red\"', '\"blue\"'] with `compare: set`",
        )
    if kind != "menu" and getattr(fields, "shuffle", False):
        yield "shuffle", "`shuffle` goes with `options`", "it puts the options in another order"
