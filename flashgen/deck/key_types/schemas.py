"""Parts of the JSON Schema that several types share."""

from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

PLAIN: Schema = {"type": ["string", "number", "boolean"]}


def mapping_of(
    properties: Schema, *, required: tuple[str, ...] = (), least: int = 0, most: int = 0
) -> Schema:
    """Return the schema of a mapping that has these keys and no others."""
    made: Schema = {"type": "object", "properties": properties}
    if required:
        made["required"] = list(required)
    if least:
        made["minProperties"] = least
    if most:
        made["maxProperties"] = most
    return made | {"additionalProperties": False}
