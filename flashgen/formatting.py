"""Values as people write them: in running text, in LaTeX, in code.

Rounding is decimal and half away from zero, as people round by hand, and acts on the value
rounded to 12 significant digits: the last bit of a processor changes no figure that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    from flashgen.values import Value

# Everything that a value may be but an array. To be told from one without numpy, which is slow to
# import: texts without values need none.
SCALARS = (int, float, str, complex)


class Context(StrEnum):
    """Where a value is shown."""

    TEXT = "text"
    MATH = "math"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Format:
    """A parsed format.

    `kind` is "f", "g", "e", "d", "%", "frac" or "" (as many digits as the value has, at most
    10 significant ones). `digits` counts decimals for f, e and %, significant digits for g;
    None where the value decides.
    """

    spec: str
    kind: str
    digits: int | None
    plus: bool
    comma: bool


MAX_DIGITS: Final = 12
_BINARY_DIGITS: Final = 15
MAX_INTEGER_BITS: Final = 1300  # about 390 digits
MAX_DENOMINATOR: Final = 10_000
DEFAULT_DIGITS: Final = 10
DEFAULT_FORMAT: Final = Format("", "", None, plus=False, comma=False)
# Rounded to figures, values from 0.0001 to below 10 000 000 are written out; others get a power.
SMALLEST_EXPONENT: Final = -4
LARGEST_EXPONENT: Final = 6

# Control characters, private use, surrogates, noncharacters: nothing that can be shown, and NUL
# and U+001F break the fields of Anki's database.
UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)

_SPEC = re.compile(r"(?P<plus>\+?)(?P<comma>,?)(?:\.(?P<digits>[0-9]+))?(?P<kind>[fged%]?)")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Wide enough for every float written out, so that the only rounding is the one asked for.
_WIDE = DecimalContext(prec=1000, rounding=ROUND_HALF_UP)
_UNITS: Final = [Decimal(1).scaleb(-decimals) for decimals in range(MAX_DIGITS + 1)]
_TO_FIGURES: Final = [DecimalContext(max(n, 1), ROUND_HALF_UP) for n in range(MAX_DIGITS + 2)]
# What MathJax does not take literally in \text{…}; the commands stand outside of it.
_LATEX_SPECIAL: Final = {sign: f"\\{sign}" for sign in "{}$%#&_"} | {
    "\\": r"{\backslash}",
    "^": r"{\wedge}",
    "~": r"{\sim}",
}
_LATEX_RUNS = re.compile(r"[\\{}$%#&_^~]|[^\\{}$%#&_^~]+")


@lru_cache(maxsize=1024)
def parse_format(spec: str) -> Format:
    """Parse the format of a slot, such as `.2f`, `+.3g`, `,d` or `frac`.

    Raises ValueError, with a complete sentence, for anything that is not on the list.
    """
    if spec == "frac":
        return Format(spec, "frac", None, plus=False, comma=False)
    match = _SPEC.fullmatch(spec) if len(spec) <= MAX_DIGITS else None
    if match is None or not spec:
        shown = spec if len(spec) <= MAX_DIGITS else spec[:MAX_DIGITS] + "…"
        raise ValueError(
            f"`{shown}` is not a format; there are .2f, .3g, .2e, d, .1%, frac, "
            "with + or , in front where wanted"
        )
    kind = match["kind"]
    digits = int(match["digits"]) if match["digits"] else None
    if digits is not None and digits > MAX_DIGITS:
        raise ValueError(f"a format shows at most {MAX_DIGITS} digits; `{spec}` asks for {digits}")
    if digits is not None and not kind:
        raise ValueError(f"`{spec}` is unclear: `{spec}f` counts decimals, `{spec}g` all digits")
    if digits is not None and kind == "d":
        raise ValueError(f"`{spec}` asks for digits of an integer; write `d` or `.{digits}f`")
    if digits is None and kind in ("f", "g", "e"):
        raise ValueError(f"`{spec}` does not say how many digits; write `.2{kind}`, for instance")
    if digits == 0 and kind == "g":
        raise ValueError("a number has at least one significant digit; write `.1g`")
    return Format(spec, kind, digits, plus=bool(match["plus"]), comma=bool(match["comma"]))


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
        return _fixed(value, fmt.digits or 0)
    if isinstance(value, SCALARS):
        return _scalar(value, fmt, context)
    if fmt is DEFAULT_FORMAT and value.dtype.kind == "i":
        return _array(value, str, context)
    return _array(value, lambda entry: _scalar(entry, fmt, context), context)


def format_values(values: Sequence[Value], fmt: Format | None, context: Context) -> list[str]:
    """Return each value as `format_value` does; whole numbers in less time."""
    if fmt is None and set(map(type, values)) == {int}:
        texts = list(map(str, values))
        if max(map(len, texts), default=0) < DEFAULT_DIGITS:
            return texts
    return [format_value(value, fmt, context) for value in values]


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
        return _fixed(value, decimals)
    if type(value) is int and decimals is figures is None and -(10**15) < value < 10**15:
        return str(value)

    def entry(scalar: object) -> str:
        if isinstance(scalar, (int, float)) and not isinstance(scalar, bool) and _is_finite(scalar):
            if decimals is not None:
                return _typeset(_fixed(scalar, decimals), context)
            if figures is not None:
                return _typeset(_significant(scalar, figures, strip=False), context)
        return _scalar(scalar, DEFAULT_FORMAT, context)

    if isinstance(value, SCALARS):
        return entry(value)
    if compare == "set" and value.ndim == 1 and context is not Context.CODE:
        math = context is Context.MATH
        if not value.size:
            return r"\text{none}" if math else "none"
        inside = (r",\ " if math else ", ").join(map(entry, value.tolist()))
        return rf"\{{{inside}\}}" if math else f"{{{inside}}}"
    return _array(value, entry, context)


def needs_more_than(value: Value, decimals: int) -> bool:
    """Tell whether a value shown without a format takes more decimals than these.

    Of an array: whether any entry does. Integers, strings and infinities take none.
    """
    return any(
        isinstance(entry, float)
        and _is_finite(entry)
        and _count_decimals(Decimal(_general(entry))) > decimals
        for entry in _entries(value)
    )


def shows_fewer_digits(value: Value, fmt: Format | None) -> bool:
    """Tell whether the format hides digits that the value has (of 12 at most).

    `.2f` does of 0.125, `.3g` of 1234; of an array, if it does of any entry.
    """
    fmt = fmt or DEFAULT_FORMAT
    if fmt.kind in ("d", "frac"):
        return False
    for entry in _entries(value):
        if not isinstance(entry, (int, float)) or not _is_finite(entry):
            continue
        shown = Decimal(_number(entry, fmt).replace(",", "").rstrip("%"))
        if shown != (_percentage(entry) if fmt.kind == "%" else Decimal(_twelve_digits(entry))):
            return True
    return False


def _entries(value: Value) -> list[object]:
    return [value] if isinstance(value, SCALARS) else value.ravel().tolist()


def _array(value: np.ndarray, entry: Callable[[object], str], context: Context) -> str:
    if value.dtype.kind in "bc":
        raise ValueError(_refusal(value.dtype.type(0).item()))
    rows = value.tolist()
    if value.ndim == 2 and context is Context.MATH:
        inside = r" \\ ".join(" & ".join(map(entry, row)) for row in rows)
        return rf"\begin{{bmatrix}}{inside}\end{{bmatrix}}"
    if value.ndim == 2 and context is Context.TEXT:
        return f"[{'; '.join(', '.join(map(entry, row)) for row in rows)}]"
    separator = r",\ " if context is Context.MATH else ", "

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
        return latex_text(value) if context is Context.MATH else value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(_refusal(value))
    if not _is_finite(value):
        symbol = {Context.TEXT: "∞", Context.MATH: r"\infty", Context.CODE: "inf"}[context]
        return ("-" if value < 0 else "+" if fmt.plus else "") + symbol
    return _typeset(_number(value, fmt), context)


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


def latex_text(text: str) -> str:
    """Return plain text as LaTeX that shows it and does nothing else."""
    return "".join(_LATEX_SPECIAL.get(run, rf"\text{{{run}}}") for run in _LATEX_RUNS.findall(text))


# Below, a number is a string of Python's form: "-1234.50", "1,024", "1.5e-7", "50%"; "5/13".


def _typeset(number: str, context: Context) -> str:
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


def _number(value: float, fmt: Format) -> str:
    match fmt.kind:
        case "":
            number = _general(value)
        case "f":
            number = _fixed(value, fmt.digits or 0)
        case "g":
            number = _significant(value, fmt.digits or 1, strip=True)
        case "e":
            number = _scientific(value, (fmt.digits or 0) + 1)
        case "d":
            number = _integer(value)
        case "%" if fmt.digits is None:
            number = _general(float(_percentage(value))) + "%"
        case "%":
            number = _quantized(_percentage(value), fmt.digits or 0) + "%"
        case _:
            number = _fraction(value)
    if fmt.comma:
        number = _grouped(number)
    return "+" + number if fmt.plus and number[0] != "-" else number


def _twelve_digits(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def _general(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    exact = f"{value:.12g}"
    if len(exact) > DEFAULT_DIGITS:
        if exact[-1] == "5" or "e" in exact:
            rounded = _TO_FIGURES[DEFAULT_DIGITS].plus(Decimal(exact))
            exact = f"{rounded:.10g}"
        else:
            exact = f"{float(exact):.10g}"
    if "e" in exact:
        mantissa, exponent = exact.split("e")
        return f"{mantissa}e{int(exponent)}"
    return "0" if exact == "-0" else exact


# An answer is shown in the question's slots, on the back, and in what tells two variants apart.
@lru_cache(maxsize=1024, typed=True)
def _fixed(value: float, decimals: int) -> str:
    if isinstance(value, int):
        return f"{value}.{'0' * decimals}" if decimals else str(value)
    exact = f"{value:.12g}"
    # Only a value that ends in 5 can lie half-way; any other rounds the same in binary, as long
    # as no more digits are asked for than a binary number has.
    digits = len(exact.partition(".")[0]) + decimals
    if exact[-1] == "5" or "e" in exact or digits > _BINARY_DIGITS:
        return _quantized(Decimal(exact), decimals)
    return _unsigned_zero(f"{float(exact):.{decimals}f}")


def _quantized(value: Decimal, decimals: int) -> str:
    return _unsigned_zero(format(value.quantize(_UNITS[decimals], context=_WIDE), "f"))


def _unsigned_zero(number: str) -> str:
    return number[1:] if number[0] == "-" and not number.strip("-0.") else number


def _scientific(value: float, figures: int) -> str:
    exact = _twelve_digits(value)
    if isinstance(value, int) or exact[-1] == "5" or "e" in exact:
        rounded = format(_TO_FIGURES[figures].plus(Decimal(exact)), f".{figures - 1}e")
    else:
        rounded = f"{float(exact):.{figures - 1}e}"
    mantissa, exponent = rounded.split("e")
    return f"{_unsigned_zero(mantissa)}e{int(exponent) if value else 0}"


def _significant(value: float, figures: int, *, strip: bool) -> str:
    exact = _twelve_digits(value)
    if exact[-1] != "5" and value and not isinstance(value, int):
        short = f"{float(exact):.{figures}g}" if strip else f"{float(exact):#.{figures}g}"
        if "e" not in short:
            return short.removesuffix(".")
    mantissa, exponent_text = _scientific(value, figures).split("e")
    exponent = int(exponent_text)
    if SMALLEST_EXPONENT <= exponent <= max(LARGEST_EXPONENT, figures - 1):
        # Exact: the mantissa has at most 12 digits.
        decimals = max(figures - 1 - exponent, 0)
        written = f"{float(f'{mantissa}e{exponent}'):.{decimals}f}"
        return written.rstrip("0").rstrip(".") if strip and "." in written else written
    if strip and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{exponent}"


def _integer(value: float) -> str:
    exact = Decimal(_twelve_digits(value))
    if exact != exact.to_integral_value():
        raise ValueError(f"`d` shows integers; this value is {_general(value)}")
    return str(int(exact))


def _percentage(value: float) -> Decimal:
    return _WIDE.scaleb(Decimal(_twelve_digits(value)), 2)


def _fraction(value: float) -> str:
    exact = _twelve_digits(value)
    fraction = Fraction(exact).limit_denominator(MAX_DENOMINATOR)
    if f"{float(fraction):.12g}" != f"{float(exact):.12g}":
        raise ValueError(
            f"{_general(value)} is no fraction with a denominator of at most {MAX_DENOMINATOR}"
        )
    return str(fraction)


def _grouped(number: str) -> str:
    whole, point, rest = number.partition(".")
    if not whole.lstrip("-").isdecimal():
        return number
    return f"{int(whole):,}{point}{rest}" if int(whole) else number


def _count_decimals(value: Decimal) -> int:
    exponent = value.normalize(_WIDE).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)
