"""The JSON Schema of each kind of leaf."""

from keyword import kwlist
from typing import Any, TypeAlias

from flashgen.deck.identity import ID, LANGUAGE

Schema: TypeAlias = dict[str, Any]

_LANGUAGE = f"^{LANGUAGE.pattern}$"
_PLAIN: Schema = {"type": ["string", "number", "boolean"]}


def _mapping(
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


def whole(low: int, high: int) -> Schema:
    """Return the schema of a whole number from `low` to `high`."""
    return {"type": "integer", "minimum": low, "maximum": high}


TEXT: Schema = {
    "anyOf": [
        _PLAIN,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": _PLAIN,
        },
    ]
}
STEPS: Schema = {
    "anyOf": [
        TEXT,
        {"type": "array", "items": TEXT, "minItems": 1},
        {
            "type": "object",
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": {
                "anyOf": [_PLAIN, {"type": "array", "items": _PLAIN, "minItems": 1}]
            },
        },
    ]
}
LANGUAGES: Schema = {
    "type": "array",
    "items": {"type": ["string", "boolean"], "pattern": _LANGUAGE},
    "minItems": 1,
    "uniqueItems": True,
}
EXPRESSION: Schema = _PLAIN
NAMED: Schema = {
    "type": "object",
    # No `\w`: to an editor's JavaScript it means ASCII letters alone.
    "propertyNames": {
        "pattern": r"^(?![0-9_])[^\s!-/:-@\[-^`{-~]+$",
        "maxLength": 60,
        "not": {"enum": kwlist},
    },
    "additionalProperties": EXPRESSION,
}
NAME: Schema = {"type": "string"}
CONDITIONS: Schema = {"anyOf": [EXPRESSION, {"type": "array", "items": EXPRESSION}]}
FIGURE: Schema = {
    "anyOf": [
        {"type": "string"},
        _mapping(
            {
                "question": {"type": "string", "description": "With the question."},
                "solution": {"type": "string", "description": "With the solution."},
            },
            least=1,
        ),
    ]
}
IDENTIFIER: Schema = {"type": ["string", "number"], "pattern": f"^{ID.pattern}$", "maxLength": 80}
TAG: Schema = _PLAIN | {"pattern": r"^[^\s<>&\"']+$"}
TRUTH: Schema = {"type": "boolean"}
URL: Schema = {"type": "string", "pattern": "^https?://"}
TOLERANCE: Schema = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        _mapping(
            {
                "relative": {
                    "type": "number",
                    "minimum": 0,
                    "exclusiveMaximum": 1,
                    "description": "As a share of the answer: 0.01 is one per cent.",
                }
            },
            required=("relative",),
        ),
        _mapping(
            {
                "absolute": {
                    "type": "number",
                    "minimum": 0,
                    "description": "In the unit of the answer.",
                }
            },
            required=("absolute",),
        ),
    ]
}
IMAGE: Schema = {
    "anyOf": [
        {"type": "string"},
        _mapping(
            {
                "back": {"type": "string", "description": "A file, on the back."},
                "front": {"type": "string", "description": "A file, on the front."},
            },
            least=1,
            most=1,
        ),
    ]
}
