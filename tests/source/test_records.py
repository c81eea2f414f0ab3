"""Records: dataclasses whose fields only the type checker keeps from being assigned to."""

from dataclasses import replace
from pathlib import Path

import pytest
from mypy import api

from flashgen.deck.seed import Seed


def test_a_record_is_compared_hashed_and_replaced_as_a_frozen_dataclass_is() -> None:
    one, other = Seed("a", 1), replace(Seed("a"), root=1)
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == "Seed(first_id='a', root=1, own=None, was_languages=())"
    with pytest.raises(AttributeError):
        one.firstid = "b"


def test_mypy_lets_nothing_assign_to_a_field(tmp_path: Path) -> None:
    path = tmp_path / "assigns.py"
    path.write_text(
        "from flashgen.source.records import record\n"
        "@record\n"
        "class Point:\n"
        "    x: int\n"
        "point = Point(1)\n"
        "point.x = 2\n",
        encoding="utf-8",
    )
    said, _, status = api.run(["--no-incremental", "--follow-imports=silent", str(path)])
    assert status == 1
    assert 'assigns.py:6: error: Property "x" defined in "Point" is read-only' in said
