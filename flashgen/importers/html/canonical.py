"""The tree of a foreign field -> the tree that flashgen's own HTML has: only what Markdown can say.

Lines, paragraphs, lists, tables and emphasis stay as a browser shows them; what has no counterpart
is flattened to its text, and named in `lost` where something is gone.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from flashgen.importers.html.code import (
    bridged,
    clozes_of,
    code_text,
    end_of_code,
    is_balanced,
    language_of,
    without_groups,
)
from flashgen.importers.html.formats import LINK, Style, blank_keys, inner_keys, is_hidden, style_of
from flashgen.importers.html.lists import LETTERED, fits_tight, items_of, tight
from flashgen.importers.html.names import BLOCKS, HEADINGS, LINES
from flashgen.importers.html.nodes import ClozeMark, Element, Lost, Node, TexFormula, text_of, walk
from flashgen.importers.html.runs import Cloze, Format, Key, Run, nested
from flashgen.importers.html.tables import canonical_table
from flashgen.markup.formulas import render_formula
from flashgen.markup.marks import words

_CONTROLS: Final = words("input textarea select meter progress")
_SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
_INDENTED = re.compile(r"(?m)^[ \t]*(?:\xa0[ \t\xa0]|[ \t]\xa0)")


class Canonical(Struct):
    """Makes canonical trees; `lost` takes what had to go."""

    clozes: bool = False
    lost: dict[str, None] = field(default_factory=dict)
    open: list[Cloze] = field(default_factory=list)

    def tree(self, root: Element) -> Element:
        """Return the canonical tree of a field."""
        return Element("", {}, self.blocks(root.children, ()))

    def blocks(self, nodes: Sequence[Node], keys: tuple[Key, ...]) -> list[Node]:
        """Return the blocks of these nodes."""
        flow = _Flow(self)
        flow.visit_all(nodes, keys)
        flow.end_paragraph()
        return flow.made

    def lines(self, nodes: Sequence[Node], keys: tuple[Key, ...]) -> list[Node]:
        """Return these nodes as one paragraph of lines, blocks flattened: for a table's cell."""
        flow = _Flow(self, flat=True)
        flow.visit_all(nodes, keys)
        flow.end_line()
        lines = [without_groups(line) for line in flow.lines if line]
        return nested(lines)


class _Flow:
    """Collects runs to lines, lines to paragraphs, and paragraphs and other blocks to `made`."""

    def __init__(self, canonical: Canonical, *, flat: bool = False) -> None:
        self._all = canonical
        self._flat = flat
        self.made: list[Node] = []
        self.lines: list[list[Run]] = []
        self._line: list[Run] = []
        self._keeps_lines = False
        self._codes = 0  # elements of code with several lines, so far

    def visit_all(self, nodes: Sequence[Node], keys: tuple[Key, ...]) -> None:
        for node in nodes:
            self._visit(node, keys)

    def end_line(self) -> None:
        """Begin a new line, unless one has just begun."""
        if any(not run.is_blank for run in self._line):
            self.lines.append(self._line)
        self._line = []

    def end_paragraph(self) -> None:
        """Make paragraphs of the lines; an empty one parts two."""
        if self._flat:
            self.end_line()
            return
        self.end_line()
        paragraph: list[list[Run]] = []

        def end() -> None:
            if paragraph and (inside := nested([without_groups(line) for line in paragraph])):
                self.made.append(Element("p", {}, inside))
            paragraph.clear()

        lines = self.lines
        in_clozes = bridged(lines)
        at = 0
        while at < len(lines):
            until = end_of_code(lines, at)
            if until > at + 1:
                end()
                code = "\n".join(text_of(line[0].node) for line in lines[at:until])
                self._code_block(code, Element("pre"), clozes_of(lines[at]))
                at = until
                continue
            if lines[at] or at in in_clozes:
                paragraph.append(lines[at])
            else:
                end()
            at += 1
        end()
        self.lines = []

    def _part(self) -> None:
        """Begin a new paragraph: in a cloze, which must not be parted, by an empty line."""
        if not self._all.open or self._flat:
            self.end_paragraph()
            return
        self.end_line()
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def _break(self) -> None:
        self.lines.append(self._line if any(not run.is_blank for run in self._line) else [])
        self._line = []

    def _add(self, node: Node, keys: tuple[Key, ...]) -> None:
        open_ = self._all.open
        if open_ and open_[-1].has_hint:
            hint = text_of(node) if isinstance(node, Element) else node
            if hint and not (hint == " " and not open_[-1].hint):
                open_[-1].hint.append(hint)
            return
        for cloze in open_:
            cloze.is_shown = cloze.is_shown or not (isinstance(node, str) and node.isspace())
        self._line.append(Run(node, (*open_, *keys)))

    def _visit(self, node: Node, keys: tuple[Key, ...]) -> None:
        if isinstance(node, str):
            self._text(node, keys)
        elif isinstance(node, TexFormula):
            self._formula(node, keys)
        elif isinstance(node, ClozeMark):
            self._cloze(node.source)
        elif isinstance(node, Lost):
            self._all.lost[node.what] = None
        else:
            self._element(node, keys)

    def _text(self, text: str, keys: tuple[Key, ...]) -> None:
        if blank := blank_keys(text, keys):
            self._add(text, blank)
            return
        if not self._keeps_lines:
            self._add(_SPACES.sub(" ", text), keys)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break()
            self._add(_SPACES.sub(" ", line), keys)

    def _formula(self, formula: TexFormula, keys: tuple[Key, ...]) -> None:
        source = re.sub(r"(?<!\s)\s*\n\s*", " ", formula.source).strip()
        if not source:
            return
        problems = render_formula(source, [], in_cloze_text=self._all.clozes).problems
        if problems:
            what = f"the formula {source[:100]} stands as code: {problems[0].message}"
            self._all.lost[what] = None
            self._add(Element("code", {}, [source]), keys)
        else:
            self._add(TexFormula(source, formula.display), keys)

    def _cloze(self, mark: str) -> None:
        open_ = self._all.open
        if not mark.startswith("{{") and not open_:
            return  # a table has moved it out of its cloze
        if mark == "::":
            open_[-1].has_hint = True
        elif mark == "}}":
            cloze = open_.pop()
            if not cloze.is_shown:
                self._all.lost["a gap with nothing in it"] = None
        else:
            open_.append(Cloze(tuple(mark[3:-2].split(","))))

    def _element(self, element: Element, keys: tuple[Key, ...]) -> None:
        name = element.name
        if name == "br":
            self._break()
        elif name == "wbr" or is_hidden(element):
            pass
        elif name == "img":
            self._add(element, keys)
        elif name in _CONTROLS:
            self._all.lost["a form's element"] = None
            self.visit_all(element.children, keys)
        elif name == "a":
            self._link(element, keys)
        elif name in ("code", "tt"):
            self._inline_code(element, keys)
        elif name in BLOCKS:
            self._block(element, keys)
        else:
            self.visit_all(element.children, inner_keys(element, keys, self._all.lost))

    def _link(self, element: Element, keys: tuple[Key, ...]) -> None:
        url = element.attributes.get("href", "").strip()
        keys = inner_keys(element, keys, self._all.lost)
        if LINK.fullmatch(url):
            title = element.attributes.get("title", "")
            attributes = (("href", url), *((("title", title),) if title else ()))
            keys = (*(k for k in keys if getattr(k, "name", "") != "a"), Format("a", attributes))
        elif url and url != "#":
            self._all.lost[f"the link to {url[:200]}"] = None
        self.visit_all(element.children, keys)

    def _inline_code(self, element: Element, keys: tuple[Key, ...]) -> None:
        marks = [n.source for n in walk(element) if isinstance(n, ClozeMark)]
        has_image = any(isinstance(n, Element) and n.name == "img" for n in walk(element))
        text = code_text(element, keeps_lines=False)
        is_simple = "::" not in marks and all("," not in mark for mark in marks)
        if has_image or not is_simple or not is_balanced(marks) or (marks and "\n" in text):
            self.visit_all(element.children, (*keys, Format("code")))
        elif "\n" in text:
            self._code_lines(text, keys)
        elif text.strip():
            self._add(Element("code", {}, [text.replace("\n", " ")]), keys)
        elif text:
            self._add(" ", keys)

    def _code_lines(self, text: str, keys: tuple[Key, ...]) -> None:
        """Add lines of code, which become a block where nothing else stands in them."""
        self._codes += 1
        group = {"lines": str(self._codes)}
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break()
            if line.strip() or number:
                self._add(Element("code", group, [line]), keys)

    def _block(self, element: Element, keys: tuple[Key, ...]) -> None:
        name = element.name
        style = style_of(element)
        keys = inner_keys(element, keys, self._all.lost, style)
        if name in ("pre", "listing", "xmp") or self._is_code(element, style):
            self._pre(element, keys)
        elif name in LINES or (self._flat and name not in ("table", "hr")):
            self._lines(element, keys, style)
        elif name in ("p", "dl"):
            self._part()
            self._lines(element, keys, style)
            self._part()
        elif name == "table":
            self._table(element, keys)
        else:
            self.end_paragraph()
            if name in HEADINGS:
                self._heading(element, keys)
            elif name == "blockquote":
                if inside := self._all.blocks(element.children, keys):
                    self.made.append(Element("blockquote", {}, inside))
            elif name == "hr":
                if not self._flat:
                    self.made.append(Element("hr"))
            else:
                self._list(element, keys)

    def _lines(self, element: Element, keys: tuple[Key, ...], style: Style) -> None:
        self.end_line()
        kept = self._keeps_lines
        self._keeps_lines = kept or style.keeps_lines
        if element.name == "dt":
            keys = (*keys, Format("strong"))
        self.visit_all(element.children, keys)
        self._keeps_lines = kept
        self.end_line()

    def _heading(self, element: Element, keys: tuple[Key, ...]) -> None:
        keys = tuple(key for key in keys if key != Format("strong"))
        blocks = self._all.blocks(element.children, keys)
        if all(isinstance(block, Element) and block.name == "p" for block in blocks):
            inside: list[Node] = []
            for block in blocks:
                assert isinstance(block, Element)
                inside += [Element("br")] if inside else []
                inside += [child for child in block.children if child != "\n"]
            if inside:
                self.made.append(Element(element.name, {}, inside))
        else:
            self.made += blocks

    def _table(self, element: Element, keys: tuple[Key, ...]) -> None:
        if self._flat:
            self._all.lost["a table in a table"] = None
            self._lines(element, keys, Style())
            return
        self.end_paragraph()
        self.made += canonical_table(self._all, element, keys)

    def _list(self, element: Element, keys: tuple[Key, ...]) -> None:
        numbered = element.name == "ol"
        attributes = element.attributes
        if numbered and (attributes.get("type", "1") != "1" or "reversed" in attributes):
            self._all.lost[LETTERED] = None
        items, first = items_of(element, self._all.lost)
        made = [self._all.blocks(item, keys) for item in items]
        made = [item for item in made if item]
        if not made:
            return
        is_tight = all(fits_tight(item) for item in made)
        if is_tight:
            made = [tight(item) for item in made]
        start = first or attributes.get("start", "1")
        kept = {"start": start} if numbered and start.isdecimal() and start != "1" else {}
        kept |= {} if is_tight else {"loose": ""}
        children: list[Node] = [Element("li", {}, item) for item in made]
        self.made.append(Element("ol" if numbered else "ul", kept, children))

    def _is_code(self, element: Element, style: Style) -> bool:
        if not style.is_monospaced or self._flat:
            return False
        text = code_text(element)
        plain = all(
            isinstance(node, str)
            or (isinstance(node, Element) and node.name in ("", "div", "span", "br", "font", "p"))
            for node in walk(element)
        )
        return plain and "\n" in text.strip() and _INDENTED.search(text) is not None

    def _pre(self, element: Element, keys: tuple[Key, ...]) -> None:
        images = [n for n in walk(element) if isinstance(n, Element) and n.name == "img"]
        if self._flat or any(
            isinstance(n, ClozeMark) and n.source != "}}" and ("," in n.source or n.source == "::")
            for n in walk(element)
        ):
            self._keeps_lines, kept = True, self._keeps_lines
            self.end_line()
            self.visit_all(element.children, (*keys, Format("code")))
            self.end_line()
            self._keeps_lines = kept
            return
        self.end_paragraph()
        self._code_block(code_text(element), element, self._all.open)
        if images:
            self._all.lost["the place of an image in code"] = None
        for image in images:
            self._add(image, keys)

    def _code_block(self, text: str, element: Element, clozes: Sequence[Cloze]) -> None:
        text = text.replace("\xa0", " ").strip("\n")
        if not text.strip():
            return
        for cloze in clozes:
            cloze.is_shown = True
        marks = "".join(f"{{{{c{number}::" for cloze in clozes for number in cloze.numbers)
        if marks:
            text = f"{marks}{text}{'}}' * marks.count('{{')}"
        language = language_of(element)
        kept = {"language": language} if language else {}
        self.made.append(Element("pre", kept, [text]))
