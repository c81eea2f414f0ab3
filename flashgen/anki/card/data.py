"""The JSON of the Data field, which the script on a card reads.

A note carries each text of a form once, as a template with slots, and one row of formatted values a
variant; of a concept note, which has no numbers, a row is a form. `CardData.to_json()` compacts
that: a column that is the same in every row goes into the templates, equal columns become one, and
what all values of a column begin or end with moves out of the rows.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from msgspec import NODEFAULT, Struct
from msgspec.structs import replace

from flashgen.values.kinds import Case, Compare, Kind, OtherUnit

VERSION = 1

JudgedValue: TypeAlias = int | float | str | Sequence["JudgedValue"]
"""A number, a string, or nested lists of them (`ndarray.tolist()`); never NaN or infinite."""

VariableData: TypeAlias = tuple[str, str, str] | tuple[str, str, str, bool]

SLOT = re.compile("\ue000([0-9]+)\ue001")
"""What `slot` writes."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_OPENING = re.compile(r"\[(?=[a-z$])", re.IGNORECASE)  # [latex] [$] [sound: [anki: [[type:


def slot(column: int) -> str:
    """Return the mark in a template that the script replaces by the row's `column` (from 0)."""
    return f"\ue000{column}\ue001"


class AnswerData(Struct, frozen=True):
    """One answer of a form: how it is asked for and judged.

    `label` and `unit` are HTML and may hold slots. `decimals`, `figures`, `tolerance` (absolute)
    and `relative` are as the definition states them; a number, vector or matrix that states
    neither decimals nor figures is one of integers, exact unless it has a tolerance.
    `spellings` are the unit's names in the deck's other languages, understood as well.
    `units` are others that may be typed; with `si` the unit itself with any SI prefix. With
    `unit_required` the unit is asked for, and is not shown on the front.

    Of a formula, `formula` is the answer in the card's grammar, in which the numbers are slots; a
    list has `;` between its `count` formulas. One that the grammar has no words for is `=`, its
    values at the first points as of values/formulas/stored.py, a space, and its expression.
    `variables` are names with both ends of the range, which may be slots, and true for whole
    numbers. `points` are fractions of the ranges. The `relative` tolerance, `up_to`, `without` and
    `log` are as the definition states them. A row has "" for a formula.

    `kind` "set" goes with `compare` "set". `accept` are other spellings of a text (HTML, and may
    hold slots); with `case` "exact" capital letters count in it. `kind` "menu" goes with `options`
    (likewise), and its value in a row is the place of the right one, as is that of its mistakes;
    with `shuffle` they stand in another order at each showing.
    """

    name: str
    kind: Kind
    label: str = ""
    unit: str = ""
    spellings: tuple[str, ...] = ()
    decimals: int | None = None
    figures: int | None = None
    tolerance: float | None = None
    relative: float | None = None
    compare: Compare | None = None
    units: tuple[OtherUnit, ...] = ()
    si: bool = False
    unit_required: bool = False
    formula: str = ""
    count: int | None = None
    variables: tuple[VariableData, ...] = ()
    points: tuple[tuple[float, ...], ...] = ()
    up_to: str | None = None
    without: tuple[str, ...] = ()
    log: int | None = None
    case: Case | None = None
    accept: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    shuffle: bool = False


class MistakeData(Struct, frozen=True):
    """A known wrong result of the answer with index `of`, and the feedback to it (HTML).

    `formula` is the wrong result of a formula answer, as `AnswerData` has it.
    """

    says: str
    of: int = 0
    formula: str = ""


class ChoiceData(Struct, frozen=True):
    """An option and the feedback to choosing it (both HTML)."""

    text: str
    says: str = ""


class StatementData(Struct, frozen=True):
    """A statement, whether it is true ("1" or "0", or a slot), and the sentence about it (HTML)."""

    text: str
    right: str
    says: str = ""

    @property
    def is_true(self) -> bool:
        """Whether it is true, its slots filled."""
        return self.right == "1"


class FormData(Struct, frozen=True):
    """The texts of one form, as HTML templates with slots.

    `question` ends with the `wanted()` line; `figure` is the drawing of the question side, that of
    the solution side is part of `solution`. A text that is empty in all forms is the one in the
    note's own field: `extra`, unless it has slots or differs between forms, and the front and back
    of a concept note of one form. Of `choices` the first is the right one. Where a form has
    mistakes, option k after it shows mistake k - 1: a row that drops the mistake drops the option,
    and the mistake's sentence stands for one that the option lacks. `show` is how many options a
    showing has, 0 for all: the right one, and others that are drawn anew. `order` has the items in
    their order, in groups that may stand in any order among themselves; with it and with
    `statements`, `answer` is only what stands beside them.
    """

    question: str = ""
    answer: str = ""
    answers: tuple[AnswerData, ...] = ()
    solution: str = ""
    figure: str = ""
    extra: str = ""
    mistakes: tuple[MistakeData, ...] = ()
    choices: tuple[ChoiceData, ...] = ()
    hints: tuple[str, ...] = ()
    show: int = 0
    statements: tuple[StatementData, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()


class Row(NamedTuple):
    """One variant: the values of its form's slots, answers and mistakes.

    `slots` are HTML-safe; `mistakes` has None where a mistake is dropped for this draw.
    """

    form: int
    slots: tuple[str, ...] = ()
    answers: tuple[JudgedValue, ...] = ()
    mistakes: tuple[JudgedValue | None, ...] = ()


class CardData(Struct, frozen=True):
    """The Data field of a note. Row 0 is what the static fields show."""

    forms: tuple[FormData, ...]
    rows: tuple[Row, ...]

    @property
    def points(self) -> tuple[tuple[tuple[float, ...], ...], ...]:
        """The points of all formulas: they are chosen for the numbers of the rows."""
        return tuple(of.points for form in self.forms for of in form.answers if of.points)

    def without_points(self) -> tuple[FormData, ...]:
        """Return the forms without the points of their formulas."""
        return tuple(
            replace(form, answers=tuple(replace(of, points=()) for of in form.answers))
            for form in self.forms
        )

    def to_json(self) -> str:
        """Return the field's text.

        Raises ValueError where a template names a column that a row of its form lacks, where a row
        does not fit its form, and for NaN and infinity.
        """
        forms: list[str] = []
        slots: dict[int, tuple[str, ...]] = {}
        for index, form in enumerate(self.forms):
            numbers = [n for n, row in enumerate(self.rows) if row.form == index]
            text = _dump(_plain(form))
            columns = sorted(set(map(int, SLOT.findall(text))))
            rows = [self.rows[n] for n in numbers]
            _check_rows(rows, form, columns)
            replacements, kept = _compact([row.slots for row in rows], columns)
            forms.append(_filled(text, replacements))
            slots.update(zip(numbers, kept, strict=True))
        kept_rows = [[r.form, slots[n], r.answers, r.mistakes] for n, r in enumerate(self.rows)]
        return _safe(
            f'{{"forms":[{",".join(forms)}],"rows":{_dump(kept_rows)},"version":{VERSION}}}'
        )


def _check_rows(rows: Sequence[Row], form: FormData, columns: Sequence[int]) -> None:
    answers, mistakes = len(form.answers), len(form.mistakes)
    last = columns[-1] if columns else -1
    for row in rows:
        if len(row.answers) != answers:
            raise ValueError(f"a row has {len(row.answers)} answers, its form {answers}")
        if len(row.mistakes) != mistakes:
            raise ValueError(f"a row has {len(row.mistakes)} mistakes, its form {mistakes}")
        if len(row.slots) <= last:
            missing = next(column for column in columns if column >= len(row.slots))
            raise ValueError(f"a template names column {missing} of {len(row.slots)}")


def _plain(value: Any) -> Any:
    """Return a structure as a dict without the fields that have their defaults."""
    kind: type = type(value)
    if kind is tuple:
        return [_plain(item) for item in value]
    defaults = _defaults(kind)
    if defaults is None:
        return value
    items = ((name, getattr(value, name), default) for name, default in defaults)
    return {name: _plain(item) for name, item, default in items if item != default}


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """Return the fields of a structure with their defaults; None for anything else."""
    if not issubclass(kind, Struct):
        return None
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    required = len(names) - len(defaults)
    return tuple(zip(names, (NODEFAULT,) * required + defaults, strict=True))


def _compact(
    rows: Sequence[tuple[str, ...]], columns: Sequence[int]
) -> tuple[dict[int, str], list[tuple[str, ...]]]:
    """Keep in the rows only what differs between them.

    Return the replacement of each named column in the templates, and the shorter rows.
    """
    replacements: dict[int, str] = {}
    made: dict[tuple[str, ...], str] = {}
    kept: dict[tuple[str, ...], int] = {}
    table = list(zip(*rows, strict=False))
    for column in columns:
        values = table[column] if table else ()
        if values in made:  # in another place of the texts, in code perhaps, or in a formula
            replacements[column] = made[values]
            continue
        head = _common_prefix(values)
        rests = [value[len(head) :] for value in values] if head else values
        tail = ""
        if len({rest[-1:] for rest in rests}) == 1:  # of most columns the ends differ
            tail = _common_prefix([rest[::-1] for rest in rests])[::-1]
        cores = tuple([rest.removesuffix(tail) for rest in rests] if tail else rests)
        core = slot(kept.setdefault(cores, len(kept))) if any(cores) else ""
        replacements[column] = made[values] = head + core + tail
    return replacements, list(zip(*kept, strict=True)) if kept else [()] * len(rows)


def _common_prefix(values: Sequence[str]) -> str:
    low, high = min(values, default=""), max(values, default="")
    if low == high:
        return low
    for length, (a, b) in enumerate(zip(low, high, strict=False)):
        if a != b:
            return low[:length]
    return low


def _filled(text: str, replacements: dict[int, str]) -> str:
    """Put what now stands for each column into the JSON of a form."""
    inside = {column: _dump(value)[1:-1] for column, value in replacements.items()}
    return SLOT.sub(lambda match: inside[int(match[1])], text)


_dump = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
).encode


def _safe(text: str) -> str:
    """Escape JSON so that Anki, its editor and an HTML parser leave it as it is."""
    if _OPENING.search(text):
        text = _STRING.sub(lambda match: _OPENING.sub(r"\\u005b", match[0]), text)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
