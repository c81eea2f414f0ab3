"""Candidate draws of answers that are menus: which option is right, and which a mistake is."""

import numpy as np

from flashgen.numeric.answers import plain
from flashgen.numeric.drawn_values import DrawError, DrawnValues
from flashgen.numeric.menus import place_of
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.batch import Batch, rows
from flashgen.values.values import Array


class DrawnMenus(DrawnValues):
    """Candidate draws whose menus have options that differ, one of them right."""

    def _places_of(self, number: int, value: Batch, span: Span) -> Array:
        """Return which option of a menu a value is, in each draw."""
        options = [
            self._visible(option[self._language]) for option in self._form.answers[number].options
        ]
        values = rows(value, self._frame.count)
        places = np.zeros(self._frame.count, dtype=np.int64)
        for draw, (texts, one) in enumerate(zip(zip(*options, strict=True), values, strict=True)):
            if len(set(texts)) < len(texts):
                first = self._form.answers[number].options[0][self._language]
                message = f"two options look the same, with {self._first_draw()}"
                raise DrawError(Diagnostic("equal-choices", message, first.scalar.span))
            place = place_of(one, texts)
            if place is None:
                listed = ", ".join(f"`{text}`" for text in texts)
                message = f"`{plain(one)}` is none of the options, with {self._first_draw()}"
                hint = f"the options are {listed}"
                if isinstance(one, bool):
                    message, hint = "a truth value has two options", "the first is for true"
                raise DrawError(Diagnostic("not-an-option", message, span, hint=hint))
            places[draw] = place
        return places

    def _menu_mistake(self, place: int, value: Batch, span: Span) -> Array:
        """Tell in which draws a wrong option is the right one, or that of another mistake."""
        of = self._form.mistakes[place].of
        chosen = self._places_of(of, value, span)
        coincides: Array = chosen == self._places[of]
        for other, known in enumerate(self._mistakes):
            if self._form.mistakes[other].of == of:
                coincides |= (chosen == self._wrong_places[other]) & known.stands
        self._wrong_places[place] = chosen
        return coincides
