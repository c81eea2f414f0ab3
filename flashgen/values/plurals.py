"""The form of a word that goes with a number, as the languages of CLDR have it.

Two forms are the same in all languages here: the first for exactly 1 and -1 as displayed, the
second for the rest. Where a language has more, they come in CLDR's order.
Source: Unicode CLDR, "Language Plural Rules".
"""

from collections.abc import Callable, Mapping
from typing import Final


def form_of(number: str, forms: int, language: str) -> int:
    """Return which of the forms goes with a number as displayed, such as "1" or "-2.50"."""
    digits = number.lstrip("+-").replace(",", "")
    if forms == 1:
        return 0
    rule = _RULES.get(language.partition("-")[0])
    if forms == 2 or rule is None:
        return 0 if digits == "1" else forms - 1
    whole = int(digits) if digits.isdecimal() else None
    return min(rule(whole), forms - 1)


def _east_slavic(n: int | None) -> int:
    """One, few, many, other."""
    if n is None:
        return 3
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


def _south_slavic(n: int | None) -> int:
    """One, few, other."""
    return 2 if n is None else min(_east_slavic(n), 2)


def _polish(n: int | None) -> int:
    """One, few, many, other."""
    if n is None:
        return 3
    if n == 1:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


def _czech(n: int | None) -> int:
    """One, few, many (fractions), other."""
    if n is None:
        return 2
    return 0 if n == 1 else 1 if n in (2, 3, 4) else 3


def _slovenian(n: int | None) -> int:
    """One, two, few, other."""
    if n is None:
        return 2
    return {1: 0, 2: 1, 3: 2, 4: 2}.get(n % 100, 3)


def _lithuanian(n: int | None) -> int:
    """One, few, many (fractions), other."""
    if n is None:
        return 2
    if 11 <= n % 100 <= 19 or n % 10 == 0:
        return 3
    return 0 if n % 10 == 1 else 1


def _latvian(n: int | None) -> int:
    """Zero, one, other."""
    if n is None:
        return 2
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return 0
    return 1 if n % 10 == 1 else 2


def _romanian(n: int | None) -> int:
    """One, few, other."""
    if n == 1:
        return 0
    return 1 if n is None or n == 0 or 1 <= n % 100 <= 19 else 2


def _arabic(n: int | None) -> int:
    """Zero, one, two, few, many, other."""
    if n is None:
        return 5
    if n <= 2:
        return n
    if 3 <= n % 100 <= 10:
        return 3
    return 4 if n % 100 >= 11 else 5


_RULES: Final[Mapping[str, Callable[[int | None], int]]] = {
    "ar": _arabic,
    "be": _east_slavic,
    "bs": _south_slavic,
    "cs": _czech,
    "hr": _south_slavic,
    "lt": _lithuanian,
    "lv": _latvian,
    "pl": _polish,
    "ro": _romanian,
    "ru": _east_slavic,
    "sk": _czech,
    "sl": _slovenian,
    "sr": _south_slavic,
    "uk": _east_slavic,
}
