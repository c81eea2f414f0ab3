"""Syntax trees to closures: what may stand in an expression.

A whitelist: whatever has no method here is rejected with its place, and nothing is ever handed
to eval or exec. What each node does when it runs is in `nodes`.
"""

import ast
import math
from collections.abc import Callable, Collection, Mapping
from types import EllipsisType
from typing import Any, Final, NamedTuple, TypeAlias, TypeGuard

import numpy as np

from flashgen.expression import calls, hints, loops, nodes, records, scans, subscripts
from flashgen.expression.budget import CALL, POWER
from flashgen.expression.errors import (
    EVALUATION,
    EvaluationError,
    ExpressionError,
    fault_sentence,
    not_defined,
)
from flashgen.expression.frame import Frame
from flashgen.expression.functions import Function
from flashgen.expression.nodes import Condition, Run
from flashgen.expression.operators import (
    BINARY,
    COMPARISONS,
    UNARY,
    compare,
    contains,
    evaluation,
    excludes,
    transpose,
)
from flashgen.expression.parsing import MAX_DEPTH, MAX_NODES, SourceText, too_deep
from flashgen.expression.records import NO_RECORDS, Records
from flashgen.expression.signatures import bind_call
from flashgen.values.batch import constant, row
from flashgen.values.tables import Table
from flashgen.values.values import MAX_BITS

CONSTANTS: Final[Mapping[str, float]] = {"pi": math.pi, "e": math.e, "inf": math.inf}

Node: TypeAlias = ast.expr | ast.keyword


class _Unknown:
    """The value of what is not known before the evaluation."""


_UNKNOWN: Final = _Unknown()


class Code(NamedTuple):
    """A compiled node: what evaluates it, and its value if it is a constant.

    `table` is given for rows of a table, which are no value; `whole` for the table itself.
    """

    run: Run
    value: Any = _UNKNOWN
    table: Table | None = None
    whole: bool = False


class Compiler:
    """Compiles one expression; `used`, `has_draws` and `cost` are known after `expression`."""

    def __init__(
        self,
        source: SourceText,
        names: Collection[str],
        functions: Mapping[str, Function],
        draws: Mapping[str, Function],
        draws_allowed: bool,
        later: Collection[str] = (),
        records: Records = NO_RECORDS,
    ) -> None:
        self._source = source
        self._records = records
        self._row_locals: dict[str, Table] = {}
        self._names = names
        self._later = later
        self._functions = functions
        self._draws = draws
        self._draws_allowed = draws_allowed
        self._locals: dict[str, str] = {}
        self._loops = self._nodes = self._depth = self._draw_calls = 0
        self.used: set[str] = set()
        self.has_draws = False
        self.localized = False
        """Whether it uses a column in several languages."""
        self.cost = 0

    def expression(self, node: ast.expr) -> Code:
        """Compile a node that stands for a value.

        Raises: ExpressionError where the node or one below it is not allowed.
        """
        code = self.value_or_rows(node)
        if code.table is not None:
            name = ast.unparse(node)
            message, hint = records.not_a_value(name, code.table, whole=code.whole)
            raise self._error(node, message, hint)
        return code

    def value_or_rows(self, node: ast.expr) -> Code:
        """Compile a node that stands for a value or for rows of a table.

        Raises: ExpressionError where the node or one below it is not allowed.
        """
        compile_node = self._METHODS.get(type(node))
        if compile_node is None:
            message, hint = hints.FORBIDDEN.get(
                type(node).__name__, ("this does not belong in an expression", None)
            )
            raise self._error(node, message, hint)
        self.cost += 1
        self._nodes += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_deep(*self._source.span(node))
        if self._nodes > MAX_NODES:
            raise self._error(
                node,
                f"this expression has more than {MAX_NODES} parts",
                "split it into several steps under `let`",
            )
        code = compile_node(self, node)
        self._depth -= 1
        return code

    def _error(self, node: Node, message: str, hint: str | None = None) -> ExpressionError:
        return ExpressionError(message, *self._source.span(node), hint)

    def _located(self, node: Node) -> nodes.Locate:
        """Return a function that puts an error of the evaluation at `node`."""
        start, end = self._source.span(node)
        in_loop = bool(self._locals)
        drawn = {*self._names, *self._locals} if in_loop else self._names

        def located(error: BaseException) -> ExpressionError:
            own = error.hint if isinstance(error, EvaluationError) else None
            hint = own or hints.for_draw(node, error, drawn, in_loop=in_loop)
            return ExpressionError(fault_sentence(error), start, end, hint, EVALUATION)

        return located

    # Numbers, texts, names

    def _constant(self, node: ast.Constant) -> Code:
        value = node.value
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise self._error(node, f"this integer has more than {MAX_BITS} bits")
        if isinstance(value, float) and math.isinf(value):
            raise self._error(node, "this number is too large", "write `inf` if infinity is meant")
        if isinstance(value, complex):
            raise self._error(
                node,
                "a complex number cannot be written",
                "compute with its real and imaginary part; only dft and complex_eigenvalues "
                "give complex numbers",
            )
        if isinstance(value, bytes):
            raise self._error(node, "bytes do not belong in an expression")
        if value is None:
            raise self._error(node, "None is no value", "leave it out")
        if isinstance(value, EllipsisType):
            raise self._error(node, "`...` does not belong in an expression", "write `:`")
        if isinstance(value, str):
            start, end = self._source.span(node)
            # Python would read "\alpha" as a bell and "lpha".
            if self._source.text.count("\\", start, end) != value.count("\\"):
                raise self._error(
                    node,
                    "a backslash in a text has a meaning of its own",
                    'write r"…" to have the text as typed',
                )
        return _constant(value)

    def _name(self, node: ast.Name) -> Code:
        self._check_spelling(node, node.id)
        name = node.id
        if name in self._locals:
            key = self._locals[name]
            return Code(nodes.name(key), table=self._row_locals.get(key))
        if name in self._names:
            self.used.add(name)
            return Code(nodes.name(name), table=self._records.table_of(name))
        if table := self._records.table(name):
            return Code(records.every_row(table), table=table, whole=True)
        if name in self._later:
            raise self._error(node, not_defined(name))
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        if function := self._functions.get(name) or self._draws.get(name):
            raise self._error(
                node, f"`{name}` is a function", f"call it: {name}{function.signature}"
            )
        hint = hints.for_name(name, [*self._locals, *self._names], CONSTANTS, self._functions)
        raise self._error(node, not_defined(name), hint)

    def _check_spelling(self, node: Node, name: str) -> None:
        # Python takes the letters of mathematical alphabets for plain ones.
        if self._source.is_ascii:
            return
        start, end = self._source.span(node)
        if not self._source.text.startswith(name, start):
            written = self._source.text[start : min(end, start + len(name))]
            raise ExpressionError(
                f"`{written}` is not written in plain letters", start, end, f"write `{name}`"
            )

    # Operators

    def _unary(self, node: ast.UnaryOp) -> Code:
        if type(node.op) not in UNARY:
            raise self._error(node, "`~` is no operator here", "write `not`, or compare")
        operation = UNARY[type(node.op)]
        operand = self.expression(node.operand)
        located = self._located(node.operand if isinstance(node.op, ast.Not) else node)
        return _folded(nodes.unary(operation, operand.run, located), operand)

    def _binary(self, node: ast.BinOp) -> Code:
        if type(node.op) not in BINARY:
            raise self._operator_error(node)
        if isinstance(node.op, ast.Pow):
            self.cost += POWER
        operation = BINARY[type(node.op)]
        left, right = self.expression(node.left), self.expression(node.right)
        apply = nodes.product if isinstance(node.op, ast.MatMult) else nodes.binary
        run = apply(operation, left.run, right.run, self._located(node))
        return _folded(run, left, right)

    def _operator_error(self, node: ast.BinOp) -> ExpressionError:
        symbol, hint = hints.OPERATORS[type(node.op).__name__]
        start = self._source.text.find(symbol, self._source.span(node.left)[1])
        return ExpressionError(f"`{symbol}` is no operator here", start, start + len(symbol), hint)

    def _boolean(self, node: ast.BoolOp) -> Code:
        parts = [self._condition(value) for value in node.values]
        return Code(nodes.boolean(parts, isinstance(node.op, ast.Or)))

    def _condition(self, node: ast.expr) -> Condition:
        return nodes.condition(self.expression(node).run, self._located(node))

    def _compare(self, node: ast.Compare) -> Code:
        first = self.expression(node.left)
        comparisons = []
        end = self._source.span(node.left)[1]
        for op, right in zip(node.ops, node.comparators, strict=True):
            comparisons.append((self._comparison(op, end), self.expression(right)))
            end = self._source.span(right)[1]
        located = self._located(node)
        if len(comparisons) > 1:
            rights = [(compared, right.run) for compared, right in comparisons]
            return Code(nodes.chain(first.run, rights, located))
        compared, second = comparisons[0]
        return Code(nodes.comparison(compared, first.run, second.run, located))

    def _comparison(self, op: ast.cmpop, after: int) -> Callable[[Any, Any], Any]:
        if type(op) in COMPARISONS:
            symbol, operation = COMPARISONS[type(op)]
            return lambda a, b: compare(symbol, operation, a, b)
        if isinstance(op, ast.In):
            return contains
        if isinstance(op, ast.NotIn):
            return excludes
        start = self._source.text.find("is", after)
        wanted = "==" if isinstance(op, ast.Is) else "!="
        raise ExpressionError("`is` is no operator here", start, start + 2, f"write `{wanted}`")

    def _conditional(self, node: ast.IfExp) -> Code:
        then, otherwise = self.value_or_rows(node.body), self.value_or_rows(node.orelse)
        if then.table is not otherwise.table:
            raise self._error(node, "a row and a value, or rows of two tables, cannot be one value")
        test = self._condition(node.test)
        run = nodes.conditional(test, then.run, otherwise.run, self._located(node))
        return Code(run, table=then.table)

    # Arrays

    def _list(self, node: ast.List) -> Code:
        entries = [self.expression(entry) for entry in node.elts]
        run = nodes.array([entry.run for entry in entries], self._located(node))
        return _folded(run, *entries)

    def _attribute(self, node: ast.Attribute) -> Code:
        start, end = self._source.attribute_span(node)
        if self._is_rows(node.value):
            rows = self.value_or_rows(node.value)
            assert rows.table is not None
            owner, language = ast.unparse(node.value), self._records.language
            self.localized |= node.attr in rows.table.localized
            column = records.column_named(rows.table, node.attr, language, owner, (start, end))
            return Code(records.column(rows.run, column, self._located(node)))
        if node.attr != "T" or self._source.text[end - 1] != "T":
            message, hint = hints.for_attribute(node, self._functions)
            raise ExpressionError(message, start, end, hint)
        matrix = self.expression(node.value)
        return Code(nodes.unary(transpose, matrix.run, self._located(node)))

    def _is_rows(self, node: ast.expr) -> bool:
        """Tell whether a node stands for rows of a table."""
        if isinstance(node, ast.Name):
            if node.id in self._locals:
                return self._locals[node.id] in self._row_locals
            of = self._records.table_of if node.id in self._names else self._records.table
            return of(node.id) is not None
        if isinstance(node, ast.Subscript):
            return self._is_rows(node.value) and not _is_text(node.slice)
        if isinstance(node, ast.IfExp):
            return self._is_rows(node.body)
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "pick"
            and any(map(self._is_rows, node.args[:1]))
        )

    def is_cell(self, node: ast.expr) -> bool:
        """Tell whether a node is a column of rows, or an entry of one, as it stands in a table."""
        if isinstance(node, ast.Attribute):
            return self._is_rows(node.value)
        if not isinstance(node, ast.Subscript):
            return False
        of_rows = _is_text(node.slice) and self._is_rows(node.value)
        return of_rows or self.is_cell(node.value)

    def _subscript(self, node: ast.Subscript) -> Code:
        if _is_scan(node.value) and len(node.value.keywords) > 1:
            place = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if type(place) is int and place < len(node.value.keywords):
                return self._scan(node.value, place)
        indexed = self.value_or_rows(node.value)
        if indexed.table is not None and _is_text(node.slice):
            name = str(node.slice.value)
            span = self._source.span(node.slice)
            owner = ast.unparse(node.value)
            column = records.column_in_brackets(indexed.table, name, owner, span)
            return Code(records.column(indexed.run, column, self._located(node)))
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        parts = [self._index(part) for part in places]
        run = subscripts.subscript(indexed.run, parts, self._located(node))
        return Code(run, table=indexed.table)

    def _index(self, node: ast.expr) -> nodes.IndexRun:
        if isinstance(node, ast.Constant) and node.value is None:
            return lambda frame: None
        if not isinstance(node, ast.Slice):
            return self.expression(node).run
        bounds = [
            None if bound is None else self.expression(bound).run
            for bound in (node.lower, node.upper, node.step)
        ]
        return subscripts.part_slice(bounds, self._located(node))

    # Loops

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> Code:
        outer = dict(self._locals)
        turning = []
        for generator in node.generators:
            if generator.is_async:
                raise self._error(generator.iter, "`async` does not belong in an expression")
            table = None
            if self._is_rows(generator.iter):
                code = self.value_or_rows(generator.iter)
                rows, table = loops.array_rows(code.run), code.table
            else:
                rows = self._rows(generator.iter)
            key = self._bind_target(generator.target)
            if table is not None:
                self._row_locals[key] = table
            before = self.cost
            conditions = [self._condition(condition) for condition in generator.ifs]
            turning.append((rows, key, conditions, before, self._located(generator.iter)))
        body = loops.collecting(self.expression(node.elt).run)
        for rows, key, conditions, before, located in reversed(turning):
            body = loops.loop(rows, key, conditions, self.cost - before, body, located)
        self._locals = outer
        return Code(loops.comprehension(body, self._located(node)))

    def _bind_target(self, node: ast.expr) -> str:
        if not isinstance(node, ast.Name):
            raise self._error(node, "a loop has one variable, such as `for i in range(n)`")
        self._check_spelling(node, node.id)
        return self._bind_name(node.id)

    def _bind_name(self, name: str) -> str:
        self._loops += 1
        key = f"{name}\0{self._loops}"
        self._locals[name] = key
        return key

    def _rows(self, node: ast.expr) -> Callable[[Frame], loops.Turns]:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            return loops.array_rows(self.expression(node).run)
        if node.func.id != "range":
            return loops.array_rows(self.expression(node).run)
        self._check_spelling(node.func, "range")
        if node.keywords or not 1 <= len(node.args) <= 3:
            raise self._error(node, "range takes one to three whole numbers: range(start, stop)")
        return loops.range_rows([self.expression(bound).run for bound in node.args])

    # Calls

    def _scan(self, node: ast.Call, picked: int | None = None) -> Code:
        """Compile a scan: all that it carries, or the one at a place."""
        try:
            parts = scans.parts_of(node)
        except EvaluationError as error:
            raise self._error(node, str(error), error.hint) from None
        starts = [self.expression(start.value).run for start in parts.starts]
        outer = dict(self._locals)
        rows = self._rows(parts.loop.iter)
        keys = []
        for start in parts.starts:
            self._check_spelling(start, str(start.arg))
            keys.append(self._bind_name(str(start.arg)))
        key = self._bind_target(parts.loop.target)
        before = self.cost
        bodies = [self.expression(body).run for body in parts.bodies]
        self._locals = outer
        carried = list(zip(keys, starts, strict=True))
        located = self._located(node)
        return Code(scans.scan(rows, key, carried, bodies, self.cost - before, picked, located))

    def _call(self, node: ast.Call) -> Code:
        if _is_scan(node):
            return self._scan(node)
        if isinstance(node.func, ast.Attribute):
            start, end = self._source.attribute_span(node.func)
            message, hint = hints.for_attribute(node.func, self._functions, node)
            raise ExpressionError(message, start, end, hint)
        if not isinstance(node.func, ast.Name):
            raise self._error(node.func, "only functions can be called", hints.for_product(node))
        self._check_spelling(node.func, node.func.id)
        function, draws = self._function(node.func)
        if function.name == "pick" and draws:
            return self._pick(node, function)
        for keyword in node.keywords:
            if keyword.arg is not None:
                self._check_spelling(keyword, keyword.arg)
        bind_call(function, node, self._source)
        positional = [self._argument(argument, node) for argument in node.args]
        named = [(str(word.arg), self._argument(word.value, node)) for word in node.keywords]
        self.cost += CALL
        self.has_draws |= draws
        located = self._located(node)
        if draws:
            self._draw_calls += 1
            return Code(calls.draw(function, positional, named, self._draw_calls, located))
        return Code(calls.call(function, positional, named, located))

    def _pick(self, node: ast.Call, function: Function) -> Code:
        """Compile the draw of rows of a table: the one function that does not take a value."""
        bind_call(function, node, self._source)
        first = node.args[0] if node.args else node.keywords[0].value
        if not isinstance(first, ast.Name) or self._records.table(first.id) is None:
            hint = "`choice` draws an entry of a list"
            raise self._error(first, "`pick` takes a table of `data`", hint)
        table = self.value_or_rows(first).table
        assert table is not None
        others = [("", each) for each in node.args[1:]]
        others += [(str(word.arg), word.value) for word in node.keywords if word.value is not first]
        size = nodes.constant(constant(table.count))
        positional = [size, *(self._argument(each, node) for word, each in others if not word)]
        named = [(word, self._argument(each, node)) for word, each in others if word]
        self.cost += CALL
        self.has_draws = True
        self._draw_calls += 1
        located = self._located(node)
        run = calls.draw(function, positional, named, self._draw_calls, located)
        return Code(run, table=table)

    def _function(self, node: ast.Name) -> tuple[Function, bool]:
        """Return the function that a call names, and whether it is a draw."""
        name = node.id
        # Under `parameters` a draw hides a function of its name: binomial(10, 0.3) draws there.
        if self._draws_allowed and name in self._draws:
            return self._draws[name], True
        if name in self._functions:
            return self._functions[name], False
        if name in self._draws:
            raise self._error(
                node,
                "draws stand only under `parameters`",
                hints.for_draw_elsewhere(name, self._functions),
            )
        if name in self._locals or name in self._names or name in CONSTANTS:
            raise self._error(
                node,
                f"`{name}` is a value, not a function",
                f"a product is written `{name} * (…)`; an entry of it is {name}[…]",
            )
        known = {**self._functions, **(self._draws if self._draws_allowed else {})}
        raise self._error(node, f"there is no function `{name}`", hints.for_function(name, known))

    def _argument(self, node: ast.expr, call: ast.Call) -> nodes.IndexRun:
        if isinstance(node, ast.Constant) and node.value is None:
            return lambda frame: None
        if isinstance(node, ast.GeneratorExp) and len(call.args) + len(call.keywords) == 1:
            self.cost += 1
            return self._comprehension(node).run
        if isinstance(node, ast.Tuple):
            lengths = [self.expression(length).run for length in node.elts]
            return nodes.shape(lengths, self._located(node))
        return self.expression(node).run

    _METHODS: Final[Mapping[type[ast.expr], Callable[["Compiler", Any], Code]]] = {
        ast.Attribute: _attribute,
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.Call: _call,
        ast.Compare: _compare,
        ast.Constant: _constant,
        ast.IfExp: _conditional,
        ast.List: _list,
        ast.ListComp: _comprehension,
        ast.Name: _name,
        ast.Subscript: _subscript,
        ast.UnaryOp: _unary,
    }


def _is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_scan(node: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "scan"


def _constant(value: Any) -> Code:
    batch = constant(value)
    return Code(nodes.constant(batch), value)


def _folded(run: Run, *parts: Code) -> Code:
    """Return the code of an operator, computed now where its operands are plain constants."""
    if any(isinstance(part.value, _Unknown | np.ndarray) for part in parts):
        return Code(run)
    try:
        with evaluation():
            batch = run(Frame(1))
    except (ExpressionError, FloatingPointError):
        return Code(run)  # an error of a branch that may never be evaluated
    if isinstance(batch, np.ndarray):
        batch.setflags(write=False)  # every evaluation gets the same array
    return Code(nodes.constant(batch), row(batch, 0))
