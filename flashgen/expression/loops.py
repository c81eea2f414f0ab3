"""The functions that evaluate loops in a batch of draws.

A loop turns for all draws together; draws with another range are a loop of their own.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from flashgen.expression.budget import TURN
from flashgen.expression.errors import FAULTS, EvaluationError
from flashgen.expression.frame import Frame
from flashgen.expression.nodes import Condition, Locate, Run, is_whole, read, stacked
from flashgen.values.batch import EMPTY, Batch, Ragged, Texts, describe
from flashgen.values.parts import merge, same_values, select, split
from flashgen.values.values import MAX_ELEMENTS, MAX_TEXT, Array


class Collector:
    """The entries of a comprehension, each in the draws that came to it."""

    __slots__ = ("characters", "count", "entries", "size")

    def __init__(self, count: int) -> None:
        self.count = count
        self.entries: list[tuple[Array, Batch]] = []
        self.size = np.zeros(count, dtype=np.int64)
        self.characters = np.zeros(count, dtype=np.int64)

    def add(self, places: Array, entry: Batch) -> None:
        """Add an entry of some draws.

        Raises ValueError when the array of all entries of a draw would be too large.
        """
        # An empty array counts too: otherwise a loop could collect any number of them.
        parts = entry.parts if isinstance(entry, Ragged) else ((np.arange(len(places)), entry),)
        for inner, part in parts:
            self.size[places[inner]] += max(1, math.prod(part.shape[1:]))
            if isinstance(part, Texts):
                lengths = np.array([len(text) for text in part.table], dtype=np.int64)[part.codes]
                total = lengths.reshape(lengths.shape[0], -1).sum(axis=-1)
                self.characters[places[inner]] += total
        if len(places) and int(self.size.max()) > MAX_ELEMENTS:
            raise EvaluationError(f"the result would have more than {MAX_ELEMENTS} elements")
        if len(places) and int(self.characters.max()) > MAX_TEXT:
            raise EvaluationError(f"the result would have more than {MAX_TEXT} characters")
        self.entries.append((places, entry))


Loop: TypeAlias = Callable[[Frame, Collector, Array], None]


def collecting(entry: Run) -> Loop:
    """Make the innermost body of a comprehension."""
    return lambda frame, collector, places: collector.add(places, entry(frame))


Turns: TypeAlias = Sequence[tuple[Array, Sequence[Batch]]]
"""For groups of draws: the values that the variable of a loop takes, one a turn."""


def loop(
    rows: Callable[[Frame], Turns],
    key: str,
    conditions: Sequence[Condition],
    cost: int,
    body: Loop,
    located: Locate,
) -> Loop:
    """Make one `for key in rows if conditions` around `body`, which costs `cost` a turn."""

    def run(frame: Frame, collector: Collector, places: Array) -> None:
        try:
            groups = rows(frame)
        except FAULTS as error:
            raise located(error) from None
        for group, values in groups:
            if len(group) == frame.count:
                inner, here = frame, places
            else:
                inner, here = frame.narrowed(group), places[group]
            try:
                inner.spend(len(values) * cost)
                inner.work(len(values) * TURN)
            except FAULTS as error:
                raise located(error) from None
            turns = inner.turns
            for number, value in enumerate(values):
                inner[key] = value
                inner.turns = (*turns, number)
                _turn(inner, collector, here)
            inner.turns = turns
            if inner is not frame:
                frame.absorb(inner)

    def _turn(frame: Frame, collector: Collector, places: Array) -> None:
        outer, frames = frame, []
        for holds in conditions:
            truths = holds(frame)
            if not truths.all():
                passed = np.flatnonzero(truths)
                if not len(passed):
                    break
                frames.append(frame)
                frame, places = frame.narrowed(passed), places[passed]
        else:
            body(frame, collector, places)
        while frame is not outer:
            before = frames.pop()
            before.absorb(frame)
            frame = before

    return run


def comprehension(outermost: Loop, located: Locate) -> Run:
    """Make an array of the entries that the loops collect."""

    def run(frame: Frame) -> Batch:
        inner = frame.narrowed(np.arange(frame.count))  # variables of loops are its own
        try:
            collector = Collector(frame.count)
            outermost(inner, collector, np.arange(frame.count))
            frame.absorb(inner)
            collected = _collected(collector)
            read(frame, collected)
            return collected
        except FAULTS as error:
            raise located(error) from None

    return run


def _collected(collector: Collector) -> Batch:
    """Return the array of each draw: draws that have the same entries are put together."""
    count, entries = collector.count, collector.entries
    if not count:
        return EMPTY
    present = np.zeros((count, len(entries)), dtype=np.bool_)
    for number, (places, _) in enumerate(entries):
        present[places, number] = True
    parts: list[tuple[Array, Batch]] = []
    for group in _same_rows(present):
        chosen = []
        for number in np.flatnonzero(present[group[0]]).tolist():
            places, entry = entries[number]
            at = np.searchsorted(places, group)
            chosen.append(select(entry, at) if len(group) < len(places) else entry)
        made = [
            (inner, stacked(*dense))
            for inner, dense in split(chosen, len(group))
        ]  # fmt: skip
        parts.append((group, merge(made, len(group))))
    return merge(parts, count)


def _same_rows(present: Array) -> list[Array]:
    """Split the draws by their rows of a table of truth values."""
    if present.all():
        return [np.arange(len(present))]
    labels = np.unique(np.packbits(present, axis=1), axis=0, return_inverse=True)[1].ravel()
    return [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]


def array_rows(value: Run) -> Callable[[Frame], Turns]:
    """Go through the entries of a vector, or the rows of a matrix."""

    def run(frame: Frame) -> Turns:
        result = value(frame)
        groups = []
        for places, (part,) in split([result], frame.count):
            if len(part.shape) == 1:
                raise EvaluationError(
                    f"a loop runs over range(n) or an array, not over {describe(part)}",
                    "write `for i in range(n)`",
                )
            if isinstance(part, Texts):
                groups.append(
                    (places, [Texts(part.codes[:, i], part.table) for i in range(part.shape[1])])
                )
            else:
                turns: list[Any] = [np.ascontiguousarray(part[:, i]) for i in range(part.shape[1])]
                groups.append((places, turns))
        return groups

    return run


_LONGEST_RANGE: Final = MAX_ELEMENTS


def range_rows(bounds: Sequence[Run]) -> Callable[[Frame], Turns]:
    """Go through a range of at most MAX_ELEMENTS integers."""

    def run(frame: Frame) -> Turns:
        values = [bound(frame) for bound in bounds]
        for value in values:
            if not (is_whole(value) and value.ndim == 1):
                raise EvaluationError(f"range needs whole numbers, not {describe(value)}")
        columns = [value for value in values if isinstance(value, np.ndarray)]
        if len(columns) == 3 and (columns[2] == 0).any():
            raise EvaluationError("the step of a range cannot be 0")
        groups = []
        for places in same_values(columns, frame.count):
            first = [int(c[places[0]] if c.shape[0] > 1 else c[0]) for c in columns]
            numbers = range(*first)
            if numbers[_LONGEST_RANGE:]:
                raise EvaluationError(f"a loop can have at most {MAX_ELEMENTS} turns")
            groups.append((places, [np.array([number]) for number in numbers]))
        return groups

    return run
