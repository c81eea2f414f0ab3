"""The names and signs that people come with, each with the way out."""

import re
from pathlib import Path

import numpy as np
import pytest

from flashgen.expression import ExpressionError, compile_expression, evaluation
from flashgen.expression.draws import library as draws
from flashgen.expression.functions import library
from flashgen.expression.synonyms import WAYS_OUT

PROBES = Path(__file__).parents[1] / "fixtures" / "expression_probes.txt"
TABLE = [
    tuple(line.split("  ->  "))
    for line in PROBES.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
VALUES = {
    **{"a": 3, "b": 4, "n": 5, "t": "text", "A": np.eye(2), "w": np.array(["a", "b"])},
    **{"x": np.array([3.0, 1.0, 2.0]), "v": np.array([1, 2, 3])},
}


def test_the_table_has_160_probes() -> None:
    assert len({probe for probe, _ in TABLE}) == len(TABLE) >= 160


@pytest.mark.parametrize(("probe", "hint"), TABLE, ids=[probe for probe, _ in TABLE])
def test_a_probe_has_its_hint(probe: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught, evaluation():
        compile_expression(probe, VALUES).evaluate(VALUES)
    assert (caught.value.hint or "-") == hint


def test_a_way_out_is_for_names_that_do_not_exist() -> None:
    assert not {*WAYS_OUT} & {*library()}


NO_FUNCTIONS = {"scan", "pi", "inf", "True", "False", "and", "or", "not"}


@pytest.mark.parametrize("name", WAYS_OUT)
def test_a_way_out_leads_to_what_exists(name: str) -> None:
    """What is written in backticks is an expression, or a function's name."""
    for written in re.findall(r"`([^`]*)`", WAYS_OUT[name]):
        if re.fullmatch(r"\w+", written):
            assert written in {*library(), *draws(), *NO_FUNCTIONS, "parameters"}, written
            continue
        compile_expression(written, {*"abcikmnvx"})


@pytest.mark.parametrize("name", ["carmichael", "modxy", "percentl", "zzz", "cotangens"])
def test_a_function_that_merely_shares_letters_is_not_suggested(name: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(f"{name}(a)", VALUES)
    assert caught.value.hint == "`flashgen functions` lists them all"
