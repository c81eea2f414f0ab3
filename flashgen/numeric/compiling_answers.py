"""The answers and mistakes of a form: values, texts, formulas and menus."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from msgspec.structs import replace

from flashgen.deck.answer_keys import AnswerFields, FormulaAnswer, NamedAnswer
from flashgen.deck.answers import KINDS
from flashgen.deck.asking import asked_twice, list_problems
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.key_types.values import WrittenText
from flashgen.expression import ExpressionError
from flashgen.markup import CompiledText, Slot
from flashgen.numeric.compiling_names import NamesCompiler, located
from flashgen.numeric.formulas.answers import compile_asked
from flashgen.numeric.formulas.compiling import compile_formula
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaExpression
from flashgen.numeric.formulas.numbers import Known
from flashgen.numeric.program import (
    CompiledAnswer,
    CompiledMistake,
    Formula,
    Template,
    TextFormula,
    ValueFormula,
)
from flashgen.numeric.units import converted_units
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.values.formatting import Context
from flashgen.values.formulas.nodes import names_in

_WORDS: Final = re.compile(r"[^\W_][\w .,;:!?%&'’()+/·°′″–-]*")
_CALL: Final = re.compile(r"\w\(")


class AnswersCompiler(NamesCompiler):
    """Compiles the answers of a form and its mistakes."""

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
            kind = KINDS["text" if fields.options is None else "menu"]
            for key, message, hint in kind.unfit_keys(fields):
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
        templates = dict.fromkeys(self.deck_file.languages, template)
        self.value_texts.append(templates)
        return TextFormula(templates, scalar, names)

    def _formula_answer(
        self,
        name: str,
        value: FormulaAnswer,
        fields: AnswerFields,
        made: list[CompiledAnswer],
    ) -> None:
        for key, message, hint in KINDS["formula"].unfit_keys(fields):
            self._unfit(fields, key, message, hint)
        report, span = self.diagnostics.append, value.formula.span
        values = Known(frozenset(self.names), records=self._records())
        asked = compile_asked(value, fields, values, span, report, located)
        formula = self._typed_formula(value.formula, asked, displayed=value.text is None)
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
        self,
        scalar: Scalar,
        asked: FormulaAsked,
        *,
        others: bool = False,
        displayed: bool = False,
    ) -> Formula | None:
        formulas = {name: known for name, (known, _) in self.formulas.items()} if others else {}
        later = frozenset(self.given.difference(self.names, asked.names))
        known = Known(frozenset(self.names), asked.names, formulas, later, self._records())
        try:
            made = compile_formula(scalar.value, known, log10=asked.log10, displayed=displayed)
            return Formula(made, scalar)
        except ExpressionError as problem:
            self.diagnostics.append(located(scalar, problem))
            return None

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


def _is_words(text: str, names: Collection[str]) -> bool:
    """Tell whether what stands for an expression can only be a text: words without quotes."""
    if not _WORDS.fullmatch(text.strip()) or _CALL.search(text):
        return False
    return not any(word in names for word in re.findall(r"\w+", text))
