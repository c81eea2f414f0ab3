"""Evaluation metrics: examples and pairs counted one by one."""

from math import exp, log, sqrt

from first_principles import reference
from first_principles.plain import Matrix, Vector


@reference("metrics-precision-recall-f1")
def precision(tp: int, fp: int) -> float:
    return tp / (tp + fp)


@reference("metrics-precision-recall-f1", form=1)
def recall(tp: int, fn: int) -> float:
    return tp / (tp + fn)


@reference("metrics-precision-recall-f1", form=2)
def f1(tp: int, fp: int, fn: int) -> float:
    return 2 * tp / (2 * tp + fp + fn)


@reference("metrics-precision-by-prevalence")
def precision_by_prevalence(r: float, q: float, p: float) -> float:
    found, false_alarms = p * r, (1 - p) * q
    return found / (found + false_alarms)


@reference("metrics-macro-f1")
def macro_f1(M: Matrix) -> float:
    scores = []
    for k in range(3):
        row, column = sum(M[k]), sum(line[k] for line in M)
        scores.append(2 * M[k][k] / (row + column))
    return sum(scores) / 3


@reference("metrics-macro-f1", form=1)
def micro_f1(M: Matrix) -> float:
    return sum(M[k][k] for k in range(3)) / sum(map(sum, M))


@reference("metrics-auc-by-pairs")
def auc(s: Vector, o: list[int], k: int) -> float:
    positive = [score for score, place in zip(s, o, strict=True) if place < k]
    negative = [score for score, place in zip(s, o, strict=True) if place >= k]
    wins = sum(a > b for a in positive for b in negative)
    return wins / (len(positive) * len(negative))


@reference("metrics-average-precision")
def average_precision(o: list[int], k: int) -> float:
    found, total = 0, 0.0
    for rank, place in enumerate(o, start=1):
        if place < k:
            found += 1
            total += found / rank
    return total / k


def overlap(a: list[int], s: list[int], b: list[int], t: list[int]) -> int:
    """Count the unit squares in both boxes."""

    def squares(corner: list[int], size: list[int]) -> set[tuple[int, int]]:
        return {
            (x, y)
            for x in range(corner[0], corner[0] + size[0])
            for y in range(corner[1], corner[1] + size[1])
        }

    return len(squares(a, s) & squares(b, t))


@reference("metrics-box-overlap")
def iou(a: list[int], s: list[int], b: list[int], t: list[int]) -> float:
    both = overlap(a, s, b, t)
    return both / (s[0] * s[1] + t[0] * t[1] - both)


@reference("metrics-box-overlap", form=1)
def dice(a: list[int], s: list[int], b: list[int], t: list[int]) -> float:
    return 2 * overlap(a, s, b, t) / (s[0] * s[1] + t[0] * t[1])


@reference("metrics-calibration-error")
def calibration_error(n: list[int], c: Vector, r: list[int]) -> float:
    sizes = [10 * k for k in n]
    right = [10 * min(a, b - 1) + 5 for a, b in zip(r, n, strict=True)]
    gaps = [
        size * abs(hits / size - mean) for size, hits, mean in zip(sizes, right, c, strict=True)
    ]
    return sum(gaps) / sum(sizes)


@reference("metrics-calibration-error", form=1)
def brier(q: Vector, y: list[int]) -> float:
    return sum((a - b) ** 2 for a, b in zip(q, y, strict=True)) / 4


def gain(g: list[int]) -> float:
    return sum(each / (log(rank + 1) / log(2)) for rank, each in enumerate(g, start=1))


@reference("metrics-discounted-gain")
def ndcg(g: list[int]) -> float:
    return gain(g) / gain(sorted(g, reverse=True))


@reference("metrics-discounted-gain", form=1)
def mrr(ranks: list[int]) -> float:
    return sum(1 / rank for rank in ranks) / 4


@reference("metrics-word-errors")
def word_error_rate(n: int, s: int, d: int, i: int) -> float:
    return (s + d + i) / n


@reference("metrics-word-errors", form=1)
def bleu(m: list[int], h: int, r: int) -> float:
    words, pairs = (h - m[0]) / h, (h - 1 - m[0] - m[1]) / (h - 1)
    return exp(1 - r / h) * sqrt(words * pairs)
