"""What the numeric cards about diffusion compute."""

COMPUTED = {
    "alpha-bar": ("diffusion-alpha-bar",),
    "noisy sample": ("diffusion-noisy-sample",),
    "SNR": ("diffusion-signal-to-noise",),
    "x0 from predicted noise": ("diffusion-predicted-data",),
    "posterior mean/variance": ("diffusion-posterior",),
    "DDIM step": ("diffusion-ddim-step",),
    "classifier-free guidance": ("diffusion-guided-noise",),
    "cosine schedule": ("diffusion-cosine-schedule",),
}
