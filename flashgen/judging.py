"""Whether an answer that was given is right: the twin of the judge on the card."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from math import floor, log10
from typing import Final

import numpy as np

from flashgen.values import Value

# What floating-point arithmetic may be off by, relative to the value.
SLACK: Final = 1e-9
# Slack must never make one integer pass for the next.
LARGEST_INTEGER_SLACK: Final = 0.25

_BLANK = re.compile(r"\s+")


class Kind(StrEnum):
    """What is to be typed."""

    INTEGER = "integer"
    NUMBER = "number"
    VECTOR = "vector"
    MATRIX = "matrix"
    TEXT = "text"


class Compare(StrEnum):
    """How a vector is compared where not entry by entry."""

    SET = "set"
    UP_TO_SIGN = "up_to_sign"


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """How an answer is asked for and judged.

    `decimals` or `figures` is what is asked for; `tolerance` is absolute or, if `relative`, a
    fraction of the value's size. `compare` is "set" or "up_to_sign".
    """

    kind: Kind
    decimals: int | None = None
    figures: int | None = None
    tolerance: float | None = None
    relative: bool = False
    compare: Compare | None = None
