"""Numeric cards: flashgen beside a script that a user would write for the same notes."""

import sys
from pathlib import Path

from .flashgen_runs import first_build
from .measuring import Contestant, Settings, compare
from .tasks import VARIANTS, classes, images

SCRIPT = Path(__file__).with_name("by_hand.py")

_HEAD = "namespace: numbers-k3v9\ndeck: Numbers\ncards:\n"

_LOSS = r"""
- id: loss-{number}
  parameters:
    z: integers(-{spread}, {spread}, shape={size})
    y: index(z)
  let:
    p: softmax(z)
  require:
    - distinct(z)
    - argmax(z) != y
  question: |
    Model {number} gives the logits $z = <<z>>$. The true class is $y = <<y>>$ (counted from 0).
    What is the cross-entropy loss?
  answer: -log(p[y])
  unit: nats
  decimals: 2
  tolerance: 0.02
  check: logsumexp(z) - z[y]
  solution:
    - $\sum_j e^{{z_j}} = <<sum(exp(z)):.3f>>$
    - $p_y = e^{{<<z[y]>>}} / <<sum(exp(z)):.3f>> = <<p[y]:.3g>>$
    - $-\ln p_y = <<answer>>$ nats
  mistakes:
    - value: -log2(p[y])
      says: That is in bits (log base 2); the loss is in nats.
    - value: -log(max(p))
      says: That is the loss of the most likely class. Use the true class.
"""

_SIZE = r"""
- id: size-{number}
  parameters:
    n: integers({low}, {high})
    k: choice([3, 5, 7])
    s: integers(2, 3)
    p: integers(0, 2)
  question: |
    In network {number} an image of $<<n>> \times <<n>>$ meets a kernel of $<<k>> \times <<k>>$ with
    stride $<<s>>$ and padding $<<p>>$. How wide is what comes out?
  answer: (n + 2*p - k) // s + 1
  check: floor((n + 2*p - k) / s) + 1
  solution: |
    $\lfloor (<<n>> + 2 \cdot <<p>> - <<k>>) / <<s>> \rfloor + 1 = <<answer>>$
  mistakes:
    - value: (n + 2*p - k) // s
      says: The first position counts too, so add 1.
    - value: n + 2*p - k + 1
      says: That is for stride 1.
"""

FAMILIES = ((_LOSS, classes), (_SIZE, images))


def write_deck_files(folder: Path, count: int, per_file: int = 1000) -> None:
    """Write the definitions as deck files: of each two, one of each family."""
    folder.mkdir(parents=True)
    for start in range(0, count, per_file):
        definitions = []
        for number in range(start, min(start + per_file, count)):
            template, values = FAMILIES[number % len(FAMILIES)]
            definitions.append(template.format(number=number, **values(number)))
        path = folder / f"part-{start // per_file:03}.yaml"
        path.write_text(_HEAD + "".join(definitions), encoding="utf-8")


def run(settings: Settings) -> None:
    """Measure on all cores and on one."""
    count = 10 if settings.quick else 1000
    folder = settings.folder
    write_deck_files(folder / "cards", count)
    by_hand = [sys.executable, SCRIPT, str(count), folder / "by-hand.apkg"]
    compare(
        f"Numeric cards: {count:,} definitions of {VARIANTS} variants",
        [first_build("flashgen build", folder / "cards"), Contestant("script by hand", by_hand)],
        settings.runs,
    )
    compare(
        "The same, on one core",
        [
            first_build("flashgen build", folder / "cards", one_core=True),
            Contestant("script by hand", by_hand, one_core=True),
        ],
        settings.runs,
    )
