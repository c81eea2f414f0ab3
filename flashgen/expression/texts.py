"""What operators do with texts: join them, take parts, look for one in another."""

import numpy as np

from flashgen.expression.errors import EvaluationError
from flashgen.values.batch import Texts, texts_of
from flashgen.values.values import MAX_ELEMENTS, MAX_TEXT, Array


def joined(a: Texts, b: Texts) -> Texts:
    """Join texts, (draws, *shape) each with as many axes, entry by entry.

    Raises ValueError where a text becomes too long.
    """
    pairs = a.codes * max(len(b.table), 1) + b.codes
    distinct, codes = np.unique(pairs.ravel(), return_inverse=True)
    made = [
        a.table[pair // len(b.table)] + b.table[pair % len(b.table)] for pair in distinct.tolist()
    ]
    size = pairs[0:1].size
    if max(map(len, made), default=0) * max(size, 1) > MAX_TEXT or size > MAX_ELEMENTS:
        raise EvaluationError(f"the text would have more than {MAX_TEXT} characters")
    table = tuple(sorted(set(made)))
    number = {text: place for place, text in enumerate(table)}
    recoded = np.array([number[text] for text in made], dtype=np.int64)
    return Texts(recoded[codes].reshape(pairs.shape), table)


def part_of(text: Texts, place: "Array | slice") -> Texts:
    """Return a character of a text, or a slice of it, in each draw.

    Raises ValueError for an index that is out of range.
    """
    if isinstance(place, slice):
        made = [each[place] for each in text.table]
        return texts_of(np.array(made, dtype=np.str_)[text.codes]) if made else text
    count = max(text.codes.shape[0], place.shape[0])
    if not (text.codes.shape[0] and place.shape[0]):
        return Texts(np.zeros(0, dtype=np.int64), ())
    codes = np.broadcast_to(text.codes, count).tolist()
    places = np.broadcast_to(place, count).tolist()
    characters = []
    for code, at in zip(codes, places, strict=True):
        whole = text.table[code]
        if not -len(whole) <= at < len(whole):
            letters = "1 character" if len(whole) == 1 else f"{len(whole)} characters"
            hint = f"the first is 0, the last is {len(whole) - 1}" if whole else None
            raise EvaluationError(f"index {at} is out of range for {letters}", hint)
        characters.append(whole[at])
    return texts_of(np.array(characters, dtype=np.str_))


def is_within(part: Texts, text: Texts) -> Array:
    """Tell in each draw whether a text stands in another."""
    count = max(part.codes.shape[0], text.codes.shape[0])
    if not (part.codes.shape[0] and text.codes.shape[0]):
        return np.zeros(0, dtype=np.bool_)
    pairs = zip(
        np.broadcast_to(part.codes, count).tolist(),
        np.broadcast_to(text.codes, count).tolist(),
        strict=True,
    )
    return np.array([part.table[a] in text.table[b] for a, b in pairs], dtype=np.bool_)
