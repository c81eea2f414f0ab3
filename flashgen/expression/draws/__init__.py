"""Draws: the random functions of the expression language, which stand under `parameters`.

Each takes the stream first. Its values depend on the stream and its arguments alone, and are
decimal numbers of a few digits: what is shown is what is computed with.
"""

import functools
import importlib
from collections.abc import Mapping
from types import MappingProxyType

from flashgen.expression.draws.stream import DefinitionStreams, ParameterStream
from flashgen.expression.functions import Function, public_functions

__all__ = ["DefinitionStreams", "ParameterStream", "by_draw", "library"]

_TOPICS = ("numbers", "counts", "rows", "structures")


@functools.cache
def library() -> Mapping[str, Function]:
    """Return all draw functions by name, sorted; their signatures are without the stream."""
    found: dict[str, Function] = {}
    for topic in _TOPICS:
        module = importlib.import_module(f"{__name__}.{topic}")
        for name in public_functions(module):
            call = getattr(module, name)
            found[name] = Function(name, "draws", call, call, hidden=1)
    return MappingProxyType(dict(sorted(found.items())))


@functools.cache
def by_draw(name: str) -> tuple[str, ...]:
    """Return the arguments that a draw function takes with the draws in front.

    Draws with different values of any other argument are drawn apart.
    """
    found: tuple[str, ...] = ()
    for topic in _TOPICS:
        module = importlib.import_module(f"{__name__}.{topic}")
        found += getattr(module, "BY_DRAW", {}).get(name, ())
    return found
