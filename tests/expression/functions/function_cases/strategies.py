"""What the laws of the functions are tried on."""

from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
from expression.functions.calling import call_once
from hypothesis import settings
from hypothesis import strategies as st

from flashgen.expression.functions import library

Array = np.ndarray[Any, Any]

laws = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def call(name: str, *arguments: Any, **keywords: Any) -> Any:
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        return call_once(library()[name], *arguments, **keywords)


def reals(shape: Any, limit: float = 10) -> st.SearchStrategy[Array]:
    return hnp.arrays(np.float64, shape, elements=st.floats(-limit, limit))


def integers(shape: Any, limit: int = 9) -> st.SearchStrategy[Array]:
    return hnp.arrays(np.int64, shape, elements=st.integers(-limit, limit))


def distributions(size: int) -> st.SearchStrategy[Array]:
    """Distributions with every entry positive."""
    weights = hnp.arrays(np.float64, size, elements=st.floats(0.01, 1))
    return weights.map(lambda x: x / x.sum())


def vectors(size: int) -> st.SearchStrategy[Array]:
    """Vectors that are clearly not zero."""
    return reals(size).filter(lambda x: float(np.max(np.abs(x))) > 0.01)


@st.composite
def graphs(draw: st.DrawFn, nodes: int = 5) -> Array:
    """Adjacency matrices of connected graphs: a tree and further edges."""
    adjacency = np.zeros((nodes, nodes), dtype=np.int64)
    for node in range(1, nodes):
        parent = draw(st.integers(0, node - 1))
        adjacency[node, parent] = adjacency[parent, node] = 1
    for i in range(nodes):
        for j in range(i):
            if draw(st.booleans()):
                adjacency[i, j] = adjacency[j, i] = 1
    return adjacency


orders = st.permutations(range(5)).map(np.array)
speeds = st.floats(-0.99, 0.99)
in_disk = reals(2, 0.6)
