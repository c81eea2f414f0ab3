"""How functions are found, named and documented."""

import inspect
import math
import subprocess
import sys
import types
from importlib.metadata import EntryPoint

import pytest
from expression.functions.calling import call_once

import flashgen.expression.functions
from flashgen.expression.functions import Function, library, public_functions
from flashgen.expression.functions.docstrings import SECTIONS, parse_docstring

LIBRARY = library()


def double(x: float, by: float = 2.0, base: float = math.e) -> float:
    """Twice the number.

    Shapes: x a scalar.
    Example: double(1) = 2
    """
    return x * by


def broken(x: float) -> float:
    """Always fails."""
    return [x][1]


def module_of(*functions: types.FunctionType, name: str = "extra") -> types.ModuleType:
    module = types.ModuleType(name)
    module.__all__ = [function.__name__ for function in functions]
    for function in functions:
        setattr(module, function.__name__, function)
    return module


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch):
    """Install modules of functions under names, as entry points would; return the library."""

    def install(**modules: types.ModuleType) -> dict[str, Function]:
        for name, module in modules.items():
            monkeypatch.setitem(__import__("sys").modules, f"package_{name}", module)
        points = [
            EntryPoint(name, f"package_{name}", "flashgen.functions") for name in sorted(modules)
        ]
        monkeypatch.setattr(flashgen.expression.functions, "entry_points", lambda group: points)
        return dict(library.__wrapped__())

    return install


def test_library_is_sorted_and_read_only() -> None:
    assert list(LIBRARY) == sorted(LIBRARY)
    assert library() is LIBRARY
    with pytest.raises(TypeError):
        LIBRARY["x"] = LIBRARY["exp"]


def test_trailing_underscores_are_stripped() -> None:
    assert {"min", "sum", "abs", "round", "all", "any", "int", "float", "len"} <= set(LIBRARY)
    assert not [name for name in LIBRARY if name.endswith("_") or name.startswith("_")]


def test_signature_shows_names_and_defaults_only() -> None:
    assert str(LIBRARY["softmax"].signature) == "(z, temperature=1, axis=-1)"
    assert str(LIBRARY["cross_entropy"].signature) == "(p, q, base=e)"
    assert str(LIBRARY["dual_norm"].signature) == "(w, order=inf)"


@pytest.mark.parametrize("name", list(LIBRARY))
def test_documentation_is_complete(name: str) -> None:
    function = LIBRARY[name]
    assert function.summary.endswith(".")
    assert {"Shapes", "Units", "Source", "Example"} <= set(function.sections)
    headings = [section for section in SECTIONS if section in function.sections]
    assert list(function.sections) == headings  # each in its place
    assert all(text.strip() for text in function.sections.values())
    for section, text in function.sections.items():
        assert section == "Example" or text.endswith((".", ")")) or section == "Formula"


@pytest.mark.parametrize("name", list(LIBRARY))
def test_parameters_are_documented(name: str) -> None:
    function = LIBRARY[name]
    text = " ".join([function.summary, *function.sections.values()])
    for parameter in function.signature.parameters.values():
        if parameter.kind is not inspect.Parameter.VAR_POSITIONAL:
            assert parameter.name in text or "scalars" in function.sections["Shapes"]


def test_installed_functions_join_the_library(installed) -> None:
    found = installed(extra=module_of(double))
    assert set(found) == {*LIBRARY, "double"}
    assert list(found) == sorted(found)
    assert found["double"].topic == "extra"
    assert call_once(found["double"], 3) == 6
    assert found["double"].summary == "Twice the number."
    assert dict(found["double"].sections) == {
        "Shapes": "x a scalar.",
        "Example": "double(1) = 2",
    }


def test_functions_that_a_module_defines_are_public() -> None:
    module = module_of(double)
    del module.__all__
    assert public_functions(module) == []  # this file defines it, the module has it only
    module.__name__ = double.__module__
    module._hidden = broken
    assert public_functions(module) == ["double"]


def test_a_name_that_exists_is_an_error(installed) -> None:
    with pytest.raises(ValueError, match="defines 'double', which exists already in first"):
        installed(first=module_of(double), second=module_of(double))


def test_a_module_that_cannot_be_loaded_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = EntryPoint("missing", "no_such_package.functions", "flashgen.functions")
    monkeypatch.setattr(flashgen.expression.functions, "entry_points", lambda group: [missing])
    with pytest.raises(ValueError, match=r"behind 'no_such_package.functions' cannot be loaded"):
        library.__wrapped__()


def test_an_installed_function_that_fails_gives_a_value_error(installed) -> None:
    found = installed(extra=module_of(broken, double))
    with pytest.raises(ValueError, match="broken: these arguments do not fit"):
        call_once(found["broken"], 1)
    with pytest.raises(ValueError, match="double: these arguments do not fit"):
        call_once(found["double"], "a", 0.5)


def test_docstring_is_taken_apart() -> None:
    documentation = parse_docstring(
        """A summary.

        Formula: a
            + b
        Units: none.
        Example: f(1) = 2
        Example: f(2) = 3
        """
    )
    assert documentation.summary == "A summary."
    assert dict(documentation.sections) == {
        "Formula": "a + b",
        "Units": "none.",
        "Example": "f(1) = 2\nf(2) = 3",
    }


def test_scipy_is_loaded_by_the_call_of_a_distribution_alone() -> None:
    program = (
        "import sys\n"
        "from flashgen.expression import compile_expression, evaluation\n"
        "def compute(text):\n"
        "    with evaluation():\n"
        "        compile_expression(text, ['a']).evaluate({'a': 2})\n"
        "compute('softmax([a, 1]) + exponential_cdf(a)')\n"
        "assert 'scipy' not in sys.modules\n"
        "compute('normal_cdf(a)')\n"
        "assert 'scipy' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
