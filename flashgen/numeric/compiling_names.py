"""Names, expressions and slots of a form: compiled once, with every error at its place."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import NumericForm
from flashgen.deck.texts import compile_markup
from flashgen.expression import (
    NO_RECORDS,
    Expression,
    ExpressionError,
    Records,
    compile_expression,
    not_defined,
)
from flashgen.markup import CompiledText, Slot, compile_inline, compile_text
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
from flashgen.numeric.program import Column, Formula, NamedFormula, Template
from flashgen.numeric.slot_tables import TableCall, compile_table, table_call
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span
from flashgen.values.numerals import parse_format
from flashgen.values.tables import Table


def located(scalar: Scalar, problem: ExpressionError, offset: int = 0) -> Diagnostic:
    """Return an expression's error as a diagnostic at its place in the file."""
    span = scalar.span_at(problem.start + offset, problem.end + offset)
    return Diagnostic(problem.code, problem.message, span, hint=problem.hint)


class NamesCompiler(Struct):
    """Compiles what has a name in a form, and the slots of its texts."""

    deck_file: DeckFile
    definition: LoadedDefinition
    form: NumericForm
    number: int
    known: dict[tuple[int, bool], CompiledText | None]
    diagnostics: list[Diagnostic]
    columns: dict[tuple[object, ...], int] = field(default_factory=dict)
    column_list: list[Column] = field(default_factory=list)
    answer_names: dict[str, int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    formulas: dict[str, tuple[FormulaExpression, FormulaAsked]] = field(default_factory=dict)
    """The formula answers by name."""
    given: set[str] = field(default_factory=set)
    """All names that the form gives a value."""
    by_language: set[int] = field(default_factory=set)
    """The indices of the answers that are other texts in other languages."""
    value_texts: list[Mapping[str, Template]] = field(default_factory=list)
    """The texts that stand for values, by language."""
    option_texts: list[Mapping[str, Template]] = field(default_factory=list)
    rows: dict[str, Table] = field(default_factory=dict)
    """The names that stand for rows of a table."""

    def _records(self, language: str = "") -> Records:
        """Return the tables, and the names that are rows, for a text in a language or for none."""
        tables = self.deck_file.data.tables
        if not tables:
            return NO_RECORDS
        return Records(tuple(tables.items()), tuple(self.rows.items()), language)

    def _formula(
        self,
        scalar: Scalar,
        names: Collection[str],
        *,
        draws: bool = False,
        rows: bool = False,
        language: str = "",
    ) -> Formula | None:
        later = self.given.difference(names)
        try:
            expression = compile_expression(
                scalar.value,
                names,
                draws=draws,
                later=later,
                records=self._records(language),
                rows=rows,
            )
            return Formula(expression, scalar)
        except ExpressionError as problem:
            found = located(scalar, problem)
            name = scalar.value[problem.start : problem.end]
            if problem.message == not_defined(name) and (below := self._defined_later(name)):
                found = replace(found, message=below[0], hint=below[1])
            self.diagnostics.append(found)
            return None

    def _defined_later(self, name: str) -> tuple[str, str] | None:
        """Return message and hint for a name that has a value only below; None if it has none."""
        form = self.form
        if name in self.names:
            return None
        if name in form.let or name in form.parameters:
            where, hint = "below", f"move `{name}` up"
            if name in form.let and len(self.names) < len(form.parameters):
                where, hint = "under `let`, after all draws", "compute with it under `let`, too"
        elif name == "answer" or name in {a.name.value for a in form.answers or ()}:
            where, hint = "after `let`", "give its value a name under `let`, and use that"
        else:
            return None
        return f"`{name}` is computed {where}", hint

    def _named(
        self, named: Mapping[str, tuple[Scalar, Scalar]], *, draws: bool
    ) -> list[NamedFormula]:
        made = []
        for name, (key, scalar) in named.items():
            if not self._name_is_free(name, key):
                continue
            formula = self._formula(scalar, self.names, draws=draws, rows=True)
            if formula is not None and formula.expression.table is not None:
                self.rows[name] = formula.expression.table
            # A name whose expression is wrong counts as known, or each use would be said too.
            self.names.add(name)
            if formula is not None:
                made.append(NamedFormula(name, key, formula))
        return made

    def _name_is_free(self, name: str, key: Scalar) -> bool:
        if name in self.names or name in self.answer_names:
            self.diagnostics.append(
                Diagnostic(
                    "name-taken", f"`{name}` has a value already", key.span, hint="rename one"
                )
            )
            return False
        if name in self.deck_file.data.tables:
            message = f"`{name}` is a table of this file"
            self.diagnostics.append(Diagnostic("name-taken", message, key.span, hint="rename one"))
            return False
        if name == "answer":
            self.diagnostics.append(
                Diagnostic("name-taken", "`answer` is the name of the answer itself", key.span)
            )
            return False
        return True

    def _template(
        self, text: LocalizedText, language: str, known: set[str], *, inline: bool = False
    ) -> Template | None:
        scalar = text.get(language)
        if scalar is None:
            return None
        key = (id(scalar), inline)
        if key not in self.known:
            compiler = _compile_inline if inline else _compile_block
            self.known[key] = compile_markup(scalar, compiler, self.diagnostics)
        compiled = self.known[key]
        if compiled is None:
            return None
        columns = tuple(self._column(slot, scalar, language, known) for slot in compiled.slots)
        if None in columns:
            return None
        return Template(compiled, tuple(c for c in columns if c is not None), scalar)

    def _column(self, slot: Slot, scalar: Scalar, language: str, known: set[str]) -> int | None:
        # A format that is none never comes so far: compiling the text has refused it.
        spec = parse_format(slot.format) if slot.format is not None else None
        if spec is not None and spec.words:
            spec = replace(spec, language=language)
        answer = self.answer_names.get(slot.expression.strip()) if spec is None else None
        of_language = language if answer in self.by_language else ""
        key: tuple[object, ...] = (
            slot.expression.strip(),
            slot.format,
            spec.language if spec is not None else of_language,
            slot.context,
            slot.parenthesise,
            slot.powered,
            slot.is_block,
        )
        records = self._records(language)
        try:
            if (call := table_call(slot.expression)) is not None:
                return self._table(call, slot, scalar, key, known, records)
            if records.tables:
                expression = compile_expression(slot.expression, known, records=records)
                key += (language,) if expression.localized else ()
            if key in self.columns:
                return self.columns[key]
            expression = compile_expression(slot.expression, known, records=records)
        except ExpressionError as problem:
            self.diagnostics.append(located(scalar, problem, slot.start))
            return None
        self.columns[key] = len(self.column_list)
        self.column_list.append(
            Column(expression, answer, spec, slot, scalar, language=of_language)
        )
        return self.columns[key]

    def _table(
        self,
        call: TableCall,
        slot: Slot,
        scalar: Scalar,
        key: tuple[object, ...],
        known: set[str],
        records: Records,
    ) -> int:
        """Return the column of a slot that shows a table; raises as `compile_table`."""

        def compiled(text: str) -> Expression:
            return compile_expression(text, known, records=records)

        tables = {**self.deck_file.data.tables, **self.rows}
        cells, made = compile_table(call, slot, compiled, tables.get)
        if any(each.localized for each in (cells, *made.expressions)):
            key += (records.language,)
        if key not in self.columns:
            spec = parse_format(slot.format) if slot.format is not None else None
            self.columns[key] = len(self.column_list)
            self.column_list.append(Column(cells, None, spec, slot, scalar, table=made))
        return self.columns[key]

    def _key_span(self, key: str) -> Span:
        return self.definition.key_span(key, self.number)

    def _say(self, code: str, message: str, key: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, self._key_span(key)))


@lru_cache(maxsize=512)
def _compile_block(text: str) -> CompiledText:
    return compile_text(text, slots=True)


@lru_cache(maxsize=512)
def _compile_inline(text: str) -> CompiledText:
    return compile_inline(text, slots=True)
