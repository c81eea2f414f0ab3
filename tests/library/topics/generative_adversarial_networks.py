"""What the numeric cards about generative adversarial networks compute."""

COMPUTED = {
    "D loss": ("gan-discriminator-loss",),
    "saturating/non-saturating G loss": ("gan-generator-loss",),
    "optimal D": ("gan-optimal-discriminator-value",),
    "JS value at it": ("gan-value-at-optimum",),
    "Wasserstein in 1-D": ("gan-wasserstein-line",),
    "gradient penalty": ("gan-gradient-penalty",),
    "FID in 1-D": ("gan-fid-one-feature",),
    "inception score of a table": ("gan-inception-score-of-table",),
}
