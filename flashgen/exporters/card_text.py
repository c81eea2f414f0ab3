"""Cards as Markdown, as their authors typed them, for the formats that are read as text."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import AnswerData
from flashgen.anki.note import Note
from flashgen.build.notes import RenderedDefinition
from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ClozeDefinition, ConceptDefinition
from flashgen.exporters.json import filled
from flashgen.exporters.list_texts import ListText, concept_list, listed, numeric_list
from flashgen.expression import evaluation
from flashgen.markup.cloze import find_clozes
from flashgen.markup.marks import Kind
from flashgen.numeric.empty_sets import may_be_empty
from flashgen.numeric.pictures import picture_path, plain_filled
from flashgen.numeric.program import CompiledForm, Template
from flashgen.numeric.sampling import Variant, answer_text
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value


@dataclass(frozen=True, slots=True)
class AnswerText:
    """An answer of a variant: what is asked for, what is right, and how far off it may be."""

    label: str
    shown: str
    """The answer as it is asked for, without its unit."""
    unit: str
    value: Value
    """The unrounded answer."""
    format: AnswerFormat

    @property
    def with_unit(self) -> str:
        """The answer as it is asked for."""
        return f"{self.shown} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class CardText:
    """A concept or cloze note, or one variant of a numeric one, in Markdown.

    Of a cloze note ``front`` is the text with its `{{c1::…}}`, and ``back`` is empty. ``variant``
    counts from 1 and is 0 where there are no numbers. ``options`` come in the note's own order.
    ``answers`` are those of a numeric note, one of which `back` shows, or several as a list.
    """

    note: Note
    front: str
    back: str
    variant: int = 0
    options: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    extra: str = ""
    source: str = ""
    answers: tuple[AnswerText, ...] = ()
    listed: ListText | None = None
    """What stands in ``options`` and ``back`` where they are statements or items in order."""


def card_texts(item: RenderedDefinition, variants: int = 1) -> Iterator[CardText]:
    """Yield the texts of a definition: language by language, `variants` of a numeric one."""
    model = item.definition.model
    for note in item.notes:
        marks = _image(model.image, note)
        extra = _text(model.extra, note)
        source = _text(model.source.title, note) if model.source else ""
        if model.source and model.source.url:
            source = f"[{source}]({model.source.url.value})"
        if isinstance(model, ClozeDefinition):
            front = _text(model.cloze, note) + marks.get("front", "")
            yield CardText(note, front, "", extra=extra + marks.get("back", ""), source=source)
        elif isinstance(model, ConceptDefinition):
            front = _text(model.front, note) + marks.get("front", "")
            back = _text(model.back, note)
            wrong = [_text(option.text, note) for option in model.choices or ()]
            options = _mixed([back, *wrong], note) if wrong else ()
            made = concept_list(model, note)
            if made:
                options, back = made.asked, made.back
            back += marks.get("back", "")
            yield CardText(note, front, back, 0, options, (), extra, source, listed=made)
        else:
            assert item.sample is not None
            forms = item.sample.program.forms
            empty = may_be_empty(item.sample)
            with evaluation():
                for number, variant in enumerate(item.sample.variants[:variants], start=1):
                    form = forms[variant.form]
                    marks = _image_of(variant, form, note)
                    answers = _answers(variant, form, note)
                    made = numeric_list(variant, form, note)
                    if made:
                        options, back = made.asked, made.back
                    else:
                        unit = answers[0].unit
                        options = _options(variant, form, note, unit) if form.choices else ()
                        back = _back(answers)
                    yield CardText(
                        note,
                        _question(variant, form, note, empty[variant.form])
                        + marks.get("front", ""),
                        back + marks.get("back", ""),
                        number,
                        options,
                        tuple(filled(s, form, variant) for s in form.texts[note.language].solution),
                        extra,
                        source,
                        answers,
                        made,
                    )


def _image(image: Image | None, note: Note) -> dict[str, str]:
    """Return the image of a card in Markdown, by the side that it is on."""
    if image is None:
        return {}
    texts = [_text(mark.text, note) for mark in image.marks]
    return {image.side: _marked(image, image.path.value, _text(image.alt, note), texts)}


def _image_of(variant: Variant, form: CompiledForm, note: Note) -> dict[str, str]:
    """Return the image of a variant in Markdown, by the side that it is on."""
    picture = form.picture
    if picture is None:
        return {}
    path = picture_path(picture, variant.slots)
    alt = picture.alt.get(note.language)
    described = plain_filled(alt, variant.slots) if alt is not None else ""
    texts = [filled(template, form, variant) for template in picture.marks[note.language]]
    return {picture.image.side: _marked(picture.image, path, described, texts)}


def _marked(image: Image, path: str, alt: str, texts: Sequence[str]) -> str:
    """Return an image with a list of what is marked on it, and where."""
    shown = " ".join(alt.split()).replace("[", r"\[").replace("]", r"\]")
    made = f"\n\n![{shown}]({path})"
    if texts:
        places = [f"({mark.x:.0%}, {mark.y:.0%})" for mark in image.marks]
        listed = [f"- {place}: {text}" for place, text in zip(places, texts, strict=True)]
        made += "\n\n" + "\n".join(listed)
    return made


def _text(text: LocalizedText | None, note: Note) -> str:
    scalar = text.get(note.language) if text else None
    return scalar.value.strip() if scalar else ""


def _fill(template: Template | None, form: CompiledForm, variant: Variant) -> str:
    return filled(template, form, variant) if template else ""


def _asked(variant: Variant, form: CompiledForm, note: Note) -> list[AnswerData]:
    texts = form.texts[note.language]
    return [
        AnswerData(
            name=answer.name,
            kind=fmt.kind,
            label=_fill(label, form, variant),
            unit=_fill(unit, form, variant),
            decimals=fmt.decimals,
            figures=fmt.figures,
            compare=fmt.compare,
        )
        for answer, fmt, label, unit in zip(
            form.answers, variant.formats, texts.labels, texts.units, strict=True
        )
    ]


def _question(
    variant: Variant, form: CompiledForm, note: Note, may_be_empty: frozenset[int]
) -> str:
    question = filled(form.texts[note.language].question, form, variant)
    if form.choices:
        return question
    wanted = card_html.wanted(_asked(variant, form, note), note.language, may_be_empty)
    for tag, mark in (('<p class="wanted">', "\n\n"), ("</p>", ""), ("<code>", "`")):
        wanted = wanted.replace(tag, mark)
    return question + wanted.replace("</code>", "`")


def _answers(variant: Variant, form: CompiledForm, note: Note) -> tuple[AnswerText, ...]:
    return tuple(
        AnswerText(asked.label or asked.name, answer_text(value, fmt), asked.unit, value, fmt)
        for value, fmt, asked in zip(
            variant.answers, variant.formats, _asked(variant, form, note), strict=True
        )
    )


def _back(answers: Sequence[AnswerText]) -> str:
    if len(answers) == 1:
        return answers[0].with_unit
    return listed([f"{answer.label}: {answer.with_unit}" for answer in answers])


def _options(variant: Variant, form: CompiledForm, note: Note, unit: str) -> tuple[str, ...]:
    values = [variant.answers[0], *(value for value in variant.mistakes if value is not None)]
    return _mixed([f"{answer_text(v, variant.formats[0])} {unit}".strip() for v in values], note)


def _mixed(options: Sequence[str], note: Note) -> tuple[str, ...]:
    """Order the options, of which the right one comes in first, as the note's own list does."""

    def key(number: int) -> bytes:
        return hashlib.sha256(f"{note.fields['ID']}\n{number}".encode()).digest()

    return tuple(options[number] for number in sorted(range(len(options)), key=key))


def fill_clozes(text: str, shown: Callable[[str, str, int], str]) -> str:
    """Replace each deletion of a cloze text by what `shown` gives for its inside, hint and number.

    Inner deletions come first.
    """
    stack: list[tuple[list[str], list[str], int]] = [([], [], 0)]
    into = stack[0][0]
    position = 0
    for mark in sorted(find_clozes(text, [], []), key=lambda mark: mark.start):
        into.append(text[position : mark.start])
        position = mark.end
        if mark.kind is Kind.CLOZE_OPEN:
            stack.append(([], [], mark.number))
            into = stack[-1][0]
        elif mark.kind is Kind.CLOZE_HINT:
            into = stack[-1][1]
        else:
            inside, hint, number = stack.pop()
            into = stack[-1][0]
            into.append(shown("".join(inside), "".join(hint), number))
    into.append(text[position:])
    return "".join(stack[0][0])


def behind(card: CardText) -> list[str]:
    """Return the texts that stand behind a card's answer: solution, extra, source."""
    parts = []
    if len(card.solution) == 1:
        parts.append(card.solution[0])
    elif card.solution:
        parts.append(listed(card.solution, numbered=True))
    if card.extra:
        parts.append(card.extra)
    if card.source:
        parts.append(f"Source: {card.source}")
    return parts
