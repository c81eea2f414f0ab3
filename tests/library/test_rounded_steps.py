"""A learner who rounds every intermediate result to three significant digits is accepted."""

from typing import Any

import numpy as np
import pytest
from first_principles import MODULES, REFERENCES
from rounded import as_written, round_functions, typed
from test_first_principles import CARDS, DRAWS, as_plain

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.sampling import sample
from flashgen.values.judging import AnswerFormat, agrees
from flashgen.values.values import Value

TOPICS = ("adversarial-training", "attention", "convolution", "cross-entropy-nll")
ACCEPTED = 0.97

# Their references take other steps than a learner does, which rounding makes worse.
OTHER_STEPS = frozenset({"attention-rotary-score"})


def is_accepted(given: Any, answer: Value, fmt: AnswerFormat) -> bool:
    """Whether the card accepts a result; whole numbers and words are not rounded."""
    if fmt.kind not in ("number", "vector", "matrix"):
        return True
    return agrees(np.array(given) if isinstance(given, list) else given, answer, fmt)


@pytest.fixture(scope="module")
def definitions() -> list[tuple[Any, Any]]:
    loaded = loading.load([CARDS / f"{topic}.yaml" for topic in TOPICS])
    return [
        (deck_file, definition)
        for deck_file in loaded.deck_files
        for definition in deck_file.definitions
        if definition.id in REFERENCES.keys() - OTHER_STEPS
    ]


def test_three_digits_are_enough(
    definitions: list[tuple[Any, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rejected = []
    round_functions(MODULES, monkeypatch)
    for deck_file, definition in definitions:
        program = compile_numeric(deck_file, definition, [])
        seed = pipeline.default_seed(deck_file, definition)
        drawn = sample(program, seed, DRAWS, [], distinct=False)
        assert drawn is not None
        wrong = []
        for variant in drawn.variants:
            used = REFERENCES[definition.id][variant.form]
            given = {name: as_written(as_plain(variant.values[name])) for name in used.parameters}
            result = typed(used.compute(**given))
            results = result if isinstance(result, tuple) else (result,)
            judged = zip(results, variant.answers, variant.formats, strict=True)
            if not all(is_accepted(*one) for one in judged):
                wrong.append(f"form {variant.form}, {given}: {results} for {variant.answers}")
        if len(wrong) > (1 - ACCEPTED) * DRAWS:
            rejected.append(f"{definition.id}: {len(wrong)} draws, {wrong[0]}")
    assert rejected == []
