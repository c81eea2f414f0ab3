"""Draws for a batch: the same numbers that one draw after another would give.

Each draw of a definition mostly takes as many 64-bit words from the stream as the one before it.
The words of the whole batch then form a table with a row a draw, of which each draw function takes
the next columns.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from flashgen.expression.draws.arguments import decimals_of, grid
from flashgen.expression.draws.stream import Stream
from flashgen.values.draws_axis import Batch, Each, Unbatchable
from flashgen.values.values import EXACT_INTEGERS, MAX_ELEMENTS, Array, checked_shape

_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_LARGEST_RANGE: Final = 1 << 32


class Words:
    """The words of a batch of draws: a table with a row a draw."""

    def __init__(self, table: npt.NDArray[np.uint64]) -> None:
        self._table = table
        self._next = 0

    @classmethod
    def of(cls, stream: Stream, draws: int, words: int) -> "Words":
        """Read the words of so many draws, each of so many words."""
        return cls(stream.words(draws * words).reshape(draws, words))

    @property
    def all_taken(self) -> bool:
        """Whether every column has been used."""
        width: int = self._table.shape[1]
        return self._next == width

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self._table)

    def below(self, n: Any, shape: tuple[int, ...]) -> Array:
        """Return integers from 0 to n - 1, as `Stream.below`: (draws, *shape).

        `n` is a number, or an array that broadcasts against the result. Raises Unbatchable where a
        word would have to be drawn again, which happens once in 2**32 words at most.
        """
        count = math.prod(shape)
        words = self._table[:, self._next : self._next + count]
        least, most = (n, n) if type(n) is int else (n.min(initial=1), n.max(initial=1))
        if words.shape[1] < count or least < 1 or most >= _LARGEST_RANGE:
            raise Unbatchable
        self._next += count
        words = words.reshape(self.draws, *shape)
        n = np.uint64(n) if type(n) is int else n.astype(np.uint64)
        if (words * n < n).any():  # the low 64 bits of the product
            raise Unbatchable
        # The high 64 bits of a product with fewer than 32 bits, by halves.
        high = ((words >> _HALF) * n + ((words & _LOW) * n >> _HALF)) >> _HALF
        drawn: Array = high.astype(np.int64)
        return drawn

    def sample(self, n: int, k: int) -> Array:
        """Return k different integers from 0 to n - 1 a draw, as `Stream.sample`: (draws, k)."""
        if not 0 <= k <= n:
            raise Unbatchable
        others = self.below(np.arange(n, n - k, -1), (k,)) + np.arange(k)
        table = []
        for row in others.tolist():
            moved: dict[int, int] = {}
            drawn = []
            for place, other in enumerate(row):
                drawn.append(moved.get(other, other))
                moved[other] = moved.get(place, place)
            table.append(drawn)
        return np.array(table, dtype=np.int64).reshape(self.draws, k)


def _whole(x: Any) -> Any:
    """Return a whole number, or one a draw, as what numpy computes with."""
    if type(x) is Batch and x.array.ndim == 1 and x.array.dtype.kind == "i":
        return x.array
    if type(x) is int and -EXACT_INTEGERS < x < EXACT_INTEGERS:
        return x
    raise Unbatchable


def _shape(shape: Any) -> tuple[int, ...]:
    if isinstance(shape, Batch | Each):
        raise Unbatchable
    return () if shape is None else checked_shape(shape)


def _false(flag: Any) -> None:
    if flag is not False:
        raise Unbatchable


def _inside(x: Any, shape: tuple[int, ...]) -> Any:
    """Return numbers, one a draw, so that they broadcast against arrays of the shape."""
    return x.reshape(-1, *[1] * len(shape)) if type(x) is np.ndarray else x


def _integers(words: Words, low: Any, high: Any, shape: Any = None, distinct: Any = False) -> Batch:
    low, high, lengths = _whole(low), _whole(high), _shape(shape)
    if np.any(low > high):
        raise Unbatchable
    if shape is None or distinct is False:
        count = _inside(high - low + 1, lengths)
        return Batch(_inside(low, lengths) + words.below(count, lengths))
    if distinct is not True or type(low) is not int or type(high) is not int:
        raise Unbatchable
    entries = low + words.sample(high - low + 1, math.prod(lengths))
    return Batch(entries.reshape(words.draws, *lengths))


def _uniform(words: Words, low: Any, high: Any, shape: Any = None, decimals: Any = 1) -> Batch:
    if any(type(bound) not in (int, float) for bound in (low, high)):
        raise Unbatchable
    lengths = _shape(shape)
    places = decimals_of(decimals)
    first, last = grid(low, high, places)
    return Batch((first + words.below(last - first + 1, lengths)) / 10**places)


def _choice(words: Words, options: Any, shape: Any = None, distinct: Any = False) -> Batch | Each:
    several = type(options) is Batch
    table = options.array if several else options
    if type(table) is not np.ndarray or table.ndim <= several:
        raise Unbatchable
    count, lengths = table.shape[several], _shape(shape)
    if math.prod(lengths) * math.prod(table.shape[several + 1 :]) > MAX_ELEMENTS:
        raise Unbatchable
    if shape is None or distinct is False:
        places = words.below(count, lengths)
    elif distinct is True:
        places = words.sample(count, math.prod(lengths)).reshape(words.draws, *lengths)
    else:
        raise Unbatchable
    return _picked(table, places, several)


def _picked(table: Array, places: Array, several: bool) -> Batch | Each:
    if several:
        return Batch(table[_inside(np.arange(len(places)), places.shape[1:]), places])
    if table.dtype.kind in "ifb":
        return Batch(table[places])
    if table.ndim == places.ndim == 1:
        return Each(table[places].tolist())
    return Each(list(table[places]))


def _index(words: Words, x: Any) -> Batch:
    if type(x) is Batch and x.array.ndim > 1:
        return Batch(words.below(x.array.shape[1], ()))
    if type(x) is np.ndarray:
        return Batch(words.below(x.shape[0], ()))
    raise Unbatchable


def _permutation(words: Words, x: Any) -> Batch | Each:
    if type(x) is int and 0 <= x <= MAX_ELEMENTS:
        return Batch(words.sample(x, x))
    several = type(x) is Batch
    table = x.array if several else x
    if type(table) is not np.ndarray or table.ndim <= several:
        raise Unbatchable
    length = table.shape[several]
    return _picked(table, words.sample(length, length), several)


def _probabilities(
    words: Words, n: Any, decimals: Any = 2, zeros: Any = False, rows: Any = None
) -> Batch:
    _false(zeros)
    if type(n) is not int or type(decimals) is not int or rows is not None:
        raise Unbatchable
    total: int = 10**decimals
    if not (1 <= n <= total and 1 <= decimals <= 6):
        raise Unbatchable
    inner = np.sort(words.sample(total - 1, n - 1), axis=-1) + 1
    return Batch(np.diff(inner, axis=-1, prepend=0, append=total) / total)


def _signs(words: Words, shape: Any = None) -> Batch:
    return Batch(1 - 2 * words.below(2, _shape(shape)))


def _matrix(
    words: Words,
    rows: Any,
    columns: Any = None,
    low: Any = -3,
    high: Any = 3,
    symmetric: Any = False,
    invertible: Any = False,
    distinct: Any = False,
) -> Batch:
    for flag in (symmetric, invertible):
        _false(flag)
    if type(rows) is not int or type(columns) not in (int, type(None)) or rows < 1:
        raise Unbatchable
    return _integers(words, low, high, (rows, rows if columns is None else columns), distinct)


_DRAWS: Final[Mapping[str, Callable[..., Batch | Each]]] = {
    "choice": _choice,
    "index": _index,
    "integers": _integers,
    "matrix": _matrix,
    "permutation": _permutation,
    "probabilities": _probabilities,
    "signs": _signs,
    "uniform": _uniform,
}


def batch_draw(name: str) -> Callable[..., Batch | Each] | None:
    """Return the way to draw for a batch; None where the words of a draw cannot be foreseen.

    What it is called with are the words, then values and batches. Raises Unbatchable and ValueError
    where the draws are to be made one at a time.
    """
    return _DRAWS.get(name)
