"""Values as people write them: in running text, in LaTeX, in code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

from flashgen.values.numerals import (
    DEFAULT_DIGITS,
    DEFAULT_FORMAT,
    Format,
    count_decimals,
    fixed,
    general,
    parse_format,
    percentage,
    significant,
    twelve_digits,
    written,
)
from flashgen.values.plurals import form_of
from flashgen.values.polynomials import polynomial

if TYPE_CHECKING:
    import numpy as np

    from flashgen.values.values import Value

# Everything that a value may be but an array. To be told from one without numpy, which is slow to
# import: texts without values need none.
SCALARS = (int, float, str, complex)


class Context(StrEnum):
    """Where a value is shown."""

    TEXT = "text"
    MATH = "math"
    CODE = "code"


MAX_INTEGER_BITS: Final = 1300  # about 390 digits
# Control characters, private use, surrogates, noncharacters: nothing that can be shown, and NUL
# and U+001F break the fields of Anki's database.
UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)

NO_BREAK_SPACE: Final = "\u00a0"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# What MathJax does not take literally in \text{…}; the commands stand outside of it.
_LATEX_SPECIAL: Final = {sign: f"\\{sign}" for sign in "{}$%#&_"} | {
    "\\": r"{\backslash}",
    "^": r"{\wedge}",
    "~": r"{\sim}",
}
_LATEX_RUNS = re.compile(r"[\\{}$%#&_^~]|[^\\{}$%#&_^~]+")


def format_value(value: Value, fmt: Format | None, context: Context) -> str:
    """Return the value as it is shown: plain text, not HTML-escaped; LaTeX in math.

    A vector is a row in brackets; a matrix is `[1, 2; 3, 4]` in text, a bmatrix in math, nested
    lists in code. All entries of an array share the format.

    Raises ValueError for a truth value, a complex number, NaN, and what the format cannot show.
    """
    if fmt is None:
        # Nearly all values; this is called for each slot of each variant.
        if type(value) is int and -(10**15) < value < 10**15:
            return str(value)
        if type(value) is float:
            exact = f"{value:.12g}"
            if len(exact) <= DEFAULT_DIGITS and exact[-1].isdecimal() and "e" not in exact:
                return "0" if exact == "-0" else exact
        fmt = DEFAULT_FORMAT
    elif type(value) is float and fmt.spec[-1:] == "f" and fmt.spec[0] == "." and isfinite(value):
        return fixed(value, fmt.digits or 0)
    if fmt.variable:
        return _polynomial(value, fmt, context)
    if isinstance(value, SCALARS):
        return _scalar(value, fmt, context)
    if fmt.words:
        raise ValueError(f"`{fmt.spec}` needs a number; this value is an array")
    if fmt is DEFAULT_FORMAT and value.dtype.kind == "i":
        return _array(value, str, context)
    return _array(value, lambda entry: _scalar(entry, fmt, context), context)


def format_answer(
    value: Value,
    *,
    decimals: int | None = None,
    figures: int | None = None,
    context: Context = Context.TEXT,
    compare: str | None = None,
) -> str:
    """Return an answer as it is asked for: with all its decimals, or with all its figures.

    With neither, the value decides. With `compare="set"` a vector stands in braces, and the empty
    one is `none`, as it is typed. Raises ValueError as `format_value` does.
    """

    # Nearly all answers.
    if type(value) is float and decimals is not None and isfinite(value):
        return fixed(value, decimals)
    if type(value) is int and decimals is figures is None and -(10**15) < value < 10**15:
        return str(value)

    def entry(scalar: object) -> str:
        if isinstance(scalar, (int, float)) and not isinstance(scalar, bool) and _is_finite(scalar):
            if decimals is not None:
                return _typeset(fixed(scalar, decimals), context)
            if figures is not None:
                return _typeset(significant(scalar, figures, strip=False), context)
        return _scalar(scalar, DEFAULT_FORMAT, context)

    if isinstance(value, SCALARS):
        return entry(value)
    if compare == "set" and value.ndim == 1 and context is not Context.CODE:
        math = context is Context.MATH
        if not value.size:
            return r"\text{none}" if math else "none"
        return join_set(list(map(entry, value.tolist())), context)
    return _array(value, entry, context)


def join_set(entries: Sequence[str], context: Context) -> str:
    """Return formatted entries as a set, which is not empty."""
    if context is Context.MATH:
        return rf"\{{{_SEPARATORS[context].join(entries)}\}}"
    return f"{{{_SEPARATORS[context].join(entries)}}}"


_SEPARATORS: Final = {Context.TEXT: ", ", Context.MATH: r",\;", Context.CODE: ", "}


def join_vector(entries: Sequence[str], context: Context) -> str:
    """Return formatted entries as a vector in running text or math."""
    return f"[{_SEPARATORS[context].join(entries)}]"


def join_matrix(rows: Sequence[Sequence[str]]) -> str:
    """Return formatted rows as a matrix in math."""
    inside = r" \\ ".join([" & ".join(row) for row in rows])
    return rf"\begin{{bmatrix}}{inside}\end{{bmatrix}}"


def needs_more_than(value: Value, decimals: int) -> bool:
    """Tell whether a value shown without a format takes more decimals and digits than these.

    0.00248 takes 5 decimals and 3 digits. Of an array: whether any entry does. Integers, strings
    and infinities take none.
    """
    return any(
        isinstance(entry, float) and _is_finite(entry) and _takes_more(entry, decimals)
        for entry in _entries(value)
    )


def _takes_more(number: float, decimals: int) -> bool:
    shown = Decimal(general(number)).normalize()
    return count_decimals(shown) > decimals and len(shown.as_tuple().digits) > decimals


def shows_fewer_digits(value: Value, fmt: Format | None) -> bool:
    """Tell whether the format hides digits that the value has (of 12 at most).

    `.2f` does of 0.125, `.3g` of 1234; of an array, if it does of any entry.
    """
    fmt = fmt or DEFAULT_FORMAT
    if fmt.kind in ("d", "frac", "words"):
        return False
    if fmt.kind == "si":
        fmt = DEFAULT_FORMAT if fmt.digits is None else parse_format(f".{fmt.digits}g")
    for entry in _entries(value):
        if not isinstance(entry, (int, float)) or not _is_finite(entry):
            continue
        shown = Decimal(written(entry, fmt).replace(",", "").rstrip("%"))
        if shown != (percentage(entry) if fmt.kind == "%" else Decimal(twelve_digits(entry))):
            return True
    return False


def _entries(value: Value) -> list[object]:
    return [value] if isinstance(value, SCALARS) else value.ravel().tolist()


def _array(value: np.ndarray, entry: Callable[[object], str], context: Context) -> str:
    if value.dtype.kind in "bc":
        raise ValueError(_refusal(value.dtype.type(0).item()))
    rows = value.tolist()
    if value.ndim == 2 and context is Context.MATH:
        return join_matrix([list(map(entry, row)) for row in rows])
    if value.ndim == 2 and context is Context.TEXT:
        return f"[{'; '.join(', '.join(map(entry, row)) for row in rows)}]"
    separator = _SEPARATORS[context]
    if value.ndim == 1 and context is not Context.CODE:
        return join_vector(list(map(entry, rows)), context)

    def nested(part: object) -> str:
        if isinstance(part, list):
            return f"[{separator.join(map(nested, part))}]"
        if context is Context.CODE and isinstance(part, str):
            return repr(part)
        return entry(part)

    return nested(rows)


def _scalar(value: object, fmt: Format, context: Context) -> str:
    if isinstance(value, str):
        if fmt is not DEFAULT_FORMAT:
            raise ValueError(f"`{fmt.spec}` formats numbers; this value is a string")
        if refused := UNSHOWABLE.search(value):
            raise ValueError(f"the character U+{ord(refused[0]):04X} cannot be shown")
        return value if context is not Context.MATH or is_latex(value) else latex_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(_refusal(value))
    if fmt.kind == "words":
        word = fmt.words[form_of(general(value), len(fmt.words), fmt.language)]
        return latex_text(word) if context is Context.MATH else word
    if not _is_finite(value):
        symbol = {Context.TEXT: "∞", Context.MATH: r"\infty", Context.CODE: "inf"}[context]
        return ("-" if value < 0 else "+" if fmt.plus else "") + symbol
    return _typeset(written(value, fmt), context)


def _polynomial(value: Value, fmt: Format, context: Context) -> str:
    if isinstance(value, SCALARS) or value.ndim != 1 or value.dtype.kind not in "ifO":
        raise ValueError("a polynomial is the list of its coefficients, the highest power first")
    coefficients = value.tolist()
    if not all(map(_is_finite, coefficients)):
        raise ValueError("a coefficient is infinite")
    if fmt.variable.startswith("\\") and context is not Context.MATH:
        raise ValueError(f"`{fmt.variable}` stands only in a formula")
    math, code = context is Context.MATH, context is Context.CODE
    return polynomial(coefficients, fmt, fmt.variable, math=math, code=code)


def _refusal(value: object) -> str:
    if isinstance(value, bool):
        return 'a truth value cannot be shown; choose words: `"yes" if condition else "no"`'
    if isinstance(value, complex):
        return "a complex number cannot be shown; show its real and its imaginary part"
    return f"a value of type {type(value).__name__} cannot be shown"


def _is_finite(value: float) -> bool:
    if isinstance(value, int):
        if value.bit_length() > MAX_INTEGER_BITS:
            raise ValueError("an integer of more than 390 digits cannot be shown")
        return True
    if isnan(value):
        raise ValueError("the value is not a number (NaN) and cannot be shown")
    return isfinite(value)


_LATEX_SIGN: Final = re.compile(r"[\\^_{}]")
_WORD: Final = re.compile(r"[^\W\d_]{3}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OPERATOR: Final = re.compile(r"[=+*/<>()|!-]|\d[^\W\d_]")


def is_latex(text: str) -> bool:
    """Tell whether a text in a formula is LaTeX, such as `\\sin`, `2x + 1` or `x`, or words."""
    if _LATEX_SIGN.search(text):
        return True
    if _WORD.search(text):
        return False
    return bool(_OPERATOR.search(text)) or (len(text) == 1 and text.isalpha())


def latex_text(text: str) -> str:
    """Return plain text as LaTeX that shows it and does nothing else."""
    return "".join(_LATEX_SPECIAL.get(run, rf"\text{{{run}}}") for run in _LATEX_RUNS.findall(text))


def _typeset(number: str, context: Context) -> str:
    if " " in number:  # with a prefix
        number, prefix = number.split(" ")
        if context is Context.MATH:
            return rf"{number}\,\mathrm{{{prefix}}}" if prefix else rf"{number}\,"
        return f"{number}{' ' if context is Context.CODE else NO_BREAK_SPACE}{prefix}"
    if context is Context.MATH:
        if "/" in number:
            numerator, denominator = number.split("/")
            sign, numerator = numerator[: numerator[0] == "-"], numerator.lstrip("-")
            return rf"{sign}\frac{{{numerator}}}{{{denominator}}}"
        if "," in number:
            number = number.replace(",", "{,}")
        if number[-1] == "%":
            number = number[:-1] + r"\%"
    if "e" not in number or context is Context.CODE:
        return number
    mantissa, exponent = number.split("e")
    if context is Context.MATH:
        return rf"{mantissa}\times10^{{{exponent}}}"
    return f"{mantissa}×10{exponent.translate(_SUPERSCRIPTS)}"
