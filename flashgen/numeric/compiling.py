"""Definitions to programs: expressions and texts compiled once, names resolved, slots numbered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from flashgen.deck.asking import asked_twice, equal_items, list_problems
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.deck.key_types.expressions import Figure
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import AnswerFields, NamedAnswer, NumericDefinition, NumericForm
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
from flashgen.numeric.figures import compile_figure
from flashgen.numeric.pictures import compile_picture
from flashgen.numeric.program import (
    Column,
    CompiledAnswer,
    CompiledForm,
    CompiledMistake,
    CompiledPicture,
    CompiledStatement,
    FigureFormula,
    FormTexts,
    Formula,
    NamedFormula,
    Program,
    Template,
)
from flashgen.numeric.slot_tables import TableCall, compile_table, table_call
from flashgen.source.diagnostics import Diagnostic, Severity
from flashgen.source.text import Span
from flashgen.source.yaml import Scalar
from flashgen.values.numerals import parse_format
from flashgen.values.tables import Table

_FORM_BITS: Final = 40
"""A form has this many bits for the numbers of its candidate draws."""


def compile_numeric(
    deck_file: DeckFile, definition: LoadedDefinition, diagnostics: list[Diagnostic]
) -> Program | None:
    """Compile a numeric definition; None where something in it is wrong, which is said."""
    model = definition.model
    assert isinstance(model, NumericDefinition)
    forms = []
    # The texts of forms mostly are those of the definition: compile each once.
    known: dict[tuple[int, bool], CompiledText | None] = {}
    found: list[Diagnostic] = []
    for number, form in enumerate(model.all_forms):
        compiler = _FormCompiler(deck_file, definition, form, number, known, found)
        forms.append(compiler.compile())
    diagnostics += found
    if any(d.severity is Severity.ERROR for d in found):
        return None
    return Program(deck_file, definition, model, tuple(f for f in forms if f is not None))


def located(scalar: Scalar, problem: ExpressionError, offset: int = 0) -> Diagnostic:
    """Return an expression's error as a diagnostic at its place in the file."""
    span = scalar.span_at(problem.start + offset, problem.end + offset)
    return Diagnostic(problem.code, problem.message, span, hint=problem.hint)


@dataclass(slots=True)
class _FormCompiler:
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
    given: set[str] = field(default_factory=set)
    """All names that the form gives a value."""
    rows: dict[str, Table] = field(default_factory=dict)
    """The names that stand for rows of a table."""

    def compile(self) -> CompiledForm | None:
        form = self.form
        self.given = {*form.parameters, *form.let, *(a.name.value for a in form.answers or ())}
        before = len(self.diagnostics)
        parameters = self._named(form.parameters, draws=True)
        let = self._named(form.let, draws=False)
        answers = self._answers()
        known = self.names | set(self.answer_names)
        stages = self._conditions(let, known)
        mistakes = self._mistakes(known)
        statements = self._statements(known)
        if form.choices and form.answers is not None:
            self._say("answer-and-answers", "a choice has one `answer`, not `answers`", "choices")
        elif form.choices and len(mistakes) < 2:
            self.diagnostics.append(
                Diagnostic(
                    "too-few-choices",
                    "a choice needs at least two `mistakes`, which are its wrong options",
                    self.definition.key_span("choices", self.number),
                )
            )
        texts = {
            language: made
            for language in self.deck_file.languages
            if (made := self._texts(language, answers, mistakes, known)) is not None
        }
        picture = self._picture(known)
        figures = form.figure or Figure()
        question_figure = self._figure(figures.question, known)
        solution_figure = self._figure(figures.solution, known)
        if any(d.severity is Severity.ERROR for d in self.diagnostics[before:]):
            return None
        return CompiledForm(
            tuple(parameters),
            tuple(let),
            stages,
            tuple(answers),
            tuple(mistakes),
            tuple(self.column_list),
            texts,
            question_figure,
            solution_figure,
            form.choices,
            form,
            str(self.number),
            self.number << _FORM_BITS,
            self._shared(),
            tuple(statements),
            self.rows,
            picture,
        )

    def _shared(self) -> frozenset[str]:
        """Return the parameters that stand outside of `forms`."""
        model = self.definition.model
        assert isinstance(model, NumericDefinition)
        outside = {id(scalar) for _, scalar in model.parameters.values()}
        return frozenset(
            name for name, (_, scalar) in self.form.parameters.items() if id(scalar) in outside
        )

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

    def _answers(self) -> list[CompiledAnswer]:
        form = self.form
        made: list[CompiledAnswer] = []
        twice = list(asked_twice(form, self._key_span))
        self.diagnostics += twice
        if twice:
            return made
        if form.statements is not None or form.order is not None:
            self.diagnostics += list_problems(form, self._key_span)
            return made
        if form.answers is not None:
            for key in ("unit", "decimals", "figures", "tolerance", "compare", "check"):
                if getattr(form, key) is not None:
                    self._say(
                        "answer-and-answers",
                        f"with `answers`, `{key}` belongs to each of them",
                        key,
                    )
            for item in form.answers:
                if self._name_is_free(item.name.value, item.name):
                    self.answer_names[item.name.value] = len(self.answer_names)
                    self._answer(item.name.value, item.value, item, made)
            return made
        if form.answer is None:
            # With forms this is the first line of the one that lacks it.
            has_forms = form is not self.definition.model
            self._say("missing-key", "`answer` is missing", "answer" if has_forms else "question")
            return made
        self.answer_names["answer"] = 0
        self._answer("answer", form.answer, form, made)
        return made

    def _answer(
        self, name: str, value: Scalar, fields: AnswerFields, made: list[CompiledAnswer]
    ) -> None:
        if fields.decimals is not None and fields.figures is not None:
            self.diagnostics.append(
                Diagnostic(
                    "decimals-and-figures",
                    "`decimals` and `figures` exclude each other",
                    self.definition.key_span("figures", self.number),
                )
            )
        formula = self._formula(value, self.names)
        check = self._formula(fields.check, self.names) if fields.check else None
        label = fields.label if isinstance(fields, NamedAnswer) else None
        if formula is not None:
            made.append(CompiledAnswer(name, formula, check, fields, label))

    def _conditions(
        self, let: list[NamedFormula], known: set[str]
    ) -> tuple[tuple[Formula, ...], ...]:
        stages: list[list[Formula]] = [[] for _ in range(len(let) + 2)]
        order = {item.name: stage for stage, item in enumerate(let, start=1)}
        order |= {name: len(let) + 1 for name in self.answer_names}
        for scalar in self.form.require:
            # In a comparison the language of a text makes no difference.
            formula = self._formula(scalar, known, language=self.deck_file.languages[0])
            if formula is not None:
                stage = max((order.get(name, 0) for name in formula.expression.names), default=0)
                stages[stage].append(formula)
        return tuple(tuple(stage) for stage in stages)

    def _mistakes(self, known: set[str]) -> list[CompiledMistake]:
        made = []
        for item in self.form.mistakes:
            of = 0
            if item.of is not None:
                name = item.of.value
                if name not in self.answer_names:
                    self.diagnostics.append(
                        Diagnostic(
                            "unknown-answer",
                            f"`{name}` is no answer of this card",
                            item.of.span,
                            hint="the answers are "
                            + ", ".join(f"`{name}`" for name in self.answer_names),
                        )
                    )
                    continue
                of = self.answer_names[name]
            elif len(self.answer_names) > 1:
                self.diagnostics.append(
                    Diagnostic(
                        "unknown-answer",
                        "with several `answers`, a mistake says which it belongs to: `of: name`",
                        item.value.span,
                    )
                )
                continue
            formula = self._formula(item.value, known)
            if formula is not None:
                made.append(CompiledMistake(formula, item.says, of, item.may_coincide))
        return made

    def _statements(self, known: set[str]) -> list[CompiledStatement]:
        made = []
        first = self.deck_file.languages[0]
        for item in self.form.statements or ():
            right = truth_word(item.right)
            formula = self._formula(item.right, known, language=first) if right is None else right
            if formula is not None:
                made.append(CompiledStatement(item.text, formula, item.says))
        return made

    def _lists(
        self, language: str, known: set[str]
    ) -> tuple[tuple[Template, ...], tuple[Template | None, ...], tuple[tuple[Template, ...], ...]]:
        """Compile the statements, what they say, and the items to be put in order."""

        def inline(text: LocalizedText | None) -> Template | None:
            return self._template(text, language, known, inline=True) if text else None

        statements = self.form.statements or ()
        texts = [inline(statement.text) for statement in statements]
        says = tuple(inline(statement.says) for statement in statements)
        order = [[inline(item) for item in group] for group in self.form.order or ()]
        made = [text for text in (*texts, *(i for group in order for i in group)) if text]
        fixed = [(text.text.fill(), text.scalar) for text in made if not text.columns]
        self.diagnostics += equal_items(fixed)
        return (
            tuple(text for text in texts if text),
            says,
            tuple(tuple(item for item in group if item) for group in order),
        )

    def _texts(
        self,
        language: str,
        answers: list[CompiledAnswer],
        mistakes: list[CompiledMistake],
        known: set[str],
    ) -> FormTexts | None:
        form = self.form
        question = self._template(form.question, language, known)
        solution = tuple(self._template(step, language, known) for step in form.solution or ())
        says = tuple(self._template(m.says, language, known, inline=True) for m in mistakes)
        labels = tuple(
            self._template(a.label, language, known, inline=True) if a.label else None
            for a in answers
        )
        units = tuple(
            self._template(a.fields.unit, language, known, inline=True) if a.fields.unit else None
            for a in answers
        )
        if question is None or None in solution or None in says:
            return None
        return FormTexts(
            question,
            tuple(s for s in solution if s),
            tuple(s for s in says if s),
            labels,
            units,
            *self._lists(language, known),
        )

    def _picture(self, known: set[str]) -> CompiledPicture | None:
        image = self.definition.model.image
        if image is None:
            return None
        return compile_picture(
            image,
            self.deck_file.languages,
            lambda slot, scalar, language: self._column(slot, scalar, language, known),
            lambda text, language: self._template(text, language, known, inline=True),
            self.diagnostics,
        )

    def _figure(self, scalar: Scalar | None, known: set[str]) -> FigureFormula | None:
        if scalar is None:
            return None
        try:
            languages = self.deck_file.languages
            figure = compile_figure(scalar.value, known, self._records(), languages)
            return FigureFormula(figure, scalar)
        except ExpressionError as problem:
            self.diagnostics.append(located(scalar, problem))
            return None

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
        key: tuple[object, ...] = (
            slot.expression.strip(),
            slot.format,
            spec.language if spec is not None else "",
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
        answer = self.answer_names.get(slot.expression.strip()) if spec is None else None
        self.columns[key] = len(self.column_list)
        self.column_list.append(Column(expression, answer, spec, slot, scalar))
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
            self.column_list.append(Column(cells, None, spec, slot, scalar, made))
        return self.columns[key]

    def _key_span(self, key: str) -> Span:
        return self.definition.key_span(key, self.number)

    def _say(self, code: str, message: str, key: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, self._key_span(key)))


# Steps of a solution, sentences to a mistake and units are the same in many definitions.
@lru_cache(maxsize=512)
def _compile_block(text: str) -> CompiledText:
    return compile_text(text, slots=True)


@lru_cache(maxsize=512)
def _compile_inline(text: str) -> CompiledText:
    return compile_inline(text, slots=True)
