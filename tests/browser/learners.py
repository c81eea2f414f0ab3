"""Learners for the simulation of the pick: on which days a card is shown to them, and how often.

The intervals are those of FSRS 5 with its default parameters at a wanted retention of 90 %, with
the random spread that Anki gives them.
"""

import random
from collections.abc import Iterator
from math import exp

DAYS = 365
RETENTION = 0.9
# FSRS 5, default parameters: https://github.com/open-spaced-repetition/fsrs4anki/wiki
W = (
    0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925,
    1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621,
)  # fmt: skip
AGAIN, GOOD, EASY = 1, 3, 4


def difficulty_at_first(grade: int) -> float:
    return min(10.0, max(1.0, W[4] - exp(W[5] * (grade - 1)) + 1))


def next_difficulty(difficulty: float, grade: int) -> float:
    moved = difficulty - W[6] * (grade - 3) * (10 - difficulty) / 9
    return min(10.0, max(1.0, W[7] * difficulty_at_first(EASY) + (1 - W[7]) * moved))


def next_stability(stability: float, difficulty: float, recall: float, grade: int) -> float:
    """In days, at which recall falls to 90 %."""
    if grade == AGAIN:
        forgotten = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1)
        return min(stability, forgotten * exp(W[14] * (1 - recall)))
    gain = exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (exp(W[10] * (1 - recall)) - 1)
    return stability * (1 + gain)


def spread(interval: float, rng: random.Random) -> int:
    """An interval in whole days, as Anki spreads it."""
    if interval < 2.5:
        return max(1, round(interval))
    ranges = ((2.5, 7, 0.15), (7, 20, 0.1), (20, float("inf"), 0.05))
    delta = 1 + sum(part * max(0.0, min(interval, end) - start) for start, end, part in ranges)
    return rng.randint(max(2, round(interval - delta)), round(interval + delta))


def study_days(rng: random.Random) -> Iterator[int]:
    """The days of a year on which a card comes up, counted from that of its first showing."""
    day = 0
    stability, difficulty = W[GOOD - 1], difficulty_at_first(GOOD)
    while day < DAYS:
        yield day
        interval = spread(stability, rng)
        day += interval
        recall = (1 + 19 / 81 * interval / stability) ** -0.5
        grade = GOOD if rng.random() < recall else AGAIN
        stability = next_stability(stability, difficulty, recall, grade)
        difficulty = next_difficulty(difficulty, grade)


def learner(rng: random.Random) -> list[list[int]]:
    """The showings of one card in a year: [day, 1 where the reviewer was left before it]."""
    first = 20_000 + rng.randrange(DAYS)
    return [
        [first + day, int(rng.random() < 0.3)]
        for day in study_days(rng)
        for _ in range(rng.randint(1, 3))
    ]
