"""The random numbers behind the draws: the same ones on every machine, for ever.

Every parameter has a stream of its own, and every candidate draw a place of its own in it: draw k
depends on the seed, the definition, the form, the parameter and k alone. So more variants extend
the list, the size of a batch cannot matter, and a new parameter shifts no other's numbers.

numpy promises that the raw words of a Philox generator with a given key and counter never change,
but nothing of the kind for its distributions. So the key is set here, from a SHA-256, the
counter from k, and every number is made from raw words by the transforms below.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from flashgen.values.values import Array

_WORD: Final = 1 << 64
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
                other = places[:, step]
                moved = pool[:, step].copy()
                pool[:, step] = pool[draws, other]
                pool[draws, other] = moved
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

    def each(self, use: int = 0) -> "list[DrawStream]":
        """Return an endless stream for every draw, where a varying number of words is needed."""
        generator = _Generator(digest(self._root.hex(), *self._call, use, "each"))
        return [DrawStream(generator, self._first + place) for place in self.places.tolist()]


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


def _shuffled(places: Sequence[int]) -> list[int]:
    """Take the steps of a shuffle of which only the entries that were moved are stored."""
    moved: dict[int, int] = {}
    drawn = []
    for step, other in enumerate(places):
        drawn.append(moved.get(other, other))
        moved[other] = moved.get(step, step)
    return drawn


def stream_of(*parts: str | int) -> "DrawStream":
    """Return an endless stream that is decided by `parts` alone."""
    return DrawStream(_Generator(digest(*parts)), 0)


class _Generator:
    """Philox with one key, which the streams of many draws share: to make one takes long."""

    __slots__ = ("_bits", "_state")

    def __init__(self, key: bytes) -> None:
        self._bits: Any = np.random.Philox(key=int.from_bytes(key[:16], "big"))
        self._state = self._bits.state  # with nothing left over from another draw

    def words(self, draw: int, part: int) -> list[int]:
        """Return the next words of a draw, after `part` times as many."""
        counter = (draw << 64) + part * (_PART // _BLOCK)
        self._state["state"]["counter"][:] = [counter & (_WORD - 1), counter >> 64, 0, 0]
        self._bits.state = self._state
        words: list[int] = self._bits.random_raw(_PART).tolist()
        return words


_PART: Final = 16


class DrawStream:
    """An endless sequence of random words of one candidate draw."""

    __slots__ = ("_buffer", "_draw", "_generator", "_part")

    def __init__(self, generator: _Generator, draw: int) -> None:
        self._generator = generator
        self._draw = draw
        self._part = 0
        self._buffer: list[int] = []

    def raw(self) -> int:
        """Return the next 64 random bits."""
        if not self._buffer:
            self._buffer = self._generator.words(self._draw, self._part)[::-1]
            self._part += 1
        return self._buffer.pop()

    def below(self, n: int) -> int:
        """Return a random integer from 0 to n - 1, each equally likely; n is at most 2**63."""
        product = self.raw() * n
        low = product & (_WORD - 1)
        if low < n:
            least = (_WORD - n) % n
            while low < least:
                product = self.raw() * n
                low = product & (_WORD - 1)
        return product >> 64

    def random(self) -> float:
        """Return a random float from 0 to 1, 1 excluded: a multiple of 2**-53."""
        return (self.raw() >> 11) * 2.0**-53

    def sample(self, n: int, k: int) -> list[int]:
        """Return k different integers from 0 to n - 1 in random order."""
        return _shuffled([step + self.below(n - step) for step in range(k)])

    def weighted(self, weights: Sequence[float]) -> int:
        """Return a random index, each as likely as its weight; not all weights are 0."""
        point = self.random() * sum(weights)
        last = 0
        for place, weight in enumerate(weights):
            if weight > 0:
                last = place
                if point < weight:
                    break
                point -= weight
        return last

    def pick(self, options: Iterable[int]) -> int:
        """Return one of some integers, each equally likely."""
        choices = list(options)
        return choices[self.below(len(choices))]
