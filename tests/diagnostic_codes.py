"""The diagnostic codes that the source reports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import flashgen
from flashgen.expression import errors as expression_errors

ROOT = Path(flashgen.__file__).parent
MAKERS = {"error", "warning", "invalid", "problem", "say", "warn", "diagnostic", "rejectederror"}
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def reported_codes(*, without: tuple[str, ...] = ()) -> set[str]:
    """Collect the first arguments of the calls that make a diagnostic, all but in some folders."""
    codes = {expression_errors.SYNTAX, expression_errors.EVALUATION}
    for path in ROOT.rglob("*.py"):
        if path.parent.relative_to(ROOT).as_posix() not in without:
            codes.update(codes_of(path))
    return codes


def codes_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        word = node.args[0]
        if (
            name.strip("_").lower() in MAKERS
            and isinstance(word, ast.Constant)
            and isinstance(word.value, str)
            and CODE.fullmatch(word.value)
        ):
            yield word.value
