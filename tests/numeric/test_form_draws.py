"""Each parameter has a stream of its own, and the draws of a form do not know of their batch."""

from typing import Any

import pytest
from decks import draw, numeric
from msgspec.structs import replace

from flashgen.numeric import form_draws
from flashgen.source.diagnostics import Diagnostic

TWO = "a: integers(1, 99), b: uniform(0, 9)"


def drawn(parameters: str, *names: str, **keys: str) -> list[tuple[object, ...]]:
    card = numeric("a", parameters=parameters, question="What is <<a>>?", **keys)
    sample = draw(card, 30, distinct=False)
    return [tuple(values[name] for name in names) for values in sample.values]


@pytest.mark.parametrize(
    "parameters",
    [
        "b: uniform(0, 9), a: integers(1, 99)",
        "c: integers(0, 5, shape=3), a: integers(1, 99), b: uniform(0, 9)",
        "a: integers(1, 99), c: normal(0, 1), b: uniform(0, 9), d: permutation(4)",
    ],
)
def test_a_parameter_shifts_no_other(parameters: str) -> None:
    assert drawn(parameters, "a", "b") == drawn(TWO, "a", "b")
    assert drawn("b: uniform(0, 9), a: integers(1, 3)", "b") == drawn(TWO, "b")


def test_parameters_of_different_names_are_independent() -> None:
    pairs = drawn("a: integers(1, 99), b: integers(1, 99)", "a", "b")
    assert sum(a == b for a, b in pairs) < 5


def test_a_condition_takes_draws_away_and_changes_none() -> None:
    card = numeric(parameters="a: integers(1, 20), b: integers(1, 20)")
    every = draw(card, 200, distinct=False).values
    even = draw(card + "  require: [a % 2 == 0]\n", 60, distinct=False).values
    assert even == [values for values in every if values["a"] % 2 == 0][:60]


FORMS = """\
- id: x
  parameters:
    a: integers(1, 999)
  question: What is <<a>>?
  answer: a
  forms:
  - question: What is <<a>> itself?
  - question: What is <<a>> with <<b>>?
    parameters:
      a: integers(1, 999)
      b: integers(1, 999)
    answer: a + b
"""


def test_forms_share_streams_but_no_draws() -> None:
    sample = draw(FORMS, 20).sample
    assert sample is not None
    assert [variant.form for variant in sample.variants[:4]] == [0, 1, 0, 1]
    numbers = [[variant.values["a"] for variant in form.variants] for form in sample.forms]
    assert len({*numbers[0]} & {*numbers[1]}) <= 2


def test_a_form_behind_changes_no_draws_of_those_before() -> None:
    alone = draw(FORMS.split("  - question: What is <<a>> with")[0], 10).values
    first = draw(FORMS, 20).sample
    assert first is not None
    assert [dict(variant.values) for variant in first.forms[0].variants] == alone


CARDS = {
    "plain": numeric("a * b", parameters=TWO, decimals="2"),
    "conditions": numeric("a", parameters=TWO, require="[a > 30, b < 6]"),
    "ragged": numeric(
        "sum(r)",
        parameters="a: integers(1, 5), b: integers(1, 9), r: integers(0, 9, shape=a)",
        question="What is the sum of <<r>>, <<a>>, <<b>>?",
    ),
    "branches": numeric(
        "a // 2 if a % 2 == 0 else a / 2", parameters=TWO, decimals="1", require="[b != a]"
    ),
    "few": numeric("a", parameters="a: integers(1, 3), b: integers(1, 3)"),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
@pytest.mark.parametrize("distinct", [True, False])
def test_the_sizes_of_batches_do_not_matter(
    card: str, distinct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome() -> list[Any]:
        sample = draw(card, 50, distinct=distinct).sample
        assert sample is not None
        return [repr(sample.variants), repr(replace(sample.statistics, beyond=0))]

    usual = outcome()
    for first, largest in ((1, 1), (7, 3), (1000, 1000)):
        monkeypatch.setattr(form_draws, "_FIRST", first)
        monkeypatch.setattr(form_draws, "_LARGEST", largest)
        assert outcome() == usual


FAULTY = numeric("log(a - 40)", parameters="a: integers(1, 99), b: integers(1, 99)", decimals="2")


def fault(card: str, count: int) -> Diagnostic:
    (found,) = draw(card, count, distinct=False).diagnostics
    return found


def test_the_first_draw_that_fails_is_reported_with_its_values() -> None:
    numbers = draw(numeric(), 100, distinct=False).values
    first = next(v for v in numbers if v["a"] <= 40)
    found = fault(FAULTY, 100)
    assert found.code == "evaluation"
    assert found.message.endswith(f"with a = {first['a']}, b = {first['b']}")


def test_a_draw_that_fails_counts_only_if_it_is_needed() -> None:
    numbers = draw(numeric(), 200, distinct=False).values
    place = next(n for n, v in enumerate(numbers) if v["a"] <= 40)
    if place:
        assert draw(FAULTY, place, distinct=False).diagnostics == []
    assert fault(FAULTY, place + 1)


def test_a_condition_guards_what_comes_behind_it() -> None:
    guarded = FAULTY + "  require: [a > 40]\n"
    assert draw(guarded, 100, distinct=False).diagnostics == []


@pytest.mark.parametrize("sizes", [(1, 1), (64, 2048)])
def test_the_same_draw_fails_in_batches_of_every_size(
    sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = fault(FAULTY, 80)
    monkeypatch.setattr(form_draws, "_FIRST", sizes[0])
    monkeypatch.setattr(form_draws, "_LARGEST", sizes[1])
    assert repr(fault(FAULTY, 80)) == repr(usual)
