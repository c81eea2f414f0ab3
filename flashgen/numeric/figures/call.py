"""The call that a figure is written as, `heatmap(A, rows=words)`: its arguments are expressions."""

import ast
import difflib
import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flashgen.expression import Expression, ExpressionError, compile_expression
from flashgen.expression.functions import Function
from flashgen.expression.parsing import SourceText, parse
from flashgen.expression.signatures import bind_call
from flashgen.numeric.figures.arguments import Argument
from flashgen.numeric.figures.bars import draw_bars
from flashgen.numeric.figures.canvas import Canvas, Drawing
from flashgen.numeric.figures.graph import draw_graph
from flashgen.numeric.figures.heatmap import draw_heatmap
from flashgen.numeric.figures.line import draw_line
from flashgen.values.values import Value, round_significant

_KINDS: Final[Mapping[str, Callable[..., Drawing]]] = {
    "bars": draw_bars,
    "graph": draw_graph,
    "heatmap": draw_heatmap,
    "line": draw_line,
}
_FLAGS: Final = frozenset({"directed", "weights"})
"""Options that decide what the template is, and so cannot change from variant to variant."""

_KIND_HINT: Final = "there are heatmap(A), bars(p), graph(adjacency) and line(x, y)"


@functools.cache
def library() -> Mapping[str, Function]:
    """Return the kinds of figures by name, documented as functions are.

    Their `run` takes a Canvas first, and for each argument of the signature an Argument or None.
    """
    return MappingProxyType(
        {name: Function(name, "figures", draw, draw, hidden=1) for name, draw in _KINDS.items()}
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The expression of an argument, and where it begins in the text of the call."""

    parameter: str
    expression: Expression
    start: int


@dataclass(frozen=True, slots=True)
class CompiledFigure:
    """A figure, compiled once and drawn for each variant."""

    text: str
    kind: str
    parts: tuple[_Part, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of values that the arguments use."""
        return frozenset().union(*(part.expression.names for part in self.parts))

    def draw(self, values: Mapping[str, Value], language: str = "en") -> Drawing:
        """Draw the figure from the values of one variant; what it says of itself in `language`.

        To be called inside `evaluation()`.

        Raises: ExpressionError, with offsets into the text of the figure, where an argument cannot
        be computed; ValueError, with a complete sentence, where it cannot be drawn.
        """
        arguments = {}
        for part in self.parts:
            try:
                value = part.expression.evaluate(values)
            except ExpressionError as problem:
                raise _shifted(problem, part.start) from None
            varies = bool(part.expression.names)
            arguments[part.parameter] = Argument(round_significant(value), varies)
        return _KINDS[self.kind](Canvas(language), **arguments)


def compile_figure(text: str, names: Collection[str]) -> CompiledFigure:
    """Compile a figure in whose arguments the values `names` are known.

    Raises: ExpressionError, with offsets into `text`, for what is no call of a kind of figure, for
    arguments that do not fit it, and for what `compile_expression` refuses in one.
    """
    tree, source = parse(text)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise ExpressionError("this is no figure", *source.span(tree), _KIND_HINT)
    kind = tree.func.id
    if kind not in library():
        close = difflib.get_close_matches(kind, library(), 1)
        hint = f"did you mean `{close[0]}`?" if close else _KIND_HINT
        raise ExpressionError(f"there is no figure `{kind}`", *source.span(tree.func), hint)
    function = library()[kind]
    bind_call(function, tree, source)
    given = [
        *zip(function.signature.parameters, tree.args, strict=False),
        *((str(keyword.arg), keyword.value) for keyword in tree.keywords),
    ]
    parts = [_part(name, node, source, names) for name, node in given]
    return CompiledFigure(text, kind, tuple(parts))


def _part(parameter: str, node: ast.expr, source: SourceText, names: Collection[str]) -> _Part:
    start, end = source.span(node)
    if parameter in _FLAGS and not _is_truth_value(node):
        raise ExpressionError(f"`{parameter}` is True or False", start, end)
    try:
        expression = compile_expression(source.text[start:end], names)
    except ExpressionError as problem:
        raise _shifted(problem, start) from None
    return _Part(parameter, expression, start)


def _is_truth_value(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _shifted(problem: ExpressionError, start: int) -> ExpressionError:
    return ExpressionError(
        problem.message, problem.start + start, problem.end + start, problem.hint, problem.code
    )
