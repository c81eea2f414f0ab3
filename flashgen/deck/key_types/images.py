"""Images of a card: a file, what it shows in words, and texts marked on it."""

from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.scalars import read_number
from flashgen.deck.key_types.schemas import Schema, mapping_of
from flashgen.deck.key_types.texts import TEXT, LocalizedText, read_text
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode

MAX_MARKS = 40


class ImageMark(Struct, frozen=True):
    """A text at a place of an image: `x` and `y` are shares of its width and height."""

    x: float
    y: float
    text: LocalizedText


class Image(Struct, frozen=True):
    """An image file, on the front or the back, with its description and what is marked on it."""

    path: Scalar
    side: Literal["front", "back"] = "front"
    alt: LocalizedText | None = None
    marks: tuple[ImageMark, ...] = ()

    @property
    def texts(self) -> tuple[LocalizedText, ...]:
        """The description and the marks."""
        alt = () if self.alt is None else (self.alt,)
        return (*alt, *(mark.text for mark in self.marks))


def read_image(node: Any, info: ValidationInfo) -> Image:
    """Take a file's name, a mapping with more about it, or one with the side that it is for."""
    if isinstance(node, SequenceNode):
        hint = "show others in a text: `![](file.png)`"
        raise invalid("wrong-type", "`image` is one file, not a list", node, hint)
    if isinstance(node, MappingNode) and tuple(node.entries) in (("back",), ("front",)):
        ((side, (_, value)),) = node.entries.items()
        return _image(value, "back" if side == "back" else "front", info)
    return _image(node, "front", info)


def _image(node: Any, side: Literal["front", "back"], info: ValidationInfo) -> Image:
    if not isinstance(node, MappingNode):
        return Image(scalar_of(node, "file name"), side)
    for name, (key, _) in node.entries.items():
        if name not in ("file", "alt", "marks"):
            hint = "as in `{file: name.png, alt: text}`; `back:` puts it on the back"
            raise invalid("wrong-type", f"`{name}` is no key of an image", key, hint)
    if "file" not in node.entries:
        message = "an image is a file name, `{back: file name}` or `{file: name}`"
        raise invalid("wrong-type", message, node)
    alt, marks = node.get("alt"), node.get("marks")
    return Image(
        scalar_of(node.get("file"), "file name"),
        side,
        read_text(alt, info) if alt is not None else None,
        _marks(marks, info) if marks is not None else (),
    )


def _marks(node: Node, info: ValidationInfo) -> tuple[ImageMark, ...]:
    if not isinstance(node, SequenceNode) or not 1 <= len(node.items) <= MAX_MARKS:
        message = f"`marks` is a list of 1 to {MAX_MARKS} texts, each with its place"
        raise invalid("wrong-type", message, node, "as in `- {at: [0.2, 0.5], text: A}`")
    return tuple(_mark(item, info) for item in node.items)


def _mark(node: Node, info: ValidationInfo) -> ImageMark:
    hint = "as in `- {at: [0.2, 0.5], text: A}`"
    if not isinstance(node, MappingNode) or set(node.entries) != {"at", "text"}:
        raise invalid("wrong-type", "a mark has `at` and `text`", node, hint)
    at = node.get("at")
    if not isinstance(at, SequenceNode) or len(at.items) != 2:
        message = "`at` is a place on the image: shares of its width and height"
        raise invalid("wrong-type", message, at or node, hint)
    x, y = (read_number(item) for item in at.items)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        message = "a place on an image is two numbers from 0 to 1, from left and from top"
        raise invalid("not-a-number", message, at, hint)
    return ImageMark(x, y, read_text(node.get("text"), info))


_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_MARK: Schema = mapping_of(
    {
        "at": {
            "type": "array",
            "items": _SHARE,
            "minItems": 2,
            "maxItems": 2,
            "description": "Where: shares of the image's width from the left, height from the top.",
        },
        "text": TEXT | {"description": "What stands there."},
    },
    required=("at", "text"),
)
_FILE: Schema = {
    "anyOf": [
        {"type": "string"},
        mapping_of(
            {
                "file": {"type": "string", "description": "A file below the deck file's folder."},
                "alt": TEXT | {"description": "What it shows, for those who do not see it."},
                "marks": {
                    "type": "array",
                    "items": _MARK,
                    "minItems": 1,
                    "maxItems": MAX_MARKS,
                    "description": "Texts on the image.",
                },
            },
            required=("file",),
        ),
    ]
}
_IMAGE: Schema = {
    "anyOf": [
        *_FILE["anyOf"],
        mapping_of(
            {
                "back": _FILE | {"description": "An image on the back."},
                "front": _FILE | {"description": "An image on the front."},
            },
            least=1,
            most=1,
        ),
    ]
}

ImageField = Annotated[Image, PlainValidator(read_image), WithJsonSchema(_IMAGE)]
