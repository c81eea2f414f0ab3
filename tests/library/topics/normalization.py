"""What the numeric cards about normalization compute."""

COMPUTED = {
    "batch norm of 4 numbers": ("normalization-batch-of-four",),
    "running mean by EMA": ("normalization-running-mean",),
    "at test time": ("normalization-at-test-time",),
    "layer norm": ("normalization-layer-norm-entry",),
    "RMSNorm": ("normalization-rms-norm-entry",),
    "which axes": ("normalization-which-axes",),
    "folding into a convolution": ("normalization-folding",),
    "parameters": ("normalization-parameters",),
}
