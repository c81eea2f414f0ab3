"""Which answers may be the empty set: a card says how to type it only where it may be one."""

import numpy as np

from flashgen.deck.seed import Seed
from flashgen.numeric.program import Program
from flashgen.numeric.variants import Sample, Variant

DRAWS = 240
"""How many draws of every definition are looked at, whatever its seed and its variants are.

A sheet of paper has one variant a card: what it says must not tell that variant's answer.
"""


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

    drawn = sample(program, Seed(program.definition.id), DRAWS, [], distinct=False)
    return drawn.variants if drawn else ()
