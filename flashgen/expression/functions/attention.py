"""Attention: scores, weights, outputs, masks, cost."""

import math
from typing import Any

import numpy as np

from flashgen.expression.functions.activations import softmax
from flashgen.expression.functions.arguments import (
    Array,
    Result,
    checked_size,
    exact_integers,
    filled,
    flag,
    floats,
    products,
    truths,
    whole,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import MAX_ELEMENTS, describe_shape, some

LARGEST_LENGTH = 10**9


@vectorized("(...,d),(n,d),()->(...,n)")
def attention_scores(query: Any, key: Any, scale: Any = None) -> Array:
    """Attention scores: scaled inner products of queries and keys.

    Formula: q_i . k_j * scale
    Shapes: query (m, d) and key (n, d) give (m, n); one query (d,) gives (n,).
    Units: none.
    Convention: scale is a factor, 1 / sqrt(d) unless given; scale=1 leaves the scores unscaled.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.2.1.
    Raises: ValueError where queries and keys differ in length.
    Example: attention_scores([2, 0, 0, 0], [[1, 0, 0, 0], [0, 1, 0, 0]]) = [1, 0]
    """
    queries, keys = filled(floats(query, "query"), "query"), filled(floats(key, "key"), "key")
    if queries.ndim > 3:
        raise ValueError("query must be a vector or a matrix with a row for each")
    scores = _products(queries, np.swapaxes(_matrices(keys), -1, -2))
    if scale is None:
        return scores / math.sqrt(keys.shape[-1])
    return scores * floats(scale, "scale")[..., np.newaxis]


def _matrices(array: Array) -> Array:
    """Return (draws, m, n) without the axis that stands for the rows of another argument."""
    return array.reshape(len(array), *array.shape[-2:])


def _products(rows: Array, matrices: Array) -> Array:
    """Multiply a vector, or each row of a matrix, (draws, …, k) by (draws, k, n)."""
    if rows.ndim == 3:
        return products(rows, matrices)
    made: Array = products(rows[:, np.newaxis, :], matrices)[:, 0]
    return made


@vectorized("(...,d),(n,d),(),(*)->(...,n)")
def attention_weights(query: Any, key: Any, scale: Any = None, mask: Any = None) -> Array:
    """Attention weights: the softmax of the scores over the keys.

    Formula: softmax_j(q_i . k_j * scale)
    Shapes: query (m, d) and key (n, d) give (m, n); one query (d,) gives (n,); mask has the
        shape of the result.
    Units: none (each row sums to 1).
    Convention: scale is a factor, 1 / sqrt(d) unless given; True in the mask means that the
        key takes part, as in PyTorch's scaled_dot_product_attention.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.2.1.
    Raises: ValueError where the mask leaves a query no key.
    Example: attention_weights([1], [[0], [log(3)]]) = [0.25, 0.75]
    """
    scores = attention_scores(query, key, scale)
    if mask is None:
        return softmax(scores)
    allowed = truths(mask, "mask")
    if allowed.shape[1:] != scores.shape[1:]:
        shape = describe_shape(scores.shape[1:])
        raise ValueError(f"mask must have the shape of the scores, {shape}")
    if some(~np.any(allowed, axis=-1)):
        raise ValueError("mask must leave each query at least one key")
    return softmax(np.where(allowed, scores, -np.inf))


@vectorized("(...,d),(n,d),(n,c),(),(*)->(...,c)")
def attention(query: Any, key: Any, value: Any, scale: Any = None, mask: Any = None) -> Array:
    """Scaled dot-product attention: the values averaged with the attention weights.

    Formula: softmax(Q K^T * scale) V
    Shapes: query (m, d), key (n, d), value (n, c) give (m, c); one query (d,) gives (c,).
    Units: those of value.
    Convention: scale is a factor, 1 / sqrt(d) unless given; True in the mask means that the
        key takes part.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.2.1.
    Raises: ValueError where keys and values differ in number.
    Example: attention([1], [[0], [log(3)]], [[4, 0], [0, 8]]) = [1, 6]
    """
    weights = attention_weights(query, key, scale, mask)
    return _products(weights, _matrices(filled(floats(value, "value"), "value")))


@vectorized("->(n,n)", split=("n",))
def causal_mask(n: Any) -> Array:
    """Causal mask: position i sees the positions 0 to i.

    Formula: 1[j <= i]
    Shapes: n a scalar; the result is (n, n), truth values.
    Units: none.
    Convention: True means that the key takes part.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.2.3.
    Raises: ValueError where n is above 64.
    Example: causal_mask(2) = [[True, False], [True, True]]
    """
    length = whole(n, "n", least=1)
    checked_size(length**2)
    return np.tri(length, dtype=np.bool_)[np.newaxis]


@vectorized("(),(),()->()", split=("bias",))
def multi_head_parameters(
    width: Any, heads: Any = 1, head_width: Any = None, bias: Any = True
) -> Result:
    """Number of parameters of multi-head attention: the projections to Q, K, V and back.

    Formula: 4 w h d, and 3 h d + w with biases; w = width, h = heads, d = head_width
    Shapes: scalars.
    Units: parameters.
    Convention: head_width is width / heads unless given, so that the number of heads changes
        nothing.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.2.2;
        PyTorch, torch.nn.MultiheadAttention.
    Raises: ValueError where heads does not divide width.
    Example: multi_head_parameters(512, 8, bias=False) = 1048576
    """
    model, number_of_heads = _length(width, "width"), _length(heads, "heads")
    if head_width is not None:
        each = _length(head_width, "head_width")
    elif np.any(model % number_of_heads):
        raise ValueError("width must be divisible by heads, or head_width given")
    else:
        each = model // number_of_heads
    inner = number_of_heads * each
    return 4 * model * inner + (3 * inner + model if flag(bias, "bias") else 0)


@vectorized("(),()->()", split=("projections",))
def attention_flops(n: Any, width: Any, projections: Any = False) -> Result:
    """Floating-point operations of self-attention over n positions.

    Formula: 4 n^2 w, and 8 n w^2 for the projections
    Shapes: scalars.
    Units: floating-point operations; a multiplication with its addition counts as 2.
    Convention: Q K^T and the product with V, all heads together, without the softmax;
        projections=True adds those to Q, K, V and back.
    Source: counted from the formula of Vaswani et al., Attention Is All You Need (2017),
        arXiv:1706.03762, table 1.
    Example: attention_flops(10, 64) = 25600
    """
    length, model = _length(n, "n"), _length(width, "width")
    extra = 8 * length * model**2 if flag(projections, "projections") else 0
    return 4 * length**2 * model + extra


@vectorized("(),(),()->()")
def attention_memory(n: Any, heads: Any = 1, bytes_each: Any = 4) -> Result:
    """Memory that the attention weights of n positions take.

    Formula: h n^2 b
    Shapes: scalars.
    Units: bytes.
    Convention: 4 bytes a number (float32) unless given; one layer, one sequence.
    Source: counted from the formula of Vaswani et al., Attention Is All You Need (2017),
        arXiv:1706.03762, section 3.2.
    Example: attention_memory(1024, heads=8) = 33554432
    """
    length, number_of_heads = _length(n, "n"), _length(heads, "heads")
    return number_of_heads * length**2 * exact_integers(bytes_each, "bytes_each", least=1, most=64)


def _length(x: Any, name: str) -> Array:
    return exact_integers(x, name, least=1, most=LARGEST_LENGTH)


@vectorized("()->(n)", split=("width",))
def positional_encoding(position: Any, width: Any) -> Array:
    """Sinusoidal encoding of a position.

    Formula: sin(pos / 10000^(2i / w)) at 2i, cos(pos / 10000^(2i / w)) at 2i + 1
    Shapes: scalars; the result is (width,).
    Units: none.
    Convention: positions count from 0.
    Source: Vaswani et al., Attention Is All You Need (2017), arXiv:1706.03762, section 3.5.
    Raises: ValueError where width is not even.
    Example: positional_encoding(1, 2) = [0.8415, 0.5403]
    """
    places = exact_integers(position, "position", least=0, most=LARGEST_LENGTH).astype(np.float64)
    model = whole(width, "width", least=2, most=MAX_ELEMENTS)
    if model % 2:
        raise ValueError("width must be even")
    angles = places[..., np.newaxis] / 10000.0 ** (np.arange(0, model, 2) / model)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(len(places), model)
