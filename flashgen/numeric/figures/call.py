"""The call that a figure is written as, `heatmap(A, rows=words)`: its arguments are expressions.

A list of calls is a chart of several layers over common axes.
"""

import ast
import difflib
import functools
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from msgspec import Struct, field

from flashgen.expression import (
    NO_RECORDS,
    Expression,
    ExpressionError,
    Frame,
    Records,
    compile_expression,
)
from flashgen.expression.functions import Function
from flashgen.expression.parsing import SourceText, parse
from flashgen.expression.signatures import bind_call
from flashgen.numeric.figures.arguments import Argument
from flashgen.numeric.figures.bars import draw_bars
from flashgen.numeric.figures.boxplot import boxplot
from flashgen.numeric.figures.canvas import Canvas, Drawing
from flashgen.numeric.figures.chart import MAX_LAYERS, draw_chart
from flashgen.numeric.figures.curve import Evaluate, curve
from flashgen.numeric.figures.graph import draw_graph
from flashgen.numeric.figures.heatmap import draw_heatmap
from flashgen.numeric.figures.histogram import histogram
from flashgen.numeric.figures.line import line, points
from flashgen.values.batch import Ragged, Texts, constant, describe
from flashgen.values.parts import spread
from flashgen.values.values import Array, Value, round_significant

_ALONE: Final[Mapping[str, Callable[..., Drawing]]] = {
    "bars": draw_bars,
    "boxplot": boxplot,
    "graph": draw_graph,
    "heatmap": draw_heatmap,
}
_LAYERS: Final[Mapping[str, Callable[..., Any]]] = {
    "curve": curve,
    "histogram": histogram,
    "line": line,
    "points": points,
}
_FLAGS: Final = frozenset({"directed", "weights"})
"""Options that decide what the template is, and so cannot change from variant to variant."""

_KIND_HINT: Final = (
    "there are heatmap(A), bars(p), graph(adjacency), line(x, y), points(x, y), "
    "curve(x**2, x, -3, 3), histogram(x) and boxplot(a, b)"
)
_FAILING_BLOCKS: Final = 32

SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("bar", "barplot", "bar_chart", "barchart", "columns"), "bars"),
    **dict.fromkeys(("box", "box_plot", "boxes", "boxplots", "whiskers"), "boxplot"),
    **dict.fromkeys(("function", "func", "graph_of", "fplot", "plot_function"), "curve"),
    **dict.fromkeys(("network", "digraph", "nodes", "tree"), "graph"),
    **dict.fromkeys(("matrix", "imshow", "image", "cells"), "heatmap"),
    **dict.fromkeys(("hist", "frequencies", "density"), "histogram"),
    **dict.fromkeys(("plot", "lines", "polyline", "lineplot", "chart"), "line"),
    **dict.fromkeys(("scatter", "dots", "point", "scatterplot", "scatter_plot"), "points"),
}
"""What figures are called elsewhere."""


@functools.cache
def library() -> Mapping[str, Function]:
    """Return the kinds of figures by name, documented as functions are.

    Their `run` takes a Canvas first, and for each argument of the signature an Argument or None.
    """
    kinds = dict(sorted({**_ALONE, **_LAYERS}.items()))
    return MappingProxyType(
        {name: Function(name, "figures", draw, draw, hidden=1) for name, draw in kinds.items()}
    )


class _Part(Struct, frozen=True):
    """The expression of an argument, and where it begins in the text of the call.

    `variable` is the name that a curve binds in its expression; `by_language` has an expression
    for each language where it uses a column in several.
    """

    parameter: str
    expression: Expression
    start: int
    variable: str = ""
    by_language: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        return self.expression.names - {self.variable}

    def value(self, values: Mapping[str, Value], language: str) -> Argument | Evaluate:
        """Return the argument's value; of an expression with a variable, what evaluates it.

        Raises ExpressionError with offsets into the text of the figure.
        """
        expression = self.by_language.get(language, self.expression)
        if self.variable:
            return _Function(expression, self.variable, values, self.start)
        try:
            value = expression.evaluate(values)
        except ExpressionError as problem:
            raise problem.shifted(self.start) from None
        return Argument(round_significant(value), bool(self.names))


class _Function(Struct, frozen=True):
    """An expression as a function of its variable."""

    expression: Expression
    variable: str
    values: Mapping[str, Value]
    start: int

    def __call__(self, places: Array) -> Array:
        """Return the values at some places; NaN where there is none.

        Raises ExpressionError if there is none at all of several, ValueError for what is no number.
        """
        found = np.full(len(places), np.nan)
        problems: list[ExpressionError] = []
        if not self._fill(places, found, problems):
            size = max(1, len(places) // _FAILING_BLOCKS)
            for start in range(0, len(places), size):
                self._search(places[start : start + size], found[start : start + size], problems)
        if len(places) > 1 and problems and not np.isfinite(found).any():
            raise problems[0].shifted(self.start)
        return found

    def _search(self, places: Array, found: Array, problems: list[ExpressionError]) -> None:
        """Fill in the values at those places where there is one."""
        if self._fill(places, found, problems) or len(places) == 1:
            return
        middle, last = len(places) // 2, len(places) - 1
        tried = [
            self._fill(places[k : k + 1], found[k : k + 1], problems) for k in (0, middle, last)
        ]
        if any(tried):
            self._search(places[:middle], found[:middle], problems)
            self._search(places[middle:], found[middle:], problems)

    def _fill(self, places: Array, found: Array, problems: list[ExpressionError]) -> bool:
        known = {name: constant(value) for name, value in self.values.items()}
        frame = Frame(len(places), known | {self.variable: places})
        try:
            result = self.expression.evaluate_batch(frame)
        except ExpressionError as problem:
            problems.append(problem)
            return False
        if isinstance(result, Ragged | Texts) or result.ndim != 1 or result.dtype.kind not in "bif":
            raise ValueError(f"a curve takes an expression of one number, not {describe(result)}")
        spreaded = spread(result, len(places))
        assert isinstance(spreaded, np.ndarray)
        found[:] = spreaded
        return True


class _Call(Struct, frozen=True):
    """One call: a figure, or a layer of a chart."""

    kind: str
    parts: tuple[_Part, ...]

    def run(self, canvas: Canvas, values: Mapping[str, Value]) -> Any:
        several: list[Any] = []
        named: dict[str, Any] = {}
        for part in self.parts:
            value = part.value(values, canvas.language)
            if part.parameter == _VARIED:
                several.append(value)
            else:
                named[part.parameter] = value
            if part.variable:
                named["x"] = part.variable
        return library()[self.kind].run(canvas, *several, **named)


_VARIED: Final = "*"
"""The parameter of an argument that is one of any number."""


class CompiledFigure(Struct, frozen=True):
    """A figure, compiled once and drawn for each variant."""

    text: str
    calls: tuple[_Call, ...]

    @property
    def kind(self) -> str:
        """The kind of the figure, or of its first layer."""
        return self.calls[0].kind

    @property
    def names(self) -> frozenset[str]:
        """The names of values that the arguments use."""
        return frozenset().union(*(part.names for call in self.calls for part in call.parts))

    def draw(self, values: Mapping[str, Value], language: str = "en") -> Drawing:
        """Draw the figure from the values of one variant; what it says of itself in `language`.

        To be called inside `evaluation()`.

        Raises: ExpressionError, with offsets into the text of the figure, where an argument cannot
        be computed; ValueError, with a complete sentence, where it cannot be drawn.
        """
        canvas = Canvas(language)
        made = [call.run(canvas, values) for call in self.calls]
        if self.kind in _LAYERS:
            return draw_chart(canvas, made)
        drawing: Drawing = made[0]
        return drawing


def compile_figure(
    text: str,
    names: Collection[str],
    records: Records = NO_RECORDS,
    languages: Sequence[str] = ("en",),
) -> CompiledFigure:
    """Compile a figure, or a list of layers, in whose arguments the values `names` are known.

    Raises: ExpressionError, with offsets into `text`, for what is no call of a kind of figure, for
    arguments that do not fit it, and for what `compile_expression` refuses in one.
    """
    tree, source = parse(text)
    compiler = _Compiler(source, names, records, languages)
    if not isinstance(tree, ast.List):
        return CompiledFigure(text, (compiler.call(tree),))
    if not 1 <= len(tree.elts) <= MAX_LAYERS:
        message = f"a figure has 1 to {MAX_LAYERS} layers"
        raise ExpressionError(message, *source.span(tree))
    calls = tuple(map(compiler.call, tree.elts))
    if len(calls) > 1:
        for call, node in zip(calls, tree.elts, strict=True):
            if call.kind not in _LAYERS:
                message = f"`{call.kind}` stands alone, not in layers"
                hint = f"the layers are {', '.join(f'`{kind}`' for kind in _LAYERS)}"
                raise ExpressionError(message, *source.span(node), hint)
    return CompiledFigure(text, calls)


class _Compiler(Struct, frozen=True):
    source: SourceText
    names: Collection[str]
    records: Records
    languages: Sequence[str]

    def call(self, node: ast.expr) -> _Call:
        source = self.source
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            raise ExpressionError("this is no figure", *source.span(node), _KIND_HINT)
        kind = node.func.id
        if kind not in library():
            close = [SYNONYMS[kind]] if kind in SYNONYMS else None
            close = close or difflib.get_close_matches(kind, library(), 1, 0.7)
            hint = f"did you mean `{close[0]}`?" if close else _KIND_HINT
            raise ExpressionError(f"there is no figure `{kind}`", *source.span(node.func), hint)
        function = library()[kind]
        bind_call(function, node, source)
        given = [
            *zip(_positional(function, len(node.args)), node.args, strict=True),
            *((str(keyword.arg), keyword.value) for keyword in node.keywords),
        ]
        if kind != "curve":
            return _Call(kind, tuple(self.part(name, value) for name, value in given))
        variable = self.variable(dict(given)["x"])
        parts = [
            self.part(name, value, variable if name == "expression" else "")
            for name, value in given
            if name != "x"
        ]
        return _Call(kind, tuple(parts))

    def variable(self, node: ast.expr) -> str:
        """Return the name that a curve binds."""
        if not isinstance(node, ast.Name):
            hint = "as in curve(x**2, x, -3, 3)"
            message = "the second argument of a curve is the name of its variable"
            raise ExpressionError(message, *self.source.span(node), hint)
        return node.id

    def part(self, parameter: str, node: ast.expr, variable: str = "") -> _Part:
        start, end = self.source.span(node)
        if parameter in _FLAGS and not _is_truth_value(node):
            raise ExpressionError(f"`{parameter}` is True or False", start, end)
        text = self.source.text[start:end]
        names = {*self.names, variable} if variable else self.names
        by_language: dict[str, Expression] = {}
        try:
            for language in self.languages:
                records = self._records(language, variable)
                expression = compile_expression(text, names, records=records)
                by_language[language] = expression
                if not expression.localized:
                    break
        except ExpressionError as problem:
            raise problem.shifted(start) from None
        first = by_language[self.languages[0]]
        return _Part(parameter, first, start, variable, by_language if first.localized else {})

    def _records(self, language: str, variable: str) -> Records:
        if self.records is NO_RECORDS:
            return NO_RECORDS
        rows = tuple(pair for pair in self.records.rows if pair[0] != variable)
        return Records(self.records.tables, rows, language)


def _positional(function: Function, count: int) -> list[str]:
    """Return the names of the parameters that the positional arguments are for."""
    names: list[str] = []
    for parameter in function.signature.parameters.values():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            return names + [_VARIED] * (count - len(names))
        names.append(parameter.name)
    return names[:count]


def _is_truth_value(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)
