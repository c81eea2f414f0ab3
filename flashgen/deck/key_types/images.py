"""Images of a card: a file, the side that shows it, and what it shows in words."""

from typing import Annotated, Any, Literal

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.schemas import Schema, mapping_of
from flashgen.deck.key_types.texts import TEXT, LocalizedText, read_text
from flashgen.source.records import record
from flashgen.source.yaml import MappingNode, Node, Scalar, SequenceNode


@record
class Image:
    """An image file, on the front or the back; `alt` is for whoever cannot see it."""

    path: Scalar
    side: Literal["front", "back"] = "front"
    alt: LocalizedText | None = None


def read_image(node: Any, info: ValidationInfo) -> Image:
    """Take the name of a file, or a mapping with its side or its alternative text."""
    if isinstance(node, SequenceNode):
        hint = "show others in a text: `![](file.png)`"
        raise invalid("wrong-type", "`image` is one file, not a list", node, hint)
    if not isinstance(node, MappingNode):
        return Image(scalar_of(node, "file name"))
    entries: dict[str, Node] = {key: value for key, (_, value) in node.entries.items()}
    side: Literal["front", "back"] = "back" if "back" in entries else "front"
    inside = entries.get(side)
    if isinstance(inside, MappingNode) and len(entries) == 1:
        entries = {key: value for key, (_, value) in inside.entries.items()}
    elif inside is not None:
        entries["file"] = entries.pop(side)
    if not {"file"} <= set(entries) <= {"file", "alt"}:
        message = "an image is a file name, `{file: …, alt: …}` or `{back: …}`"
        raise invalid("wrong-type", message, node)
    alt = read_text(entries["alt"], info) if "alt" in entries else None
    return Image(scalar_of(entries["file"], "file name"), side, alt)


_ALT: Schema = {**TEXT, "description": "What it shows, for whoever cannot see it."}
_FILE: Schema = {"type": "string", "description": "The file."}
_WITH_ALT: Schema = mapping_of({"file": _FILE, "alt": _ALT}, required=("file",))


def _on(side: str) -> Schema:
    shown: Schema = {"anyOf": [{"type": "string"}, _WITH_ALT], "description": f"On the {side}."}
    return mapping_of({side: shown, "alt": _ALT}, required=(side,))


_IMAGE: Schema = {"anyOf": [{"type": "string"}, _WITH_ALT, _on("front"), _on("back")]}

ImageField = Annotated[Image, PlainValidator(read_image), WithJsonSchema(_IMAGE)]
