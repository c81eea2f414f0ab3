"""The JSON Schema of a deck file, for editors, made of the models that validate one."""

from collections.abc import Iterable
from itertools import combinations
from typing import Any, Final

from pydantic import BaseModel

from flashgen.deck.answer_keys import ConceptAnswer, NamedAnswer, NamedConceptAnswer, Option
from flashgen.deck.asking import CONCEPT_ASKED
from flashgen.deck.key_examples import add_examples
from flashgen.deck.key_types.lists import MOST_ITEMS
from flashgen.deck.key_types.texts import TEXT
from flashgen.deck.key_types.values import TEXTS
from flashgen.deck.keys import (
    ASKED,
    EXCLUSIVE,
    FORM_OF,
    KINDS,
    NUMERIC_ONLY,
    ClozeDefinition,
    ConceptDefinition,
    ConceptForm,
    Header,
    NumericDefinition,
    NumericForm,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_REF: Final = "#/$defs/{model}"
_FRONTS: Final = {
    ConceptDefinition: "front",
    ClozeDefinition: "cloze",
    NumericDefinition: "question",
}
"""The key of the text that asks."""


def deck_file_schema() -> dict[str, Any]:
    """Return the schema, JSON Schema 2020-12, with a description for every key.

    What a file with this shape can still have wrong, `flashgen check` says.
    """
    definitions: dict[str, Any] = {}
    root = _of_model(Header, definitions)
    for model in KINDS:
        definitions[model.__name__] = _of_model(model, definitions)
    for name, definition in definitions.items():
        add_examples(definition, name)
    _allow_bare_options(definitions)
    _relax_forms(definitions)
    _ask_something(definitions)
    for named in (NamedAnswer, NamedConceptAnswer):
        _value_or_formula(definitions[named.__name__])
    exclusive = (
        *(NamedAnswer, NamedConceptAnswer),
        *(NumericForm, NumericDefinition, ConceptForm, ConceptDefinition),
    )
    for name in (model.__name__ for model in exclusive):
        definitions[name]["not"] = {
            "anyOf": [_required(pair) for pair in _pairs(definitions[name])]
        }
    root["properties"]["cards"] = {
        "type": ["array", "null"],
        "description": "The definitions: concept, cloze and numeric cards.",
        "items": _any_card(),
    }
    root["required"].append("cards")
    add_examples(root, Header.__name__)
    return {
        "$schema": DIALECT,
        **root,
        "title": "A deck file of flashgen",
        "$defs": dict(sorted(definitions.items())),
    }


def _of_model(model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a model; those of the models in it go to `definitions`."""
    made = model.model_json_schema(ref_template=_REF)
    for name, definition in made.pop("$defs", {}).items():
        definitions[name] = _tidy(definition)
    tidied = _tidy(made)
    assert isinstance(tidied, dict)
    return tidied


def _tidy(part: Any) -> Any:
    """Remove what pydantic adds for Python: titles, and None where a key is left out."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {
        name: {key: _tidy(value) for key, value in entry.items()}
        if name == "properties"
        else _tidy(entry)
        for name, entry in part.items()
        if not (name == "title" and isinstance(entry, str)) and (name, entry) != ("default", None)
    }
    branches = kept.get("anyOf")
    if branches and {"type": "null"} in branches:
        branches = [branch for branch in branches if branch != {"type": "null"}]
        if len(branches) > 1:
            return kept | {"anyOf": branches}
        del kept["anyOf"]
        return {**branches[0], **kept}
    return kept


def _allow_bare_options(definitions: dict[str, Any]) -> None:
    """Let an option be a text alone, and the answer of a concept card, as the models do."""
    for model, bare in ((Option, TEXT), (ConceptAnswer, TEXTS)):
        whole = definitions.pop(model.__name__)
        if model is ConceptAnswer:
            _value_or_formula(whole)
        definitions[model.__name__] = {
            "description": whole.pop("description"),
            "anyOf": [*bare["anyOf"], whole],
        }


def _value_or_formula(answer: dict[str, Any]) -> None:
    """Let an answer have a formula in place of its value."""
    answer["required"].remove("value")
    answer["anyOf"] = [_required(("value",)), _required(("formula",))]


def _relax_forms(definitions: dict[str, Any]) -> None:
    """Let a form leave keys out, and a definition those that its forms have."""
    for model, form in FORM_OF.items():
        definitions[form.__name__].pop("required", None)
        definition = definitions[model.__name__]
        asked = _FRONTS[model]
        definition["required"].remove(asked)
        definition["properties"]["forms"]["minItems"] = 1
        ways = [("question", key) for key in ASKED] if model is NumericDefinition else [(asked,)]
        definition["anyOf"] = [_required(way) for way in (*ways, ("forms",))]


def _ask_something(definitions: dict[str, Any]) -> None:
    """Let a concept card have a back, or what stands in its place."""
    concept = definitions[ConceptDefinition.__name__]
    concept["anyOf"] = [_required(("front", key)) for key in CONCEPT_ASKED]
    concept["anyOf"].append(_required(("forms",)))
    for model in (ConceptDefinition, ConceptForm, NumericForm, NumericDefinition):
        definitions[model.__name__]["properties"]["statements"].update(
            minItems=2, maxItems=MOST_ITEMS
        )


def _pairs(definition: dict[str, Any]) -> Iterable[tuple[str, str]]:
    known = definition["properties"]
    return [
        pair for group in EXCLUSIVE for pair in combinations(group, 2) if set(pair) <= set(known)
    ]


def _any_card() -> dict[str, Any]:
    """Tell the kinds apart as the reader of deck files does, so that errors speak of one kind."""
    concept, cloze, numeric = ({"$ref": _REF.format(model=model.__name__)} for model in KINDS)
    return {
        "type": "object",
        "if": _in_any_form("cloze"),
        "then": cloze,
        "else": {
            "if": _in_any_form("front"),
            "then": concept,
            "else": {
                "if": {"anyOf": [_required((key,)) for key in sorted(NUMERIC_ONLY)]},
                "then": numeric,
                "else": {"anyOf": [concept, cloze, numeric]},
            },
        },
    }


def _in_any_form(key: str) -> dict[str, Any]:
    """Find a key in a definition or in one of its forms."""
    forms = {
        "type": "array",
        "contains": _required((key,)),
        "description": f"Forms, one of which has `{key}`.",
    }
    inside = {"properties": {"forms": forms}, **_required(("forms",))}
    return {"anyOf": [_required((key,)), inside]}


def _required(keys: Iterable[str]) -> dict[str, Any]:
    return {"required": list(keys)}
