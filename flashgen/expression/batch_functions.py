"""The functions on batches of draws: those that take them as they are, and those with another way.

A function that is not listed here is called draw by draw.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression.functions import TOPICS, Function
from flashgen.values.draws_axis import Batch, Unbatchable, all_finite, checked
from flashgen.values.values import EXACT_INTEGERS, Array, largest, round_batch

BatchCall: TypeAlias = Callable[[Callable[..., Any], Sequence[Any]], Any]
"""Takes the function and its arguments, of which at least one is a Batch; None: draw by draw."""

_ELEMENTWISE: Final = (
    *("abs", "arccos", "arccosh", "arcsin", "arctan", "arctan2", "arctanh", "clip", "cos"),
    *("cosh", "degrees", "exp", "float", "gcd", "is_integer", "log", "log10"),
    *("log2", "log_sigmoid", "logit", "radians", "relu", "relu_derivative", "sigmoid"),
    *("sigmoid_derivative", "sign", "sin", "sinh", "softplus", "sqrt", "tan", "tanh"),
    *("tanh_derivative", "where"),
)
_OF_THE_FIRST: Final = ("leaky_relu", "round")
_ROW_BY_ROW: Final = ("log_softmax", "logsumexp", "softmax", "sort")


def _elementwise(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Call a function of numbers with the numbers of all draws, or of one array a draw."""
    batches = [argument.array for argument in arguments if type(argument) is Batch]
    if any(type(a) is not Batch and type(a) not in (int, float) for a in arguments):
        return None
    one_array = len(batches) == 1 and type(arguments[0]) is Batch
    if not one_array and any(array.ndim > 1 for array in batches):
        return None
    result = function(*(a.array if type(a) is Batch else a for a in arguments))
    if type(result) is not np.ndarray or result.shape != batches[0].shape:
        raise Unbatchable
    return checked(result)


def _of_the_first(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Call a function of the entries of its first argument."""
    if type(arguments[0]) is not Batch or any(type(a) is Batch for a in arguments[1:]):
        return None
    return _elementwise(function, arguments)


def _row_by_row(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Call a function that takes each row of a matrix by itself."""
    first, *others = arguments
    if type(first) is not Batch or first.array.ndim != 2 or first.array.dtype.kind not in "if":
        return None
    if any(type(other) not in (int, float) for other in others):
        return None
    return checked(function(first.array, *others))


def _array(arguments: Sequence[Any]) -> Array | None:
    """Return the only argument, not a number a draw but an array, with truth values as 0 and 1."""
    if len(arguments) != 1 or arguments[0].array.ndim < 2 or not arguments[0].array.size:
        return None
    array: Array = arguments[0].array
    return array.astype(np.int64) if array.dtype.kind == "b" else array


def _flat(array: Array) -> Array:
    return array.reshape(array.shape[0], -1)


def _sum(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    array = _array(arguments)
    if array is None:
        return None
    rows = _flat(array)
    if rows.dtype.kind == "i":
        if largest(rows) * rows.shape[1] >= EXACT_INTEGERS:
            return None
    elif not all_finite(rows):
        raise Unbatchable
    return checked(rows.sum(axis=-1))


def _mean(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    array = _array(arguments)
    if array is None:
        return None
    rows = _flat(array.astype(np.float64))
    if not all_finite(rows):
        raise Unbatchable
    return checked(np.mean(rows, axis=-1))


def _extreme(name: str) -> BatchCall:
    def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        if len(arguments) > 1:
            if any(type(a) is Batch and a.array.ndim > 1 for a in arguments):
                return None
            return _elementwise(function, arguments)
        array = _array(arguments)
        return None if array is None else Batch(getattr(_flat(array), name)(axis=-1))

    return run


def _rank(name: str) -> BatchCall:
    def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        array = _array(arguments)
        if array is None or array.ndim != 2:
            return None
        ranked = round_batch(array) if array.dtype.kind == "f" else array
        return Batch(getattr(ranked, name)(axis=-1))

    return run


def _truths(reduce: Callable[..., Any]) -> BatchCall:
    def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        if len(arguments) != 1 or arguments[0].array.dtype.kind != "b":
            return None
        if arguments[0].array.ndim < 2:
            return None
        result: Array = reduce(_flat(arguments[0].array), axis=-1)
        return Batch(result if result.dtype.kind == "b" else result.astype(np.int64))

    return run


def _distinct(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    array = _array(arguments)
    if array is None:
        return None
    rows = _flat(array)
    in_order = np.sort(round_batch(rows) if rows.dtype.kind == "f" else rows, axis=-1)
    truths: Array = (in_order[:, 1:] != in_order[:, :-1]).all(axis=-1)
    return Batch(truths)


def _whole(operation: Callable[[Any], Any]) -> BatchCall:
    """Return the way to round to whole numbers, of what 12 significant digits say."""

    def run(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        if len(arguments) != 1 or arguments[0].array.dtype.kind != "f":
            return _elementwise(function, arguments)
        result = operation(round_batch(arguments[0].array))
        if not np.abs(result).max(initial=0) < EXACT_INTEGERS:
            return None
        return Batch(result.astype(np.int64))

    return run


def _length(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    array = _array(arguments)
    return None if array is None else array.shape[1]


def _dot(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Multiply vectors, added up in the order of `sum_of_products`."""
    if len(arguments) != 2:
        return None
    rows = []
    for argument in arguments:
        array = argument.array if type(argument) is Batch else argument
        if type(array) is not np.ndarray or array.dtype.kind not in "if":
            return None
        if array.ndim != 1 + (type(argument) is Batch) or not array.size:
            return None
        rows.append(array)
    if rows[0].shape[-1] != rows[1].shape[-1]:
        raise Unbatchable
    integers = rows[0].dtype.kind == rows[1].dtype.kind == "i"
    if integers and largest(rows[0]) * largest(rows[1]) * rows[0].shape[-1] >= EXACT_INTEGERS:
        return None
    terms = rows[0] * rows[1]
    return checked(np.sum(terms, axis=-1))


_CALLS: Final[Mapping[str, BatchCall]] = {
    **dict.fromkeys(_ELEMENTWISE, _elementwise),
    **dict.fromkeys(_OF_THE_FIRST, _of_the_first),
    **dict.fromkeys(_ROW_BY_ROW, _row_by_row),
    "sum": _sum,
    "mean": _mean,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "argmax": _rank("argmax"),
    "argmin": _rank("argmin"),
    "all": _truths(np.all),
    "any": _truths(np.any),
    "count": _truths(np.count_nonzero),
    "distinct": _distinct,
    "len": _length,
    "floor": _whole(np.floor),
    "ceil": _whole(np.ceil),
    "int": _whole(np.trunc),
    "dot": _dot,
}


def batch_call(function: Function) -> BatchCall | None:
    """Return the way to call a function on batches; None for draw by draw."""
    return _CALLS.get(function.name) if function.topic in TOPICS else None
