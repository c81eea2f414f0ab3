"""The notes of one definition that flashgen made, one a language -> the definition's static text.

A numeric note's program is in no package: the card comes back as a numeric one with the numbers of
the variant that its fields show, so that it keeps its kind (Anki refuses to change a note's type),
its GUID and its reviews.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final

from flashgen.anki.card.data import FormData, Row
from flashgen.anki.card.reading import filled, read_data
from flashgen.anki.card.wordings import fields_by_form
from flashgen.importers.draft import DraftCard, OneLine, Value
from flashgen.importers.html.blocks import Converted, to_markdown
from flashgen.importers.html.nodes import Element
from flashgen.importers.html.tree import parse
from flashgen.importers.package.formulas import (
    displayed,
    formula_keys,
    usual_display,
    written_formula,
)
from flashgen.importers.package.images import Images
from flashgen.importers.package.own_image import CardImage, split_image
from flashgen.importers.repair import COMPILERS, repair
from flashgen.markup import MarkupError

ONE_VARIANT: Final = "The numbers are those of one variant, for a card's program is in no package."
"""What is said above every numeric card."""

_WANTED = re.compile(r'<p class="wanted">.*?</p>\s*$', re.DOTALL)
_VALUE = re.compile(r'<span class="value">(.*?)</span>(?= <span class="unit">|</p>)', re.DOTALL)
_ANSWERS = re.compile(
    r'^(?:<p class="result">(?:(?!</p>).)*</p>|<div class="answers">(?:(?!</div>).)*</div>)',
    re.DOTALL,
)
_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note that flashgen made, with what its ID field says."""

    kind: str
    namespace: str
    id: str
    language: str
    guid: str
    deck: str
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    place: tuple[int, int]


def one(texts: Mapping[str, str], languages: Sequence[str]) -> str | dict[str, str]:
    """Return the texts by language, or the text that they all are."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return {language: texts[language] for language in languages}


class OwnCard:
    """Makes one card of a definition's notes."""

    def __init__(
        self, notes: Mapping[str, OwnNote], languages: Sequence[str], images: Images
    ) -> None:
        self._notes = notes
        self._languages = languages
        self._first = notes[languages[0]]
        self._images = images
        self._lost: dict[str, None] = {}
        self._rows: dict[str, Row] = {}
        """The first variant of each language, in which answers that are texts differ."""

    def draft(self, tags_of_file: int) -> DraftCard:
        """Return the card; so many of its tags are those of the file."""
        entries: dict[str, Value] = {}
        if tags := self._first.tags[tags_of_file:]:
            entries["tags"] = tags
        entries |= self._entries()
        if source := self._source():
            entries["source"] = source
        comments = tuple(
            what if what == ONE_VARIANT else f"Not kept: {what}" for what in self._lost
        )
        return DraftCard(self._first.id, entries, comments)

    def _entries(self) -> dict[str, Value]:
        if self._first.kind == "numeric":
            return self._numeric()
        forms = [
            fields_by_form(note.kind, note.fields, language)
            for language, note in self._notes.items()
        ]
        if len(forms[0]) == 1:
            return self._concept() if self._first.kind == "concept" else self._cloze()
        made = []
        for fields in zip(*forms, strict=True):
            notes = {
                language: replace(note, fields=own)
                for (language, note), own in zip(self._notes.items(), fields, strict=True)
            }
            card = OwnCard(notes, self._languages, self._images)
            made.append(card._entries())
            self._lost |= card._lost
        # What all forms have in common stands outside of them.
        first, *others = made
        common = {
            key: value
            for key, value in first.items()
            if all(key in other and other[key] == value for other in others)
        }
        own = [{k: v for k, v in entries.items() if k not in common} for entries in made]
        return common | {"forms": own}

    def _concept(self) -> dict[str, Value]:
        entries: dict[str, Value] = {}
        fronts = {k: _WANTED.sub("", html) for k, html in self._fields("Front").items()}
        front, front_image = split_image(fronts)
        back, back_image = self._without_image("Back")
        answers, mistakes, forms = self._row() if self._first.fields["Data"] else ((), (), {})
        entries["front"] = self._text(front)
        chosen = {} if answers else self._chosen_answer(forms, back)
        if answers or chosen:
            back = {language: _ANSWERS.sub("", html, count=1) for language, html in back.items()}
            entries |= chosen or self._concept_answers(forms, answers, mistakes)
        listed = self._lists(forms, "inline")
        if not listed and (any(back.values()) or not (answers or chosen)):
            entries["back"] = self._text(back)
        entries |= listed
        entries |= self._image(front_image, back_image)
        if self._first.fields["Reverse"]:
            entries["reverse"] = True
        if choices := self._choices():
            entries["choices"] = choices
            if show := forms[self._languages[0]].show:
                entries["show"] = show
        return entries | self._static_hints() | self._extra(self._fields("Extra"))

    def _chosen_answer(
        self, forms: Mapping[str, FormData], backs: Mapping[str, str]
    ) -> dict[str, Value]:
        """Return the answer of a choice that stands apart from what explains it; {} for none."""
        right = {k: of.choices[0].text if of.choices else "" for k, of in forms.items()}
        result = '<p class="result"><span class="value">{}</span></p>'
        if right and all(of and backs[k].startswith(result.format(of)) for k, of in right.items()):
            return {"answer": self._text(right, "inline")}
        return {}

    def _concept_answers(
        self, forms: Mapping[str, FormData], answers: Sequence[Any], mistakes: Sequence[Any]
    ) -> dict[str, Value]:
        """Return the answers of a concept card, all of whose values are texts."""
        form = forms[self._languages[0]]

        def value(index: int, one: Any) -> Value:
            of = form.answers[index]
            if of.kind == "formula":
                return written_formula(one, of.count)
            if of.kind == "menu":
                options = {k: f.answers[index].options[one] for k, f in forms.items()}
                return self._text(options, "inline")
            if of.kind == "set":
                return list(one)
            if of.kind == "text":
                shown = {k: _values_in(self._field(k, "Back"))[index] for k in forms}
                return self._text(shown, "inline")
            return _expression(one)

        made: list[dict[str, Value]] = []
        for index, one in enumerate(answers):
            entry = self._answer(forms, index)
            entry["accept"] = [_bare(text) for text in _items(entry.get("accept"))]
            if not entry["accept"]:
                del entry["accept"]
            number = form.answers[index].kind in ("integer", "number")
            if form.answers[index].kind == "formula":
                made.append(self._formula(forms, index, "Back") | entry)
                if len(answers) == 1:
                    return {"answer": made[0]} | self._concept_mistakes(forms, mistakes, value)
                continue
            made.append({"value": value(index, one)} | entry)
            if number and len(answers) == 1:
                return {"answer": made[0]} | self._concept_mistakes(forms, mistakes, value)
        if len(made) == 1:
            first = made[0].pop("value")
            entries: dict[str, Value] = {"answer": first} | made[0]
        else:
            named = zip(form.answers, made, strict=True)
            entries = {"answers": [{"name": of.name} | entry for of, entry in named]}
        return entries | self._concept_mistakes(forms, mistakes, value)

    def _concept_mistakes(
        self,
        forms: Mapping[str, FormData],
        mistakes: Sequence[Any],
        value: Callable[[int, Any], Value],
    ) -> dict[str, Value]:
        form = forms[self._languages[0]]
        made: list[Value] = []
        for index, wrong in enumerate(mistakes):
            of = form.mistakes[index].of
            wrong = form.mistakes[index].formula or wrong
            is_text = form.answers[of].kind == "text"
            says = {k: f.mistakes[index].says for k, f in forms.items()}
            mistake: dict[str, Value] = {
                "value": self._wrong_text(index) if is_text else value(of, wrong),
                "says": self._text(says, "inline"),
            }
            if form.answers[1:]:
                mistake["of"] = form.answers[of].name
            made.append(mistake)
        return {"mistakes": made} if made else {}

    def _wrong_text(self, index: int) -> str | dict[str, str]:
        """Return a mistake that is a text in each language."""
        texts = {language: str(row.mistakes[index]) for language, row in self._rows.items()}
        return one(texts, self._languages)

    def _field(self, language: str, name: str) -> str:
        return self._notes[language].fields[name]

    def _cloze(self) -> dict[str, Value]:
        text, front_image = self._without_image("Text")
        extra, back_image = self._without_image("Extra")
        entries: dict[str, Value] = {"cloze": self._text(text, "cloze")}
        entries |= self._image(front_image, back_image) | self._static_hints()
        return entries | self._extra(extra)

    def _numeric(self) -> dict[str, Value]:
        self._lost[ONE_VARIANT] = None
        answers, mistakes, forms = self._row()
        questions = {k: _WANTED.sub("", html) for k, html in self._fields("Question").items()}
        question, front_image = split_image(questions)
        _, back_image = split_image(self._fields("Answer"))
        if any(self._fields("Figure").values()):
            self._lost["the figure, which is drawn from a program"] = None
        entries: dict[str, Value] = {"question": self._text(question, "numeric")}
        form = forms[self._languages[0]]
        entries |= self._lists(forms, "numeric-inline")
        if len(answers) == 1:
            entries |= {"answer": self._value(forms, 0, answers[0])} | self._answer(forms, 0)
        elif answers:
            entries["answers"] = [
                {"name": form.answers[index].name, "value": self._value(forms, index, value)}
                | self._answer(forms, index)
                for index, value in enumerate(answers)
            ]
        if solution := self._solution():
            entries["solution"] = solution
        said = self._mistakes(forms, mistakes, len(answers))
        if said:
            entries["mistakes"] = said
        if form.choices:
            entries["choices"] = True
        entries |= self._hints({k: of.hints for k, of in forms.items()}, "numeric")
        if form.show:
            entries["show"] = form.show
        entries |= self._image(front_image, back_image, "numeric-inline")
        return entries | {"variants": 1} | self._extra(self._fields("Extra"))

    def _row(self) -> tuple[Sequence[Any], Sequence[Any], dict[str, FormData]]:
        """Return the first variant's answers and mistakes, and by language the form that it has."""
        forms: dict[str, FormData] = {}
        answers: Sequence[Any] = ()
        mistakes: Sequence[Any] = ()
        for language, note in self._notes.items():
            data = read_data(note.fields["Data"])
            row = data.rows[0]
            if language == self._languages[0]:
                answers, mistakes = row.answers, row.mistakes
            self._rows[language] = row
            forms[language] = filled(data.forms[row.form], row)
        return answers, mistakes, forms

    def _value(self, forms: Mapping[str, FormData], index: int, value: Any) -> Value:
        """Return an answer as an expression, a formula, or the text that it is in each language."""
        answer = forms[self._languages[0]].answers[index]
        if answer.kind == "formula":
            return self._formula(forms, index, "Answer")
        if answer.kind == "menu":
            return self._written({k: of.answers[index].options[value] for k, of in forms.items()})
        if answer.kind != "text":
            return _expression(value)
        shown = {k: _values_in(of.answer)[index] for k, of in forms.items()}
        return self._text_value(shown, value)

    def _formula(self, forms: Mapping[str, FormData], index: int, field: str) -> dict[str, Value]:
        """Return a formula with its keys; its field shows how it is displayed."""
        answer = forms[self._languages[0]].answers[index]
        made = formula_keys(answer)
        displays = {k: displayed(self._field(k, field), index) for k in forms}
        if any(display != usual_display(answer) for display in displays.values()):
            way = "inline" if field == "Back" else "numeric-inline"
            made["text"] = self._text(displays, way)
        return made

    def _text_value(self, shown: Mapping[str, str], value: Any) -> Value:
        if set(shown.values()) == {escape(str(value), quote=False)}:
            return _expression(value)
        return self._written(shown)

    def _written(self, html: Mapping[str, str]) -> Value:
        return {"text": self._text(html, "numeric-inline")}

    def _lists(self, forms: Mapping[str, FormData], way: str) -> dict[str, Value]:
        """Return the statements, or the items in their order, as keys of the card."""
        if not forms:
            return {}
        first = forms[self._languages[0]]
        entries: dict[str, Value] = {}
        if first.statements:
            statements: list[Value] = []
            for index, statement in enumerate(first.statements):
                of = {language: form.statements[index] for language, form in forms.items()}
                made: dict[str, Value] = {
                    "text": self._text({k: s.text for k, s in of.items()}, way),
                    "right": statement.is_true,
                }
                if any(s.says for s in of.values()):
                    made["says"] = self._text({k: s.says for k, s in of.items()}, way)
                statements.append(made)
            entries["statements"] = statements
        if first.order:
            groups: list[Value] = []
            for place, group in enumerate(first.order):
                items: list[Value] = [
                    self._text({k: form.order[place][n] for k, form in forms.items()}, way)
                    for n in range(len(group))
                ]
                groups.append(items if len(items) > 1 else items[0])
            entries["order"] = groups
        return entries

    def _answer(self, forms: Mapping[str, FormData], index: int) -> dict[str, Value]:
        made: dict[str, Value] = {}
        for key in ("label", "unit"):
            texts = {k: getattr(form.answers[index], key) for k, form in forms.items()}
            if any(texts.values()):
                made[key] = self._text(texts, "numeric-inline")
        answer = forms[self._languages[0]].answers[index]
        if answer.kind == "formula":
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
        return made | self._words(forms, index)

    def _words(self, forms: Mapping[str, FormData], index: int) -> dict[str, Value]:
        """Return the keys of an answer that is a text or a menu."""
        made: dict[str, Value] = {}
        answer = forms[self._languages[0]].answers[index]
        if answer.case is not None:
            made["case"] = answer.case
        if answer.accept:
            made["accept"] = [
                self._written({k: of.answers[index].accept[number] for k, of in forms.items()})
                for number in range(len(answer.accept))
            ]
        if answer.options:
            made["options"] = [
                self._text(
                    {k: of.answers[index].options[number] for k, of in forms.items()},
                    "numeric-inline",
                )
                for number in range(len(answer.options))
            ]
        if answer.shuffle:
            made["shuffle"] = True
        return made

    def _mistakes(
        self, forms: Mapping[str, FormData], values: Sequence[Any], answers: int
    ) -> list[Value]:
        made: list[Value] = []
        form = forms[self._languages[0]]
        for index, value in enumerate(values):
            if value is None:
                continue
            says = {k: of.mistakes[index].says for k, of in forms.items()}
            formula = form.mistakes[index].formula
            of_answer = form.answers[form.mistakes[index].of]
            wrong: Value
            if formula:
                wrong = written_formula(formula)
            elif of_answer.kind == "text" and form.choices:
                shown = {k: of.choices[index + 1].text for k, of in forms.items()}
                wrong = self._text_value(shown, value)
            elif of_answer.kind == "menu":
                wrong = self._value(forms, form.mistakes[index].of, value)
            elif of_answer.kind == "text" and isinstance(self._wrong_text(index), dict):
                wrong = {"text": self._wrong_text(index)}
            else:
                wrong = _expression(value)
            mistake: dict[str, Value] = {
                "value": wrong,
                "says": self._text(says, "numeric-inline"),
            }
            if answers > 1:
                mistake["of"] = form.answers[form.mistakes[index].of].name
            made.append(mistake)
        return made

    def _solution(self) -> Value:
        steps = {k: list(_steps(_FIGURE.sub("", v))) for k, v in self._fields("Solution").items()}
        if any("<figure" in html for html in self._fields("Solution").values()):
            self._lost["the figure of the solution, which is drawn from a program"] = None
        counts = {len(of) for of in steps.values()}
        if len(counts) > 1 or not next(iter(counts)):
            return ""
        made = [
            self._text({k: of[index] for k, of in steps.items()}, "numeric")
            for index in range(next(iter(counts)))
        ]
        return made[0] if len(made) == 1 else made

    def _choices(self) -> list[Value]:
        if not self._first.fields["Data"]:
            return []
        by_language = {
            language: read_data(note.fields["Data"]).forms[0].choices[1:]
            for language, note in self._notes.items()
        }
        made: list[Value] = []
        for options in zip(*by_language.values(), strict=True):
            options_of = dict(zip(by_language, options, strict=True))
            text = self._text({k: o.text for k, o in options_of.items()}, "inline")
            says = {k: o.says for k, o in options_of.items()}
            if any(says.values()):
                made.append({"text": text, "says": self._text(says, "inline")})
            else:
                made.append(text if isinstance(text, str) else {"text": text})
        return made

    def _static_hints(self) -> dict[str, Value]:
        if not self._first.fields["Data"]:
            return {}
        hints = {
            k: read_data(note.fields["Data"]).forms[0].hints for k, note in self._notes.items()
        }
        return self._hints(hints, "text")

    def _hints(self, hints: Mapping[str, Sequence[str]], way: str) -> dict[str, Value]:
        made: list[Value] = [
            self._text(dict(zip(hints, of, strict=True)), way)
            for of in zip(*hints.values(), strict=True)
        ]
        return {"hints": made} if made else {}

    def _source(self) -> Value:
        titles: dict[str, str] = {}
        urls: dict[str, None] = {}
        for language, html in self._fields("Source").items():
            if not html:
                return ""
            nodes = parse(html).children
            link = nodes[0] if len(nodes) == 1 else None
            inside = html
            if isinstance(link, Element) and link.name == "a":
                urls[link.attributes.get("href", "")] = None
                inside = html[html.index(">") + 1 : html.rindex("</a>")]
            titles[language] = self._convert(inside, "inline")
        source: dict[str, Value] = {"title": one(titles, self._languages)}
        for url in urls:
            if _URL.fullmatch(url):
                source["url"] = OneLine(url)
                break
        return source

    def _extra(self, html: Mapping[str, str]) -> dict[str, Value]:
        return {"extra": self._text(html)} if any(html.values()) else {}

    def _image(
        self, front: CardImage | None, back: CardImage | None, way: str = "inline"
    ) -> dict[str, Value]:
        for image in (front, back):
            path = self._images.path(image.name) if image is not None else None
            if image is not None and path is not None:
                made = self._described_image(image, path, way)
                return {"image": made if image is front else {"back": made}}
            if image is not None:
                problem = self._images.problems[image.name]
                self._lost[f"the image {image.name}: {problem}"] = None
        return {}

    def _described_image(self, image: CardImage, path: str, way: str) -> Value:
        if not image.alt and not image.marks:
            return OneLine(path)
        made: dict[str, Value] = {"file": OneLine(path)}
        if image.alt:
            made["alt"] = one(image.alt, self._languages)
        if image.marks:
            marks: list[Value] = [
                {
                    "at": [OneLine(f"{mark.x:g}"), OneLine(f"{mark.y:g}")],
                    "text": self._text(mark.html, way),
                }
                for mark in image.marks
            ]
            made["marks"] = marks
        return made

    def _fields(self, name: str) -> dict[str, str]:
        return {language: note.fields[name] for language, note in self._notes.items()}

    def _without_image(self, name: str) -> tuple[dict[str, str], CardImage | None]:
        return split_image(self._fields(name))

    def _text(self, html: Mapping[str, str], way: str = "text") -> str | dict[str, str]:
        """Return the texts of the languages; `way` is how they are read, as in `COMPILERS`."""
        texts = {language: self._convert(of, way) for language, of in html.items()}
        return one(texts, self._languages)

    def _convert(self, html: str, way: str) -> str:
        options = {
            "clozes": way == "cloze",
            "slots": way.startswith("numeric"),
            "one_line": way.endswith("inline"),
        }
        made = to_markdown(html, own=True, images=self._images.path, **options)
        if made.text and not self._is_same(made.text, html, way):
            # It was edited in Anki, and has to be read as its editor's.
            made = to_markdown(html, images=self._images.path, **options)
            whole = repair(made.text, way)
            made = Converted(whole.text, (*made.lost, *whole.changes)) if whole else made
        self._lost |= self._images.explained(made.lost)
        return made.text

    def _is_same(self, text: str, html: str, way: str) -> bool:
        """Tell whether a text becomes the field again; of numbers, whether it is a text at all."""
        try:
            compiled = COMPILERS[way](text)
        except MarkupError:
            return False
        names = {image.path: self._images.files.get(image.path, "") for image in compiled.images}
        return way.startswith("numeric") or compiled.with_media(names).fill() == html


def _steps(html: str) -> Iterator[str]:
    """Yield the steps of a worked solution."""
    opening = '<ol class="steps">'
    if not html.startswith(opening):
        if html.strip():
            yield html
        return
    depth = 0
    start = 0
    for match in re.finditer(r"<(/?)li\b[^>]*>", html):
        if not match[1]:
            depth += 1
            start = match.end() if depth == 1 else start
        else:
            depth -= 1
            if depth == 0:
                yield html[start : match.start()]


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
