"""Notes that hide parts of an image: Anki's own and those of the add-ons for it."""

from collections.abc import Mapping
from typing import Final

from flashgen.anki.package.reading import PackageNoteType

_FIELD: Final = "image-occlusion:"
_MASKS: Final = frozenset(("question mask", "answer mask", "original mask"))
_IN_TEMPLATES: Final = ("io-overlay", "io-original", "io-wrapper", "image-occlusion-canvas")


def hides_parts_of_an_image(note_type: PackageNoteType, fields: Mapping[str, str]) -> bool:
    """Tell whether a note asks for parts of an image that a mask or a script hides."""
    name = note_type.name.casefold()
    if "occlusion" in name and "image" in name:
        return True
    if len(_MASKS & {field.casefold() for field in note_type.fields}) >= 2:
        return True
    if any(_FIELD in text for text in fields.values()):
        return True
    return any(mark in template.front for template in note_type.templates for mark in _IN_TEMPLATES)
