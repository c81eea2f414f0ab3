"""Recurrent networks: the states step by step, and the derivatives as products of slopes."""

from math import log, sqrt, tanh

from first_principles import reference
from first_principles.plain import Vector, sigmoid


@reference("recurrent-rnn-step")
def state(x: float, h: float, u: float, w: float, b: float) -> float:
    return tanh(u * x + w * h + b)


@reference("recurrent-rnn-step", form=1)
def bias_for_a_state(x: float, h: float, u: float, w: float, wanted: float) -> float:
    return log((1 + wanted) / (1 - wanted)) / 2 - u * x - w * h


@reference("recurrent-unroll")
def third_state(w: float, u: float, x: Vector) -> float:
    h = 0.0
    for entry in x:
        h = max(0.0, w * h + u * entry)
    return h


@reference("recurrent-unroll", form=1)
def effect_of_the_first_input(w: float, u: float, d: int) -> float:
    change = u * d
    for _ in range(2):
        change = w * change
    return change


@reference("recurrent-jacobian-product")
def derivative_over_three_steps(w: float, h: Vector) -> float:
    product = 1.0
    for entry in h:
        product = product * (w * (1 - entry * entry))
    return product


@reference("recurrent-lstm-cell")
def cell_state(a: int, e: int, n: float, c: float) -> float:
    return sigmoid(a) * c + sigmoid(e) * tanh(n)


@reference("recurrent-lstm-cell", form=1)
def hidden_state(c: float, f: float, i: float, o: float, g: float) -> float:
    return o * tanh(f * c + i * g)


@reference("recurrent-lstm-memory")
def share_kept(f: Vector) -> float:
    share = 1.0
    for gate in f:
        share = share * gate
    return share


@reference("recurrent-lstm-memory", form=1)
def gate_that_keeps(T: int, keep: float) -> float:
    return keep ** (1 / float(T))


@reference("recurrent-gru-step")
def gru_state(a: int, q: float, h: float) -> float:
    z = sigmoid(a)
    return (1 - z) * tanh(q) + z * h


@reference("recurrent-gru-step", form=1)
def gru_candidate(q: float, r: float, s: float) -> float:
    return tanh(q + r * s)


@reference("recurrent-gru-step", form=2)
def update_gate(h: float, n: float, z: float) -> float:
    new = (1 - z) * n + z * h
    return (new - n) / (h - n)


@reference("recurrent-parameter-count")
def lstm_parameters(x: int, h: int) -> int:
    return sum(h * h + h * x + h for _ in ("input", "forget", "output", "candidate"))


@reference("recurrent-parameter-count", form=1)
def gru_parameters(x: int, h: int) -> int:
    return sum(h * h + h * x + h for _ in ("reset", "update", "candidate"))


@reference("recurrent-parameter-count", form=2)
def lstm_parameters_with_two_biases(x: int, h: int) -> int:
    return sum(h * h + h * x + 2 * h for _ in ("input", "forget", "output", "candidate"))


@reference("recurrent-spectral-radius")
def spectral_radius(a: float, b: float, d: float) -> float:
    """The roots of the characteristic polynomial of a symmetric matrix are real."""
    middle, half = (a + d) / 2, (a - d) / 2
    return abs(middle) + sqrt(half * half + b * b)


@reference("recurrent-spectral-radius", form=1)
def growth(T: int, rho: float) -> float:
    return rho**T


@reference("recurrent-spectral-radius", form=2)
def rescaling(a: float, b: float, d: float, wanted: float) -> float:
    return wanted / spectral_radius(a, b, d)


@reference("recurrent-truncated-memory")
def megabytes_of_the_states(k: int, B: int, H: int) -> float:
    return 4 * k * B * H / 1_000_000


@reference("recurrent-truncated-memory", form=1)
def steps_that_fit(B: int, H: int, M: int) -> int:
    return M * 1_000_000 // (4 * B * H)


@reference("recurrent-truncated-memory", form=2)
def updates(k: int, T: int) -> int:
    made = 0
    while made * k < T:
        made += 1
    return made
