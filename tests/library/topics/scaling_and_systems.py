"""What the numeric cards about scaling and systems compute."""

COMPUTED = {
    "power-law loss": ("scaling-power-law-loss",),
    "exponent from two points": ("scaling-exponent-from-two-points",),
    "20 tokens per parameter": ("scaling-tokens-per-parameter",),
    "GPU-hours from MFU": ("scaling-gpu-hours",),
    "all-reduce bytes": ("scaling-all-reduce-bytes",),
    "pipeline bubble": ("scaling-pipeline-bubble",),
    "data-parallel batch": ("scaling-global-batch",),
    "energy and CO2": ("scaling-energy-and-carbon",),
}
