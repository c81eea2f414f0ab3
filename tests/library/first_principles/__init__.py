"""The answers of numeric cards once more: plain Python, from the drawn parameters alone.

A reference is named after its definition and takes those drawn parameters that it needs, by name,
as plain numbers and lists. It returns the answer, or a tuple where a card has several.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

Compute = Callable[..., Any]


@dataclass(frozen=True)
class Reference:
    """A second way to the answer of a form, and the parameters that it needs."""

    compute: Compute
    parameters: tuple[str, ...]


REFERENCES: dict[str, dict[int, Reference]] = {}
"""By the definition's id and the number of the form."""


def reference(
    id: str, form: int = 0, among: dict[str, dict[int, Reference]] = REFERENCES
) -> Callable[[Compute], Compute]:
    """Register a function as the reference of a definition's form."""

    def register(compute: Compute) -> Compute:
        forms = among.setdefault(id, {})
        assert form not in forms, f"two references for form {form} of {id}"
        forms[form] = Reference(compute, tuple(inspect.signature(compute).parameters))
        return compute

    return register


# A module registers its references when it is imported.
MODULES = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
