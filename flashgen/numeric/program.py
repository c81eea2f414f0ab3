"""A numeric definition compiled: what sampling computes and rendering fills.

A slot of a text, whatever its language, becomes a *column* of the variants: the same expression in
the same place of a formula is computed and formatted once for each variant.
"""

from collections.abc import Mapping, Set
from typing import TypeAlias

from msgspec import Struct, field

from flashgen.deck.answer_keys import AnswerFields
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import NumericDefinition, NumericForm
from flashgen.expression import Expression
from flashgen.markup import CompiledText, Slot
from flashgen.numeric.figures import CompiledFigure
from flashgen.numeric.formulas.expression import FormulaAsked, FormulaConstant, FormulaExpression
from flashgen.numeric.slot_tables import SlotTable
from flashgen.source.nodes import Scalar
from flashgen.values.kinds import OtherUnit
from flashgen.values.numerals import Format
from flashgen.values.tables import Table


class Formula(Struct, frozen=True):
    """A compiled expression and where it stands."""

    expression: Expression
    scalar: Scalar

    @property
    def names(self) -> Set[str]:
        """The names of the values that it is computed from."""
        return self.expression.names

    @property
    def text(self) -> str:
        """The expression as typed."""
        return self.expression.text

    @property
    def templates(self) -> Mapping[str, "Template"]:
        """Nothing: it is no text of its own in each language."""
        return {}


class TextFormula(Struct, frozen=True):
    """A text with slots that stands for a value, by language, and where it stands.

    Its value is what it shows in the deck's first language.
    """

    templates: Mapping[str, "Template"]
    scalar: Scalar
    names: frozenset[str]
    """The names of the values in its slots."""

    @property
    def text(self) -> str:
        """Nothing: it is no expression."""
        return ""


ValueFormula: TypeAlias = Formula | TextFormula


class NamedFormula(Struct, frozen=True):
    """A parameter or a `let`."""

    name: str
    key: Scalar
    formula: Formula


class CompiledAnswer(Struct, frozen=True):
    """An answer: how it is computed, checked and asked for."""

    name: str
    formula: ValueFormula
    check: Formula | None
    fields: AnswerFields
    label: LocalizedText | None = None
    units: tuple[OtherUnit, ...] = ()
    """The other units that may be typed."""
    any_prefix: bool = False
    """Whether the unit may be typed with any SI prefix."""
    accept: tuple[TextFormula, ...] = ()
    """Other spellings."""
    options: tuple[Mapping[str, "Template"], ...] = ()
    """Of a menu, each by language."""
    asked: FormulaAsked | None = None
    """Of a formula: how it is asked for and judged."""
    text: LocalizedText | None = None
    """Of a formula: how it is displayed."""


class CompiledMistake(Struct, frozen=True):
    """A known wrong result of the answer with the index ``of``."""

    formula: ValueFormula
    says: LocalizedText
    of: int
    may_coincide: bool


class CompiledStatement(Struct, frozen=True):
    """A statement: whether it is true, always or under a condition, and why."""

    text: LocalizedText
    right: Formula | bool
    says: LocalizedText | None


def typed_formula(formula: ValueFormula) -> FormulaExpression | None:
    """Return the formula that an answer or a mistake is; None for any other value."""
    expression = formula.expression if isinstance(formula, Formula) else None
    return expression if isinstance(expression, FormulaExpression) else None


class Column(Struct, frozen=True):
    """A value that stands in texts: what is computed, and how it is shown.

    ``answer`` is the index of the answer where the slot shows one as it is asked for, and
    ``language`` the language in which it does, where that makes a difference. Of a table with
    headings the expression is that of its cells.
    """

    expression: Expression
    answer: int | None
    format: Format | None
    slot: Slot
    scalar: Scalar
    table: SlotTable | None = None
    language: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The names of values that are used."""
        headings = self.table.expressions if self.table is not None else ()
        return self.expression.names.union(*(heading.names for heading in headings))


class Template(Struct, frozen=True):
    """A compiled text with the number of the column that fills each of its slots."""

    text: CompiledText
    columns: tuple[int, ...]
    scalar: Scalar


class FormTexts(Struct, frozen=True):
    """The texts of a form in one language."""

    question: Template
    solution: tuple[Template, ...]
    says: tuple[Template, ...]
    labels: tuple[Template | None, ...]
    units: tuple[Template | None, ...]
    hints: tuple[Template, ...]
    displays: tuple[Template | None, ...] = ()
    """How formula answers are displayed, where that is stated."""
    statements: tuple[Template, ...] = ()
    statement_says: tuple[Template | None, ...] = ()
    order: tuple[tuple[Template, ...], ...] = ()
    values: tuple[Template, ...] = ()
    """The texts that are answers, other spellings, mistakes and options of menus."""
    options: tuple[Template, ...] = ()
    """Those of them that stand on the question's side."""

    @property
    def listed(self) -> tuple[Template, ...]:
        """The statements, or the items to be put in order."""
        return (*self.statements, *[item for group in self.order for item in group])

    @property
    def asked_columns(self) -> frozenset[int]:
        """The columns that the question side shows, labels and units apart."""
        return frozenset(c for text in (self.question, *self.listed) for c in text.columns)

    @property
    def all(self) -> tuple[Template, ...]:
        """Every text of the form."""
        parts = (
            *(self.question, *self.solution, *self.hints),
            *(*self.says, *self.labels, *self.units),
        )
        lists = (*self.listed, *self.statement_says, *self.values, *self.displays)
        return tuple(part for part in (*parts, *lists) if part)


class FigureFormula(Struct, frozen=True):
    """A figure of the question or the solution side, and where it is written."""

    figure: CompiledFigure
    scalar: Scalar


class PlainTemplate(Struct, frozen=True):
    """A text that is no Markdown, cut at its slots, with the column that fills each."""

    pieces: tuple[str, ...]
    columns: tuple[int, ...]


class CompiledPicture(Struct, frozen=True):
    """The image of a card, its file name with slots; description and marks by language."""

    image: Image
    path: PlainTemplate
    alt: Mapping[str, PlainTemplate]
    marks: Mapping[str, tuple[Template, ...]]


class CompiledForm(Struct, frozen=True):
    """A form, ready to be drawn and computed.

    ``conditions[stage]`` are tested as soon as all their names have values: stage 0 after the
    parameters, stage k after the k-th `let`, the last after the answers.
    """

    parameters: tuple[NamedFormula, ...]
    let: tuple[NamedFormula, ...]
    conditions: tuple[tuple[Formula, ...], ...]
    answers: tuple[CompiledAnswer, ...]
    mistakes: tuple[CompiledMistake, ...]
    columns: tuple[Column, ...]
    texts: Mapping[str, FormTexts]
    question_figure: FigureFormula | None
    solution_figure: FigureFormula | None
    choices: bool
    form: NumericForm
    stream_key: str
    """What tells the random streams of this form's own parameters from those of others."""
    stream_start: int
    """The first candidate draw: the forms share streams of parameters, not their draws."""
    shared: frozenset[str]
    """The parameters that the definition draws for all its forms."""
    statements: tuple[CompiledStatement, ...] = ()
    rows: Mapping[str, Table] = field(default_factory=dict)
    """The names that stand for rows of a table."""
    picture: CompiledPicture | None = None

    @property
    def truths(self) -> tuple[Formula, ...]:
        """The conditions under which statements are true, of those that depend on the draw."""
        return tuple(s.right for s in self.statements if isinstance(s.right, Formula))

    def asked_columns(self, language: str) -> tuple[int, ...]:
        """Return the columns that the question side shows, labels and units apart."""
        columns = sorted(self.texts[language].asked_columns)
        if self.picture is not None and self.picture.image.side == "front":
            columns += self.picture.path.columns
            columns += [c for mark in self.picture.marks.get(language, ()) for c in mark.columns]
        return tuple(columns)

    @property
    def formulas(self) -> tuple[FormulaExpression, ...]:
        """The formulas of answers and mistakes whose numbers a card has, the answers' first."""
        every = [part.formula for part in self.answers] + [part.formula for part in self.mistakes]
        return tuple(made for formula in every if (made := typed_formula(formula)))

    @property
    def range_ends(self) -> tuple[FormulaConstant, ...]:
        """The ends of the ranges of the formulas' variables."""
        variables = [v for answer in self.answers if answer.asked for v in answer.asked.variables]
        return tuple(end for variable in variables for end in (variable.low, variable.high))

    @property
    def may_reject_answers(self) -> bool:
        """Whether a draw can be rejected for its answers, mistakes or statements."""
        if self.conditions[-1] or self.choices:
            return True
        if any(text.listed for text in self.texts.values()):
            return True
        return not all(mistake.may_coincide for mistake in self.mistakes)

    @property
    def figure_names(self) -> frozenset[str]:
        """The names of values that the figures use."""
        return frozenset().union(*(figure.figure.names for figure in self.figures))

    @property
    def figures(self) -> tuple[FigureFormula, ...]:
        """The figures that there are, that of the question first."""
        return tuple(f for f in (self.question_figure, self.solution_figure) if f is not None)


class Program(Struct, frozen=True):
    """A numeric definition, compiled."""

    deck_file: DeckFile
    definition: LoadedDefinition
    model: NumericDefinition
    forms: tuple[CompiledForm, ...]
