"""A field's HTML -> Markdown that reads the same when it is rendered again, which is tried out."""

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from flashgen.importers.html.blocks import write
from flashgen.importers.html.canonical import Canonical
from flashgen.importers.html.inline import Inline
from flashgen.importers.html.shown import covered_lines, lines_of, shown_lines
from flashgen.importers.html.tree import parse
from flashgen.importers.repair import repair

# Text that means itself in HTML and in Markdown.
_PLAIN: Final = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.?!'()/%;-](?=[^\W_(]|\Z))*")


class Text(Struct, frozen=True):
    """A text of a deck file, and what of the field it does not hold, in words."""

    markdown: str
    lost: tuple[str, ...] = ()


def convert(
    html: str, way: str = "text", images: Callable[[str], str | None] | None = None
) -> Text | None:
    """Return a field as a text that compiles; None where it can stand in no deck file.

    `way` is `text` or `cloze`. What had to go, and a text that reads differently when it is
    rendered again, is reported in `lost`.
    """
    if _PLAIN.fullmatch(html):
        return Text(html)
    html = html.replace("\x00", "")
    clozes = way == "cloze"
    found: dict[str, None] = {}
    tree = Canonical(clozes, found).tree(parse(html, clozes=clozes))
    wanted = lines_of(tree)
    for exact in (False, True):
        inline = Inline(clozes=clozes, images=images or (lambda _: None), exact=exact)
        made = repair(write(tree, inline), way)
        if made is None:
            continue
        lost = [*found, *inline.lost, *made.changes]
        shown = shown_lines(made.compiled.fill(), clozes=clozes)
        gone = any(what.startswith("the image ") for what in lost)
        if made.changes or shown == _without_images(wanted, shown, gone=gone):
            if clozes and covered_lines(html) not in (None, covered_lines(made.compiled.fill())):
                lost.append("a gap over several lines or blocks reads as several on the front")
            return Text(made.text, tuple(dict.fromkeys(lost)))
    if made is None:
        return None
    was, now = next(pair for pair in zip_longest(wanted, shown, fillvalue="") if len({*pair}) > 1)
    lost.append(f"a line reads `{now[:80]}` instead of `{was[:80]}`")
    return Text(made.text, tuple(dict.fromkeys(lost)))


def _without_images(wanted: list[str], shown: list[str], *, gone: bool) -> list[str]:
    """Return the wanted lines without the images that are lost, which is reported already."""
    if not gone:
        return wanted
    if "\ufffc" in "".join(shown):
        return shown if _bare(wanted) == _bare(shown) else wanted
    return _bare(wanted)


def _bare(lines: list[str]) -> list[str]:
    bare = (" ".join(line.replace("\ufffc", " ").split()) for line in lines)
    return [line for line in bare if line]
