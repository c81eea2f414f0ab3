"""A text of a deck file compiled, and what is wrong with it said at its place in the file."""

from collections.abc import Callable, Iterable, Iterator

from flashgen.markup import CompiledText, MarkupError, Problem
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar


def compile_markup(
    scalar: Scalar,
    compiler: Callable[[str], CompiledText],
    diagnostics: list[Diagnostic],
) -> CompiledText | None:
    """Compile a text; what is wrong with it is said at its place in the file."""
    try:
        compiled = compiler(scalar.value)
    except MarkupError as rejected:
        diagnostics += _located(scalar, rejected.errors)
        return None
    diagnostics += _located(scalar, compiled.warnings)
    return compiled


def _located(scalar: Scalar, problems: Iterable[Problem]) -> Iterator[Diagnostic]:
    for problem in problems:
        span = scalar.span_at(problem.start, problem.end)
        yield Diagnostic(problem.code, problem.message, span, hint=problem.hint)
