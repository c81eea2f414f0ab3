"""Dataclasses that nothing may change, and that cost little to make."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def record(cls: type[_T]) -> type[_T]:
    """Make a class a dataclass with slots; that nothing assigns to its fields, mypy sees to.

    It is for what is made once a note or more often. A frozen dataclass sees to it itself, at every
    field of every one that is made, which was a tenth of the time of a build of text cards.
    """
    # The hash that a frozen dataclass has.
    return dataclass(slots=True, unsafe_hash=True)(cls)
