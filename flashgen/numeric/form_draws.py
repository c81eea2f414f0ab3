"""The draws of one form: computed in batches, in stages, each for the draws that are left.

A batch fails as a whole. The first draw that fails by itself is then found by halving the batch,
and counts only if the draws before it were not enough.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field

from flashgen.expression.budget import LIMIT
from flashgen.numeric.candidates import (
    FIGURES_CHECKED,
    AcceptedDraws,
    CandidateDraws,
    FirstBatches,
)
from flashgen.numeric.drawn_values import DUPLICATE, DrawError, FormInfo
from flashgen.numeric.variants import (
    FIRST_BUDGET,
    MAX_REJECTED,
    MORE_BUDGET,
    FormSample,
    MistakeColumn,
    Statistics,
)
from flashgen.values.batch import Batch
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import concatenate
from flashgen.values.values import Array

_FIRST: Final = 64
"""How many draws the first batch has at most: it tells what a draw costs."""
_LARGEST: Final = 4096
_WORK: Final = 4_000_000
"""Units of work of a batch, by what a draw of the last one has cost."""
_MOST_WORK: Final = 2 * _WORK
"""Units of work that a batch may take, which bound its memory: some of its draws cost more."""


class FormSampler(Struct):
    """Draws the variants of one form, in batches."""

    info: FormInfo
    statistics: Statistics
    first_batches: FirstBatches | None = None
    progress: Callable[[int], None] | None = None
    """Called with how many variants all forms have."""
    accepted: int = 0
    exhausted: bool = False
    _next: int = 0
    """The next candidate draw."""
    _rejected: int = 0
    """Draws rejected since the last variant."""
    _budget: int = FIRST_BUDGET
    _cost: int = 0
    """Units that a draw of the last batch has cost at most."""
    _fit: float = 1.0
    """The share of the answers of the last batch that fit their mistakes and conditions."""
    _parts: list[AcceptedDraws] = field(default_factory=list)

    def extend(self, more: int) -> None:
        """Draw so many more variants, or as many as there are.

        Raises DrawError for a draw that cannot be computed.
        """
        wanted = self.accepted + more
        if not self._next and self.first_batches is not None:
            if self.info.distinct:
                self._begin_ahead(self.first_batches, wanted)
            elif self.info.number in self.first_batches.of_form:
                self._begin_with(self.first_batches.of_form[self.info.number], wanted)
        while self.accepted < wanted and not self.exhausted:
            self._advance(self._size(wanted - self.accepted), wanted - self.accepted)

    def _begin_ahead(self, first: FirstBatches, wanted: int) -> None:
        """Take the variants from a batch that is large enough for the stress test, too.

        Not where a draw of it fails, or costs more than so large a batch may.
        """
        share = first.draws // len(self.info.program.forms)
        enough = share + share // 16 if self.info.form.may_reject_answers else share
        for size in (
            (2 * enough + enough // 4, enough) if any(self.info.form.conditions) else (enough,)
        ):
            if _FIRST < size <= _LARGEST:
                batch = CandidateDraws(self.info, 0, size, _MOST_WORK // size)
                try:
                    batch.compute(enough)
                except DrawError:
                    first.wasted += batch.meter.total
                    continue
                self._take(batch, wanted, self._size(wanted))
                return

    def _begin_with(self, first: CandidateDraws, wanted: int) -> None:
        self.info.drawer.templates.update(first.templates)
        self._take(first, wanted)

    def _size(self, missing: int) -> int:
        """Return how many draws the next batch should have."""
        if not self._next:
            conditions = any(self.info.form.conditions)
            return min(_FIRST, 3 * missing if conditions else missing + missing // 6 + 1)
        share = max(self.accepted / self._next, 0.02)
        likely = int(missing / share * 1.1) + 8
        return max(1, min(likely, _LARGEST, _WORK // max(self._cost, 1)))

    def _advance(self, size: int, wanted: int) -> None:
        """Compute the next draws, and take the variants among them."""
        try:
            batch = self._batch(size, wanted)
        except DrawError:
            size = self._sound_draws(size)
            if size:
                self._take(self._batch(size), wanted)
                return
            batch = self._batch(1)
        self._take(batch, wanted)

    def _sound_draws(self, size: int) -> int:
        """Return how many of the next draws can be computed, where some of `size` cannot."""
        sound, faulty = 0, size
        while faulty - sound > 1:
            middle = (sound + faulty) // 2
            try:
                self._batch(middle)
            except DrawError:
                faulty = middle
            else:
                sound = middle
        return sound

    def _batch(self, size: int, wanted: int | None = None) -> CandidateDraws:
        batch = CandidateDraws(self.info, self._next, size, min(LIMIT, _MOST_WORK // size))
        # Of distinct ones, nobody knows how many look like others.
        enough = None if wanted is None or self.info.distinct else int(wanted / self._fit * 1.1) + 8
        try:
            batch.compute(enough)
        except DrawError:
            self.statistics.beyond += batch.meter.total
            raise
        return batch

    def _take(self, batch: CandidateDraws, wanted: int, size: int | None = None) -> None:
        """Take the variants of a batch: as many as are wanted, as going one by one would.

        It counts as one of `size` draws, if it is larger for the sake of a stress test.
        """
        try:
            self._take_wanted(batch, wanted, size or batch.size)
        except DrawError:
            self.statistics.beyond += batch.meter.total
            raise

    def _take_wanted(self, batch: CandidateDraws, wanted: int, size: int) -> None:
        if self.info.distinct:
            fates, units = batch.distinct_fates(wanted)
            if not self._next and self.first_batches is not None:
                self.first_batches.of_form[self.info.number] = batch
        else:
            fates, units = batch.fates, batch.units()
        self._cost = int(units.max(initial=1))
        self._fit = max(np.count_nonzero(fates == 0) / max(batch.answered, 1), 0.02)
        stands = fates == 0
        draws = np.arange(batch.size)
        # How many draws are tried: until there are enough, or too many in a row were rejected.
        taken = np.cumsum(stands)
        tried = int(np.searchsorted(taken, wanted)) + 1
        last = np.maximum.accumulate(np.where(stands, draws, -1))
        in_row = np.where(last < 0, self._rejected + draws + 1, draws - last)
        if (in_row[:tried] >= MAX_REJECTED).any():
            tried = int(np.argmax(in_row >= MAX_REJECTED)) + 1
            self.exhausted = True
        tried = min(tried, batch.size)
        left = self._budget - np.cumsum(units) + MORE_BUDGET * (taken - stands)
        if (left[:tried] < 0).any():
            tried = int(np.argmax(left < 0))
            if not (in_row[tried - 1] if tried else self._rejected):
                batch.fail_for_cost(tried, int(units[tried] + left[tried]))
            self.exhausted = True  # the work went into draws that were rejected
        if tried:
            self._rejected = int(in_row[tried - 1])
            self._budget = int(left[tried - 1]) + MORE_BUDGET * bool(stands[tried - 1])
        chosen = draws[:tried][stands[:tried]].tolist()
        if not self.info.distinct:
            figures = max(0, FIGURES_CHECKED - self.accepted)
            batch.draw_figures(chosen[:figures], self.info.drawer)
        self._count(batch, fates[:tried])
        self._next += tried
        self.statistics.draws += tried
        self.statistics.units += int(units[:tried].sum())
        self.statistics.beyond += batch.beyond(units, tried, size)
        self.statistics.accepted += len(chosen)
        self.accepted += len(chosen)
        if self.progress is not None:
            self.progress(self.statistics.accepted)
        if self.info.distinct:
            self.info.seen.update(batch.keys[:tried])
        if chosen:
            self._parts.append(batch.kept(chosen))

    def _count(self, batch: CandidateDraws, fates: Array) -> None:
        """Count what rejected the draws."""
        statistics = self.statistics
        # In the order in which they came.
        for number, count in Counter(fates.tolist()).items():
            fate = batch.kinds[number]
            if fate is DUPLICATE:
                statistics.duplicates += count
            elif fate is not None and fate.span is not None:
                counts = {
                    "refused": statistics.refused,
                    "coincided": statistics.coincided,
                    "alike": statistics.alike,
                }[fate.why]
                counts[fate.span] = counts.get(fate.span, 0) + count

    def sample(self) -> FormSample:
        """Return the accepted draws, in columns."""
        form, parts = self.info.form, self._parts
        counts = [part.count for part in parts]

        def joined(batches: Sequence[Batch]) -> Batch:
            return concatenate(list(zip(batches, counts, strict=True)))

        values: dict[str, Batch] = {}
        mistakes: list[MistakeColumn] = []
        formats: list[tuple[AnswerFormat, ...]] = []
        if parts:
            values = {
                name: joined([part.values[name] for part in parts]) for name in parts[0].values
            }
            mistakes = [
                MistakeColumn(
                    joined([part.mistakes[place].values for part in parts]),
                    np.concatenate([part.mistakes[place].stands for part in parts]),
                )
                for place in range(len(form.mistakes))
            ]
            formats = [
                _joined_formats([part.formats[place] for part in parts], counts)
                for place in range(len(form.answers))
            ]
        return FormSample(
            self.info.number,
            form,
            sum(counts),
            values,
            tuple(formats),
            tuple(mistakes),
            tuple(
                [text for part in parts for text in part.slots[place]]
                for place in range(len(form.columns))
            ),
            tuple(
                [text for part in parts for text in part.shown[place]]
                for place in range(len(form.answers))
            ),
            tuple(drawing for part in parts for drawing in part.drawings),
            tuple(
                np.concatenate([part.truths[place] for part in parts])
                for place in range(len(form.statements) if parts else 0)
            ),
        )


def _joined_formats(
    parts: Sequence[tuple[AnswerFormat, ...]], counts: Sequence[int]
) -> tuple[AnswerFormat, ...]:
    if all(part == parts[0] and len(part) == 1 for part in parts):
        return parts[0]
    return tuple(
        fmt
        for part, count in zip(parts, counts, strict=True)
        for fmt in (part if len(part) > 1 else part * count)
    )
