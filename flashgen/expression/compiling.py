"""Syntax trees to closures: what may stand in an expression.

A whitelist: whatever has no method here is rejected with its place, and nothing is ever handed
to eval or exec. What each node does when it runs is in `nodes`.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from flashgen.expression import calls, hints, loops, nodes, records, scans, subscripts
from flashgen.expression.budget import CALL, POWER
from flashgen.expression.code import Code, folded, of_constant
from flashgen.expression.errors import (
    EVALUATION,
    EvaluationError,
    ExpressionError,
    fault_sentence,
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
    excludes,
    transpose,
)
from flashgen.expression.parsing import MAX_DEPTH, MAX_NODES, SourceText, too_deep
from flashgen.expression.scope import Scope, is_call, is_text
from flashgen.expression.signatures import bind_call
from flashgen.values.batch import constant
from flashgen.values.tables import Table

Node: TypeAlias = ast.expr | ast.keyword


class Compiler:
    """Compiles one expression; `used`, `has_draws` and `cost` are known after `expression`."""

    def __init__(self, source: SourceText, scope: Scope) -> None:
        self._source = source
        self._scope = scope
        self._nodes = self._depth = self._draw_calls = 0
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
        in_loop, drawn = self._scope.in_loop, self._scope.values

        def located(error: BaseException) -> ExpressionError:
            own = error.hint if isinstance(error, EvaluationError) else None
            hint = own or hints.for_draw(node, error, drawn, in_loop=in_loop)
            return ExpressionError(fault_sentence(error), start, end, hint, EVALUATION)

        return located

    # Numbers, texts, names

    def _constant(self, node: ast.Constant) -> Code:
        if unfit := hints.for_constant(node.value):
            raise self._error(node, *unfit)
        if isinstance(node.value, str):
            start, end = self._source.span(node)
            # Python would read "\alpha" as a bell and "lpha".
            if self._source.text.count("\\", start, end) != node.value.count("\\"):
                message = "a backslash in a text has a meaning of its own"
                raise self._error(node, message, 'write r"…" to have the text as typed')
        return of_constant(node.value)

    def _name(self, node: ast.Name) -> Code:
        self._check_spelling(node, node.id)
        name = node.id
        table = self._scope.table(name)
        if (key := self._scope.key(name)) is not None:
            if key == name:
                self.used.add(name)
            return Code(nodes.name(key), table=table)
        if table is not None:
            return Code(records.every_row(table), table=table, whole=True)
        if (value := self._scope.constant(name)) is not None:
            return of_constant(value)
        raise self._error(node, *self._scope.not_a_value(name))

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
        return folded(nodes.unary(operation, operand.run, located), operand)

    def _binary(self, node: ast.BinOp) -> Code:
        if type(node.op) not in BINARY:
            raise self._operator_error(node)
        if isinstance(node.op, ast.Pow):
            self.cost += POWER
        operation = BINARY[type(node.op)]
        left, right = self.expression(node.left), self.expression(node.right)
        apply = nodes.product if isinstance(node.op, ast.MatMult) else nodes.binary
        run = apply(operation, left.run, right.run, self._located(node))
        return folded(run, left, right)

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
        return folded(run, *entries)

    def _attribute(self, node: ast.Attribute) -> Code:
        start, end = self._source.attribute_span(node)
        if self._scope.is_rows(node.value):
            rows = self.value_or_rows(node.value)
            assert rows.table is not None
            owner, language = ast.unparse(node.value), self._scope.language
            self.localized |= node.attr in rows.table.localized
            column = records.column_named(rows.table, node.attr, language, owner, (start, end))
            return Code(records.column(rows.run, column, self._located(node)))
        if node.attr != "T" or self._source.text[end - 1] != "T":
            message, hint = hints.for_attribute(node, self._scope.functions)
            raise ExpressionError(message, start, end, hint)
        matrix = self.expression(node.value)
        return Code(nodes.unary(transpose, matrix.run, self._located(node)))

    def _subscript(self, node: ast.Subscript) -> Code:
        if is_call(node.value, "scan") and len(node.value.keywords) > 1:
            place = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if type(place) is int and place < len(node.value.keywords):
                return self._scan(node.value, place)
        indexed = self.value_or_rows(node.value)
        if indexed.table is not None and is_text(node.slice):
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
        with self._scope.inner():
            return self._loop(node)

    def _loop(self, node: ast.ListComp | ast.GeneratorExp) -> Code:
        turning = []
        for generator in node.generators:
            if generator.is_async:
                raise self._error(generator.iter, "`async` does not belong in an expression")
            table = None
            if self._scope.is_rows(generator.iter):
                code = self.value_or_rows(generator.iter)
                rows, table = loops.array_rows(code.run), code.table
            else:
                rows = self._rows(generator.iter)
            key = self._bind_target(generator.target, table)
            before = self.cost
            conditions = [self._condition(condition) for condition in generator.ifs]
            turning.append((rows, key, conditions, before, self._located(generator.iter)))
        body = loops.collecting(self.expression(node.elt).run)
        for rows, key, conditions, before, located in reversed(turning):
            body = loops.loop(rows, key, conditions, self.cost - before, body, located)
        return Code(loops.comprehension(body, self._located(node)))

    def _bind_target(self, node: ast.expr, table: Table | None = None) -> str:
        if not isinstance(node, ast.Name):
            raise self._error(node, "a loop has one variable, such as `for i in range(n)`")
        self._check_spelling(node, node.id)
        return self._scope.bind(node.id, table)

    def _rows(self, node: ast.expr) -> Callable[[Frame], loops.Turns]:
        if not is_call(node, "range"):
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
        rows = self._rows(parts.loop.iter)
        keys = []
        with self._scope.inner():
            for start in parts.starts:
                self._check_spelling(start, str(start.arg))
                keys.append(self._scope.bind(str(start.arg)))
            key = self._bind_target(parts.loop.target)
            before = self.cost
            bodies = [self.expression(body).run for body in parts.bodies]
        carried = list(zip(keys, starts, strict=True))
        located = self._located(node)
        return Code(scans.scan(rows, key, carried, bodies, self.cost - before, picked, located))

    def _call(self, node: ast.Call) -> Code:
        if is_call(node, "scan"):
            return self._scan(node)
        if isinstance(node.func, ast.Attribute):
            start, end = self._source.attribute_span(node.func)
            message, hint = hints.for_attribute(node.func, self._scope.functions, node)
            raise ExpressionError(message, start, end, hint)
        if not isinstance(node.func, ast.Name):
            raise self._error(node.func, "only functions can be called", hints.for_product(node))
        self._check_spelling(node.func, node.func.id)
        try:
            function, draws = self._scope.function(node.func.id)
        except EvaluationError as error:
            raise self._error(node.func, str(error), error.hint) from None
        if function.name == "pick" and draws:
            return self._pick(node, function)
        for keyword in node.keywords:
            if keyword.arg is not None:
                self._check_spelling(keyword, keyword.arg)
        bind_call(function, node, self._source)
        positional = [self._argument(argument, node) for argument in node.args]
        named = [(str(word.arg), self._argument(word.value, node)) for word in node.keywords]
        if draws:
            return Code(self._draw(node, function, positional, named))
        self.cost += CALL
        return Code(calls.call(function, positional, named, self._located(node)))

    def _draw(
        self,
        node: ast.Call,
        function: Function,
        positional: Sequence[nodes.IndexRun],
        named: Sequence[tuple[str, nodes.IndexRun]],
    ) -> Run:
        self.cost += CALL
        self.has_draws = True
        self._draw_calls += 1
        return calls.draw(function, positional, named, self._draw_calls, self._located(node))

    def _pick(self, node: ast.Call, function: Function) -> Code:
        """Compile the draw of rows of a table: the one function that does not take a value."""
        bind_call(function, node, self._source)
        first = node.args[0] if node.args else node.keywords[0].value
        if not isinstance(first, ast.Name) or not self._scope.is_table(first.id):
            hint = "`choice` draws an entry of a list"
            raise self._error(first, "`pick` takes a table of `data`", hint)
        table = self.value_or_rows(first).table
        assert table is not None
        others = [("", each) for each in node.args[1:]]
        others += [(str(word.arg), word.value) for word in node.keywords if word.value is not first]
        size = nodes.constant(constant(table.count))
        positional = [size, *(self._argument(each, node) for word, each in others if not word)]
        named = [(word, self._argument(each, node)) for word, each in others if word]
        return Code(self._draw(node, function, positional, named), table=table)

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
