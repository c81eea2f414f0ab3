"""What a canonical tree shows, as lines of text: to tell whether two fields read the same."""

import re

from flashgen.importers.html.canonical import Canonical
from flashgen.importers.html.names import BLOCKS, HEADINGS
from flashgen.importers.html.nodes import ClozeMark, Element, Node, TexFormula
from flashgen.importers.html.source import PLACEHOLDER, extract
from flashgen.importers.html.tree import parse


def shown_lines(html: str, *, clozes: bool) -> list[str]:
    """Return the lines that a field shows; `clozes`: it holds clozes."""
    return lines_of(Canonical(clozes).tree(parse(html, clozes=clozes)))


def covered_lines(html: str) -> list[str] | None:
    """Return the lines of a front on which all gaps are covered, images aside.

    None where that cannot be told, for a gap stands in LaTeX.
    """
    source = extract(html, clozes=True)
    pieces: list[str] = []
    depth = 0
    for index, piece in enumerate(PLACEHOLDER.split(source.html)):
        if index % 2 == 0:
            pieces.append(piece if depth == 0 else "")
            continue
        typed, nodes = source.typed[int(piece)], source.nodes[int(piece)]
        if len(nodes) > 1 and any(isinstance(node, ClozeMark) for node in nodes):
            return None
        if not (nodes and isinstance(nodes[0], ClozeMark)):
            pieces.append(typed if depth == 0 else "")
        elif typed == "}}":
            depth -= 1
            if depth == 0:
                pieces.append("[gap]")
        elif typed != "::":
            depth += 1
    lines = shown_lines("".join(pieces), clozes=False)
    return [line for line in (line.replace("\ufffc", "").strip() for line in lines) if line]


def lines_of(root: Element) -> list[str]:
    """Return the lines that a canonical tree shows, without blanks at their ends."""
    pieces: list[str] = []
    _write(root, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def _write(node: Node, pieces: list[str]) -> None:
    if isinstance(node, str):
        pieces.append(node)
    elif isinstance(node, TexFormula):
        pieces.append(re.sub(r"[\W_]", "", node.source))
    elif isinstance(node, ClozeMark):
        pieces.append(node.source)
    elif isinstance(node, Element):
        is_block = node.name == "br" or node.name in BLOCKS
        pieces.append("\n" if is_block else "")
        if node.name == "img":
            pieces.append("\ufffc")
        for child in node.children:
            if node.name in HEADINGS and isinstance(child, Element):
                inner: list[str] = []
                _write(child, inner)
                pieces.append("".join(inner).replace("\n", " "))
            else:
                _write(child, pieces)
        pieces.append("\n" if is_block else "")
