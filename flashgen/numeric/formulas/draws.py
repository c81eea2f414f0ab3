"""A formula answer in many draws: where it is defined, and which mistakes pass for it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct

from flashgen.expression import Frame
from flashgen.numeric.formulas.expression import NODE, FormulaAsked, FormulaExpression
from flashgen.numeric.formulas.parts import computing
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span
from flashgen.values.formulas.evaluating import Evaluated, evaluate
from flashgen.values.formulas.judging import POINTS, Rule, agree, decisive
from flashgen.values.formulas.points import (
    PROBES,
    Range,
    chosen,
    grid,
    probes,
    usable,
    values_at,
)
from flashgen.values.formulas.stored import as_stored, needed, stored_text
from flashgen.values.values import Array

_MOST_UNDEFINED: Final = PROBES // 4
_SAME: Final = 1e-13
_POINTS_A_UNIT: Final = 25
"""How many points of a node of a formula take a unit of a meter."""
_JUDGED: Final = 5
"""As many nodes as it takes to judge a point."""


class FormulaDraws(Struct, frozen=True, dict=True):
    """A formula answer in the draws of a frame."""

    expression: FormulaExpression
    asked: FormulaAsked
    frame: Frame

    @cached_property
    def _ranges(self) -> tuple[Range, ...]:
        return self.asked.ranges(self.frame)

    def evaluated(
        self,
        expression: FormulaExpression,
        fractions: Array,
        numbers: Sequence[Array] | None = None,
        *,
        frame: Frame | None = None,
        strict: bool = False,
        exact: bool = False,
    ) -> list[Evaluated]:
        """Return the values of formulas of this answer's variables at points, (draws, points).

        `numbers` stand for the constants, and a `frame` has the values of names for what the
        grammar has no words for, by default those of the draws. A `strict` formula has a value at
        one of the points at least. Where a card has values in place of a formula, they are these,
        unless they are wanted `exact`.

        Raises ExpressionError.
        """
        variables = values_at(fractions, self._ranges)
        if numbers is None:
            numbers = expression.numbers(self.frame)
        numbers = [n[:, np.newaxis] for n in numbers]
        shape = (self.frame.count, len(fractions))
        nodes = expression.units // NODE
        self.frame.meter.apart += shape[0] * shape[1] * (nodes + _JUDGED) // _POINTS_A_UNIT
        parts = computing(expression.parts, frame or self.frame, len(fractions), strict)
        made = []
        for tree, stored in zip(expression.trees, expression.stored, strict=True):
            found = evaluate(tree, variables, numbers, parts)
            values, sizes = found.values, found.sizes
            if stored:
                values = values if exact else as_stored(values)
                sizes = np.abs(values)  # a card does not know of what they are made
            made.append(Evaluated(np.broadcast_to(values, shape), np.broadcast_to(sizes, shape)))
        return made

    def stored(
        self, expression: FormulaExpression, fractions: Array, wanted: int
    ) -> list[tuple[str, ...]]:
        """Return the values that stand on a card for formulas outside of its grammar.

        In each draw, for each of these: the values at as many of the points as it needs for
        `wanted` of them to decide.

        Raises ExpressionError.
        """
        columns = []
        found = self.evaluated(expression, fractions)
        for part in [one for one, stored in zip(found, expression.stored, strict=True) if stored]:
            values = part.values[:, : needed(part.values, wanted)]
            columns.append([stored_text(of_draw) for of_draw in values])
        return list(zip(*columns, strict=True)) if columns else [()] * self.frame.count

    @cached_property
    def is_empty_range(self) -> Array:
        """Whether a variable's range holds nothing, in each draw."""
        empty = np.zeros(self.frame.count, dtype=np.bool_)
        for of in self._ranges:
            empty = empty | (of.high <= of.low)
        return empty

    @cached_property
    def undefined(self) -> Array:
        """Whether the answer is undefined at each probe, (draws, probes)."""
        fractions = probes(len(self.asked.variables))
        parts = self.evaluated(self.expression, fractions, strict=True)
        return np.asarray(~np.logical_and.reduce([_defined(part) for part in parts]))

    @property
    def is_undefined(self) -> Array:
        """Whether the answer is undefined at too many points of a draw."""
        undefined = self.undefined
        if not self.asked.variables:
            return np.asarray(undefined.any(axis=-1))
        if self.asked.up_to == "constant" and len(self.asked.variables) == 1:
            inside = probes(1)[:, 0]
            undefined = undefined & (inside > 0) & (inside < 1)
            return np.asarray(undefined.any(axis=-1))
        return np.asarray(undefined.sum(axis=-1) > _MOST_UNDEFINED)

    @cached_property
    def is_constant(self) -> Array:
        """Whether the answer does not depend on a variable in a draw, (draws,)."""
        made = np.ones(self.frame.count, dtype=np.bool_)
        for part in self._answer:
            used = decisive(part, None)
            low = np.where(used, part.values, np.inf).min(axis=-1)
            high = np.where(used, part.values, -np.inf).max(axis=-1)
            made &= ~(high - low > 1e-9 * np.maximum(np.abs(high), np.abs(low)))
        return made

    @cached_property
    def _answer(self) -> list[Evaluated]:
        return self.evaluated(self.expression, grid(len(self.asked.variables)))

    @cached_property
    def _used(self) -> Array:
        fine = usable(self._ranges, self.undefined)
        defined = np.logical_and.reduce([_defined(part) for part in self._answer])
        # Where no point is far enough from what is undefined, any defined one has to do.
        none = ~(fine & defined).any(axis=-1, keepdims=True)
        return np.asarray((fine | none) & defined)

    @property
    def rule(self) -> Rule:
        """How far a typed formula may be off."""
        return Rule(self.asked.relative, self.asked.up_to)

    def disagreement(self, check: FormulaExpression) -> tuple[int, str] | None:
        """Return the first draw in which a second formula is no answer, and what it gives instead.

        None where it always is. The answer's own tolerance does not count.

        Raises ExpressionError.
        """
        if len(check.trees) != len(self.expression.trees):
            own, wanted = len(check.trees), len(self.expression.trees)
            return 0, f"`check` has {own} and the answer {wanted} formulas"
        rule = Rule(up_to=self.asked.up_to)
        agreeing = self.passes(check, rule=rule)
        if agreeing.all():
            return None
        draw = int(np.argmin(agreeing))
        fractions = grid(len(self.asked.variables))
        for given, answer in zip(self.evaluated(check, fractions), self._answer, strict=True):
            used = self._used & decisive(answer, None)
            if not agree(given, answer, rule, used)[draw]:
                points = np.flatnonzero(used[draw])
                return draw, self._words(given.values[draw], answer.values[draw], points, draw)
        raise AssertionError("one of the formulas disagrees")

    def _words(self, given: Array, answer: Array, points: Array, draw: int) -> str:
        """Say what a second formula gives where it is furthest from the answer."""
        if self.asked.up_to is not None:
            return f"`check` is not the answer up to a {self.asked.up_to}"
        with np.errstate(all="ignore"):
            off = np.abs(given - answer)[points] / np.maximum(np.abs(answer[points]), 1e-300)
        off = np.where(np.isfinite(off), off, np.inf)
        point = int(points[np.argmax(off)])
        at = values_at(grid(len(self.asked.variables)), self._ranges)
        where = ", ".join(
            f"{name} = {np.broadcast_to(of, (self.frame.count, of.shape[1]))[draw, point]:.4g}"
            for name, of in at.items()
        )
        gives = f"gives {given[point]:.7g}" if np.isfinite(given[point]) else "is undefined"
        return f"`check` {gives}{' at ' if where else ''}{where}, the answer is {answer[point]:.7g}"

    def passes(
        self,
        other: FormulaExpression,
        of: FormulaExpression | None = None,
        *,
        rule: Rule | None = None,
    ) -> Array:
        """Tell in which draws a formula passes for the answer, or for another one, (draws,).

        `rule` is by default the answer's own.

        Raises ExpressionError.
        """
        if len(other.trees) != len((of or self.expression).trees):
            return np.zeros(self.frame.count, dtype=np.bool_)
        fractions = grid(len(self.asked.variables))
        right = self._answer if of is None else self.evaluated(of, fractions)
        result = np.ones(self.frame.count, dtype=np.bool_)
        found = self.evaluated(other, fractions, strict=True)
        for given, answer in zip(found, right, strict=True):
            used = self._used & decisive(answer, None)
            result = result & agree(given, answer, rule or self.rule, used)
        return result

    def passes_on_card(
        self,
        other: FormulaExpression,
        fractions: Array,
        numbers: Sequence[Array] | None = None,
        frame: Frame | None = None,
    ) -> Array:
        """Tell in which draws the card would judge a formula right, at its own points, (draws,).

        `numbers` and `frame` are those of `evaluated`.

        Raises ExpressionError.
        """
        return self._agreeing(other, fractions, self.rule, numbers, frame, POINTS)

    def differs_nowhere(
        self, other: FormulaExpression, numbers: Sequence[Array], frame: Frame | None = None
    ) -> Array:
        """Tell in which draws a formula is the answer itself, but for rounding, (draws,).

        Raises ExpressionError.
        """
        rule = Rule(_SAME, self.asked.up_to, _SAME)
        fractions = grid(len(self.asked.variables))
        return self._agreeing(other, fractions, rule, numbers, frame, None)

    def _agreeing(
        self,
        other: FormulaExpression,
        fractions: Array,
        rule: Rule,
        numbers: Sequence[Array] | None,
        frame: Frame | None,
        most: int | None,
    ) -> Array:
        result = np.ones(self.frame.count, dtype=np.bool_)
        if len(other.trees) != len(self.expression.trees):
            return ~result
        exact = most is None
        given = self.evaluated(other, fractions, numbers, frame=frame, exact=exact)
        answers = self.evaluated(self.expression, fractions, exact=exact)
        for one, answer in zip(given, answers, strict=True):
            result = result & agree(one, answer, rule, decisive(answer, most))
        return result

    def points(self) -> tuple[tuple[float, ...], ...]:
        """Return the points of the form, as fractions of the variables' ranges."""
        fractions = grid(len(self.asked.variables))
        sizes = np.max([np.abs(part.values) for part in self._answer], axis=0)
        return tuple(tuple(fractions[point].tolist()) for point in chosen(self._used, sizes))


def _defined(part: Evaluated) -> Array:
    return np.asarray(np.isfinite(part.values) & np.isfinite(part.sizes))


def disagreeing(message: str, span: Span) -> Diagnostic:
    """Return the error of a second formula that gives something else."""
    hint = "one of the two formulas is wrong"
    return Diagnostic("check-disagrees", message, span, hint=hint)


def fault_of_formula(
    draws: FormulaDraws, span: Span, with_draw: Callable[[int], str]
) -> Diagnostic | None:
    """Return the error of the first draw in which a formula answer cannot be judged.

    `with_draw` gives the end of its message. Raises ExpressionError.
    """
    asked = draws.asked
    if (empty := draws.is_empty_range).any():
        message = f"the range of a variable is empty{with_draw(int(np.argmax(empty)))}"
        hint = "the first end of a range is below the second"
        return Diagnostic("bad-range", message, span, hint=hint)
    if (undefined := draws.is_undefined).any():
        message = f"the formula is undefined in its range{with_draw(int(np.argmax(undefined)))}"
        hint = "give a range in which the formula is defined"
        if asked.up_to == "constant":
            hint = "give the range on one side of the pole"
        return Diagnostic("undefined-formula", message, span, hint=hint)
    if asked.up_to and (constant := draws.is_constant).any():
        message = "`up_to` needs a formula that depends on its variable"
        message += with_draw(int(np.argmax(constant)))
        hint = "rule such a draw out by `require`"
        return Diagnostic("bad-answer", message, span, hint=hint)
    return None
