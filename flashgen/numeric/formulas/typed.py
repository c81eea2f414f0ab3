"""A formula that its author writes as learners type it: `<<a>> x^2`, `2x`, `a(t)`."""

import re
from typing import Final

from flashgen.expression import ExpressionError, compile_expression
from flashgen.expression.functions import library
from flashgen.numeric.formulas.expression import FormulaConstant, FormulaExpression
from flashgen.numeric.formulas.numbers import Constants, Known
from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.nodes import Constant, Node, Variable, mapped
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.signs import OPENING, split_list

SLOT: Final = re.compile(r"<<((?:(?!<<).)+?)>>", re.DOTALL)  # none reads over the next
_WORD: Final = re.compile(r"(\w+)(\(?)")
TWO_WAYS: Final = "this formula can be read in two ways"


class Typed:
    """Reads a formula that is written as learners type it."""

    def __init__(self, text: str, known: Known, log10: bool) -> None:
        self._text, self._known, self._log10 = text, known, log10
        self._constants = Constants(text, known)

    def compiled(self) -> FormulaExpression:
        """Return the formula.

        Raises ExpressionError with its place in the text.
        """
        marked = SLOT.sub(self._mark, self._text)
        names = (*self._known.variables, *sorted(self._known.values - {*self._known.variables}))
        asked = Asked(names, _count(marked), log10=self._log10)
        try:
            found = readings(marked, asked)
        except FormulaError as problem:
            hint = None
            called = (
                word.lstrip("0123456789") for word, is_call in _WORD.findall(self._text) if is_call
            )
            other = next((name for name in called if name in library()), "")
            if other and other not in FORMULA_RULES["functions"]:
                hint = f"beside `{other}` a product is written `2 * x`, a power `x**2`"
            elif problem.kind == "name":
                hint = f"a variable has a range: `in: {{{problem.what}: [0, 3]}}`"
            raise ExpressionError(str(problem), 0, len(self._text), hint) from None
        if len(found) > 1:
            raise ExpressionError(
                TWO_WAYS,
                0,
                len(self._text),
                "put brackets around what belongs together",
            )
        trees = tuple(self._with_constants(tree) for tree in found[0].trees)
        return FormulaExpression(self._text, trees, self._constants.list, asked.count is not None)

    def _mark(self, found: re.Match[str]) -> str:
        inside, start = found[1], found.start(1)
        expression, _, fmt = inside.rpartition(":") if ":" in inside else (inside, "", "")
        index = self._constants.index(start, start + len(expression), fmt or None)
        return f"\ue000{index}\ue001"

    def _with_constants(self, node: Node) -> Node:
        if not isinstance(node, Variable) or node.name in self._known.variables:
            return mapped(node, self._with_constants)
        start = self._text.find(node.name)
        if start < 0:  # spelled otherwise: y_0
            start = 0
            records = self._known.records
            compiled = compile_expression(node.name, self._known.values, records=records)
            self._constants.list.append(FormulaConstant(compiled, 0, len(self._text)))
            return Constant(len(self._constants.list) - 1)
        return Constant(self._constants.index(start, start + len(node.name)))


def _count(text: str) -> int | None:
    """Return how many formulas a list has; None for what is no list."""
    parts, _ = split_list(text)
    is_list = text.strip()[:1] in OPENING and len(parts) > 1
    return len(parts) if is_list or ";" in text else None
