"""What the numeric cards about optimizers compute."""

COMPUTED = {
    "SGD": ("optimizers-sgd-step",),
    "momentum two steps": ("optimizers-momentum-two-steps", "optimizers-momentum-steady"),
    "Nesterov": ("optimizers-nesterov-step",),
    "AdaGrad": ("optimizers-adagrad-step",),
    "RMSProp": ("optimizers-rmsprop-step",),
    "Adam with bias correction": ("optimizers-adam-step",),
    "AdamW against L2": ("optimizers-adamw-against-l2",),
    "clipping by norm": ("optimizers-clip-gradient",),
}
