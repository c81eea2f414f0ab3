"""A learner's way to answers whose references take other steps.

A reference that bisects or takes differences says nothing of a learner who rounds: rounding spoils
it. These compute what a worked solution does, from the drawn parameters.
"""

from functools import partial
from math import ceil, cos, cosh, exp, log, pi, sqrt, tanh

from first_principles import Reference, reference
from first_principles.plain import Matrix, Vector, inner, linked, sigmoid

WAYS: dict[str, dict[int, Reference]] = {}
way = partial(reference, among=WAYS)


def log_of_sum(score: float) -> float:
    return log(1 + exp(score))


def cosine(degrees: int) -> float:
    """By a calculator that takes degrees."""
    return cos(degrees * pi / 180)


def target(j: int, y: int) -> int:
    return 1 if j == y else 0


@way("attention-rotary-score")
def rotary_score(r: list[int], alpha: list[int], t: int, m: int, n: int) -> float:
    return r[0] * r[1] * cosine(alpha[0] - alpha[1] + (m - n) * t)


@way("euclidean-distance-after-map")
def distance_after_map(d: float, c: int) -> float:
    return abs(c) * d


@way("euclidean-inner-product-from-angle")
def from_angle(p: int, q: int, theta: int) -> float:
    return p * q * cosine(theta)


@way("euclidean-unit-vectors-distance", form=0)
def unit_distance(c: float) -> float:
    return sqrt(2 - 2 * c)


@way("euclidean-unit-vectors-distance", form=1)
def unit_cosine(d: float) -> float:
    return 1 - d * d / 2


@way("euclidean-norm-of-sum")
def norm_of_sum(p: int, q: int, s: int) -> float:
    return sqrt(p * p + q * q + 2 * s)


def entry(A: Matrix, i: int, j: int) -> float:
    """Return the weight of a link in a GCN."""
    return (A[i][j] + (i == j)) / sqrt((sum(A[i]) + 1) * (sum(A[j]) + 1))


@way("gnn-normalised-entry")
def normalized_entry(B: Matrix, i: int, j: int) -> float:
    A = [[0 if u == v else weight for v, weight in enumerate(row)] for u, row in enumerate(B)]
    return entry(A, i, j)


@way("gnn-gcn-layer-output")
def gcn_output(A: Matrix, x: list[int], w: int, i: int) -> float:
    return w * sum(entry(A, i, j) * x[j] for j in (i, *linked(A, i)))


@way("gnn-gcn-neighbour-changes")
def neighbor_rises(di: int, dj: int, w: int, delta: int) -> float:
    return 1 / sqrt((di + 1) * (dj + 1)) * w * delta


@way("gnn-over-smoothing-limit")
def over_smoothed(A: Matrix, x: list[int]) -> float:
    weights = [sum(row) + 1 for row in A]
    return inner(weights, x) / sum(weights)


@way("gnn-laplacian-eigenvalues")
def largest_eigenvalue(a: int, b: int) -> float:
    return a + b + sqrt(a * a - a * b + b * b)


@way("gnn-link-prediction-loss")
def link_prediction(z: Vector, u: Vector, n: Vector) -> float:
    return log_of_sum(-inner(z, u)) + log_of_sum(inner(z, n))


@way("network-embedding-sgns-step")
def sgns_step(v: Vector, u: Vector, n: Vector, rate: float) -> Vector:
    pull, push = sigmoid(inner(u, v)) - 1, sigmoid(inner(n, v))
    gradient = [pull * a + push * b for a, b in zip(u, n, strict=True)]
    return [a - rate * slope for a, slope in zip(v, gradient, strict=True)]


@way("nll-gradient-by-logits")
def gradient_by_logits(z: Vector, y: int, j: int) -> float:
    weights = [exp(logit) for logit in z]
    return weights[j] / sum(weights) - target(j, y)


@way("nll-gradient-bernoulli-sum")
def bernoulli_slope(z: float, y: int) -> float:
    return sigmoid(z) - y


@way("nll-gradient-gaussian-best-variance")
def best_variance(r: Vector) -> float:
    return sum(residual * residual for residual in r) / 3


@way("nll-gradient-of-input")
def input_gradient(W: Matrix, p: float, y: int) -> Vector:
    d = [p, -p] if y == 1 else [p - 1, 1 - p]
    return [W[0][k] * d[0] + W[1][k] * d[1] for k in range(2)]


@way("nll-gradient-weight-step", form=0)
def weight_step(w: float, x: int, p: float, y: int, eta: float) -> float:
    return w - eta * ((p - y) * x)


@way("nll-gradient-weight-step", form=1)
def bias_step(b: float, p: float, y: int, eta: float) -> float:
    return b - eta * (p - y)


@way("nll-gradient-smoothed-target")
def smoothed_target(p: Vector, y: int, j: int, eps: float) -> float:
    share = eps / 4
    return p[j] - (1 - eps + share if j == y else share)


@way("nll-gradient-with-temperature")
def with_temperature(p: Vector, y: int, j: int, T: float) -> float:
    return (p[j] - target(j, y)) / T


@way("nll-gradient-log-variance")
def log_variance(x: float, mu: int, v: float) -> float:
    r = x - mu
    return (1 - r * r / v) / 2


@way("nll-gradient-map-gradient")
def map_gradient(g: float, w: float, tau: float) -> float:
    return g + w / (tau * tau)


@way("noneuclidean-poincare-from-centre", form=0)
def distance_from_center(r: float) -> float:
    return log((1 + r) / (1 - r))


@way("noneuclidean-poincare-from-centre", form=1)
def norm_from_distance(d: float) -> float:
    grown = exp(d)
    return (grown - 1) / (grown + 1)


@way("noneuclidean-exponential-map", form=0)
def exponential_map(n: Vector, s: float) -> float:
    return tanh(s) * n[0]


@way("noneuclidean-exponential-map", form=1)
def logarithmic_map(n: Vector, r: float) -> float:
    return log((1 + r) / (1 - r)) / 2 * n[0]


@way("noneuclidean-tree-capacity")
def tree_capacity(b: int, k: int, a: float) -> float:
    s = b**k * a / (2 * pi)
    return log(s + sqrt(s * s + 1))


@way("noneuclidean-hyperbolic-disk-area")
def disk_area_ratio(r: float) -> float:
    return 2 * (cosh(r) - 1) / (r * r)


@way("representation-infonce-gradient")
def infonce_gradient(p: Vector, tau: float, j: int, y: int) -> float:
    return (p[j] - target(j, y)) / tau


@way("representation-infonce-gap")
def infonce_gap(L: float, tau: float) -> float:
    return -tau * log(exp(L) - 1)


@way("representation-vae-kl")
def vae_kl(mu: float, sigma: float) -> float:
    square = sigma * sigma
    return (mu * mu + square - 1 - log(square)) / 2


@way("representation-pca-from-points")
def pca_from_points(a: list[int], b: list[int]) -> float:
    first, mixed, second = ((a[i] * a[j] + b[i] * b[j]) / 2 for i, j in ((0, 0), (0, 1), (1, 1)))
    half = (first - second) / 2
    return (first + second) / 2 + sqrt(half * half + mixed * mixed)


@way("sigmoid-inverse")
def sigmoid_inverse(p: float) -> float:
    return log(p / (1 - p))


@way("sigmoid-from-tanh", form=0)
def sigmoid_from_tanh(t: float) -> float:
    return (1 + t) / 2


@way("sigmoid-from-tanh", form=1)
def tanh_from_sigmoid(t: float) -> float:
    return 2 * ((1 + t) / 2) - 1


@way("softmax-small-logit-change")
def small_logit_change(p: Vector, v: list[int], i: int, h: float) -> float:
    return p[i] * (h * v[i] - h * inner(p, v))


@way("optimizers-nesterov-step")
def nesterov(a: float, w: float, v: float, mu: float, eta: float) -> float:
    ahead = w + mu * v
    return w + (mu * v - eta * (a * ahead))


@way("learning-rate-largest-stable")
def largest_stable(a: int, d: int, b: int) -> float:
    return 2 / ((a + d) / 2 + sqrt(((a - d) / 2) ** 2 + b**2))


@way("learning-rate-iterations")
def iterations(k: int, f: int) -> int:
    return ceil(log(f) / -log((k - 1) / (k + 1)))


@way("backprop-composition", form=1)
def sigmoid_slope(p: float, w: int) -> float:
    return p * (1 - p) * w


@way("backprop-difference-quotient")
def slope_of_quadratic(a: float, b: int, w: float) -> float:
    return 2 * a * w + b


@way("backprop-composition")
def power_slope(a: int, b: int, x: int, n: int) -> int:
    return n * (a * x + b) ** (n - 1) * a


@way("backprop-difference-quotient", form=1)
def one_sided_error(a: float, h: float) -> float:
    return a * h
