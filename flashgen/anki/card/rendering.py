"""Definitions and variants to notes: the HTML of every field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from html import escape, unescape
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flashgen.anki.card import html as card_html
from flashgen.anki.card import lists
from flashgen.anki.card.cloze import Wording, cloze_fields
from flashgen.anki.card.concept import ConceptSide, concept_fields
from flashgen.anki.card.data import CardData, slot
from flashgen.anki.card.form import FormHtml
from flashgen.anki.card.texts import FileTexts, NoteTexts
from flashgen.anki.note import Deck, Note, digest
from flashgen.anki.note_types import CLOZE, CONCEPT, NUMERIC, NoteType
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.identity import note_name
from flashgen.deck.keys import ClozeDefinition, ClozeForm, ConceptDefinition, NumericDefinition
from flashgen.deck.seed import Seed
from flashgen.markup import (
    escape_triggers,
)
from flashgen.markup.typography import with_true_minus
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar

# Slow to import, and decks with no numeric card need none of it.
if TYPE_CHECKING:
    from flashgen.numeric.sampling import Sample, Variant


class Renderer:
    """Renders the definitions of one deck file; what is wrong is appended to ``diagnostics``."""

    def __init__(self, deck_file: DeckFile, diagnostics: list[Diagnostic]) -> None:
        self.deck_file = deck_file
        self.diagnostics = diagnostics
        self._texts = FileTexts(deck_file, diagnostics)

    def decks(self, languages: Sequence[str]) -> list[Deck]:
        """Return the decks of the file's languages, with their descriptions."""
        return [
            Deck(name, self._description(language))
            for language in languages
            if (name := self.deck_name(language))
        ]

    def _description(self, language: str) -> str:
        description = self.deck_file.header.description
        if description is None:
            return ""
        texts = NoteTexts(self._texts, language)
        html = texts.block(description)
        if texts.media:
            scalar = description.get(language)
            assert scalar is not None
            self.diagnostics.append(
                Diagnostic(
                    "bad-image",
                    "the description of a deck cannot show an image",
                    scalar.span,
                    hint="Anki takes over the images of cards alone",
                )
            )
        return html

    def deck_name(self, language: str) -> str:
        """Return the name of the deck that takes a language's notes."""
        scalar = self.deck_file.header.deck.get(language)
        assert scalar is not None  # every text has all languages of the file
        return _deck_name(scalar.value)

    def concept(self, definition: LoadedDefinition, language: str, seed: Seed) -> Note | None:
        """Render a concept card in one language: the first form in full, others as data."""
        model = definition.model
        assert isinstance(model, ConceptDefinition)
        texts = NoteTexts(self._texts, language)
        before = len(self.diagnostics)
        fields = self._fields(definition, texts, CONCEPT)
        sides = [
            ConceptSide(texts, fields["ID"], partial(definition.key_span, form=number)).of(form)
            for number, form in enumerate(model.all_forms)
        ]
        if self._failed(before):
            return None
        fields |= concept_fields(sides, language)
        fields["Reverse"] = "1" if model.reverse else ""
        return self._note(definition, texts, seed, fields)

    def cloze(self, definition: LoadedDefinition, language: str, seed: Seed) -> Note | None:
        """Render a cloze card in one language."""
        model = definition.model
        assert isinstance(model, ClozeDefinition)
        texts = NoteTexts(self._texts, language)
        before = len(self.diagnostics)
        wordings = [self._wording(form, texts) for form in model.all_forms]
        self._same_gaps(model, language)
        if self._failed(before):
            return None
        fields = self._fields(definition, texts, CLOZE)
        fields |= cloze_fields(wordings, language)
        return self._note(definition, texts, seed, fields)

    def _wording(self, form: ClozeForm, texts: NoteTexts) -> Wording:
        scalar = form.cloze.get(texts.language)
        assert scalar is not None
        text = texts.fill(scalar, "cloze")
        if (numbers := self._gaps(scalar)) is not None and not numbers:
            self.diagnostics.append(
                Diagnostic(
                    "no-cloze",
                    "the text has no gap, so Anki would make no card of it",
                    scalar.span,
                    hint="write the part to be hidden as {{c1::hidden}}",
                )
            )
        image_front, image_back = texts.image(form.image)
        extra = texts.extra(form)
        hints = tuple(map(texts.block, form.hints))
        return Wording(text + image_front, extra + image_back, hints)

    def _gaps(self, scalar: Scalar) -> tuple[int, ...] | None:
        """Return the numbers of the gaps of a text; None of one that could not be compiled."""
        compiled = self._texts.compiled(scalar, "cloze")
        return compiled.cloze_numbers if compiled else None

    def _same_gaps(self, model: ClozeDefinition, language: str) -> None:
        """Check that all forms have the same gaps: Anki makes a card of each number."""
        scalars = [form.cloze.get(language) for form in model.all_forms]
        gaps = [(s, numbers) for s in scalars if s and (numbers := self._gaps(s))]
        for scalar, numbers in gaps[1:]:
            if numbers != gaps[0][1]:
                wanted = ", ".join(f"c{number}" for number in gaps[0][1])
                found = ", ".join(f"c{number}" for number in numbers)
                self.diagnostics.append(
                    Diagnostic(
                        "unequal-gaps",
                        f"this form has the gaps {found}, and the first one {wanted}",
                        scalar.span,
                        hint="each number is a card of its own, which every form has to ask",
                    )
                )

    def numeric(self, sample: Sample, language: str, seed: Seed) -> Note | None:
        """Render a numeric card in one language: variant 0 in full, all variants as data."""
        definition = sample.program.definition
        assert isinstance(definition.model, NumericDefinition)
        from flashgen.numeric.empty_sets import may_be_empty, whole_answers

        note_texts = NoteTexts(self._texts, language)
        before = len(self.diagnostics)
        fields = self._fields(definition, note_texts, NUMERIC)
        images = _pictures(sample, note_texts)
        forms: list[FormHtml] = []
        possible = zip(may_be_empty(sample), whole_answers(sample), strict=True)
        for form, (empty, whole) in zip(sample.program.forms, possible, strict=True):
            texts = form.texts[language]
            marks = form.picture.marks[language] if form.picture is not None else ()
            replaced = {id(part): note_texts.template(part) for part in (*texts.all, *marks)}
            points = sample.formula_points(len(forms))
            forms.append(FormHtml(form, texts, replaced, language, images, empty, whole, points))
        if self._failed(before):
            return None
        first = sample.variants[0]
        # A form with no variant (its space was used up) is left out, and the others move up.
        # Of one whose figures have several shapes there is one for each of them.
        firsts: dict[object, Variant] = {}
        for variant in sample.variants:
            firsts.setdefault(forms[variant.form].shape(variant), variant)
        shapes = sorted(firsts, key=lambda shape: firsts[shape].form)
        numbers = {shape: number for number, shape in enumerate(shapes)}
        rows = tuple(
            [forms[v.form].row(v, numbers[forms[v.form].shape(v)]) for v in sample.variants]
        )
        static = forms[first.form].data(first, rows[0].slots.__getitem__)
        fields |= {
            "Question": static.question,
            "Answer": static.answer,
            "Solution": static.solution,
            "Figure": static.figure,
            "Hints": card_html.hints_html(static.hints, language),
        }
        if static.choices:
            options = [
                choice.text
                for choice, mistake in zip(static.choices, (0, *first.mistakes), strict=True)
                if mistake is not None
            ]
            options = options[: static.show or None]
            fields["Choices"] = card_html.choices_html(options, fields["ID"])
        if static.statements or static.order:
            fields["Choices"] = lists.front_html(static, fields["ID"])
            fields["Answer"] = lists.back_html(static, language, fields["ID"]) + static.answer
        elif not static.choices:
            fields["Choices"] = card_html.menus_html(static.answers)
        templates = [forms[firsts[shape].form].data(firsts[shape], slot) for shape in shapes]
        data = CardData(tuple(templates), rows)
        fields["Data"] = data.to_json()
        note = self._note(definition, note_texts, seed, fields)
        if note is None:
            return None
        # The data mix text and numbers; these two tell a report which of them changed.
        return replace(
            note,
            text=digest([repr(data.without_points()), fields["Extra"], fields["Source"]]),
            numbers=digest([*(repr(tuple(row)) for row in rows), *map(repr, data.points)]),
        )

    def _reported(self, definition: LoadedDefinition) -> bool:
        """Tell whether an error is known of the definition, in another language perhaps."""
        span = definition.span
        return any(
            d.severity == "error" and d.span and span.start <= d.span.start < span.end
            for d in self.diagnostics
        )

    def _failed(self, before: int) -> bool:
        return any(d.severity == "error" for d in self.diagnostics[before:])

    def _note(
        self,
        definition: LoadedDefinition,
        texts: NoteTexts,
        seed: Seed,
        fields: Mapping[str, str],
    ) -> Note | None:
        deck_file, language = self.deck_file, texts.language
        asked = next(iter(fields.values()))
        if not _VISIBLE.search(unescape(_UNSEEN.sub("", asked))):
            if self._reported(definition):
                return None
            key = {"concept": "front", "numeric": "question"}.get(definition.kind, definition.kind)
            self.diagnostics.append(
                Diagnostic(
                    "empty-front",
                    "the card asks nothing: there is no text and no image on its front",
                    definition.key_span(key),
                    hint="Anki makes no card of an empty first field",
                )
            )
            return None
        images = tuple(dict.fromkeys(texts.media))
        fields = {
            **{
                name: with_true_minus(text) if "-" in text and name not in _AS_IT_IS else text
                for name, text in fields.items()
            },
            "Images": "".join(f'<img src="{escape(image.name)}">' for image in images),
        }
        return Note(
            kind=definition.kind,
            namespace=deck_file.namespace,
            id=definition.id,
            language=language,
            guid=seed.guid(deck_file.namespace, language),
            deck=self.deck_name(language),
            tags=_tags((*deck_file.tags, *definition.model.own_tags)),
            fields=fields,
            media=images,
            first_id="" if seed.first_id == definition.id else seed.first_id,
            was_language=dict(seed.was_languages).get(language, ""),
            seed=seed.own if definition.kind == "numeric" else None,
        )

    def _fields(
        self, definition: LoadedDefinition, texts: NoteTexts, note_type: NoteType
    ) -> dict[str, str]:
        """Return all fields of a note, those filled that every kind has."""
        fields = dict.fromkeys(note_type.field_names, "")
        fields["ID"] = note_name(self.deck_file.namespace, definition.id, texts.language)
        fields["Language"] = texts.language
        if definition.kind == "numeric":
            fields["Extra"] = texts.extra(definition.model)
        fields["Source"] = _source(definition, texts)
        return fields


# What no one reads.
_AS_IT_IS = frozenset({"ID", "Language", "Reverse", "Data"})
# A tag, but for what shows by itself; and the line that says how to answer.
_UNSEEN = re.compile(r'<p class="wanted">.*|<(?!img\b|svg\b|hr\b)[^>]*>', re.DOTALL)
_VISIBLE = re.compile("[^\\s\u200b-\u200f\u2060\ufeff]")


# These two are asked for once a note, and most notes of a file have the same.
@lru_cache(maxsize=256)
def _deck_name(text: str) -> str:
    return "::".join(part.strip() for part in text.strip().split("::"))


@lru_cache(maxsize=256)
def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))


def _source(definition: LoadedDefinition, texts: NoteTexts) -> str:
    source = definition.model.source
    if source is None:
        return ""
    title = texts.inline(source.title)
    if source.url is None:
        return title
    url = escape_triggers(escape(source.url.value))
    return f'<a href="{url}">{title}</a>'


def _pictures(sample: Sample, texts: NoteTexts) -> Mapping[str, str]:
    """Return the name in Anki of each file that a numeric card's image is in a variant."""
    from flashgen.numeric.pictures import picture_paths

    names: dict[str, str] = {}
    for form in sample.forms:
        picture = form.form.picture
        if picture is None:
            continue
        for path in picture_paths(picture, form.slots, form.count):
            if name := texts.file(path, picture.image.path.span):
                names[path] = name
    return names
