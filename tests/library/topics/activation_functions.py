"""What the numeric cards about activation functions compute."""

COMPUTED = {
    "leaky/ELU/SELU/swish/GELU values": ("activation-values",),
    "derivative of each": ("activation-derivatives",),
    "product of slopes over L": ("activation-slope-product",),
    "inverse softplus": ("activation-inverse-softplus",),
    "hard swish": ("activation-hard-swish",),
    "maxout": ("activation-maxout",),
    "share of active units": ("activation-active-share",),
    "output range of a bounded net": ("activation-output-range",),
}
