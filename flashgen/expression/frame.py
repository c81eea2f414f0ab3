"""The values of names in a batch of draws, and what the work on them has cost."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from flashgen.expression.budget import LIMIT, TOGETHER, Meter
from flashgen.expression.errors import EvaluationError
from flashgen.values.batch import Batch
from flashgen.values.parts import select
from flashgen.values.values import Array

if TYPE_CHECKING:
    from flashgen.expression.draws.stream import ParameterStream


class Frame:
    """The values of names in `count` draws.

    A narrowed frame sees some of the draws of another; `absorb` takes over what it has spent.
    """

    __slots__ = (
        "_extra",
        "_left",
        "_limit",
        "_outer",
        "_places",
        "_spent",
        "_values",
        "count",
        "meter",
        "stream",
        "turns",
    )

    def __init__(
        self,
        count: int,
        values: Mapping[str, Batch] | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.count = count
        self.meter = meter or Meter()
        self.stream: ParameterStream | None = None
        self.turns: tuple[int, ...] = ()  # of the loops that are being run, from the outermost
        self._values: dict[str, Batch] = dict(values or {})
        self._outer: Frame | None = None
        self._places: Array | None = None
        self._left = self._limit = LIMIT
        self._spent = 0
        self._extra: Array | None = None

    def __getitem__(self, name: str) -> Batch:
        value = self._values.get(name)
        if value is None:
            if self._outer is None or self._places is None:
                raise KeyError(name)
            value = self._outer[name]
            if len(self._places) != self._outer.count:
                value = select(value, self._places)
            self._values[name] = value
        return value

    def __setitem__(self, name: str, value: Batch) -> None:
        self._values[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values or (self._outer is not None and name in self._outer)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that have values, in the order in which they were given."""
        outer = self._outer.names if self._outer is not None else ()
        return (*outer, *(name for name in self._values if name not in outer))

    def narrowed(self, places: Array) -> "Frame":
        """Return a frame of some of the draws, in ascending order."""
        inner = Frame(len(places), meter=self.meter)
        inner._outer, inner._places = self, places
        inner.turns = self.turns
        inner.stream = self.stream.of(places) if self.stream is not None else None
        if self._extra is None or not len(places):
            inner._left = self._left - self._spent
        else:
            inner._left = self._limit - self._spent - int(self._extra[places].max())
        inner._limit = inner._left
        return inner

    def absorb(self, inner: "Frame") -> None:
        """Count what the draws of a narrowed frame have spent."""
        if inner._places is None or not (inner._spent or inner._extra is not None):
            return
        if len(inner._places) == self.count and inner._extra is None:
            self._spent += inner._spent
            return
        if self._extra is None:
            self._extra = np.zeros(self.count, dtype=np.int64)
        self._extra[inner._places] += inner.spent
        self._left = self._limit - int(self._extra.max(initial=0))

    def allow(self, units: int) -> None:
        """Let each draw spend no more than `units`."""
        self._left = self._limit = units

    @property
    def spent(self) -> Array:
        """The units that each draw has spent in this frame."""
        if self._extra is None:
            return np.full(self.count, self._spent, dtype=np.int64)
        return self._extra + self._spent

    def spend(self, units: int) -> None:
        """Take `units` from each draw.

        Raises ValueError when a draw has fewer left.
        """
        self._spent += units
        self.work(units)
        if self._spent > self._left and self.count:
            raise EvaluationError(
                "this computes too much", "make the loops shorter or the arrays smaller"
            )

    def spend_each(self, units: Array) -> None:
        """Take units from each draw, as many as stand at its place.

        Raises ValueError when a draw has fewer left.
        """
        if not self.count:
            return
        self._extra = units if self._extra is None else self._extra + units
        self._left = self._limit - int(self._extra.max())
        self.meter.together += int(units.sum()) + int(units.max()) * TOGETHER
        self.spend(0)

    def work(self, units: int) -> None:
        """Record work that the draws are not charged for."""
        self.meter.together += units * (self.count + TOGETHER)
