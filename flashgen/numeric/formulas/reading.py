"""Formulas in the texts of a card, read as learners would type them."""

from flashgen.numeric.formulas.expression import FormulaAsked
from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.nodes import Node, Number, Variable, mapped
from flashgen.values.formulas.reading import readings


def read_as(text: str, asked: FormulaAsked) -> tuple[tuple[Node, ...], ...]:
    """Return the ways to read LaTeX as the answer that is asked for; () where there is none.

    The free letter of an antiderivative counts as 0.
    """
    try:
        found = readings(text, asked.typed)
    except FormulaError:
        return ()
    return tuple(tuple(with_zero(t, reading.free) for t in reading.trees) for reading in found)


def with_zero(node: Node, name: str) -> Node:
    """Return a tree with 0 for a variable."""
    if isinstance(node, Variable) and node.name == name:
        return Number(0.0)
    return mapped(node, lambda part: with_zero(part, name))
