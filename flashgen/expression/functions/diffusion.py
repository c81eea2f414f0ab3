"""Diffusion models: schedules, posteriors, steps."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, Result, beside, floats, positive_numbers
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some


def _levels(alpha_bar: Any, alpha_bar_before: Any) -> tuple[Array, Array]:
    after, before = floats(alpha_bar, "alpha_bar"), floats(alpha_bar_before, "alpha_bar_before")
    if some(after <= 0) or some(after >= before) or some(before > 1):
        raise ValueError("alpha_bar must be above 0 and below alpha_bar_before, at most 1")
    return after, before


@vectorized("(...),(...),(),()->(...)")
def ddpm_posterior(x_t: Any, x_0: Any, alpha_bar: Any, alpha_bar_before: Any) -> Result:
    """Mean of x_(t - 1), given x_t and x_0, in a denoising diffusion model (DDPM).

    Formula: (sqrt(b) (1 - a) x_0 + sqrt(a) (1 - b) x_t) / (1 - alpha_bar), where b is
        alpha_bar_before and a = alpha_bar / b
    Shapes: x_t and x_0 scalars or of one shape, as is the result; alpha_bar and
        alpha_bar_before scalars.
    Units: those of x_0.
    Convention: alpha_bar is that of step t, alpha_bar_before that of step t - 1 (1 at the
        first step); the variance is ddpm_posterior_variance.
    Source: Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020),
        arXiv:2006.11239, equation 7.
    Raises: ValueError where alpha_bar is not above 0 and below alpha_bar_before.
    Example: ddpm_posterior(1, 2, 0.5, 0.8) = 1.6579
    """
    now, clean = floats(x_t, "x_t"), floats(x_0, "x_0")
    after, before = _levels(alpha_bar, alpha_bar_before)
    alpha = after / before
    of_clean = np.sqrt(before) * (1 - alpha) / (1 - after)
    of_now = np.sqrt(alpha) * (1 - before) / (1 - after)
    return beside(of_clean, clean) * clean + beside(of_now, now) * now


@vectorized("(),()->()")
def ddpm_posterior_variance(alpha_bar: Any, alpha_bar_before: Any) -> Result:
    """Variance of x_(t - 1), given x_t and x_0, in a denoising diffusion model (DDPM).

    Formula: (1 - alpha_bar_before) / (1 - alpha_bar) (1 - alpha_bar / alpha_bar_before)
    Shapes: alpha_bar and alpha_bar_before scalars.
    Units: those of x_0 squared.
    Convention: 0 at the first step, where alpha_bar_before is 1.
    Source: Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020),
        arXiv:2006.11239, equation 7.
    Raises: ValueError where alpha_bar is not above 0 and below alpha_bar_before.
    Example: ddpm_posterior_variance(0.5, 0.8) = 0.15
    """
    after, before = _levels(alpha_bar, alpha_bar_before)
    return (1 - before) / (1 - after) * (1 - after / before)


@vectorized("(...),(...),(),()->(...)")
def ddim_step(x_t: Any, noise: Any, alpha_bar: Any, alpha_bar_before: Any) -> Result:
    """Sample of the step before, by the deterministic step of DDIM.

    Formula: sqrt(alpha_bar_before) x_0 + sqrt(1 - alpha_bar_before) noise, where
        x_0 = (x_t - sqrt(1 - alpha_bar) noise) / sqrt(alpha_bar)
    Shapes: x_t and noise scalars or of one shape, as is the result; alpha_bar and
        alpha_bar_before scalars.
    Units: those of x_t.
    Convention: noise is what the network predicts; eta = 0.
    Source: Song, Meng, Ermon, Denoising Diffusion Implicit Models (2020), arXiv:2010.02502,
        equation 12.
    Raises: ValueError where alpha_bar is not above 0 and below alpha_bar_before.
    Example: ddim_step(1, 0.5, 0.5, 0.8) = 1.0413
    """
    now, predicted = floats(x_t, "x_t"), floats(noise, "noise")
    after, before = _levels(alpha_bar, alpha_bar_before)
    clean = (now - beside(np.sqrt(1 - after), predicted) * predicted) / beside(np.sqrt(after), now)
    kept, added = beside(np.sqrt(before), clean), beside(np.sqrt(1 - before), predicted)
    return kept * clean + added * predicted


@vectorized("(...),(),()->(...)")
def cosine_alpha_bar(t: Any, steps: Any, offset: Any = 0.008) -> Result:
    """Share of the signal that is left after t steps of the cosine schedule.

    Formula: f(t) / f(0), where f(t) = cos^2((t / steps + offset) / (1 + offset) pi / 2)
    Shapes: t of any shape, steps and offset scalars; the result has the shape of t.
    Units: none; from 1 down to 0.
    Source: Nichol, Dhariwal, Improved Denoising Diffusion Probabilistic Models (2021),
        arXiv:2102.09672, equation 17.
    Raises: ValueError where t is not between 0 and steps.
    Example: cosine_alpha_bar(50, 100) = 0.4938
    """
    at, total = floats(t, "t"), beside(positive_numbers(steps, "steps"), floats(t, "t"))
    if some(at < 0) or some(at > total):
        raise ValueError("t must be between 0 and steps")
    small = floats(offset, "offset")
    if some(small < 0) or some(small >= 1):
        raise ValueError("offset must be at least 0 and below 1")
    small = beside(small, at)
    cosines = np.cos((at / total + small) / (1 + small) * np.pi / 2)
    start = np.cos(small / (1 + small) * np.pi / 2)
    left = np.where(at < total, cosines / start, 0.0)
    return left * left
