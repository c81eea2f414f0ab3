"""Arrays: making, joining, sorting, counting, comparing."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    axis_of,
    checked_size,
    floats,
    indices,
    number,
    real,
    same_axes,
    same_kind,
    significant,
    values,
    vector_or_matrix,
    whole,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import MAX_ELEMENTS, checked_shape


@vectorized("(*)->()")
def len_(x: Any) -> Array:
    """Number of entries of a vector, of rows of a matrix, of characters of a text.

    Shapes: x of any shape but a number; the result is a scalar.
    Units: none.
    Source: Python, len.
    Example: len([5, 6, 7]) = 3
    """
    array = values(x, "x")
    if array.ndim > 1:
        return np.array([array.shape[1]])
    if array.dtype.kind == "U":
        return np.char.str_len(array)
    raise ValueError("x must be a vector, a matrix or a text, not one number")


@vectorized("->(...)", split=("shape",))
def zeros(shape: Any) -> Array:
    """Array of integer zeros.

    Shapes: the result has the shape asked for: zeros(3) or zeros((2, 3)).
    Units: none.
    Source: numpy.zeros.
    Raises: ValueError for a shape of more than 4096 elements.
    Example: zeros(3) = [0, 0, 0]
    """
    return np.zeros((1, *checked_shape(shape)), dtype=np.int64)


@vectorized("->(...)", split=("shape",))
def ones(shape: Any) -> Array:
    """Array of integer ones.

    Shapes: the result has the shape asked for: ones(3) or ones((2, 3)).
    Units: none.
    Source: numpy.ones.
    Raises: ValueError for a shape of more than 4096 elements.
    Example: ones((1, 2)) = [[1, 1]]
    """
    return np.ones((1, *checked_shape(shape)), dtype=np.int64)


@vectorized("->(n,n)", split=("n",))
def eye(n: Any) -> Array:
    """Identity matrix.

    Formula: 1[i = j]
    Shapes: the result is (n, n).
    Units: none.
    Source: numpy.eye.
    Raises: ValueError where n is above 64.
    Example: eye(2) = [[1, 0], [0, 1]]
    """
    size = whole(n, "n", least=0)
    checked_shape((size, size))
    return np.eye(size, dtype=np.int64)[np.newaxis]


@vectorized("(*)->(...)")
def diag(x: Any) -> Array:
    """Diagonal matrix of a vector; of a matrix, its diagonal.

    Shapes: (n,) gives (n, n); (m, n) gives (min(m, n),).
    Units: those of x.
    Source: numpy.diag.
    Example: diag([1, 2]) = [[1, 0], [0, 2]]
    Example: diag([[1, 2], [3, 4]]) = [1, 4]
    """
    array = vector_or_matrix(real(x, "x"))
    if array.ndim == 3:
        return np.diagonal(array, axis1=1, axis2=2)
    size = array.shape[1]
    checked_size(size**2)
    return np.eye(size, dtype=array.dtype) * array[:, np.newaxis, :]


@vectorized("(*)->(...)", split=("classes",))
def one_hot(label: Any, classes: Any) -> Array:
    """One-hot vector: 1 at the label, 0 elsewhere; of several labels, one row each.

    Formula: 1[i = label]
    Shapes: label a scalar or (m,), from 0 to classes - 1; the result is (classes,) or (m, classes).
    Units: none (probabilities).
    Source: PyTorch, torch.nn.functional.one_hot.
    Raises: ValueError where a label is not between 0 and classes - 1.
    Example: one_hot(2, 4) = [0, 0, 1, 0]
    """
    width = whole(classes, "classes", least=1, most=MAX_ELEMENTS)
    labels = indices(label, "label", width)
    if labels.ndim > 2:
        raise ValueError("label must be one label or a vector of them")
    checked_size(labels[:1].size * width)
    return np.equal(labels[..., np.newaxis], np.arange(width)).astype(np.int64)


@vectorized("->(n)", split=("start", "stop", "step"))
def arange(start: Any, stop: Any = None, step: Any = 1) -> Array:
    """Numbers from start up to, but not including, stop; arange(n) is 0 to n - 1.

    Formula: start + i * step
    Shapes: scalars; the result is a vector.
    Units: those of start.
    Source: numpy.arange.
    Raises: ValueError where step is 0 or the result has more than 4096 entries.
    Example: arange(4) = [0, 1, 2, 3]
    Example: arange(2, 8, 2) = [2, 4, 6]
    """
    first, last = (0, start) if stop is None else (start, stop)
    low, high, width = number(first, "start"), number(last, "stop"), number(step, "step")
    if width == 0:
        raise ValueError("step must not be 0")
    # by 12 digits, or arange(0, 0.3, 0.1) has an entry more than it should
    entries = int(np.ceil(min(max(0.0, significant((high - low) / width)), MAX_ELEMENTS + 1)))
    checked_size(entries)
    result: Array = low + width * np.arange(entries)[np.newaxis]
    return result


@vectorized("(),()->(n)", split=("n",))
def linspace(start: Any, stop: Any, n: Any) -> Array:
    """Evenly spaced numbers from start to stop, both included.

    Formula: start + i (stop - start) / (n - 1)
    Shapes: scalars; the result is (n,).
    Units: those of start.
    Source: numpy.linspace.
    Raises: ValueError where n is not between 2 and 4096.
    Example: linspace(0, 1, 5) = [0, 0.25, 0.5, 0.75, 1]
    """
    low, high = floats(start, "start")[:, np.newaxis], floats(stop, "stop")[:, np.newaxis]
    gaps = whole(n, "n", least=2, most=MAX_ELEMENTS) - 1
    # not numpy's own, which takes another formula for all draws where one step is 0
    inner = low + np.arange(gaps) * ((high - low) / gaps)
    return np.concatenate([inner, high], axis=-1)


@vectorized("(*)->(...)")
def concatenate(*parts: Any) -> Array:
    """Vectors put end to end, or matrices put below one another.

    Shapes: (m,) and (n,) give (m + n,), (m, k) and (n, k) give (m + n, k); a scalar counts as
        a vector of one.
    Units: those of the parts.
    Source: numpy.concatenate.
    Example: concatenate([1, 2], [3], 4) = [1, 2, 3, 4]
    """
    if not parts:
        raise ValueError("there must be something to put together")
    arrays = [values(part, "each part") for part in parts]
    arrays = [array if array.ndim > 1 else array[:, np.newaxis] for array in arrays]
    if any(array.shape[2:] != arrays[0].shape[2:] for array in arrays):
        raise ValueError("the parts must be vectors, or matrices with equally long rows")
    same_kind(arrays, "the parts")
    checked_size(sum(array[:1].size for array in arrays))
    if any(array.dtype.kind == "U" for array in arrays):
        # an empty list is one of numbers, which must not turn texts into others
        arrays = [array for array in arrays if array.shape[1]] or arrays[:1]
    return np.concatenate(arrays, axis=1)


@vectorized("(*)->(...)")
def stack(*rows: Any) -> Array:
    """Matrix with the given rows; a vector of given scalars.

    Shapes: m arrays of shape (n,) give (m, n).
    Units: those of the rows.
    Source: numpy.stack.
    Example: stack([1, 2], [3, 4]) = [[1, 2], [3, 4]]
    """
    if not rows:
        raise ValueError("there must be at least one row")
    arrays = [values(row, "each row") for row in rows]
    for array in arrays:
        same_axes(arrays[0], array, "the rows")
    same_kind(arrays, "the rows")
    checked_size(sum(array[:1].size for array in arrays))
    return np.stack(arrays, axis=1)


@vectorized("(*)->(...)", split=("shape",))
def reshape(x: Any, shape: Any) -> Array:
    """Same entries, row by row, in another shape.

    Shapes: x of any shape; the result has the shape asked for, with as many entries as x.
    Units: those of x.
    Source: numpy.reshape.
    Example: reshape([1, 2, 3, 4], (2, 2)) = [[1, 2], [3, 4]]
    """
    array, asked = values(x, "x"), checked_shape(shape)
    size = math.prod(array.shape[1:])
    if math.prod(asked) != size:
        raise ValueError(f"x has {size} entries, which do not fill the shape {asked}")
    return array.reshape(-1, *asked) if size else array.reshape(len(array), *asked)


@vectorized("(*)->(n)")
def flatten(x: Any) -> Array:
    """All entries as one vector, row by row.

    Shapes: x of any shape; the result is a vector.
    Units: those of x.
    Source: numpy.ndarray.flatten.
    Example: flatten([[1, 2], [3, 4]]) = [1, 2, 3, 4]
    """
    array = values(x, "x")
    return array.reshape(len(array), math.prod(array.shape[1:]))


@vectorized("(*)->(...)")
def transpose(x: Any) -> Array:
    """Transpose: rows become columns.

    Formula: x_ji
    Shapes: (m, n) gives (n, m); a vector stays as it is.
    Units: those of x.
    Source: numpy.transpose.
    Example: transpose([[1, 2, 3]]) = [[1], [2], [3]]
    """
    array = values(x, "x")
    return array.transpose(0, *range(array.ndim - 1, 0, -1))


@vectorized("(*)->(...)", split=("axis",))
def flip(x: Any, axis: Any = 0) -> Array:
    """Entries in reverse order; of a matrix the rows, or with axis=1 the columns.

    Shapes: x of any shape but a scalar; the result has the shape of x.
    Units: those of x.
    Source: numpy.flip.
    Example: flip([1, 2, 3]) = [3, 2, 1]
    """
    array = values(x, "x")
    return np.flip(array, 1 + axis_of(axis, array.ndim - 1) % max(array.ndim - 1, 1))


@vectorized("(n)->(n)", split=("shift",))
def roll(x: Any, shift: Any) -> Array:
    """Vector shifted to the right; what leaves at the end comes in at the front.

    Formula: y_i = x_(i - shift mod n)
    Shapes: x (n,), shift a scalar; the result is (n,).
    Units: those of x.
    Source: numpy.roll.
    Example: roll([1, 2, 3, 4], 1) = [4, 1, 2, 3]
    """
    array = values(x, "x")
    if not array.shape[-1]:
        raise ValueError("x must have at least one entry")
    return np.roll(array, whole(shift, "shift") % array.shape[-1], axis=-1)


@vectorized("(*)->(...)", split=("shift",))
def tril(x: Any, shift: Any = 0) -> Array:
    """Lower triangle of a matrix: zeros above the diagonal.

    Formula: x_ij where j <= i + shift, else 0
    Shapes: x (m, n), shift a scalar; the result is (m, n).
    Units: those of x.
    Source: numpy.tril.
    Example: tril([[1, 2], [3, 4]]) = [[1, 0], [3, 4]]
    """
    return np.tril(_matrix(x), whole(shift, "shift", least=-MAX_ELEMENTS, most=MAX_ELEMENTS))


@vectorized("(*)->(...)", split=("shift",))
def triu(x: Any, shift: Any = 0) -> Array:
    """Upper triangle of a matrix: zeros below the diagonal.

    Formula: x_ij where j >= i + shift, else 0
    Shapes: x (m, n), shift a scalar; the result is (m, n).
    Units: those of x.
    Source: numpy.triu.
    Example: triu([[1, 2], [3, 4]]) = [[1, 2], [0, 4]]
    """
    return np.triu(_matrix(x), whole(shift, "shift", least=-MAX_ELEMENTS, most=MAX_ELEMENTS))


def _matrix(x: Any) -> Array:
    array = real(x, "x")
    if array.ndim != 3:
        raise ValueError("x must be a matrix")
    return array


@vectorized("(n)->(m)", split=("times",))
def tile(x: Any, times: Any) -> Array:
    """Vector repeated as a whole, so many times.

    Shapes: x (n,), times a scalar; the result is (n times,).
    Units: those of x.
    Source: numpy.tile.
    Example: tile([1, 2], 2) = [1, 2, 1, 2]
    """
    array, count = values(x, "x"), whole(times, "times", least=0, most=MAX_ELEMENTS)
    checked_size(array.shape[1] * count)
    return np.tile(array, (1, count))


@vectorized("(n)->(m)", split=("times",))
def repeat(x: Any, times: Any) -> Array:
    """Vector with each entry repeated so many times.

    Shapes: x (n,), times a scalar; the result is (n times,).
    Units: those of x.
    Source: numpy.repeat.
    Example: repeat([1, 2], 2) = [1, 1, 2, 2]
    """
    array, count = values(x, "x"), whole(times, "times", least=0, most=MAX_ELEMENTS)
    checked_size(array.shape[1] * count)
    return np.repeat(array, count, axis=1)


@vectorized("(*),()->(...)", split=("before", "after"))
def pad(x: Any, before: Any, after: Any = None, value: Any = 0) -> Array:
    """Vector with entries added at both ends; a matrix with rows and columns all around.

    Shapes: x (n,) or (m, n), before, after and value scalars; the result is longer by before
        and after along each axis.
    Units: those of x.
    Convention: after is as long as before unless it is given; the entries added are 0 unless
        value is given.
    Source: numpy.pad.
    Example: pad([1, 2], 1) = [0, 1, 2, 0]
    """
    array, by = vector_or_matrix(real(x, "x")), real(value, "value")
    ends = [whole(before, "before", least=0, most=MAX_ELEMENTS)]
    ends.append(ends[0] if after is None else whole(after, "after", least=0, most=MAX_ELEMENTS))
    lengths = [length + sum(ends) for length in array.shape[1:]]
    checked_size(math.prod(lengths))
    made = np.empty((len(array), *lengths), dtype=np.result_type(array, by))
    made[...] = by.reshape(by.shape + (1,) * (made.ndim - by.ndim))
    made[(slice(None), *(slice(ends[0], ends[0] + n) for n in array.shape[1:]))] = array
    return made
