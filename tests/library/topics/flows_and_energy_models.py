"""What the numeric cards about flows and energy models compute."""

COMPUTED = {
    "change of variables 1-D": ("flows-density-in-one-dimension",),
    "coupling log-det": ("flows-coupling-log-determinant",),
    "inverse of coupling": ("flows-invert-coupling",),
    "density of a sum of maps": ("flows-chain-of-maps",),
    "partition function of 3 states": ("flows-three-states",),
    "score of a Gaussian": ("flows-gaussian-score",),
    "Langevin step": ("flows-langevin-step",),
    "Metropolis acceptance": ("flows-metropolis-acceptance",),
}
