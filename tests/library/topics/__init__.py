"""The topics beside the first thirteen: a module each, with what its numeric cards compute."""

from importlib import import_module
from pkgutil import iter_modules

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

COMPUTED: dict[str, dict[str, tuple[str, ...]]] = {
    module.__name__.rpartition(".")[2].replace("_", "-"): module.COMPUTED for module in _MODULES
}
"""By topic: every skill, and the definitions that ask for it."""
