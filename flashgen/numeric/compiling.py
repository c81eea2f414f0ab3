"""Definitions to programs: expressions and texts compiled once, names resolved, slots numbered."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from flashgen.deck.answer_keys import unfit_keys
from flashgen.deck.asking import asked_twice, equal_items, list_problems
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.deck.key_types.expressions import Figure
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.key_types.values import WrittenText
from flashgen.deck.keys import (
    AnswerFields,
    FormulaAnswer,
    NamedAnswer,
    NumericDefinition,
    NumericForm,
)
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
from flashgen.numeric.formulas.answers import compile_asked
from flashgen.numeric.formulas.compiling import Known, compile_formula
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
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
    TextFormula,
    ValueFormula,
)
from flashgen.numeric.slot_tables import TableCall, compile_table, table_call
from flashgen.numeric.units import converted_units
from flashgen.source.diagnostics import Diagnostic, Severity
from flashgen.source.text import Span
from flashgen.source.yaml import Scalar
from flashgen.values.formatting import Context
from flashgen.values.formulas.nodes import names_in
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
        elif form.choices and form.options is not None:
            message = "`choices` and `options` exclude each other"
            self._say("answer-and-answers", message, "options")
        elif form.choices and not form.mistakes:
            self.diagnostics.append(
                Diagnostic(
                    "too-few-choices",
                    "a choice needs `mistakes`, which are its wrong options",
                    self.definition.key_span("choices", self.number),
                )
            )
        self._show(form)
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
            for key in AnswerFields.model_fields:
                if getattr(form, key) not in (None, (), False):
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
        self,
        name: str,
        value: Scalar | WrittenText | FormulaAnswer,
        fields: AnswerFields,
        made: list[CompiledAnswer],
    ) -> None:
        if isinstance(value, FormulaAnswer):
            self._formula_answer(name, value, fields, made)
            return
        if fields.decimals is not None and fields.figures is not None:
            self.diagnostics.append(
                Diagnostic(
                    "decimals-and-figures",
                    "`decimals` and `figures` exclude each other",
                    self.definition.key_span("figures", self.number),
                )
            )
        formula = self._value(value, self.names)
        check = self._formula(fields.check, self.names) if fields.check else None
        label = fields.label if isinstance(fields, NamedAnswer) else None
        accept = [self._accepted(other) for other in fields.accept]
        options = [self._written(option, self.names) for option in fields.options or ()]
        self.option_texts += [option for option in options if option is not None]
        if fields.options is not None or isinstance(formula, TextFormula):
            self.by_language.add(self.answer_names[name])
            kind = "text" if fields.options is None else "menu"
            for key, message, hint in unfit_keys(fields, kind):
                self._unfit(fields, key, message, hint)
        if fields.options is not None and len(fields.options) < 2:
            span = self.definition.key_span("options", self.number)
            span = fields.options[0].span if fields.options else span
            message = "a menu has at least two `options`"
            self.diagnostics.append(Diagnostic("too-few-choices", message, span))
        if formula is not None and None not in accept and None not in options:
            units, any_prefix = converted_units(fields, formula.scalar.span, self.diagnostics)
            made.append(
                CompiledAnswer(
                    name,
                    formula,
                    check,
                    fields,
                    label,
                    units,
                    any_prefix,
                    tuple(one for one in accept if one is not None),
                    tuple(one for one in options if one is not None),
                )
            )

    def _unfit(self, fields: AnswerFields, key: str, message: str, hint: str) -> None:
        value = getattr(fields, key)
        span = getattr(value, "span", None)
        if span is None:
            span = self.definition.key_span(key, self.number)
            if isinstance(fields, NamedAnswer):
                span = fields.name.span
        self.diagnostics.append(Diagnostic("unfit-key", message, span, hint=hint))

    def _show(self, form: NumericForm) -> None:
        """Check how many options of a choice are shown."""
        if form.show is None:
            return
        if not form.choices:
            message = "`show` says how many options of a choice are shown, and this is none"
            self._say("unfit-key", message, "show")
        elif form.show > len(form.mistakes) + 1:
            message = f"there are {len(form.mistakes) + 1} options, and `show` wants {form.show}"
            self._say("too-few-choices", message, "show")

    def _value(self, value: Scalar | WrittenText, names: Collection[str]) -> ValueFormula | None:
        if isinstance(value, Scalar):
            made = self._formula(value, names)
            if made is None and _is_words(value.value, self.given):
                # The last error is that of the expression, which is meant to be a text.
                quoted = value.value.strip().replace("'", "''")
                hint = f"a text is written `'\"{quoted}\"'` or `{{text: {value.value.strip()}}}`"
                self.diagnostics[-1] = replace(self.diagnostics[-1], hint=hint)
            return made
        templates = self._written(value.text, names)
        if templates is None:
            return None
        first = templates[self.deck_file.languages[0]]
        columns = [self.column_list[n] for text in templates.values() for n in text.columns]
        used = frozenset(name for column in columns for name in column.names)
        return TextFormula(templates, first.scalar, used)

    def _written(
        self, text: LocalizedText, names: Collection[str]
    ) -> Mapping[str, Template] | None:
        """Compile a text that stands for a value; None after reporting errors."""
        made = {
            language: self._template(text, language, set(names), inline=True)
            for language in self.deck_file.languages
        }
        templates = {language: template for language, template in made.items() if template}
        if len(templates) < len(made):
            return None
        self.value_texts.append(templates)
        return templates

    def _accepted(self, value: Scalar | WrittenText) -> TextFormula | None:
        """Compile another spelling: a text, an expression that gives one, or words as typed."""
        if isinstance(value, Scalar):
            if not _is_words(value.value, self.given):
                return self._shown_value(value)
            value = WrittenText(LocalizedText(value, {}))
        made = self._value(value, self.names)
        assert not isinstance(made, Formula)
        return made

    def _shown_value(self, scalar: Scalar) -> TextFormula | None:
        """Compile an expression as a text that shows its value."""
        end = len(scalar.value)
        slot = Slot(scalar.value, None, 0, end, 0, end, Context.CODE)
        column = self._column(slot, scalar, self.deck_file.languages[0], self.names)
        if column is None:
            return None
        template = Template(CompiledText(("", ""), (slot,), (), scalar.value), (column,), scalar)
        names = self.column_list[column].names
        return TextFormula(dict.fromkeys(self.deck_file.languages, template), scalar, names)

    def _formula_answer(
        self,
        name: str,
        value: FormulaAnswer,
        fields: AnswerFields,
        made: list[CompiledAnswer],
    ) -> None:
        for key, message, hint in unfit_keys(fields, "formula"):
            self._unfit(fields, key, message, hint)
        report, span = self.diagnostics.append, value.formula.span
        values = Known(frozenset(self.names), records=self._records())
        asked = compile_asked(value, fields, values, span, report, located)
        formula = self._typed_formula(value.formula, asked)
        if formula is None:
            return
        expression = formula.expression
        assert isinstance(expression, FormulaExpression)
        if expression.is_list:
            asked = replace(asked, count=len(expression.trees))
        if asked.up_to and not any(names_in(tree) for tree in expression.trees):
            self._say("bad-answer", "`up_to` needs a formula with a variable", "answer")
        self.formulas[name] = (expression, asked)
        second = value.check or fields.check
        check = self._typed_formula(second, asked) if second else None
        label = fields.label if isinstance(fields, NamedAnswer) else None
        if value.text is not None:
            self.by_language.add(self.answer_names[name])
        made.append(
            CompiledAnswer(name, formula, check, fields, label, asked=asked, text=value.text)
        )

    def _typed_formula(
        self, scalar: Scalar, asked: FormulaAsked, others: bool = False
    ) -> Formula | None:
        formulas = {name: known for name, (known, _) in self.formulas.items()} if others else {}
        later = frozenset(self.given.difference(self.names, asked.names))
        known = Known(frozenset(self.names), asked.names, formulas, later, self._records())
        try:
            return Formula(compile_formula(scalar.value, known, log10=asked.log10), scalar)
        except ExpressionError as problem:
            self.diagnostics.append(located(scalar, problem))
            return None

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
                stage = max((order.get(name, 0) for name in formula.names), default=0)
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
            asked = self._asked_of(of)
            formula = (
                self._typed_formula(item.value, asked, others=True)
                if asked and isinstance(item.value, Scalar)
                else self._value(item.value, known)
            )
            if asked and not isinstance(item.value, Scalar):
                message = "the mistakes of a formula are formulas"
                self.diagnostics.append(Diagnostic("bad-answer", message, item.says.span))
                continue
            if formula is not None:
                made.append(CompiledMistake(formula, item.says, of, item.may_coincide))
        return made

    def _asked_of(self, answer: int) -> FormulaAsked | None:
        """Return how an answer is asked for if it is a formula."""
        name = next((n for n, place in self.answer_names.items() if place == answer), "")
        return self.formulas[name][1] if name in self.formulas else None

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
        hints = tuple(self._template(hint, language, known) for hint in form.hints)
        labels = tuple(
            self._template(a.label, language, known, inline=True) if a.label else None
            for a in answers
        )
        units = tuple(
            self._template(a.fields.unit, language, known, inline=True) if a.fields.unit else None
            for a in answers
        )
        displays = tuple(
            self._template(a.text, language, self.names, inline=True) if a.text else None
            for a in answers
        )
        if question is None or None in (*solution, *says, *hints):
            return None
        return FormTexts(
            question,
            tuple(s for s in solution if s),
            tuple(s for s in says if s),
            labels,
            units,
            tuple(h for h in hints if h),
            displays,
            *self._lists(language, known),
            values=tuple(texts[language] for texts in self.value_texts),
            options=tuple(texts[language] for texts in self.option_texts),
        )

    def _picture(self, known: set[str]) -> CompiledPicture | None:
        image = self.form.image
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


_WORDS: Final = re.compile(r"[^\W_][\w .,;:!?%&'’()+/·°′″–-]*")
_CALL: Final = re.compile(r"\w\(")


def _is_words(text: str, names: Collection[str]) -> bool:
    """Tell whether what stands for an expression can only be a text: words without quotes."""
    if not _WORDS.fullmatch(text.strip()) or _CALL.search(text):
        return False
    return not any(word in names for word in re.findall(r"\w+", text))


# Steps of a solution, sentences to a mistake and units are the same in many definitions.
@lru_cache(maxsize=512)
def _compile_block(text: str) -> CompiledText:
    return compile_text(text, slots=True)


@lru_cache(maxsize=512)
def _compile_inline(text: str) -> CompiledText:
    return compile_inline(text, slots=True)
