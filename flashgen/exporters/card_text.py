"""Cards as Markdown, as their authors typed them, for the formats that are read as text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import AnswerData
from flashgen.anki.note import Note
from flashgen.build.notes import RenderedDefinition
from flashgen.deck.answer_keys import ConceptAnswer, NamedConceptAnswer
from flashgen.deck.answers.number import number_of
from flashgen.deck.concept_answers import answers_of, compare_of, kind_of, name_of
from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ClozeDefinition, ClozeForm, ConceptDefinition, ConceptForm
from flashgen.exporters.json import answer_markdown, exported_value, filled, mistake_markdown
from flashgen.exporters.list_texts import ListText, concept_list, listed, numeric_list
from flashgen.expression import evaluation
from flashgen.numeric.answers import answer_text
from flashgen.numeric.concept_formulas import concept_formula
from flashgen.numeric.empty_sets import may_be_empty, whole_answers
from flashgen.numeric.formulas.expression import FormulaAsked, formula_format
from flashgen.numeric.pictures import picture_path, plain_filled
from flashgen.numeric.program import CompiledForm, Template
from flashgen.numeric.sampling import Variant
from flashgen.values.formatting import Context, format_answer
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value


class AnswerText(Struct, frozen=True):
    """An answer of a variant: what is asked for, what is right, and how far off it may be."""

    label: str
    shown: str
    """The answer as it is asked for, without its unit."""
    unit: str
    value: Value
    """The unrounded answer."""
    format: AnswerFormat
    options: tuple[str, ...] = ()
    """Of a menu."""
    unit_required: bool = False
    asked: FormulaAsked | None = None
    """Of a formula."""

    @property
    def with_unit(self) -> str:
        """The answer as it is asked for."""
        return f"{self.shown} {self.unit}".strip()


class CardText(Struct, frozen=True):
    """A concept or cloze note, or one variant of a numeric one, in Markdown.

    Of a cloze note ``front`` is the text with its `{{c1::…}}`, and ``back`` is empty. ``variant``
    counts from 1 and is 0 where there are neither numbers nor other forms. ``options`` come in the
    note's own order.
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
    hints: tuple[str, ...] = ()
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
        if isinstance(model, ClozeDefinition | ConceptDefinition):
            wordings: Sequence[ConceptForm | ClozeForm] = model.all_forms
            for number, wording in enumerate(wordings[:variants], start=1):
                card = _wording(wording, note, source)
                yield replace(card, variant=number) if model.forms else card
        else:
            assert item.sample is not None
            forms = item.sample.program.forms
            empty, whole = may_be_empty(item.sample), whole_answers(item.sample)
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
                        _question(variant, form, note, empty[variant.form], whole[variant.form])
                        + marks.get("front", ""),
                        back + marks.get("back", ""),
                        number,
                        options,
                        tuple(filled(s, form, variant) for s in form.texts[note.language].solution),
                        extra,
                        source,
                        answers,
                        tuple(filled(h, form, variant) for h in form.texts[note.language].hints),
                        made,
                    )


def _wording(form: ConceptForm | ClozeForm, note: Note, source: str) -> CardText:
    """Return a form of a concept or cloze card."""
    marks = _image(form.image, note)
    extra = _text(form.extra, note)
    hints = tuple(_text(hint, note) for hint in form.hints)
    if isinstance(form, ClozeForm):
        front = _text(form.cloze, note) + marks.get("front", "")
        extra += marks.get("back", "")
        return CardText(note, front, "", extra=extra, source=source, hints=hints)
    made = concept_list(form, note)
    card = _concept(form, note, marks, extra, source)
    if made:
        back = made.back + marks.get("back", "")
        card = replace(card, options=made.asked, back=back, listed=made)
    return replace(card, hints=hints)


def _concept(
    model: ConceptForm, note: Note, marks: Mapping[Any, str], extra: str, source: str
) -> CardText:
    front, back = _text(model.front, note), _text(model.back, note)
    solution: tuple[str, ...] = ()
    answers = tuple(_concept_answer(answer, note) for answer in answers_of(model))
    wrong = [_text(option.text, note) for option in model.choices or ()]
    if answers:
        solution = (back,) if back else ()
        if not wrong:
            whole = [n for n, one in enumerate(answers) if isinstance(one.value, int)]
            asked = card_html.without_decimals([_of_concept(one) for one in answers], whole)
            front += _wanted(asked, note)
        back = _back(answers)
    options = _mixed([back, *wrong][: model.show], note) if wrong else ()
    front, back = front + marks.get("front", ""), back + marks.get("back", "")
    return CardText(note, front, back, 0, options, solution, extra, source, answers)


def _concept_answer(answer: ConceptAnswer, note: Note) -> AnswerText:
    number = number_of(answer) if kind_of(answer).is_one_number else None
    if answer.formula is not None:
        return _concept_formula(answer, note)
    label = _text(answer.label, note) if isinstance(answer, NamedConceptAnswer) else ""
    shown = ", ".join(_text(value, note) for value in answer.value)
    if number is not None:
        shown = format_answer(number, decimals=answer.decimals, figures=answer.figures)
    tolerance = answer.tolerance
    return AnswerText(
        label or name_of(answer),
        shown,
        _text(answer.unit, note),
        shown if number is None else number,
        AnswerFormat(
            kind_of(answer).name,
            decimals=answer.decimals,
            figures=answer.figures,
            tolerance=tolerance.absolute if tolerance else None,
            relative=tolerance.relative if tolerance else None,
            compare=compare_of(answer),
        ),
        tuple(_text(option, note) for option in answer.options or ()),
        answer.unit_required,
    )


def _concept_formula(answer: ConceptAnswer, note: Note) -> AnswerText:
    made = concept_formula(answer, [])
    assert made is not None  # else the card has no note
    label = _text(answer.label, note) if isinstance(answer, NamedConceptAnswer) else ""
    fmt = formula_format(made.asked)
    shown = _text(answer.text, note) or f"${answer_text(made.text, fmt, Context.MATH)}$"
    value = exported_value(made.text, fmt)
    return AnswerText(label or name_of(answer), shown, "", value, fmt, asked=made.asked)


def _of_concept(answer: AnswerText) -> AnswerData:
    fmt = answer.format
    return AnswerData(
        name=answer.label,
        kind=fmt.kind,
        unit=answer.unit,
        decimals=fmt.decimals,
        figures=fmt.figures,
        compare=fmt.compare,
        unit_required=answer.unit_required,
        **_formula_keys(answer.asked),
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
            options=tuple(filled(o[note.language], form, variant) for o in answer.options),
            decimals=fmt.decimals,
            figures=fmt.figures,
            compare=fmt.compare,
            unit_required=answer.fields.unit_required,
            **_formula_keys(answer.asked),
        )
        for answer, fmt, label, unit in zip(
            form.answers, variant.formats, texts.labels, texts.units, strict=True
        )
    ]


def _formula_keys(asked: FormulaAsked | None) -> dict[str, Any]:
    """Return the fields of a formula that the prompt line mentions."""
    if asked is None:
        return {}
    return {
        "variables": tuple((name, "", "") for name in asked.names),
        "count": asked.count,
        "up_to": asked.up_to,
        "without": asked.without,
        "log": 10 if asked.log10 else None,
    }


def _question(
    variant: Variant,
    form: CompiledForm,
    note: Note,
    may_be_empty: frozenset[int],
    whole: frozenset[int],
) -> str:
    question = filled(form.texts[note.language].question, form, variant)
    if form.choices:
        return question
    return question + _wanted(
        card_html.without_decimals(_asked(variant, form, note), whole), note, may_be_empty
    )


_MARKS: Final = (
    ('<p class="wanted">', "\n\n"),
    ("</p>", ""),
    ("<code>", "`"),
    ("</code>", "`"),
    ('<span class="whole">', ""),
    ("</span>", ""),
    (r"\(", "$"),
    (r"\)", "$"),
)
"""The HTML of the line that says how to answer, and what it is in Markdown."""


def _wanted(
    answers: Sequence[AnswerData], note: Note, may_be_empty: frozenset[int] = frozenset()
) -> str:
    """Return the line that says how to answer, in Markdown."""
    wanted = card_html.wanted(answers, note.language, may_be_empty)
    for tag, mark in _MARKS:
        wanted = wanted.replace(tag, mark)
    return wanted


def _answers(variant: Variant, form: CompiledForm, note: Note) -> tuple[AnswerText, ...]:
    return tuple(
        AnswerText(
            asked.label or asked.name,
            shown,
            asked.unit,
            shown if answer.options or answer.formula.templates else exported_value(value, fmt),
            fmt,
            asked.options,
        )
        for answer, value, fmt, asked, shown in zip(
            form.answers,
            variant.answers,
            variant.formats,
            _asked(variant, form, note),
            [answer_markdown(n, form, variant, note.language) for n in range(len(form.answers))],
            strict=True,
        )
    )


def _back(answers: Sequence[AnswerText]) -> str:
    if len(answers) == 1:
        return answers[0].with_unit
    return listed([f"{answer.label}: {answer.with_unit}" for answer in answers])


def _options(variant: Variant, form: CompiledForm, note: Note, unit: str) -> tuple[str, ...]:
    wrong = [
        _with_unit(
            mistake_markdown(number, form, variant, note.language),
            "" if mistake.formula.templates else unit,
        )
        for number, mistake in enumerate(form.mistakes)
        if variant.mistakes[number] is not None
    ]
    right = answer_markdown(0, form, variant, note.language)
    options = [_with_unit(right, unit), *wrong]
    return _mixed(options[: form.form.show], note)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


def _mixed(options: Sequence[str], note: Note) -> tuple[str, ...]:
    """Order the options, of which the right one comes in first, as the note's own list does."""
    return tuple(options[n] for n in card_html.shuffled(len(options), note.fields["ID"]))


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


def menus(card: CardText) -> list[str]:
    """Return the options of each answer that is a menu, on a line, behind its label."""
    several = len(card.answers) > 1
    return [
        (f"{answer.label}: " if several else "") + " / ".join(answer.options)
        for answer in card.answers
        if answer.options
    ]
