"""The names that a formula may use, and its numbers, which each draw has anew."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from flashgen.expression import NO_RECORDS, ExpressionError, Records, compile_expression
from flashgen.numeric.formulas.expression import FormulaConstant, FormulaExpression
from flashgen.values.numerals import parse_format


class Known(Struct, frozen=True):
    """The names that a formula may use.

    `values` have a value in each draw, `variables` are tried over a range, `formulas` are formula
    answers that may stand in another one, `later` get their values only afterwards.
    """

    values: frozenset[str]
    variables: tuple[str, ...] = ()
    formulas: Mapping[str, FormulaExpression] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    records: Records = NO_RECORDS


_Key: TypeAlias = tuple[str, str | None, bool]


class Constants:
    """The numbers of a formula, each once."""

    def __init__(self, text: str, known: Known) -> None:
        self._text, self._known = text, known
        self.list: list[FormulaConstant] = []
        self.shown = self.lenient = False
        """Whether the numbers that follow are only displayed, and may then be any values."""
        self._places: dict[_Key, int] = {}

    @property
    def state(self) -> tuple[int, dict[_Key, int]]:
        """What `reset` takes back to."""
        return len(self.list), dict(self._places)

    def reset(self, state: tuple[int, dict[_Key, int]]) -> None:
        """Forget the numbers that came after a state."""
        del self.list[state[0] :]
        self._places = state[1]

    def index(self, start: int, end: int, fmt: str | None = None, text: str | None = None) -> int:
        """Return the number of the constant that stands at a place of the text.

        `text` is the expression where it is not written like that, as the term of a sum.

        Raises ExpressionError.
        """
        expression = self._text[start:end] if text is None else text
        key = (expression.strip(), fmt, self.shown)
        if key not in self._places:
            try:
                compiled = compile_expression(
                    expression,
                    self._known.values,
                    later=self._known.later,
                    records=self._known.records,
                )
                parsed = parse_format(fmt) if fmt else None
            except ExpressionError as problem:
                at, to = (problem.start, problem.end) if text is None else (0, end - start)
                raise ExpressionError(
                    problem.message, start + at, start + to, problem.hint
                ) from None
            except ValueError as problem:
                raise ExpressionError(str(problem), start, end) from None
            self._places[key] = len(self.list)
            made = FormulaConstant(compiled, start, end, parsed, self.shown, self.lenient)
            self.list.append(made)
        return self._places[key]
