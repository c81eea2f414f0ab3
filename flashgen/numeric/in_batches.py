"""Sampling many draws at once: what `one_by_one` gives, bit for bit, in a fraction of the time.

Where that is not possible, or something is wrong with a draw, nothing is returned and the draws
are made one at a time: so errors are found, and said, by one piece of code only.
"""

from dataclasses import dataclass, field
from typing import Any

from flashgen.expression import FAULTS, BatchFrame, Budget, ExpressionError
from flashgen.expression.draws import Stream
from flashgen.expression.draws.batch import Words
from flashgen.numeric.answers import hashable
from flashgen.numeric.drawing import Drawer
from flashgen.numeric.form_draws import (
    DUPLICATE,
    Fate,
    FormDraws,
    evaluated,
    require_finite,
    rows_of,
)
from flashgen.numeric.program import Program
from flashgen.numeric.variants import (
    FIRST_BUDGET,
    MAX_REJECTED,
    MORE_BUDGET,
    Sample,
    Statistics,
    Variant,
)
from flashgen.values.draws_axis import Batch, Unbatchable, entries, gathered
from flashgen.values.judging import AnswerFormat, Kind
from flashgen.values.values import round_significant

_SMALLEST = 8
_LARGEST = 256
"""How many draws are made together: fewer are not worth it, more take much memory."""
_MOST_WORDS = 1 << 20
"""How many random words are read at once."""


def sample_in_batches(
    program: Program, stream: Stream, count: int, distinct: bool
) -> Sample | None:
    """Draw `count` variants; None where they are to be drawn one at a time.

    To be called inside ``evaluation()``.
    """
    if count < _SMALLEST or not _share_parameters(program):
        return None
    # The first batch is as large as is mostly right; where the work of that is too much, a small
    # one tells how large the others may be.
    for first in (_likely(program, count), _SMALLEST):
        stream.seek(0)
        sampler = _BatchSampler(program, stream, distinct)
        try:
            variants = sampler.take(count, first)
        except (ExpressionError, *FAULTS):
            if sampler.budget.left >= 0:
                return None
        else:
            return Sample(program, tuple(variants), sampler.statistics) if variants else None
    return None


def _likely(program: Program, count: int) -> int:
    """Return how many draws `count` variants will take, as most definitions are."""
    conditions = any(stage for form in program.forms for stage in form.conditions)
    return 3 * count if conditions else count + count // 6 + 1


def _share_parameters(program: Program) -> bool:
    """Tell whether a draw is the same whatever form it is for.

    Which form that is depends on what became of the draws before.
    """
    first, *others = (
        [(item.name, item.formula.expression) for item in form.parameters] for form in program.forms
    )
    return all(parameters == first for parameters in others)


@dataclass(slots=True)
class _BatchSampler:
    program: Program
    stream: Stream
    distinct: bool
    statistics: Statistics = field(default_factory=Statistics)
    budget: Budget = field(default_factory=lambda: Budget(FIRST_BUDGET))
    seen: set[object] = field(default_factory=set)
    """The draws so far, and how the variants look."""
    turn: int = 0
    """The number of the form that the next variant is for."""
    rejected: int = 0
    """Draws thrown away since the last variant."""
    formats: dict[tuple[int, Kind], AnswerFormat] = field(default_factory=dict)
    words: int | None = None
    """How many words of the stream a draw takes; None where that differs."""
    drawer: Drawer = field(init=False)

    def __post_init__(self) -> None:
        self.drawer = Drawer.of(self.program, self.budget, distinct=self.distinct)

    def take(self, count: int, size: int) -> list[Variant]:
        """Return `count` variants, or as many as there are; the first batch is of `size` draws."""
        self._draw(self.stream)
        self.words = self.stream.position
        self.stream.seek(0)
        variants: list[Variant] = []
        while len(variants) < count and self.rejected < MAX_REJECTED:
            before = self.budget.left
            size = min(size, _LARGEST, _MOST_WORDS // max(self.words or 0, 1))
            made = self._batch(size, count - len(variants))
            variants += made
            work = (before - self.budget.left) // size + 1
            self.budget.left += MORE_BUDGET * len(made)
            share = max(self.statistics.accepted / self.statistics.draws, 0.02)
            size = int((count - len(variants)) / share * 1.1) + _SMALLEST
            size = max(min(size, self.budget.left // (2 * work)), 1)
        if self.rejected == MAX_REJECTED and len(self.program.forms) > 1:
            raise Unbatchable  # the other forms go on
        return variants

    def _draw(self, stream: Stream) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for item in self.program.forms[0].parameters:
            value = item.formula.expression.evaluate(values, stream, self.budget)
            values[item.name] = round_significant(value)
        return values

    def _drawn(self, size: int) -> BatchFrame:
        """Return the parameters of the next draws."""
        if self.words is not None:
            words = Words.of(self.stream, size, self.words)
            frame = BatchFrame(size, self.budget, words)
            try:
                for item in self.program.forms[0].parameters:
                    frame.set(item.name, evaluated(item.formula, frame))
                if words.all_taken:
                    return frame
            except Unbatchable:
                pass
            if self.statistics.draws:
                raise Unbatchable
            self.stream.seek(0)
            self.words = None
        frame = BatchFrame(size, self.budget)
        rows = [self._draw(self.stream) for _ in range(size)]
        for name in rows[0]:
            value = gathered([row[name] for row in rows])
            require_finite(value)
            frame.set(name, value)
        return frame

    def _batch(self, size: int, wanted: int) -> list[Variant]:
        """Draw `size` times, and return at most so many variants of these."""
        frame = self._drawn(size)
        columns = [_hashable(value, size) for value in frame.names.values()]
        keys = rows_of(columns, size) if self.distinct else None
        forms = self.program.forms
        draws = [
            FormDraws(number, form, frame.copy() if number else frame, list(range(size)))
            for number, form in enumerate(forms)
        ]
        if keys is not None and len(forms) == 1:
            fresh = []
            for key in keys:
                fresh.append((0, key) not in self.seen)
                self.seen.add((0, key))
            draws[0].refuse(fresh, DUPLICATE)
            keys = None
        for of_form in draws:
            of_form.compute(self.formats)
        return _Walk(self, draws, keys, size, wanted).variants()

    def count(self, fate: Fate) -> None:
        """Count a draw that is thrown away."""
        statistics, span = self.statistics, fate.span
        self.rejected += 1
        if fate is DUPLICATE:
            statistics.duplicates += 1
        elif span is not None:
            counts = statistics.refused if fate.why == "refused" else statistics.coincided
            counts[span] = counts.get(span, 0) + 1


@dataclass(slots=True)
class _Walk:
    """The way through the draws of a batch, in order, to the last variant that is wanted."""

    sampler: _BatchSampler
    draws: list[FormDraws]
    """The draws as each of the forms sees them."""
    keys: list[tuple[Any, ...]] | None
    """The parameters of each draw, where two equal ones are still to be told apart."""
    size: int
    wanted: int
    made: dict[tuple[int, int], tuple[Variant, object]] = field(default_factory=dict)
    """The variants that are made already, by form and draw."""

    def variants(self) -> list[Variant]:
        sampler, seen = self.sampler, self.sampler.seen
        accepted: list[Variant] = []
        for draw in range(self.size):
            if sampler.rejected == MAX_REJECTED or len(accepted) == self.wanted:
                break
            sampler.statistics.draws += 1
            fate = self._fate(draw, sampler.turn, seen)
            if fate is None:
                if (sampler.turn, draw) not in self.made:
                    self._make(draw, self.wanted - len(accepted))
                variant, shown = self.made[sampler.turn, draw]
                if not sampler.distinct or shown not in seen:
                    seen.add(shown)
                    accepted.append(variant)
                    sampler.statistics.accepted += 1
                    sampler.rejected = 0
                    sampler.turn = (sampler.turn + 1) % len(self.draws)
                    continue
                fate = DUPLICATE
            sampler.count(fate)
        return accepted

    def _fate(self, draw: int, form: int, seen: set[object]) -> Fate | None:
        """Return why a draw is thrown away, None if it is not; from now on it has been `seen`."""
        if self.keys is not None:
            key = (form, self.keys[draw])
            if key in seen:
                return DUPLICATE
            seen.add(key)
        return self.draws[form].fates.get(draw)

    def _make(self, first: int, wanted: int) -> None:
        """Make the variants from draw `first` on that will be accepted if none looks like another.

        They are formatted together, and no more of them than are wanted.
        """
        sampler = self.sampler
        seen = sampler.seen.copy() if self.keys is not None else sampler.seen
        planned: list[list[int]] = [[] for _ in self.draws]
        turn = sampler.turn
        for draw in range(first, self.size):
            if draw == first or self._fate(draw, turn, seen) is None:
                if (turn, draw) not in self.made:
                    planned[turn].append(draw)
                turn = (turn + 1) % len(self.draws)
                wanted -= 1
                if not wanted:
                    break
        language = sampler.program.deck_file.languages[0] if sampler.distinct else None
        for number, draws in enumerate(planned):
            if draws:
                made = self.draws[number].variants(draws, sampler.drawer, language)
                self.made.update(
                    {(number, draw): one for draw, one in zip(draws, made, strict=True)}
                )


def _hashable(value: Any, count: int) -> list[Any]:
    if type(value) is Batch and value.array.ndim == 1:
        return value.entries()
    return list(map(hashable, entries(value, count)))
