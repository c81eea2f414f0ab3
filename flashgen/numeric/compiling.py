"""Definitions to programs: expressions and texts compiled once, names resolved, slots numbered."""

from typing import Final

from flashgen.deck.asking import equal_items
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.key_types.expressions import Figure
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import NumericDefinition, NumericForm
from flashgen.expression import ExpressionError
from flashgen.markup import CompiledText
from flashgen.numeric.compiling_answers import AnswersCompiler
from flashgen.numeric.compiling_names import located
from flashgen.numeric.figures import compile_figure
from flashgen.numeric.pictures import compile_picture
from flashgen.numeric.program import (
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
from flashgen.source.diagnostics import Diagnostic, Severity
from flashgen.source.nodes import Scalar

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


class _FormCompiler(AnswersCompiler):
    """Compiles a form: everything that it draws, computes and shows."""

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
