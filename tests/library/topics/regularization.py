"""What the numeric cards about regularization compute."""

COMPUTED = {
    "weight-decay shrinkage after n steps": ("regularization-shrinkage",),
    "L2 gradient": ("regularization-l2-gradient",),
    "soft threshold": ("regularization-soft-threshold",),
    "inverted dropout": ("regularization-dropout-value",),
    "ensemble variance": ("regularization-ensemble-variance",),
    "early stopping epoch with patience": ("regularization-early-stopping-epoch",),
    "mixup": ("regularization-mixup",),
    "max-norm": ("regularization-max-norm-step",),
}
