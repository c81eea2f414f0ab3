"""What waits on the disk comes back in its order, and a full disk is said to be one."""

import errno
import sqlite3

import pytest

from flashgen.importers.names import UniqueIds, ids
from flashgen.importers.spool import Spool


def test_values_come_back_by_key_and_place() -> None:
    with Spool[str]() as spool:
        for value, key, place in (
            ("b2", "b", 7), ("a1", "a", 7), ("b1", "b", -(2**63)), ("a3", "a", 2**63 - 1),
            ("a2", "a", 7), ("c", "\ud800", 8),
        ):  # fmt: skip
            spool.put(value, key, place)
        assert len(spool) == 6
        assert list(spool.take("a")) == list(spool.take("a")) == ["a1", "a2", "a3"]
        assert list(spool.take("b")) == ["b1", "b2"]
        assert list(spool.take("none")) == []
        assert list(spool.all()) == ["b1", "b2", "a1", "a2", "c", "a3"]
        assert list(spool.sorted_keys()) == ["a", "b", "\ud800"]
        assert list(spool.keys_by_place()) == ["b", "a", "\ud800"]


def test_a_full_disk() -> None:
    with pytest.raises(OSError) as raised, Spool[str]() as spool:
        spool._connection.execute("PRAGMA max_page_count = 10")
        for _ in range(1000):
            spool.put("x" * 1000)
    assert raised.value.errno == errno.ENOSPC


def test_another_error_is_itself() -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax"), Spool[str]() as spool:
        spool._connection.execute("no SQL")


@pytest.mark.parametrize(
    "wanted",
    [
        [("oslo", "g1"), ("rome", "g2")],
        [("oslo", "g1"), ("oslo", "g2"), ("", "g3"), ("", "g3"), ("", "g3")],
        [("card-2", "a"), ("", "b"), ("card-2", "a"), ("card-2", "a")],
    ],
)
def test_ids_are_all_different_and_always_the_same(wanted: list[tuple[str, str]]) -> None:
    made = ids(wanted)
    assert len(set(made)) == len(wanted)
    assert made == ids(wanted)
    wishes = [wish for wish, _ in wanted]
    for (wish, _), id in zip(wanted, made, strict=True):
        assert (id == wish) == (wish != "" and wishes.count(wish) == 1)


def test_an_id_that_another_wish_has_taken() -> None:
    with UniqueIds() as unique:
        unique.wish("")
        first = unique.give("", "key")
        unique.wish(first)
        assert unique.give(first, "other") == f"{first}-2"
