"""The HTML of a field -> Markdown as a deck file holds it, and whether that says the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flashgen.importers.html.inline import Inline, no_images
from flashgen.importers.html.tree import (
    BLOCKS,
    MAX_LENGTH,
    ClozeMark,
    Element,
    Node,
    parse,
    text_of,
    walk,
)
from flashgen.markup.code import LANGUAGES, code_html

_LISTS: Final = ("ul", "ol")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_ALIGNED: Final = {"left": ":--", "center": ":-:", "right": "--:"}
_LIKELY: Final = ("python", "pycon", "bash", "console", "c++", "javascript", "json", "yaml", "sql")


@dataclass(frozen=True, slots=True)
class Converted:
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
    inline = Inline(own=own, clozes=clozes, slots=slots, images=images)
    if clozes and not own:
        _cut_clozes(root)
    if one_line:
        text = inline.paragraph(root.children, one_line=True)
    else:
        text = "\n\n".join(_Blocks(inline).blocks(root.children))
    if len(html) > MAX_LENGTH:
        inline.lost["the end of a text that is too long"] = None
    return Converted(text, tuple(inline.lost))


class _Blocks:
    """Writes blocks: each a text of whole lines, to be parted by empty lines."""

    def __init__(self, inline: Inline) -> None:
        self._inline = inline

    def blocks(self, nodes: list[Node]) -> list[str]:
        """Return the blocks of these nodes; what stands between blocks becomes paragraphs."""
        made: list[str] = []
        run: list[Node] = []
        previous = ""  # the list just before, whose signs the next one must not have
        for node in [*nodes, Element("hr", {"end": ""})]:
            is_last = isinstance(node, Element) and "end" in node.attributes and node.name == "hr"
            if not is_last and not (isinstance(node, Element) and _is_block(node)):
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
        if self._inline.own:
            text = self._inline.paragraph(nodes)
            text = re.sub(r"<br>\n", "\\\\\n", text)
            return [text] if text else []
        text = self._inline.paragraph(nodes)
        parts = re.split(r"(?:\\\n\s*){2,}", text)
        return [part for part in (re.sub(r"\\\Z", "", p).strip() for p in parts) if part]

    def _block(self, element: Element, *, second: bool) -> list[str]:
        name = element.name
        children = element.children
        if name in _HEADINGS:
            text = self._inline.paragraph(children, one_line=not self._inline.own)
            if "\n" in text:  # as flashgen reads it from a heading that is underlined
                text = text.replace("<br>\n", "\\\n")
                return [f"{text}\n{'===' if name == 'h1' else '---'}"]
            return [f"{'#' * int(name[1])} {text}".rstrip()] if text or self._inline.own else []
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
        if name == "dt":
            return [f"**{text}**" for text in self.blocks(children)]
        return self.blocks(children)

    def _list(self, element: Element, *, second: bool) -> list[str]:
        items = [c for c in element.children if isinstance(c, Element) and c.name == "li"]
        # An item that is none: text straight in the list, or a list in a list as Word leaves it.
        if not self._inline.own:
            items = [
                c if isinstance(c, Element) and c.name == "li" else Element("li", {}, [c])
                for c in element.children
                if not isinstance(c, str) or c.strip()
            ]
        loose = any(isinstance(c, Element) and c.name == "p" for i in items for c in i.children)
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
        if not self._inline.own:
            code = code.replace("\xa0", " ").strip("\n")
        if self._inline.slots:
            code = code.replace("<<", r"\<<")
        if not code.strip() and not self._inline.own:
            return []
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
            return self.blocks(element.children) if not self._inline.own else []
        if any("colspan" in c.attributes or "rowspan" in c.attributes for r in rows for c in r):
            self._inline.lost["merged cells of a table"] = None
        width = max(len(row) for row in rows)
        cells = [[self._inline.paragraph(c.children, in_table=True) for c in row] for row in rows]
        cells = [row + [""] * (width - len(row)) for row in cells]
        if any(cell.name == "td" for cell in rows[0]):
            cells.insert(0, [""] * width)
        aligned = [_ALIGNED.get(cell.attributes.get("align", ""), "---") for cell in rows[0]]
        aligned += ["---"] * (width - len(aligned))
        return ["\n".join(f"| {' | '.join(row)} |" for row in [cells[0], aligned, *cells[1:]])]


def _is_block(element: Element) -> bool:
    return element.name in BLOCKS


def _language(element: Element, code: str) -> str:
    """Return the language as which code was highlighted; the HTML has only its marks."""
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


def _cut_clozes(root: Element) -> None:
    """Give each paragraph that a cloze runs through a cloze of its own, with the same number."""
    open_: list[ClozeMark] = []

    def visit(element: Element) -> None:
        children: list[Node] = []
        for child in element.children:
            if isinstance(child, Element) and _is_block(child):
                children += [ClozeMark("}}") for _ in open_]
                _visit_block(child)
                children.append(child)
                children += open_
                continue
            if isinstance(child, Element):
                visit(child)
            elif isinstance(child, ClozeMark):
                if child.source == "}}" and open_:
                    open_.pop()
                elif child.source.startswith("{{"):
                    open_.append(child)
            children.append(child)
        element.children = children

    def _visit_block(element: Element) -> None:
        element.children = [*open_, *element.children]
        before = len(open_)
        rest = element.children[before:]
        element.children = rest
        start = list(open_)
        visit(element)
        element.children = [*start, *element.children, *(ClozeMark("}}") for _ in open_)]

    visit(root)
    _drop_empty(root)


def _drop_empty(element: Element) -> None:
    """Drop clozes with nothing in them, as cutting leaves them."""
    children = element.children
    index = 0
    while index < len(children):
        node = children[index]
        after = children[index + 1] if index + 1 < len(children) else None
        is_open = isinstance(node, ClozeMark) and node.source.startswith("{{")
        if is_open and isinstance(after, ClozeMark) and after.source == "}}":
            del children[index : index + 2]
            index = max(0, index - 1)
            continue
        if isinstance(node, Element):
            _drop_empty(node)
        index += 1
