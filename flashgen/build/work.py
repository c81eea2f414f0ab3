"""How much work the cards of a file are, and how much of it a build and a check do.

A deck file comes from a stranger. A definition has a budget of its own (`numeric.variants`), but a
file of a megabyte holds thousands of them. So what they take is added up in the order of the file,
in the units of `expression.budget`, which are the same on every machine. In a check with many
draws, a card beyond the budget is drawn and not tried; beyond that of drawing it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from flashgen.build.processes import Task, Work, results_of
from flashgen.build.results import DefinitionResult
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import (
    AnyDefinition,
    ConceptDefinition,
    ConceptForm,
    NumericDefinition,
    NumericForm,
    localized_texts,
)
from flashgen.source.diagnostics import Diagnostic

if TYPE_CHECKING:
    from flashgen.build.cache import Cache
    from flashgen.deck.definition import LoadedDefinition
    from flashgen.deck.file import DeckFile

FILE_BUDGET: Final = 200_000_000
"""Units for drawing the cards of a file, and as many again for checking their draws: less than a
minute of one core even if every unit takes as long as it may; seconds for most decks."""
FEW_DRAWS: Final = 1000
"""Draws up to which a check has the budget of a file; for more it has more."""
BUILD_BUDGET: Final = 2_000_000_000
"""Units for drawing the cards of all files."""

_NOTE: Final = 200
"""Units for a note, beside those for its texts."""
_NUMERIC_NOTE: Final = 2_000
"""As many more where it carries variants."""
_CHARACTER: Final = 20
_FORM: Final = 5_000
"""Units for a form: it is compiled, and its first batch is drawn."""
_FORMULA: Final = 400
_ANSWER: Final = 1_500
"""Units for each of several answers, beside those for its formula."""
_SHOWN: Final = 4
"""Units for a character of a text, and for a slot in a variant."""
_TYPED: Final = 10_000
"""Units for a formula of a concept card: it is read, and judged at points."""
_LAYERS: Final = {"heatmap": 16_000, "curve": 20_000, "bars": 6_000}
_LAYER: Final = 4_000
"""Units for a figure in a variant, or for a layer of it: a cell of a heatmap is a shape of its own,
and the points of a curve are looked for."""
_FIGURES: Final = re.compile(r"\b(heatmap|bars|graph|line|points|curve|histogram|boxplot)\s*\(")
_TABLE: Final = 7_000
"""Units for a table in a variant."""
_RULES: Final = 3_000
"""Units for the rules that look at the draws of a form."""
_WORKED: Final = 80
"""Units for the steps of a solution in a draw."""
_EQUATION: Final = 4
"""As many more for each of its equations."""
_EQUATIONS: Final = re.compile(r"=|≈|\\approx\b")
_TABLES: Final = re.compile(r"<<\s*table\s*\(")


class WorkedTask(Struct, frozen=True):
    """A task with its result; None if the budget was used up."""

    task: Task
    result: DefinitionResult | None
    reduced: bool = False
    """Whether less was done than the work says."""


def results_within_budget(
    deck_files: Sequence[DeckFile],
    tasks: Sequence[Task],
    work: Work,
    cache: Cache | None = None,
    *,
    reduced: Work | None = None,
    draws: int = FEW_DRAWS,
) -> Generator[WorkedTask, None, None]:
    """Yield the result of each task, in order, as long as there is a budget for it.

    Where the definitions of a file have taken more units than are meant for trying each on so many
    `draws`, the others of the file get the `reduced` work.
    """
    start = total = 0
    trying = FILE_BUDGET * max(draws, FEW_DRAWS) // FEW_DRAWS
    while start < len(tasks):
        spent = _Spent(total)
        place = start
        with closing(results_of(deck_files, tasks[start:], work, cache)) as results:
            for task, result in zip(tasks[start:], results, strict=True):
                spent.add(task, result)
                yield WorkedTask(task, result)
                place += 1
                if spent.is_over or spent.trying > trying:
                    break
        end = place
        while end < len(tasks) and tasks[end].file == spent.file:
            end += 1
        if reduced is not None and not spent.is_over:
            with closing(results_of(deck_files, tasks[place:end], reduced, cache)) as results:
                for task, result in zip(tasks[place:end], results, strict=True):
                    spent.add(task, result)
                    yield WorkedTask(task, result, reduced=True)
                    place += 1
                    if spent.is_over:
                        break
        total = spent.total
        if total > BUILD_BUDGET:
            end = len(tasks)
        yield from (WorkedTask(task, None) for task in tasks[place:end])
        start = end


class _Spent:
    """The units that the definitions of a file have taken, and those of all files."""

    def __init__(self, total: int) -> None:
        self.file = -1
        self.drawing = self.trying = 0
        self.total = total

    def add(self, task: Task, result: DefinitionResult) -> None:
        """Add those of a definition."""
        if task.file != self.file:
            self.file, self.drawing, self.trying = task.file, 0, 0
        self.drawing += result.drawing
        self.trying += result.trying
        self.total += result.drawing

    @property
    def is_over(self) -> bool:
        return self.drawing > FILE_BUDGET or self.total > BUILD_BUDGET


def too_much(deck_files: Sequence[DeckFile], left: Sequence[Task]) -> Iterator[Diagnostic]:
    """Yield the errors for the tasks for which there was no budget: one a file."""
    for task, count in _firsts(left):
        definition = deck_files[task.file].definitions[task.place]
        cards = "1 card is" if count == 1 else f"{count:,} cards are"
        yield Diagnostic(
            "too-much-work",
            f"the cards above take all the work that is done for a build: {cards} not drawn, from "
            f"`{definition.id}` on",
            definition.model.id.span,
            hint="make loops shorter, arrays smaller, texts or `variants` fewer; or make several "
            "files",
        )


def not_tried(
    deck_files: Sequence[DeckFile], left: Sequence[Task], draws: int
) -> Iterator[Diagnostic]:
    """Yield the warnings for the tasks that got less than `draws` draws: one a file."""
    for task, count in _firsts(left):
        deck_file = deck_files[task.file]
        definition = deck_file.definitions[task.place]
        cards = "1 card is" if count == 1 else f"{count:,} cards are"
        yield Diagnostic(
            "not-tried",
            f"the cards above take all the work that is done for a file: {cards} not tried on "
            f"{draws:,} draws, from `{definition.id}` on",
            definition.model.id.span,
            hint=f"`flashgen check {deck_file.source.path} --only {definition.id}` tries this one; "
            "or make several files",
        )


def _firsts(tasks: Sequence[Task]) -> list[tuple[Task, int]]:
    """Return the first of each file's tasks, and how many there are."""
    found: dict[int, tuple[Task, int]] = {}
    for task in tasks:
        first, count = found.get(task.file, (task, 0))
        found[task.file] = first, count + 1
    return list(found.values())


def rendering_units(
    definition: LoadedDefinition, languages: Sequence[str], variants: int = 0
) -> int:
    """Return the units for making the notes of a definition, beside those for its draws."""
    model = definition.model
    units = 0
    slots = tables = 0
    for text in _rendered(model):
        scalars = [text.get(language) for language in languages]
        for scalar in scalars:
            if scalar is not None:
                units += _CHARACTER * len(scalar.value)
                slots += scalar.value.count("<<")
                tables += len(_TABLES.findall(scalar.value))
    units += _NOTE * len(languages)
    if isinstance(model, NumericDefinition):
        units += _NUMERIC_NOTE * len(languages)
        units += _TABLE * tables * variants // len(model.all_forms)
        units += sum(_FORM + _FORMULA * _formulas(form) for form in model.all_forms)
        units += sum(_ANSWER * len(form.answers or ()) for form in model.all_forms)
        units += _SHOWN * slots * variants // len(model.all_forms)
        units += figure_units(definition, variants)
    elif isinstance(model, ConceptDefinition):
        units += sum(_TYPED * _typed(form) for form in model.all_forms)
    return units


def tried_units(definition: LoadedDefinition, draws: int, drawn: int) -> int:
    """Return the units for trying a definition on so many draws, beyond those that the draws spent.

    Of so many draws the figures are `drawn`. 0 where it has no draws.
    """
    model = definition.model
    if not isinstance(model, NumericDefinition):
        return 0
    units = _RULES * len(model.all_forms)
    for form in model.all_forms:
        scalars = [scalar for text in form.solution or () for scalar in text.scalars]
        equations = sum(len(_EQUATIONS.findall(scalar.value)) for scalar in scalars)
        if equations:
            units += (_WORKED + _EQUATION * equations) * draws // len(model.all_forms)
    return units + figure_units(definition, drawn)


def figure_units(definition: LoadedDefinition, draws: int) -> int:
    """Return the units for drawing the figures of a definition so often; 0 where it has none."""
    model = definition.model
    if not isinstance(model, NumericDefinition):
        return 0
    units = 0
    for form in model.all_forms:
        if form.figure is not None:
            for scalar in (form.figure.question, form.figure.solution):
                text = scalar.value if scalar is not None else ""
                units += sum(_LAYERS.get(kind, _LAYER) for kind in _FIGURES.findall(text))
    return units * draws // len(model.all_forms)


def _rendered(model: AnyDefinition) -> Iterator[LocalizedText]:
    """Yield every text that a card shows, those of forms with what they take from the card."""
    yield from localized_texts(model)
    if model.source is not None:
        yield model.source.title


def _formulas(form: NumericForm) -> int:
    """Return how many expressions there are to compile in a form."""
    count = len([*form.parameters, *form.let, *form.require, *form.mistakes])
    count += len([*(form.statements or ()), *(form.answers or ()), *form.accept])
    return count + len([one for one in (form.answer, form.check) if one is not None])


def _typed(form: ConceptForm) -> int:
    """Return how many formulas are judged at points where a form asks for one."""
    answers = [form.answer] if form.answer else [*(form.answers or ())]
    formulas = sum(answer.formula is not None for answer in answers)
    return formulas + len(form.mistakes) if formulas else 0
