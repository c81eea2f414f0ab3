"""The image at the end of a text that flashgen has made: its file, its description, its marks."""

import re
from collections.abc import Mapping, Sequence
from html import unescape

from msgspec import Struct

_IMAGE = re.compile(
    r'<p class="image">(?:<span class="marked"[^>]*>)?'
    r'<img src="(?P<name>[^"]*)" alt="(?P<alt>[^"]*)">'
    r'(?P<marks>(?: <span class="mark" (?:(?!<p class="image">).)*(?<!\s))?)\s*</p>\s*$'
)
_MARK = re.compile(r"(?P<style>[^\"]*)\">(?P<text>.*)</span>")
_PLACE = re.compile(r";left:(?P<x>[\d.]+)%;top:(?P<y>[\d.]+)%;")


class CardMark(Struct, frozen=True):
    """A text on an image: shares of its width and height, and HTML by language."""

    x: float
    y: float
    html: Mapping[str, str]


class CardImage(Struct, frozen=True):
    """An image of a card; description and marks by language."""

    name: str
    alt: Mapping[str, str]
    marks: Sequence[CardMark] = ()


def split_image(html: Mapping[str, str]) -> tuple[dict[str, str], CardImage | None]:
    """Take the image at the end, where all languages have the same, from their texts."""
    found = {language: _IMAGE.search(text) for language, text in html.items()}
    matches = {language: match for language, match in found.items() if match is not None}
    names = {match["name"] for match in matches.values()}
    if len(matches) < len(html) or len(names) != 1 or names == {""}:
        return dict(html), None
    alt = {language: unescape(match["alt"]) for language, match in matches.items()}
    marks = {language: _marks(match["marks"]) for language, match in matches.items()}
    first = next(iter(marks.values()))
    if any([m[:2] for m in of] != [m[:2] for m in first] for of in marks.values()):
        return dict(html), None
    joined = [
        CardMark(x, y, {language: of[number][2] for language, of in marks.items()})
        for number, (x, y, _) in enumerate(first)
    ]
    rest = {language: _IMAGE.sub("", text) for language, text in html.items()}
    return rest, CardImage(unescape(names.pop()), alt if any(alt.values()) else {}, joined)


def _marks(html: str) -> list[tuple[float, float, str]]:
    made = []
    for part in html.removesuffix("</span>").split(' <span class="mark" style="')[1:]:
        found = _MARK.fullmatch(part)
        place = _PLACE.search(found["style"]) if found is not None else None
        if found is not None and place is not None:
            x, y = (round(float(place[name]) / 100, 3) for name in ("x", "y"))
            made.append((x, y, found["text"]))
    return made
