"""What people write by hand that no expression has: `a mod 2`, `5%`, `sin x`, `30°`."""

import re
from typing import Final

_INFIX: Final = {
    "mod": "write `a % b`",
    "div": "write `a // b`",
    "choose": "write `binomial(n, k)`",
    "xor": "write `a != b`; of bits it is bit_xor(a, b)",
    "equals": "write `==`",
    "times": "write `*`",
    "cross": "write `cross(a, b)`",
    "dot": "write `a @ b`",
}
_VALUE: Final = r"(?:[^\W\d]\w*|\d+(?:\.\d+)?|[)\]])"
_BETWEEN: Final = re.compile(rf"{_VALUE}\s+({'|'.join(_INFIX)})\s+[\w(\[]")
_APPLIED: Final = re.compile(
    r"(?<![\w.])(sin|cos|tan|ln|log|lg|exp|sqrt|abs|arcsin|arccos|arctan|sinh|cosh|tanh)"
    r"\s+(?!if\b|else\b|and\b|or\b|in\b|for\b)([^\W\d]\w*|\d+(?:\.\d+)?)"
)
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*%(?=\s*(?:$|[)\],+*/-]))")
_DEGREES: Final = re.compile(r"(\d+(?:\.\d+)?|[^\W\d]\w*)\s*°")


def explained(text: str) -> tuple[str, int, int, str] | None:
    """Return the message, the place and a hint for a spelling of this kind; None without one."""
    if found := _BETWEEN.search(text):
        word = found[1]
        return f"`{word}` is no operator", *found.span(1), _INFIX[word]
    if found := _DEGREES.search(text):
        return "`°` does not belong in an expression", *found.span(), f"write `radians({found[1]})`"
    if found := _PERCENT.search(text):
        hint = f"write `{found[1]} / 100`; between two numbers `%` is the remainder"
        return "`%` needs a number on its right", *found.span(), hint
    if found := _APPLIED.search(text):
        name = {"ln": "log", "lg": "log10"}.get(found[1], found[1])
        return (
            f"`{found[1]}` is a function, which has its argument in parentheses",
            *found.span(),
            f"write `{name}({found[2]})`",
        )
    return None
