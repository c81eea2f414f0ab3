"""What a user would write to try one card without flashgen: all draws at once with numpy.

`python check_by_hand.py DRAWS` looks at what `flashgen check` looks at on the first card of
`numeric.py`: the answer is finite, another formula gives the same, no mistake passes for it, no
answer is frequent, and the step as it is displayed comes to the answer.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.benchmarks.tasks import classes

TOLERANCE = 0.02


def drawn(rng, size, spread, draws):
    """Return the logits and classes of so many draws that the conditions allow."""
    parts = []
    missing = draws
    while missing > 0:
        z = rng.integers(-spread, spread, size=(2 * missing, size), endpoint=True)
        y = rng.integers(size, size=2 * missing)
        ordered = np.sort(z, axis=1)
        good = (np.diff(ordered, axis=1) > 0).all(axis=1) & (z.argmax(axis=1) != y)
        parts.append((z[good], y[good]))
        missing -= int(good.sum())
    return (np.concatenate(part)[:draws] for part in zip(*parts, strict=True))


def same(a, b):
    return np.abs(a - b) <= TOLERANCE


def main(draws):
    z, y = drawn(np.random.default_rng(0), **classes(0), draws=draws)
    exponentials = np.exp(z)
    total = exponentials.sum(axis=1)
    p = exponentials / total[:, np.newaxis]
    chosen = np.take_along_axis(p, y[:, np.newaxis], axis=1)[:, 0]
    power = np.take_along_axis(z, y[:, np.newaxis], axis=1)[:, 0]
    answer = -np.log(chosen)
    assert np.isfinite(answer).all()
    assert np.allclose(answer, np.log(total) - power, rtol=1e-9)
    bits, likeliest = -np.log2(chosen), -np.log(p.max(axis=1))
    coincide = same(bits, answer) | same(likeliest, answer) | same(bits, likeliest)
    assert coincide.mean() < 0.5
    texts = [f"{value:.2f}" for value in answer.tolist()]
    ((_, times),) = Counter(texts).most_common(1)
    assert times < draws / 3
    displayed = np.array([f"{value:.3f}" for value in total.tolist()]).astype(float)
    step = np.array([f"{value:.3g}" for value in chosen.tolist()]).astype(float)
    assert (np.abs(np.exp(power) / displayed - chosen) < 0.001).all()
    print(f"{100 * same(-np.log(step), answer).mean():.1f} % of the steps give the answer")


if __name__ == "__main__":
    main(int(sys.argv[1]))
