"""Sigmoid and softmax, cross-entropy, the gradient of the NLL."""

from fractions import Fraction
from math import e, exp, log, log2, pi, prod, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, shares, sigmoid, softmax


@reference("sigmoid-of-logit")
def sigmoid_of_logit(z: float) -> float:
    return e**z / (e**z + 1)


@reference("sigmoid-inverse")
def sigmoid_inverse(p: float) -> float:
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(middle) < p else (low, middle)
    return low


@reference("softmax-of-logits")
def softmax_of_logits(z: Vector, i: int) -> float:
    return 1 / sum(exp(other - z[i]) for other in z)


@reference("softmax-temperature-sum")
def softmax_temperature(z: Vector, T: float) -> float:
    return max(shares([exp(logit / T) for logit in z]))


@reference("softmax-two-class-sum")
def softmax_two_classes(z: Vector) -> float:
    return softmax(z)[1]


@reference("sigmoid-derivative-sum")
def sigmoid_derivative(z: float) -> float:
    return exp(-z) / (1 + exp(-z)) ** 2


@reference("softmax-jacobian-entry")
def softmax_jacobian(p: Vector, i: int, j: int) -> float:
    return p[i] * (1 - p[i]) if i == j else -p[i] * p[j]


@reference("sigmoid-multi-label-decision")
def multi_label(z: Vector, t: float) -> list[int]:
    return [label for label, logit in enumerate(z) if sigmoid(logit) > t]


@reference("softmax-gap-from-probabilities")
def gap_from_probabilities(p: Vector) -> float:
    return log(p[0]) - log(p[1])


@reference("cross-entropy-normalise-first")
def normalise_first(s: Vector, y: int) -> float:
    return log(sum(s)) - log(s[y])


@reference("cross-entropy-from-probabilities")
def cross_entropy(p: Vector, q: Vector) -> float:
    return sum(-a * log(b) for a, b in zip(p, q, strict=True) if a > 0)


@reference("cross-entropy-least-value-sum")
def least_cross_entropy(p: Vector) -> float:
    return cross_entropy(p, p)


@reference("cross-entropy-asymmetry-sum")
def both_ways_round(a: float, b: float) -> tuple[float, float]:
    p, q = [a, 1 - a], [b, 1 - b]
    return cross_entropy(p, q), cross_entropy(q, p)


@reference("cross-entropy-from-logits")
def cross_entropy_from_logits(z: Vector, y: int) -> float:
    return -log(softmax(z)[y])


@reference("nll-of-batch")
def nll_of_batch(P: Matrix, y: list[int]) -> float:
    return sum(-log(row[label]) for row, label in zip(P, y, strict=True)) / len(y)


@reference("cross-entropy-kl-sum")
def kl(p: Vector, q: Vector) -> float:
    return cross_entropy(p, q) - cross_entropy(p, p)


@reference("cross-entropy-entropy-in-bits")
def entropy_in_bits(p: Vector) -> float:
    return -sum(x * log2(x) for x in p if x > 0)


@reference("cross-entropy-smoothed-targets")
def smoothed_targets(n: int, eps: float) -> tuple[float, float]:
    others = Fraction(str(eps)) / n
    return float(1 - (n - 1) * others), float(others)


@reference("cross-entropy-smoothed-loss")
def smoothed_loss(q: Vector, y: int, eps: float) -> float:
    targets = [eps / 3 + (1 - eps) * (k == y) for k in range(3)]
    return cross_entropy(targets, q)


@reference("cross-entropy-binary-sum")
def binary_cross_entropy(p: Vector, y: list[int]) -> float:
    return sum(-log(a) if label else -log(1 - a) for a, label in zip(p, y, strict=True)) / 3


@reference("cross-entropy-binary-from-logit")
def binary_cross_entropy_from_logit(z: float, y: int) -> float:
    return log(1 + exp(z)) - y * z


@reference("perplexity-from-probabilities")
def perplexity(p: Vector) -> float:
    return (1 / prod(p)) ** (1 / len(p))


@reference("nll-gradient-from-probabilities")
def gradient_from_probabilities(p: Vector, y: int) -> Vector:
    return [share - 1 if k == y else share for k, share in enumerate(p)]


@reference("nll-gradient-by-logits")
def gradient_by_logits(z: Vector, y: int, j: int) -> float:
    """By central differences of the loss, of sixth order."""

    def loss(step: float) -> float:
        moved = [logit + step * (k == j) for k, logit in enumerate(z)]
        return -log(softmax(moved)[y])

    h = 0.01
    weights = {1: 45, 2: -9, 3: 1}
    return sum(w * (loss(k * h) - loss(-k * h)) for k, w in weights.items()) / (60 * h)


@reference("nll-gradient-descent-step")
def descent_step(p: Vector, z0: int, y: int, j: int, eta: float) -> float:
    return z0 + eta * (1 - p[j]) if j == y else z0 - eta * p[j]


@reference("nll-gradient-gaussian-nll")
def gaussian_nll(x: int, mu: int, sd: int) -> float:
    density = exp(-(((x - mu) / sd) ** 2) / 2) / (sd * sqrt(2 * pi))
    return -log(density)


@reference("nll-gradient-of-weight-entry")
def weight_entry(p: Vector, y: int, x: Vector, i: int, j: int) -> float:
    return (p[i] - 1) * x[j] if i == y else p[i] * x[j]


@reference("nll-gradient-matrix")
def weight_gradient(p: Vector, y: int, x: Vector) -> Matrix:
    rows = gradient_from_probabilities(p, y)
    return [[row * entry for entry in x] for row in rows]


@reference("nll-gradient-bernoulli-data")
def bernoulli_data(n: int, k: int) -> float:
    likelihood = Fraction(k, n) ** k * Fraction(n - k, n) ** (n - k)
    return -log(likelihood)


@reference("nll-gradient-gaussian-mean-step")
def gaussian_mean_step(x: int, mu: int, v: float, eta: float) -> float:
    return mu + eta * (x - mu) / v


@reference("nll-gradient-loss-after-step")
def loss_after_step(p: float, eta: float) -> float:
    logits = [log(p) + eta * (1 - p), log(1 - p) - eta * (1 - p)]
    return -log(softmax(logits)[0])
