"""Parts of a formula that its grammar has no words for: what computes and what displays them.

Whatever the expression language has may stand in an expected formula, as `normal_cdf(x)` or
`a if x < 2 else b * x`. What depends on a variable becomes an argument of such a part, as far as
the grammar has words for it; the rest the expression language computes for every draw and point.
"""

import ast
import copy
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from flashgen.expression import ExpressionError, compile_expression
from flashgen.expression.functions import library
from flashgen.numeric.formulas.expression import FormulaPart
from flashgen.numeric.formulas.numbers import Known
from flashgen.values.formulas.functions import FUNCTIONS
from flashgen.values.formulas.nodes import Call, Node, Variable, mapped, walk
from flashgen.values.formulas.reading import Asked, read

_PLACES: Final = ("x", "y", "z")

WRITTEN_OUT: Final[Mapping[tuple[str, int], str]] = {
    ("binomial_mass", 3): "binomial(y,x)*z^x*(1-z)^(y-x)",
    ("clip", 3): "min(max(x,y),z)",
    ("degrees", 1): "180/pi*x",
    ("expm1", 1): "exp(x)-1",
    ("log1p", 1): "ln(1+x)",
    ("log_sigmoid", 1): "-ln(1+exp(-x))",
    ("logaddexp", 2): "ln(exp(x)+exp(y))",
    ("logit", 1): "ln(x/(1-x))",
    ("normal_density", 1): "1/sqrt(2*pi)*exp(-(x^2/2))",
    ("normal_density", 3): "1/(z*sqrt(2*pi))*exp(-((x-y)^2/(2*z^2)))",
    ("normal_cdf", 2): "normal_cdf(x-y)",
    ("normal_cdf", 3): "normal_cdf((x-y)/z)",
    ("normal_quantile", 2): "y+normal_quantile(x)",
    ("normal_quantile", 3): "y+z*normal_quantile(x)",
    ("poisson_mass", 2): "y^x/factorial(x)*exp(-y)",
    ("radians", 1): "pi/180*x",
    ("relu", 1): "max(0,x)",
    ("sigmoid", 1): "1/(1+exp(-x))",
    ("silu", 1): "x/(1+exp(-x))",
    ("softplus", 1): "ln(1+exp(x))",
    ("softsign", 1): "x/(1+abs(x))",
}
"""Functions with so many arguments that people write by others: everywhere the same."""

_DISPLAYED: Final[Mapping[tuple[str, int], str]] = {
    ("where", 3): "if(x,y,z)",
}
"""Others that are displayed by others."""

_RELATIONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


def written_out(name: str, arguments: Sequence[Node]) -> Node:
    """Return a call of a function as people write it."""
    key = (name, len(arguments))
    return _with(_template(WRITTEN_OUT[key]), dict(zip(_PLACES, arguments, strict=False)))


@cache
def _template(text: str) -> Node:
    return read(text, Asked(_PLACES, written=True)).trees[0]


def _with(node: Node, arguments: Mapping[str, Node]) -> Node:
    if isinstance(node, Variable):
        return arguments[node.name]
    return mapped(node, lambda part: _with(part, arguments))


def part_of(
    node: ast.expr,
    span: tuple[int, int],
    known: Known,
    argument: Callable[[ast.expr], Node | None],
) -> tuple[FormulaPart, tuple[Node, ...]]:
    """Compile a part of a formula, and return what computes it with its arguments.

    `argument` returns the formula that a part of it is; None where it is none, or has no variable.

    Raises ExpressionError with its place in the formula's text.
    """
    taken = {*known.values, *known.variables, *known.formulas, *known.later}
    prefix = next(p for p in ("at", "at_", "at__", "at___") if not any(p in n for n in taken))
    arguments = _Arguments(node, prefix, argument)
    text = ast.unparse(arguments.visit(copy.deepcopy(node)))
    names = tuple(f"{prefix}{k}" for k in range(len(arguments.found)))
    try:
        expression = compile_expression(
            text, {*known.values, *names}, later=known.later, records=known.records
        )
    except ExpressionError as problem:
        raise ExpressionError(problem.message, *span, problem.hint) from None
    return FormulaPart(expression, names, *span), tuple(arguments.found)


class _Arguments(ast.NodeTransformer):
    """Puts names in the places of what depends on a variable."""

    def __init__(
        self, root: ast.expr, prefix: str, argument: Callable[[ast.expr], Node | None]
    ) -> None:
        self.found: list[Node] = []
        self._prefix, self._argument = prefix, argument
        self._is_root = True
        bound = [n.id for n in ast.walk(root) if isinstance(n, ast.Name) and _is_target(n)]
        keywords = [n.arg for n in ast.walk(root) if isinstance(n, ast.keyword) and n.arg]
        self._bound = {*bound, *keywords}

    def visit(self, node: ast.AST) -> Any:  # as `ast` has it
        """Replace a part that is a formula, or else what is in it."""
        is_root, self._is_root = self._is_root, False
        if isinstance(node, ast.expr) and not is_root and not self._is_bound(node):
            made = self._argument(node)
            if made is not None:
                if made not in self.found:
                    self.found.append(made)
                name = f"{self._prefix}{self.found.index(made)}"
                return ast.copy_location(ast.Name(name, ast.Load()), node)
        if isinstance(node, ast.Call):
            node.args = [self.visit(inner) for inner in node.args]
            node.keywords = [self.visit(inner) for inner in node.keywords]
            return node
        return self.generic_visit(node)

    def _is_bound(self, node: ast.expr) -> bool:
        """Tell whether a name in it gets its value inside of the part."""
        return any(isinstance(n, ast.Name) and n.id in self._bound for n in ast.walk(node))


def _is_target(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


Formula: TypeAlias = Callable[[ast.expr], Node | None]
"""Returns the formula that a part of another one is; None where it is none."""


def form_of(node: ast.expr, formula: Formula, *, lists: bool) -> Node | None:
    """Return how a part of a formula is displayed; None where nothing says it.

    `lists` says that a list may stand in it, as no formula that people write has one.
    """
    if isinstance(node, ast.List | ast.Tuple):
        return _call("list", node.elts, formula, lists) if lists and node.elts else None
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return None
    if isinstance(node, ast.Subscript):
        return _call("item", (node.value, node.slice), formula, lists) if lists else None
    if isinstance(node, ast.IfExp):
        return _call("if", (node.test, node.body, node.orelse), formula, lists)
    if isinstance(node, ast.BoolOp):
        return _call("and" if isinstance(node.op, ast.And) else "or", node.values, formula, lists)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _call("not", (node.operand,), formula, lists)
    if isinstance(node, ast.Compare):
        return _comparison(node, formula, lists)
    if (made := formula(node)) is not None:
        return made
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        arguments = in_order(node.func.id, node)
        return None if arguments is None else _call(node.func.id, arguments, formula, lists)
    return None


def _call(name: str, arguments: Sequence[ast.expr], formula: Formula, lists: bool) -> Node | None:
    made = [form_of(argument, formula, lists=lists) for argument in arguments]
    forms = [form for form in made if form is not None]
    if len(forms) < len(made):
        return None
    template = _DISPLAYED.get((name, len(forms))) or WRITTEN_OUT.get((name, len(forms)))
    if template is not None:
        return _with(_template(template), dict(zip(_PLACES, forms, strict=False)))
    return Call(name, tuple(forms))


def _comparison(node: ast.Compare, formula: Formula, lists: bool) -> Node | None:
    sides = [form_of(side, formula, lists=lists) for side in (node.left, *node.comparators)]
    made: Node | None = None
    for sign, left, right in zip(node.ops, sides, sides[1:], strict=False):
        name = _RELATIONS.get(type(sign))
        if name is None or left is None or right is None:
            return None
        one = Call(name, (left, right))
        made = one if made is None else Call("and", (made, one))
    return made


_STRUCTURES: Final = frozenset({"if", "and", "or", "not", *_RELATIONS.values()})


def is_typed(form: Node) -> bool:
    """Tell whether all functions in what is displayed can be typed."""
    known = FUNCTIONS.keys() | _STRUCTURES
    return all(node.function in known for node in walk(form) if isinstance(node, Call))


def in_order(name: str, node: ast.Call) -> Sequence[ast.expr] | None:
    """Return the arguments of a call in the order of its parameters; None where one is left out."""
    if not node.keywords:
        return node.args
    if name not in library():
        return None
    order = list(library()[name].signature.parameters)[len(node.args) :]
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if set(order[: len(given)]) != set(given):
        return None
    return [*node.args, *(given[key] for key in order[: len(given)])]
