"""The image of a numeric card: a file name with slots, texts marked on it, a description."""

from collections.abc import Callable, Mapping, Sequence
from html import unescape

from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.markup import Slot, find_slots
from flashgen.markup.compiled import MarkupError
from flashgen.numeric.program import CompiledPicture, PlainTemplate, Template
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar

ColumnOf = Callable[[Slot, Scalar, str], int | None]
"""Returns the column that fills a slot of a text in a language; None after reporting errors."""
TemplateOf = Callable[[LocalizedText, str], Template | None]


def compile_picture(
    image: Image,
    languages: Sequence[str],
    column_of: ColumnOf,
    template_of: TemplateOf,
    diagnostics: list[Diagnostic],
) -> CompiledPicture | None:
    """Compile the image of a numeric card; None after reporting errors."""
    before = len(diagnostics)
    path = _plain(image.path, languages[0], column_of, diagnostics)
    alt: dict[str, PlainTemplate] = {}
    marks: dict[str, tuple[Template, ...]] = {}
    for language in languages:
        scalar = image.alt.get(language) if image.alt is not None else None
        made = _plain(scalar, language, column_of, diagnostics) if scalar is not None else None
        if made is not None:
            alt[language] = made
        templates = [template_of(mark.text, language) for mark in image.marks]
        marks[language] = tuple(template for template in templates if template is not None)
    if path is None or len(diagnostics) > before:
        return None
    return CompiledPicture(image, path, alt, marks)


def _plain(
    scalar: Scalar, language: str, column_of: ColumnOf, diagnostics: list[Diagnostic]
) -> PlainTemplate | None:
    """Compile a text that is no Markdown."""
    try:
        pieces, slots = find_slots(scalar.value)
    except MarkupError as problem:
        for error in problem.errors:
            span = scalar.span_at(error.start, error.end)
            diagnostics.append(Diagnostic(error.code, error.message, span, hint=error.hint))
        return None
    columns = [column_of(slot, scalar, language) for slot in slots]
    if None in columns:
        return None
    return PlainTemplate(pieces, tuple(column for column in columns if column is not None))


def picture_path(picture: CompiledPicture, slots: Sequence[str]) -> str:
    """Return the name of the file that a variant with these slots shows."""
    return plain_filled(picture.path, slots)


def plain_filled(text: PlainTemplate, slots: Sequence[str]) -> str:
    """Return a text that is no Markdown with a variant's values in its slots."""
    filled = [unescape(slots[column]) for column in text.columns]
    return "".join(a + b for a, b in zip(text.pieces, (*filled, ""), strict=True))


def picture_paths(
    picture: CompiledPicture, slots: Sequence[Sequence[str]], count: int
) -> Mapping[str, int]:
    """Return the names of the files that draws with these columns of slots show.

    Each with the number of the first draw that shows it.
    """
    columns = [slots[column] for column in picture.path.columns]
    found: dict[str, int] = {}
    for draw in range(count if columns else min(count, 1)):
        filled = [unescape(column[draw]) for column in columns]
        pairs = zip(picture.path.pieces, (*filled, ""), strict=True)
        found.setdefault("".join(a + b for a, b in pairs), draw)
    return found
