"""What the hostile expressions cost, in a process of their own: a second each, a little memory."""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from bounded import FLASHGEN, run
from test_expression_hostile import BOMBS, ESCAPES, FORBIDDEN

TESTS = Path(__file__).parent


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say what a process takes")
def test_each_hostile_expression_ends_within_a_second_and_in_bounded_memory() -> None:
    outcome = run([sys.executable, "expression_costs.py"], TESTS, seconds=120)
    assert outcome.status == 0, outcome.stderr
    lines = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert len(lines) == 1 + len(FORBIDDEN) + len(ESCAPES) + len(BOMBS)
    assert max(lines) < [1.0], max(lines)
    steps = [(after[1] - before[1], after[2]) for before, after in pairwise(lines)]
    assert lines[-1][1] - lines[0][1] < 200, max(steps)


CARD = """\
namespace: bombs-k3v9
deck: D
cards:
- id: card
  parameters:
    a: integers(1, 9)
  let:
{let}
  require:
    - a > 0 or {condition}
  question: Is <<a>> here, {slot}?
  answer: {answer}
  variants: 1000
"""
LONG = "sum([sum([i * j for i in range(60)]) for j in range(60)])"
DECKS = {
    "work in every variant": CARD.format(
        let=f"    b: {LONG}", condition=f"{LONG} < 0", slot=f"<<{LONG} + a>>", answer=f"{LONG} + a"
    ),
    "work in a hundred names": CARD.format(
        let="\n".join(f"    b{n}: {LONG} + a" for n in range(100)),
        condition="a < 0",
        slot="or here",
        answer=" + ".join(f"b{n}" for n in range(100)),
    ),
    "never accepted": CARD.format(
        let="    b: a", condition="b > 0", slot="or here", answer="a + b"
    ).replace("- a > 0 or b > 0", "- a > 9 and b > 0"),
    "large texts": CARD.format(
        let="    b: join([join([a, a, a], 'xxxxxxxxxxxxxxxxx') for i in range(200)], '-')",
        condition="a < 0",
        slot="<<b>> <<b>> <<b>>",
        answer="a",
    ),
}


@pytest.mark.parametrize("name", DECKS)
def test_a_hostile_card_ends(tmp_path: Path, name: str) -> None:
    """A whole card is bounded, too, by the budget that its draws share."""
    (tmp_path / "deck.yaml").write_text(DECKS[name], encoding="utf-8")
    outcome = run([FLASHGEN, "build", "deck.yaml"], tmp_path, seconds=60)
    assert outcome.status in (0, 1), outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.megabytes < 700
