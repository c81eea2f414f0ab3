"""What a newcomer is told: by `flashgen` alone, and when a first deck has been written."""

import shlex
from importlib.util import find_spec
from pathlib import Path

from flashgen import __version__

_GUIDE = "`flashgen guide` is the documentation; `flashgen --help` lists the commands.\n"


def greeting() -> str:
    """Return the greeting of `flashgen` alone: the commands to start or continue with."""
    if Path("cards").exists():
        title = "The folder cards/ is here. Go on with:"
        steps = [
            ("flashgen check", "try every card, numeric ones on a thousand draws"),
            ("flashgen preview", "see the cards in your browser while you edit"),
            ("flashgen build", "write cards.apkg; in Anki: File > Import"),
        ]
    else:
        title = "Start with these three commands:"
        steps = [
            ('flashgen new deck "My Course"', "write cards/my-course.yaml, a first deck"),
            _look("average-speed"),
            ("flashgen build", "write cards.apkg; in Anki: File > Import"),
        ]
    head = f"flashgen {__version__}: Anki flashcards with fresh numbers at every review.\n"
    return f"{head}\n{title}\n\n{_table(steps)}\n{_GUIDE}"


def next_steps(path: Path, first_id: str) -> str:
    """Return the next steps for a new deck file; `first_id` is a numeric card in it."""
    place = "" if path.parts[:1] == ("cards",) else f" {shlex.quote(path.as_posix())}"
    package = "cards" if not place else path.stem
    return _table(
        [
            (f"flashgen show {first_id}{place} -n 2", "a card with two sets of numbers"),
            (f"flashgen preview{place}", "all of them in your browser, while you edit the file"),
            (f"flashgen check{place}", "try every card, numeric ones on a thousand draws"),
            (f"flashgen build{place}", f"write {package}.apkg; in Anki: File > Import"),
            ("flashgen guide write", "how to write cards of your own"),
        ]
    )


def _look(first_id: str) -> tuple[str, str]:
    """Return how a first deck is looked at: the preview is an extra, and may be missing."""
    if find_spec("starlette") is None:
        return f"flashgen show {first_id}", "see a card in the terminal"
    return "flashgen preview", "see its cards in your browser while you edit the file"


def _table(steps: list[tuple[str, str]]) -> str:
    width = max(len(command) for command, _ in steps) + 3
    return "".join(f"  {command:<{width}}{what}\n" for command, what in steps)
