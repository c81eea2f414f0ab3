"""Recurrent networks: one step of each cell, and what cells cost."""

from typing import Any

import numpy as np

from flashgen.expression.functions.activations import sigmoid
from flashgen.expression.functions.arguments import Array, Result, floats, products, wholes
from flashgen.expression.functions.declaration import vectorized

_MOST = 10**6


def _gates(
    x: Any, h: Any, w_x: Any, w_h: Any, b: Any, gates: int
) -> tuple[Array, list[Array], list[Array]]:
    """Return the state, and for each gate what comes from the input and from the state."""
    state = floats(h, "h")
    size = state.shape[-1]
    inputs, states = floats(w_x, "w_x"), floats(w_h, "w_h")
    if inputs.shape[-2] != gates * size:
        raise ValueError(
            f"w_x and w_h must have {gates} rows for each entry of h, {gates * size} in all"
        )
    bias = _bias(b, "b", gates * size)
    from_input = products(inputs, floats(x, "x")[..., np.newaxis])[..., 0] + bias
    from_state = products(states, state[..., np.newaxis])[..., 0]
    parts = [slice(gate * size, (gate + 1) * size) for gate in range(gates)]
    return state, [from_input[:, part] for part in parts], [from_state[:, part] for part in parts]


def _bias(b: Any, name: str, size: int) -> Array:
    """Return biases that are one number or a vector, with an axis that broadcasts."""
    bias = floats(b, name)
    if bias.ndim < 2:
        return bias[..., np.newaxis]
    if bias.shape[1:] != (size,):
        raise ValueError(f"{name} must be one number, or a vector of {size}")
    return bias


@vectorized("(d),(n),(n,d),(n,n),(*)->(n)")
def rnn_step(x: Any, h: Any, w_x: Any, w_h: Any, b: Any = 0.0) -> Result:
    """State after one step of a simple recurrent network (Elman).

    Formula: tanh(w_x x + w_h h + b)
    Shapes: x (d,), h (n,), w_x (n, d), w_h (n, n), b a scalar or (n,); the result is (n,).
    Units: none.
    Source: PyTorch, torch.nn.RNNCell.
    Example: rnn_step([1], [0.5], [[0.2]], [[0.4]]) = [0.3799]
    """
    _, (from_input,), (from_state,) = _gates(x, h, w_x, w_h, b, 1)
    return np.tanh(from_input + from_state)


@vectorized("(d),(n),(n),(k,d),(k,n),(*)->(2,n)")
def lstm_step(x: Any, h: Any, c: Any, w_x: Any, w_h: Any, b: Any = 0.0) -> Array:
    """Hidden state and cell state after one step of a long short-term memory (LSTM).

    Formula: c' = f c + i g and h' = o tanh(c'), where i, f, o are sigmoids and g is the tanh
        of the four parts of w_x x + w_h h + b
    Shapes: x (d,), h and c (n,), w_x (4 n, d), w_h (4 n, n), b a scalar or (4 n,); the result
        is (2, n): row 0 is h, row 1 is c.
    Units: none.
    Convention: the parts stand in the order i, f, g, o, as in PyTorch; b is the sum of
        PyTorch's two biases.
    Source: Hochreiter, Schmidhuber, Long Short-Term Memory (1997); PyTorch,
        torch.nn.LSTMCell.
    Raises: ValueError where w_x does not have four rows for each entry of h.
    Example: lstm_step([1], [0], [1], [[1], [2], [1], [0]], zeros((4, 1))) = [[0.4466], [1.4376]]
    """
    _, inputs, states = _gates(x, h, w_x, w_h, b, 4)
    i, f, g, o = (a + s for a, s in zip(inputs, states, strict=True))
    cell = sigmoid(f) * floats(c, "c") + sigmoid(i) * np.tanh(g)
    return np.stack([sigmoid(o) * np.tanh(cell), cell], axis=1)


@vectorized("(d),(n),(k,d),(k,n),(*),(*)->(n)")
def gru_step(x: Any, h: Any, w_x: Any, w_h: Any, b: Any = 0.0, b_h: Any = 0.0) -> Array:
    """State after one step of a gated recurrent unit (GRU).

    Formula: (1 - z) n + z h, where r and z are sigmoids of the first two parts of
        w_x x + b + w_h h + b_h, and n = tanh(w_x x + b + r (w_h h + b_h)) of the third
    Shapes: x (d,), h (n,), w_x (3 n, d), w_h (3 n, n), b and b_h scalars or (3 n,); the result
        is (n,).
    Units: none.
    Convention: the parts stand in the order r, z, n, and the reset gate r multiplies after the
        product, as in PyTorch; z keeps the old state.
    Source: Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014),
        arXiv:1406.1078; PyTorch, torch.nn.GRUCell.
    Raises: ValueError where w_x does not have three rows for each entry of h.
    Example: gru_step([1], [0.5], [[0], [1], [2]], [[0], [0], [1]]) = [0.6286]
    """
    state, inputs, states = _gates(x, h, w_x, w_h, b, 3)
    size = state.shape[-1]
    columns = np.broadcast_to(_bias(b_h, "b_h", 3 * size), (len(state), 3 * size))
    states = [s + columns[:, k * size : (k + 1) * size] for k, s in enumerate(states)]
    reset, update = sigmoid(inputs[0] + states[0]), sigmoid(inputs[1] + states[1])
    new = np.tanh(inputs[2] + reset * states[2])
    after: Array = (1 - update) * new + update * state
    return after


def _cell(gates: int, inputs: Any, hidden: Any) -> Result:
    d, n = wholes(inputs, "inputs", least=1, most=_MOST), wholes(hidden, "hidden", least=1,
                                                                  most=_MOST)  # fmt: skip
    return gates * n * (n + d + 1)


@vectorized("(),()->()")
def lstm_parameters(inputs: Any, hidden: Any) -> Result:
    """Number of parameters of a long short-term memory (LSTM), one layer.

    Formula: 4 hidden (hidden + inputs + 1)
    Shapes: inputs and hidden scalars.
    Units: a count.
    Convention: one bias for each gate; PyTorch has two, 4 hidden more.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 10.10.1.
    Example: lstm_parameters(3, 2) = 48
    """
    return _cell(4, inputs, hidden)


@vectorized("(),()->()")
def gru_parameters(inputs: Any, hidden: Any) -> Result:
    """Number of parameters of a gated recurrent unit (GRU), one layer.

    Formula: 3 hidden (hidden + inputs + 1)
    Shapes: inputs and hidden scalars.
    Units: a count.
    Convention: one bias for each gate; PyTorch has two, 3 hidden more.
    Source: Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014),
        arXiv:1406.1078.
    Example: gru_parameters(3, 2) = 36
    """
    return _cell(3, inputs, hidden)
