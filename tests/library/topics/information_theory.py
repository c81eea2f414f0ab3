"""What the numeric cards about information theory compute."""

COMPUTED = {
    "mutual information of a table": ("information-mutual-information",),
    "conditional entropy": ("information-conditional-entropy",),
    "JS divergence": ("information-js-divergence",),
    "KL of two Gaussians": ("information-gaussian-kl",),
    "Gaussian entropy": ("information-gaussian-entropy",),
    "bits per character": ("information-bits-per-character",),
    "Huffman length": ("information-huffman-length",),
    "chain rule": ("information-chain-rule-sum",),
}
