"""Texts: parts, case, replacement, numbers as text, edit distance."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    any_vector,
    real,
    same_kind,
    significant,
    values,
    whole,
    wholes,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.expression.functions.shared import number_text
from flashgen.values.values import MAX_TEXT

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 200


def _texts(x: Any, name: str) -> Array:
    array = values(x, name)
    if array.dtype.kind != "U" and array.size:
        raise ValueError(f'{name} must be a text, such as "abc"')
    return array.astype(np.str_)


def _each(operation: Callable[..., Any], kind: Any, *arrays: Array) -> Array:
    """Apply a function of single values, entry by entry; the first array gives the shape."""
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    columns = [np.broadcast_to(array, shape).ravel().tolist() for array in arrays]
    made = [operation(*entry) for entry in zip(*columns, strict=True)]
    if kind is np.str_ and any(len(entry) > MAX_TEXT for entry in made):
        raise ValueError(f"the text would have more than {MAX_TEXT} characters")
    return np.array(made, dtype=kind).reshape(shape)


@vectorized("(...)->(...)")
def upper(x: Any) -> Result:
    """Text in capital letters, elementwise.

    Shapes: x a text or texts of any shape; the result has the shape of x.
    Units: none.
    Source: Python, str.upper.
    Example: upper("abc") = "ABC"
    """
    return _each(str.upper, np.str_, _texts(x, "x"))


@vectorized("(...)->(...)")
def lower(x: Any) -> Result:
    """Text in small letters, elementwise.

    Shapes: x a text or texts of any shape; the result has the shape of x.
    Units: none.
    Source: Python, str.lower.
    Example: lower("ABC") = "abc"
    """
    return _each(str.lower, np.str_, _texts(x, "x"))


@vectorized("(...),(),()->(...)")
def replace(x: Any, old: Any, new: Any) -> Result:
    """Text with each occurrence of a part replaced, elementwise.

    Shapes: x a text or texts of any shape, old and new texts; the result has the shape of x.
    Units: none.
    Source: Python, str.replace.
    Raises: ValueError where old is empty.
    Example: replace("banana", "an", "o") = "booa"
    """
    part, by = _texts(old, "old"), _texts(new, "new")
    if np.any(part == ""):
        raise ValueError("old must not be empty")

    def of(text: str, old: str, new: str) -> str:
        if len(text) + text.count(old) * len(new) > 2 * MAX_TEXT:
            raise ValueError(f"the text would have more than {MAX_TEXT} characters")
        return text.replace(old, new)

    return _each(of, np.str_, _texts(x, "x"), part, by)


@dear(2)
def split(x: Any, separator: Any = " ") -> Array:
    """Parts of a text between separators; its characters where the separator is empty.

    Shapes: x and separator texts; the result is a vector of texts.
    Units: none.
    Source: Python, str.split.
    Example: split("to be or") = ["to", "be", "or"]
    Example: split("abc", "") = ["a", "b", "c"]
    """
    if not isinstance(x, str) or not isinstance(separator, str):
        raise ValueError('x and separator must be texts, such as "a b" and " "')
    return np.array(x.split(separator) if separator else list(x), dtype=np.str_)


@vectorized("(...),()->(...)")
def find(x: Any, part: Any) -> Result:
    """Where a part stands first in a text, counted from 0; -1 where it does not, elementwise.

    Shapes: x a text or texts of any shape, part a text; the result has the shape of x.
    Units: none (an index).
    Source: Python, str.find.
    Example: find("banana", "n") = 2
    """
    return _each(str.find, np.int64, _texts(x, "x"), _texts(part, "part"))


@vectorized("(...)->(...)")
def code_point(x: Any) -> Result:
    """Number of a character in Unicode, elementwise.

    Shapes: x a text of one character, or texts of any shape; the result has the shape of x.
    Units: none.
    Source: Python, ord.
    Raises: ValueError where a text is not one character.
    Example: code_point("A") = 65
    """
    array = _texts(x, "x")
    if np.any(np.char.str_len(array) != 1):
        raise ValueError("x must be one character")
    return _each(ord, np.int64, array)


@vectorized("(...)->(...)")
def character(n: Any) -> Result:
    """Character of a number in Unicode, elementwise.

    Shapes: n of any shape; the result has the shape of n.
    Units: none.
    Source: Python, chr.
    Raises: ValueError where n is no character that can be shown.
    Example: character([72, 105]) = ["H", "i"]
    """

    def of(code: int) -> str:
        if not chr(code).isprintable():
            raise ValueError("n must be the number of a character that can be shown")
        return chr(code)

    return _each(of, np.str_, wholes(n, "n", least=32, most=0x10FFFF))


@dear(5)
@vectorized("(...)->(...)", split=("width", "decimals"))
def text(x: Any, width: Any = 0, decimals: Any = None) -> Result:
    """Number as a text, with zeros before it up to a width, elementwise.

    Shapes: x of any shape, numbers or texts, width and decimals scalars; the result has the
        shape of x.
    Units: none.
    Convention: up to 12 digits without trailing zeros, or so many decimals; the width counts
        all characters, and a sign stays in front of the zeros.
    Source: Python, str.zfill.
    Example: text(7, width=3) = "007"
    Example: text([0.5, 2], decimals=2) = ["0.50", "2.00"]
    """
    least = whole(width, "width", least=0, most=_LONGEST)
    array = values(x, "x")
    if array.dtype.kind == "U":
        return _each(lambda entry: entry.zfill(least), np.str_, array)
    numbers = real(array, "x")
    if decimals is None:
        return _each(lambda entry: number_text(entry).zfill(least), np.str_, numbers)
    unit = Decimal(1).scaleb(-whole(decimals, "decimals", least=0, most=12))

    def of(entry: float) -> str:
        exact = Decimal(str(significant(entry)))
        shown = format(exact.quantize(unit, ROUND_HALF_UP) if abs(exact) < 10**15 else exact, "f")
        return shown.lstrip("-").zfill(least) if not shown.strip("-0.") else shown.zfill(least)

    return _each(of, np.str_, numbers)


@vectorized("(...)->(...)")
def number(x: Any) -> Result:
    """Number that a text shows, elementwise.

    Shapes: x a text or texts of any shape; the result has the shape of x.
    Units: none.
    Convention: as Python writes numbers: with a point, without signs between thousands.
    Source: Python, float.
    Raises: ValueError where a text is no number.
    Example: number(["12", "-0.5"]) = [12, -0.5]
    """

    def of(entry: str) -> float:
        try:
            found = float(entry) if entry.isascii() and "_" not in entry else np.nan
        except ValueError:
            found = np.nan
        if not np.isfinite(found):
            raise ValueError("x must be the text of a number")
        return found

    return _each(of, np.float64, _texts(x, "x"))


@vectorized("(...)->(...)", split=("base", "width"))
def in_base(n: Any, base: Any, width: Any = 1) -> Result:
    """Whole number as a text of its digits in another base, elementwise.

    Shapes: n of any shape, base and width scalars; the result has the shape of n.
    Units: none.
    Convention: digits beyond 9 are capital letters; zeros stand before it up to the width.
    Source: Knuth, The Art of Computer Programming, volume 2, section 4.4.
    Raises: ValueError where n is negative or base is not from 2 to 36.
    Example: in_base(10, 2) = "1010"
    Example: in_base([10, 255], 16, width=4) = ["000A", "00FF"]
    """
    radix, least = whole(base, "base", least=2, most=36), whole(width, "width", least=1, most=64)

    def of(number: int) -> str:
        digits = ""
        while number:
            number, digit = divmod(number, radix)
            digits = _DIGITS[digit] + digits
        return digits.rjust(least, "0")

    return _each(of, np.str_, wholes(n, "n", least=0, most=2**53))


@vectorized("(...)->(...)", split=("base",))
def from_base(x: Any, base: Any) -> Result:
    """Whole number of which a text shows the digits in some base, elementwise.

    Formula: sum_i d_i base^i, with the last digit d_0
    Shapes: x a text or texts of any shape, base a scalar; the result has the shape of x.
    Units: none.
    Source: Python, int(text, base).
    Raises: ValueError where x has a digit that the base lacks, or base is not from 2 to 36.
    Example: from_base("1010", 2) = 10
    """
    radix = whole(base, "base", least=2, most=36)
    allowed = set(_DIGITS[:radix])

    def of(digits: str) -> int:
        if not digits or not set(digits.upper()) <= allowed or len(digits) > 53:
            raise ValueError(f"x must be digits of base {radix}")
        found = int(digits, radix)
        if found > 2**53:
            raise ValueError("x must be at most 2**53")
        return found

    return _each(of, np.int64, _texts(x, "x"))


@dear(4)
def edit_distance(a: Any, b: Any) -> int:
    """Edit distance (Levenshtein): the fewest insertions, deletions and replacements.

    Formula: D(i, j) = min(D(i - 1, j) + 1, D(i, j - 1) + 1, D(i - 1, j - 1) + 1[a_i != b_j])
    Shapes: a and b texts, compared letter by letter, or vectors of words or numbers; the
        result is a scalar.
    Units: a count.
    Convention: the word error rate is edit_distance(words, reference) / len(reference).
    Source: Levenshtein, Binary Codes Capable of Correcting Deletions, Insertions, and Reversals
        (1966).
    Example: edit_distance("kitten", "sitting") = 3
    """
    first, second = _sequence(a, "a"), _sequence(b, "b")
    same_kind([first, second], "a and b")
    if first.size * second.size > 1_000_000:
        raise ValueError("a and b are too long")
    places = np.arange(second.size + 1)
    row = places.copy()
    for count, entry in enumerate(first.tolist(), 1):
        best = np.empty_like(row)
        best[0] = count
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (second != entry))
        # an insertion costs 1 a place: the running minimum of what is left of it
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


def _sequence(x: Any, name: str) -> Array:
    if isinstance(x, str):
        return np.array(list(x), dtype=np.str_)
    return np.asarray(significant(any_vector(x, name, least=0)))
