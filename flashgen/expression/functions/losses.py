"""Losses and their gradients."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.activations import log_softmax, softmax
from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    distribution,
    filled,
    floats,
    fractions,
    indices,
    positive_numbers,
    same_axes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.rectifiers import softplus
from flashgen.values.values import some


@vectorized("(...,n),(*)->(...)")
def nll(p: Any, label: Any) -> Result:
    """Negative log-likelihood of the true class.

    Formula: -ln p_label
    Shapes: p (n,) and label a scalar, or p (m, n) and label (m,); the result is a scalar or (m,).
    Units: nats.
    Convention: p are probabilities (PyTorch's NLLLoss takes log-probabilities); labels count
        from 0; the mean over a batch is mean(nll(p, label)).
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 5.5.
    Raises: ValueError where p does not sum to 1, or the true class has probability 0.
    Example: nll([0.25, 0.75], 0) = 1.3863
    """
    probabilities = _at_labels(distribution(p, "p"), label)
    if some(probabilities == 0):
        raise ValueError("the true class has probability 0, so the loss is infinite")
    losses: Array = -np.log(probabilities)
    return losses


@vectorized("(...,n),(*)->(...)")
def cross_entropy_with_logits(z: Any, label: Any) -> Result:
    """Cross-entropy loss of logits: log-softmax, then the negative log-likelihood.

    Formula: ln sum_j exp(z_j) - z_label
    Shapes: z (n,) and label a scalar, or z (m, n) and label (m,); the result is a scalar or (m,).
    Units: nats.
    Convention: labels count from 0; the mean over a batch is
        mean(cross_entropy_with_logits(z, label)).
    Source: PyTorch, torch.nn.CrossEntropyLoss.
    Example: cross_entropy_with_logits([0, log(3)], 0) = 1.3863
    """
    return -_at_labels(log_softmax(z), label)


@vectorized("(...,n),(*)->(...,n)")
def cross_entropy_gradient(z: Any, label: Any) -> Array:
    """Gradient of the cross-entropy loss with respect to the logits: p - y.

    Formula: softmax(z)_i - 1[i = label]
    Shapes: z (n,) and label a scalar, or z (m, n) and label (m,); the result has the shape of z.
    Units: nats per unit of a logit.
    Convention: each row of a batch by itself, not divided by m; labels count from 0.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
    Example: cross_entropy_gradient([0, log(3)], 0) = [-0.75, 0.75]
    """
    p = softmax(z)
    labels = _labels(p, label)
    gradient: Array = p - (np.arange(p.shape[-1]) == labels[..., np.newaxis])
    return gradient


def _at_labels(rows: Array, label: Any) -> Array:
    labels = _labels(rows, label)
    chosen: Array = np.take_along_axis(rows, labels[..., np.newaxis], axis=-1)[..., 0]
    return chosen


def _labels(rows: Array, label: Any) -> Array:
    if rows.ndim > 3:
        raise ValueError("there must be one vector of classes, or a matrix with a row each")
    labels = indices(label, "label", rows.shape[-1])
    if labels.shape != rows.shape[:-1]:
        raise ValueError("there must be one label for each row of classes")
    return labels


@vectorized("(...,n),()->(...,n)")
def label_smoothing(y: Any, epsilon: Any) -> Array:
    """Smoothed labels: a share epsilon of the probability is spread over all classes.

    Formula: (1 - epsilon) y_i + epsilon / n
    Shapes: y (n,) or (m, n), distributions over the last axis; the result has the shape of y.
    Units: none (probabilities).
    Convention: spread over all n classes, the true one too, as in PyTorch.
    Source: Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2015),
        arXiv:1512.00567, section 7.
    Raises: ValueError where epsilon is not between 0 and 1.
    Example: label_smoothing([0, 1], 0.1) = [0.05, 0.95]
    """
    targets = distribution(y, "y")
    share = fractions(epsilon, "epsilon")[..., np.newaxis]
    smoothed: Array = (1 - share) * targets + share / targets.shape[-1]
    return smoothed


@vectorized("(...),(...)->(...)")
def binary_cross_entropy(p: Any, y: Any) -> Result:
    """Binary cross-entropy (Bernoulli negative log-likelihood), elementwise.

    Formula: -y ln p - (1 - y) ln(1 - p)
    Shapes: p and y scalars or of one shape, as is the result.
    Units: nats.
    Convention: 0 log 0 = 0; the mean over labels is mean(binary_cross_entropy(p, y)).
    Source: PyTorch, torch.nn.BCELoss.
    Raises: ValueError where p or y is not between 0 and 1, or the loss is infinite.
    Example: binary_cross_entropy(0.75, 1) = 0.2877
    """
    predicted, targets = fractions(p, "p"), fractions(y, "y")
    if some((predicted == 0) & (targets > 0)) or some((predicted == 1) & (targets < 1)):
        raise ValueError("p rules out what y says, so the loss is infinite")
    positive_term = targets * np.log(np.where(targets > 0, predicted, 1))
    negative_term = (1 - targets) * np.log1p(-np.where(targets < 1, predicted, 0))
    return -(positive_term + negative_term)


@vectorized("(...),(...)->(...)")
def binary_cross_entropy_with_logits(z: Any, y: Any) -> Result:
    """Binary cross-entropy of the sigmoid of logits, elementwise.

    Formula: ln(1 + exp(z)) - y z
    Shapes: z and y scalars or of one shape, as is the result.
    Units: nats.
    Convention: computed without the sigmoid, so that large logits do not overflow.
    Source: PyTorch, torch.nn.BCEWithLogitsLoss.
    Raises: ValueError where y is not between 0 and 1.
    Example: binary_cross_entropy_with_logits(0, 1) = 0.6931
    """
    logits, targets = floats(z, "z"), fractions(y, "y")
    # y of the one and 1 - y of the other: no difference of large numbers
    return targets * softplus(-logits) + (1 - targets) * softplus(logits)


@vectorized("(...),(...),(...)->(...)")
def gaussian_nll(x: Any, mean: Any, variance: Any) -> Result:
    """Negative log-likelihood of a normal distribution, elementwise.

    Formula: (ln(2 pi variance) + (x - mean)^2 / variance) / 2
    Shapes: x, mean and variance scalars or of one shape, as is the result.
    Units: nats.
    Convention: with the constant ln(2 pi) / 2, which PyTorch's GaussianNLLLoss leaves out
        unless full=True; the variance, not the standard deviation.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 1.2.4.
    Raises: ValueError where variance is not positive.
    Example: gaussian_nll(1, 0, 1) = 1.4189
    """
    array, centre, spread = floats(x, "x"), floats(mean, "mean"), floats(variance, "variance")
    if some(spread <= 0):
        raise ValueError("variance must be positive")
    return (math.log(2 * math.pi) + np.log(spread) + (array - centre) ** 2 / spread) / 2


@vectorized("(*),(*)->()")
def mse(a: Any, b: Any) -> Result:
    """Mean squared error.

    Formula: (1 / n) sum_i (a_i - b_i)^2
    Shapes: a and b of one shape; the result is a scalar.
    Units: those of a squared.
    Source: PyTorch, torch.nn.MSELoss.
    Example: mse([1, 2], [3, 2]) = 2
    """
    return np.mean(_errors(a, b) ** 2, axis=-1)


@vectorized("(*),(*)->()")
def mae(a: Any, b: Any) -> Result:
    """Mean absolute error.

    Formula: (1 / n) sum_i |a_i - b_i|
    Shapes: a and b of one shape; the result is a scalar.
    Units: those of a.
    Source: PyTorch, torch.nn.L1Loss.
    Example: mae([1, 2], [3, 2]) = 1
    """
    return np.mean(np.abs(_errors(a, b)), axis=-1)


def _errors(a: Any, b: Any) -> Array:
    first, second = floats(a, "a"), floats(b, "b")
    same_axes(first, second, "a and b")
    return along(filled(first, "a") - second, None)


@vectorized("(...),(...),()->(...)")
def hinge_loss(score: Any, y: Any, margin: Any = 1) -> Result:
    """Hinge loss of a classifier's score, elementwise.

    Formula: max(0, margin - y * score)
    Shapes: score and y scalars or of one shape, as is the result.
    Units: those of score.
    Convention: y is -1 or 1.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 7.1.2.
    Raises: ValueError where y is neither -1 nor 1.
    Example: hinge_loss(0.25, 1) = 0.75
    """
    scores, classes = floats(score, "score"), floats(y, "y")
    if some(np.abs(classes) != 1):
        raise ValueError("y must be -1 or 1")
    return np.maximum(0, floats(margin, "margin") - classes * scores)


@vectorized("(n),(),()->()")
def info_nce(similarities: Any, positive_index: Any, temperature: Any = 1) -> Result:
    """InfoNCE loss: the cross-entropy of picking the positive among all candidates.

    Formula: -ln(exp(s_k / T) / sum_j exp(s_j / T)), where k is the positive
    Shapes: similarities (n,), of the positive and the negatives to the anchor, positive_index
        and temperature scalars; the result is a scalar.
    Units: nats.
    Convention: the positive is among the similarities, so the sum runs over it too; indices
        count from 0.
    Source: Van den Oord, Li, Vinyals, Representation Learning with Contrastive Predictive
        Coding (2018), arXiv:1807.03748.
    Raises: ValueError where temperature is not positive.
    Example: info_nce([1, 0], 0) = 0.3133
    """
    candidates = filled(floats(similarities, "similarities"), "similarities")
    scaled = candidates / positive_numbers(temperature, "temperature")[..., np.newaxis]
    return cross_entropy_with_logits(scaled, positive_index)


@vectorized("(n,n),()->()")
def contrastive_loss(similarities: Any, temperature: Any = 1) -> Result:
    """InfoNCE loss of a batch of pairs: row i should pick column i; the mean over the rows.

    Formula: (1 / n) sum_i -ln(exp(s_ii / T) / sum_j exp(s_ij / T))
    Shapes: similarities (n, n), entry (i, j) between the first of pair i and the second of
        pair j; the result is a scalar.
    Units: nats.
    Convention: one direction only; CLIP takes the mean with that of the transpose.
    Source: Radford et al., Learning Transferable Visual Models From Natural Language
        Supervision (2021), arXiv:2103.00020, section 2.3.
    Raises: ValueError where temperature is not positive.
    Example: contrastive_loss([[1, 0], [0, 1]]) = 0.3133
    """
    pairs = filled(floats(similarities, "similarities"), "similarities")
    scores = pairs / positive_numbers(temperature, "temperature")[..., np.newaxis, np.newaxis]
    labels = np.broadcast_to(np.arange(scores.shape[-1]), scores.shape[:-1])
    return np.mean(np.ascontiguousarray(cross_entropy_with_logits(scores, labels)), axis=-1)
