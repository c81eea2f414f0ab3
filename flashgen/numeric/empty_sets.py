"""Which answers may be the empty set: a card says how to type it only where it may be one."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from flashgen.deck.seed import Seed
from flashgen.numeric.program import CompiledForm, Program
from flashgen.numeric.variants import Sample, Variant

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


def _fixed_draws(program: Program) -> tuple[Variant, ...]:
    from flashgen.numeric.sampling import sample

    forms = tuple(map(_without_texts, program.forms))
    seed = Seed(program.definition.id)
    drawn = sample(replace(program, forms=forms), seed, DRAWS, [], distinct=False)
    return drawn.variants if drawn else ()


def _without_texts(form: CompiledForm) -> CompiledForm:
    """Return a form whose draws are computed, but neither written nor drawn."""
    return replace(form, columns=(), question_figure=None, solution_figure=None)
