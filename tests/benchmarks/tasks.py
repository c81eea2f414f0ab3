"""What differs between the numeric definitions of a family, by their number."""

VARIANTS = 24


def CLASSES(number: int) -> dict[str, int]:  # noqa
    return {"size": 3 + number % 4, "spread": 3 + number % 7}


def LAYERS(number: int) -> dict[str, int]:  # noqa
    low = 16 + number % 50
    return {"low": low, "high": low + 60}
