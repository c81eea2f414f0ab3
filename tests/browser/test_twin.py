"""The card's judge and its Python twin give the same verdicts."""

import random

import numpy as np
from clients import short
from sample_notes import asking

from flashgen.anki.card.data import AnswerData
from flashgen.deck.answers.judging import agrees
from flashgen.values.judging import AnswerFormat

FORMATS = [
    {"decimals": 2},
    {"decimals": 0},
    {"decimals": 3, "tolerance": 0.02},
    {"decimals": 1, "tolerance": 1e-6},
    {"decimals": 1, "relative": 0.05},
    {"figures": 1},
    {"figures": 3},
    {"figures": 3, "tolerance": 0.5},
    {"figures": 2, "relative": 0.001},
    {},
    {"tolerance": 2},
]
STEPS = (0, 0.3, 0.49, 0.51, 0.99, 1.01, 2)


def numbers(value, fmt, rng):
    """Numbers around the value, some on either side of every limit."""
    places = fmt.get("decimals", 0)
    units = {10.0**-places, fmt.get("tolerance", 1.0), fmt.get("relative", 0.01) * abs(value)}
    if value:
        magnitude = int(f"{value:e}".split("e")[1])
        units.add(10.0 ** (magnitude - fmt.get("figures", 3) + 1))
    near = [value + rng.choice((-1, 1)) * step * unit for unit in sorted(units) for step in STEPS]
    return [float(f"{number:.10g}") for number in [*near, 0.0, -value, 10 * value]]


def test_the_verdicts_agree(open_page, render):
    rng = random.Random(20)
    notes, typings, expected = [], [], []
    for number, fmt in enumerate(FORMATS):
        for scale in (1e-3, 0.1, 1.0, 7.0, 300.0, 1e6):
            exact = not {"decimals", "figures"} & set(fmt)
            value = rng.uniform(-scale, scale)
            value = int(1000 * value) if exact else float(f"{value:.12g}")
            kind = "integer" if exact else "number"
            given = numbers(value, fmt, rng)
            notes.append(asking(f"scalar-{number}-{scale}", AnswerData("a", kind, **fmt), [value]))
            typings.append([repr(one) for one in given])
            expected.append([agrees(one, value, AnswerFormat(kind, **fmt)) for one in given])
        for compare in (None, "up_to_sign"):
            vector = [float(f"{rng.uniform(-3, 3):.12g}") for _ in range(3)]
            if not {"decimals", "figures"} & set(fmt):
                vector = [round(10 * one) for one in vector]
            columns = [numbers(one, fmt, rng) for one in vector]
            given = [
                [sign * (column[place] if spot == at else one) for spot, one in enumerate(vector)]
                for at, column in enumerate(columns)
                for place in range(len(column))
                for sign in (1, -1)
            ] + [vector[:2], [*vector, 1.0]]
            answer = AnswerData("a", "vector", **fmt, compare=compare)
            notes.append(asking(f"vector-{number}-{compare}", answer, [vector]))
            typings.append([", ".join(map(repr, one)) for one in given])
            judged = AnswerFormat("vector", **fmt, compare=compare)
            expected.append([agrees(np.array(one), np.array(vector), judged) for one in given])
    cards = render(notes)
    client = open_page(cards[0], mathjax=False)
    shown = client.page.evaluate(
        "pairs => pairs.map(([front, typings]) => client.judge(front, typings))",
        [[short(card.front), typing] for card, typing in zip(cards, typings, strict=True)],
    )
    differing = [
        (note.id, typed, verdict, right)
        for note, texts, verdicts, rights in zip(notes, typings, shown, expected, strict=True)
        for typed, (verdict, _), right in zip(texts, verdicts, rights, strict=True)
        if (verdict == "right") != right
    ]
    assert differing == []
    rights = [right for row in expected for right in row]
    assert 300 < sum(rights) < len(rights) - 300
