"""Activations and their derivatives, normalization, optimizers, recurrent cells, networks."""

import math

import numpy as np
import scipy.special
import scipy.stats

from function_cases import Case, case, generator
from function_cases.learning import slope

rng = generator(17)
X = np.array([-4.5, -1.7, -0.4, 0.6, 2.2, 3.4])
"""Away from the kinks, where a difference is no derivative."""


def selu(x):
    alpha, scale = 1.6732632423543772, 1.0507009873554805
    return scale * np.where(x > 0, x, alpha * (np.exp(x) - 1))


def mish(x):
    return x * np.tanh(np.log(1 + np.exp(x)))


def gelu(x):
    return x * scipy.stats.norm.cdf(x)


def silu(x, beta=1.0):
    return x / (1 + np.exp(-beta * x))


def hardswish(x):
    return x * np.clip(x / 6 + 0.5, 0, 1)


UNITS: list[Case] = [
    case("elu", X, expect=[x if x > 0 else math.exp(x) - 1 for x in X]),
    case("elu", X, alpha=0.5, expect=[x if x > 0 else 0.5 * (math.exp(x) - 1) for x in X]),
    case("elu", -1000, expect=-1.0),
    case("selu", X, expect=selu(X)),
    case("silu", X, expect=silu(X)),
    case("silu", X, beta=1.702, expect=silu(X, 1.702)),
    case("gelu_tanh", X, expect=0.5 * X * (1 + np.tanh(math.sqrt(2 / math.pi)
                                                       * (X + 0.044715 * X**3)))),
    case("relu6", [-2, 3, 8], expect=[0, 3, 6]),
    case("relu6", X * 2, expect=np.clip(X * 2, 0, 6)),
    case("hardsigmoid", X, expect=np.clip(X / 6 + 0.5, 0, 1)),
    case("hardswish", X, expect=hardswish(X)),
    case("hardtanh", X, expect=np.clip(X, -1, 1)),
    case("hardtanh", X, 0, 2, expect=np.clip(X, 0, 2)),
    case("softsign", X, expect=[x / (1 + abs(x)) for x in X]),
    case("mish", X, expect=mish(X)),
    case("inverse_softplus", [0.1, 1, 700.0], expect=[math.log(math.expm1(0.1)),
                                                      math.log(math.e - 1), 700.0]),
    case("elu_derivative", X, expect=slope(lambda x: np.where(x > 0, x, np.expm1(x)), X)),
    case("elu_derivative", X, 2, expect=slope(lambda x: np.where(x > 0, x, 2 * np.expm1(x)), X)),
    case("selu_derivative", X, expect=slope(selu, X)),
    case("silu_derivative", X, expect=slope(silu, X)),
    case("silu_derivative", X, 2, expect=slope(lambda x: silu(x, 2.0), X)),
    case("gelu_derivative", X, expect=slope(gelu, X)),
    case("gelu_derivative", 1e200, expect=1.0),
    case("softplus_derivative", X, expect=scipy.special.expit(X)),
    case("softsign_derivative", X, expect=slope(lambda x: x / (1 + abs(x)), X)),
    case("mish_derivative", X, expect=slope(mish, X)),
    case("hardswish_derivative", X, expect=slope(hardswish, X)),
    case("hardswish_derivative", [-3, 3], expect=[0.0, 1.0]),
    case("leaky_relu_derivative", [-2.0, 0.0, 3.0], 0.1, expect=[0.1, 0.1, 1.0]),
    case("erf", X, expect=scipy.special.erf(X)),
    case("erfc", X * 3, expect=scipy.special.erfc(X * 3)),
    case("expm1", [1e-12, 2], expect=[1e-12 + 5e-25, math.exp(2) - 1]),
    case("log1p", [1e-12, 2], expect=[1e-12 - 5e-25, math.log(3)]),
    case("logaddexp", 0, math.log(3), expect=math.log(4)),
    case("logaddexp", [1000, -1000], [1000, -1000], expect=[1000 + math.log(2),
                                                            -1000 + math.log(2)]),
    case("softmax", [[1, 2], [3, 0]], axis=0, expect=scipy.special.softmax([[1, 2], [3, 0]], 0)),
    case("log_softmax", [[1, 2], [3, 0]], 0,
         expect=scipy.special.log_softmax([[1, 2], [3, 0]], 0)),
    case("logmeanexp", [0.5, 2.0, -1.0], expect=math.log(
        (math.exp(0.5) + math.exp(2) + math.exp(-1)) / 3)),
    case("logmeanexp", [[1000, 1000], [0, 0]], expect=[1000.0, 0.0]),
    case("normal_log_density", X, expect=scipy.stats.norm.logpdf(X)),
    case("normal_log_density", X, 1, 0.5, expect=scipy.stats.norm.logpdf(X, 1, 0.5)),
    case("normal_log_density", 100, expect=float(scipy.stats.norm.logpdf(100))),
    case("sum", np.arange(24).reshape(2, 3, 4), axis=(0, 2),
         expect=np.arange(24).reshape(2, 3, 4).sum(axis=(0, 2))),
    case("mean", np.arange(24).reshape(2, 3, 4), axis=(1, 2),
         expect=np.arange(24).reshape(2, 3, 4).mean(axis=(1, 2))),
    case("var", np.arange(24).reshape(2, 3, 4), axis=(0, 1),
         expect=np.arange(24).reshape(2, 3, 4).var(axis=(0, 1))),
    case("max", np.arange(24).reshape(2, 3, 4) % 7, axis=(0, 2),
         expect=(np.arange(24).reshape(2, 3, 4) % 7).max(axis=(0, 2))),
    case("logsumexp", [[1, 2], [3, 0]], axis=0,
         expect=scipy.special.logsumexp([[1, 2], [3, 0]], 0)),
]  # fmt: skip

BATCH = np.round(rng.normal(0, 2, (4, 3)), 1)
GAMMA, BETA = np.array([0.5, 1.0, 2.0]), np.array([0.1, -0.2, 0.0])
ROW = BATCH[1]

NORMALIZATION: list[Case] = [
    case("batch_norm", BATCH, expect=(BATCH - BATCH.mean(0)) / np.sqrt(BATCH.var(0) + 1e-5)),
    case("batch_norm", BATCH, GAMMA, BETA, 0.1,
         expect=GAMMA * (BATCH - BATCH.mean(0)) / np.sqrt(BATCH.var(0) + 0.1) + BETA),
    case("batch_norm", [1, 3, 5, 7], 2, 1, 0,
         expect=2 * (np.array([1, 3, 5, 7]) - 4) / math.sqrt(5) + 1),
    case("layer_norm", ROW, expect=(ROW - ROW.mean()) / math.sqrt(ROW.var() + 1e-5)),
    case("layer_norm", BATCH, GAMMA, BETA, 0.1, expect=GAMMA * (
        (BATCH.T - BATCH.mean(1)) / np.sqrt(BATCH.var(1) + 0.1)).T + BETA),
    case("rms_norm", ROW, expect=ROW / math.sqrt((ROW**2).mean() + 1e-6)),
    case("rms_norm", BATCH, GAMMA, 0.1,
         expect=GAMMA * (BATCH.T / np.sqrt((BATCH**2).mean(1) + 0.1)).T),
    case("standardize", ROW, expect=scipy.stats.zscore(ROW)),
    case("standardize", ROW, ddof=1, expect=scipy.stats.zscore(ROW, ddof=1)),
]  # fmt: skip


def adam(w, gradients, rate, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.0):
    """PyTorch's algorithm (torch.optim.AdamW), line by line."""
    m = v = 0.0
    for t, g in enumerate(gradients, 1):
        w = w - rate * decay * w
        m = m + (g - m) * (1 - beta1)
        v = beta2 * v + (1 - beta2) * g * g
        bias1, bias2 = 1 - beta1**t, 1 - beta2**t
        w = w - rate / bias1 * m / (math.sqrt(v) / math.sqrt(bias2) + eps)
    return w, m, v


FIRST = adam(1.0, [0.5], 0.1)
SECOND = adam(1.0, [0.5, -0.2], 0.1)
DECAYED = adam(1.0, [0.5, -0.2], 0.1, decay=0.3)
DECAYED_FIRST = adam(1.0, [0.5], 0.1, decay=0.3)
GRADIENT = np.array([[3.0, 4.0], [0.0, 12.0]])

OPTIMIZERS: list[Case] = [
    case("adam_step", 1, 0.5, rate=0.1, expect=FIRST[0]),
    case("adam_step", FIRST[0], -0.2, FIRST[1], FIRST[2], step=2, rate=0.1, expect=SECOND[0]),
    case("adam_step", DECAYED_FIRST[0], -0.2, DECAYED_FIRST[1], DECAYED_FIRST[2], step=2, rate=0.1,
         decay=0.3, expect=DECAYED[0]),
    case("adam_step", [FIRST[0], 1.0], [-0.2, 0.0], [FIRST[1], 0.0], [FIRST[2], 0.1], 2, 0.1, 0.9,
         0.999, 1e-8, expect=[SECOND[0], 1.0]),
    case("adam_moments", 0.5, expect=[FIRST[1], FIRST[2]]),
    case("adam_moments", [-0.2, 0.0], [FIRST[1], 1.0], [FIRST[2], 1.0],
         expect=[[SECOND[1], 0.9], [SECOND[2], 0.999]]),
    case("momentum_step", 1, 2, 1, 0.1, expect=[1 - 0.1 * 2.9, 2.9]),
    case("momentum_step", [1, 2], [0, 4], momentum=0.5, expect=[[1.0, 1.6], [0.0, 4.0]]),
    case("clip_by_norm", [3, 4], 1, expect=[0.6, 0.8]),
    case("clip_by_norm", [3, 4], 10, expect=[3.0, 4.0]),
    case("clip_by_norm", GRADIENT, 6.5, expect=GRADIENT / 2),
    case("clip_by_norm", [0, 0], 1, expect=[0.0, 0.0]),
    case("soft_threshold", [3, -0.5, -2, 0.5], 1, expect=[2.0, 0.0, -1.0, 0.0]),
    case("cosine_schedule", [0, 25, 100, 120], 100, 0.1, 0.02,
         expect=[0.1, 0.02 + 0.08 * (1 + math.sqrt(0.5)) / 2, 0.02, 0.02]),
    case("cosine_schedule", [5, 10, 55], 100, 0.1, 0, 10, expect=[0.05, 0.1, 0.05]),
]  # fmt: skip


def expit(x):
    return 1 / (1 + np.exp(-x))


W_X = {gates: np.round(rng.normal(0, 1, (gates * 2, 3)), 1) for gates in (1, 3, 4)}
W_H = {gates: np.round(rng.normal(0, 1, (gates * 2, 2)), 1) for gates in (1, 3, 4)}
B = {gates: np.round(rng.normal(0, 1, gates * 2), 1) for gates in (1, 3, 4)}
INPUT, H, C = np.array([1.0, -2.0, 0.5]), np.array([0.3, -0.6]), np.array([0.2, 1.1])


def lstm():
    i, f, g, o = np.split(W_X[4] @ INPUT + W_H[4] @ H + B[4], 4)
    c = expit(f) * C + expit(i) * np.tanh(g)
    return [expit(o) * np.tanh(c), c]


def gru(b_h):
    from_x, from_h = np.split(W_X[3] @ INPUT + B[3], 3), np.split(W_H[3] @ H + b_h, 3)
    r, z = (expit(from_x[k] + from_h[k]) for k in (0, 1))
    return (1 - z) * np.tanh(from_x[2] + r * from_h[2]) + z * H


W2 = np.array([[1.0, -2.0]])

NETWORKS: list[Case] = [
    case("rnn_step", INPUT, H, W_X[1], W_H[1], B[1],
         expect=np.tanh(W_X[1] @ INPUT + W_H[1] @ H + B[1])),
    case("rnn_step", INPUT, H, W_X[1], W_H[1],
         expect=np.tanh(W_X[1] @ INPUT + W_H[1] @ H)),
    case("lstm_step", INPUT, H, C, W_X[4], W_H[4], B[4], expect=lstm()),
    case("gru_step", INPUT, H, W_X[3], W_H[3], B[3], expect=gru(0)),
    case("gru_step", INPUT, H, W_X[3], W_H[3], B[3], B[3] / 2, expect=gru(B[3] / 2)),
    case("lstm_parameters", 3, 2, expect=W_X[4].size + W_H[4].size + B[4].size),
    case("gru_parameters", 3, 2, expect=W_X[3].size + W_H[3].size + B[3].size),
    case("mlp_forward", INPUT, W_X[1], B[1], W2, [0.5],
         expect=W2 @ np.maximum(W_X[1] @ INPUT + B[1], 0) + 0.5),
    case("mlp_forward", INPUT, W_X[1], B[1], W2, 0.5, "tanh",
         expect=W2 @ np.tanh(W_X[1] @ INPUT + B[1]) + 0.5),
    case("mlp_forward", INPUT, W_X[1], 0, W2, 0.5, "sigmoid",
         expect=W2 @ expit(W_X[1] @ INPUT) + 0.5),
    case("mlp_forward", INPUT, W_X[1], 0, W2, 0, "identity", expect=W2 @ (W_X[1] @ INPUT)),
    case("fan_in", [64, 3, 7, 7], expect=np.empty((64, 3, 7, 7))[0].size),
    case("fan_in", [5, 3], expect=3),
    case("fan_out", [64, 3, 7, 7], expect=np.empty((64, 3, 7, 7))[:, 0].size),
    case("fan_out", [5, 3], expect=5),
    case("mlp_parameters", [2, 3, 1], expect=2 * 3 + 3 + 3 * 1 + 1),
    case("mlp_parameters", [2, 3, 1], bias=False, expect=2 * 3 + 3 * 1),
    case("mlp_flops", [2, 3, 1], expect=2 * (2 * 3 + 3 * 1)),
    case("transformer_parameters", 2, 8,
         expect=2 * sum([4 * 8 * 8, 8 * 32, 32 * 8])),
    case("transformer_parameters", 1, 8, 100, 2, expect=4 * 64 + 8 * 16 * 2 + 800),
]  # fmt: skip

CASES: list[Case] = [*UNITS, *NORMALIZATION, *OPTIMIZERS, *NETWORKS]
