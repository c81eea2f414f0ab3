"""The tree of a field: elements, texts, and what is no HTML."""

from collections.abc import Iterator

from msgspec import Struct, field


class Element(Struct):
    """An element with its attributes and what stands in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)


class TexFormula(Struct, frozen=True):
    """A formula of LaTeX, without its delimiters."""

    source: str
    display: bool


class ClozeMark(Struct, frozen=True):
    """Where a cloze begins (with its numbers), its hint begins, or it ends."""

    source: str


class Lost(Struct, frozen=True):
    """Something that no text can hold: a sound, say."""

    what: str


Node = Element | TexFormula | ClozeMark | Lost | str


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in the order of the text."""
    yield node
    if isinstance(node, Element):
        for child in node.children:
            yield from walk(child)


def text_of(node: Node) -> str:
    """Return the text of a node as it stands, line breaks as such."""
    if isinstance(node, str):
        return node
    if isinstance(node, Element):
        if node.name == "br":
            return "\n"
        return "".join(text_of(child) for child in node.children)
    if isinstance(node, TexFormula):
        return f"${node.source}$"
    return node.source if isinstance(node, ClozeMark) else ""
