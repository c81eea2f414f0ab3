"""Candidate draws of a form, computed together: in stages, each for the draws that are left."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct, field

from flashgen.expression import ExpressionError
from flashgen.numeric.answers import (
    shown,
)
from flashgen.numeric.compiling_names import located
from flashgen.numeric.drawing import Drawer, FigureError
from flashgen.numeric.drawn_answers import DrawnAnswers
from flashgen.numeric.drawn_values import DUPLICATE, DrawError, Fate
from flashgen.numeric.program import (
    TextFormula,
)
from flashgen.numeric.variants import MistakeColumn
from flashgen.source.diagnostics import Diagnostic
from flashgen.values.batch import Batch, row
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import select
from flashgen.values.values import Array

FIGURES_CHECKED: Final = 32
"""Of how many draws of a form the stress test draws the figures."""

_COMPARED: Final = 64
"""How many draws are compared with those before them at a time: mostly, few are needed."""

_BEGINNING: Final = 2
"""How much more than its draws spend a batch takes that is computed at once, but small."""

_FEW_OPTIONS: Final = Fate("few options")


class FirstBatches(Struct):
    """The first batch of each form, which distinct variants leave to the stress test."""

    draws: int
    """How many draws of all forms that test is going to take."""
    of_form: dict[int, "CandidateDraws"] = field(default_factory=dict)
    wasted: int = 0
    """Units of work for batches in which a draw failed, which only a stress test computes."""


class AcceptedDraws(Struct):
    """What is kept of the accepted draws of a batch."""

    count: int
    values: dict[str, Batch]
    formats: list[tuple[AnswerFormat, ...]]
    mistakes: list[MistakeColumn]
    slots: list[list[str]]
    shown: list[list[str]]
    drawings: list[Any]
    truths: list[Array]


class CandidateDraws(DrawnAnswers):
    """Some candidate draws of a form, computed: which are left, and what they show.

    Figures are drawn of the draws that are taken.
    """

    def compute(self, enough: int | None = None) -> None:
        """Go through the stages; from the answers on, for no more draws than are `enough`.

        Raises DrawError if any of the draws that come to a stage fails in it; which is told
        only where there is a single draw.
        """
        form = self._form
        self._draw()
        if self._info.distinct:
            self._reject_repeated()
        self._test(form.conditions[0])
        for stage, item in enumerate(form.let, start=1):
            if len(self._left):
                self._frame[item.name] = self._evaluated(item.formula, finite=False)
            self._test(form.conditions[stage])
        self._end_after(self.size if enough is None else enough)
        if len(self._left):
            self._answers()
        self._test(form.conditions[-1])
        if form.mistakes and len(self._left):
            self._spend_on_mistakes()
        for place in range(len(form.mistakes)):
            if len(self._left):
                self._mistake(place)
        if form.choices and len(self._left) and self._mistakes:
            stands = np.sum([mistake.stands for mistake in self._mistakes], axis=0)
            self._reject(stands > 0, _FEW_OPTIONS)
        if len(self._left):
            self._state()
            self._reject_alike()
        if len(self._left):
            self._verify()
        if len(self._left):
            self._show()

    def _show(self) -> None:
        form, frame = self._form, self._frame
        self._slots = [self._texts(column) for column in form.columns]
        for number, (answer, formats) in enumerate(zip(form.answers, self._formats, strict=True)):
            span = answer.formula.scalar.span
            texts = self._answer_html(number, self._language)
            self._shown.append(texts or self._as_asked(frame[answer.name], formats, span))
            self._options += [self._filled(option[self._language]) for option in answer.options]
        if form.choices:
            for mistake, known in zip(form.mistakes, self._mistakes, strict=True):
                if isinstance(mistake.formula, TextFormula):
                    texts = self._filled(mistake.formula.templates[self._language])
                else:
                    span = mistake.formula.scalar.span
                    texts = self._as_asked(known.values, self._formats[mistake.of], span)
                self._options.append(
                    [t if stands else "" for t, stands in zip(texts, known.stands, strict=True)]
                )

    def draw_figures(self, draws: Sequence[int], drawer: Drawer) -> None:
        """Draw the figures of some of the draws, one after another.

        Raises DrawError.
        """
        for place in np.searchsorted(self._left, np.array(draws)).tolist():
            self._figures(place, drawer)

    def _figures(self, place: int, drawer: Drawer) -> Any:
        if not self._form.figures:
            return {}
        if place not in self._drawings:
            self._drawings[place] = self._drawn(place, drawer)
        return self._drawings[place]

    def _drawn(self, place: int, drawer: Drawer) -> Any:
        names = self._form.figure_names
        values = {name: row(self._frame[name], place) for name in names}
        try:
            return drawer.drawings(self._info.number, self._form, values)
        except FigureError as wrong:
            scalar, problem = wrong.figure.scalar, wrong.problem
            values = self._row(place)
            if isinstance(problem, ExpressionError):
                diagnostic = located(scalar, problem)
                message = f"{diagnostic.message}, with {shown(values)}"
                raise DrawError(
                    Diagnostic(diagnostic.code, message, diagnostic.span, hint=diagnostic.hint)
                ) from None
            message = f"{problem}, with {shown(values)}"
            raise DrawError(
                Diagnostic("bad-figure", message, scalar.span, hint=wrong.hint)
            ) from None

    @property
    def templates(self) -> Mapping[Any, set[tuple[str, ...]]]:
        """The templates of the figures that were drawn."""
        return self._info.drawer.templates

    def distinct_fates(self, wanted: int) -> tuple[Array, Array]:
        """Return the fate of each draw if all must look different, and its units of work.

        Draws beyond the first `wanted` that look new are not looked at. Raises DrawError for a
        figure that cannot be drawn.
        """
        fates, units = self.fates.copy(), self.units()
        duplicate = len(self.kinds)
        self.kinds.append(DUPLICATE)
        language = self._info.program.deck_file.languages[0]
        asked = self._form.asked_columns(language)
        seen = self._info.seen

        def compare(count: int) -> None:
            repeated = len(self.keys) + np.flatnonzero(self._repeated(count))
            fates[repeated] = duplicate
            if self._units_of_drawing is not None:
                units[repeated] = self._units_of_drawing[repeated]

        for place, draw in enumerate(self._left.tolist()):
            if not wanted:
                break
            while draw >= len(self.keys):
                compare(_COMPARED)
            if fates[draw]:
                continue
            drawings = self._figures(place, self._info.drawer)
            figure = drawings[language][0].slots if self._form.question_figure else ()
            key = (
                "shown",
                *[self._slots[column][place] for column in asked],
                *figure,
                *[texts[place] for texts in self._shown],
                *[texts[place] for texts in self._options],
                *[bool(truth[place]) for truth in self._truths],
            )
            if key in seen:
                fates[draw] = duplicate
                continue
            seen.add(key)
            wanted -= 1
        if wanted:
            compare(self.size)
        return fates, units

    def beyond(self, units: Array, tried: int, size: int) -> int:
        """Return what the draws took beyond the `units` that they have spent, if so many are tried.

        Groups of a few draws, computed one after another, and texts. Of a batch that is larger
        than needed, `size` draws are: they make no more groups than all of it.
        """
        beginning = self.meter.together - int(units.sum())
        groups = max(0, beginning - _BEGINNING * int(units[:size].sum()))
        return groups + self.meter.apart * tried // self.size

    def fail_for_cost(self, draw: int, left: int) -> None:
        """Report what computes too much, where a draw spends more than is `left`.

        Raises DrawError.
        """
        alone = CandidateDraws(self._info, self._first + draw, 1, left)
        alone.compute()
        raise DrawError(
            Diagnostic(
                "evaluation",
                "this computes too much",
                self._info.program.definition.key_span("parameters"),
                hint="make the loops shorter or the arrays smaller",
            )
        )

    def kept(self, draws: Sequence[int]) -> AcceptedDraws:
        """Return the columns of some of the draws."""
        places = np.searchsorted(self._left, np.array(draws))
        everything = len(places) == len(self._left)
        chosen = places.tolist()

        def texts(column: list[str]) -> list[str]:
            return column if everything else [column[place] for place in chosen]

        def values(batch: Batch) -> Batch:
            return batch if everything else select(batch, places)

        return AcceptedDraws(
            len(chosen),
            {name: values(self._frame[name]) for name in self._frame.names},
            [
                formats if len(formats) == 1 else tuple([formats[place] for place in chosen])
                for formats in self._formats
            ],
            [MistakeColumn(values(m.values), m.stands[places]) for m in self._mistakes],
            [texts(column) for column in self._slots],
            [texts(column) for column in self._shown],
            [self._drawings[place] for place in chosen if place in self._drawings],
            [truth[places] for truth in self._truths],
        )
