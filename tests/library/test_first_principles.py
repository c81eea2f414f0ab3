"""Answers of numeric cards against references in plain Python that know the draws alone.

A learner computes as they do, or in a way beside them, and rounds every intermediate result.
"""

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import by_hand
import pytest
from by_hand import WAYS
from first_principles import MODULES, REFERENCES, Reference
from rounded import COPIED, as_written, asks_to_keep_digits, is_accepted, round_functions, typed

from flashgen.numeric.sampling import Sample
from flashgen.numeric.variants import Variant
from flashgen.values.values import Value

if TYPE_CHECKING:
    from conftest import Library

DRAWS = 200
ROUNDED_DRAWS = 100
ACCEPTED = 0.97
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


@pytest.fixture(scope="module", params=REFERENCES)
def drawn(library: "Library", request: pytest.FixtureRequest) -> Sample:
    """The draws of a definition, which the tests of it share."""
    numeric = library.numeric()
    there = request.param in numeric
    assert there, f"the library has no numeric definition `{request.param}` any more"
    return library.draws(library.program(*numeric[request.param]), DRAWS)


def test_answers_agree_with_the_reference(drawn: Sample) -> None:
    program = drawn.program
    forms = REFERENCES[program.definition.id]
    assert sorted(forms) == list(range(len(program.forms))), "a reference for each form"
    for number, used in forms.items():
        parameters = {parameter.name for parameter in program.forms[number].parameters}
        assert set(used.parameters) <= parameters, "a reference knows the drawn parameters alone"

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


def test_three_digits_are_enough(drawn: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner who rounds every intermediate result to three significant digits is accepted."""
    definition = drawn.program.definition
    if definition.id in COPIED or asks_to_keep_digits(definition):
        return
    round_functions((*MODULES, by_hand), monkeypatch)
    ways = WAYS.get(definition.id) or REFERENCES[definition.id]
    wrong = rejected_draws(drawn.variants[:ROUNDED_DRAWS], ways)
    assert len(wrong) <= (1 - ACCEPTED) * ROUNDED_DRAWS, wrong[0]


def rejected_draws(variants: Sequence[Variant], ways: dict[int, Reference]) -> list[str]:
    wrong = []
    for variant in variants:
        used = ways[variant.form]
        given = {name: as_written(as_plain(variant.values[name])) for name in used.parameters}
        result = typed(used.compute(**given))
        results = result if isinstance(result, tuple) else (result,)
        judged = zip(results, variant.answers, variant.formats, strict=True)
        if not all(is_accepted(*one) for one in judged):
            wrong.append(f"form {variant.form}, {given}: {results} for {variant.answers}")
    return wrong


def test_a_learners_way_for_every_form() -> None:
    """What stands beside the references is for cards that they have, too."""
    forms = {id: sorted(ways) for id, ways in WAYS.items()}
    assert forms == {id: sorted(REFERENCES[id]) for id in WAYS}


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
