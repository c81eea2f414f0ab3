"""Numbers as decimal strings of Python's form: "-1234.50", "1,024", "1.5e-7", "50%"; "5/13".

Rounding is decimal and half away from zero, as people round by hand, and acts on the value
rounded to 12 significant digits: the last bit of a processor changes no figure that is shown.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace


class Format(Struct, frozen=True):
    """A parsed format.

    `kind` is "f", "g", "e", "d", "%", "frac", "si" or "" (as many digits as the value has, at most
    10 significant ones); or "words", of which the number chooses one. `digits` counts decimals for
    f, e and %, significant digits for g and si; None where the value decides. With a `variable`
    the value is a polynomial's coefficients. `language` is that of the words.
    """

    spec: str
    kind: str
    digits: int | None
    plus: bool
    comma: bool
    words: tuple[str, ...] = ()
    variable: str = ""
    language: str = ""


MAX_DIGITS: Final = 12
_BINARY_DIGITS: Final = 15
_LARGEST_PLAIN: Final = 10**15
MAX_DENOMINATOR: Final = 10_000
DEFAULT_DIGITS: Final = 10
DEFAULT_FORMAT: Final = Format("", "", None, plus=False, comma=False)
# Rounded to figures, values from 0.0001 to below 10 000 000 are written out; others get a power.
SMALLEST_EXPONENT: Final = -4
LARGEST_EXPONENT: Final = 6

_SPEC = re.compile(r"(?P<plus>\+?)(?P<comma>,?)(?:\.(?P<digits>[0-9]+))?(?P<kind>si|[fged%]?)")
_POLYNOMIAL = re.compile(
    r"poly +(?P<variable>[^\W\d_]\w{0,9}|\\[A-Za-z]{1,20})(?: +(?P<number>\S+))?"
)
MAX_WORDS: Final = 6
# Wide enough for every float written out, so that the only rounding is the one asked for.
_WIDE = DecimalContext(prec=1000, rounding=ROUND_HALF_UP)
_UNITS: Final = [Decimal(1).scaleb(-decimals) for decimals in range(MAX_DIGITS + 1)]
_TO_FIGURES: Final = [DecimalContext(max(n, 1), ROUND_HALF_UP) for n in range(MAX_DIGITS + 2)]


@lru_cache(maxsize=1024)
def parse_format(spec: str) -> Format:
    """Parse the format of a slot, such as `.2f`, `+.3g`, `,d` or `frac`.

    Raises ValueError, with a complete sentence, for anything that is not on the list.
    """
    if spec == "frac":
        return Format(spec, "frac", None, plus=False, comma=False)
    if "|" in spec:
        words = tuple(word.strip(" ") for word in spec.split("|"))
        if len(words) > MAX_WORDS:
            raise ValueError(f"no language has more than {MAX_WORDS} forms of a word")
        return Format(spec, "words", None, plus=False, comma=False, words=words)
    if spec.startswith("poly"):
        return _polynomial_format(spec)
    match = _SPEC.fullmatch(spec) if len(spec) <= MAX_DIGITS else None
    if match is None or not spec:
        shown = spec if len(spec) <= MAX_DIGITS else spec[:MAX_DIGITS] + "…"
        raise ValueError(
            f"`{shown}` is not a format; there are .2f, .3g, .2e, d, .1%, .3si, frac, "
            "with + or , in front where wanted, poly x, and words as in one|many"
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
    if digits == 0 and kind in ("g", "si"):
        raise ValueError("a number has at least one significant digit; write `.1g`")
    return Format(spec, kind, digits, plus=bool(match["plus"]), comma=bool(match["comma"]))


def _polynomial_format(spec: str) -> Format:
    match = _POLYNOMIAL.fullmatch(spec)
    if match is None:
        raise ValueError(f"`{spec[:20]}` does not name a variable; write `poly x` or `poly x .2f`")
    number = parse_format(match["number"]) if match["number"] else DEFAULT_FORMAT
    if number.kind in ("%", "e", "frac", "si", "words") or number.plus:
        raise ValueError(f"`{number.spec}` is no format of a polynomial's coefficients")
    return replace(number, spec=spec, variable=match["variable"])


def written(value: float, fmt: Format) -> str:
    """Return a finite number in a format.

    Raises ValueError where the format cannot show it.
    """
    match fmt.kind:
        case "":
            number = general(value)
        case "f":
            number = fixed(value, fmt.digits or 0)
        case "g":
            number = significant(value, fmt.digits or 1, strip=True)
        case "e":
            number = _scientific(value, (fmt.digits or 0) + 1)
        case "d":
            number = _integer(value)
        case "si":
            number = _with_prefix(value, fmt.digits)
        case "%" if fmt.digits is None:
            number = general(float(percentage(value))) + "%"
        case "%":
            number = _quantized(percentage(value), fmt.digits or 0) + "%"
        case _:
            number = _fraction(value)
    if fmt.comma:
        number = _grouped(number)
    return "+" + number if fmt.plus and number[0] != "-" else number


def twelve_digits(value: float) -> str:
    """Return a number with its 12 significant digits, an integer with all."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def general(value: float) -> str:
    """Return a number with as many digits as it has, a float with at most 10 significant ones."""
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
def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals."""
    if isinstance(value, int):
        return f"{value}.{'0' * decimals}" if decimals else str(value)
    exact = f"{value:.12g}"
    # Only a value that ends in 5 can lie half-way; any other rounds the same in binary, as long
    # as no more digits are asked for than a binary number has.
    digits = len(exact.partition(".")[0]) + decimals
    if exact[-1] == "5" or "e" in exact or digits > _BINARY_DIGITS:
        return _quantized(Decimal(exact), decimals)
    return _unsigned_zero(f"{float(exact):.{decimals}f}")


def quick_texts(
    numbers: Sequence[float], fmt: Format = DEFAULT_FORMAT, *, strip: bool = True
) -> list[str | None]:
    """Return numbers in a format, as `written` does, all at once.

    None for those for which it takes more than that: one that is half-way, a power of ten. Without
    `strip`, a format of significant digits keeps the zeros at the end.
    """
    kinds = set(map(type, numbers))
    if fmt.comma or fmt.kind not in ("", "f", "g", "d"):
        return [None] * len(numbers)
    if kinds == {int}:
        texts = _quick_integers(numbers, fmt)
    elif kinds == {float}:
        texts = _quick_floats(numbers, fmt, strip=strip)
    else:
        return [None] * len(numbers)
    if fmt.plus:
        return [t if t is None or t[0] == "-" else f"+{t}" for t in texts]
    return texts


def _quick_integers(numbers: Sequence[float], fmt: Format) -> list[str | None]:
    if fmt.kind == "g" or max(map(abs, numbers)) >= _LARGEST_PLAIN:
        return [None] * len(numbers)
    zeros = f".{'0' * fmt.digits}" if fmt.kind == "f" and fmt.digits else ""
    return [f"{number}{zeros}" for number in numbers]


def _quick_floats(numbers: Sequence[float], fmt: Format, *, strip: bool) -> list[str | None]:
    exact = ("%.12g " * len(numbers) % tuple(numbers)).split()
    if fmt.kind == "":
        return [
            e
            if len(e) <= DEFAULT_DIGITS and "e" not in e and e[-1].isdecimal() and e != "-0"
            else None
            for e in exact
        ]
    if fmt.kind == "d":
        return [e if e.lstrip("-").isdecimal() and e != "-0" else None for e in exact]
    # Only a value that ends in 5 can lie half-way.
    is_plain = [e[-1] not in "5fn" and "e" not in e for e in exact]
    exact_floats = tuple(map(float, exact))
    digits = fmt.digits or 0
    if fmt.kind == "f":
        if max(map(abs, numbers)) >= 10.0 ** (_BINARY_DIGITS - digits):
            return [None] * len(numbers)
        rounded = (f"%.{digits}f " * len(numbers) % exact_floats).split()
        return [
            text if plain and (text[:2] != "-0" or text.strip("-0.")) else None
            for text, plain in zip(rounded, is_plain, strict=True)
        ]
    rounded = (f"%{'' if strip else '#'}.{digits}g " * len(numbers) % exact_floats).split()
    return [
        text.removesuffix(".") if plain and number and "e" not in text else None
        for text, plain, number in zip(rounded, is_plain, numbers, strict=True)
    ]


def _quantized(value: Decimal, decimals: int) -> str:
    return _unsigned_zero(format(value.quantize(_UNITS[decimals], context=_WIDE), "f"))


def _unsigned_zero(number: str) -> str:
    return number[1:] if number[0] == "-" and not number.strip("-0.") else number


def _scientific(value: float, figures: int) -> str:
    exact = twelve_digits(value)
    if isinstance(value, int) or exact[-1] == "5" or "e" in exact:
        rounded = format(_TO_FIGURES[figures].plus(Decimal(exact)), f".{figures - 1}e")
    else:
        rounded = f"{float(exact):.{figures - 1}e}"
    mantissa, exponent = rounded.split("e")
    return f"{_unsigned_zero(mantissa)}e{int(exponent) if value else 0}"


def significant(value: float, figures: int, *, strip: bool) -> str:
    """Return a number with so many significant digits; with `strip` without zeros at the end."""
    exact = twelve_digits(value)
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
    exact = Decimal(twelve_digits(value))
    if exact != exact.to_integral_value():
        raise ValueError(f"`d` shows integers; this value is {general(value)}")
    return str(int(exact))


def percentage(value: float) -> Decimal:
    """Return a hundred times the number, exactly."""
    return _WIDE.scaleb(Decimal(twelve_digits(value)), 2)


def _fraction(value: float) -> str:
    from fractions import Fraction  # slow to import, and rarely asked for

    exact = twelve_digits(value)
    fraction = Fraction(exact).limit_denominator(MAX_DENOMINATOR)
    if f"{float(fraction):.12g}" != f"{float(exact):.12g}":
        raise ValueError(
            f"{general(value)} is no fraction with a denominator of at most {MAX_DENOMINATOR}"
        )
    return str(fraction)


_PREFIXES: Final = {
    power: prefix.strip("1")
    for power, prefix in zip(range(-30, 31, 3), "qryzafpnμm1kMGTPEZYRQ", strict=True)
}
"""SI prefixes by their power of ten."""


def _with_prefix(value: float, figures: int | None) -> str:
    """Return a number with the prefix of the unit that follows, as in `24 G`."""
    exact = Decimal(twelve_digits(value))
    rounded = _TO_FIGURES[figures].plus(exact) if figures else exact
    power = min(max(rounded.adjusted() // 3 * 3, -30), 30) if rounded else 0
    number = format(rounded.scaleb(-power).normalize(), "f")
    return f"{number} {_PREFIXES[power]}"


def _grouped(number: str) -> str:
    whole, point, rest = number.partition(".")
    if not whole.lstrip("-").isdecimal():
        return number
    return f"{int(whole):,}{point}{rest}" if int(whole) else number


def count_decimals(value: Decimal) -> int:
    """Return how many decimals a number has."""
    exponent = value.normalize(_WIDE).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)
