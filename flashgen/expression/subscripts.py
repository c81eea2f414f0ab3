"""The functions that evaluate the index behind an array, in a batch of draws."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from flashgen.expression.errors import FAULTS, EvaluationError
from flashgen.expression.frame import Frame
from flashgen.expression.indexing import mask_places, take
from flashgen.expression.nodes import IndexRun, Locate, Run, is_whole, sized
from flashgen.values.batch import EMPTY, Batch, Ragged, describe, flat
from flashgen.values.parts import merge, same_values, select, split, spread
from flashgen.values.values import Array


def subscript(indexed: Run, parts: Sequence[IndexRun], located: Locate) -> Run:
    """Take entries of an array."""

    def run(frame: Frame) -> Batch:
        try:
            return _taken(frame, indexed(frame), [part(frame) for part in parts])
        except FAULTS as error:
            raise located(error) from None

    return run


def _taken(frame: Frame, value: Batch, parts: list[Any]) -> Batch:
    if type(value) is np.ndarray and all(
        part is None or type(part) is slice or is_whole(part) for part in parts
    ):
        return sized(frame, take(value, parts))
    return _taken_by_parts(frame, value, parts)


def _taken_by_parts(frame: Frame, value: Batch, parts: list[Any]) -> Batch:
    """Take entries where the shape of the result differs from draw to draw, or of texts."""
    batches = [value, *(bound for part in parts for bound in _batches_of(part))]
    if any(type(batch) is Ragged for batch in batches):
        return _on_places(
            frame, [places for places, _ in split(batches, frame.count)], value, parts
        )
    for number, part in enumerate(parts):
        if isinstance(part, VaryingSlice):
            return _on_places(frame, part.groups(frame.count), value, parts, number)
        if isinstance(part, np.ndarray) and part.dtype.kind == "b" and part.ndim > 1:
            assert not isinstance(value, Ragged)
            alone = len(parts) == 1 and part.ndim > 2
            if part.ndim > 2 and not alone:
                raise EvaluationError(f"an index must be a whole number, not {describe(part)}")
            axis = sum(before is not None for before in parts[:number])
            made: list[tuple[Array, Batch]] = []
            mask = spread(part, frame.count)
            assert isinstance(mask, np.ndarray)
            for places, chosen in mask_places(mask, value, axis, alone=alone):
                inner = frame.narrowed(places)
                others = [_narrowed(each, places) for each in parts]
                others[number] = chosen
                source = select(value, places)
                if alone and not isinstance(source, Ragged):
                    source = flat(source)
                made.append((places, _taken(inner, source, others)))
                frame.absorb(inner)
            return merge(made, frame.count) if made else EMPTY
    assert not isinstance(value, Ragged)
    return sized(frame, take(value, parts))


def _on_places(
    frame: Frame,
    groups: Sequence[Array],
    value: Batch,
    parts: list[Any],
    resolved: int | None = None,
) -> Batch:
    made: list[tuple[Array, Batch]] = []
    for places in groups:
        inner = frame.narrowed(places)
        narrowed = [_narrowed(part, places) for part in parts]
        if resolved is not None:
            narrowed[resolved] = narrowed[resolved].slice()
        made.append((places, _taken(inner, select(value, places), narrowed)))
        frame.absorb(inner)
    return merge(made, frame.count) if made else EMPTY


def _batches_of(part: Any) -> list[Batch]:
    if isinstance(part, VaryingSlice):
        return [bound for bound in part.bounds if bound is not None]
    return [] if part is None or isinstance(part, slice) else [part]


def _narrowed(part: Any, places: Array) -> Any:
    if part is None or isinstance(part, slice):
        return part
    if isinstance(part, VaryingSlice):
        return VaryingSlice([b if b is None else select(b, places) for b in part.bounds])
    return select(part, places)


class VaryingSlice:
    """A slice with a bound that differs from draw to draw."""

    __slots__ = ("bounds",)

    def __init__(self, bounds: Sequence[Any]) -> None:
        self.bounds = bounds

    def groups(self, count: int) -> list[Array]:
        """Return the draws with one slice, for each that there is."""
        return same_values([bound for bound in self.bounds if bound is not None], count)

    def slice(self) -> slice:
        """Return the slice of draws that have one."""
        return slice(*[None if b is None else int(b[0]) for b in self.bounds])


def part_slice(bounds: Sequence[Run | None], located: Locate) -> IndexRun:
    """Make the slice of `start:stop:step`."""

    def run(frame: Frame) -> Any:
        values: list[Any] = [None if bound is None else bound(frame) for bound in bounds]
        for value in values:
            if value is not None and not (is_whole(value) and value.ndim == 1):
                raise located(
                    EvaluationError(f"a slice needs whole numbers, not {describe(value)}")
                )
        if values[-1] is not None and (values[-1] == 0).any():
            raise located(EvaluationError("the step of a slice cannot be 0"))
        made = VaryingSlice(values)
        if all(value is None or value.shape[0] == 1 for value in values):
            return made.slice()
        return made

    return run
