"""Computer vision: boxes, overlap, and what layers cost."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    floats,
    real,
    truths,
    whole_numbers,
    wholes,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some

_MOST = 10**6
_MOST_BOXES = 60


@vectorized("(4),(4)->()")
def iou(a: Any, b: Any) -> Result:
    """Intersection over union (Jaccard index) of two boxes.

    Formula: area of the overlap / area of the union
    Shapes: a and b (4,), each [x1, y1, x2, y2], two opposite corners; the result is a scalar.
    Units: none; from 0 to 1.
    Convention: lengths are x2 - x1 and y2 - y1, without + 1 for pixels.
    Source: Everingham et al., The Pascal Visual Object Classes Challenge (2010).
    Raises: ValueError where a box has no area.
    Example: iou([0, 0, 2, 2], [1, 1, 3, 3]) = 0.1429
    """
    overlap, union, _ = _areas(a, b)
    return overlap / union


@vectorized("(4),(4)->()")
def giou(a: Any, b: Any) -> Result:
    """Generalized intersection over union of two boxes.

    Formula: IoU - (C - union) / C, where C is the area of the smallest box around both
    Shapes: a and b (4,), each [x1, y1, x2, y2]; the result is a scalar.
    Units: none; from -1 to 1.
    Source: Rezatofighi et al., Generalized Intersection over Union (2019), arXiv:1902.09630.
    Raises: ValueError where a box has no area.
    Example: giou([0, 0, 2, 2], [1, 1, 3, 3]) = -0.0794
    """
    overlap, union, around = _areas(a, b)
    return overlap / union - (around - union) / around


def _areas(a: Any, b: Any) -> tuple[Array, Array, Array]:
    """Return the areas of the overlap, of the union and of the box around both."""
    first, second = _box(a, "a"), _box(b, "b")
    low, high = np.maximum(first[:, :2], second[:, :2]), np.minimum(first[:, 2:], second[:, 2:])
    sides = np.maximum(high - low, 0)
    overlap = sides[:, 0] * sides[:, 1]
    union = _area(first) + _area(second) - overlap
    low, high = np.minimum(first[:, :2], second[:, :2]), np.maximum(first[:, 2:], second[:, 2:])
    return overlap, union, (high[:, 0] - low[:, 0]) * (high[:, 1] - low[:, 1])


def _box(box: Any, name: str) -> Array:
    corners = floats(box, name)
    if some(corners[..., :2] >= corners[..., 2:]):
        raise ValueError(f"{name} must be [x1, y1, x2, y2] with x1 below x2 and y1 below y2")
    return corners


def _area(box: Array) -> Array:
    area: Array = (box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1])
    return area


@vectorized("(n,4),(n),()->(n)")
def nms(boxes: Any, scores: Any, threshold: Any = 0.5) -> Array:
    """Non-maximum suppression: which boxes are kept.

    Shapes: boxes (n, 4), rows [x1, y1, x2, y2], scores (n,), threshold a scalar; the result is
        (n,), True for each box that is kept.
    Units: none.
    Convention: from the highest score down (of equal ones the first), a box is dropped whose
        intersection over union with a box kept before is above the threshold. The kept ones,
        best first, are [i for i in flip(argsort(scores)) if kept[i]].
    Source: torchvision, torchvision.ops.nms.
    Raises: ValueError where a box has no area.
    Example: nms([[0, 0, 2, 2], [0, 0, 2, 3], [5, 5, 6, 6]], [0.6, 0.9, 0.5]) = [False, True, True]
    """
    corners, marks = _box(boxes, "boxes"), floats(scores, "scores")
    if marks.shape[-1] > _MOST_BOXES:
        raise ValueError(f"boxes can have at most {_MOST_BOXES} rows")
    limit = floats(threshold, "threshold")
    first, second = corners[:, :, np.newaxis], corners[:, np.newaxis]
    low, high = np.maximum(first[..., :2], second[..., :2]), np.minimum(
        first[..., 2:], second[..., 2:])  # fmt: skip
    sides = np.maximum(high - low, 0)
    overlap = sides[..., 0] * sides[..., 1]
    areas = _area(corners)
    union = areas[:, :, np.newaxis] + areas[:, np.newaxis] - overlap
    close = overlap > limit.reshape(-1, 1, 1) * union
    order = np.argsort(-marks, axis=-1, kind="stable")
    draws = np.arange(len(corners))
    kept = np.zeros(marks.shape, dtype=np.bool_)
    for place in range(marks.shape[-1]):
        box = order[:, place]
        kept[draws, box] = ~(close[draws, box] & kept).any(axis=-1)
    return kept


@vectorized("(*),(*)->()")
def dice(a: Any, b: Any) -> Result:
    """Dice coefficient of two masks.

    Formula: 2 |a and b| / (|a| + |b|)
    Shapes: a and b of one shape, truth values or zeros and ones; the result is a scalar.
    Units: none; from 0 to 1.
    Source: Dice, Measures of the Amount of Ecologic Association Between Species (1945).
    Raises: ValueError where both masks are empty.
    Example: dice([1, 1, 0, 0], [1, 0, 1, 0]) = 0.5
    """
    both, first, second = _masks(a, b)
    return 2 * both / (first + second)


@vectorized("(*),(*)->()")
def mask_iou(a: Any, b: Any) -> Result:
    """Intersection over union (Jaccard index) of two masks.

    Formula: |a and b| / |a or b|
    Shapes: a and b of one shape, truth values or zeros and ones; the result is a scalar.
    Units: none; from 0 to 1.
    Source: Jaccard, The Distribution of the Flora in the Alpine Zone (1912).
    Raises: ValueError where both masks are empty.
    Example: mask_iou([1, 1, 0, 0], [1, 0, 1, 0]) = 0.3333
    """
    both, first, second = _masks(a, b)
    return both / (first + second - both)


def _masks(a: Any, b: Any) -> tuple[Array, Array, Array]:
    """Return the sizes of the overlap and of both masks."""
    first, second = _mask(a, "a"), _mask(b, "b")
    if first.shape != second.shape:
        raise ValueError("a and b must have the same shape")
    flat = [along(mask, None) for mask in (first, second)]
    sizes = [np.count_nonzero(mask, axis=-1) for mask in (flat[0] & flat[1], *flat)]
    if np.any(sizes[1] + sizes[2] == 0):
        raise ValueError("a and b must not both be empty")
    return sizes[0], sizes[1], sizes[2]


def _mask(x: Any, name: str) -> Array:
    array = np.asarray(x)
    if array.dtype.kind != "b":
        array = real(x, name)
        if some((array != 0) & (array != 1)):
            raise ValueError(f"{name} must be truth values, or zeros and ones")
        array = array == 1
    return truths(array, name)


@vectorized("(),(),(*),(*),()->()")
def conv_flops(
    channels_in: Any, channels_out: Any, kernel: Any, output: Any, groups: Any = 1
) -> Result:
    """Multiply-accumulate operations (MACs) of a convolutional layer.

    Formula: output_height output_width channels_out (channels_in / groups) kernel_height
        kernel_width
    Shapes: channels_in, channels_out and groups scalars; kernel and output one length for
        both directions, or (2,); the result is a scalar.
    Units: multiply-accumulates; twice as many floating-point operations.
    Convention: without the bias; groups=channels_in is the depthwise convolution.
    Source: Howard et al., MobileNets (2017), arXiv:1704.04861, section 3.1.
    Raises: ValueError where groups does not divide both numbers of channels.
    Example: conv_flops(3, 8, 3, 32) = 221184
    """
    inside = wholes(channels_in, "channels_in", least=1, most=_MOST)
    outside = wholes(channels_out, "channels_out", least=1, most=_MOST)
    parts = wholes(groups, "groups", least=1, most=_MOST)
    if some(inside % parts != 0) or some(outside % parts != 0):
        raise ValueError("groups must divide channels_in and channels_out")
    counts = [_area_of(kernel, "kernel", 100), _area_of(output, "output", 1000)]
    return outside * (inside // parts) * counts[0] * counts[1]


def _area_of(x: Any, name: str, most: int) -> Array:
    lengths = whole_numbers(x, name, least=1)
    if some(lengths > most):
        raise ValueError(f"{name} must be at most {most}")
    if lengths.ndim == 1:
        return lengths * lengths
    if lengths.shape[1:] != (2,):
        raise ValueError(f"{name} must be one length or two")
    return lengths[:, 0] * lengths[:, 1]
