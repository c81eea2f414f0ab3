"""Formulas filled and computed in many draws at once: each draw as if it were alone."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from flashgen.checks.calculator import NotArithmeticError, calculate, numbers_apart, tokens
from flashgen.checks.slot_numbers import FilledSlots, Part, computed

TEXTS = [
    "3",
    "-0.25",
    "(-4)",
    "1{,}024",
    ".5",
    "[1,\\ -2.5,\\ 30]",
    "\\begin{bmatrix}1 & -2 \\\\ -3 & 4\\end{bmatrix}",
    "4 \\times10^{-2}",
    "(-1.5\\times10^{6})",
    "\\frac{1}{3}",
    "-\\frac{22}{7}",
    "5\\%",
    "\\text{0.5 + 2}",
    "\\text{about 3}",
    "\\3",
    "\\infty",
    "x",
    "",
]


def test_numbers_and_the_rest_together_are_the_tokens() -> None:
    for text, (pattern, numbers) in zip(TEXTS, numbers_apart(TEXTS), strict=True):
        left = iter(numbers)
        whole = [token or next(left) for token in pattern]
        signed = [
            part for token in whole for part in (_apart(token) if token in numbers else [token])
        ]
        assert tuple(signed) == tokens(text)


def _apart(number: str) -> list[str]:
    return ["-", number[1:]] if number[0] == "-" else [number]


def test_texts_that_differ_in_numbers_alone_are_of_one_pattern() -> None:
    texts = ["[1,\\ -2]", "[-0.5,\\ 3]", "[-10,\\ -7]"]
    assert {pattern for pattern, _ in numbers_apart(texts)} == {("[", "", ",", "", "]")}


FORMULAS: dict[str, list[Part]] = {
    "a sum": [0, "+", 1],
    "a difference": [0, "-", 1],
    "a product and a quotient": [0, "*", 1, "/", 2],
    "no product": [0, 1],
    "implied products": ["2", 0, "\\pi"],
    "a product with a root": [0, "\\sqrt", "{", 1, "}"],
    "a mixed number": [0, "\\frac", "1", "2"],
    "a power": [0, "^", "2"],
    "a power in braces": [0, "^", "{", 1, "}"],
    "a power without braces": ["2", "^", 1],
    "a sum of powers": [0, "^", "2", "+", 1, "^", "2"],
    "a fraction": ["\\frac", "{", 0, "}", "{", 1, "}"],
    "a fraction of digits": ["\\frac", 0, 1],
    "a function": ["\\ln", 0],
    "a function in brackets": ["\\ln", "(", 0, ")"],
    "a function of a sum": ["\\exp", "(", "-", 0, "+", 1, ")"],
    "a base": ["\\log", "_", 0, 1],
    "a base in braces": ["\\log", "_", "{", 0, "}", "8"],
    "a root of a degree": ["\\sqrt", "[", 0, "]", "{", 1, "}"],
    "a factorial": [0, "!"],
    "percent": [0, "\\%"],
    "degrees": [0, "^", "\\circ", "+", 1, "^", "\\circ"],
    "an absolute value": ["|", 0, "|", "-", "|", 1, "-", 2, "|"],
    "rounded down": ["\\lfloor", 0, "/", 1, "\\rfloor"],
    "the largest": ["\\max", "(", 0, ",", 1, ",", 2, ")"],
    "vectors": ["[", 0, ",", 1, "]", "+", 2, "*", "[", 1, ",", 0, "]"],
    "a vector over a number": ["[", 0, ",", "1", "]", "/", 1],
    "matrices": ["\\begin{bmatrix}", 0, "&", 1, "\\\\", 2, "&", "1", "\\end{bmatrix}", "*", 0],
    "a digit beside": ["1", 0],
    "a sign before": ["-", 0, "-", "-", 1],
    "a digit beside, in brackets": ["(", "7", 0, ")"],
    "the slots alone": [2],
}
KINDS = {
    "whole": lambda r: str(r.randint(0, 12)),
    "signed": lambda r: _slot(r.randint(-12, 12)),
    "signed without brackets": lambda r: str(r.randint(-12, 12)),
    "decimal": lambda r: _slot(r.choice([0.0, round(r.uniform(-9, 9), 2)])),
    "large": lambda r: str(r.choice([3, 2**60, 10**200])),
    "mixed": lambda r: r.choice(TEXTS),
}


def _slot(number: float) -> str:
    return f"({number})" if number < 0 else f"{number}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parts", FORMULAS.values(), ids=FORMULAS.keys())
def test_many_draws_come_to_what_each_alone_does(parts: Sequence[Part], kind: str) -> None:
    source = random.Random(f"{parts}{kind}")
    slots = [[KINDS[kind](source) for _ in range(40)] for _ in range(3)]
    filled = FilledSlots(slots)
    found = {}
    for formula in filled.fill(parts, np.arange(40)):
        for part in computed(formula):
            for place, value in zip(part.places.tolist(), part.values, strict=True):
                assert place not in found
                found[place] = value, part.is_angle
    for draw in range(40):
        alone = [t for p in parts for t in (tokens(slots[p][draw]) if isinstance(p, int) else [p])]
        assert filled.displayed(parts, draw) == tuple(alone)
        try:
            expected = calculate(alone)
        except NotArithmeticError:
            assert draw not in found
            continue
        value, is_angle = found[draw]
        assert is_angle == expected.is_angle
        np.testing.assert_equal(value, expected.value)
        assert isinstance(value, np.ndarray) or type(value) is type(expected.value)


def test_some_of_the_draws() -> None:
    filled = FilledSlots([["1", "x", "-3", "4"]])
    (formula,) = filled.fill([0, "+", "1"], np.array([0, 2]))
    (part,) = computed(formula)
    assert part.places.tolist() == [0, 2]
    assert part.values == [2, -2]


def test_each_of_two_draws_has_its_own_pattern() -> None:
    filled = FilledSlots([["x", "1"]])
    for places in ([0, 1], [1]):
        (part,) = [c for f in filled.fill([0, "+", "1"], np.array(places)) for c in computed(f)]
        assert (part.places.tolist(), part.values) == ([1], [2])


def test_numbers_with_and_without_a_sign_are_of_one_pattern_where_they_are_read_as_one() -> None:
    filled = FilledSlots([["3", "-4", "(-5)"]])
    draws = np.arange(3)
    (formula,) = filled.fill(["1", "+", 0], draws)
    (part,) = computed(formula)
    assert part.values == [4, -3, -4]
    (formula,) = filled.fill([0, "+", "1"], draws)
    assert len(formula.numbers) == 1
    assert len(list(filled.fill(["7", 0], draws))) == 3
    assert len(list(filled.fill([0, "^", "2"], draws))) == 3
