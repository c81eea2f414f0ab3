"""The JSON Schema: it takes what flashgen takes, and refuses what is wrong in its shape.

The files are read as an editor reads them, by YAML 1.2's core schema.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from command import run

from flashgen.deck.answer_keys import FormulaAnswer, Mistake, NamedAnswer
from flashgen.deck.keys import (
    ClozeDefinition,
    ConceptDefinition,
    NumericDefinition,
    NumericForm,
    SourceReference,
)
from flashgen.deck.models import Model, key_names
from flashgen.deck.schema import deck_file_schema

ROOT = Path(__file__).parents[2]
BAD = sorted((Path(__file__).parents[1] / "fixtures" / "bad").glob("*.yaml"))
GOOD = [
    *sorted((ROOT / "cards").rglob("*.yaml")),
    *sorted((Path(__file__).parents[1] / "fixtures" / "golden").glob("*.yaml")),
    *sorted((Path(__file__).parents[1] / "fixtures" / "figures").glob("*.yaml")),
]
SCHEMA = deck_file_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SHAPE = {
    "answer-and-answers",
    "bad-id",
    "bad-language",
    "bad-name",
    "bad-tag",
    "bad-url",
    "decimals-and-figures",
    "empty-file",
    "empty-value",
    "missing-key",
    "not-a-number",
    "not-a-truth-value",
    "unknown-key",
    "unknown-word",
    "wrong-type",
    "yaml-cut",
}
"""The codes of what is wrong in a file's shape; all others need the file's meaning."""

BEYOND = {
    "answer-and-answers-unit": "which keys may stand beside `answers`",
    "empty-value": "an empty text in quotes",
    "missing-key-answer-form": "whether each form has an answer",
    "yaml-cut-comment": "a comment leaves no trace",
}
"""Files with such a code that the schema takes, and what it cannot see."""


class Loader(yaml.SafeLoader):
    """Reads plain scalars by YAML 1.2's core schema, as editors do."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    firsts = [*first.replace("\0", ""), *([""] if "\0" in first else [])]
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), firsts)
Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node))
)


def errors_of(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Loader))]


def expected_codes(path: Path) -> set[str]:
    return set(re.findall(r"^# expect: ([a-z0-9-]+) ", path.read_text("utf-8", "replace"), re.M))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_takes_a_good_file(path: Path) -> None:
    assert errors_of(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_refuses_a_file_whose_shape_is_wrong(path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        found = errors_of(text)
    except (yaml.YAMLError, UnicodeDecodeError):
        assert any(
            code.startswith(("yaml-", "not-utf8", "duplicate-key", "control"))
            for code in expected_codes(path)
        )
        return
    wrong = bool(expected_codes(path) & SHAPE) and path.stem not in BEYOND
    assert bool(found) == wrong, found


def properties(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for name, entry in part.get("properties", {}).items():
            yield f"{where}/{name}", entry
        for name, entry in part.items():
            yield from properties(entry, f"{where}/{name}")
    elif isinstance(part, list):
        for number, entry in enumerate(part):
            yield from properties(entry, f"{where}/{number}")


def test_every_key_has_a_description() -> None:
    found = list(properties(SCHEMA))
    assert len(found) > 70
    assert [where for where, entry in found if not entry.get("description")] == []


def test_every_key_has_an_example_that_is_valid_there() -> None:
    option = SCHEMA["$defs"]["Option"]["anyOf"][-1]
    entries = {
        f"{place}/{key}": entry
        for place, part in enumerate([option, SCHEMA, *SCHEMA["$defs"].values()])
        for key, entry in part.get("properties", {}).items()
    }
    assert len(entries) > 60
    for where, entry in entries.items():
        assert len(entry["examples"]) == 1, where
        here = {"$defs": SCHEMA["$defs"], "allOf": [entry]}
        validator = jsonschema.Draft202012Validator(here)
        assert [error.message for error in validator.iter_errors(entry["examples"][0])] == [], where


@pytest.mark.parametrize(
    "model",
    [
        ConceptDefinition,
        ClozeDefinition,
        NumericDefinition,
        NumericForm,
        NamedAnswer,
        FormulaAnswer,
        Mistake,
        SourceReference,
    ],
)
def test_has_every_key_of_the_models(model: type[Model]) -> None:
    definition = SCHEMA["$defs"][model.__name__]
    assert set(definition["properties"]) == set(key_names(model))
    assert definition["additionalProperties"] is False


HEAD = "namespace: n\ndeck: D\ncards:\n"
NUMERIC = "- id: x\n  parameters: {a: 'integers(1, 9)'}\n"
CARDS = {
    "forms have the questions": (NUMERIC + "  forms: [{question: A, answer: a}]\n", True),
    "no question anywhere": (NUMERIC + "  answer: a\n", False),
    "no forms": (NUMERIC + "  forms: []\n", False),
    "an unknown key in a form": (NUMERIC + "  forms: [{question: A, id: y}]\n", False),
    "a form with one key": (NUMERIC + "  question: A\n  answer: a\n  forms: [{unit: m}]\n", True),
    "numbers where texts stand": ("- id: 7\n  front: 1.5\n  back: true\n", True),
    "an option as a text": ("- {id: x, front: A, back: B, choices: [C, {en: D}]}\n", True),
    "an option with a reason": (
        "- {id: x, front: A, back: B, choices: [{text: C, says: D}]}\n",
        True,
    ),
    "an option with a wrong key": (
        "- {id: x, front: A, back: B, choices: [{text: C, say: D}]}\n",
        False,
    ),
    "a Greek name": ("- {id: x, question: A, answer: λ, parameters: {λ: 'signs()'}}\n", True),
    "a name with a hyphen": ("- {id: x, question: A, answer: a, let: {a-b: 1}}\n", False),
    "steps by language": (
        "- {id: x, question: A, answer: 1, solution: {en: [B], zh: [C]}}\n",
        True,
    ),
    "nothing but an id": ("- id: x\n", False),
    "front and cloze": ("- {id: x, front: A, cloze: '{{c1::B}}'}\n", False),
    "no cards yet": ("", True),
}


@pytest.mark.parametrize(("cards", "right"), CARDS.values(), ids=CARDS.keys())
def test_cards(cards: str, right: bool) -> None:
    assert (errors_of(HEAD + cards) == []) == right


def test_the_command_writes_it(tmp_path: Path) -> None:
    result = run("schema", status=0)
    assert json.loads(result.stdout) == SCHEMA
    path = tmp_path / "schema.json"
    assert run("schema", "-o", path).exit_code == 0
    assert path.read_text(encoding="utf-8") == result.stdout
