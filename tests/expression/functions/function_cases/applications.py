"""Metrics, sequences, vision, diffusion, reinforcement learning, quantization."""

import math
from collections import Counter
from itertools import pairwise, product

import numpy as np
import scipy.stats

from function_cases import Case, case, generator

rng = generator(18)
SCORES = np.array([0.9, 0.8, 0.8, 0.6, 0.4, 0.3, 0.2])
LABELS = np.array([1, 1, 0, 1, 0, 0, 1])
ACTUAL, GUESSED = np.array([0, 1, 2, 2, 1, 0]), np.array([0, 2, 2, 2, 1, 1])
TABLE = np.array([[20, 5], [10, 15]])


def auc():
    """The Mann-Whitney statistic over the number of pairs."""
    positive, negative = SCORES[LABELS == 1], SCORES[LABELS == 0]
    return scipy.stats.mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative))


def average_precision():
    """The sum of precisions times steps of recall over the thresholds, as scikit-learn has it."""
    total, recall = 0.0, 0.0
    for threshold in sorted(set(SCORES), reverse=True):
        found = LABELS[threshold <= SCORES]
        total += (found.sum() / LABELS.sum() - recall) * found.mean()
        recall = found.sum() / LABELS.sum()
    return total


def dcg(gains):
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


METRICS: list[Case] = [
    case("confusion_matrix", ACTUAL, GUESSED, 3, expect=[[1, 1, 0], [0, 1, 1], [0, 0, 2]]),
    case("roc_auc", SCORES, LABELS, expect=auc()),
    case("average_precision", SCORES, LABELS, expect=average_precision()),
    case("f_score", 0.5, 0.8, expect=2 / (1 / 0.5 + 1 / 0.8)),
    case("f_score", 0.5, 0.8, 2, expect=5 / (1 / 0.5 + 4 / 0.8)),
    case("f_score", 0, 0, expect=0.0),
    case("cohen_kappa", TABLE, expect=(0.7 - 0.5) / 0.5),
    case("brier_score", [0.9, 0.4], [1, 0], expect=(0.01 + 0.16) / 2),
    case("calibration_error", [0.9, 0.8, 0.6, 0.55, 0.2], [1, 1, 0, 1, 1], 2,
         expect=0.8 * abs(0.75 - 0.7125) + 0.2 * 0.8),
    case("calibration_error", [0.1, 0.5, 1.0], [0, 0, 1], expect=(0.1 + 0.5) / 3),
    case("dcg", [3, 2, 0, 1], expect=dcg([3, 2, 0, 1])),
    case("dcg", [3, 2, 0, 1], k=2, gain="exponential", expect=dcg([7, 3])),
    case("ndcg", [3, 0, 2, 1], expect=dcg([3, 0, 2, 1]) / dcg([3, 2, 1, 0])),
    case("ndcg", [1, 0, 2], k=2, gain="exponential", expect=dcg([1, 0]) / dcg([3, 1])),
]  # fmt: skip


def merged(tokens, pair):
    text = " " + "  ".join(tokens) + " "
    return text.replace(f" {pair[0]}  {pair[1]} ", f" {''.join(pair)} ").split()


TOKENS = ["l", "o", "w", "l", "o", "l", "l", "l"]


def bleu(candidate, reference, order):
    shares = []
    for n in range(1, order + 1):
        made, wanted = (
            Counter(tuple(row[k : k + n]) for k in range(len(row) - n + 1))
            for row in (candidate, reference)
        )
        shares.append(sum((made & wanted).values()) / sum(made.values()))
    short = min(1.0, math.exp(1 - len(reference) / len(candidate)))
    return short * math.prod(shares) ** (1 / order)


THE_CAT = ["the", "cat", "the", "cat", "on", "the", "mat"]
A_CAT = ["the", "cat", "is", "on", "the", "mat", "today", "ok"]
P = np.array([0.4, 0.1, 0.3, 0.2])
Q = np.array([0.1, 0.3, 0.3, 0.3])


def rotated(x, position, base=10000, halves=False):
    """Multiply each pair, as a complex number, by e^(i angle)."""
    d = len(x)
    pairs = [(k, k + d // 2) if halves else (2 * k, 2 * k + 1) for k in range(d // 2)]
    result = np.zeros(d)
    for k, (first, second) in enumerate(pairs):
        turned = complex(x[first], x[second]) * np.exp(1j * position * base ** (-2 * k / d))
        result[first], result[second] = turned.real, turned.imag
    return result


QUERY = np.array([1.0, -2.0, 0.5, 3.0])

SEQUENCES: list[Case] = [
    case("bpe_merge", TOKENS, "l", "o", expect=merged(TOKENS, ("l", "o"))),
    case("bpe_merge", ["a", "a", "a"], "a", "a", expect=["aa", "a"]),
    case("bpe_merge", ["a"], "b", "c", expect=["a"]),
    case("most_frequent_pair", TOKENS, expect=list(Counter(pairwise(TOKENS)).most_common(1)[0][0])),
    case("most_frequent_pair", [1, 2, 1, 2, 3], expect=[1, 2]),
    case("n_gram_count", THE_CAT, ["the", "cat"], expect=2),
    case("n_gram_count", [1, 1, 1], [1, 1], expect=2),
    case("n_gram_count", [1], [1, 1], expect=0),
    case("bleu", THE_CAT, A_CAT, 2, expect=bleu(THE_CAT, A_CAT, 2)),
    case("bleu", A_CAT, THE_CAT, order=4, expect=0.0),
    case("top_k_probabilities", P, 2, expect=[4 / 7, 0, 3 / 7, 0]),
    case("top_k_probabilities", [P, Q], 3, expect=[[4 / 9, 0, 3 / 9, 2 / 9],
                                                  [0, 1 / 3, 1 / 3, 1 / 3]]),
    case("nucleus", P, 0.7, expect=[4 / 7, 0, 3 / 7, 0]),
    case("nucleus", P, 0.71, expect=[4 / 9, 0, 3 / 9, 2 / 9]),
    case("nucleus", [P, Q], 1, expect=[P, Q]),
    case("speculative_acceptance", P, Q, expect=1 - np.abs(P - Q).sum() / 2),
    case("rope", QUERY, 3, expect=rotated(QUERY, 3)),
    case("rope", QUERY, 3, 100, True, expect=rotated(QUERY, 3, 100, True)),
]  # fmt: skip

BOX, OTHER, FAR = [0, 0, 4, 3], [2, 1, 6, 5], [7, 7, 9, 8]


def cells(box):
    return set(product(range(box[0], box[2]), range(box[1], box[3])))


VISION: list[Case] = [
    case("iou", BOX, OTHER, expect=len(cells(BOX) & cells(OTHER)) / len(cells(BOX) | cells(OTHER))),
    case("iou", BOX, FAR, expect=0.0),
    case("giou", BOX, FAR, expect=0 - (9 * 8 - 14) / (9 * 8)),
    case("giou", BOX, BOX, expect=1.0),
    case("nms", [BOX, [0, 0, 4, 4], FAR, [0, 0, 4, 3.5]], [0.6, 0.9, 0.5, 0.8],
         expect=[False, True, True, False]),
    case("nms", [BOX, [0, 0, 4, 4], FAR, [0, 0, 4, 3.5]], [0.6, 0.9, 0.5, 0.8], 0.8,
         expect=[True, True, True, False]),
    case("dice", [[1, 1], [0, 0]], [[1, 0], [1, 1]], expect=2 * 1 / 5),
    case("mask_iou", [True, True, False], [True, False, False], expect=1 / 2),
    case("conv_flops", 3, 8, 3, 32, expect=32 * 32 * 8 * 3 * 9),
    case("conv_flops", 4, 8, [3, 5], [10, 20], 4, expect=200 * 8 * 1 * 15),
]  # fmt: skip


def posterior(x_t, x_0, after, before):
    """Mean and variance of x_(t - 1), by the product of the two normal densities."""
    alpha = after / before
    prior_mean, prior = math.sqrt(before) * x_0, 1 - before
    seen_mean, seen = x_t / math.sqrt(alpha), (1 - alpha) / alpha
    variance = 1 / (1 / prior + 1 / seen)
    return variance * (prior_mean / prior + seen_mean / seen), variance


def ddim(x_t, noise, after, before):
    """The noise stays, and so does the clean sample."""
    clean = (x_t - math.sqrt(1 - after) * noise) / math.sqrt(after)
    return math.sqrt(before) * clean + math.sqrt(1 - before) * noise


def cosine(t):
    return math.cos((t / 100 + 0.008) / 1.008 * math.pi / 2) ** 2


DIFFUSION: list[Case] = [
    case("ddpm_posterior", 1, 2, 0.5, 0.8, expect=posterior(1, 2, 0.5, 0.8)[0]),
    case("ddpm_posterior", [1, -1], [2, 0], 0.3, 0.4,
         expect=[posterior(1, 2, 0.3, 0.4)[0], posterior(-1, 0, 0.3, 0.4)[0]]),
    case("ddpm_posterior_variance", 0.5, 0.8, expect=posterior(1, 2, 0.5, 0.8)[1]),
    case("ddpm_posterior_variance", 0.9, 1, expect=0.0),
    case("ddim_step", 1, 0.5, 0.5, 0.8, expect=ddim(1, 0.5, 0.5, 0.8)),
    case("ddim_step", [1, 2], [0.5, -1], 0.5, 0.8, expect=[ddim(1, 0.5, 0.5, 0.8),
                                                          ddim(2, -1, 0.5, 0.8)]),
    case("cosine_alpha_bar", [0, 50, 100], 100, expect=[1.0, cosine(50) / cosine(0), 0.0]),
]  # fmt: skip

REWARDS, VALUES = np.array([1.0, 0.0, 2.0]), np.array([0.5, 1.0, -1.0, 3.0])
MOVES = np.array([[[0.5, 0.5], [0.0, 1.0]], [[1.0, 0.0], [0.3, 0.7]]])
GAINS = np.array([[1.0, 0.0], [0.0, 2.0]])


def advantages(gamma, trace):
    errors = REWARDS + gamma * VALUES[1:] - VALUES[:-1]
    return [
        sum((gamma * trace) ** (k - t) * errors[k] for k in range(t, 3)) for t in range(3)
    ]  # fmt: skip


REINFORCEMENT: list[Case] = [
    case("discounted_returns", REWARDS, 0.9, expect=[1 + 0.81 * 2, 0.9 * 2, 2.0]),
    case("discounted_returns", REWARDS, 0.5, 4, expect=[1 + 0.5 + 0.5, 1.0 + 1.0, 2.0 + 2.0]),
    case("gae", REWARDS, VALUES, 0.9, expect=advantages(0.9, 0.95)),
    case("gae", REWARDS, VALUES, 0.9, 0.5, expect=advantages(0.9, 0.5)),
    case("value_iteration", MOVES, GAINS, [10, 20], 0.5,
         expect=[max(1 + 0.5 * 15, 0 + 0.5 * 10), max(0 + 0.5 * 20, 2 + 0.5 * (3 + 14))]),
    case("ppo_objective", [1.5, 0.5, 1.1], [2, 2, 2], expect=[2.4, 1.0, 2.2]),
    case("ppo_objective", [1.5, 0.5], [-2, -2], 0.1, expect=[-3.0, -1.8]),
]  # fmt: skip

WEIGHTS = np.array([0.5, -1.04, 100.0, 0.25])


def half(x):
    return np.asarray(x).astype(np.float16).astype(np.float64)


def single(x):
    return np.asarray(x).astype(np.float32).astype(np.float64)


REALS = np.array([0.1, -3.14159, 1e-7, 2049.0, 65504.0, 0.0, 6e-8])


def bfloat(x):
    """Round the upper half of a single float's bits to even, as hardware does."""
    word = np.asarray(x, dtype=np.float32).view(np.uint32).astype(np.uint64)
    word = (word + 0x7FFF + (word >> 16 & 1)) >> 16 << 16
    return word.astype(np.uint32).view(np.float32).astype(np.float64)


QUANTIZATION: list[Case] = [
    case("quantize", WEIGHTS, 0.1, expect=[5, -10, 127, 2]),  # 2.5 to the even neighbor
    case("quantize", WEIGHTS, 0.1, 100, 8, False, expect=[105, 90, 255, 102]),
    case("quantize", 0.5, 0.1, 3, 4, expect=7),
    case("dequantize", [5, -10], 0.1, expect=[0.5, -1.0]),
    case("dequantize", [105, 90], 0.1, 100, expect=[0.5, -1.0]),
    case("quantization_scale", -1, 1.55, expect=0.01),
    case("quantization_scale", 0, 3, 2, expect=1.0),
    case("quantization_zero_point", -1, 1.55, 8, False, expect=100),
    case("quantization_zero_point", -1, 1.55, expect=-28),
    case("round_to_float", REALS, expect=half(REALS)),
    case("round_to_float", REALS, "fp32", expect=single(REALS)),
    case("round_to_float", REALS, "bf16", expect=bfloat(REALS)),
    case("round_to_float", [17.0, 460.0, -1000.0, 0.001], "fp8_e4m3",
         expect=[16.0, 448.0, -math.inf, 2.0**-9 * round(0.001 * 2**9)]),
    case("round_to_float", [9.0, 11.0], "fp8_e5m2", expect=[8.0, 12.0]),
    case("round_to_float", 1 + 2**-11, "tf32", expect=1.0),
    case("float_step", [1.0, 2048.0, 1e-7], expect=[float(np.spacing(np.float16(x)))
                                                    for x in (1, 2048, 1e-7)]),
    case("float_step", 1000.0, "fp32", expect=float(np.spacing(np.float32(1000)))),
    case("largest_float", expect=float(np.finfo(np.float16).max)),
    case("largest_float", "bf16", expect=2.0**128 - 2.0**120),
    case("largest_float", "fp8_e4m3", expect=448.0),
    case("smallest_float", expect=float(np.finfo(np.float16).tiny)),
    case("smallest_float", "fp16", True, expect=float(np.finfo(np.float16).smallest_subnormal)),
]  # fmt: skip

CASES: list[Case] = [
    *METRICS,
    *SEQUENCES,
    *VISION,
    *DIFFUSION,
    *REINFORCEMENT,
    *QUANTIZATION,
]
