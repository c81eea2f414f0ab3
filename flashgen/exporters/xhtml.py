"""A note's HTML as the XHTML that a question of QTI may hold: math as MathML, figures as images."""

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Final

from flashgen.markup.marks import words
from flashgen.markup.mathml import typeset

_BLOCKS: Final = words("address blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table ul")
_TABLE: Final = words("caption col colgroup tbody td tfoot th thead tr")
_INLINE: Final = words(
    "a abbr acronym b big br cite code dfn em i img kbd q samp small span strong sub sup tt var"
)
_ALLOWED: Final = _BLOCKS | _TABLE | _INLINE
_VOID: Final = words("br col hr img")
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
_OTHERS: Final[Mapping[str, str]] = {
    "figure": "div",
    "figcaption": "div",
    "section": "div",
    "del": "span",
    "ins": "span",
    "mark": "span",
    "u": "span",
}
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)

# What MathML 2, which QTI 2.1 takes, writes otherwise than MathML Core.
_TITLE = re.compile(r"<title>([^<]*)</title>")
_DISPLAYED = re.compile(r'<math([^>]*) displaystyle="true"([^>]*)>(.*?)</math>', re.DOTALL)
_NEGATIVE_SPACE: Final = {
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}

Image = Callable[[str], str]
"""Stores a drawing (SVG) and returns its address."""


def xhtml(html: str, drawing: Image) -> str:
    """Return HTML as well-formed XHTML, with `drawing` as what takes figures out of it."""

    def image(match: re.Match[str]) -> str:
        described = _TITLE.search(match[0])
        alt = described[1] if described else "figure"  # HTML as it is
        return f'<img src="{escape(drawing(match[0]))}" alt="{alt}">'

    made = _DISPLAYED.sub(
        r'<math\1\2><mstyle displaystyle="true">\3</mstyle></math>', typeset(html)
    )
    writer = _Writer()
    writer.feed(_SVG.sub(image, made))
    writer.close()
    return writer.written()


def blocks(html: str, drawing: Image) -> str:
    """Return XHTML of blocks alone: text outside of any stands in a paragraph."""
    made = xhtml(html, drawing).strip()
    first = re.match(r"<([a-z0-9]+)", made)
    if first and first[1] in _BLOCKS:
        return f"<div>{made}</div>"
    return f"<p>{made}</p>"


class _Writer(HTMLParser):
    """Writes what it parses as XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.in_math = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "math":
            self.in_math += 1
        if self.in_math:
            kept = [(n, _NEGATIVE_SPACE.get(v or "", v)) for n, v in attrs if n != "style"]
            self._start(tag, tag, "".join(_attribute(n, v) for n, v in kept))
            return
        name = tag if tag in _ALLOWED else _OTHERS.get(tag, "")
        if name == "tr" and self._parent() == "table":
            self._start("tbody", "tbody", "")
        if not name:
            self.open.append((tag, ""))
            return
        allowed = _ATTRIBUTES.get(name, frozenset())
        kept = [(n, v) for n, v in attrs if n in allowed or n in ("class", "id")]
        kept += [("xml:lang", v) for n, v in attrs if n == "lang"]
        text = "".join(_attribute(n, v) for n, v in kept)
        if name in _VOID:
            self.parts.append(f"<{name}{text}/>")
        else:
            self._start(tag, name, text)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(opened != tag for opened, _ in self.open):
            return
        while self.open:
            opened, name = self.open.pop()
            if name:
                self.parts.append(f"</{name}>")
            if opened == "math":
                self.in_math -= 1
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

    def written(self) -> str:
        """Close what is open and return all."""
        while self.open:
            self.handle_endtag(self.open[-1][0])
        return "".join(self.parts)

    def _parent(self) -> str:
        return next((name for _, name in reversed(self.open) if name), "")

    def _start(self, tag: str, name: str, attributes: str) -> None:
        self.open.append((tag, name))
        self.parts.append(f"<{name}{attributes}>")


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{escape(value or "")}"'
