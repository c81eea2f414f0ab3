"""The functions of the expression language: plain numpy, a file a topic.

`library()` lists them all: those of this package, then those of the installed packages that
name a module under the entry-point group `flashgen.functions`. A trailing underscore (`min_`) is
not part of the name.
"""

import functools
import importlib
import inspect
import math
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import Any

from msgspec import Struct

from flashgen.expression.functions.declaration import Declaration, declaration_of, surcharge_of
from flashgen.expression.functions.docstrings import Documentation, parse_docstring

ENTRY_POINT_GROUP = "flashgen.functions"

SUBJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Numbers": ("arithmetic", "elementary", "number_theory", "bits"),
        "Arrays and texts": ("arrays", "comparison", "counting", "text"),
        "Statistics and probability": (
            "statistics",
            "fitting",
            "distributions",
            "discrete_distributions",
            "information",
            "divergences",
        ),
        "Linear algebra": ("linear_algebra", "matrices", "decompositions"),
        "Neural networks": (
            "activations",
            "rectifiers",
            "activation_derivatives",
            "losses",
            "normalization",
            "optimizers",
            "networks",
            "convolution",
            "recurrent",
            "attention",
            "sets",
            "representation",
            "adversarial",
        ),
        "Applications of learning": (
            "metrics",
            "sequences",
            "vision",
            "diffusion",
            "reinforcement",
            "quantization",
        ),
        "Graphs": ("graphs", "graph_networks", "embeddings"),
        "Geometry and physics": ("geometry", "relativity"),
        "Tools": ("git_history",),
    }
)
"""The modules of this package that hold functions, by subject, in the order of the reference."""

TOPICS = tuple(topic for topics in SUBJECTS.values() for topic in topics)


class Function(Struct, frozen=True, dict=True):
    """One function of the expression language.

    `run` raises ValueError, and nothing else, for arguments that it cannot take; `declaration` says
    what it is to be given: the values of many draws, or plain ones. `written` is the Python
    function that documents it; the first `hidden` of its parameters no expression gives.
    """

    name: str
    topic: str
    run: Callable[..., Any]
    written: Callable[..., Any]
    hidden: int = 0

    @property
    def declaration(self) -> Declaration | None:
        """How it takes many draws; None if it is called draw by draw."""
        return declaration_of(self.written)

    @property
    def surcharge(self) -> tuple[int, Callable[..., int] | None]:
        """What a call takes beyond what its arguments suggest: further times, and units."""
        return surcharge_of(self.written)

    # The rest is made when it is asked for: cards call few of the functions.
    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """The parameters without annotations: as text, what the reference shows."""
        return _bare(inspect.signature(self.written), self.hidden)

    @property
    def summary(self) -> str:
        """What the function is, in a sentence."""
        return self._documentation.summary

    @property
    def sections(self) -> Mapping[str, str]:
        """The sections of its docstring by name."""
        return self._documentation.sections

    @functools.cached_property
    def _documentation(self) -> Documentation:
        return parse_docstring(self.written.__doc__ or "")


@functools.cache
def library() -> Mapping[str, Function]:
    """Return all functions by name, sorted.

    Raises: ValueError where two functions have one name or an installed package's module of
    functions cannot be loaded.
    """
    found: dict[str, Function] = {}
    for topic in TOPICS:
        _add(found, topic, importlib.import_module(f"{__name__}.{topic}"))
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name):
        try:
            module = entry.load()
        except (ImportError, AttributeError) as error:
            raise ValueError(
                f"the functions of the installed package behind {entry.value!r} "
                f"cannot be loaded: {error}"
            ) from error
        _add(found, entry.name, module)
    return MappingProxyType(dict(sorted(found.items())))


def _add(found: dict[str, Function], topic: str, module: ModuleType) -> None:
    for attribute in public_functions(module):
        name = attribute.removesuffix("_")
        if name in found:
            raise ValueError(
                f"{module.__name__} defines {name!r}, which exists already in {found[name].topic}"
            )
        written = getattr(module, attribute)
        found[name] = Function(name, topic, _guarded(name, written), written)


def public_functions(module: ModuleType) -> list[str]:
    """Return the names in a module's `__all__`, or else of the public functions it defines."""
    defined = [
        name
        for name, member in vars(module).items()
        if inspect.isfunction(member)
        and member.__module__ == module.__name__
        and not name.startswith("_")
    ]
    return list(getattr(module, "__all__", defined))


class _E(float):
    """Euler's number as a default, which a signature shows by its name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "e"


def _bare(signature: inspect.Signature, hidden: int) -> inspect.Signature:
    parameters = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=_shown(parameter.default),
        )
        for parameter in list(signature.parameters.values())[hidden:]
    ]
    return inspect.Signature(parameters)


def _shown(default: Any) -> Any:
    return _E(default) if isinstance(default, float) and default == math.e else default


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*arguments: Any, **keywords: Any) -> Any:
        try:
            return function(*arguments, **keywords)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        except ArithmeticError as error:
            raise ValueError(f"{name}: the result is too large or not a number") from error
        except (TypeError, LookupError, AttributeError) as error:
            raise ValueError(f"{name}: these arguments do not fit: {error}") from error

    return call
