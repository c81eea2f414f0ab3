"""How a function takes many draws: the declaration that stands beside its definition.

``@vectorized("(m,d),(n,d)->(m,n)")`` says, argument by argument, which axes a draw's value has.
The function then gets arrays with the draws in front: (draws, m, d) and (draws, n, d). Axes are

- letters: the same letter is the same length, in all arguments;
- ``...`` before them: any further axes, such as the rows of a matrix. Two arguments with ``...``
  have the same further axes, or one of them has none;
- ``*`` alone: any axes, whatever the other arguments have;
- nothing: one number.

``split`` names the arguments that a function takes as plain values, since they set a shape or
choose a formula: draws with different ones are computed apart. A function without a declaration is
called draw by draw, with plain numbers and arrays.
"""

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from msgspec import Struct

_ARGUMENT: Final = re.compile(r"\(([^()]*)\)")
_ATTRIBUTE: Final = "__vectorized__"
_DEAR: Final = "__dear__"

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Axes(Struct, frozen=True):
    """The axes of one argument within a draw."""

    names: tuple[str, ...]
    further: bool
    """Whether other axes may stand before them, the same in all arguments."""
    free: bool = False
    """Whether any axes are fine."""


class Declaration(Struct, frozen=True):
    """A parsed declaration: the axes of each parameter by name, and those that split the draws."""

    text: str
    axes: dict[str, Axes]
    split: frozenset[str]
    many: frozenset[str]
    """The parameter that takes any number of arguments, if there is one."""

    needed: frozenset[str]
    """The parameters that cannot be left out."""

    @property
    def vectors(self) -> frozenset[str]:
        """The parameters that are vectors."""
        return frozenset(name for name, axes in self.axes.items() if len(axes.names) == 1)


def vectorized(signature: str, *, split: tuple[str, ...] = ()) -> Callable[[_Function], _Function]:
    """Declare that a function takes many draws at once, with the draws on the first axis."""

    def declare(function: _Function) -> _Function:
        setattr(function, _ATTRIBUTE, (signature, frozenset(split)))
        return function

    return declare


def dear(
    times: int = 1, units: Callable[..., int] | None = None
) -> Callable[[_Function], _Function]:
    """Declare that a call takes longer than the sizes of its arguments and its result suggest.

    It takes `times` as long, and in each draw the further units that `units` computes from the
    arguments, which have the draws on their first axis. The file is charged for them, not the draw.
    """

    def declare(function: _Function) -> _Function:
        setattr(function, _DEAR, (times - 1, units))
        return function

    return declare


def surcharge_of(function: Callable[..., Any]) -> tuple[int, Callable[..., int] | None]:
    """Return the further times and units that a call takes beyond what its arguments suggest."""
    surcharge: tuple[int, Callable[..., int] | None] = getattr(function, _DEAR, (0, None))
    return surcharge


def declaration_of(function: Callable[..., Any]) -> Declaration | None:
    """Return the declaration of a function; None if it is called draw by draw."""
    declared = getattr(function, _ATTRIBUTE, None)
    return None if declared is None else _parsed(inspect.unwrap(function), *declared)


# Taken apart when it is asked for: cards call few of the functions.
@functools.cache
def _parsed(function: Callable[..., Any], text: str, split: frozenset[str]) -> Declaration:
    arguments, arrow, _ = text.partition("->")
    specs = [_axes(found) for found in _ARGUMENT.findall(arguments)]
    parameters = inspect.signature(function).parameters
    names = [name for name in parameters if name not in split]
    if not arrow or len(specs) != len(names):
        raise ValueError(f"{function.__name__}: {text!r} does not declare {', '.join(names)}")
    needed = {p.name for p in parameters.values() if p.name not in split and p.default is not None}
    many = {p.name for p in parameters.values() if p.kind is inspect.Parameter.VAR_POSITIONAL}
    return Declaration(
        text, dict(zip(names, specs, strict=True)), split, frozenset(many), frozenset(needed)
    )


def _axes(text: str) -> Axes:
    if text == "*":
        return Axes((), further=False, free=True)
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    further = names[:1] == ("...",)
    return Axes(names[1:] if further else names, further)
