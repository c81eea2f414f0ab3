"""Notes in Moodle's GIFT, a question bank as text that other course systems read, too.

Source: https://docs.moodle.org/en/GIFT_format
"""

import re
from collections.abc import Generator, Sequence
from html import escape

from flashgen.anki.card.shown import Shown, data_address, images_in, shown, with_sources
from flashgen.anki.note import Note
from flashgen.deck.answers.described import (
    Asked,
    MenuField,
    NumberField,
    Options,
    Ordering,
    Statements,
    TextField,
    text_of,
)
from flashgen.exporters.asked import asked, instruction
from flashgen.exporters.figures import with_figure_style

_SIGNS = re.compile(r"[~=#{}:\\]")
_TITLE_LENGTH = 80


def write(notes: Sequence[Note]) -> Generator[str, None, str]:
    """Yield the questions, each deck a category, and return a summary.

    One field, options, statements and items to put in order, as a matching question, can be asked;
    what asks for more is shown, once whatever its variants. Raises OSError where an image cannot be
    read.
    """
    graded = only_shown = 0
    deck = None
    for note in notes:
        if note.deck != deck:
            deck = note.deck
            path = "/".join(level.replace("/", "//") for level in deck.split("::"))
            yield f"$CATEGORY: $course$/top/{path}\n\n"
        for variant in shown(note):
            what = asked(variant)
            answers = _answers(what, note)
            graded, only_shown = graded + bool(answers), only_shown + (not answers)
            yield _question(variant, answers, _instruction(what, note) if answers else "")
            if not answers:
                break
    return f"{graded:,} questions are asked, {only_shown:,} only shown"


def _instruction(what: Asked | None, note: Note) -> str:
    words = instruction(note.language)
    if isinstance(what, Statements):
        return f"<p>{words.tick}</p>"
    return f"<p>{words.number}</p>" if isinstance(what, Ordering) else ""


def _question(variant: Shown, answers: str, below: str) -> str:
    note = variant.note
    text = text_of(variant.question)
    short = text if len(text) <= _TITLE_LENGTH else f"{text[:_TITLE_LENGTH]}…"
    number = f" {variant.variant:02d}" if variant.variant else ""
    solution = _html(variant.answer + variant.solution + variant.extra, note)
    block = f" {{\n{answers}####{solution}\n}}" if answers else ""
    tags = f"// [tag:{'] [tag:'.join(note.tags)}]\n" if note.tags else ""
    return (
        f"{tags}::{_escaped(f'{note.id}{number}: {short}')}::[html]"
        f"{_html((variant.question if answers else variant.unasked) + below, note)}{block}\n\n"
    )


def _answers(what: Asked | None, note: Note) -> str:
    """Return the answers of a question, a line each; "" where GIFT has no way to ask it."""
    if isinstance(what, Options):
        lines = [
            f"{'=' if number == what.right else '~'}{_html(text, note)}{_feedback(says, note)}"
            for number, (text, says) in enumerate(zip(what.texts, what.says, strict=True))
        ]
        return "".join(f"{line}\n" for line in lines)
    if isinstance(what, Statements):
        share = what.share
        if share is None:
            return ""
        return "".join(
            f"~%{share if right else f'-{share}'}%{_html(text, note)}{_feedback(says, note)}\n"
            for text, right, says in zip(what.texts, what.right, what.says, strict=True)
        )
    if isinstance(what, Ordering):
        pairs = zip(what.items, what.places, strict=True)
        return "".join(f"={_html(item, note)} -> {place}\n" for item, place in pairs)
    if not isinstance(what, tuple) or len(what) != 1 or len(what[0].fields) != 1:
        return ""
    (field,) = what[0].fields
    if isinstance(field, MenuField):  # alone it is one of several options
        return ""
    if isinstance(field, TextField):
        lines = [f"={_typed(text)}" for text in field.accepted]
        lines += [f"=%0%{_typed(text)}{_feedback(says, note)}" for text, says in field.wrong]
        return "".join(f"{line}\n" for line in lines)
    return _number(field, note)


def _number(field: NumberField, note: Note) -> str:
    right = [f"=%100%{value}:{error:.12g}#" for value, error in field.ranges]
    wrong = [f"=%0%{w.value!r}:{w.error:.12g}{_feedback(w.says, note) or '#'}" for w in field.wrong]
    return "#\n" + "".join(f"{line}\n" for line in [*right, *wrong])


def _typed(text: str) -> str:
    """Return a text as a right answer, in which a bare asterisk would stand for anything."""
    return _escaped(text.replace("*", r"\*"))


def _feedback(says: str, note: Note) -> str:
    return f"#{_html(says, note)}" if says else ""


def _html(html: str, note: Note) -> str:
    """Return HTML on one line with its images inside, and GIFT's signs escaped."""
    html = with_figure_style(html)
    sources = {escape(image.name): data_address(image) for image in images_in(html, note)}
    return _escaped(with_sources(html, sources))


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text).replace("\n", r"\n")
