"""Arrays and comparison, with plain lists and sets as the reference."""

import math

import numpy as np

from function_cases import Case, case, generator

rng = generator(2)
V = rng.integers(-5, 6, 9)
M = rng.integers(-9, 10, (3, 4))
LIST, ROWS = V.tolist(), M.tolist()
WORDS = ["b", "a", "c"]

ARRAYS: list[Case] = [
    case("len", V, expect=9),
    case("len", M, expect=3),
    case("len", "abc", expect=3),
    case("zeros", 3, expect=[0, 0, 0]),
    case("zeros", (2, 1), expect=[[0], [0]]),
    case("ones", (1, 2), expect=[[1, 1]]),
    case("eye", 2, expect=[[1, 0], [0, 1]]),
    case("diag", [1, 2], expect=[[1, 0], [0, 2]]),
    case("diag", M, expect=[ROWS[i][i] for i in range(3)]),
    case("one_hot", 2, 4, expect=[0, 0, 1, 0]),
    case("one_hot", [1, 0], 2, expect=[[0, 1], [1, 0]]),
    case("arange", 4, expect=[0, 1, 2, 3]),
    case("arange", 5, 0, -2, expect=[5, 3, 1]),
    case("arange", 0, 0.3, 0.1, expect=[0.0, 0.1, 0.2]),
    case("arange", 3, 1, expect=np.array([], dtype=int)),
    case("linspace", 0, 1, 5, expect=[0.0, 0.25, 0.5, 0.75, 1.0]),
    case("concatenate", [1, 2], 3, [4], expect=[1, 2, 3, 4]),
    case("concatenate", [[1, 2]], [[3, 4]], expect=[[1, 2], [3, 4]]),
    case("concatenate", ["a"], ["bc"], expect=["a", "bc"]),
    case("concatenate", [1], [], expect=[1.0]),
    case("stack", [1, 2], [3, 4], expect=[[1, 2], [3, 4]]),
    case("stack", 1, 2.5, expect=[1.0, 2.5]),
    case("transpose", M, expect=[list(column) for column in zip(*ROWS, strict=True)]),
    case("transpose", V, expect=LIST),
    case("reshape", [1, 2, 3, 4], (2, 2), expect=[[1, 2], [3, 4]]),
    case("flatten", M, expect=[x for row in ROWS for x in row]),
    case("flip", V, expect=LIST[::-1]),
    case("flip", M, axis=1, expect=[row[::-1] for row in ROWS]),
    case("roll", V, 2, expect=LIST[-2:] + LIST[:-2]),
    case("roll", V, -10, expect=LIST[1:] + LIST[:1]),
    case("roll", WORDS, 1, expect=["c", "b", "a"]),
]

COMPARISON: list[Case] = [
    case("sort", V, expect=sorted(LIST)),
    case("sort", M, expect=[sorted(row) for row in ROWS]),
    case("sort", WORDS, expect=sorted(WORDS)),
    case("argsort", V, expect=sorted(range(9), key=lambda i: LIST[i])),
    case("argsort", [0.1 + 0.2, 0.3], expect=[0, 1]),  # equal but for the last bit
    case("argsort", WORDS, expect=[1, 0, 2]),
    case("unique", V, expect=sorted(set(LIST))),
    case("unique", [0.3, 0.1 + 0.2], expect=[0.3]),
    case("unique", ["b", "a", "b"], expect=["a", "b"]),
    case("distinct", [1, 2, 3], expect=True),
    case("distinct", M, expect=len({x for row in ROWS for x in row}) == 12),
    case("distinct", [0.3, 0.1 + 0.2], expect=False),
    case("distinct", [], expect=True),
    case("isin", [1, 5], [1, 2, 3], expect=[True, False]),
    case("isin", "a", WORDS, expect=True),
    case("union", [3, 1], [2, 3], expect=[1, 2, 3]),
    case("union", ["b"], [], expect=["b"]),
    case("intersection", [3, 1, 1], [1, 2, 3], expect=[1, 3]),
    case("difference", [1, 2, 2, 4], [4, 9], expect=[1, 2]),
    case("difference", ["a", "b"], ["b"], expect=["a"]),
    case("count", V > 0, expect=sum(x > 0 for x in LIST)),
    case("count", True, expect=1),
    case("any", [False, True], expect=True),
    case("any", np.array([], dtype=bool), expect=False),
    case("all", [[True, False], [True, True]], expect=False),
    case("all", np.array([], dtype=bool), expect=True),
    case("where", [True, False], [1, 2], 0, expect=[1, 0]),
    case("where", [True, False], "yes", "no", expect=["yes", "no"]),
    case("where", True, 1.5, 2, expect=1.5),
    case("nonzero", [0, 5, 0, 7], expect=[1, 3]),
    case("nonzero", [True, False, True], expect=[0, 2]),
    case("join", [0, 2, 1], " → ", expect="0 → 2 → 1"),
    case("join", [0.1 + 0.2, 2.0, 1e-5, -0.0], expect="0.3, 2, 0.00001, 0"),
    case("join", WORDS, "", expect="bac"),
    case("join", [], expect=""),
    case("join", [math.pi], expect="3.14159265359"),
]

CASES = [*ARRAYS, *COMPARISON]
