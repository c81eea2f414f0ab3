"""What the numeric cards about initialization compute."""

COMPUTED = {
    "Xavier variance": ("initialization-xavier-variance",),
    "He std": ("initialization-he-deviation",),
    "uniform bound": ("initialization-uniform-limit", "initialization-xavier-variance"),
    "fan-in of a convolution": ("initialization-fan-of-convolution",),
    "variance after L layers": ("initialization-variance-after-layers",),
    "bias for a rare class": ("initialization-rare-class",),
    "residual scaling 1/sqrt(2L)": ("initialization-residual-branches",),
    "symmetric start stays symmetric": ("initialization-symmetric-network",),
}
