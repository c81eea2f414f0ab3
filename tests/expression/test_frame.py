"""The names of a frame, and of one narrowed to some of its draws."""

import numpy as np
import pytest

from flashgen.expression.frame import Frame


def test_a_narrowed_frame_has_the_names_of_the_other_and_its_own() -> None:
    frame = Frame(3, {"a": np.array([1, 2, 3]), "b": np.array([7])})
    inner = frame.narrowed(np.array([0, 2]))
    inner["c"] = np.array([5, 6])
    assert inner["a"].tolist() == [1, 3]
    assert inner["b"].tolist() == [7]
    assert inner.names == ("a", "b", "c")
    assert [name in inner for name in "abcd"] == [True, True, True, False]
    assert frame.names == ("a", "b")
    assert "c" not in frame
    with pytest.raises(KeyError):
        inner["d"]
    assert inner.narrowed(np.array([1]))["c"].tolist() == [6]


def test_what_is_set_in_a_narrowed_frame_hides_the_value_of_the_other() -> None:
    frame = Frame(2, {"a": np.array([1, 2])})
    inner = frame.narrowed(np.array([1]))
    inner["a"] = np.array([9])
    assert (inner["a"].tolist(), frame["a"].tolist()) == ([9], [1, 2])
    assert inner.names == ("a",)
