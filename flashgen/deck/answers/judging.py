"""Whether a given answer is right, in one draw or in many, as its kind judges it."""

import numpy as np

from flashgen.deck.answers import KINDS
from flashgen.values.batch import Batch, constant
from flashgen.values.judging import AnswerFormat
from flashgen.values.parts import split
from flashgen.values.values import Array, Value


def agrees(given: Value, value: Value, fmt: AnswerFormat) -> bool:
    """Tell whether what was given is the value, as the answer wants it judged."""
    (is_right,) = agree(constant(given), constant(value), fmt, 1)
    return bool(is_right)


def agree(given: Batch, value: Batch, fmt: AnswerFormat, count: int) -> Array:
    """Tell in which of `count` draws what was given is the value, as the answer wants it judged."""
    kind = KINDS[fmt.kind]
    result = np.zeros(count, dtype=np.bool_)
    for places, (ours, right) in split([given, value], count):
        result[places] = kind.agree(ours, right, fmt)
    return result
