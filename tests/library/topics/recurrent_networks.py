"""What the numeric cards about recurrent networks compute."""

COMPUTED = {
    "RNN step": ("recurrent-rnn-step",),
    "unroll 3": ("recurrent-unroll",),
    "product of Jacobians": ("recurrent-jacobian-product",),
    "LSTM step": ("recurrent-lstm-cell", "recurrent-lstm-memory"),
    "GRU step": ("recurrent-gru-step",),
    "parameters 4h(h+x+1)": ("recurrent-parameter-count",),
    "spectral radius": ("recurrent-spectral-radius",),
    "truncated BPTT memory": ("recurrent-truncated-memory",),
}
