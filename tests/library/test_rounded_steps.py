"""A learner who rounds every intermediate result to three significant digits is accepted."""

import re
from typing import TYPE_CHECKING, Any

import by_hand
import numpy as np
import pytest
from by_hand import WAYS
from first_principles import MODULES, REFERENCES, Reference
from rounded import as_written, round_functions, typed
from test_first_principles import as_plain

from flashgen.deck.answers.judging import agrees
from flashgen.numeric.sampling import Sample
from flashgen.values.judging import AnswerFormat
from flashgen.values.values import Value

if TYPE_CHECKING:
    from conftest import Library

DRAWS = 100
ACCEPTED = 0.97

# What a card says on which a learner must not round.
KEEPS_DIGITS = {
    "en": re.compile(r"\bKeep (all digits|\d decimals)\b"),
    "zh": re.compile("保留所有数位|中间结果保留 \\d 位小数"),
}
# The learner copies numbers that the question displays; the reference has to compute them.
COPIED = frozenset({"permutation-attention-outputs-reordered"})


def asks_to_keep_digits(definition: Any) -> bool:
    forms = definition.model.all_forms
    return all(
        said.search(form.question.by_language[language].value)
        for form in forms
        for language, said in KEEPS_DIGITS.items()
    )


def is_accepted(given: Any, answer: Value, fmt: AnswerFormat) -> bool:
    """Whether the card accepts a result; whole numbers and words are not rounded."""
    if fmt.kind not in ("number", "vector", "matrix"):
        return True
    return agrees(np.array(given) if isinstance(given, list) else given, answer, fmt)


def test_three_digits_are_enough(library: "Library", monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = []
    round_functions((*MODULES, by_hand), monkeypatch)
    for deck_file, definition in library.definitions():
        id = definition.id
        if id not in REFERENCES or id in COPIED or asks_to_keep_digits(definition):
            continue
        drawn = library.draws(library.program(deck_file, definition), DRAWS)
        wrong = rejected_draws(drawn, WAYS.get(id) or REFERENCES[id])
        if len(wrong) > (1 - ACCEPTED) * DRAWS:
            rejected.append(f"{id}: {len(wrong)} draws, {wrong[0]}")
    assert not rejected, "\n".join(rejected)


def rejected_draws(drawn: Sample, ways: dict[int, Reference]) -> list[str]:
    wrong = []
    for variant in drawn.variants:
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
