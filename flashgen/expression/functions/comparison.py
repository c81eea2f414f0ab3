"""Sorting, counting, comparing; arrays as sets."""

from collections.abc import Callable
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    any_vector,
    places_where,
    same_kind,
    significant,
    truths,
    values,
)
from flashgen.expression.functions.declaration import dear, vectorized
from flashgen.expression.functions.shared import number_text
from flashgen.values.batch import Batch
from flashgen.values.parts import dealt
from flashgen.values.values import MAX_TEXT


@vectorized("(...,n)->(...,n)")
def sort(x: Any) -> Array:
    """Entries in ascending order; of a matrix, each row by itself.

    Shapes: x (n,) or (m, n), over the last axis; the result has the shape of x.
    Units: those of x.
    Convention: descending order is flip(sort(x)).
    Source: numpy.sort.
    Example: sort([3, 1, 2]) = [1, 2, 3]
    """
    return np.sort(_sortable(x), axis=-1)


@vectorized("(...,n)->(...,n)")
def argsort(x: Any) -> Array:
    """Indices that sort a vector in ascending order; of a matrix, each row by itself.

    Shapes: x (n,) or (m, n), over the last axis; the result has the shape of x.
    Units: none (indices from 0).
    Convention: equal entries, by their 12 significant digits, keep their order.
    Source: numpy.argsort.
    Example: argsort([30, 10, 20]) = [1, 2, 0]
    """
    return np.argsort(significant(_sortable(x)), axis=-1, kind="stable")


def _sortable(x: Any) -> Array:
    array = values(x, "x")
    if array.dtype.kind == "c":
        raise ValueError("x must be real numbers or texts")
    return array


@vectorized("(*)->(*)")
def unique(x: Any) -> Batch:
    """Different entries of x, each once, in ascending order.

    Shapes: x of any shape; the result is a vector.
    Units: those of x.
    Convention: floats count with their 12 significant digits.
    Source: numpy.unique.
    Example: unique([3, 1, 3, 2]) = [1, 2, 3]
    """
    entries = along(_comparable(x, "x"), None)
    return _set(entries, entries[:, :0], lambda in_a, in_b: in_a)


@vectorized("(...)->()")
def distinct(x: Any) -> Result:
    """Whether all entries of x are different.

    Shapes: x of any shape; the result is a truth value.
    Units: none.
    Convention: floats count with their 12 significant digits.
    Source: len(unique(x)) == len(x).
    Example: distinct([3, 1, 3]) = False
    """
    entries = np.sort(along(_comparable(x, "x"), None), axis=-1)
    return (entries[..., 1:] != entries[..., :-1]).all(axis=-1)


@vectorized("(...),(n)->(...)")
def isin(x: Any, options: Any) -> Result:
    """Whether x is among the options, elementwise.

    Shapes: x of any shape, options a vector; the result has the shape of x.
    Units: none.
    Convention: floats count with their 12 significant digits.
    Source: numpy.isin.
    Example: isin([1, 5], [1, 2, 3]) = [True, False]
    """
    array, among = _comparable(x, "x"), _comparable(options, "options")
    same_kind([array, among], "x and options")
    if not among.shape[-1]:
        return np.zeros(array.shape, dtype=np.bool_)
    return (array[..., np.newaxis] == among).any(axis=-1)


@vectorized("(n),(m)->(*)")
def union(a: Any, b: Any) -> Batch:
    """Union of two sets: the entries that are in a or in b, each once, ascending.

    Shapes: a and b vectors; the result is a vector.
    Units: those of a.
    Convention: floats count with their 12 significant digits.
    Source: numpy.union1d.
    Example: union([1, 2], [2, 3]) = [1, 2, 3]
    """
    return _set(*_two_sets(a, b), lambda in_a, in_b: in_a | in_b)


@vectorized("(n),(m)->(*)")
def intersection(a: Any, b: Any) -> Batch:
    """Intersection of two sets: the entries that are in both, each once, ascending.

    Shapes: a and b vectors; the result is a vector.
    Units: those of a.
    Convention: floats count with their 12 significant digits.
    Source: numpy.intersect1d.
    Example: intersection([1, 2], [2, 3]) = [2]
    """
    return _set(*_two_sets(a, b), lambda in_a, in_b: in_a & in_b)


@vectorized("(n),(m)->(*)")
def difference(a: Any, b: Any) -> Batch:
    """Difference of two sets: the entries of a that are not in b, each once, ascending.

    Shapes: a and b vectors; the result is a vector.
    Units: those of a.
    Convention: floats count with their 12 significant digits.
    Source: numpy.setdiff1d.
    Example: difference([1, 2], [2, 3]) = [1]
    """
    first, second = _two_sets(a, b)
    return _set(first, second, lambda in_a, in_b: in_a & ~in_b, first.dtype)


def _two_sets(a: Any, b: Any) -> tuple[Array, Array]:
    first, second = _comparable(a, "a"), _comparable(b, "b")
    same_kind([first, second], "a and b")
    if not first.shape[1]:  # an empty list is of floats, whatever the other side holds
        first = first.astype(second.dtype)
    return first, second if second.shape[1] else second.astype(first.dtype)


def _set(
    first: Array,
    second: Array,
    is_in: Callable[[Array, Array], Array],
    dtype: np.dtype[Any] | None = None,
) -> Batch:
    """Return the entries of (draws, n) and (draws, m), each once, ascending, that are in a set.

    `is_in` tells it from whether they are in the first and in the second. They come as `dtype`, or
    else as the common one of both.
    """
    width, entries = first.shape[1], np.concatenate([first, second], axis=1)
    order = np.argsort(entries, axis=1, kind="stable")
    ordered = np.take_along_axis(entries, order, axis=1)
    is_new = np.ones(ordered.shape, dtype=np.bool_)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    starts = np.flatnonzero(is_new)
    if not len(starts):
        return entries[:, :0].astype(dtype or entries.dtype)
    from_first = (order < width).ravel()
    in_first = np.logical_or.reduceat(from_first, starts)
    in_second = np.logical_or.reduceat(~from_first, starts)
    chosen = starts[is_in(in_first, in_second)]
    counts = np.bincount(chosen // entries.shape[1], minlength=len(entries))
    return dealt(ordered.ravel()[chosen].astype(dtype or entries.dtype), counts)


def _comparable(x: Any, name: str) -> Array:
    array = values(x, name)
    if array.dtype.kind == "c":
        raise ValueError(f"{name} must be real numbers or texts")
    return np.asarray(significant(array))


@vectorized("(...)->()")
def count(condition: Any) -> Result:
    """Number of entries for which a condition holds.

    Shapes: condition of any shape, truth values; the result is a scalar.
    Units: none.
    Source: numpy.count_nonzero.
    Example: count([True, False, True]) = 2
    """
    return np.count_nonzero(along(truths(condition, "condition"), None), axis=-1)


@vectorized("(...)->()")
def any_(condition: Any) -> Result:
    """Whether a condition holds for at least one entry.

    Shapes: condition of any shape, truth values; the result is a truth value.
    Units: none.
    Convention: False where there is no entry.
    Source: numpy.any.
    Example: any([False, True]) = True
    """
    return along(truths(condition, "condition"), None).any(axis=-1)


@vectorized("(...)->()")
def all_(condition: Any) -> Result:
    """Whether a condition holds for every entry.

    Shapes: condition of any shape, truth values; the result is a truth value.
    Units: none.
    Convention: True where there is no entry.
    Source: numpy.all.
    Example: all([False, True]) = False
    """
    return along(truths(condition, "condition"), None).all(axis=-1)


@vectorized("(...),(...),(...)->(...)")
def where(condition: Any, a: Any, b: Any) -> Result:
    """Value a where a condition holds, else b, elementwise.

    Shapes: condition of any shape; a and b scalars or of its shape, as is the result.
    Units: those of a and b.
    Source: numpy.where.
    Example: where([True, False], 1, 0) = [1, 0]
    """
    chosen = truths(condition, "condition")
    yes, no = values(a, "a"), values(b, "b")
    same_kind([yes, no], "a and b")
    return np.where(chosen, yes, no)


@vectorized("(n)->(*)")
def nonzero(x: Any) -> Batch:
    """Indices of the entries of a vector that are true, or not 0.

    Shapes: x (n,); the result is a vector, ascending.
    Units: none (indices from 0).
    Source: numpy.flatnonzero.
    Example: nonzero([0, 5, 0, 7]) = [1, 3]
    """
    array = values(x, "x")
    if array.dtype.kind == "U":
        raise ValueError("x must be numbers or truth values, not text")
    return places_where(array != 0)


@dear(5)
def join(x: Any, separator: Any = ", ") -> str:
    """Text of the entries of a vector with a separator between them.

    Shapes: x (n,), numbers or texts; the result is one text.
    Units: none.
    Convention: a number is written with up to 12 digits, without trailing zeros.
    Source: Python, str.join.
    Raises: ValueError where the text is longer than 10000 characters.
    Example: join([0, 2, 1], " → ") = "0 → 2 → 1"
    """
    array = any_vector(x, "x", least=0)
    if not isinstance(separator, str):
        raise ValueError('separator must be a text, such as ", "')
    if array.dtype.kind in "bc":
        raise ValueError("x must be real numbers or texts")
    entries = array.tolist()
    if array.dtype.kind == "U":
        texts = entries
    else:
        texts = list(map(str if array.dtype.kind == "i" else number_text, entries))
    text = separator.join(texts)
    if len(text) > MAX_TEXT:
        raise ValueError(f"the text would have more than {MAX_TEXT} characters")
    return text
