"""Statistics, information, linear algebra, counting, bits, number theory, texts."""

import math

import numpy as np
import scipy.linalg
import scipy.special
import scipy.stats

from function_cases import Case, case, generator

rng = generator(19)
X, Y = np.round(rng.normal(0, 3, 7), 1), np.round(rng.normal(0, 3, 7), 1)
SHORT = np.array([2.0, 5.0, 5.0, 9.0])

STATISTICS: list[Case] = [
    case("quantile", X, [0, 0.25, 0.3, 1], expect=np.quantile(X, [0, 0.25, 0.3, 1])),
    case("quantile", SHORT, 0.25, expect=np.quantile(SHORT, 0.25)),
    case("mode", [3, 1, 3, 2, 1], expect=1),
    case("mode", SHORT, expect=5.0),
    case("covariance", X, Y, expect=np.cov(X, Y)[0, 1]),
    case("covariance", X, Y, ddof=0, expect=np.cov(X, Y, ddof=0)[0, 1]),
    case("correlation", X, Y, expect=scipy.stats.pearsonr(X, Y).statistic),
    case("correlation", X, -2 * X, expect=-1.0),
    case("cumprod", [1, 2, 3, -4], expect=[1, 2, 6, -24]),
    case("cumprod", X, expect=np.cumprod(X)),
    case("cummax", X, expect=[max(X[: k + 1]) for k in range(7)]),
    case("cummax", [1, 3, 2], expect=[1, 3, 3]),
    case("cummin", X, expect=[min(X[: k + 1]) for k in range(7)]),
    case("ranks", [30, 10, 10, 20], expect=scipy.stats.rankdata([30, 10, 10, 20])),
    case("top_k", [3, 9, 5], 2, expect=[9, 5]),
    case("top_k", [X, Y], 3, expect=[sorted(X)[:-4:-1], sorted(Y)[:-4:-1]]),
    case("top_k_indices", [3, 9, 9, 5], 3, expect=[1, 2, 3]),
    case("bincount", [0, 2, 2], 4, expect=np.bincount([0, 2, 2], minlength=4)),
    case("histogram_counts", [1, 2, 2, 5, 7], [0, 2, 5], expect=np.histogram(
        [1, 2, 2, 5, 7], [0, 2, 5])[0]),
    case("searchsorted", SHORT, [1.0, 5.0, 6.0], expect=np.searchsorted(SHORT, [1, 5, 6])),
    case("searchsorted", SHORT, 5, right=True, expect=3),
]  # fmt: skip

A = np.round(rng.normal(0, 2, (5, 2)), 1)
TARGET = np.round(rng.normal(0, 2, 5), 1)
XS = np.array([0.0, 1.0, 3.0, 4.5])
YS = np.array([1.0, 4.0, 2.0, 8.0])

FITTING: list[Case] = [
    case("least_squares", A, TARGET, expect=np.linalg.lstsq(A, TARGET, rcond=None)[0]),
    case("ridge", A, TARGET, 0.5,
         expect=np.linalg.lstsq(np.vstack([A, math.sqrt(0.5) * np.eye(2)]),
                                [*TARGET, 0, 0], rcond=None)[0]),
    case("linear_fit", XS, YS, expect=[*scipy.stats.linregress(XS, YS)[:2]]),
    case("polyfit", XS, YS, 2, expect=np.polyfit(XS, YS, 2)),
    case("polyfit", XS, YS, 0, expect=[YS.mean()]),
    case("polyval", [1, 0, -2], 3, expect=7),
    case("polyval", YS, XS, expect=np.polyval(YS, XS)),
    case("polyval", [2], [[1, 2]], expect=[[2, 2]]),
    case("polyder", [1, 0, -2, 5], expect=[3, 0, -2]),
    case("polyder", [4.0], expect=[0.0]),
    case("roots", [1, -3, 2], expect=[1.0, 2.0]),
    case("roots", [2, -4, 2], expect=[1.0, 1.0]),
    case("roots", [1, -6, 11, -6], expect=[1.0, 2.0, 3.0]),
    case("roots", [1, -1e8, 1], expect=[1e-8, 1e8]),
    case("roots", [2, -8], expect=[4.0]),
    case("interp", [-1, 0, 0.5, 2, 4.5, 9], XS, YS, expect=np.interp([-1, 0, 0.5, 2, 4.5, 9],
                                                                     XS, YS)),
    case("interp", 2, [1], [5], expect=5.0),
    case("r_squared", YS, np.add(YS, [0.1, -0.5, 0.2, 0]), expect=1 - 0.3 / YS.var() / 4),
]  # fmt: skip

P, Q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.1, 0.25, 0.25])
JOINT = np.array([[0.1, 0.2, 0.1], [0.3, 0.0, 0.3]])


def entropy(p, base=None):
    return float(scipy.stats.entropy(np.ravel(p), base=base))


def kl(m, v, n, w):
    """The divergence as an integral, by Gauss and Hermite's rule."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    x = m + math.sqrt(v) * nodes
    logs = scipy.stats.norm.logpdf(x, m, math.sqrt(v)) - scipy.stats.norm.logpdf(x, n, math.sqrt(w))
    return float(weights @ logs / math.sqrt(2 * math.pi))


INFORMATION: list[Case] = [
    case("mutual_information", JOINT,
         expect=entropy(JOINT.sum(0)) + entropy(JOINT.sum(1)) - entropy(JOINT)),
    case("mutual_information", [[0.25, 0.25], [0.25, 0.25]], base=2, expect=0.0),
    case("conditional_entropy", JOINT, 2, expect=entropy(JOINT, 2) - entropy(JOINT.sum(1), 2)),
    case("js_divergence", P, Q,
         expect=entropy((P + Q) / 2) - (entropy(P) + entropy(Q)) / 2),
    case("js_divergence", [[1, 0], [0.5, 0.5]], [[0, 1], [0.5, 0.5]], base=2, expect=[1.0, 0.0]),
    case("gaussian_entropy", [1, 4.0], expect=[float(scipy.stats.norm(0, s).entropy())
                                               for s in (1, 2)]),
    case("gaussian_entropy", 4.0, 2, expect=float(scipy.stats.norm(0, 2).entropy()) / math.log(2)),
    case("huffman_lengths", [0.5, 0.25, 0.125, 0.125], expect=[1, 2, 3, 3]),
    case("huffman_lengths", [0.2, 0.2, 0.2, 0.2, 0.2], expect=[3, 3, 2, 2, 2]),
    case("huffman_lengths", [1], expect=[0]),
    case("gaussian_kl", [0.5, 0.0], [2.0, 1.0], expect=[kl(0.5, 2, 0, 1), 0.0]),
    case("gaussian_kl", 0.5, 2.0, -1, 0.5, expect=kl(0.5, 2, -1, 0.5)),
    case("frechet_distance", 0, 1, 3, 4, expect=9 + 1.0),
    case("wasserstein_1d", X, Y, expect=scipy.stats.wasserstein_distance(X, Y)),
    case("wasserstein_1d", [0, 1, 3], [5, 6], expect=scipy.stats.wasserstein_distance(
        [0, 1, 3], [5, 6])),
    case("total_variation", P, Q, expect=float(np.maximum(P - Q, 0).sum())),
    case("inception_score", [P, Q, [0, 0, 1, 0]],
         expect=math.exp(entropy((P + Q + np.eye(4)[2]) / 3) - (entropy(P) + entropy(Q)) / 3)),
]  # fmt: skip

M = np.array([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]])
SQUARE = np.array([[1.0, 4.0, 0.0], [1.0, 1.0, 2.0], [0.0, 1.0, 3.0]])
TURN = np.array([[0.0, -2.0], [2.0, 0.0]])
SPD = np.array([[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]])
TALL = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 5.0]])


def gram_schmidt(a):
    columns: list[np.ndarray] = []
    for column in a.T:
        rest = column - sum(((q @ column) * q for q in columns), np.zeros(len(column)))
        columns.append(rest / math.sqrt(rest @ rest))
    return np.array(columns).T


def oriented(a):
    """Singular vectors by the eigenvectors of A^T A, the largest entry of each positive."""
    values, v = np.linalg.eigh(a.T @ a)
    v = v[:, ::-1][:, : min(a.shape)]
    v = v * np.sign(v[np.abs(v).argmax(0), range(v.shape[1])])
    return (a @ v) / np.sqrt(values[::-1][: v.shape[1]]), v


ALGEBRA: list[Case] = [
    case("eigenvalues", SQUARE, expect=sorted(np.roots(np.poly(SQUARE)).real)),
    case("eigenvalues", [[3, 1], [-1, 1]], expect=[2.0, 2.0]),
    case("eigenvalues", [[1, 4], [1, 1]], "descending", expect=[3.0, -1.0]),
    case("eigenvectors", [[1, 4], [1, 1]],
         expect=np.array([[2, 2], [-1, 1]]) / math.sqrt(5)),
    case("eigenvectors", [[2, 0, 0], [1, 1, 0], [0, 0, 5]],
         expect=np.array([[0, math.sqrt(0.5), 0], [1, math.sqrt(0.5), 0], [0, 0, 1]])),
    case("complex_eigenvalues", TURN, expect=[-2j, 2j]),
    case("complex_eigenvalues", [[1, 2], [0, 3]], expect=[1 + 0j, 3 + 0j]),
    case("spectral_radius", TURN, expect=2.0),
    case("spectral_radius", SQUARE, expect=float(np.abs(np.roots(np.poly(SQUARE))).max())),
    case("kron", [[1, 2]], [[1], [3]], expect=[[1, 2], [3, 6]]),
    case("kron", M, SQUARE, expect=np.kron(M, SQUARE)),
    case("pinv", M, expect=M.T @ np.linalg.inv(M @ M.T)),
    case("pinv", [[1, 1], [1, 1]], expect=[[0.25, 0.25], [0.25, 0.25]]),
    case("matrix_norm", M, expect=math.sqrt((M**2).sum())),
    case("matrix_norm", M, "spectral", expect=float(np.linalg.norm(M, 2))),
    case("matrix_norm", M, "nuclear", expect=float(np.linalg.norm(M, "nuc"))),
    case("matrix_norm", M, 1, expect=4.0),
    case("matrix_norm", M, math.inf, expect=6.0),
    case("matrix_norm", M, 2, expect=float(np.linalg.norm(M, 2))),
    case("condition_number", SQUARE, expect=float(np.linalg.cond(SQUARE))),
    case("logdet", SPD, expect=math.log(scipy.linalg.det(SPD))),
    case("cholesky", SPD, expect=scipy.linalg.cholesky(SPD, lower=True)),
    case("qr_q", TALL, expect=gram_schmidt(TALL)),
    case("qr_r", TALL, expect=gram_schmidt(TALL).T @ TALL),
    case("qr_r", [[1.0, 2.0, 3.0], [0.0, 1.0, 1.0]], expect=[[1, 2, 3], [0, 1, 1.0]]),
    case("left_singular_vectors", TALL, expect=oriented(TALL)[0]),
    case("right_singular_vectors", TALL, expect=oriented(TALL)[1]),
    case("low_rank", TALL, expect=TALL @ np.outer(oriented(TALL)[1][:, 0],
                                                  oriented(TALL)[1][:, 0])),
    case("low_rank", TALL, 2, expect=TALL),
]  # fmt: skip

GRID = np.arange(1, 7).reshape(2, 3)

ARRAYS: list[Case] = [
    case("tril", [[1, 2], [3, 4]], expect=[[1, 0], [3, 4]]),
    case("tril", GRID, 1, expect=[[1, 2, 0], [4, 5, 6]]),
    case("triu", [[1, 2], [3, 4]], expect=[[1, 2], [0, 4]]),
    case("triu", GRID, 1, expect=[[0, 2, 3], [0, 0, 6]]),
    case("tile", [1, 2], 3, expect=[1, 2] * 3),
    case("tile", ["a", "b"], 2, expect=["a", "b"] * 2),
    case("repeat", [1, 2], 3, expect=[1, 1, 1, 2, 2, 2]),
    case("pad", [1, 2], 1, expect=[0, 1, 2, 0]),
    case("pad", [1, 2], 0, 2, -1.5, expect=[1, 2, -1.5, -1.5]),
    case("pad", GRID, 1, expect=np.pad(GRID, 1)),
]

NUMBERS: list[Case] = [
    case("bit_and", 12, 10, expect=8),
    case("bit_and", [12, 7], [10, 8], expect=[8, 0]),
    case("bit_or", [12, 7], 10, expect=[14, 15]),
    case("bit_xor", [12, 7], 10, expect=[6, 13]),
    case("bit_not", [5, 0], 8, expect=[250, 255]),
    case("shift_left", [5, 1], [3, 52], expect=[40, 2**52]),
    case("shift_left", 0, 400, expect=0),
    case("shift_right", [45, 2**52], [3, 52], expect=[5, 1]),
    case("shift_right", 45, 100, expect=0),
    case("bit_count", [7, 8, 2**53 - 1], expect=[3, 1, 53]),
    case("bits", 5, 4, expect=[0, 1, 0, 1]),
    case("from_bits", [0, 1, 0, 1], expect=5),
    case("is_prime", [0, 1, 2, 9, 91, 97, 999999937],
         expect=[False, False, True, False, False, True, True]),
    case("totient", [1, 9, 10, 97], expect=[sum(math.gcd(k, n) == 1 for k in range(1, n + 1))
                                            for n in (1, 9, 10, 97)]),
    case("prime_factors", 360, expect=[2, 2, 2, 3, 3, 5]),
    case("prime_factors", 97, expect=[97]),
    case("divisors", 36, expect=[d for d in range(1, 37) if 36 % d == 0]),
    case("mod_power", 3, 100, 7, expect=3**100 % 7),
    case("mod_power", [2, -3], [10**12, 3], [10**9 + 7, 5], expect=[pow(2, 10**12, 10**9 + 7), 3]),
    case("mod_inverse", [3, 10], [7, 17], expect=[5, 12]),
    case("factorial", [0, 5, 18], expect=[1, 120, math.factorial(18)]),
    case("binomial", [5, 5, 4], [0, 2, 7], expect=[1, 10, 0]),
    case("lcm", [4, 0], [6, 3], expect=[12, 0]),
]  # fmt: skip


def levenshtein(a, b):
    """The recursion as it is defined."""
    if not a or not b:
        return len(a) + len(b)
    same = levenshtein(a[1:], b[1:])
    if a[0] == b[0]:
        return same
    return 1 + min(levenshtein(a[1:], b), levenshtein(a, b[1:]), same)


TEXTS: list[Case] = [
    case("upper", "abc", expect="ABC"),
    case("upper", ["é", "a"], expect=["É", "A"]),
    case("lower", ["ABC", "D"], expect=["abc", "d"]),
    case("replace", "banana", "an", "o", expect="booa"),
    case("replace", ["x y", "y"], "y", "", expect=["x ", ""]),
    case("split", "to be or", expect=["to", "be", "or"]),
    case("split", "a,b", ",", expect=["a", "b"]),
    case("split", "abc", "", expect=["a", "b", "c"]),
    case("find", "banana", "n", expect=2),
    case("find", ["banana", "x"], "n", expect=[2, -1]),
    case("code_point", ["A", "é"], expect=[65, 233]),
    case("character", [72, 105], expect=["H", "i"]),
    case("character", 955, expect="λ"),
    case("text", 7, width=3, expect="007"),
    case("text", [0.5, -2.0, 1e-7], expect=["0.5", "-2", "0.0000001"]),
    case("text", [0.125, -0.001], decimals=2, expect=["0.13", "0.00"]),
    case("text", [5, -5], 4, 1, expect=["05.0", "-5.0"]),
    case("text", "7", 3, expect="007"),
    case("number", ["12", "-0.5", "1e3"], expect=[12.0, -0.5, 1000.0]),
    case("in_base", [10, 0, 255], 2, expect=[format(n, "b") for n in (10, 0, 255)]),
    case("in_base", [10, 255], 16, width=4, expect=["000A", "00FF"]),
    case("from_base", "1010", 2, expect=10),
    case("from_base", ["ff", "Z"], 36, expect=[int("ff", 36), 35]),
    case("edit_distance", "kitten", "sitting", expect=levenshtein("kitten", "sitting")),
    case("edit_distance", "sunday", "saturday", expect=levenshtein("sunday", "saturday")),
    case("edit_distance", "", "abc", expect=3),
    case("edit_distance", ["a", "cat", "sat"], ["the", "cat", "sat", "down"], expect=2),
    case("edit_distance", [1, 2, 3], [2, 3], expect=1),
]

CASES: list[Case] = [
    *STATISTICS,
    *FITTING,
    *INFORMATION,
    *ALGEBRA,
    *ARRAYS,
    *NUMBERS,
    *TEXTS,
]
