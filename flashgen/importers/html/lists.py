"""Lists in fields: their items, and whether these can do without empty lines."""

from itertools import pairwise
from typing import Final

from flashgen.importers.html.names import BLOCKS
from flashgen.importers.html.nodes import Element, Node

LETTERED: Final = "the letters or the order of a list's numbers"


def items_of(element: Element, lost: dict[str, None]) -> tuple[list[list[Node]], str]:
    """Return the items of a list, and the number of the first where it has one of its own.

    What stands in a list outside of its items belongs to the item before it.
    """
    numbered = element.name == "ol"
    attributes = element.attributes
    first = ""
    items: list[list[Node]] = []
    loose: list[Node] = []
    stray: Element | None = None  # what stands in the list outside of its items
    for child in element.children:
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, Element) and child.name == "li":
            loose = [*child.children]
            items.append(loose)
            if "value" in child.attributes and numbered:
                if len(items) == 1 and "reversed" not in attributes:
                    first = child.attributes["value"]
                else:
                    lost[LETTERED] = None
            stray = None
            continue
        if stray is None or (isinstance(child, Element) and child.name in BLOCKS):
            stray = Element("div")
            if not items:
                loose = []
                items.append(loose)
            loose.append(stray)
        stray.children.append(child)
    return items, first


def fits_tight(item: list[Node]) -> bool:
    """Tell whether an item can do without empty lines: a text, then lists or code."""
    names = [block.name for block in item if isinstance(block, Element)]
    if any(name not in ("ul", "ol", "pre") for name in names[1:]):
        return False
    later = [block for block in item[1:] if isinstance(block, Element)]
    if any(a == b and a in ("ul", "ol") for a, b in pairwise(names)):
        return False
    if any(a in ("ul", "ol") and b == "pre" for a, b in pairwise(names)):
        return False
    return not any(block.name == "ol" and "start" in block.attributes for block in later)


def tight(item: list[Node]) -> list[Node]:
    """Return an item without its paragraphs around texts."""
    made: list[Node] = []
    for block in item:
        if isinstance(block, Element) and block.name == "p":
            made += block.children
        else:
            made.append(block)
    return made
