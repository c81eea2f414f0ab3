"""What the numeric cards about decoding compute."""

COMPUTED = {
    "temperature": ("decoding-temperature",),
    "top-k renormalized": ("decoding-top-k",),
    "top-p set": ("decoding-top-p",),
    "min-p": ("decoding-min-p-cut",),
    "beam scores": ("decoding-beam-step",),
    "length penalty": ("decoding-length-normalization",),
    "repetition penalty": ("decoding-repetition-penalty",),
    "speculative acceptance and expected tokens": (
        "decoding-speculative-acceptance",
        "decoding-speculative-tokens",
    ),
}
