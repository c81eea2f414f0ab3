"""What the names in an expression stand for: values, loop variables, tables, functions."""

import ast
import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeGuard

from flashgen.expression import hints
from flashgen.expression.errors import EvaluationError, not_defined
from flashgen.expression.functions import Function
from flashgen.expression.records import NO_RECORDS, Records
from flashgen.values.tables import Table

CONSTANTS: Final[Mapping[str, float]] = {"pi": math.pi, "e": math.e, "inf": math.inf}


class Scope:
    """The names in an expression; loop variables are bound while their loop is compiled."""

    def __init__(
        self,
        names: Collection[str],
        functions: Mapping[str, Function],
        draws: Mapping[str, Function],
        draws_allowed: bool,
        later: Collection[str] = (),
        records: Records = NO_RECORDS,
    ) -> None:
        self.functions: Final = functions
        self.language: Final = records.language
        self._names = names
        self._draws = draws
        self._draws_allowed = draws_allowed
        self._later = later
        self._records = records
        self._variables: dict[str, str] = {}
        self._of_rows: dict[str, Table] = {}
        self._loops = 0

    @property
    def in_loop(self) -> bool:
        """Whether a loop has a variable here."""
        return bool(self._variables)

    @property
    def values(self) -> Collection[str]:
        """The names of values."""
        return {*self._names, *self._variables} if self._variables else self._names

    @contextmanager
    def inner(self) -> Iterator[None]:
        """Open an inner scope, whose variables are dropped when it ends."""
        outer = dict(self._variables)
        yield
        self._variables = outer

    def bind(self, variable: str, table: Table | None = None) -> str:
        """Bind the variable of a loop; return its key in the frame.

        `table` is given if the variable stands for a row of it.
        """
        self._loops += 1
        key = f"{variable}\0{self._loops}"
        self._variables[variable] = key
        if table is not None:
            self._of_rows[key] = table
        return key

    def key(self, name: str) -> str | None:
        """Return the key under which a frame has the value of a name; None if it is no value."""
        return self._variables.get(name) or (name if name in self._names else None)

    def table(self, name: str) -> Table | None:
        """Return the table of which a name stands for a row, several, or all."""
        if name in self._variables:
            return self._of_rows.get(self._variables[name])
        return self._records.table_of(name) if name in self._names else self._records.table(name)

    def is_table(self, name: str) -> bool:
        """Tell whether a name stands for a table."""
        return self.key(name) is None and self.table(name) is not None

    def constant(self, name: str) -> float | None:
        """Return the value of a constant."""
        return None if name in self._later else CONSTANTS.get(name)

    def function(self, name: str) -> tuple[Function, bool]:
        """Return the function that a call names, and whether it is a draw.

        Raises EvaluationError.
        """
        # Under `parameters` a draw hides a function of its name: binomial(10, 0.3) draws there.
        if self._draws_allowed and name in self._draws:
            return self._draws[name], True
        if name in self.functions:
            return self.functions[name], False
        if name in self._draws:
            hint = hints.for_draw_elsewhere(name, self.functions)
            raise EvaluationError("draws stand only under `parameters`", hint)
        if self.key(name) is not None or name in CONSTANTS:
            raise EvaluationError(
                f"`{name}` is a value, not a function",
                f"a product is written `{name} * (…)`; an entry of it is {name}[…]",
            )
        known = {**self.functions, **(self._draws if self._draws_allowed else {})}
        raise EvaluationError(f"there is no function `{name}`", hints.for_function(name, known))

    def not_a_value(self, name: str) -> tuple[str, str | None]:
        """Return the message and a hint for a name that has no value here."""
        if name in self._later:
            return not_defined(name), None
        if function := self.functions.get(name) or self._draws.get(name):
            return f"`{name}` is a function", f"call it: {name}{function.signature}"
        names = [*self._variables, *self._names]
        return not_defined(name), hints.for_name(name, names, CONSTANTS, self.functions)

    def is_rows(self, node: ast.expr) -> bool:
        """Tell whether a node stands for rows of a table."""
        if isinstance(node, ast.Name):
            return self.table(node.id) is not None
        if isinstance(node, ast.Subscript):
            return self.is_rows(node.value) and not is_text(node.slice)
        if isinstance(node, ast.IfExp):
            return self.is_rows(node.body)
        return is_call(node, "pick") and any(map(self.is_rows, node.args[:1]))

    def is_cell(self, node: ast.expr) -> bool:
        """Tell whether a node is a column of rows, or an entry of one, as it stands in a table."""
        if isinstance(node, ast.Attribute):
            return self.is_rows(node.value)
        if not isinstance(node, ast.Subscript):
            return False
        of_rows = is_text(node.slice) and self.is_rows(node.value)
        return of_rows or self.is_cell(node.value)


def is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    """Tell whether a node is a text that is written in quotes."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_call(node: ast.expr, name: str) -> TypeGuard[ast.Call]:
    """Tell whether a node is a call of the function with this name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
