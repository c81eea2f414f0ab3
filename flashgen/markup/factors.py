"""Where a formula that stands on one line needs brackets: a product below a fraction, say."""

import unicodedata
from typing import Final

_CLOSING: Final = {"(": ")", "[": "]", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_FUNCTIONS: Final = ("ln", "log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min")
_BARS: Final = frozenset("|‖")
_RAISED: Final = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ°")
_LOWERED: Final = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SIGNS: Final = _RAISED | _LOWERED | frozenset("∂Δ∇√∛∜′″'!%")  # before a factor or behind it


def factors(text: str) -> int | None:
    """Return how many factors a product without signs between them has; None where it is none.

    `2σ²` has two, `(a + b)²`, `‖x‖`, `exp(x)`, `10.5` and `∂L` one.
    """
    count = 0
    position = 0
    while position < len(text):
        character = text[position]
        if character in _CLOSING or character in _BARS:
            end = _end(text, position)
            if end is None:
                return None
            count += not (character == "(" and text[:position].endswith(_FUNCTIONS))
            position = end
        elif character.isdecimal() and character not in _LOWERED:
            while position < len(text) and (text[position].isdecimal() or text[position] in ".,"):
                position += 1
            count += 1
        elif character in "^_":
            position = _script_end(text, position)
        elif character in _SIGNS or unicodedata.combining(character):
            position += 1
        elif character.isalpha() or character == "∞":
            position = _name_end(text, position)
            count += 1
        else:
            return None
    return count


def is_atom(text: str) -> bool:
    """Tell whether a text can stand below a fraction, or be raised, without brackets."""
    return factors(text) == 1


def is_bare(text: str) -> bool:
    """Tell whether a text can stand under a root without brackets: it bears no power."""
    return (
        is_atom(text) and not _RAISED & set(text) and "^" not in text and not set("√∛∜") & set(text)
    )


def bracketed(text: str) -> str:
    """Return a text in brackets; one that is in brackets as a whole stays as it is."""
    whole = text.startswith("(") and _end(text, 0) == len(text)
    return text if whole else f"({text})"


def _end(text: str, start: int) -> int | None:
    """Return where the bracket that opens at `start` has been closed."""
    opening = text[start]
    closing = _CLOSING.get(opening, opening)
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character == closing and position > start:
            depth -= 1
        elif character == opening:
            depth += 1
        if depth == 0:
            return position + 1
    return None


def _script_end(text: str, start: int) -> int:
    """Return the end of `^(…)`, `^x`, `_(…)` or `_KL`."""
    position = start + 1
    if text[position : position + 1] == "(":
        return _end(text, position) or len(text)
    if text[start] == "^":
        return position + 1
    while position < len(text) and text[position].isalnum():
        position += 1
    return max(position, start + 2)


def _name_end(text: str, start: int) -> int:
    """Return the end of a name: of a letter, or of a word."""
    end = start
    while end < len(text) and text[end].isascii() and text[end].isalpha():
        end += 1
    return end if end - start > 2 or text[start:end] == "ln" else start + 1
