"""Every function against an independent reference, and the examples of its docstring."""

import ast
import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from expression.functions.calling import call_once
from function_cases import Case
from function_cases.all_cases import CASES

from flashgen.expression.functions import library
from flashgen.values.values import normalize

EXAMPLES = [
    (name, example)
    for name, function in library().items()
    for example in function.sections.get("Example", "").splitlines()
]

FINITE_DIFFERENCES = {
    *(name for name in library() if name.endswith("_derivative")),
    "softmax_jacobian",
    "cross_entropy_gradient",
}


def call(name: str, *arguments: Any, **keywords: Any) -> Any:
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        return normalize(call_once(library()[name], *arguments, **keywords))


def numbered(cases: list[Case]) -> list[Any]:
    seen: dict[str, int] = {}
    marked = []
    for each in cases:
        seen[each.name] = seen.get(each.name, 0) + 1
        marked.append(pytest.param(each, id=f"{each.name}-{seen[each.name]}"))
    return marked


@pytest.mark.parametrize("each", numbered(CASES))
def test_function_agrees_with_reference(each: Case) -> None:
    result = np.asarray(call(each.name, *each.arguments, **each.keywords))
    expected = np.asarray(each.expected)
    assert result.shape == expected.shape
    assert result.dtype.kind == expected.dtype.kind
    if expected.dtype.kind in "fc":
        loose = each.name in FINITE_DIFFERENCES
        np.testing.assert_allclose(
            result, expected, rtol=0 if loose else 1e-10, atol=1e-6 if loose else 1e-12
        )
    else:
        assert np.array_equal(result, expected)


def test_every_function_has_a_reference() -> None:
    assert {each.name for each in CASES} == set(library())


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_example_holds(name: str, example: str) -> None:
    expression, shown = example.rsplit(" = ", 1)
    tree = ast.parse(expression, mode="eval")
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert name in called
    names = {each: partial(call_once, function) for each, function in library().items()}
    constants = {"pi": math.pi, "e": math.e, "inf": math.inf, "__builtins__": {}}
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        value = eval(compile(tree, "<example>", "eval"), names | constants)
    result, expected = np.asarray(value), np.asarray(ast.literal_eval(shown))
    assert result.shape == expected.shape
    if expected.dtype.kind in "if":  # examples show four decimals
        np.testing.assert_allclose(result, expected, rtol=0, atol=5.000001e-5)
    else:
        assert np.array_equal(result, expected)
