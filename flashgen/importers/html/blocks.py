"""The HTML of a field -> Markdown as a deck file holds it, and whether that says the same."""

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from flashgen.importers.html.canonical import Canonical
from flashgen.importers.html.inline import Inline, no_images
from flashgen.importers.html.names import BLOCKS, HEADINGS
from flashgen.importers.html.nodes import Element, Node, text_of, walk
from flashgen.importers.html.tree import MAX_LENGTH, parse
from flashgen.markup.code import LANGUAGES, code_html

_LISTS: Final = ("ul", "ol")
_ALIGNED: Final = {"left": ":--", "center": ":-:", "right": "--:"}
_LIKELY: Final = ("python", "pycon", "bash", "console", "c++", "javascript", "json", "yaml", "sql")


class Converted(Struct, frozen=True):
    """A field as Markdown, and what of it could not be kept."""

    text: str
    lost: tuple[str, ...] = ()


def to_markdown(
    html: str,
    *,
    own: bool = False,
    clozes: bool = False,
    slots: bool = False,
    images: Callable[[str], str | None] = no_images,
    one_line: bool = False,
) -> Converted:
    """Return a field as Markdown.

    `own`: flashgen made the HTML. `clozes`: it holds clozes. `slots`: `<<` would begin a slot.
    `images` gives the path of an image by its name, None where it is not kept. `one_line`: an
    option, say.
    """
    root = parse(html, clozes=clozes)
    inline = Inline(clozes=clozes, slots=slots, images=images)
    if not own:
        root = Canonical(clozes, inline.lost).tree(root)
    text = write(root, inline, one_line=one_line)
    if len(html) > MAX_LENGTH:
        inline.lost["the end of a text that is too long"] = None
    return Converted(text, tuple(inline.lost))


def write(root: Element, inline: Inline, *, one_line: bool = False) -> str:
    """Return a tree of what flashgen's own HTML has as Markdown."""
    if not one_line:
        return "\n\n".join(_Blocks(inline).blocks(root.children))
    nodes: list[Node] = []
    for node in root.children:
        if isinstance(node, Element) and node.name == "p":
            nodes += [Element("br"), *node.children] if nodes else node.children
        else:
            nodes.append(node)
    return inline.paragraph(nodes, one_line=True)


class _Blocks:
    """Writes blocks: each a text of whole lines, to be parted by empty lines."""

    def __init__(self, inline: Inline) -> None:
        self._inline = inline

    def blocks(self, nodes: list[Node]) -> list[str]:
        """Return the blocks of these nodes; inline nodes between blocks become paragraphs."""
        made: list[str] = []
        run: list[Node] = []
        previous = ""  # the list just before, whose signs the next one must not have
        for node in [*nodes, Element("hr", {"end": ""})]:
            is_last = isinstance(node, Element) and "end" in node.attributes and node.name == "hr"
            if not is_last and not (isinstance(node, Element) and node.name in BLOCKS):
                run.append(node)
                continue
            paragraphs = self._paragraphs(run)
            made += paragraphs
            previous = "" if paragraphs else previous
            run = []
            if is_last:
                break
            assert isinstance(node, Element)
            block = self._block(node, second=previous == node.name)
            made += block
            if block:
                previous = "" if previous == node.name else node.name
        return made

    def _paragraphs(self, nodes: list[Node]) -> list[str]:
        """Return the paragraphs of a run of inline nodes; two line breaks begin another."""
        if not nodes:
            return []
        text = self._inline.paragraph(nodes)
        return [text] if text else []

    def _block(self, element: Element, *, second: bool) -> list[str]:
        name = element.name
        children = element.children
        if name in HEADINGS:
            text = self._inline.paragraph(children)
            if "\n" in text:  # as flashgen reads it from a heading that is underlined
                return [f"{text}\n{'===' if name == 'h1' else '---'}"]
            return [f"{'#' * int(name[1])} {text}".rstrip()]
        if name == "hr":
            return ["---"]
        if name == "pre":
            return self._code(element)
        if name in _LISTS:
            return self._list(element, second=second)
        if name == "blockquote":
            inside = "\n\n".join(self.blocks(children))
            return ["\n".join(f"> {line}".rstrip() for line in inside.split("\n"))]
        if name == "table":
            return self._table(element)
        return self.blocks(children)

    def _list(self, element: Element, *, second: bool) -> list[str]:
        items = [c for c in element.children if isinstance(c, Element) and c.name == "li"]
        loose = "loose" in element.attributes or any(
            isinstance(c, Element) and c.name == "p" for i in items for c in i.children
        )
        number = element.attributes.get("start", "1")
        first = int(number) if number.isdecimal() and len(number) < 9 else 1
        lines = []
        for index, item in enumerate(items):
            sign = ("*" if second else "-") if element.name == "ul" else f"{first + index}"
            sign += ("" if element.name == "ul" else ")" if second else ".") + " "
            blocks = self.blocks(item.children)
            inside = ("\n\n" if loose else "\n").join(blocks) if blocks else ""
            indented = f"\n{' ' * len(sign)}".join(inside.split("\n"))
            lines.append((sign + indented).rstrip(" "))
        text = ("\n\n" if loose else "\n").join(lines)
        return [re.sub(r"(?m)^[ ]+$", "", text)] if lines else []

    def _code(self, element: Element) -> list[str]:
        code = text_of(element)
        if self._inline.slots:
            code = code.replace("<<", r"\<<")
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        inside = f"{code}\n" if code else ""
        return [f"{fence}{_language(element, code)}\n{inside}{fence}"]

    def _table(self, element: Element) -> list[str]:
        rows = [
            [c for c in row.children if isinstance(c, Element) and c.name in ("td", "th")]
            for row in walk(element)
            if isinstance(row, Element) and row.name == "tr"
        ]
        rows = [row for row in rows if row]
        if not rows:
            return []
        width = max(len(row) for row in rows)
        cells = [[self._inline.paragraph(c.children, in_table=True) for c in row] for row in rows]
        cells = [row + [""] * (width - len(row)) for row in cells]
        if any(cell.name == "td" for cell in rows[0]):
            cells.insert(0, [""] * width)
        aligned = [_ALIGNED.get(cell.attributes.get("align", ""), "---") for cell in rows[0]]
        aligned += ["---"] * (width - len(aligned))
        return ["\n".join(f"| {' | '.join(row)} |" for row in [cells[0], aligned, *cells[1:]])]


def _language(element: Element, code: str) -> str:
    """Return the language as which code was highlighted; flashgen's HTML has only its marks."""
    if "language" in element.attributes:
        return element.attributes["language"]
    if not any(isinstance(n, Element) and "class" in n.attributes for n in element.children[:1]):
        names = [n for n in walk(element) if isinstance(n, Element) and n.name == "span"]
        if not names:
            return ""
    html = _marked(element)
    for language in (*_LIKELY, *sorted(LANGUAGES - set(_LIKELY))):
        if code_html(code, language, []) == html:
            return language
    return ""


def _marked(element: Element) -> str:
    """Return the HTML of highlighted code as flashgen writes it."""
    from flashgen.markup.escape import escape_text

    def write(node: Node) -> str:
        if isinstance(node, str):
            return escape_text(node)
        if isinstance(node, Element):
            inside = "".join(write(child) for child in node.children)
            css_class = node.attributes.get("class", "")
            return f'<span class="{css_class}">{inside}</span>' if node.name == "span" else inside
        return ""

    return write(element)
