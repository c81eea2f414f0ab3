"""Split formulas, in LaTeX or as plain text, into tokens."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

_NUMBER: Final = re.compile(r"\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+")
_TOKEN: Final = re.compile(
    rf"(?P<number>{_NUMBER.pattern})"
    r"|\\(?:text|mathrm|textrm)\{(?P<typed>[-+−*/×·÷0-9.() ]+)\}"
    r"|\\operatorname\*?\{(?P<named>[a-z]+)\}"
    r"|(?P<space>\s+|\\[,;:! ]|~|&(?=\s*(?:=|\\approx))"
    r"|\\(?:begin|end)\{(?:aligned|gathered|split)\})"
    r"|\\(?P<command>[A-Za-z]+)(?:\{(?P<environment>[bp]matrix)\})?"
    r"|(?P<line>\\\\)(?:\[[^\]]*\])?"
    r"|(?P<other>\\.|.)",
    re.DOTALL,
)
_SPACING: Final = frozenset(
    {"left", "right", "displaystyle", "textstyle", "nonumber"}
    | {size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")}
)
_SAME: Final = {
    **dict.fromkeys(("\\times", "\\cdot", "\\ast", "×", "·", "⋅"), "*"),
    **dict.fromkeys(("\\div", "÷"), "/"),
    **{"−": "-", "π": "\\pi", "√": "\\sqrt", "≈": "\\approx", "\\simeq": "\\approx"},
    **dict.fromkeys(("\\dfrac", "\\tfrac", "\\cfrac"), "\\frac"),
    **dict.fromkeys(("\\lvert", "\\rvert", "\\vert", "\\mid"), "|"),
    **{"\\lbrack": "[", "\\rbrack": "]", "\\arsinh": "\\arcsinh"},
}


# What stands for a number in a text whose numbers are told apart from the rest, and between texts.
_MARK: Final = "\ue000"
_END: Final = "\x1f"
# There a number is not a token of its own.
_WITHIN: Final = re.compile(rf"\\(?:{_MARK}|text|mathrm)")


# Between these, a sign belongs to its number.
_BEFORE_ENTRY: Final = frozenset({"[", "(", "{", "\\{", ",", "&", "\\\\"})
_AFTER_ENTRY: Final = frozenset({"]", ")", "}", "\\}", ",", "&", "\\\\"})


def numbers_apart(texts: Sequence[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield for each text its tokens with "" for each number, and the numbers.

    A minus sign of an entry in brackets is part of the number. Texts of one pattern, such as all
    numbers, are looked at together.
    """
    joined = _END.join(texts)
    numbers = iter(_NUMBER.findall(joined))
    for text, pattern in zip(texts, _NUMBER.sub(_MARK, joined).split(_END), strict=True):
        skeleton, signs = _skeleton(pattern)
        own = list(islice(numbers, pattern.count(_MARK)))
        if len(own) != len(signs):
            yield tokens(text), []
            continue
        yield skeleton, [sign + _digits(n) for sign, n in zip(signs, own, strict=True)]


@lru_cache(maxsize=4096)
def _skeleton(pattern: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a pattern and the sign of each number in it.

    Too few signs where a number may be part of a longer token.
    """
    if _WITHIN.search(pattern):
        return (), ()
    read = tokens(pattern)
    found: list[str] = []
    signs: list[str] = []
    for place, token in enumerate(read):
        if token != _MARK:
            found.append(token)
            continue
        before, after = read[place - 2 : place], read[place + 1 : place + 2]
        signed = len(before) == 2 and before[1] == "-" and _is_entry(before[0], after)
        if signed:
            found.pop()
        found.append("")
        signs.append("-" if signed else "")
    return tuple(found), tuple(signs)


def _is_entry(before: str, after: tuple[str, ...]) -> bool:
    begins = before in _BEFORE_ENTRY or before.startswith("\\begin{")
    return begins and bool(after) and (after[0] in _AFTER_ENTRY or after[0].startswith("\\end{"))


def _digits(number: str) -> str:
    return number.replace("{,}", "")


@lru_cache(maxsize=4096)
def tokens(latex: str) -> tuple[str, ...]:
    """Return a formula's tokens: numbers, commands with their backslash, signs; no spaces."""
    found: list[str] = []
    for match in _TOKEN.finditer(latex):
        kind = match.lastgroup
        if kind == "space":
            continue
        if kind == "typed":
            found += tokens(match["typed"])
            continue
        if kind == "number":
            found.append(_digits(match["number"]))
            continue
        if kind == "named":
            token = f"\\{match['named']}"
        elif match["command"]:
            if match["command"] in _SPACING:
                continue
            token = f"\\{match['command']}"
            if match["environment"]:
                token += f"{{{match['environment']}}}"
        else:
            token = match["line"] or match["other"]
        found.append(_SAME.get(token, token))
    return tuple(found)
