"""What the numeric cards about the multilayer perceptron compute."""

COMPUTED = {
    "forward 2-2-1": ("mlp-forward",),
    "parameter count": ("mlp-parameter-count",),
    "FLOPs": ("mlp-operations",),
    "perceptron update": ("mlp-perceptron-update",),
    "XOR weights": ("mlp-xor-network",),
    "linear regions in 1-D": ("mlp-kinks",),
    "dead ReLU": ("mlp-dead-units",),
    "decision side": ("mlp-decision-side",),
}
