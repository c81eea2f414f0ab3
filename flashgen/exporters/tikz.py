"""The drawings of cards (SVG) as TikZ pictures."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Final

from flashgen.exporters.formats import ExportError

COLORS: Final[Mapping[str, str]] = {
    "accent": "0B5C8A",
    "negative": "A84B12",
    "edge": "8B8778",
    "grid": "D9D5CB",
    "muted": "5D646D",
}
"""The colors that pictures name, as hexadecimal digits."""

_SCALE: Final = 0.68  # a pixel of a card's text of 16 to a point of print of 11
_STYLES: Final[tuple[tuple[str, str], ...]] = (
    ("figure-grid", "draw=grid"),
    ("figure-axis", "draw=edge"),
    ("figure-edge", "draw=edge"),
    ("figure-line", "draw=accent, line width=1.4pt"),
    ("figure-dots", "fill=accent"),
    ("figure-histogram", "fill=accent, draw=white"),
    ("figure-box", "fill=white, draw=black"),
    ("figure-whisker", "draw=black"),
    ("figure-node", "draw=accent, fill=white, line width=1pt"),
    ("figure-bar", "fill=accent"),
    ("figure-cell", "fill=accent"),
)
_LAYERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("negative", "negative", ""),
    ("second", "negative", "on 5.4pt off 2.7pt"),
    ("third", "black", "on 2pt off 2.7pt"),
    ("fourth", "muted", "on 8.2pt off 2pt on 1.4pt off 2pt"),
)
"""Of classes that stand beside another: color and dashes."""
_DOT = re.compile(r"M([-.0-9]+) ([-.0-9]+)h0")
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_VARIABLE = re.compile(r"(--[vm]):\s*([-+.0-9e]+)")  # a cell's number, and the largest of all
_TRANSLATED = re.compile(r"translate\(([-.0-9]+)[ ,]+([-.0-9]+)\)")
_SHADE: Final = 0.4  # of the largest number
_INHERITED: Final = frozenset({"text-anchor", "--m", "--v"})
_ANCHORS: Final = {"start": "base west", "middle": "base", "end": "base east"}


def picture(svg: str, escaped: Callable[[str], str]) -> str:
    """Return a drawing as a picture; `escaped` makes LaTeX of its texts."""
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as problem:
        raise ExportError(f"a figure is not valid SVG: {problem}") from None
    lines: list[str] = []
    _draw(root, {}, lines, escaped)
    return (
        f"\\begin{{tikzpicture}}[x=1pt, y=1pt, yscale=-1, scale={_SCALE}, "
        "every node/.style={inner sep=0pt, font=\\footnotesize}]\n"
        + "".join(f"{line}\n" for line in lines)
        + "\\end{tikzpicture}"
    )


def _draw(
    element: ET.Element,
    inherited: Mapping[str, str],
    lines: list[str],
    escaped: Callable[[str], str],
) -> None:
    given = {**inherited, **element.attrib}
    given |= dict(_VARIABLE.findall(element.get("style", "")))
    tag = element.tag.rpartition("}")[2]
    if tag in ("svg", "g"):
        moved = _TRANSLATED.fullmatch(element.get("transform", ""))
        if moved:
            lines.append(f"\\begin{{scope}}[shift={{({moved[1]}, {moved[2]})}}]")
        for child in element:
            _draw(child, {k: v for k, v in given.items() if k in _INHERITED}, lines, escaped)
        if moved:
            lines.append("\\end{scope}")
    elif tag == "text":
        lines.append(_text(element, given, escaped))
    elif tag != "title" and given.get("stroke-width") != "0" and _shade(given) > 0:
        path = _path(tag, given)
        if path:
            lines.append(f"\\path[{_style(given)}] {path};")


def _shade(given: Mapping[str, str]) -> float:
    """Return how opaque a cell is; of the two in one place, that of the other sign is not shown."""
    if "--v" not in given:
        return 1.0
    sign = -1 if "negative" in given.get("class", "").split() else 1
    return sign * _SHADE * float(given["--v"]) / float(given.get("--m") or 1)


def _path(tag: str, given: Mapping[str, str]) -> str:
    def number(name: str) -> float:
        return float(given.get(name, 0))

    if tag == "path" and "figure-dots" in given.get("class", "").split():
        dots = [f"({x}, {y}) circle [radius=4pt]" for x, y in _DOT.findall(given["d"])]
        return " ".join(dots)
    if tag == "path":
        # The library reads numbers that are set apart.
        return f'svg "{" ".join(_TOKEN.findall(given["d"]))}"'
    if tag == "polyline":
        numbers = given["points"].replace(",", " ").split()
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return " -- ".join(f"({x}, {y})" for x, y in pairs)
    if tag == "circle":
        return f"({number('cx'):g}, {number('cy'):g}) circle [radius={number('r'):g}pt]"
    if tag == "rect":
        x, y = number("x"), number("y")
        right, low = x + number("width"), y + number("height")
        return f"({x:g}, {y:g}) rectangle ({right:g}, {low:g})"
    return ""


def _style(given: Mapping[str, str]) -> str:
    classes = given.get("class", "").split()
    style = next((of for name, of in _STYLES if name in classes), "draw=edge")
    for name, color, dashes in _LAYERS:
        if name in classes:
            style = style.replace("accent", color)
            if "draw=" in style and "fill=" not in style and dashes:
                style += f", dash pattern={dashes}"
    parts = [style]
    if "stroke-width" in given and "line width" not in style:
        parts.append(f"line width={float(given['stroke-width']) * _SCALE:g}pt")
    if "--v" in given:
        parts.append(f"fill opacity={_shade(given):.3g}")
    return ", ".join(parts)


def _text(element: ET.Element, given: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    classes = given.get("class", "").split()
    color = "white" if "figure-on" in classes else "muted" if "figure-label" in classes else "black"
    anchor = _ANCHORS[given.get("text-anchor", "start")]
    options = f"anchor={anchor}, text={color}"
    turned = given.get("transform", "")
    if turned.startswith("rotate("):
        angle = turned.removeprefix("rotate(").replace(",", " ").split()[0].rstrip(")")
        options += f", rotate={-float(angle):g}"
    place = f"({given.get('x', 0)}, {given.get('y', 0)})"
    return f"\\node[{options}] at {place} {{{escaped(''.join(element.itertext()))}}};"
