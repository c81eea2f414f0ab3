"""An author's texts and images as the HTML of a note, with the files that Anki keeps for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from flashgen.anki.card import html as card_html
from flashgen.anki.card.pictures import picture_html
from flashgen.anki.images import MediaError, find_image
from flashgen.anki.note import MediaFile
from flashgen.deck.file import DeckFile
from flashgen.deck.key_types.images import Image
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import TextForm
from flashgen.deck.texts import compile_markup
from flashgen.markup import CompiledText, compile_cloze, compile_inline, compile_text
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span

# Slow to import, and decks with no numeric card need none of it.
if TYPE_CHECKING:
    from flashgen.numeric.program import Template

_COMPILERS: Final[Mapping[str, Callable[[str], CompiledText]]] = {
    "block": partial(compile_text, slots=False),
    "inline": partial(compile_inline, slots=False),
    "cloze": compile_cloze,
}


class FileTexts(Struct):
    """The texts and images of one deck file; errors are appended to ``diagnostics``."""

    deck_file: DeckFile
    diagnostics: list[Diagnostic]
    _compiled: dict[tuple[int, str], CompiledText | None] = field(default_factory=dict)
    _files: dict[str, MediaFile | MediaError] = field(default_factory=dict)

    def compiled(self, scalar: Scalar, way: str) -> CompiledText | None:
        """Return a text compiled in one of the ways; None after reporting errors."""
        key = (id(scalar), way)
        if key not in self._compiled:
            self._compiled[key] = compile_markup(scalar, _COMPILERS[way], self.diagnostics)
        return self._compiled[key]

    def file(self, path: str, span: Span) -> MediaFile | None:
        """Return the file of an image; None after reporting errors."""
        if path not in self._files:
            try:
                self._files[path] = find_image(path, self.deck_file.path.parent)
            except MediaError as problem:
                self._files[path] = problem
        found = self._files[path]
        if isinstance(found, MediaError):
            self.diagnostics.append(Diagnostic("bad-image", found.message, span, hint=found.hint))
            return None
        return found


class NoteTexts(Struct, frozen=True):
    """The texts and images of one note; the files that they show are added to ``media``."""

    of_file: FileTexts
    language: str
    media: list[MediaFile] = field(default_factory=list)

    @property
    def languages(self) -> Sequence[str]:
        """The languages of the deck file."""
        return self.of_file.deck_file.languages

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the texts of the deck file."""
        return self.of_file.diagnostics

    def block(self, text: LocalizedText) -> str:
        """Make HTML of a text that may have several paragraphs."""
        return self.fill(_in_language(text, self.language), "block")

    def inline(self, text: LocalizedText, language: str = "") -> str:
        """Make HTML of a text within a line, in the note's language or another one."""
        return self.fill(_in_language(text, language or self.language), "inline")

    def extra(self, form: TextForm) -> str:
        """Make HTML of what is shown below a form's answer."""
        return self.block(form.extra) if form.extra else ""

    def fill(self, scalar: Scalar, way: str) -> str:
        """Make HTML of a text without slots; "" after reporting errors."""
        compiled = self.of_file.compiled(scalar, way)
        return "" if compiled is None else self.with_media(compiled, scalar).fill()

    def template(self, template: Template) -> CompiledText:
        """Return a template whose images have their names in Anki."""
        return self.with_media(template.text, template.scalar)

    def with_media(self, compiled: CompiledText, scalar: Scalar) -> CompiledText:
        """Return a text whose images have their names in Anki."""
        if not compiled.images:
            return compiled
        names = {}
        for image in compiled.images:
            name = self.file(image.path, scalar.span_at(image.start, image.end))
            if name is None:
                return compiled
            names[image.path] = name
        return compiled.with_media(names)

    def image(self, image: Image | None) -> tuple[str, str]:
        """Make HTML of an image for the front, and for the back."""
        name = self.file(image.path.value, image.path.span) if image is not None else None
        if image is None or name is None:
            return "", ""
        alt = image.alt.get(self.language) if image.alt is not None else None
        marks = [(m.x, m.y, self.inline(m.text)) for m in image.marks]
        shown = card_html.plain_attribute(alt.value) if alt is not None else ""
        html = picture_html(escape(name), shown, marks)
        return (html, "") if image.side == "front" else ("", html)

    def file(self, path: str, span: Span) -> str | None:
        """Return the name that an image has in Anki; None after reporting errors."""
        found = self.of_file.file(path, span)
        if found is None:
            return None
        self.media.append(found)
        return found.name


def _in_language(text: LocalizedText, language: str) -> Scalar:
    scalar = text.get(language)
    assert scalar is not None  # every text has all languages of the file
    return scalar
