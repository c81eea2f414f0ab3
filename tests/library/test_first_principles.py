"""Answers of numeric cards against references in plain Python that know the draws alone."""

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from first_principles import MODULES, REFERENCES

from flashgen.values.values import Value

if TYPE_CHECKING:
    from conftest import Library

DRAWS = 200
PLAIN_MODULES = {
    "cmath",
    "collections",
    "first_principles",
    "fractions",
    "functools",
    "itertools",
    "math",
}


def as_plain(value: Value) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [entry for part in value for entry in flat(part)]
    return [value]


def shape(value: Any) -> tuple[int, ...]:
    return (len(value), *shape(value[0])) if isinstance(value, list) and value else ()


def agree(answer: Value, expected: Any, *, as_set: bool) -> bool:
    given = as_plain(answer)
    if as_set:
        return sorted(given) == sorted(expected)
    if shape(given) != shape(expected):
        return False
    pairs = zip(flat(given), flat(expected), strict=True)
    return all(a == b if isinstance(b, str) else is_close(a, b) for a, b in pairs)


def is_close(given: float, expected: float) -> bool:
    return abs(given - expected) <= 1e-8 * max(1.0, abs(expected))


@pytest.mark.parametrize("id", REFERENCES)
def test_answers_agree_with_the_reference(library: "Library", id: str) -> None:
    numeric = library.numeric()
    there = id in numeric
    assert there, f"the library has no numeric definition `{id}` any more"
    program = library.program(*numeric[id])
    forms = REFERENCES[id]
    assert sorted(forms) == list(range(len(program.forms))), "a reference for each form"
    for number, used in forms.items():
        parameters = {parameter.name for parameter in program.forms[number].parameters}
        assert set(used.parameters) <= parameters, "a reference knows the drawn parameters alone"

    drawn = library.draws(program, DRAWS)
    assert len(drawn.variants) == DRAWS
    wrong = []
    for variant in drawn.variants:
        used = forms[variant.form]
        given = {name: as_plain(variant.values[name]) for name in used.parameters}
        expected = used.compute(**given)
        expected = expected if isinstance(expected, tuple) else (expected,)
        if len(variant.answers) != len(expected) or not all(
            agree(answer, other, as_set=fmt.compare == "set")
            for answer, other, fmt in zip(variant.answers, expected, variant.formats, strict=True)
        ):
            wrong.append((variant.form, given, variant.answers, expected))
    assert wrong[:3] == []


def test_every_definition_is_recomputed(library: "Library") -> None:
    assert sorted(library.numeric().keys() - REFERENCES.keys()) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_references_are_plain_python(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= PLAIN_MODULES
