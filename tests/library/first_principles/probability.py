"""Probability: by counting, by sums over tables, and by the definitions."""

from math import sqrt

from first_principles import reference
from first_principles.plain import Vector, inner


@reference("probability-bayes")
def posterior(p: int, s: int, f: int) -> float:
    """Of 10,000 people."""
    sick, healthy = p * s, (100 - p) * f
    return 100 * sick / (sick + healthy)


@reference("probability-bayes", form=1)
def prior(q: int, s: int, f: int) -> float:
    odds = q / (100 - q) * (f / s)
    return 100 * odds / (1 + odds)


@reference("probability-bayes", form=2)
def posterior_of_two(p: int, s: int, f: int) -> float:
    sick, healthy = p * s * s, (100 - p) * f * f
    return 100 * sick / (sick + healthy)


@reference("probability-total")
def total(w: Vector, r: Vector) -> float:
    return inner(w, r)


@reference("probability-total", form=1)
def third_rate(w: Vector, r: Vector) -> float:
    rest = inner(w, r) - inner(w[:2], r[:2])
    return rest / w[2]


@reference("probability-total", form=2)
def shifted_share(r: Vector, i: int, j: int, h: float) -> float:
    return h * (r[j] - r[i])


def values(start: int, gaps: list[int]) -> Vector:
    return [start, start + gaps[0], start + gaps[0] + gaps[1]]


def variance(x: Vector, p: Vector) -> float:
    mean = inner(x, p)
    return inner([value * value for value in x], p) - mean * mean


@reference("probability-moments")
def expectation(start: int, gaps: list[int], p: Vector) -> float:
    return inner(values(start, gaps), p)


@reference("probability-moments", form=1)
def variance_of_table(start: int, gaps: list[int], p: Vector) -> float:
    return variance(values(start, gaps), p)


@reference("probability-moments", form=2)
def variance_after_map(start: int, gaps: list[int], p: Vector, a: int) -> float:
    return a * a * variance(values(start, gaps), p)


@reference("probability-sum-variance")
def variance_of_sum(s: int, t: int, rho: float) -> float:
    return s * s + t * t + 2 * (rho * s * t)


@reference("probability-sum-variance", form=1)
def deviation_of_difference(s: int, t: int, rho: float) -> float:
    return sqrt(s * s + t * t - 2 * (rho * s * t))


@reference("probability-sum-variance", form=2)
def correlation(s: int, t: int, rho: float) -> float:
    covariance = (variance_of_sum(s, t, rho) - s * s - t * t) / 2
    return covariance / (s * t)


# The table that the card shows.
Z = (0.4, 0.7, 1.0, 1.3, 1.6)
PHI = (0.655, 0.758, 0.841, 0.903, 0.945)


@reference("probability-standardize")
def tail(i: int, up: int) -> float:
    below = PHI[i]
    return 1 - below if up > 0 else below


@reference("probability-standardize", form=1)
def between(i: int, j: int) -> float:
    return PHI[j] - (1 - PHI[i])


@reference("probability-standardize", form=2)
def exceeded(mu: int, sigma: int, i: int, up: int) -> float:
    return mu + sigma * (up * Z[i])


def sums(p: Vector, i: int, j: int) -> tuple[float, float]:
    """Return the sum of a row and that of a column of a table with three columns."""
    return sum(p[3 * i : 3 * i + 3]), p[j] + p[3 + j]


@reference("probability-independence-table")
def expected_entry(p: Vector, i: int, j: int) -> float:
    row, column = sums(p, i, j)
    return row * column


@reference("probability-independence-table", form=1)
def excess(p: Vector, i: int, j: int) -> float:
    row, column = sums(p, i, j)
    return p[3 * i + j] - row * column


@reference("probability-independence-table", form=2)
def other_event(a: float, b: float) -> float:
    """Neither of the two happens with the probability (1 - a)(1 - b)."""
    union = 1 - (1 - a) * (1 - b)
    return (union - a) / (1 - a)


@reference("probability-conditional-from-joint")
def given_row(p: Vector, i: int, j: int) -> float:
    return p[3 * i + j] / sums(p, i, j)[0]


@reference("probability-conditional-from-joint", form=1)
def given_column(p: Vector, i: int, j: int) -> float:
    return p[3 * i + j] / sums(p, i, j)[1]


@reference("probability-conditional-from-joint", form=2)
def mean_given_row(p: Vector, i: int) -> float:
    row = p[3 * i : 3 * i + 3]
    return inner([0, 1, 2], row) / sum(row)


@reference("probability-standard-error")
def standard_error(s: float, n: int) -> float:
    return s / sqrt(n)


@reference("probability-standard-error", form=1)
def samples_needed(d: int, e: float) -> int:
    root = round(d / e)
    return root * root


@reference("probability-standard-error", form=2)
def error_of_share(n: int, h: int) -> float:
    share = (n * h // 100) / n
    return sqrt(share * (1 - share) / n)
