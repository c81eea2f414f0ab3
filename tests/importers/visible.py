"""What a browser shows of HTML, as lines of words: written apart from the importer, to judge it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flashgen.markup.marks import words

BLOCKS = words(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td"
    " th tfoot thead tr ul"
)
UNSEEN = words("script style title template noscript head audio video iframe svg canvas")
FORMULA = re.compile(
    r"(?:\\[(\[]|\[(?:latex|\$\$?)\])(.*?)(?:\\[)\]]|\[/(?:latex|\$\$?)\])", re.DOTALL
)


def visible_lines(html: str) -> list[str]:
    """The lines that a browser shows, without the blanks around them and without empty lines.

    A formula counts by its letters and digits, an image by its place.
    """
    body = LexborHTMLParser(f"<body>{html}").body
    text = "".join(_pieces(body.child, is_code=False)) if body else ""
    text = FORMULA.sub(_letters, text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


def _letters(formula: re.Match[str]) -> str:
    """The letters and digits of a formula, without its environments."""
    return re.sub(r"\\(?:begin|end)\{[a-z*]+\}|[\W_]", "", formula[1])


def _pieces(node: LexborNode | None, *, is_code: bool) -> Iterator[str]:
    while node is not None:
        name = node.tag
        if name == "-text":
            text = node.text_content or ""
            yield text if is_code else re.sub(r"[ \t\r\n\f]+", " ", text)
        elif name == "br":
            yield "\n"
        elif name == "img":
            yield "\ufffc"
        elif name == "math":
            annotation = node.css_first("annotation")
            yield rf"\({annotation.text() if annotation else node.text()}\)"
        elif name == "details" and _is_hint(node):
            summary = node.css_first("summary")
            yield f"\n{summary.text() if summary else ''}\n"
        elif name not in UNSEEN and not _is_hidden(node):
            edge = "\n" if name in BLOCKS else ""
            yield edge
            yield from _pieces(node.child, is_code=is_code or name == "pre" or _keeps_lines(node))
            yield edge
        node = node.next


def _is_hint(node: LexborNode) -> bool:
    """Whether it is a closed hint of our own cards; other details are taken as if open."""
    parent = node.parent
    return parent is not None and "hints" in (parent.attributes.get("class") or "").split()


def _keeps_lines(node: LexborNode) -> bool:
    return "white-space:pre" in (node.attributes.get("style") or "").replace(" ", "").lower()


def _is_hidden(node: LexborNode) -> bool:
    return "display:none" in (node.attributes.get("style") or "").replace(" ", "").lower()
