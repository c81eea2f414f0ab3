"""The rules of `flashgen check`: a file each, named by the code that it reports.

The docstring of a rule's file is the page of its code, in the form that `checks/pages` describes.
The file holds one of two functions, or both: `check_draws` takes a numeric definition with many
draws, `check_files` the deck files that are checked together. A new file here is run without being
named anywhere else; its code has a line in `source/codes.py`.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import TypeAlias

from flashgen.checks.drawn import DrawnDefinition
from flashgen.checks.files import CheckedFiles
from flashgen.source.diagnostics import Diagnostic

DrawsRule: TypeAlias = Callable[[DrawnDefinition], Iterator[Diagnostic]]
FilesRule: TypeAlias = Callable[[CheckedFiles], Iterator[Diagnostic]]


@functools.cache
def rules() -> Mapping[str, ModuleType]:
    """Return the modules of the rules by code, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return MappingProxyType(
        {name.replace("_", "-"): importlib.import_module(f"{__name__}.{name}") for name in names}
    )


def draws_rules() -> list[DrawsRule]:
    """Return the rules that look at many draws of a numeric definition."""
    return [rule.check_draws for rule in rules().values() if hasattr(rule, "check_draws")]


def files_rules() -> list[FilesRule]:
    """Return the rules that look at the texts of all deck files."""
    return [rule.check_files for rule in rules().values() if hasattr(rule, "check_files")]
