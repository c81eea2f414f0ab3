"""Tables of calls with what they must give, computed without the functions under test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """One call of a function by its name in the language, and the result it must give."""

    name: str
    arguments: tuple[Any, ...]
    expected: Any
    keywords: Mapping[str, Any] = field(default_factory=dict)


def case(name: str, *arguments: Any, expect: Any, **keywords: Any) -> Case:
    return Case(name, arguments, expect, keywords)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


TRIANGLE_WITH_TAIL = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]])
"""Nodes 0, 1, 2 all linked, and 3 linked to 2."""

PATH = np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])

TWO_PAIRS = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])

DIRECTED = np.array([[0, 2, 1], [0, 0, 3], [1, 0, 0]])
"""A weighted directed graph in which an edge leaves each node."""
