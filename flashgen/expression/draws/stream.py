"""The random numbers behind the draws: the same ones on every machine, for ever.

Every parameter has a stream of its own, and every candidate draw a place of its own in it: draw k
depends on the seed, the definition, the form, the parameter and k alone. So more variants extend
the list, the size of a batch cannot matter, and a new parameter shifts no other's numbers.

numpy promises that the raw words of a Philox generator with a given key and counter never change,
but nothing of the kind for its distributions. So the key is set here, from a SHA-256, the
counter from k, and every number is made from raw words by the transforms below.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from flashgen.values.values import Array

_BLOCK: Final = 4  # words for each count of Philox's counter
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_STANDARD_NORMAL: Final = NormalDist()
_DENSE: Final = 1 << 13  # up to so many entries are shuffled as an array


def digest(*parts: str | int) -> bytes:
    """Hash parts with their lengths, so that ("a", "bc") and ("ab", "c") differ."""
    made = hashlib.sha256()
    for part in parts:
        data = str(part).encode()
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.digest()


class DefinitionStreams:
    """The streams of a definition: of its own seed, if it has one."""

    __slots__ = ("_parts",)

    def __init__(
        self, root_seed: int, namespace: str, id: str, own_seed: int | None = None
    ) -> None:
        kind, seed = ("root", root_seed) if own_seed is None else ("own", own_seed)
        self._parts = ("flashgen stream 2", kind, str(seed), namespace, id)

    def of(self, form: str, parameter: str, first: int, count: int) -> "ParameterStream":
        """Return the stream of a parameter at the candidate draws from `first` on."""
        return ParameterStream(digest(*self._parts, form, parameter), first, np.arange(count))


class ParameterStream:
    """The random words of one parameter, for some candidate draws."""

    __slots__ = ("_call", "_first", "_known", "_last", "_root", "places")

    def __init__(self, root: bytes, first: int, places: Array) -> None:
        self._root = root
        self._first = first
        self._last = int(places.max(initial=-1)) + 1
        self._known: dict[bytes, Array] = {}
        self._call: tuple[int, ...] = ()
        self.places = places

    def of(self, places: Array) -> "ParameterStream":
        """Return the stream of some of the draws."""
        return self._copy(self.places[places], self._call)

    def at(self, call: tuple[int, ...]) -> "ParameterStream":
        """Return the stream of one call of a draw: its number, and the turns of loops around it."""
        return self._copy(self.places, call)

    def _copy(self, places: Array, call: tuple[int, ...]) -> "ParameterStream":
        made = ParameterStream.__new__(ParameterStream)
        made._root, made._first, made._last = self._root, self._first, self._last
        made._known, made._call, made.places = self._known, call, places
        return made

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.places)

    def words(self, width: int, use: int = 0, round: int = 0) -> Array:
        """Return `width` random words of 64 bits a draw: (draws, width).

        A draw function that takes words for several purposes numbers them by `use`.
        """
        key = digest(self._root.hex(), *self._call, use, width, round)
        drawn = self._known.get(key)
        if drawn is None:
            blocks = -(-width // _BLOCK)
            bits = np.random.Philox(
                key=int.from_bytes(key[:16], "big"), counter=self._first * blocks
            )
            raw = bits.random_raw(self._last * blocks * _BLOCK)
            drawn = self._known[key] = raw.reshape(self._last, blocks * _BLOCK)[:, :width]
        if len(self.places) == self._last:
            return drawn
        chosen: Array = drawn[self.places]
        return chosen

    def below(self, n: int | Array, width: int, use: int = 0) -> Array:
        """Return `width` random integers a draw from 0 to n - 1, each equally likely.

        n is at most 2**63, one for all or one for each of the `width`. A word that would make some
        numbers likelier is replaced by the one at its place in the next round.

        Source: Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 29 (2019).
        """
        bound = np.asarray(n, dtype=np.uint64)
        result, low = _scaled(self.words(width, use), bound)
        if (low < bound).any():
            least = (-bound) % np.maximum(bound, np.uint64(1))
            rejected, round = low < least, 0
            while rejected.any():
                round += 1
                again, low = _scaled(self.words(width, use, round), bound)
                result = np.where(rejected, again, result)
                rejected &= low < least
        return result.astype(np.int64)

    def random(self, width: int, use: int = 0) -> Array:
        """Return `width` random floats a draw from 0 to 1, 1 excluded: multiples of 2**-53."""
        return (self.words(width, use) >> np.uint64(11)) * 2.0**-53

    def normal(self, width: int, use: int = 0) -> Array:
        """Return `width` standard normal numbers a draw, by the inverse distribution function.

        The last bit may differ between processors; the draws round to a few decimals.

        Source: Wichura, Algorithm AS 241, Applied Statistics 37 (1988), in Python's statistics.
        """
        shares = ((self.words(width, use) >> np.uint64(12)) + 0.5) * 2.0**-52
        numbers = [_STANDARD_NORMAL.inv_cdf(share) for share in shares.ravel().tolist()]
        return np.array(numbers, dtype=np.float64).reshape(shares.shape)

    def sample(self, n: int, k: int, use: int = 0) -> Array:
        """Return k different integers a draw from 0 to n - 1 in random order: (draws, k)."""
        count = self.count
        steps = np.arange(k)
        places = steps + self.below(n - steps, k, use)
        if n <= _DENSE:
            # The first k steps of a Fisher-Yates shuffle of 0 … n - 1, in all draws at once.
            pool = np.tile(np.arange(n), (count, 1))
            draws = np.arange(count)
            for step in range(k):
                _swap(pool, draws, step, places[:, step])
            return pool[:, :k]
        return np.array([_shuffled(row) for row in places.tolist()], dtype=np.int64).reshape(
            count, k
        )

    def evenly(self, n: int, k: int, use: int = 0) -> Array:
        """Return k different integers a draw from 0 to n - 1, each equally often: (draws, k).

        Draws in a row share a random order of all n: none comes again before n // k draws are over.
        """
        key = digest(self._root.hex(), *self._call, use, "evenly", n)
        turns = n // k
        cycles, turn = np.divmod(self._first + self.places, turns)
        made = np.empty((self.count, k), dtype=np.int64)
        for cycle in np.unique(cycles).tolist():
            here = np.flatnonzero(cycles == cycle)
            order = _order(key, cycle, n)
            made[here] = order[turn[here, np.newaxis] * k + np.arange(k)]
        return made

    def each(self, use: int = 0) -> "EndlessStreams":
        """Return an endless stream for every draw, where a varying number of words is needed."""
        generator = _Generator(digest(self._root.hex(), *self._call, use, "each"))
        return EndlessStreams(generator, (self._first + self.places).tolist())


@lru_cache(maxsize=64)
def _order(key: bytes, number: int, n: int) -> Array:
    """Return a random order of 0 … n - 1: the one with this number of a key."""
    bits = np.random.Philox(key=int.from_bytes(key[:16], "big"), counter=number * -(-n // _BLOCK))
    return np.argsort(bits.random_raw(n), kind="stable")


def _scaled(words: Array, bound: Array) -> tuple[Array, Array]:
    """Return the upper and the lower half of the product of words with bounds below 2**63."""
    upper, lower = words >> _HALF, words & _LOW
    if not bound.size or bound.max() <= _LOW:
        return (upper * bound + (lower * bound >> _HALF)) >> _HALF, words * bound
    bound_upper, bound_lower = bound >> _HALF, bound & _LOW
    low_low, low_up, up_low = lower * bound_lower, lower * bound_upper, upper * bound_lower
    middle = (low_low >> _HALF) + (low_up & _LOW) + (up_low & _LOW)
    high = upper * bound_upper + (low_up >> _HALF) + (up_low >> _HALF) + (middle >> _HALF)
    return high, words * bound


def _swap(pool: Array, draws: Array, step: int, other: Array) -> None:
    """Swap an entry with another one, in some rows."""
    moved = pool[draws, step]
    pool[draws, step] = pool[draws, other]
    pool[draws, other] = moved


def _shuffled(places: Sequence[int]) -> list[int]:
    """Take the steps of a shuffle of which only the entries that were moved are stored."""
    moved: dict[int, int] = {}
    drawn = []
    for step, other in enumerate(places):
        drawn.append(moved.get(other, other))
        moved[other] = moved.get(step, step)
    return drawn


class _Generator:
    """Philox with one key, which the streams of many draws share: to make one takes long."""

    __slots__ = ("_bits", "_counter", "_state")

    def __init__(self, key: bytes) -> None:
        self._bits: Any = np.random.Philox(key=int.from_bytes(key[:16], "big"))
        self._state = self._bits.state  # with nothing left over from another draw
        self._counter = self._state["state"]["counter"]

    def words(self, draw: int, part: int) -> Array:
        """Return the next words of a draw, after `part` times as many."""
        self._counter[0], self._counter[1] = part * (_PART // _BLOCK), draw
        self._bits.state = self._state
        words: Array = self._bits.random_raw(_PART)
        return words


_PART: Final = 16


class EndlessStreams:
    """An endless sequence of random words for each of some draws; they are taken side by side."""

    __slots__ = ("_draws", "_generator", "_next", "_words", "count")

    def __init__(self, generator: _Generator, draws: Sequence[int]) -> None:
        self.count = len(draws)
        self._generator = generator
        self._draws = draws
        self._next = np.zeros(len(draws), dtype=np.int64)
        self._words = np.empty((len(draws), 0), dtype=np.uint64)

    def raw(self, places: Array) -> Array:
        """Return the next 64 random bits of each of the draws at some places."""
        positions = self._next[places]
        part, rest = divmod(self._words.shape[1], _PART)
        assert not rest
        if len(places) and positions.max() == part * _PART:
            new = np.empty((len(self._draws), _PART), dtype=np.uint64)
            for row, draw in zip(new, self._draws, strict=True):
                row[:] = self._generator.words(draw, part)
            self._words = np.concatenate([self._words, new], axis=1)
        self._next[places] += 1
        taken: Array = self._words[places, positions]
        return taken

    def below(self, n: int | Array, places: Array) -> Array:
        """Return a random integer from 0 to n - 1 for each of the draws at some places.

        n is at least 1, and may differ from draw to draw. As `ParameterStream.below`.
        """
        bound = np.broadcast_to(np.asarray(n, dtype=np.uint64), places.shape)
        result, low = _scaled(self.raw(places), bound)
        rejected = low < bound
        if rejected.any():
            least = (-bound) % bound
            rejected &= low < least
            while rejected.any():
                again = np.flatnonzero(rejected)
                result[again], low[again] = _scaled(self.raw(places[again]), bound[again])
                rejected &= low < least
        return result.astype(np.int64)

    def random(self, places: Array) -> Array:
        """Return a random float from 0 to 1, 1 excluded, for each of the draws at some places."""
        return (self.raw(places) >> np.uint64(11)) * 2.0**-53

    def sample(self, n: int, sizes: Array) -> Array:
        """Return different integers from 0 to n - 1 in random order: (draws, largest size).

        Of each draw as many as its size says count; what stands behind them does not.
        """
        most = int(sizes.max(initial=0))
        pool = np.tile(np.arange(n), (self.count, 1))
        for step in range(most):
            draws = np.flatnonzero(sizes > step)
            _swap(pool, draws, step, step + self.below(n - step, draws))
        return pool[:, :most]

    def weighted(self, weights: Array, places: Array) -> Array:
        """Return a random index for each of the draws at some places, as likely as its weight.

        The weights are a row for each of them, in which not all are 0.
        """
        total = np.zeros(len(places))
        for column in weights.T:  # one after the other, as the subtractions below
            total = total + column
        point = self.random(places) * total
        chosen = np.zeros(len(places), dtype=np.int64)
        open_ = np.ones(len(places), dtype=np.bool_)
        for place, column in enumerate(weights.T):
            possible = open_ & (column > 0)
            chosen[possible] = place
            open_ &= ~(possible & (point < column))
            point = np.where(possible & open_, point - column, point)
        return chosen
