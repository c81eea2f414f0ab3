"""Polynomials as people write them: highest power first, no `0x`, no `1x`, no `+ -3`."""

from collections.abc import Sequence

from flashgen.values.numerals import Format, written

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def polynomial(
    coefficients: Sequence[float], fmt: Format, variable: str, *, math: bool, code: bool
) -> str:
    """Return a polynomial in a variable, with the coefficient of the highest power first.

    The coefficients are written in the format, and those that show as 0 are left out. In math it
    is LaTeX, in code `2x^2 - x + 1`.
    """
    terms: list[str] = []
    for power, coefficient in zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True):
        number = written(coefficient, fmt)
        size = number.lstrip("+-")
        if not size.strip("0.") or size == "0":
            continue
        negative = number.startswith("-")
        if power and (size == "1" or (size.startswith("1.") and not size[2:].strip("0"))):
            size = ""
        term = size + _power(variable, power, math=math, code=code)
        if not terms:
            terms.append(f"-{term}" if negative else term)
        else:
            terms.append(f"{'-' if negative else '+'} {term}")
    return " ".join(terms) or "0"


def _power(variable: str, power: int, *, math: bool, code: bool) -> str:
    if power == 0:
        return ""
    if power == 1:
        return variable
    if math:
        return f"{variable}^{{{power}}}"
    return f"{variable}^{power}" if code else variable + str(power).translate(_SUPERSCRIPTS)
