"""What the numeric cards about backpropagation compute."""

COMPUTED = {
    "derivative of a composition at a point": ("backprop-composition",),
    "gradient through 3-node graph": ("backprop-three-nodes",),
    "branch adds": ("backprop-branch-sum",),
    "weight of the first layer of a 2-2-1 net": ("backprop-first-layer-weight",),
    "ReLU gate": ("backprop-relu-mask",),
    "vector-Jacobian product": ("backprop-vector-jacobian",),
    "finite-difference check": ("backprop-difference-quotient",),
    "activations stored, recomputation": ("backprop-activation-memory",),
}
