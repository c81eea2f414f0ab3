"""A defect of flashgen itself, reported like any other error at the card that shows it."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


@contextmanager
def reporting_internal_errors(span: Span | None, diagnostics: list[Diagnostic]) -> Iterator[None]:
    """Turn an unexpected exception into ``error[internal]`` at `span`.

    So one card that flashgen fails on does not take away what is reported of the others.
    """
    try:
        yield
    except Exception as problem:
        diagnostics.append(_internal_error(span, problem))


def _internal_error(span: Span | None, problem: Exception) -> Diagnostic:
    frames = traceback.extract_tb(problem.__traceback__)
    room = Path(__file__).parents[1]
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(room)]
    place = own[-1] if own else frames[-1]
    text = str(problem).partition("\n")[0][:200]
    what = f"{type(problem).__name__}: {text}" if text else type(problem).__name__
    return Diagnostic(
        "internal",
        f"flashgen fails here: {what} ({Path(place.filename).name}, line {place.lineno})",
        span,
        hint="this is a defect of flashgen: please report it, with the card and this message",
    )
