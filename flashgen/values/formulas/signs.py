"""Signs that mean the same made one, a name before the formula dropped, a list split."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.rules import FORMULA_RULES

_SUPERSCRIPTS: Final[dict[str, str]] = FORMULA_RULES["superscripts"]
_SUBSCRIPTS: Final[dict[str, str]] = FORMULA_RULES["subscripts"]
_FRACTIONS: Final[dict[str, str]] = FORMULA_RULES["fractions"]
_SIGNS: Final = str.maketrans(
    {other: sign for sign, others in FORMULA_RULES["signs"].items() for other in others}
)
_ACCENTS: Final = "|".join(name for name in FORMULA_RULES["accents"] if name != "prime")
_ACCENTED: Final = (
    rf"\\({_ACCENTS})(?:\s*\{{\s*(\\?[a-zA-Z]+)\s*\}}|\s*(\\[a-zA-Z]+)|\s+([a-zA-Z]))"
)
_POWER: Final = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")
_INDEX: Final = re.compile(f"[{''.join(_SUBSCRIPTS)}]+")
_FRACTION: Final = re.compile(rf"(\d+)?\s*([{''.join(_FRACTIONS)}])")
_LOWERED: Final = re.compile(
    r"_\s*(?:\{\s*((?:\\?\w+(?:\s*,\s*\\?\w+)*)?)\s*\}|\(\s*(\w+(?:\s*,\s*\w+)+)\s*\))"
)
"""The index of a name with several parts, or in braces."""
# Compiled where a formula is read, which few cards have.
_TEX: Final[Sequence[tuple[str, str]]] = (
    (r"\\begin\s*\{[a-z]*matrix\}|\\end\s*\{[a-z]*matrix\}|\\[()\[\]]|\$", " "),
    (r"\\\\", ";"),
    (r"\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z])\.?", " "),
    (r"\\(?:displaystyle|q?quad)(?![a-zA-Z])", " "),
    (r"\\[,;:! ]|~", " "),
    (r"\{,\}", ","),
    (r"\\(?:cdotp?|times|ast|star|bullet)(?![a-zA-Z])|\*\*(?=\*)", "*"),
    (r"\*\*", "^"),
    (r"\\div(?![a-zA-Z])", "/"),
    (r"\\[lr]?vert(?![a-zA-Z])|\\mid(?![a-zA-Z])", "|"),
    (r"\^\s*(?:\\circ(?![a-zA-Z])|\{\s*\\circ\s*\})|\\degree(?![a-zA-Z])", "°"),
    (r"\\%", "%"),
    (r"\\lfloor(?![a-zA-Z])|⌊", " floor("),
    (r"\\lceil(?![a-zA-Z])|⌈", " ceil("),
    (r"\\r(?:floor|ceil)(?![a-zA-Z])|[⌋⌉]|\\\}", ")"),
    (r"\\\{", "("),
    (r"\b(?:np|numpy|math|Math)\.(?=[a-z])", ""),
    (r"\\(?:mathrm|mathit|mathbf|text|operatorname)\s*\*?\s*\{([^{}]*)\}", r"\1"),
    (r"\\var(?=[a-z])", r"\\"),
    (r"\\wide(?=hat|tilde)", r"\\"),
    (r"\\overline(?![a-zA-Z])", r"\\bar"),
    (r"(?<![^\W\d])C\((?=[^(),;]+,[^(),;]+\))", "binomial("),
    (_ACCENTED, r"\2\3\4_\1"),
    (rf"_\s*\\(?=(?:{'|'.join(FORMULA_RULES['greek'])})(?![a-zA-Z]))", "_"),
    (r"\\prime(?![a-zA-Z])", "'"),
    (r"\^\s*(?:\{\s*(')\s*\}|')", "'"),
)


def plain_formula(text: str) -> str:
    """Return a formula with the signs that mean the same made one: full-width forms, TeX, …"""
    text = _POWER.sub(lambda run: f"^({''.join(_SUPERSCRIPTS[c] for c in run[0])})", text)
    text = _INDEX.sub(lambda run: f"_{''.join(_SUBSCRIPTS[c] for c in run[0])}", text)
    text = _FRACTION.sub(
        lambda found: (
            f"({found[1]}+{_FRACTIONS[found[2]]})" if found[1] else f"({_FRACTIONS[found[2]]})"
        ),
        text,
    )
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    for pattern, replacement in _TEX:
        text = re.sub(pattern, replacement, text)
    return _LOWERED.sub(_lowered, text).strip()


def _lowered(found: re.Match[str]) -> str:
    parts = (found[1] or found[2] or "").replace("\\", "").split(",")
    return "_" + "_".join(part.strip() for part in parts)


_NAMED: Final = re.compile(
    r"(?:\\?[^\W\d_]+(?:_\w+)?'{0,3}\s*(?:\(\s*\w+(?:\s*,\s*\w+)*\s*\))?|d\w*\s*/\s*d\w+)\s*[=:≈]\s*"
)


def without_name(text: str) -> str:
    """Drop `y =`, `f'(x) =` or `dy/dx =` before a formula.

    Raises FormulaError for an equation.
    """
    found = _NAMED.match(text)
    rest = text[found.end() :] if found else text
    if "=" in rest:
        raise FormulaError("equals")
    return rest


OPENING: Final = {"(": ")", "[": "]", "{": "}"}


def split_list(text: str) -> tuple[list[str], bool]:
    """Split a list of formulas at its semicolons, or else its commas.

    Return the formulas, and whether a comma in them is a decimal one.
    """
    if text[:1] in OPENING and text.endswith(OPENING[text[0]]):
        inside = text[1:-1]
        depths = _depths(inside)
        if all(d >= 0 for d in depths) and (
            any(d == 0 and c in ",;" for c, d in zip(inside, depths, strict=True))
        ):
            text = inside
    depths = _depths(text)
    semicolons = any(c == ";" and d == 0 for c, d in zip(text, depths, strict=True))
    separator = ";" if semicolons else ","
    signs = enumerate(zip(text, depths, strict=True))
    ends = [n for n, (c, depth) in signs if c in (separator, "&") and depth == 0]
    starts = [0, *(end + 1 for end in ends)]
    parts = [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [part.strip() for part in parts], semicolons


def _depths(text: str) -> list[int]:
    """Return for each character how many brackets are open around it."""
    depth, depths = 0, []
    for c in text:
        depth -= c in ")]}"
        depths.append(depth)
        depth += c in "([{"
    return depths
