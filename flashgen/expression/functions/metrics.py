"""Metrics of classifiers, rankings and probabilities."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    filled,
    floats,
    fractions,
    indices,
    not_negative_numbers,
    option,
    significant,
    whole,
)
from flashgen.expression.functions.chunks import in_chunks
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some


@vectorized("(n),(n)->(k,k)", split=("classes",))
def confusion_matrix(actual: Any, predicted: Any, classes: Any) -> Result:
    """Confusion matrix: how often a class was predicted as each class.

    Shapes: actual and predicted (n,), labels from 0 to classes - 1, classes a scalar; the
        result is (classes, classes): entry (i, j) counts examples of class i predicted as j.
    Units: counts.
    Convention: a row for each true class, a column for each predicted one, as in scikit-learn.
    Source: scikit-learn, sklearn.metrics.confusion_matrix.
    Raises: ValueError where a label is not between 0 and classes - 1.
    Example: confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1], 2) = [[1, 1], [0, 2]]
    """
    width = whole(classes, "classes", least=1, most=64)
    rows, columns = indices(actual, "actual", width), indices(predicted, "predicted", width)
    cells = rows * width + columns
    numbers = np.arange(width * width)[:, np.newaxis]
    counts = in_chunks(
        lambda some: np.count_nonzero(some[:, np.newaxis] == numbers, axis=-1),
        width * width * cells.shape[-1],
        cells,
    )
    return counts.reshape(-1, width, width)


def _scored(scores: Any, labels: Any) -> tuple[Array, Array]:
    """Return scores, and whether each belongs to a positive example."""
    given = np.asarray(significant(filled(floats(scores, "scores"), "scores")))
    positive = indices(labels, "labels", 2) == 1
    return given, positive


@vectorized("(n),(n)->()")
def roc_auc(scores: Any, labels: Any) -> Result:
    """Area under the ROC curve: how often a positive scores above a negative.

    Formula: the share of all pairs of a positive and a negative in which the positive has the
        higher score; a tie counts half
    Shapes: scores (n,) and labels (n,), 1 for positive and 0 for negative; the result is a
        scalar.
    Units: none; from 0 to 1.
    Source: Fawcett, An Introduction to ROC Analysis (2006); scikit-learn,
        sklearn.metrics.roc_auc_score.
    Raises: ValueError where there is no positive or no negative.
    Example: roc_auc([0.9, 0.8, 0.4, 0.1], [1, 0, 1, 0]) = 0.75
    """
    given, positive = _scored(scores, labels)
    if np.any(positive.all(axis=-1) | ~positive.any(axis=-1)):
        raise ValueError("labels must have a positive (1) and a negative (0)")

    def share(marks: Array, known: Array) -> Array:
        pairs = known[:, :, np.newaxis] & ~known[:, np.newaxis, :]
        left, right = marks[:, :, np.newaxis], marks[:, np.newaxis, :]
        won = np.count_nonzero(pairs & (left > right), axis=(1, 2))
        tied = np.count_nonzero(pairs & (left == right), axis=(1, 2))
        found: Array = (2 * won + tied) / (2 * np.count_nonzero(pairs, axis=(1, 2)))
        return found

    return in_chunks(share, given.shape[-1] ** 2, given, positive)


@vectorized("(n),(n)->()")
def average_precision(scores: Any, labels: Any) -> Result:
    """Average precision: the mean of the precision at each positive of a ranking.

    Formula: the mean over the positives of (positives that score at least as high) / (examples
        that score at least as high)
    Shapes: scores (n,) and labels (n,), 1 for positive and 0 for negative; the result is a
        scalar.
    Units: none; from 0 to 1.
    Convention: the sum of precisions times steps of recall, without interpolation.
    Source: scikit-learn, sklearn.metrics.average_precision_score.
    Raises: ValueError where there is no positive.
    Example: average_precision([0.9, 0.8, 0.4, 0.1], [1, 0, 1, 0]) = 0.8333
    """
    given, positive = _scored(scores, labels)
    count = np.count_nonzero(positive, axis=-1)
    if np.any(count == 0):
        raise ValueError("labels must have a positive (1)")

    def precisions(marks: Array, known: Array) -> Array:
        above = marks[:, np.newaxis, :] >= marks[:, :, np.newaxis]
        found = np.count_nonzero(above & known[:, np.newaxis, :], axis=-1)
        shares: Array = found / np.count_nonzero(above, axis=-1)
        return shares

    precision = in_chunks(precisions, given.shape[-1] ** 2, given, positive)
    return np.sum(np.where(positive, precision, 0.0), axis=-1) / count


@vectorized("(),(),()->()")
def f_score(precision: Any, recall: Any, beta: Any = 1) -> Result:
    """F score: the weighted harmonic mean of precision and recall.

    Formula: (1 + beta^2) precision recall / (beta^2 precision + recall)
    Shapes: precision, recall and beta scalars.
    Units: none; from 0 to 1.
    Convention: beta above 1 gives recall more weight; 0 where both are 0.
    Source: Manning, Raghavan, Schuetze, Introduction to Information Retrieval (2008),
        section 8.3.
    Example: f_score(0.5, 1) = 0.6667
    """
    p, r = fractions(precision, "precision"), fractions(recall, "recall")
    weight = floats(beta, "beta") * floats(beta, "beta")
    bottom = weight * p + r
    return (1 + weight) * p * r / np.where(bottom > 0, bottom, 1.0)


@vectorized("(n,n)->()")
def cohen_kappa(confusion: Any) -> Result:
    """Cohen's kappa: agreement beyond what chance would give.

    Formula: (p_o - p_e) / (1 - p_e), with the observed and the expected share of agreements
    Shapes: confusion (n, n), counts; the result is a scalar.
    Units: none; at most 1.
    Source: Cohen, A Coefficient of Agreement for Nominal Scales (1960).
    Raises: ValueError where there is no example, or all are in one class for both.
    Example: cohen_kappa([[20, 5], [10, 15]]) = 0.4
    """
    table = filled(not_negative_numbers(confusion, "confusion"), "confusion")
    columns = np.ascontiguousarray(np.swapaxes(table, -1, -2))
    rows, total = np.sum(table, axis=-1), np.sum(along(table, None), axis=-1)
    if np.any(total == 0):
        raise ValueError("confusion must have at least one example")
    agreed = np.ascontiguousarray(np.diagonal(table, axis1=1, axis2=2))
    observed = np.sum(agreed, axis=-1) / total
    shares = rows / total[:, np.newaxis] * (np.sum(columns, axis=-1) / total[:, np.newaxis])
    expected = np.sum(shares, axis=-1)
    if np.any(expected >= 1):
        raise ValueError("both must use more than one class")
    return (observed - expected) / (1 - expected)


@vectorized("(n),(n)->()")
def brier_score(p: Any, labels: Any) -> Result:
    """Brier score: the mean squared distance of probabilities from what came.

    Formula: (1 / n) sum_i (p_i - y_i)^2
    Shapes: p (n,) and labels (n,), 1 where the event came and 0 where not; the result is a
        scalar.
    Units: none; from 0 to 1.
    Source: Brier, Verification of Forecasts Expressed in Terms of Probability (1950).
    Example: brier_score([0.9, 0.4], [1, 0]) = 0.085
    """
    errors = filled(fractions(p, "p"), "p") - indices(labels, "labels", 2)
    return np.mean(errors * errors, axis=-1)


@vectorized("(n),(n)->()", split=("bins",))
def calibration_error(confidence: Any, correct: Any, bins: Any = 10) -> Result:
    """Expected calibration error (ECE): how far confidence is from accuracy, bin by bin.

    Formula: sum over the bins of (share of examples) |accuracy - mean confidence|
    Shapes: confidence (n,) and correct (n,), 1 or 0; bins a scalar; the result is a scalar.
    Units: none; from 0 to 1.
    Convention: bins of equal width; a confidence on a boundary belongs to the lower bin.
    Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks (2017),
        arXiv:1706.04599.
    Example: calibration_error([0.9, 0.8, 0.6, 0.55], [1, 1, 0, 1], bins=2) = 0.0375
    """
    width = whole(bins, "bins", least=1, most=100)
    shares = filled(fractions(confidence, "confidence"), "confidence")
    right = indices(correct, "correct", 2)
    place = np.maximum(np.ceil(significant(shares * width)) - 1, 0)

    def errors(bins_: Array, gaps: Array) -> Array:
        inside = bins_[:, np.newaxis, :] == np.arange(width)[:, np.newaxis]
        sums = np.sum(np.where(inside, gaps[:, np.newaxis, :], 0.0), axis=-1)
        total: Array = np.sum(np.abs(sums), axis=-1)
        return total

    entries = width * shares.shape[-1]
    return in_chunks(errors, entries, place, right - shares) / shares.shape[-1]


def _gains(relevance: Array, gain: Any) -> Array:
    if option(gain, "gain", ("linear", "exponential")) == "linear":
        return relevance
    if some(relevance > 60):
        raise ValueError("relevance must be at most 60 for an exponential gain")
    gains: Array = np.exp2(relevance) - 1
    return gains


def _discounted(gains: Array) -> Array:
    sums: Array = np.sum(gains / np.log2(np.arange(gains.shape[-1]) + 2.0), axis=-1)
    return sums


@vectorized("(n)->()", split=("k", "gain"))
def dcg(relevance: Any, k: Any = None, gain: Any = "linear") -> Result:
    """Discounted cumulative gain of a ranking.

    Formula: sum_i g_i / log2(i + 1), with places i from 1
    Shapes: relevance (n,), of the results in the order shown; k a scalar; the result is a
        scalar.
    Units: those of the relevance.
    Convention: over the first k places, all where k is left out; gain="exponential" takes
        2^relevance - 1.
    Source: Jarvelin, Kekalainen, Cumulated Gain-Based Evaluation of IR Techniques (2002).
    Example: dcg([3, 2, 0, 1]) = 4.6925
    """
    given = filled(not_negative_numbers(relevance, "relevance"), "relevance")
    first = given.shape[-1] if k is None else whole(k, "k", least=1)
    return _discounted(_gains(given, gain)[..., :first])


@vectorized("(n)->()", split=("k", "gain"))
def ndcg(relevance: Any, k: Any = None, gain: Any = "linear") -> Result:
    """Normalized discounted cumulative gain: that of a ranking over that of the best order.

    Formula: dcg(relevance) / dcg(the relevances in descending order)
    Shapes: relevance (n,), of the results in the order shown; k a scalar; the result is a
        scalar.
    Units: none; from 0 to 1.
    Convention: over the first k places, all where k is left out; gain="exponential" takes
        2^relevance - 1.
    Source: Jarvelin, Kekalainen, Cumulated Gain-Based Evaluation of IR Techniques (2002).
    Raises: ValueError where no result is relevant.
    Example: ndcg([3, 2, 0, 1]) = 0.9854
    """
    given = filled(not_negative_numbers(relevance, "relevance"), "relevance")
    first = given.shape[-1] if k is None else whole(k, "k", least=1)
    gains = _gains(given, gain)
    best = _discounted(np.ascontiguousarray(np.sort(gains, axis=-1)[..., ::-1][..., :first]))
    if np.any(best == 0):
        raise ValueError("relevance must have an entry above 0")
    return _discounted(np.ascontiguousarray(gains[..., :first])) / best
