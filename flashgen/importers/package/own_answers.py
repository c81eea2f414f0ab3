"""What the first variant of a note asks -> the keys of its answers, mistakes, options and lists."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Final, TypeVar

from flashgen.anki.card.data import FormData, Row
from flashgen.anki.card.reading import filled, read_data
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.kind import Written
from flashgen.importers.draft import OneLine, Value
from flashgen.importers.package.formulas import (
    displayed,
    formula_keys,
    usual_display,
    written_formula,
)
from flashgen.importers.package.own_fields import OwnFields, one

_VALUE: Final = re.compile(
    r'<span class="value">((?:(?!<span class="value">).)*?)</span>(?= <span class="unit">|</p>)',
    re.DOTALL,
)

T = TypeVar("T")


class OwnAnswers:
    """The answers of a definition's notes, one note a language, of their first variant."""

    def __init__(self, fields: OwnFields) -> None:
        self._fields = fields
        self._forms: dict[str, FormData] = {}
        self._rows: dict[str, Row] = {}
        """The first variant of each language, in which answers that are texts differ."""
        for language, note in fields.notes.items():
            data = read_data(note.fields["Data"])
            self._rows[language] = data.rows[0]
            self._forms[language] = filled(data.forms[data.rows[0].form], data.rows[0])
        first = fields.languages[0]
        self.form = self._forms[first]
        """What is asked, in the deck's own language."""
        self.values = self._rows[first].answers
        self.mistakes = self._rows[first].mistakes

    def concept(self) -> dict[str, Value]:
        """Return the answers and mistakes of a concept card, all of whose values are texts."""
        made: list[dict[str, Value]] = []
        for index, value in enumerate(self.values):
            written = self._written(index)
            entry = self._keys(index)
            entry["accept"] = [_bare(text) for text in _items(entry.get("accept"))]
            if not entry["accept"]:
                del entry["accept"]
            if written == "formula":
                made.append(self._formula(index, "Back") | entry)
            else:
                made.append({"value": self._concept_value(index, value)} | entry)
            if written in ("formula", "expression") and len(self.values) == 1:
                return {"answer": made[0]} | self._concept_mistakes()
        if len(made) == 1:
            entries: dict[str, Value] = {"answer": made[0].pop("value")} | made[0]
        else:
            named = zip(self.form.answers, made, strict=True)
            entries = {"answers": [{"name": of.name} | entry for of, entry in named]}
        return entries | self._concept_mistakes()

    def _concept_value(self, index: int, value: Any) -> Value:
        answer, written = self.form.answers[index], self._written(index)
        if written == "formula":
            return written_formula(value, answer.count)
        if written == "option":
            options = self._each(lambda form: form.answers[index].options[value])
            return self._fields.text(options, "inline")
        if written == "elements":
            return list(value)
        if written == "text":
            shown = {k: _values_in(html)[index] for k, html in self._fields.html("Back").items()}
            return self._fields.text(shown, "inline")
        return _expression(value)

    def _concept_mistakes(self) -> dict[str, Value]:
        made: list[Value] = []
        for index, wrong in enumerate(self.mistakes):
            of = self.form.mistakes[index].of
            is_text = self._written(of) == "text"
            wrong = self.form.mistakes[index].formula or wrong
            value = self._wrong_text(index) if is_text else self._concept_value(of, wrong)
            made.append(self._mistake(index, value, "inline"))
        return {"mistakes": made} if made else {}

    def numeric(self) -> dict[str, Value]:
        """Return the answers of a numeric card, with the values of the variant."""
        made = [{"value": self._value(n, of)} | self._keys(n) for n, of in enumerate(self.values)]
        if len(made) == 1:
            return {"answer": made[0].pop("value")} | made[0]
        entries: list[Value] = [
            {"name": self.form.answers[n].name} | entry for n, entry in enumerate(made)
        ]
        return {"answers": entries} if entries else {}

    def numeric_mistakes(self) -> dict[str, Value]:
        """Return the mistakes of a numeric card that the variant has."""
        made: list[Value] = [
            self._mistake(index, self._numeric_mistake(index, value), "numeric-inline")
            for index, value in enumerate(self.mistakes)
            if value is not None
        ]
        return {"mistakes": made} if made else {}

    def _numeric_mistake(self, index: int, value: Any) -> Value:
        of = self.form.mistakes[index].of
        written = self._written(of)
        if formula := self.form.mistakes[index].formula:
            return written_formula(formula)
        if written == "text" and self.form.choices:
            return self._text_value(self._each(lambda form: form.choices[index + 1].text), value)
        if written == "option":
            return self._value(of, value)
        if written == "text" and isinstance(text := self._wrong_text(index), dict):
            return {"text": text}
        return _expression(value)

    def _mistake(self, index: int, value: Value, way: str) -> dict[str, Value]:
        says = self._each(lambda form: form.mistakes[index].says)
        mistake = {"value": value, "says": self._fields.text(says, way)}
        if len(self.form.answers) > 1:
            mistake["of"] = self.form.answers[self.form.mistakes[index].of].name
        return mistake

    def _wrong_text(self, index: int) -> str | dict[str, str]:
        """Return a mistake that is a text in each language."""
        texts = {language: str(row.mistakes[index]) for language, row in self._rows.items()}
        return one(texts, self._fields.languages)

    def _value(self, index: int, value: Any) -> Value:
        """Return an answer as an expression, a formula, or the text that it is in each language."""
        written = self._written(index)
        if written == "formula":
            return self._formula(index, "Answer")
        if written == "option":
            return self._fields.written(self._each(lambda form: form.answers[index].options[value]))
        if written != "text":
            return _expression(value)
        return self._text_value(self._each(lambda form: _values_in(form.answer)[index]), value)

    def _written(self, index: int) -> Written:
        """Return how an author writes an answer of its kind."""
        return KINDS[self.form.answers[index].kind].written

    def _formula(self, index: int, field: str) -> dict[str, Value]:
        """Return a formula with its keys; its field shows how it is displayed."""
        answer = self.form.answers[index]
        made = formula_keys(answer)
        displays = {k: displayed(html, index) for k, html in self._fields.html(field).items()}
        if any(display != usual_display(answer) for display in displays.values()):
            way = "inline" if field == "Back" else "numeric-inline"
            made["text"] = self._fields.text(displays, way)
        return made

    def _text_value(self, shown: Mapping[str, str], value: Any) -> Value:
        if set(shown.values()) == {escape(str(value), quote=False)}:
            return _expression(value)
        return self._fields.written(shown)

    def _keys(self, index: int) -> dict[str, Value]:
        """Return the keys of an answer beside its value."""
        made: dict[str, Value] = {}
        for key in ("label", "unit"):
            texts = {k: getattr(form.answers[index], key) for k, form in self._forms.items()}
            if any(texts.values()):
                made[key] = self._fields.text(texts, "numeric-inline")
        answer = self.form.answers[index]
        if self._written(index) == "formula":
            return made
        for key in ("decimals", "figures", "compare", "tolerance"):
            value = getattr(answer, key)
            if value is not None:
                made[key] = value if isinstance(value, int) else OneLine(value)
        if units := [*(["si"] if answer.si else []), *(unit.name for unit in answer.units)]:
            made["units"] = [OneLine(unit) for unit in units]
        if answer.unit_required:
            made["unit_required"] = True
        if answer.relative is not None:
            made["tolerance"] = {"relative": OneLine(answer.relative)}
        return made | self._keys_of_words(index)

    def _keys_of_words(self, index: int) -> dict[str, Value]:
        """Return the keys of an answer that is a text or a menu."""
        made: dict[str, Value] = {}
        answer = self.form.answers[index]
        if answer.case is not None:
            made["case"] = answer.case
        if answer.accept:
            spellings = self._transposed(lambda form: form.answers[index].accept)
            made["accept"] = [self._fields.written(texts) for texts in spellings]
        if answer.options:
            options = self._transposed(lambda form: form.answers[index].options)
            made["options"] = [self._fields.text(texts, "numeric-inline") for texts in options]
        if answer.shuffle:
            made["shuffle"] = True
        return made

    def chosen(self, backs: Mapping[str, str]) -> dict[str, Value]:
        """Return the answer of a choice that stands apart from what explains it; {} for none."""
        right = self._each(lambda form: form.choices[0].text if form.choices else "")
        result = '<p class="result"><span class="value">{}</span></p>'
        if all(of and backs[k].startswith(result.format(of)) for k, of in right.items()):
            return {"answer": self._fields.text(right, "inline")}
        return {}

    def wrong_options(self) -> list[Value]:
        """Return the wrong options of a concept card."""
        made: list[Value] = []
        options = self._each(lambda form: form.choices[1:])
        for each in zip(*options.values(), strict=True):
            of = dict(zip(options, each, strict=True))
            text = self._fields.text({k: option.text for k, option in of.items()}, "inline")
            says = {k: option.says for k, option in of.items()}
            if any(says.values()):
                made.append({"text": text, "says": self._fields.text(says, "inline")})
            else:
                made.append(text if isinstance(text, str) else {"text": text})
        return made

    def lists(self, way: str) -> dict[str, Value]:
        """Return the statements, or the items in their order, as keys of the card."""
        entries: dict[str, Value] = {}
        if self.form.statements:
            entries["statements"] = [
                self._statement(index, way) for index in range(len(self.form.statements))
            ]
        if self.form.order:
            entries["order"] = [self._group(place, way) for place in range(len(self.form.order))]
        return entries

    def _statement(self, index: int, way: str) -> Value:
        texts = self._each(lambda form: form.statements[index].text)
        says = self._each(lambda form: form.statements[index].says)
        right = self.form.statements[index].is_true
        made = {"text": self._fields.text(texts, way), "right": right}
        return made | {"says": self._fields.text(says, way)} if any(says.values()) else made

    def _group(self, place: int, way: str) -> Value:
        """Return the items of the order that may stand in any order among themselves."""
        texts = self._transposed(lambda form: form.order[place])
        items = [self._fields.text(of, way) for of in texts]
        return items if len(items) > 1 else items[0]

    def hints(self) -> dict[str, Value]:
        """Return the hints of a numeric card, as the key that they stand under."""
        return self._fields.hints(self._each(lambda form: form.hints), "numeric")

    def _each(self, of: Callable[[FormData], T]) -> dict[str, T]:
        """Return something of the form in each language."""
        return {language: of(form) for language, form in self._forms.items()}

    def _transposed(self, of: Callable[[FormData], Sequence[str]]) -> list[dict[str, str]]:
        """Return for each of the texts of the forms what it is in each language."""
        texts = self._each(of)
        return [dict(zip(texts, each, strict=True)) for each in zip(*texts.values(), strict=True)]


def _items(value: Value | None) -> Sequence[Value]:
    return value if isinstance(value, list) else ()


def _bare(value: Value) -> Value:
    """Return a text that stands for a value without its key."""
    return value["text"] if isinstance(value, Mapping) and "text" in value else value


def _values_in(answer: str) -> list[str]:
    """Return the answers that an Answer field shows."""
    return _VALUE.findall(answer)


def _expression(value: Any) -> OneLine:
    """Return a value as the expression that gives it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return OneLine(int(value))
    if isinstance(value, list):
        return OneLine(f"[{', '.join(_expression(item) for item in value)}]")
    return OneLine(repr(value))
