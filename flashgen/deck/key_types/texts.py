"""Texts in one language or several, lists of them, and the names of decks and languages."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Struct
from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from flashgen.deck.identity import LANGUAGE
from flashgen.deck.key_types.errors import QUOTE, cut_by_comma, invalid, scalar_of
from flashgen.deck.key_types.schemas import PLAIN, Schema
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Span


class LocalizedText(Struct, frozen=True):
    """A text: the same for all languages (``plain``), or one for each."""

    plain: Scalar | None
    by_language: Mapping[str, Scalar]

    def get(self, language: str) -> Scalar | None:
        """Return the text in a language, or None where it has none."""
        return self.plain or self.by_language.get(language)

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """All the texts, in the order of the file."""
        return (self.plain,) if self.plain else tuple(self.by_language.values())

    @property
    def span(self) -> Span:
        """Where the first of them stands."""
        return self.scalars[0].span


_SAFE_ESCAPES = re.compile(r'\\[\\"]')


def _prose(node: Any) -> Scalar:
    scalar = scalar_of(node, "text")
    if scalar.style == '"' and "$" in scalar.value:
        left = _SAFE_ESCAPES.sub("", scalar.raw)
        at = left.find("\\")
        if at >= 0:
            raise invalid(
                "yaml-escape",
                f"in double quotes YAML reads `{left[at : at + 2]}` as an escape, "
                "which mangles the formula",
                scalar,
                "use single quotes or a block with `|`, in which a backslash is a backslash",
            )
    return scalar


_NO_LANGUAGES: Mapping[str, Scalar] = MappingProxyType({})


def read_text(node: Any, info: ValidationInfo) -> LocalizedText:
    """Take a text, or a mapping with one for each of the file's languages."""
    if not isinstance(node, MappingNode):
        return LocalizedText(_prose(node), _NO_LANGUAGES)
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    texts: dict[str, Scalar] = {}
    if not node.entries:
        raise invalid("empty-value", "a text is wanted here, and the mapping is empty", node)
    for name, (key, value) in node.entries.items():
        if languages and name not in languages:
            hint = f"the file's `languages` are {', '.join(languages)}"
            if node.in_flow and isinstance(value, Scalar) and not value.value:
                raise cut_by_comma(node, key, "text")
            if not LANGUAGE.fullmatch(name):
                raise invalid(
                    "yaml-cut",
                    "YAML cut this text in two: what stands before a colon and a space is a key",
                    key,
                    QUOTE,
                )
            raise invalid("unknown-language", f"`{name}` is no language of this file", key, hint)
        texts[name] = _prose(value)
    missing = [language for language in languages if language not in texts]
    if missing:
        raise invalid(
            "missing-language",
            f"the text has no {', '.join(f'`{m}`' for m in missing)}",
            node,
            "a text that is the same in all languages is written without a language",
        )
    return LocalizedText(None, MappingProxyType(texts))


def read_steps(node: Any, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    """Take a text or a list of texts."""
    if isinstance(node, SequenceNode) and not node.in_flow:
        if not node.items:
            raise invalid("empty-value", "the list of texts is empty", node)
        return tuple(read_text(item, info) for item in node.items)
    if isinstance(node, MappingNode) and any(
        isinstance(value, SequenceNode) for _, value in node.entries.values()
    ):
        return _steps_by_language(node, info)
    return (read_text(node, info),)


def read_hints(node: Any, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    """Take a text or a list of texts, in lines or in brackets."""
    if isinstance(node, SequenceNode) and node.in_flow:
        if not node.items:
            raise invalid("empty-value", "the list of texts is empty", node)
        return tuple(read_text(item, info) for item in node.items)
    return read_steps(node, info)


def _steps_by_language(node: MappingNode, info: ValidationInfo) -> tuple[LocalizedText, ...]:
    """Take ``{en: [steps], zh: [steps]}`` as steps in both languages."""
    steps: dict[str, list[Scalar]] = {}
    for name, (_, value) in node.entries.items():
        items = value.items if isinstance(value, SequenceNode) else [value]
        steps[name] = [_prose(item) for item in items]
    if len({len(s) for s in steps.values()}) > 1:
        raise invalid("missing-language", "the languages have different numbers of steps", node)
    rows = []
    for i in range(len(next(iter(steps.values())))):
        entries: dict[str, tuple[Scalar, Node]] = {
            name: (node.entries[name][0], steps[name][i]) for name in steps
        }
        rows.append(read_text(MappingNode(node.source, node.start, node.end, entries), info))
    return tuple(rows)


def read_deck_name(node: Any, info: ValidationInfo) -> LocalizedText:
    """Take the name of an Anki deck."""
    names = read_text(node, info)
    for scalar in names.scalars:
        name = scalar.value.strip()
        if set(name) & set("<>") or any(unicodedata.category(c).startswith("C") for c in name):
            message = "a deck's name has none of the characters < and >, and is one line"
            raise invalid("bad-deck", message, scalar)
        if len(name) > 500:
            raise invalid("bad-deck", "a deck's name has at most 500 characters", scalar)
    return names


def read_language(node: Any) -> str:
    """Read a language code, such as `en` or `zh-Hans`."""
    scalar = scalar_of(node, "language")
    if not LANGUAGE.fullmatch(scalar.value):
        raise invalid(
            "bad-language",
            f"`{scalar.value[:40]}` is no language code",
            scalar,
            "a code is like `en`, `zh` or `pt-BR`",
        )
    return scalar.value


def read_was_language(node: Any, info: ValidationInfo) -> Scalar:
    """Read the language as which the first one was stated before."""
    language = read_language(node)
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    if language in languages:
        raise invalid(
            "bad-language",
            f"`{language}` is a language of this file; its notes would be those of "
            f"`{languages[0]}`, too",
            node,
            "leave that language out of `languages`, or remove `was_language`",
        )
    return scalar_of(node, "language")


def read_languages(node: Any) -> tuple[str, ...]:
    """Read the list of a file's languages, of which the first is the deck's own."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    languages: list[str] = []
    for item in items:
        language = read_language(item)
        if language in languages:
            raise invalid("bad-language", f"`{language}` is named twice", item)
        languages.append(language)
    if not languages:
        raise invalid("empty-value", "the list of languages is empty", node)
    return tuple(languages)


_LANGUAGE = f"^{LANGUAGE.pattern}$"
TEXT: Schema = {
    "anyOf": [
        PLAIN,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": PLAIN,
        },
    ]
}
"""The schema of a text."""
_STEPS: Schema = {
    "anyOf": [
        TEXT,
        {"type": "array", "items": TEXT, "minItems": 1},
        {
            "type": "object",
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": {
                "anyOf": [PLAIN, {"type": "array", "items": PLAIN, "minItems": 1}]
            },
        },
    ]
}
_LANGUAGES: Schema = {
    "type": "array",
    "items": {"type": ["string", "boolean"], "pattern": _LANGUAGE},
    "minItems": 1,
    "uniqueItems": True,
}

Text = Annotated[LocalizedText, PlainValidator(read_text), WithJsonSchema(TEXT)]
DeckName = Annotated[LocalizedText, PlainValidator(read_deck_name), WithJsonSchema(TEXT)]
Steps = Annotated[tuple[LocalizedText, ...], PlainValidator(read_steps), WithJsonSchema(_STEPS)]
Hints = Annotated[tuple[LocalizedText, ...], PlainValidator(read_hints), WithJsonSchema(_STEPS)]
WasLanguage = Annotated[
    Scalar,
    PlainValidator(read_was_language),
    WithJsonSchema({"type": ["string", "boolean"], "pattern": _LANGUAGE}),
]
Languages = Annotated[tuple[str, ...], PlainValidator(read_languages), WithJsonSchema(_LANGUAGES)]
