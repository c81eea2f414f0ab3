"""Answers of numeric cards against references in plain Python that know the draws alone."""

import ast
from pathlib import Path
from typing import Any

import pytest
from first_principles import MODULES, REFERENCES

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.sampling import sample
from flashgen.source.diagnostics import as_text
from flashgen.values.values import Value

CARDS = Path(__file__).parents[2] / "cards"
DRAWS = 200
PLAIN_MODULES = {"collections", "functools", "itertools", "math", "cmath", "fractions", "first_principles"}


class Hidden(dict[str, Any]):
    """A dict whose text is short, for the sake of failing tests."""

    def __repr__(self) -> str:
        return f"<{len(self)} definitions>"


@pytest.fixture(scope="module")
def numeric() -> dict[str, Any]:
    """The numeric definitions with their files, by id."""
    loaded = loading.load([CARDS])
    assert [as_text(diagnostic) for diagnostic in loaded.diagnostics] == []
    return Hidden(
        (definition.id, (deck_file, definition))
        for deck_file in loaded.deck_files
        for definition in deck_file.definitions
        if definition.kind == "numeric"
    )


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
def test_answers_agree_with_the_reference(numeric: dict[str, Any], id: str) -> None:
    assert id in numeric, f"the library has no numeric definition `{id}` any more"
    deck_file, definition = numeric[id]
    diagnostics: list[Any] = []
    program = compile_numeric(deck_file, definition, diagnostics)
    assert [as_text(diagnostic) for diagnostic in diagnostics] == []
    forms = REFERENCES[id]
    assert sorted(forms) == list(range(len(program.forms))), "a reference for each form"
    for number, used in forms.items():
        parameters = {parameter.name for parameter in program.forms[number].parameters}
        assert set(used.parameters) <= parameters, "a reference knows the drawn parameters alone"

    seed = pipeline.default_seed(deck_file, definition)
    drawn = sample(program, seed, DRAWS, diagnostics, distinct=False)
    assert drawn is not None
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


def test_every_definition_is_recomputed(numeric: dict[str, Any]) -> None:
    assert sorted(numeric.keys() - REFERENCES.keys()) == []


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
