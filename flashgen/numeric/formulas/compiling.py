"""The formula that an author writes, to a tree in which each draw's numbers are constants.

On a numeric card a formula is an expression in which the variables have no values, such as
`y0 * exp(-a * t)`. What is written as learners type it is read as well: `<<a>> x^2`, `2x`, `a(t)`.
"""

import ast
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flashgen.expression import (
    CONSTANTS,
    NO_RECORDS,
    ExpressionError,
    Records,
    compile_expression,
    not_defined,
)
from flashgen.expression.parsing import SourceText, parse
from flashgen.numeric.formulas.expression import FormulaConstant, FormulaExpression, FormulaVariable
from flashgen.values.formulas.errors import FormulaError
from flashgen.values.formulas.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
    mapped,
)
from flashgen.values.formulas.reading import Asked, readings
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.formulas.signs import OPENING, split_list
from flashgen.values.numerals import parse_format

_FUNCTIONS: Final[Mapping[str, str]] = {
    spelling: name
    for name, spellings in FORMULA_RULES["functions"].items()
    for spelling in spellings
} | {"maximum": "max", "minimum": "min"}
_SEVERAL: Final = frozenset(FORMULA_RULES["several"])
_SIGNS: Final[Mapping[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}
_MOST_TERMS: Final = 20
_TURN: Final = "turn"
"""The kind of a number that stands in the place of a loop's name."""
_SLOT: Final = re.compile(r"<<(.+?)>>", re.DOTALL)
_TWO_WAYS: Final = "this formula can be read in two ways"


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a formula may use.

    `values` have a value in each draw, `variables` are tried over a range, `formulas` are formula
    answers that may stand in another one, `later` get their values only afterwards.
    """

    values: frozenset[str]
    variables: tuple[str, ...] = ()
    formulas: Mapping[str, FormulaExpression] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    records: Records = NO_RECORDS


def compile_formula(text: str, known: Known, *, log10: bool = False) -> FormulaExpression:
    """Compile a formula or a list of formulas.

    Raises ExpressionError with its place in the text.
    """
    if "^" in text or _SLOT.search(text):
        return _Typed(text, known, log10).compiled()
    try:
        tree, source = parse(text)
    except ExpressionError as problem:
        try:
            return _Typed(text, known, log10).compiled()
        except ExpressionError as other:
            as_typed = "\\" in text or other.message == _TWO_WAYS
            raise (other if as_typed else problem) from None
    if _is_typed(tree, known):
        return _Typed(text, known, log10).compiled()
    return _Translator(source, known, log10).translated(tree)


def compile_range(name: str, text: str, known: Known) -> FormulaVariable:
    """Compile the range of a variable: `[0, 3]`, or `integers(1, 10)` for whole numbers.

    Raises ExpressionError with its place in the text.
    """
    tree, source = parse(text)
    ends: Sequence[ast.expr] = ()
    whole = False
    if isinstance(tree, ast.List):
        ends = tree.elts
    elif isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        whole = tree.func.id == "integers" and not tree.keywords
        ends = tree.args if whole else ()
    if len(ends) != 2:
        raise ExpressionError(
            f"this is no range for `{name}`",
            0,
            len(text),
            "write `[0, 3]`, or `integers(1, 10)` for whole numbers",
        )
    constants = _Constants(text, known)
    low, high = (constants.list[constants.index(*source.span(end))] for end in ends)
    return FormulaVariable(name, low, high, whole)


def _is_typed(tree: ast.expr, known: Known) -> bool:
    """Tell whether a product is written as a call: x(x + 1)."""
    names = {*known.values, *known.variables}
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and node.func.id not in _FUNCTIONS
        for node in ast.walk(tree)
    )


class _Constants:
    """The numbers of a formula, each once."""

    def __init__(self, text: str, known: Known) -> None:
        self._text, self._known = text, known
        self.list: list[FormulaConstant] = []
        self._places: dict[tuple[str, str | None], int] = {}

    def index(self, start: int, end: int, fmt: str | None = None, text: str | None = None) -> int:
        """Return the number of the constant that stands at a place of the text.

        `text` is the expression where it is not written like that, as the term of a sum.

        Raises ExpressionError.
        """
        expression = self._text[start:end] if text is None else text
        key = (expression.strip(), fmt)
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
            self.list.append(FormulaConstant(compiled, start, end, parsed))
        return self._places[key]


class _Translator:
    """Turns the syntax tree of an expression into that of a formula."""

    def __init__(self, source: SourceText, known: Known, log10: bool) -> None:
        self._source, self._known, self._log10 = source, known, log10
        self._constants = _Constants(source.text, known)

    def translated(self, tree: ast.expr) -> FormulaExpression:
        parts = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
        trees = [self._node(part) for part in parts]
        if not trees:
            raise self._error(tree, "the list of formulas is empty")
        is_list = isinstance(tree, ast.List | ast.Tuple)
        return FormulaExpression(self._source.text, trees, self._constants.list, is_list)

    def _error(self, node: ast.expr, message: str, hint: str | None = None) -> ExpressionError:
        return ExpressionError(message, *self._source.span(node), hint)

    def _varies(self, node: ast.expr) -> bool:
        names = {*self._known.variables, *self._known.formulas}
        return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))

    def _node(self, node: ast.expr) -> Node:
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Constant):
            return self._literal(node)
        if not self._varies(node) and not self._is_structured(node):
            return self._constant(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            operand = self._node(node.operand)
            return Negative(operand) if isinstance(node.op, ast.USub) else operand
        if isinstance(node, ast.BinOp) and (sign := _SIGNS.get(type(node.op))):
            return Operation(sign, self._node(node.left), self._node(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node, node.func.id)
        raise self._error(
            node,
            "this cannot be part of a formula, since it depends on a variable",
            "a formula has + - * / **, the functions of `flashgen functions --typed`, and numbers",
        )

    def _is_structured(self, node: ast.expr) -> bool:
        """Tell whether a number is shown as it is written: a fraction, √2, 2π, -1."""
        if not any(isinstance(part, ast.Name) for part in ast.walk(node)):
            return isinstance(node, ast.BinOp | ast.UnaryOp)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return self._is_structured(node.operand)
        if isinstance(node, ast.BinOp):
            if type(node.op) not in _SIGNS:
                return False
            return isinstance(node.op, ast.Div) or any(
                map(self._is_structured, (node.left, node.right))
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            one_number = node.func.id not in ("min", "max", "abs", "sign", "floor", "ceil")
            return node.func.id in _FUNCTIONS and one_number
        if isinstance(node, ast.Name):
            return node.id in ("pi", "e") and node.id not in self._known.values
        return False

    def _constant(self, node: ast.expr) -> Node:
        is_term = any(getattr(part, "kind", None) == _TURN for part in ast.walk(node))
        text = ast.unparse(node) if is_term else None
        return Constant(self._constants.index(*self._source.span(node), text=text))

    def _literal(self, node: ast.Constant) -> Node:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self._error(node, "a formula has numbers, no texts")
        return Number(float(node.value))

    def _name(self, node: ast.Name) -> Node:
        name = node.id
        if name in self._known.variables:
            return Variable(name)
        if name in self._known.formulas:
            return self._other(self._known.formulas[name], node)
        if name in self._known.values:
            return self._constant(node)
        if name in ("pi", "e"):
            return Number(CONSTANTS[name], name)
        raise self._error(
            node, not_defined(name), f"a variable has a range: `in: {{{name}: [0, 3]}}`"
        )

    def _other(self, formula: FormulaExpression, node: ast.expr) -> Node:
        """Put another formula answer into this one."""
        if len(formula.trees) != 1:
            raise self._error(node, "this answer is a list of formulas")
        constants = self._constants.list
        before = len(constants)
        constants += formula.constants
        return _shifted(formula.trees[0], before)

    def _joined(self, node: ast.Call, sign: str) -> Node:
        """Write out a sum or a product of a list."""
        (inside,) = node.args
        terms = inside.elts if isinstance(inside, ast.List) else list(self._terms(inside))
        if not terms:
            raise self._error(node, "there is nothing to add or multiply here")
        made = self._node(terms[0])
        for term in terms[1:]:
            made = Operation(sign, made, self._node(term))
        return made

    def _terms(self, node: ast.expr) -> Iterator[ast.expr]:
        """Yield the terms of a loop over whole numbers that are written out."""
        if isinstance(node, ast.GeneratorExp | ast.ListComp) and len(node.generators) == 1:
            (loop,) = node.generators
            turns = _turns(loop.iter)
            if turns is not None and not loop.ifs and isinstance(loop.target, ast.Name):
                for turn in turns:
                    yield _WithTurn(loop.target.id, turn).visit(copy.deepcopy(node.elt))
                return
        raise self._error(
            node,
            "this cannot be part of a formula, since it depends on a variable",
            "write the terms out, or loop over `range` of a number: "
            "sum(c[k] * x**k for k in range(4))",
        )

    def _call(self, node: ast.Call, name: str) -> Node:
        if name in ("sum", "prod") and len(node.args) == 1 and not node.keywords:
            return self._joined(node, "+" if name == "sum" else "*")
        if name == "sigmoid" and len(node.args) == 1 and not node.keywords:
            inside = Call("exp", (Negative(self._node(node.args[0])),))
            return Operation("/", Number(1.0), Operation("+", Number(1.0), inside))
        function = _FUNCTIONS.get(name)
        if function is None:
            raise self._error(
                node,
                f"`{name}` cannot take a variable in a formula",
                "`flashgen functions --typed` lists the functions that can",
            )
        least, most = (
            (2, 2) if function == "binomial" else (2, 9) if function in _SEVERAL else (1, 1)
        )
        if node.keywords or not least <= len(node.args) <= most:
            wanted = "one value" if most == 1 else "two values"
            raise self._error(node, f"`{name}` takes {wanted} here")
        if function == "log":
            function = "log10" if self._log10 else "ln"
        return Call(function, tuple(map(self._node, node.args)))


class _WithTurn(ast.NodeTransformer):
    """Puts the number of a turn in the places of a loop's name."""

    def __init__(self, name: str, turn: int) -> None:
        self._name, self._turn = name, turn

    def visit_Name(self, node: ast.Name) -> ast.expr:  # ast calls it so
        """Replace the name of the loop."""
        if node.id != self._name:
            return node
        return ast.copy_location(ast.Constant(self._turn, kind=_TURN), node)


def _turns(node: ast.expr) -> Sequence[int] | None:
    """Return the whole numbers of a loop whose ends are written; None for any other."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.keywords:
        return None
    ends = [end.value for end in node.args if isinstance(end, ast.Constant)]
    whole = [end for end in ends if type(end) is int]
    if node.func.id != "range" or not 0 < len(whole) == len(node.args) < 3:
        return None
    turns = range(*whole)
    return turns if len(turns) <= _MOST_TERMS else None


def _shifted(node: Node, by: int) -> Node:
    """Return a tree whose constants count from another number."""
    if isinstance(node, Constant):
        return Constant(node.index + by)
    return mapped(node, lambda part: _shifted(part, by))


class _Typed:
    """Reads a formula that is written as learners type it."""

    def __init__(self, text: str, known: Known, log10: bool) -> None:
        self._text, self._known, self._log10 = text, known, log10
        self._constants = _Constants(text, known)

    def compiled(self) -> FormulaExpression:
        marked = _SLOT.sub(self._mark, self._text)
        names = (*self._known.variables, *sorted(self._known.values - {*self._known.variables}))
        asked = Asked(names, _count(marked), log10=self._log10)
        try:
            found = readings(marked, asked)
        except FormulaError as problem:
            hint = None
            if problem.kind == "name":
                hint = f"a variable has a range: `in: {{{problem.what}: [0, 3]}}`"
            raise ExpressionError(str(problem), 0, len(self._text), hint) from None
        if len(found) > 1:
            raise ExpressionError(
                _TWO_WAYS,
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
