"""What the numeric cards about the learning rate compute."""

COMPUTED = {
    "warm-up": ("learning-rate-warm-up-value",),
    "step": ("learning-rate-step-decay",),
    "cosine": ("learning-rate-cosine-value",),
    "largest stable rate 2/L": ("learning-rate-largest-stable",),
    "contraction factor": ("learning-rate-contraction-steps",),
    "condition number and iterations": ("learning-rate-iterations",),
    "linear scaling with batch": ("learning-rate-scaled-by-batch",),
    "steps per epoch": ("learning-rate-steps-per-epoch",),
}
