"""How far an order is right: the twin of the card's order.js."""

from collections.abc import Sequence


def right_from_start(given: Sequence[int], groups: Sequence[int]) -> int:
    """Return how many items, from the first, stand where they belong.

    `groups` are the sizes of the groups whose items may stand in any order; the items are numbered
    through them. `given` has each item once.
    """
    group_of = [group for group, size in enumerate(groups) for _ in range(size)]
    for place, item in enumerate(given):
        if group_of[item] != group_of[place]:
            return place
    return len(group_of)
