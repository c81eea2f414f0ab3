import itertools

import pytest

from flashgen.deck.identity import deck_id, note_guid


# Pinned for ever: another value is another note in every collection of the world.
@pytest.mark.parametrize(
    ("parts", "guid"),
    [
        (("optics-k3v9", "lens", "en"), "9MeJVbE8Uk4NXNst"),
        (("optics-k3v9", "lens", "zh"), "P2jUoUVxogS7Sjx0"),
    ],
)
def test_guid_is_pinned(parts: tuple[str, str, str], guid: str) -> None:
    assert note_guid(*parts) == guid


def test_guids_are_alphanumeric_and_differ() -> None:
    words = ["a", "b", "a-b", "b-a", "ab", "1", "11"]
    combinations = itertools.product(words, words, ["en", "zh", "zh-en"])
    guids = [note_guid(*parts) for parts in combinations]
    assert len(set(guids)) == len(guids)
    assert all(guid.isascii() and guid.isalnum() and len(guid) == 16 for guid in guids)


@pytest.mark.parametrize(
    ("name", "id"),
    [("Deep Learning::Losses", 1729247357), ("深度学习::损失", 1250482010), ("", 1492917268)],
)
def test_deck_id_is_pinned_and_in_range(name: str, id: int) -> None:
    assert deck_id(name) == id
    assert 1 << 30 <= id < 1 << 31
