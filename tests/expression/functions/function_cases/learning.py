"""Activations, information, losses, attention, adversarial examples, sets."""

import math

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats

from function_cases import Case, case, generator

rng = generator(4)
Z = rng.integers(-3, 4, 4)
BATCH = np.round(rng.normal(0, 2, (3, 4)), 1)
LABELS = np.array([1, 3, 0])
X = np.round(rng.normal(0, 2, 5), 1)
P = np.array([0.1, 0.2, 0.3, 0.4])
Q = np.array([0.4, 0.1, 0.25, 0.25])
HOT = np.array([0.0, 0.0, 1.0, 0.0])
PROBABILITIES = np.array([0.1, 0.5, 0.8, 0.25, 0.99])
TARGETS = np.array([1.0, 0.0, 1.0, 0.3, 1.0])


def slope(function, x, step=1e-6):
    """Return the derivative of a function by central differences."""
    return (function(x + step) - function(x - step)) / (2 * step)


def jacobian(function, x, step=1e-6):
    """Return the Jacobian of a function of a vector by central differences."""
    basis = np.eye(len(x)) * step
    return np.stack([(function(x + b) - function(x - b)) / (2 * step) for b in basis], axis=-1)


ACTIVATIONS: list[Case] = [
    case("sigmoid", X, expect=scipy.special.expit(X)),
    case("sigmoid", 800, expect=1.0),
    case("sigmoid", -800.0, expect=0.0),
    case("sigmoid", -40, expect=math.exp(-40) / (1 + math.exp(-40))),
    case("sigmoid_derivative", X, expect=slope(scipy.special.expit, X)),
    case("log_sigmoid", X, expect=scipy.special.log_expit(X)),
    case("log_sigmoid", -1000, expect=-1000.0),
    case("logit", PROBABILITIES, expect=scipy.special.logit(PROBABILITIES)),
    case("logsumexp", Z, expect=math.log(sum(math.exp(z) for z in Z))),
    case("logsumexp", BATCH, expect=scipy.special.logsumexp(BATCH, axis=1)),
    case("logsumexp", [1000, 1000], expect=1000 + math.log(2)),
    case("logsumexp", [3.0, -math.inf], expect=3.0),
    case("softmax", Z, expect=[math.exp(z) / sum(math.exp(w) for w in Z) for z in Z]),
    case("softmax", Z, temperature=2.5, expect=scipy.special.softmax(Z / 2.5)),
    case("softmax", BATCH, expect=scipy.special.softmax(BATCH, axis=1)),
    case("softmax", [5.0, -math.inf], expect=[1.0, 0.0]),
    case("softmax", [10**6, 0], expect=[1.0, 0.0]),
    case("log_softmax", BATCH, expect=scipy.special.log_softmax(BATCH, axis=1)),
    case("softmax_jacobian", Z, expect=jacobian(scipy.special.softmax, Z.astype(float))),
    case("relu", [-2, 3], expect=[0, 3]),
    case("relu", X, expect=[x if x > 0 else 0.0 for x in X]),
    case("relu_derivative", [-2.0, 0.0, 0.5], expect=[0, 0, 1]),
    case("leaky_relu", [-2, 3], expect=[-0.02, 3.0]),
    case("leaky_relu", X, slope=0.2, expect=[x if x > 0 else 0.2 * x for x in X]),
    case("tanh", X, expect=[math.tanh(x) for x in X]),
    case("tanh_derivative", X, expect=slope(np.tanh, X)),
    case("gelu", X, expect=X * scipy.stats.norm.cdf(X)),
    case("softplus", X, expect=[math.log(1 + math.exp(x)) for x in X]),
    case("softplus", 1000, expect=1000.0),
]

INFORMATION: list[Case] = [
    case("is_distribution", P, expect=True),
    case("is_distribution", [0.2, 0.7, 0.3], expect=False),
    case("is_distribution", [1.5, -0.5], expect=False),
    case("is_distribution", [], expect=False),
    case("self_information", 0.125, base=2, expect=3.0),
    case("self_information", P, expect=[math.log(1 / p) for p in P]),
    case("entropy", P, expect=float(scipy.stats.entropy(P))),
    case("entropy", [1], expect=0.0),
    case("entropy", HOT, expect=0.0),
    case("entropy", [P, Q], base=2, expect=scipy.stats.entropy([P, Q], base=2, axis=1)),
    case("entropy", [1e-320, 1.0], expect=0.0),
    case(
        "cross_entropy", P, Q, expect=-math.fsum(p * math.log(q) for p, q in zip(P, Q, strict=True))
    ),
    case("cross_entropy", HOT, Q, base=2, expect=2.0),
    case("cross_entropy", [1, 0], [1, 0], expect=0.0),
    case(
        "cross_entropy",
        [P, Q],
        [Q, P],
        expect=[-float(np.sum(P * np.log(Q))), -float(np.sum(Q * np.log(P)))],
    ),
    case("kl_divergence", P, Q, expect=float(scipy.stats.entropy(P, Q))),
    case("kl_divergence", HOT, Q, base=2, expect=2.0),
    case("kl_divergence", P, P, expect=0.0),
    case("perplexity", [0.1, 0.2, 0.5], expect=(1 / (0.1 * 0.2 * 0.5)) ** (1 / 3)),
]


def batch_loss(z: np.ndarray) -> float:
    return sum(math.log(sum(np.exp(row))) - row[k] for row, k in zip(z, LABELS, strict=True))


LOSSES: list[Case] = [
    case("nll", P, 2, expect=-math.log(0.3)),
    case("nll", [P, Q], [0, 3], expect=[-math.log(0.1), -math.log(0.25)]),
    case("nll", [0, 1], 1, expect=0.0),
    case("cross_entropy_with_logits", Z, 1, expect=-math.log(scipy.special.softmax(Z)[1])),
    case(
        "cross_entropy_with_logits",
        BATCH,
        LABELS,
        expect=-scipy.special.log_softmax(BATCH, axis=1)[[0, 1, 2], LABELS],
    ),
    case("cross_entropy_with_logits", [0, 1000], 0, expect=1000.0),
    case(
        "cross_entropy_gradient",
        BATCH[0],
        1,
        expect=scipy.optimize.approx_fprime(
            BATCH[0], lambda z: math.log(sum(np.exp(z))) - z[1], 1e-8
        ).round(6),
    ),
    case(
        "cross_entropy_gradient",
        BATCH,
        LABELS,
        expect=jacobian(lambda z: batch_loss(z.reshape(3, 4)), BATCH.ravel()).reshape(3, 4),
    ),
    case("label_smoothing", [0, 1, 0, 0], 0.2, expect=[0.05, 0.85, 0.05, 0.05]),
    case("label_smoothing", [[1, 0], [0.5, 0.5]], 1, expect=[[0.5, 0.5], [0.5, 0.5]]),
    case(
        "binary_cross_entropy",
        PROBABILITIES,
        TARGETS,
        expect=[
            -t * math.log(p) - (1 - t) * math.log(1 - p)
            for p, t in zip(PROBABILITIES, TARGETS, strict=True)
        ],
    ),
    case("binary_cross_entropy", [0.0, 1.0], [0, 1], expect=[0.0, 0.0]),
    case("binary_cross_entropy", PROBABILITIES, 1, expect=-np.log(PROBABILITIES)),
    case(
        "binary_cross_entropy_with_logits",
        X,
        TARGETS,
        expect=[math.log(1 + math.exp(x)) - t * x for x, t in zip(X, TARGETS, strict=True)],
    ),
    case("binary_cross_entropy_with_logits", -1000, 1, expect=1000.0),
    case("gaussian_nll", 1.5, 0.5, 4.0, expect=-float(scipy.stats.norm.logpdf(1.5, 0.5, 2.0))),
    case("gaussian_nll", X, X[::-1], 0.25, expect=-scipy.stats.norm.logpdf(X, X[::-1], 0.5)),
    case("mse", [1, 2, 4], [3, 2, 1], expect=(4 + 0 + 9) / 3),
    case("mae", [1, 2, 4], [3, 2, 1], expect=(2 + 0 + 3) / 3),
    case("hinge_loss", [0.25, -1.0, 3.0], [1, 1, 1], expect=[0.75, 2.0, 0.0]),
    case("hinge_loss", 0.5, -1, margin=2, expect=2.5),
    case(
        "info_nce",
        [0.9, 0.1, -0.3],
        0,
        temperature=0.5,
        expect=-math.log(math.exp(1.8) / (math.exp(1.8) + math.exp(0.2) + math.exp(-0.6))),
    ),
    case(
        "contrastive_loss",
        [[0.9, 0.1], [0.4, 0.2]],
        temperature=0.5,
        expect=(math.log(1 + math.exp(-1.6)) + math.log(1 + math.exp(0.4))) / 2,
    ),
]

QUERY, KEY, VALUE = (rng.integers(-2, 3, shape) for shape in ((3, 4), (5, 4), (5, 2)))
SCALED = QUERY @ KEY.T / 2
CAUSAL = np.array([[i >= j for j in range(3)] for i in range(3)])
MASKED = np.where(CAUSAL, (QUERY @ KEY[:3].T) / 2, -1e9)

ATTENTION: list[Case] = [
    case("attention_scores", QUERY, KEY, expect=SCALED),
    case("attention_scores", QUERY[0], KEY, scale=1, expect=(2.0 * SCALED)[0]),
    case("attention_weights", QUERY, KEY, expect=scipy.special.softmax(SCALED, axis=1)),
    case(
        "attention_weights",
        QUERY,
        KEY[:3],
        mask=CAUSAL,
        expect=scipy.special.softmax(MASKED, axis=1),
    ),
    case("attention", QUERY, KEY, VALUE, expect=scipy.special.softmax(SCALED, axis=1) @ VALUE),
    case(
        "attention",
        QUERY[1],
        KEY,
        VALUE,
        scale=1,
        expect=scipy.special.softmax(2 * SCALED[1]) @ VALUE,
    ),
    case("causal_mask", 3, expect=CAUSAL),
    # the sizes of PyTorch's in_proj and out_proj
    case("multi_head_parameters", 512, 8, expect=3 * 512 * 512 + 3 * 512 + 512 * 512 + 512),
    case("multi_head_parameters", 6, 2, head_width=4, bias=False, expect=4 * 6 * 8),
    case("attention_flops", 10, 64, expect=2 * (10 * 10 * 64) + 2 * (10 * 64 * 10)),
    case(
        "attention_flops",
        10,
        64,
        projections=True,
        expect=4 * 100 * 64 + 4 * 2 * (10 * 64 * 64),
    ),
    case("attention_memory", 1024, heads=8, expect=8 * 1024 * 1024 * 4),
    case("multi_head_parameters", 1, head_width=1, expect=4 + 4),
    case("attention_flops", 1, 1, expect=4),
    case("attention_memory", 1, 1, 1, expect=1),
    case("attention_memory", 100, bytes_each=2, expect=20000),
    case(
        "positional_encoding",
        3,
        4,
        expect=[math.sin(3), math.cos(3), math.sin(0.03), math.cos(0.03)],
    ),
]

W, POINT = np.array([2.0, -1.0, 0.5]), np.array([1.0, 1.0, 2.0])
SCORE = 2.0 - 1.0 + 1.0 - 0.5
CORNERS = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])

ADVERSARIAL: list[Case] = [
    case("fgsm_step", [1, 2, 3], [0.3, -4, 0], 0.1, expect=[1.1, 1.9, 3.0]),
    case("pgd_step", [1, 2], [1, -1], 0.2, [0.9, 2], 0.1, expect=[1.0, 1.9]),
    case("project_linf", [1, 5, 0.2], [0, 4.5, 0], 0.5, expect=[0.5, 5.0, 0.2]),
    case("project_l2", [3, 4], [0, 0], 1, expect=[0.6, 0.8]),
    case("project_l2", [0.3, 0.4], [0, 0], 1, expect=[0.3, 0.4]),
    case("dual_norm", W, expect=float(max(CORNERS @ W))),
    case("dual_norm", W, order=1, expect=float(max(abs(W)))),
    case("dual_norm", W, order=2, expect=math.sqrt(4 + 1 + 0.25)),
    case("dual_norm", [1, 1], order=3, expect=2 ** (2 / 3)),
    case("linear_margin", W, -0.5, POINT, 1, expect=SCORE),
    case("linear_margin", W, -0.5, POINT, -1, expect=-SCORE),
    # a linear function is smallest at a corner of the l-infinity ball
    case(
        "worst_case_margin",
        W,
        -0.5,
        POINT,
        1,
        0.1,
        expect=min(float(W @ (POINT + 0.1 * c)) - 0.5 for c in CORNERS),
    ),
    case("worst_case_margin", W, -0.5, POINT, -1, 2, order=1, expect=-SCORE - 2 * max(abs(W))),
    case("smallest_flip_epsilon", W, -0.5, POINT, expect=SCORE / 3.5),
    case("smallest_flip_epsilon", [3, 4], 0, [1, 1], order=2, expect=7 / 5),
    case("worst_case_perturbation", W, 1, 0.1, expect=[-0.1, 0.1, -0.1]),
    case("worst_case_perturbation", [3, 4], -1, 5, order=2, expect=[3.0, 4.0]),
]

SET = rng.integers(-3, 4, (5, 2))
PHI, RHO = rng.integers(-2, 3, (2, 3)), rng.integers(-2, 3, (3, 2))
HIDDEN = [[max(0, int(h)) for h in row @ PHI] for row in SET]

SETS: list[Case] = [
    case("sum_pooling", SET, expect=[sum(column) for column in SET.T.tolist()]),
    case("mean_pooling", SET, expect=[sum(column) / 5 for column in SET.T.tolist()]),
    case("max_pooling", SET, expect=[max(column) for column in SET.T.tolist()]),
    case("deep_sets", SET, PHI, RHO, expect=np.sum(HIDDEN, axis=0) @ RHO * 1.0),
    case("deep_sets", SET, PHI, RHO, pooling="max", expect=np.max(HIDDEN, axis=0) @ RHO * 1.0),
    case("deep_sets", SET, PHI, RHO, pooling="mean", expect=np.sum(HIDDEN, axis=0) @ RHO / 5),
    case("equivariant_layer", [1, 2, 3], 1, 10, expect=[61.0, 62.0, 63.0]),
    case(
        "equivariant_layer",
        SET,
        2,
        -1,
        expect=(2 * np.eye(5) - np.ones((5, 5))) @ SET,
    ),
    case("permute", [5, 6, 7], [2, 0, 1], expect=[7, 5, 6]),
    case("permute", [[1, 2], [3, 4]], [1, 0], expect=[[3, 4], [1, 2]]),
    case("permute", ["a", "b"], [1, 0], expect=["b", "a"]),
    case("permutation_matrix", [2, 0, 1], expect=[[0, 0, 1], [1, 0, 0], [0, 1, 0]]),
    case("inverse_permutation", [2, 0, 3, 1], expect=[1, 3, 0, 2]),
    case("is_permutation", [2, 0, 1], expect=True),
    case("is_permutation", [2, 0, 0], expect=False),
    case("is_permutation", [1, 2], expect=False),
]

CASES = [*ACTIVATIONS, *INFORMATION, *LOSSES, *ATTENTION, *ADVERSARIAL, *SETS]
