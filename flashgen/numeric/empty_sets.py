"""What answers may be, of which a card tells nothing that holds of one draw alone.

It says how to type the empty set where an answer may be one, and that a number is wanted to the
nearest integer where it may be none.
"""

from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from flashgen.deck.seed import Seed
from flashgen.numeric.program import CompiledForm, Program
from flashgen.numeric.variants import Sample, Variant
from flashgen.values.values import Value

DRAWS = 240
"""How many draws of every definition are looked at, whatever its seed and its variants are.

A sheet of paper has one variant a card: what it says must not tell that variant's answer.
"""


@lru_cache(maxsize=1)  # asked for once a language
def may_be_empty(sample: Sample) -> tuple[frozenset[int], ...]:
    """Return for each form of the program the indices of the answers that may be the empty set."""
    program = sample.program
    found: list[set[int]] = [set() for _ in program.forms]
    if any(fmt.compare == "set" for variant in sample.variants for fmt in variant.formats):
        for variant in (*sample.variants, *_fixed_draws(program)):
            found[variant.form] |= {
                index
                for index, value in enumerate(variant.answers)
                if isinstance(value, np.ndarray) and value.size == 0
            }
    return tuple(map(frozenset, found))


def whole_answers(sample: Sample) -> tuple[frozenset[int], ...]:
    """Return for each form of the program the indices of the answers that are always whole.

    Of those that are asked for to no decimals: nothing is rounded of them.
    """
    program = sample.program
    found: list[set[int]] = [set() for _ in program.forms]
    for variant in sample.variants:
        asked = {n for n, fmt in enumerate(variant.formats) if fmt.decimals == 0}
        found[variant.form] |= {n for n in asked if _is_whole(variant.answers[n])}
    if any(found):
        for variant in (*sample.variants, *_fixed_draws(program)):
            found[variant.form] -= {
                n for n in found[variant.form] if not _is_whole(variant.answers[n])
            }
    return tuple(map(frozenset, found))


def _is_whole(value: Value) -> bool:
    numbers = np.asarray(value)
    return numbers.dtype.kind in "iO" or bool(
        numbers.dtype.kind == "f" and (numbers == np.round(numbers)).all()
    )


def _fixed_draws(program: Program) -> tuple[Variant, ...]:
    from flashgen.numeric.sampling import sample

    forms = tuple(map(_without_texts, program.forms))
    seed = Seed(program.definition.id)
    drawn = sample(replace(program, forms=forms), seed, DRAWS, [], distinct=False)
    return drawn.variants if drawn else ()


def _without_texts(form: CompiledForm) -> CompiledForm:
    """Return a form whose draws are computed, but neither written nor drawn."""
    return replace(form, columns=(), question_figure=None, solution_figure=None)
