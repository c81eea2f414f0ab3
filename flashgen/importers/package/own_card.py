"""The notes of one definition that flashgen made, one a language -> the definition's static text.

A numeric note's program is in no package: the card comes back as a numeric one with the numbers of
the variant that its fields show, so that it keeps its kind (Anki refuses to change a note's type),
its GUID and its reviews.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from flashgen.anki.card.reading import read_data
from flashgen.anki.card.wordings import fields_by_form
from flashgen.importers.draft import DraftCard, Value
from flashgen.importers.package.own_answers import OwnAnswers
from flashgen.importers.package.own_fields import OwnFields
from flashgen.importers.package.own_image import split_image

ONE_VARIANT: Final = "The numbers are those of one variant, for a card's program is in no package."
"""What is said above every numeric card."""

# None reads over the beginning of another one, or many that have no end would take for ever.
_WANTED: Final = re.compile(r'<p class="wanted">(?:(?!<p class="wanted">).)*?</p>\s*$', re.DOTALL)
_ANSWERS: Final = re.compile(
    r'^(?:<p class="result">(?:(?!</p>).)*</p>|<div class="answers">(?:(?!</div>).)*</div>)',
    re.DOTALL,
)
_FIGURE: Final = re.compile(r"<figure\b(?:(?!<figure\b).)*?</figure>", re.DOTALL)


def draft(fields: OwnFields, tags_of_file: int) -> DraftCard:
    """Return the card of a definition's notes; so many of its tags are those of the file."""
    entries: dict[str, Value] = {}
    if tags := fields.first.tags[tags_of_file:]:
        entries["tags"] = tags
    entries |= _entries(fields)
    if source := fields.source():
        entries["source"] = source
    comments = tuple(what if what == ONE_VARIANT else f"Not kept: {what}" for what in fields.lost)
    return DraftCard.of(fields.first.id, entries, comments)


def _entries(fields: OwnFields) -> dict[str, Value]:
    if fields.first.kind == "numeric":
        return _numeric(fields)
    forms = [
        fields_by_form(note.kind, note.fields, language) for language, note in fields.notes.items()
    ]
    if len(forms[0]) == 1:
        return _concept(fields) if fields.first.kind == "concept" else _cloze(fields)
    made = []
    for by_language in zip(*forms, strict=True):
        notes = {
            language: replace(note, fields=own)
            for (language, note), own in zip(fields.notes.items(), by_language, strict=True)
        }
        form = OwnFields(notes, fields.languages, fields.images)
        made.append(_entries(form))
        fields.lost |= form.lost
    # What all forms have in common stands outside of them.
    first, *others = made
    common = {
        key: value
        for key, value in first.items()
        if all(key in other and other[key] == value for other in others)
    }
    own = [{k: v for k, v in entries.items() if k not in common} for entries in made]
    return common | {"forms": own}


def _concept(fields: OwnFields) -> dict[str, Value]:
    entries: dict[str, Value] = {}
    fronts = {k: _WANTED.sub("", html) for k, html in fields.html("Front").items()}
    front, front_image = split_image(fronts)
    back, back_image = fields.without_image("Back")
    asked = OwnAnswers(fields) if fields.first.fields["Data"] else None
    entries["front"] = fields.text(front)
    answer: dict[str, Value] = {}
    listed: dict[str, Value] = {}
    if asked is not None:
        answer = asked.concept() if asked.values else asked.chosen(back)
        listed = asked.lists("inline")
    if answer:
        back = {language: _ANSWERS.sub("", html, count=1) for language, html in back.items()}
        entries |= answer
    if not listed and (any(back.values()) or not answer):
        entries["back"] = fields.text(back)
    entries |= listed
    entries |= fields.image(front_image, back_image)
    if fields.first.fields["Reverse"]:
        entries["reverse"] = True
    if asked is not None and (choices := asked.wrong_options()):
        entries["choices"] = choices
        if asked.form.show:
            entries["show"] = asked.form.show
    return entries | _static_hints(fields) | fields.extra(fields.html("Extra"))


def _cloze(fields: OwnFields) -> dict[str, Value]:
    text, front_image = fields.without_image("Text")
    extra, back_image = fields.without_image("Extra")
    entries: dict[str, Value] = {"cloze": fields.text(text, "cloze")}
    entries |= fields.image(front_image, back_image) | _static_hints(fields)
    return entries | fields.extra(extra)


def _numeric(fields: OwnFields) -> dict[str, Value]:
    fields.lost[ONE_VARIANT] = None
    asked = OwnAnswers(fields)
    questions = {k: _WANTED.sub("", html) for k, html in fields.html("Question").items()}
    question, front_image = split_image(questions)
    _, back_image = fields.without_image("Answer")
    if any(fields.html("Figure").values()):
        fields.lost["the figure, which is drawn from a program"] = None
    entries: dict[str, Value] = {"question": fields.text(question, "numeric")}
    entries |= asked.lists("numeric-inline") | asked.numeric()
    if solution := _solution(fields):
        entries["solution"] = solution
    entries |= asked.numeric_mistakes()
    if asked.form.choices:
        entries["choices"] = True
    entries |= asked.hints()
    if asked.form.show:
        entries["show"] = asked.form.show
    entries |= fields.image(front_image, back_image, "numeric-inline")
    return entries | {"variants": 1} | fields.extra(fields.html("Extra"))


def _solution(fields: OwnFields) -> Value:
    solutions = fields.html("Solution")
    steps = {k: list(_steps(_FIGURE.sub("", html))) for k, html in solutions.items()}
    if any("<figure" in html for html in solutions.values()):
        fields.lost["the figure of the solution, which is drawn from a program"] = None
    counts = {len(of) for of in steps.values()}
    if len(counts) > 1 or not next(iter(counts)):
        return ""
    made = [
        fields.text({k: of[index] for k, of in steps.items()}, "numeric")
        for index in range(next(iter(counts)))
    ]
    return made[0] if len(made) == 1 else made


def _static_hints(fields: OwnFields) -> dict[str, Value]:
    if not fields.first.fields["Data"]:
        return {}
    hints = {k: read_data(data).forms[0].hints for k, data in fields.html("Data").items()}
    return fields.hints(hints, "text")


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
