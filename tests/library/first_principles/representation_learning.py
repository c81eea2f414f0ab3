"""Autoencoders, principal components, contrastive losses: counted, rotated, added up."""

from math import acos, atan2, cos, exp, hypot, log, pi, sin, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector, inner, length, softmax


def cosine(a: Vector, b: Vector) -> float:
    return inner(a, b) / (length(a) * length(b))


def minus(a: Vector, b: Vector) -> Vector:
    return [x - y for x, y in zip(a, b, strict=True)]


def largest_variance(rows: Matrix) -> float:
    """Variance along the best of all directions in the plane, dividing by the number of rows."""
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    centered = [minus(row, means) for row in rows]
    xx, yy, xy = (
        sum(r[i] * r[j] for r in centered) / len(rows) for i, j in ((0, 0), (1, 1), (0, 1))
    )
    angle = atan2(2 * xy, xx - yy) / 2
    return xx * cos(angle) ** 2 + yy * sin(angle) ** 2 + 2 * xy * sin(angle) * cos(angle)


@reference("representation-probe-parameters")
def probe_parameters(d: int, c: int) -> int:
    return sum(d + 1 for _ in range(c))


@reference("representation-autoencoder-parameters")
def autoencoder_parameters(n: int, k: int) -> int:
    return sum(n + 1 for _ in range(k)) + sum(k + 1 for _ in range(n))


@reference("representation-code-size-from-parameters")
def code_size(n: int, k: int) -> int:
    total = autoencoder_parameters(n, k)
    return next(size for size in range(1, n) if autoencoder_parameters(n, size) == total)


@reference("representation-pca-components-needed")
def share_of_components_needed(raw: list[int], percent: int) -> float:
    kept = 0
    for eigenvalue in sorted(raw, reverse=True):
        kept += eigenvalue
        if 100 * kept >= percent * sum(raw):
            return kept / sum(raw)
    raise AssertionError


@reference("representation-pca-two-features")
def two_features(a: int, c: int, b: int) -> float:
    angle = atan2(2 * b, a - c) / 2
    along = a * cos(angle) ** 2 + c * sin(angle) ** 2 + 2 * b * sin(angle) * cos(angle)
    return along / (a + c)


@reference("representation-pca-reconstruction")
def pca_reconstruction(x: Vector, mu: Vector, w: Vector) -> Vector:
    """By taking away the part along the normal of the component."""
    normal = [-w[1], w[0]]
    off = inner(minus(x, mu), normal)
    return [a - off * b for a, b in zip(x, normal, strict=True)]


@reference("representation-pca-drop-a-component")
def dropped(raw: list[int], k: int) -> float:
    return sum(sorted(raw)[: len(raw) - k + 1]) / 10


@reference("representation-prototype-cosine")
def prototype_cosine(A: Matrix, q: Vector) -> float:
    return cosine(q, [(a + b) / 2 for a, b in zip(*A, strict=True)])


@reference("representation-nearest-by-cosine")
def largest_cosine(q: Vector, E: Matrix) -> float:
    return max(cosine(q, row) for row in E)


@reference("representation-cosine-from-distance")
def cosine_from_distance(d: float) -> float:
    """By the law of cosines in the half triangle."""
    half = acos(d / 2)
    return cos(pi - 2 * half)


@reference("representation-infonce-gradient")
def infonce_gradient(p: Vector, tau: float, j: int, y: int) -> float:
    """By central differences of the loss, of sixth order."""
    similarities = [tau * log(share) for share in p]

    def loss(step: float) -> float:
        moved = [s + step * (k == j) for k, s in enumerate(similarities)]
        return -log(softmax([s / tau for s in moved])[y])

    h = 0.01 * tau
    weights = {1: 45, 2: -9, 3: 1}
    return sum(w * (loss(k * h) - loss(-k * h)) for k, w in weights.items()) / (60 * h)


@reference("representation-infonce-candidates")
def infonce_candidates(n: int) -> int:
    shown = round(log(n), 3)
    return min(range(1, 100), key=lambda negatives: abs(log(negatives + 1) - shown))


@reference("representation-infonce-gap")
def infonce_gap(L: float, tau: float) -> float:
    low, high = -20.0, 20.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if log(1 + exp(-middle)) > L else (low, middle)
    return tau * low


@reference("representation-infonce-mutual-information")
def mutual_information(n: int, L: float) -> float:
    return log(n * exp(-L))


@reference("representation-mutual-information-gap")
def information_gap(I: Vector, n: int) -> float:
    first, second, *_ = sorted(I, reverse=True)
    return (first - second) / -sum(log(1 / n) / n for _ in range(n))


@reference("representation-vae-kl")
def vae_kl(mu: float, sigma: float) -> float:
    """By Simpson's rule on q ln(q / p) over 12 standard deviations on each side."""
    steps = 400
    width = 24 * sigma / steps

    def integrand(z: float) -> float:
        e = -(((z - mu) / sigma) ** 2) / 2
        q = exp(e) / (sigma * sqrt(2 * pi))
        return q * (e - log(sigma) + z * z / 2)

    points = [integrand(mu - 12 * sigma + k * width) for k in range(steps + 1)]
    inside = 4 * sum(points[1:-1:2]) + 2 * sum(points[2:-1:2])
    return (points[0] + inside + points[-1]) * width / 3


@reference("representation-momentum-teacher-weight")
def teacher(start: float, theta: Vector, m: float) -> float:
    weight = start
    for student in theta:
        weight += (1 - m) * (student - weight)
    return weight


@reference("representation-masked-patches")
def visible_patches(side: int, patch: int, percent: int) -> int:
    corners = range(0, side - patch + 1, patch)
    return sum(1 for _ in corners for _ in corners) * (100 - percent) // 100


@reference("representation-clip-loss")
def clip_loss(S: Matrix) -> float:
    rows = [-log(softmax(row)[i]) for i, row in enumerate(S)]
    columns = [-log(softmax(list(c))[i]) for i, c in enumerate(zip(*S, strict=True))]
    return sum(rows + columns) / 4


@reference("representation-triplet-loss")
def triplet_loss(a: Vector, p: Vector, n: Vector, m: float) -> float:
    return max(0.0, hypot(*minus(a, p)) - hypot(*minus(a, n)) + m)


@reference("representation-alignment-value")
def alignment(c: Vector) -> float:
    """By the chords between points at those angles on the unit circle."""
    chords = [hypot(1 - cos(acos(x)), sin(acos(x))) for x in c]
    return sum(chord**2 for chord in chords) / 3


@reference("representation-pca-from-points")
def pca_from_points(mu: Vector, a: Vector, b: Vector) -> float:
    rows = [[m + sign * x for m, x in zip(mu, v, strict=True)] for v in (a, b) for sign in (1, -1)]
    return largest_variance(rows)


@reference("representation-share-from-singular-values")
def share_of_singular_value(raw: list[int], i: int) -> float:
    squares = sorted((value * value for value in raw), reverse=True)
    return squares[i] / sum(squares)


@reference("representation-whitened-coordinate")
def whitened(t: float, lam: float) -> float:
    return t * exp(-log(lam) / 2)


@reference("representation-analogy-vector")
def analogy(man: Vector, woman: Vector, king: Vector) -> Vector:
    return [k + (b - a) for a, b, k in zip(man, woman, king, strict=True)]


@reference("representation-lora-share")
def lora_parameters(d: int, k: int, r: int) -> int:
    return sum(r for _ in range(d)) + sum(r for _ in range(k))


@reference("representation-recall-at-k")
def recall(relevant: list[int], found: list[int]) -> float:
    """By marking each relevant document as found or not."""
    marks = [[k < hits for k in range(total)] for total, hits in zip(relevant, found, strict=True)]
    return sum(sum(query) / len(query) for query in marks) / len(marks)


@reference("representation-knn-vote")
def knn_vote(s: Vector, c: list[int], tau: float) -> float:
    """By the odds of class 1 against class 0."""
    votes = [0.0, 0.0]
    for similarity, label in zip(s, c, strict=True):
        votes[label] += exp(similarity / tau)
    return 1 / (1 + votes[0] / votes[1])
