"""The formula that an author writes, to a tree in which each draw's numbers are constants.

On a numeric card a formula is an expression in which the variables have no values, such as
`y0 * exp(-a * t)`. What is written as learners type it is read as well: `<<a>> x^2`, `2x`, `a(t)`.
"""

import ast
import copy
from collections.abc import Mapping, Sequence
from typing import Final

from flashgen.expression import CONSTANTS, ExpressionError, not_defined
from flashgen.expression.functions import library
from flashgen.expression.parsing import SourceText, parse
from flashgen.expression.scope import is_call
from flashgen.numeric.formulas.expression import (
    SEPARATOR,
    FormulaConstant,
    FormulaExpression,
    FormulaPart,
    FormulaVariable,
)
from flashgen.numeric.formulas.foreign import (
    WRITTEN_OUT,
    form_of,
    in_order,
    is_typed,
    part_of,
    written_out,
)
from flashgen.numeric.formulas.numbers import Constants, Known
from flashgen.numeric.formulas.typed import SLOT, TWO_WAYS, Typed
from flashgen.values.formulas.nodes import (
    Call,
    Constant,
    Foreign,
    Negative,
    Node,
    Number,
    Operation,
    Variable,
    mapped,
)
from flashgen.values.formulas.rules import FORMULA_RULES

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
_OF_EXPRESSIONS: Final = frozenset({"normal_cdf", "normal_quantile"})
"""Functions of the grammar that take more in an expression."""
_MOST_TERMS: Final = 20
_TURN: Final = "turn"
"""The kind of a number that stands in the place of a loop's name."""


def compile_formula(
    text: str, known: Known, *, log10: bool = False, displayed: bool = False
) -> FormulaExpression:
    """Compile a formula or a list of formulas.

    `displayed` says that nothing else says how it is displayed than what it is.

    Raises ExpressionError with its place in the text.
    """
    if "^" in text or SLOT.search(text):
        return Typed(text, known, log10).compiled()
    try:
        tree, source = parse(text)
    except ExpressionError as problem:
        try:
            return Typed(text, known, log10).compiled()
        except ExpressionError as other:
            as_typed = "\\" in text or other.message == TWO_WAYS
            raise (other if as_typed else problem) from None
    if _is_typed(tree, known):
        return Typed(text, known, log10).compiled()
    return _Translator(source, known, log10, displayed).translated(tree)


def joined(formulas: Sequence[FormulaExpression]) -> FormulaExpression:
    """Return the list of some formulas."""
    if len(formulas) == 1:
        return formulas[0]
    trees: list[Node] = []
    constants: list[FormulaConstant] = []
    parts: list[FormulaPart] = []
    for one in formulas:
        trees += [_shifted(tree, len(constants), len(parts)) for tree in one.trees]
        constants += one.constants
        parts += one.parts
    text = SEPARATOR.join(one.text for one in formulas)
    return FormulaExpression(text, trees, constants, True, parts)


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
    constants = Constants(text, known)
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
        and node.func.id not in library()
        for node in ast.walk(tree)
    )


class _Translator:
    """Turns the syntax tree of an expression into that of a formula."""

    def __init__(self, source: SourceText, known: Known, log10: bool, displayed: bool) -> None:
        self._source, self._known, self._log10 = source, known, log10
        self._displayed = displayed
        self._constants = Constants(source.text, known)
        self._parts: list[FormulaPart] = []
        self._strict = False

    def translated(self, tree: ast.expr) -> FormulaExpression:
        parts = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
        trees = [self._node(part) for part in parts]
        if not trees:
            raise self._error(tree, "the list of formulas is empty")
        is_list = isinstance(tree, ast.List | ast.Tuple)
        constants = self._constants.list
        return FormulaExpression(self._source.text, trees, constants, is_list, self._parts)

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
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
            left, right = self._node(node.left), self._node(node.right)
            whole = Call("floor", (Operation("/", left, right),))
            if isinstance(node.op, ast.FloorDiv):
                return whole
            return Operation("-", left, Operation("*", right, whole))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node, node.func.id)
        return self._foreign(node)

    def _foreign(self, node: ast.expr) -> Node:
        """Leave a part that the grammar has no words for to the expression language."""
        if self._strict:
            raise self._error(node, "the grammar of formulas has no words for this")
        span = self._source.span(node)
        part, arguments = part_of(node, span, self._known, self._argument)
        self._constants.shown, self._constants.lenient = True, not self._displayed
        form = form_of(node, self._strictly, lists=not self._displayed)
        self._constants.shown = self._constants.lenient = False
        if self._displayed and (form is None or not is_typed(form)):
            raise self._error(
                node,
                "nothing says how this part of the answer is displayed"
                if form is None
                else "this part of the answer would be displayed as nobody can type it",
                "give the formula as people write it, too: `text: $…$`",
            )
        self._parts.append(part)
        return Foreign(len(self._parts) - 1, arguments, form, self._source.text[slice(*span)])

    def _argument(self, node: ast.expr) -> Node | None:
        """Return a part that depends on a variable, if the grammar has words for all of it."""
        return self._strictly(node) if self._varies(node) else None

    def _strictly(self, node: ast.expr) -> Node | None:
        """Return a part if the grammar has words for all of it."""
        before, strict = self._constants.state, self._strict
        self._strict = True
        try:
            return self._node(node)
        except ExpressionError:
            self._constants.reset(before)
            return None
        finally:
            self._strict = strict

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
        before, parts = len(constants), len(self._parts)
        constants += formula.constants
        self._parts += formula.parts
        return _shifted(formula.trees[0], before, parts)

    def _joined(self, node: ast.Call, sign: str) -> Node:
        """Write out a sum or a product of a list."""
        (inside,) = node.args
        terms = inside.elts if isinstance(inside, ast.List) else self._terms(inside)
        if terms is None:
            return self._foreign(node)
        if not terms:
            raise self._error(node, "there is nothing to add or multiply here")
        made = self._node(terms[0])
        for term in terms[1:]:
            made = Operation(sign, made, self._node(term))
        return made

    def _terms(self, node: ast.expr) -> list[ast.expr] | None:
        """Return the terms of a loop over whole numbers that are written out."""
        if isinstance(node, ast.GeneratorExp | ast.ListComp) and len(node.generators) == 1:
            (loop,) = node.generators
            turns = _turns(loop.iter)
            if turns is not None and not loop.ifs and isinstance(loop.target, ast.Name):
                name, term = loop.target.id, node.elt
                return [_WithTurn(name, turn).visit(copy.deepcopy(term)) for turn in turns]
        return None

    def _call(self, node: ast.Call, name: str) -> Node:
        if name in ("sum", "prod") and len(node.args) == 1 and not node.keywords:
            return self._joined(node, "+" if name == "sum" else "*")
        if (made := self._of_list(node, name)) is not None:
            return made
        function = _FUNCTIONS.get(name)
        arguments = in_order(name, node)
        if arguments is not None and (name, len(arguments)) in WRITTEN_OUT:
            return written_out(name, [self._node(argument) for argument in arguments])
        if function is None or (node.keywords and function in _OF_EXPRESSIONS):
            return self._foreign(node)
        least, most = (
            (2, 2) if function == "binomial" else (2, 9) if function in _SEVERAL else (1, 1)
        )
        if node.keywords or not least <= len(node.args) <= most:
            wanted = "one value" if most == 1 else "two values"
            raise self._error(node, f"`{name}` takes {wanted} here")
        if function == "log":
            function = "log10" if self._log10 else "ln"
        return Call(function, tuple(map(self._node, node.args)))

    def _of_list(self, node: ast.Call, name: str) -> Node | None:
        """Return a mean, a norm or a largest entry of a list that is written out."""
        listed = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if not isinstance(listed, ast.List) or name not in ("mean", "norm", "max", "min"):
            return None
        if not listed.elts:
            return None
        made = [self._node(term) for term in listed.elts]
        if name in ("max", "min"):
            return Call(name, tuple(made)) if len(made) > 1 else made[0]
        if name == "norm":
            made = [Operation("^", term, Number(2.0)) for term in made]
        total = made[0]
        for term in made[1:]:
            total = Operation("+", total, term)
        if name == "norm":
            return Call("sqrt", (total,))
        return Operation("/", total, Number(float(len(made))))


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
    if not is_call(node, "range") or node.keywords:
        return None
    ends = [end.value for end in node.args if isinstance(end, ast.Constant)]
    whole = [end for end in ends if type(end) is int]
    if not 0 < len(whole) == len(node.args) < 3:
        return None
    turns = range(*whole)
    return turns if len(turns) <= _MOST_TERMS else None


def _shifted(node: Node, by: int, parts: int) -> Node:
    """Return a tree whose constants and foreign parts count from other numbers."""
    if isinstance(node, Constant):
        return Constant(node.index + by)
    made = mapped(node, lambda part: _shifted(part, by, parts))
    if isinstance(made, Foreign):
        return Foreign(made.part + parts, made.arguments, made.form, made.text)
    return made
