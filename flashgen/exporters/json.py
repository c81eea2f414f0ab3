"""Notes and variants as JSON, for other programs: one document, or a line for each note."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from flashgen.anki.note import Note
from flashgen.build.notes import RenderedDefinition
from flashgen.expression import Expression, evaluation
from flashgen.markup import Slot, markdown_value
from flashgen.numeric.formulas.display import formula_source
from flashgen.numeric.menus import place_of
from flashgen.numeric.program import Column, CompiledForm, Template
from flashgen.numeric.sampling import Sample, Variant, answer_text, slot_value
from flashgen.numeric.text_values import options_of
from flashgen.values.formatting import Context, format_value
from flashgen.values.judging import AnswerFormat
from flashgen.values.tables import Table
from flashgen.values.values import Value, round_significant


def write(definitions: Iterable[RenderedDefinition]) -> Iterator[str]:
    """Yield all notes as one JSON document, numbers at full precision (12 digits)."""
    notes = [note for item in definitions for note in notes_of(item)]
    yield json.dumps({"notes": notes}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_lines(definitions: Iterable[RenderedDefinition]) -> Iterator[str]:
    """Yield a line for each note, as it stands among the notes of the document."""
    for item in definitions:
        for note in notes_of(item):
            yield json.dumps(note, ensure_ascii=False, allow_nan=False) + "\n"


def notes_of(item: RenderedDefinition) -> Iterator[dict[str, Any]]:
    """Yield the notes of a definition as plain data."""
    for note in item.notes:
        yield {
            "id": note.id,
            "namespace": note.namespace,
            "deck": note.deck,
            "kind": note.kind,
            "lang": note.language,
            "tags": list(note.tags),
            "guid": note.guid,
            "fields": dict(note.fields),
            "variants": list(_variants(item.sample, note)) if item.sample else [],
        }


def _variants(sample: Sample, note: Note) -> Iterator[dict[str, Any]]:
    with evaluation():
        for variant in sample.variants:
            form = sample.program.forms[variant.form]
            yield _variant(variant, form, note.language)


def _cells(table: Table, places: Value) -> Any:
    """Return a row, or several, as mappings from columns to cells."""
    if isinstance(places, int):
        return {name: column.values[places] for name, column in table.columns.items()}
    assert isinstance(places, np.ndarray)
    return [_cells(table, place) for place in places.tolist()]


def _variant(variant: Variant, form: CompiledForm, language: str) -> dict[str, Any]:
    texts = form.texts[language]
    drawn = {item.name for item in form.parameters}
    named = {answer.name for answer in form.answers}
    shown = {
        answer.name: answer_markdown(number, form, variant, language)
        for number, answer in enumerate(form.answers)
    }
    answers = {
        answer.name: shown[answer.name]
        if answer.options or answer.formula.templates
        else exported_value(value, fmt)
        for answer, value, fmt in zip(form.answers, variant.answers, variant.formats, strict=True)
    }
    single = form.form.answer is not None
    lists: dict[str, Any] = {}
    if texts.statements:
        lists["statements"] = [
            {
                "text": filled(text, form, variant),
                "right": truth,
                "says": filled(says, form, variant) if says else "",
            }
            for text, truth, says in zip(
                texts.statements, variant.truths, texts.statement_says, strict=True
            )
        ]
    menus = {
        answer.name: [filled(option[language], form, variant) for option in answer.options]
        for answer in form.answers
        if answer.options
    }
    if menus:
        lists["options"] = menus
    if texts.order:
        lists["order"] = [[filled(item, form, variant) for item in g] for g in texts.order]
    values = {
        name: _cells(form.rows[name], value) if name in form.rows else plain(value)
        for name, value in variant.values.items()
    }
    return lists | {
        "parameters": {n: v for n, v in values.items() if n in drawn},
        "values": {n: v for n, v in values.items() if n not in drawn and n not in named},
        "answer": (
            plain(answers["answer"]) if single else {n: plain(v) for n, v in answers.items()}
        ),
        "answer_text": (
            shown["answer"] if single else ", ".join(f"{n} = {text}" for n, text in shown.items())
        ),
        "question": filled(texts.question, form, variant),
        "solution": "\n\n".join(filled(step, form, variant) for step in texts.solution),
        "hints": [filled(hint, form, variant) for hint in texts.hints],
        "mistakes": [
            {
                "value": plain(exported_value(value, variant.formats[mistake.of]))
                if not (form.answers[mistake.of].options or mistake.formula.templates)
                else mistake_markdown(number, form, variant, language),
                "says": filled(says, form, variant),
            }
            for number, (mistake, value, says) in enumerate(
                zip(form.mistakes, variant.mistakes, texts.says, strict=True)
            )
            if value is not None
        ],
    }


def filled(template: Template, form: CompiledForm, variant: Variant) -> str:
    """Return a text in Markdown, as it was typed, with a variant's numbers in its slots.

    To be called inside ``evaluation()``.
    """
    values = [
        _slot_markdown(form.columns[number], slot, form, variant)
        for number, slot in zip(template.columns, template.text.slots, strict=True)
    ]
    return template.text.fill_markdown(values).strip()


def _slot_markdown(column: Column, slot: Slot, form: CompiledForm, variant: Variant) -> str:
    is_formula = column.answer is not None and form.answers[column.answer].asked is not None
    if column.answer is not None and (column.language or is_formula):
        language = column.language or next(iter(form.texts))
        text = answer_markdown(column.answer, form, variant, language)
        if slot.context is not Context.MATH:
            return text
        return text.strip("$") if text[:1] == text[-1:] == "$" else rf"\text{{{text}}}"
    return _in_markdown(column, variant, slot)


def answer_markdown(number: int, form: CompiledForm, variant: Variant, language: str) -> str:
    """Return an answer as it is asked for, without its unit, in Markdown.

    To be called inside ``evaluation()``.
    """
    answer = form.answers[number]
    value = variant.answers[number]
    if answer.options:
        return _option_markdown(value, number, form, variant, language)
    if text := answer.formula.templates.get(language) or form.texts[language].displays[number]:
        return filled(text, form, variant)
    return _value_markdown(value, variant.formats[number])


def mistake_markdown(number: int, form: CompiledForm, variant: Variant, language: str) -> str:
    """Return a mistake as `answer_markdown` does an answer; "" where the variant lacks it."""
    mistake, value = form.mistakes[number], variant.mistakes[number]
    if value is None:
        return ""
    if form.answers[mistake.of].options:
        return _option_markdown(value, mistake.of, form, variant, language)
    if text := mistake.formula.templates.get(language):
        return filled(text, form, variant)
    return _value_markdown(value, variant.formats[mistake.of])


def exported_value(value: Value, fmt: AnswerFormat) -> Value:
    """Return an answer or a mistake as other programs get it."""
    return formula_source(str(value), fmt) if fmt.kind == "formula" else value


def _value_markdown(value: Value, fmt: AnswerFormat) -> str:
    if fmt.kind == "formula":
        return f"${answer_text(value, fmt, Context.MATH)}$"
    return answer_text(value, fmt)


def _option_markdown(
    value: Value, number: int, form: CompiledForm, variant: Variant, language: str
) -> str:
    place = place_of(value, options_of(form, variant, number))
    assert place is not None  # else the draw is an error
    return filled(form.answers[number].options[place][language], form, variant)


def _in_markdown(column: Column, variant: Variant, slot: Slot) -> str:
    if column.table is None:
        return markdown_value(_shown(column, variant), slot)

    def evaluated(expression: Expression) -> Value:
        return round_significant(expression.evaluate(variant.values))

    cells = slot_value(column, variant.values)
    return column.table.markdown(cells, evaluated, column.format, slot)


def _shown(column: Column, variant: Variant) -> str:
    context = column.slot.context
    if column.answer is not None:
        return answer_text(variant.answers[column.answer], variant.formats[column.answer], context)
    return format_value(slot_value(column, variant.values), column.format, Context(context))


def plain(value: Value) -> Any:
    """Return a value as plain data: arrays as nested lists, infinity as a word."""
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value] if value.ndim > 1 else _row(value)
    return _number(value)


def _row(value: np.ndarray) -> list[Any]:
    return [_number(item) for item in value.tolist()]


def _number(value: Any) -> Any:
    if isinstance(value, complex):
        return {"real": value.real, "imag": value.imag}
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value
