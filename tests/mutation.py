"""Mutation testing of one file: which of its constants and comparisons no test pins.

    python -m tests.mutation flashgen/checks/rules/guessable_answer.py
    python -m tests.mutation flashgen/values/numerals.py tests/values --most 100

In a copy of the repository, each number is changed by one notch up and down (4 to 5 and 3, 0.05 to
0.06 and 0.04) and each comparison to its neighbor (`<` to `<=`, `==` to `!=`), one at a time, and
the given tests are run, by default those of the file's room. A change that no test notices is
printed: it wants a test that states the rule, unless it changes nothing that can be observed.

Each change is tried in a forked process, for at most `--seconds`; so this runs on POSIX alone.
"""

import argparse
import ast
import compileall
import contextlib
import io
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("flashgen", "tests", "cards", "pyproject.toml", "README.md")
NEIGHBORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
OPERATOR = re.compile(r"<=|>=|==|!=|<|>|\bnot\s+in\b|\bis\s+not\b|\bin\b|\bis\b")


@dataclass(frozen=True)
class Mutant:
    """A change of a source: what stands between two offsets becomes something else."""

    start: int
    end: int
    text: str


def mutants(source: str) -> list[Mutant]:
    """Return every change of a number or a comparison, in the order of the source."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    found: list[Mutant] = []
    for node in _code(ast.parse(source)):
        if isinstance(node, ast.Compare):
            for operator, (left, right) in zip(
                node.ops, pairwise([node.left, *node.comparators]), strict=True
            ):
                assert left.end_lineno is not None and left.end_col_offset is not None
                begin = offset(left.end_lineno, left.end_col_offset)
                end = offset(right.lineno, right.col_offset)
                match = OPERATOR.search(source, begin, end)
                assert match is not None
                found.append(Mutant(*match.span(), NEIGHBORS[type(operator)]))
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            assert node.end_lineno is not None and node.end_col_offset is not None
            begin = offset(node.lineno, node.col_offset)
            end = offset(node.end_lineno, node.end_col_offset)
            for text in _notches(node.value, source[begin:end]):
                found.append(Mutant(begin, end, text))
    return sorted(found, key=lambda m: (m.start, m.text))


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run: neither annotations nor the texts of f-strings."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code(child)


def _notches(value: int | float, text: str) -> list[str]:
    """Return a number one notch up and one down: its last digit counts."""
    if isinstance(value, int):
        return [str(value + 1), f"({value - 1})"]
    number = Decimal(text.replace("_", ""))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    step = Decimal(1).scaleb(exponent)
    lower = number - step if number != step else number / 2
    return [repr(float(number + step)), f"({float(lower)!r})"]


def survives(copy: Path, tests: list[str], seconds: float) -> bool:
    """Tell whether all tests pass in a copy of the repository."""
    process = multiprocessing.get_context("fork").Process(target=_run, args=(copy, tests))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return False
    return process.exitcode == 0


def _run(copy: Path, tests: list[str]) -> None:
    import pytest

    os.chdir(copy)
    sys.path[:] = [str(copy), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    options = ["-n", "0", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = pytest.main([*options, *tests])
    os._exit(int(status))


def main() -> int:
    """Try the changes of a file, print those that no test notices, and return how many."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("file", type=Path, help="the source file to change")
    parser.add_argument("tests", nargs="*", help="the tests to run; default: those of its room")
    parser.add_argument("--most", type=int, default=1000, help="how many changes to try")
    parser.add_argument("--seconds", type=float, default=120, help="the time for each")
    arguments = parser.parse_args()
    file = arguments.file.resolve().relative_to(ROOT)
    tests = arguments.tests or [f"tests/{file.parts[1]}"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve()
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / name, copy / name)
        target = copy / file
        source = target.read_text(encoding="utf-8")
        compileall.compile_dir(copy / "flashgen", quiet=1)
        if not survives(copy, tests, 10 * arguments.seconds):
            parser.error("the tests fail before anything is changed")
        tried = mutants(source)[: arguments.most]
        left = 0
        for number, mutant in enumerate(tried, start=1):
            changed = source[: mutant.start] + mutant.text + source[mutant.end :]
            target.write_text(changed, encoding="utf-8")
            # Compiled files are found stale by seconds, and a change takes less than one.
            os.utime(target, (number, number))
            if survives(copy, tests, arguments.seconds):
                left += 1
                line = source.count("\n", 0, mutant.start)
                print(
                    f"{file.as_posix()}:{line + 1}: `{source[mutant.start : mutant.end]}` to "
                    f"`{mutant.text}` in `{source.splitlines()[line].strip()}`",
                    flush=True,
                )
        print(f"{len(tried)} changes, {left} not noticed", flush=True)
    return left


if __name__ == "__main__":
    # Imported before the forks, so that it is imported once.
    import hypothesis
    import numpy
    import pydantic
    import pytest
    import yaml

    assert hypothesis and numpy and pydantic and pytest and yaml
    sys.exit(1 if main() else 0)
