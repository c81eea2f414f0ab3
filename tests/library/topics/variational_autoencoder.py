"""What the numeric cards about variational autoencoders compute."""

COMPUTED = {
    "KL to N(0, 1)": ("vae-kl-to-normal",),
    "reparametrized sample": ("vae-reparametrized-sample",),
    "ELBO": ("vae-elbo-of-binary-code",),
    "Bernoulli reconstruction": ("vae-bernoulli-reconstruction",),
    "beta-VAE": ("vae-beta-loss",),
    "IWAE bound": ("vae-iwae-bound",),
    "bits per dimension": ("vae-bits-per-dimension",),
    "active units": ("vae-active-units",),
}
