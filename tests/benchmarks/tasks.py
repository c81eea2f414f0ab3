"""What differs between the numeric definitions of a family, by their number."""

VARIANTS = 24


def classes(number: int) -> dict[str, int]:
    """Return how many logits there are, and between which bounds they lie."""
    return {"size": 3 + number % 4, "spread": 3 + number % 7}


def images(number: int) -> dict[str, int]:
    """Return the smallest and the largest width of the image."""
    low = 16 + number % 50
    return {"low": low, "high": low + 60}
