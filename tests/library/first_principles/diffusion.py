"""Diffusion: mixtures of data and noise, step by step."""

from math import acos, cos, pi, sqrt

from first_principles import reference


@reference("diffusion-alpha-bar")
def alpha_bar(n: list[int]) -> float:
    kept = 1.0
    for percent in n:
        kept = kept * ((100 - percent) / 100)
    return kept


@reference("diffusion-alpha-bar", form=1)
def last_variance(p: int, q: int) -> float:
    return 1 - q / p


@reference("diffusion-noisy-sample")
def noisy(k: int, x: float, e: float) -> float:
    return sqrt(k / 100) * x + sqrt((100 - k) / 100) * e


@reference("diffusion-noisy-sample", form=1)
def noise_between(k: int, x: float, z: float) -> float:
    return (z - sqrt(k / 100) * x) / sqrt((100 - k) / 100)


@reference("diffusion-signal-to-noise")
def signal_to_noise(k: int) -> float:
    return k / (100 - k)


@reference("diffusion-signal-to-noise", form=1)
def signal_from_ratio(m: int) -> float:
    return m / (10 + m)


@reference("diffusion-signal-to-noise", form=2)
def after_two_steps(n: list[int]) -> float:
    kept = (100 - n[0]) * (100 - n[1]) / 10000
    return kept / (1 - kept)


def data_value(k: int, z: float, e: float) -> float:
    return (z - sqrt((100 - k) / 100) * e) / sqrt(k / 100)


@reference("diffusion-predicted-data")
def from_noise(k: int, z: float, e: float) -> float:
    return data_value(k, z, e)


@reference("diffusion-predicted-data", form=1)
def from_velocity(k: int, z: float, e: float) -> float:
    return sqrt(k / 100) * z - sqrt((100 - k) / 100) * e


@reference("diffusion-posterior")
def posterior_variance(p: int, n: int) -> float:
    left = p / 100 * ((100 - n) / 100)
    return (100 - p) / 100 / (1 - left) * (n / 100)


@reference("diffusion-posterior", form=1)
def posterior_mean(p: int, n: int, x: float, z: float) -> float:
    left = p / 100 * ((100 - n) / 100)
    of_data = sqrt(p / 100) * (n / 100) / (1 - left)
    of_noisy = sqrt((100 - n) / 100) * ((100 - p) / 100) / (1 - left)
    return of_data * x + of_noisy * z


@reference("diffusion-ddim-step")
def ddim(p: int, q: int, z: float, e: float) -> float:
    return noisy(q, data_value(p, z, e), e)


@reference("diffusion-guided-noise")
def guided(u: float, c: float, w: float) -> float:
    return u + w * (c - u)


@reference("diffusion-guided-noise", form=1)
def guidance_scale(w: float) -> float:
    return w


@reference("diffusion-guided-noise", form=2)
def guidance_change(u: float, c: float, h: float) -> float:
    return h * (c - u)


@reference("diffusion-cosine-schedule")
def cosine_schedule(k: int) -> float:
    return cos(k * pi / 200) ** 2


@reference("diffusion-cosine-schedule", form=1)
def share_of_steps(j: int) -> float:
    return acos(sqrt(j / 100)) / (pi / 2)
