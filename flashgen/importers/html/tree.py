"""The HTML of a field -> a tree, as a browser reads it.

lexbor parses by the rules of HTML5, so that emphasis which is left open, items that are not closed
and paragraphs in paragraphs come out as Anki shows them. What is no HTML is taken out before.
"""

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flashgen.importers.html.nodes import ClozeMark, Element, Lost, Node, TexFormula
from flashgen.importers.html.source import PLACEHOLDER, Source, extract
from flashgen.markup.marks import words

MAX_LENGTH: Final = 200_000
MAX_DEPTH: Final = 60

_SKIPPED: Final = words("script style title template noscript head datalist")
_LOST: Final = words("iframe svg audio video object embed canvas")
_RAW: Final = words("code pre")


def parse(html: str, *, clozes: bool = False) -> Element:
    """Return the tree of a field; `clozes`: its deletions are marks, not text."""
    html = html[:MAX_LENGTH]
    if "<" not in html and "&" not in html and "\\" not in html and "[" not in html and not clozes:
        return Element("", {}, [html] if html else [])
    source = extract(html, clozes=clozes)
    body = LexborHTMLParser(f"<body>{source.html}").body
    root = Element("")
    if body is not None:
        _build(body, root, source)
    return root


def _build(body: LexborNode, root: Element, source: Source) -> None:
    """Copy lexbor's tree below `root`; elements that stand too deep give their place away."""
    stack: list[tuple[LexborNode | None, Element, int, bool]] = [(body.child, root, 1, False)]
    while stack:
        node, parent, depth, is_raw = stack.pop()
        if node is None:
            continue
        stack.append((node.next, parent, depth, is_raw))
        name = node.tag
        if name == "-text":
            _add_text(node.text_content or "", parent, source, is_raw=is_raw)
            continue
        if name is None or name[0] in "-_!" or name in _SKIPPED:
            continue
        if name in _LOST:
            parent.children.append(Lost(f"<{name}>"))
            continue
        attributes = {
            key.lower(): source.restored(value or "") for key, value in node.attributes.items()
        }
        if name in ("math", "anki-mathjax"):
            parent.children.append(_formula(name, node, attributes, source))
            continue
        element = Element(name, attributes)
        if depth < MAX_DEPTH:
            parent.children.append(element)
            stack.append((node.child, element, depth + 1, is_raw or name in _RAW))
        else:
            stack.append((node.child, parent, depth, is_raw))


def _add_text(text: str, parent: Element, source: Source, *, is_raw: bool) -> None:
    children = parent.children
    for index, piece in enumerate(PLACEHOLDER.split(text)):
        made: tuple[Node, ...]
        if index % 2 == 0:
            made = (piece,) if piece else ()
        else:
            made = source.nodes[int(piece)]
            if is_raw and not (made and isinstance(made[0], ClozeMark)):
                made = (source.typed[int(piece)],)
        for node in made:
            if isinstance(node, str) and children and isinstance(children[-1], str):
                children[-1] += node
            else:
                children.append(node)


def _formula(name: str, node: LexborNode, attributes: dict[str, str], source: Source) -> Node:
    """Return the formula of an editor's element, or of MathML that holds its TeX, too."""
    if name == "anki-mathjax":
        text = source.restored(node.text(deep=True))
        display = attributes.get("block", "false") != "false"
        return TexFormula(text.replace("\xa0", " "), display)
    annotation = node.css_first("annotation")
    if annotation is None:
        return Lost("<math>")
    return TexFormula(
        source.restored(annotation.text(deep=True)), attributes.get("display", "") == "block"
    )
