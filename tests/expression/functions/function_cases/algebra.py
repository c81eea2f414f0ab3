"""Linear algebra against SciPy, closed forms and exact fractions."""

import itertools
import math
from fractions import Fraction

import numpy as np
import scipy.linalg
import scipy.spatial.distance

from function_cases import Case, case, generator

rng = generator(3)
A, B = rng.integers(-5, 6, (2, 4))
U, V = np.round(rng.normal(0, 2, (2, 3)), 1)
M = rng.integers(-4, 5, (3, 3))
N = np.round(rng.normal(0, 1, (3, 3)), 2)
R = rng.integers(-4, 5, (2, 3))
S = N + N.T
POINTS = rng.integers(-3, 4, (4, 2))


def leibniz(matrix: list[list[int]]) -> int:
    """Return the determinant by its definition, the sum over all permutations."""
    size = len(matrix)
    total = 0
    for order in itertools.permutations(range(size)):
        inversions = sum(order[i] > order[j] for i in range(size) for j in range(i + 1, size))
        total += (-1) ** inversions * math.prod(matrix[i][order[i]] for i in range(size))
    return total


def by_loops(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    return [
        [sum(x * y for x, y in zip(row, col, strict=True)) for col in zip(*b, strict=False)]
        for row in a
    ]


BIG = np.array([[10**7, 1, 2], [3, 10**7, 4], [5, 6, 10**7]])
SINGULAR = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
CIRCULANT = np.array([[2, 1, 1], [1, 2, 1], [1, 1, 2]])

LINEAR_ALGEBRA: list[Case] = [
    case("dot", A, B, expect=sum(x * y for x, y in zip(A.tolist(), B.tolist(), strict=True))),
    case(
        "dot",
        M,
        R[0],
        expect=[sum(x * y for x, y in zip(r, R[0].tolist(), strict=True)) for r in M.tolist()],
    ),
    case("dot", R, M, expect=by_loops(R.tolist(), M.tolist())),
    case("dot", R[0], M, expect=by_loops([R[0].tolist()], M.tolist())[0]),
    case("dot", [2**52, 2**52], [2**52, 2**52], expect=2.0**105),
    case("outer", [1, 2], [3, 4, 5], expect=[[3, 4, 5], [6, 8, 10]]),
    case("cross", [1, 0, 0], [0, 1, 0], expect=[0, 0, 1]),
    case(
        "cross",
        U,
        V,
        expect=[U[1] * V[2] - U[2] * V[1], U[2] * V[0] - U[0] * V[2], U[0] * V[1] - U[1] * V[0]],
    ),
    case("norm", [3, -4], expect=5.0),
    case("norm", U, order=3, expect=float(sum(abs(u) ** 3 for u in U)) ** (1 / 3)),
    case("norm", U, order=math.inf, expect=max(abs(u) for u in U)),
    case("norm", A, order=1, expect=float(sum(abs(a) for a in A.tolist()))),
    case("norm", R, expect=math.sqrt(sum(x * x for row in R.tolist() for x in row))),
    case("norm", [1e300, 1e300], expect=math.hypot(1e300, 1e300)),
    case("norm", [-3], expect=3.0),
    case("norm", [0, 0], expect=0.0),
    case("normalize", [3, 4], expect=[0.6, 0.8]),
    case("normalize", [[3, 4], [0, 2]], expect=[[0.6, 0.8], [0.0, 1.0]]),
    case("normalize", [1, 3], order=1, expect=[0.25, 0.75]),
    case("distance", U, V, expect=math.dist(U, V)),
    case("distance", U, V, order=1, expect=float(scipy.spatial.distance.cityblock(U, V))),
    case("distance", U, V, math.inf, expect=float(scipy.spatial.distance.chebyshev(U, V))),
    case("distance_matrix", POINTS, expect=scipy.spatial.distance.cdist(POINTS, POINTS)),
    case("cosine_similarity", U, V, expect=1 - float(scipy.spatial.distance.cosine(U, V))),
    case("cosine_similarity", [1, 2, 2], [-1, -2, -2], expect=-1.0),
    case("angle", U, V, expect=math.acos(1 - float(scipy.spatial.distance.cosine(U, V)))),
    case("angle", [1, 0], [1, 1e-9], expect=1e-9),
    case("angle", [1, 0], [-1, 0], unit="degrees", expect=180.0),
    case("projection", [2, 3], [4, 0], expect=[2.0, 0.0]),
    case("projection", U, V, expect=np.outer(V, V) / (V @ V) @ U),
]

MATRICES: list[Case] = [
    case("trace", M, expect=sum(M.tolist()[i][i] for i in range(3))),
    case("det", M, expect=leibniz(M.tolist())),
    case("det", BIG, expect=float(leibniz(BIG.tolist()))),
    case("det", SINGULAR, expect=0),
    case("det", [[0, 1], [1, 0]], expect=-1),
    case("det", [[0, 0], [0, 5]], expect=0),
    case("det", N, expect=float(scipy.linalg.det(N))),
    case("inv", [[4, 7], [2, 6]], expect=[[0.6, -0.7], [-0.2, 0.4]]),
    case("inv", N, expect=scipy.linalg.inv(N)),
    case(
        "solve",
        [[2, 1], [1, 3]],
        [3, 5],
        expect=[float(Fraction(4, 5)), float(Fraction(7, 5))],
    ),
    case("rank", SINGULAR, expect=2),
    case("rank", np.outer(A, B), expect=1),
    case("rank", [[0, 0]], expect=0),
    case("matrix_power", M, 3, expect=by_loops(by_loops(M.tolist(), M.tolist()), M.tolist())),
    case("matrix_power", M, 0, expect=[[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    case("matrix_power", [[10]], 20, expect=[[1e20]]),
    case("eigenvalues", [[2, 1], [1, 2]], expect=[1.0, 3.0]),
    case("eigenvalues", CIRCULANT, order="descending", expect=[4.0, 1.0, 1.0]),
    case("eigenvalues", S, expect=np.sort(scipy.linalg.eigvals(S).real)),
    case("eigenvectors", [[2, 0], [0, 1]], expect=[[0.0, 1.0], [1.0, 0.0]]),
    case(
        "eigenvectors",
        [[2, 1], [1, 2]],
        order="descending",
        expect=np.array([[1, 1], [1, -1]]) / math.sqrt(2),
    ),
    case("singular_values", R, expect=np.sqrt(np.linalg.eigvalsh(R @ R.T)[::-1])),
]

CASES = [*LINEAR_ALGEBRA, *MATRICES]
