"""The random numbers behind the draws: the same ones on every machine, for ever.

numpy promises that the raw bits of a PCG64 with a given state never change; it promises
nothing of the kind for its distributions, nor for how seeds become states. So the state is set
here, from a SHA-256, and every number is made from raw bits by the transforms below.
"""

import hashlib
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

_BLOCK: Final = 64
_WORD: Final = 1 << 64
_STANDARD_NORMAL: Final = NormalDist()


class Stream:
    """An endless sequence of random numbers, decided by its seed alone."""

    __slots__ = ("_bits", "_buffer", "_read")

    def __init__(self, seed: bytes) -> None:
        """Start the stream of `seed`, 32 bytes."""
        if len(seed) != 32:
            raise ValueError("a seed has 32 bytes")
        self._bits = np.random.PCG64(0)
        self._bits.state = {
            "bit_generator": "PCG64",
            "state": {
                "state": int.from_bytes(seed[:16], "big"),
                "inc": int.from_bytes(seed[16:], "big") | 1,  # PCG needs an odd increment
            },
            "has_uint32": 0,
            "uinteger": 0,
        }
        self._buffer: list[int] = []
        self._read = 0

    @property
    def position(self) -> int:
        """How many random words have been taken."""
        return self._read - len(self._buffer)

    def seek(self, position: int) -> None:
        """Go to where so many random words have been taken."""
        self._bits.advance(position - self._read)
        self._read = position
        self._buffer.clear()

    def words(self, count: int) -> npt.NDArray[np.uint64]:
        """Return the next `count` random words of 64 bits."""
        buffered = min(count, len(self._buffer))
        kept = len(self._buffer) - buffered
        first = np.array(self._buffer[kept:][::-1], dtype=np.uint64)
        del self._buffer[kept:]
        self._read += count - buffered
        return np.concatenate([first, self._bits.random_raw(count - buffered)])

    @classmethod
    def for_definition(
        cls, root_seed: int, namespace: str, id: str, own_seed: int | None = None
    ) -> "Stream":
        """Return the stream of a definition: that of its own seed, where it has one.

        The parts are hashed with their lengths, so that ("a", "bc") and ("ab", "c") differ.
        """
        kind, seed = ("root", root_seed) if own_seed is None else ("own", own_seed)
        digest = hashlib.sha256()
        for part in ("flashgen stream 1", kind, str(seed), namespace, id):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
        return cls(digest.digest())

    def raw(self) -> int:
        """Return the next 64 random bits."""
        if not self._buffer:
            self._buffer = self._bits.random_raw(_BLOCK).tolist()[::-1]
            self._read += _BLOCK
        return self._buffer.pop()

    def below(self, n: int) -> int:
        """Return a random integer from 0 to n - 1, each equally likely; n is at most 2**63.

        Source: Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 29 (2019).
        """
        product = self.raw() * n
        low = product & (_WORD - 1)
        if low < n:
            # A draw is rejected with a probability below n / 2**64.
            least = (_WORD - n) % n
            while low < least:
                product = self.raw() * n
                low = product & (_WORD - 1)
        return product >> 64

    def random(self) -> float:
        """Return a random float from 0 to 1, 1 excluded: a multiple of 2**-53."""
        return (self.raw() >> 11) * 2.0**-53

    def normal(self) -> float:
        """Return a standard normal number, by the inverse of the distribution function.

        The last bit may differ between processors; the draws round to a few decimals.
        Source: Wichura, Algorithm AS 241, Applied Statistics 37 (1988), in Python's statistics.
        """
        return _STANDARD_NORMAL.inv_cdf(((self.raw() >> 12) + 0.5) * 2.0**-52)

    def sample(self, n: int, k: int) -> list[int]:
        """Return k different integers from 0 to n - 1 in random order, in O(k)."""
        # The first k steps of a Fisher-Yates shuffle of 0 … n - 1, of which only the entries
        # that were moved are stored.
        moved: dict[int, int] = {}
        drawn = []
        for place in range(k):
            other = place + self.below(n - place)
            drawn.append(moved.get(other, other))
            moved[other] = moved.get(place, place)
        return drawn

    def shuffled(self, n: int) -> list[int]:
        """Return the integers from 0 to n - 1 in random order."""
        return self.sample(n, n)

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
