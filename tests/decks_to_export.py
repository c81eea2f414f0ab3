"""The deck that every format is tried on, and the command that writes it."""

from pathlib import Path

from command import run

DECK = r"""
namespace: losses-k3v9
deck: Deep Learning::Losses
tags: [losses]
cards:
- id: tab
  front: |
    #C, with "quotes", 'others', commas; and $a < b$?
  back: |
    A tab between two letters.

    - one
    - two
  extra: "[A link](https://example.org/) and `vector<int>`."
  source: {title: A book, url: "https://example.org/book?a=1&b=2"}
- id: order
  cloze: The {{c1::order}} of a [group] is {{c2::its size $|G|$::a number}}.
- id: pick
  front: Which loss takes logits?
  back: "`CrossEntropyLoss`"
  choices:
  - text: "`NLLLoss`"
    says: That one takes log-probabilities.
  - "`MSELoss`"
- id: loss
  parameters:
    p: uniform(0.1, 0.9, decimals=2)
  question: |
    What is the loss at $p = <<p>>$?
  answer: -log(p)
  unit: nats
  decimals: 2
  tolerance: 0.02
  solution:
  - $-\ln <<p>> = <<answer>>$
  - Done, in *nats*.
  mistakes:
  - value: -log2(p)
    says: That is in bits, at <<p>>.
  figure: bars([p, 1 - p])
  variants: 4
- id: sign
  parameters:
    a: integers(2, 40)
  question: What is $-<<a>>$ plus $-1$?
  answer: -a - 1
  variants: 3
- id: largest
  parameters:
    a: integers(2, 9)
  question: Which is twice <<a>>?
  answer: 2 * a
  choices: true
  mistakes:
  - value: a * a + 20
    says: That is much more.
  - value: a
    says: That is once.
  variants: 3
- id: both
  parameters:
    a: integers(2, 30)
  question: What are the double and the triple of <<a>>?
  answers:
  - name: double
    label: twice
    value: 2 * a
  - name: triple
    value: 3 * a
  variants: 2
"""


def write_deck(folder: Path, text: str = DECK) -> Path:
    path = folder / "losses.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def export(deck: Path, *arguments: str | Path) -> str:
    """Return what the command writes to standard output."""
    result = run("export", deck, "--to", *arguments, status=0)
    return result.stdout_bytes.decode("utf-8")
