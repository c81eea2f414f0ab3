"""A defect of flashgen itself, reported like any other error at the card that shows it."""

import traceback
from pathlib import Path

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


def reporting_internal_errors(span: Span | None, diagnostics: list[Diagnostic]) -> "_Reporting":
    """Turn an unexpected exception into ``error[internal]`` at `span`.

    So one card that flashgen fails on does not take away what is reported of the others.
    """
    return _Reporting(span, diagnostics)


class _Reporting:
    """A class, since every card enters it twice and a generator is slower."""

    def __init__(self, span: Span | None, diagnostics: list[Diagnostic]) -> None:
        self._span = span
        self._diagnostics = diagnostics

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> bool:
        if not isinstance(problem, Exception):
            return False
        self._diagnostics.append(_internal_error(self._span, problem))
        return True


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
