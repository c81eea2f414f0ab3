"""Menus: which of its options an answer is."""

from collections.abc import Sequence

from flashgen.numeric.answers import plain
from flashgen.values.formatting import format_answer
from flashgen.values.values import Value
from flashgen.values.words import matching


def place_of(value: Value, options: Sequence[str]) -> int | None:
    """Return which option a value is, by what they show; None if it is none.

    True is the first of two options, False the second. A number is the option that shows it,
    rounded to as many decimals as the option has.
    """
    if isinstance(value, bool):
        return (0 if value else 1) if len(options) == 2 else None
    if isinstance(value, str):
        return matching(value, options)
    if not isinstance(value, int | float):
        return None
    shown = [n for n, option in enumerate(options) if _shows(option, value)]
    return max(shown, key=lambda n: len(options[n]), default=None)


def _shows(option: str, number: float) -> bool:
    typed = option.replace("−", "-").replace(",", "")
    if typed == plain(number):
        return True
    try:
        float(typed)
    except ValueError:
        return False
    if "e" in typed.lower():
        return float(typed) == number
    return typed == format_answer(number, decimals=len(typed.partition(".")[2]))
