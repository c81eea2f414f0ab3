"""The Data field, read: the only place in Python that knows what `data.py` writes."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from flashgen.anki.card.data import (
    SLOT,
    AnswerData,
    CardData,
    ChoiceData,
    FormData,
    MistakeData,
    Row,
    StatementData,
    VariableData,
)
from flashgen.values.kinds import OtherUnit

Path = tuple[str | int, ...]
"""Where a text stands in the data: keys and indices from the top."""

_DEEPEST: Final = 8
"""Levels of lists and mappings that are walked through; a card's data have five."""


class DataError(ValueError):
    """A Data field that flashgen did not write, or that was edited since."""


def read_data(data: str) -> CardData:
    """Read the Data field of a note.

    Raises DataError where it is not one.
    """
    try:
        read: Mapping[str, Any] = json.loads(data)
        forms = tuple(_form(form) for form in read["forms"])
        rows = tuple(
            Row(form, tuple(slots), tuple(answers), tuple(mistakes))
            for form, slots, answers, mistakes in read["rows"]
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise DataError(f"the data of the card are damaged: {problem!r}") from None
    return CardData(forms, rows)


def filled(form: FormData, row: Row) -> FormData:
    """Fill a form's texts with the slots of a variant."""

    def fill(text: str) -> str:
        return SLOT.sub(lambda match: row.slots[int(match[1])], text)

    return FormData(
        question=fill(form.question),
        answer=fill(form.answer),
        answers=tuple(
            replace(
                answer,
                label=fill(answer.label),
                unit=fill(answer.unit),
                formula=fill(answer.formula),
                variables=tuple(_filled_variable(v, fill) for v in answer.variables),
                accept=tuple(map(fill, answer.accept)),
                options=tuple(map(fill, answer.options)),
            )
            for answer in form.answers
        ),
        solution=fill(form.solution),
        figure=fill(form.figure),
        extra=fill(form.extra),
        mistakes=tuple(MistakeData(fill(m.says), m.of, fill(m.formula)) for m in form.mistakes),
        choices=tuple(ChoiceData(fill(c.text), fill(c.says)) for c in form.choices),
        hints=tuple(map(fill, form.hints)),
        show=form.show,
        statements=tuple(
            StatementData(fill(s.text), fill(s.right), fill(s.says)) for s in form.statements
        ),
        order=tuple(tuple(map(fill, group)) for group in form.order),
    )


def _filled_variable(variable: VariableData, fill: Callable[[str], str]) -> VariableData:
    name, low, high, *whole = variable
    ends = fill(str(low)), fill(str(high))
    return (name, *ends, True) if whole else (name, *ends)


def texts_and_rows(data: str) -> tuple[dict[Path, str], Any]:
    """Return every text, number and truth value of a Data field outside the rows, and the rows.

    Whatever the field holds: of text that is not JSON the text itself is the only one. The rows are
    plain data, to be compared; None where there are none.
    """
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        parsed = {"text": data}
    return dict(_texts(parsed)), parsed.get("rows")


def _form(form: Mapping[str, Any]) -> FormData:
    lists = {
        "answers": tuple(_answer(answer) for answer in form.get("answers", ())),
        "mistakes": tuple(MistakeData(**mistake) for mistake in form.get("mistakes", ())),
        "choices": tuple(ChoiceData(**choice) for choice in form.get("choices", ())),
        "hints": tuple(form.get("hints", ())),
        "statements": tuple(StatementData(**item) for item in form.get("statements", ())),
        "order": tuple(tuple(group) for group in form.get("order", ())),
    }
    return FormData(**{**form, **lists})


def _answer(answer: Mapping[str, Any]) -> AnswerData:
    lists = {
        key: tuple(tuple(item) if isinstance(item, list) else item for item in answer[key])
        for key in ("spellings", "accept", "options", "without", "variables", "points")
        if key in answer
    }
    units = tuple(OtherUnit(**unit) for unit in answer.get("units", ()))
    return AnswerData(**{**answer, **lists, "units": units})


def _texts(part: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(part, dict | list) and len(path) < _DEEPEST:
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            if path or key not in ("rows", "version"):
                yield from _texts(inner, (*path, key))
    elif isinstance(part, dict | list):
        yield path, "…"
    else:
        yield path, part if isinstance(part, str) else json.dumps(part)
