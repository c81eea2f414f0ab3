"""Why a card cannot be imported, and of which kind is what was lost: one sentence each."""

from collections.abc import Iterable
from typing import Final

from flashgen.importers.package.templates import HINT, TYPED

_ALONE: Final = (
    ("[sound", "a sound"),
    ("<audio", "a sound"),
    ("[anki", "speech"),
    ("speech", "speech"),
    ("<video", "a video"),
    ("the image ", "an image that cannot be kept ("),
    ("<iframe", "a page from the web"),
    ("<svg", "a drawing"),
    ("<canvas", "a drawing"),
    ("<object", "an embedded object"),
    ("<embed", "an embedded object"),
    ("<math", "a formula in MathML"),
    ("a script", "made by a script"),
    (HINT, "a hint"),
    (TYPED, "an answer to be typed"),
    ("a gap with nothing", "a gap with nothing in it"),
)

_KINDS: Final = (
    ("[sound", "a sound is not kept"),
    ("<audio", "a sound is not kept"),
    ("[anki", "speech is not kept"),
    ("speech", "speech is not kept"),
    ("<video", "a video is not kept"),
    ("the image ", "an image is not kept"),
    ("the link ", "a link that leads nowhere on the web is not kept, only its words"),
    ("the formula ", "a formula stands as code"),
    ("a line reads ", "a text reads differently; comments in the file say where"),
    ("<", "an embedded object is not kept"),
    ("`", "a sign of Markdown shows as typed"),
)


def nothing_on(text: str | None, side: str, lost: Iterable[str]) -> str:
    """Return why one side of a card has no text, in words; empty where it has some."""
    if text is None:
        return f"the text of its {side} cannot stand in a deck file"
    if text:
        return ""
    for what in lost:
        for start, name in _ALONE:
            if what.startswith(start):
                if name.endswith("("):
                    _, _, why = what.removeprefix(start).partition(": ")
                    return f"its {side} is {name}{why or 'it is missing'})"
                return f"its {side} is {name}"
    return f"its {side} is empty"


def kind_of_loss(what: str) -> str:
    """Return the kind of something that was lost, under which it is counted."""
    return next((kind for start, kind in _KINDS if what.startswith(start)), f"not kept: {what}")
