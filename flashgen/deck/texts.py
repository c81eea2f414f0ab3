"""A text of a deck file compiled, and what is wrong with it said at its place in the file."""

from collections.abc import Callable

from flashgen.markup import CompiledText, MarkupError
from flashgen.source.diagnostics import Diagnostic, Severity, error
from flashgen.source.yaml import Scalar


def compile_markup(
    scalar: Scalar,
    compiler: Callable[[str], CompiledText],
    diagnostics: list[Diagnostic],
) -> CompiledText | None:
    """Compile a text; what is wrong with it is said at its place in the file."""
    try:
        compiled = compiler(scalar.value)
    except MarkupError as problem:
        for part in problem.errors:
            span = scalar.span_at(part.start, part.end)
            diagnostics.append(error(part.code, part.message, span, hint=part.hint))
        return None
    for part in compiled.warnings:
        diagnostics.append(
            Diagnostic(
                part.code,
                Severity.WARNING,
                part.message,
                scalar.span_at(part.start, part.end),
                part.hint,
            )
        )
    return compiled
