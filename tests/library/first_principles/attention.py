"""Attention: weights and gradients, masks and windows, positions, parameters and costs."""

from math import cos, exp, log, radians, sin, sqrt

from first_principles import reference
from first_principles.plain import Vector, inner, shares


@reference("attention-score-standard-deviation", form=0)
def score_deviation(root: int, a: float, b: float) -> float:
    """By the variance: one product has that of the query times that of the key."""
    return a * b * sqrt(root * root)


@reference("attention-score-standard-deviation", form=1)
def components_from_deviation(root: int) -> int:
    return sum(root for _ in range(root))


@reference("attention-one-score-rises")
def one_score_rises(p: float, c: float) -> float:
    return shares([p * exp(c), 1 - p])[0]


@reference("attention-score-for-a-weight", form=0)
def score_for_weight(n: int, weight: float) -> float:
    return log(weight / ((1 - weight) / (n - 1)))


@reference("attention-score-for-a-weight", form=1)
def weight_for_score(n: int, s: float) -> float:
    return shares([exp(s), *[1] * (n - 1)])[0]


@reference("attention-cross-attention-shape", form=0)
def cross_attention_weights(m: int, n: int, h: int) -> int:
    return sum(1 for _ in range(h) for _ in range(m) for _ in range(n))


@reference("attention-cross-attention-shape", form=1)
def cross_attention_output(m: int, c: int) -> int:
    return sum(c for _ in range(m))


@reference("attention-flops", form=0)
def product_operations(a: int, m: int) -> float:
    n, w = 100 * a, 64 * m
    inner_product = 2 * w
    return (n * n * inner_product + n * w * (2 * n)) / 1000000


@reference("attention-flops", form=1)
def projection_operations(a: int, m: int) -> float:
    n, w = 100 * a, 64 * m
    return sum(n * w * (2 * w) for _ in range(4)) / 1000000


@reference("attention-flops", form=2)
def length_at_which_products_prevail(m: int) -> int:
    w = 64 * m
    return next(n for n in range(1, 9999) if 4 * n * n * w >= 8 * n * w * w)


@reference("attention-flops", form=3)
def operations_of_longer_text(k: int) -> int:
    return sum(1 for _ in range(k) for _ in range(k))


def mebibytes_of_weights(m: int, h: int, b: int) -> int:
    quotient, rest = divmod(h * (512 * m) ** 2 * b, 2**20)
    assert rest == 0
    return quotient


@reference("attention-memory", form=0)
def weight_memory(m: int, h: int, b: int) -> int:
    return mebibytes_of_weights(m, h, b)


@reference("attention-memory", form=1)
def positions_from_memory(m: int) -> int:
    return 512 * m


@reference("attention-memory", form=2)
def memory_of_twice_the_length(m: int, h: int, b: int) -> int:
    return mebibytes_of_weights(2 * m, h, b) - mebibytes_of_weights(m, h, b)


@reference("attention-gradient-of-score")
def gradient_of_score(a: Vector, v: list[int], i: int) -> float:
    """By the derivative of each weight: the own one rises, the others fall."""
    own = a[i] * (1 - a[i]) * v[i]
    return own - sum(a[i] * a[j] * v[j] for j in range(3) if j != i)


@reference("attention-effective-keys")
def effective_keys(a: Vector) -> float:
    return exp(-sum(share * log(share) for share in a))


@reference("attention-block-parameters", form=0)
def block_parameters(m: int, r: int) -> int:
    w = 32 * m
    matrices = [(w, w)] * 4 + [(w, r * w), (r * w, w)]
    return sum(rows * columns for rows, columns in matrices)


@reference("attention-block-parameters", form=1)
def width_of_block(m: int, r: int) -> int:
    weights = block_parameters(m, r)
    return next(w for w in range(1, 999) if (4 + 2 * r) * w * w == weights)


def cache_bytes(L: int, g: int, c: int, tokens: int) -> int:
    numbers = sum(2 * g * c for _ in range(L))
    return 2 * numbers * tokens


@reference("attention-kv-cache-memory", form=0)
def cache_memory(L: int, g: int, c: int, k: int) -> int:
    quotient, rest = divmod(cache_bytes(L, g, c, 1024 * k), 1024 * 1024)
    assert rest == 0
    return quotient


@reference("attention-kv-cache-memory", form=1)
def cached_tokens(L: int, g: int, c: int, k: int) -> int:
    return cache_memory(L, g, c, k) * 1024 * 1024 // cache_bytes(L, g, c, 1)


@reference("attention-kv-cache-memory", form=2)
def cache_saved(L: int, g: int, c: int, k: int, r: int) -> int:
    return cache_memory(L, r * g, c, k) - cache_memory(L, g, c, k)


@reference("attention-grouped-query-parameters", form=0)
def grouped_query_parameters(H: int, g: int, c: int) -> int:
    w = H * c
    return sum(w * heads * c for heads in (H, g, g, H))


@reference("attention-grouped-query-parameters", form=1)
def parameters_saved_by_grouping(H: int, g: int, c: int) -> int:
    return grouped_query_parameters(H, H, c) - grouped_query_parameters(H, g, c)


@reference("attention-merge-blocks")
def merge_blocks(m: list[int], l: Vector, o: list[int]) -> float:
    """By the weight of each block."""
    top = max(m)
    weights = shares([total * exp(best - top) for total, best in zip(l, m, strict=True)])
    return inner(weights, o)


@reference("attention-rotary-score")
def rotary_score(r: list[int], alpha: list[int], t: int, m: int, n: int) -> float:
    """By turning both vectors."""
    vectors = []
    for norm, direction, place in zip(r, alpha, (m, n), strict=True):
        turned = radians(direction + place * t)
        vectors.append([norm * cos(turned), norm * sin(turned)])
    return inner(*vectors)


@reference("attention-sliding-window-pairs", form=0)
def window_pairs(n: int, w: int) -> int:
    return sum(0 <= query - key < w for query in range(n) for key in range(n))


@reference("attention-sliding-window-pairs", form=1)
def layers_to_reach_the_first(n: int, w: int) -> int:
    reached, layers = n - 1, 0
    while reached > 0:
        reached, layers = reached - (w - 1), layers + 1
    return layers
