"""Code in fields: its text, its lines in a paragraph, and its language."""

import re
from collections.abc import Sequence

from flashgen.importers.html.names import BLOCKS
from flashgen.importers.html.nodes import Element, Node, text_of, walk
from flashgen.importers.html.runs import Cloze, Run
from flashgen.markup.code import LANGUAGES

_CLASS_LANGUAGE = re.compile(r"(?:^|\s)(?:language-|lang-|brush:\s*)([\w+#-]+)")


def end_of_code(lines: Sequence[Sequence[Run]], at: int) -> int:
    """Return where the lines end that hold nothing but one element of code."""
    if at >= len(lines):
        return at
    group = _group(lines[at])
    end = at
    while group and end < len(lines) and _group(lines[end]) == group:
        end += 1
    return end


def bridged(lines: Sequence[Sequence[Run]]) -> set[int]:
    """Return the empty lines that stand in a cloze, which must not be parted."""
    found: set[int] = set()
    before = -1
    for at, line in enumerate(lines):
        if not line:
            continue
        if 0 <= before < at - 1 and {*clozes_of(lines[before][-1:])} & {*clozes_of(line)}:
            found.update(range(before + 1, at))
        before = at
    return found


def _group(line: Sequence[Run]) -> str:
    runs = [run for run in line if not run.is_blank]
    node = runs[0].node if len(runs) == 1 else None
    return node.attributes.get("lines", "") if isinstance(node, Element) else ""


def without_groups(line: Sequence[Run]) -> list[Run]:
    """Return a line with its code as elements of code alone."""
    made: list[Run] = []
    for run in line:
        node = run.node
        if isinstance(node, Element) and "lines" in node.attributes:
            text = text_of(node)
            made.append(Run(Element("code", {}, [text]) if text.strip() else " ", run.keys))
        else:
            made.append(run)
    return made


def clozes_of(line: Sequence[Run]) -> list[Cloze]:
    """Return the clozes in which a line begins."""
    return [key for run in line[:1] for key in run.keys if isinstance(key, Cloze)]


def is_balanced(marks: Sequence[str]) -> bool:
    """Tell whether the marks of clozes begin and end in pairs."""
    depth = 0
    for mark in marks:
        depth += 0 if mark == "::" else -1 if mark == "}}" else 1
        if depth < 0:
            return False
    return depth == 0


def code_text(node: Node, *, keeps_lines: bool = True) -> str:
    """Return the text of code: `<br>` and blocks are lines of it, new lines where it keeps them."""
    pieces: list[str] = []

    def write(node: Node) -> None:
        if not isinstance(node, Element):
            text = text_of(node)
            pieces.append(text if keeps_lines else re.sub(r"(?<!\s)\s*\n\s*", " ", text))
            return
        if node.name == "br":
            pieces.append("\n")
            return
        is_line = node.name in BLOCKS
        if is_line and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
        for child in node.children:
            write(child)
        if is_line and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")

    write(node)
    return "".join(pieces)


def language_of(element: Element) -> str:
    """Return the language that the class of an element of code names; empty where none does."""
    for node in walk(element):
        if isinstance(node, Element):
            found = _CLASS_LANGUAGE.search(node.attributes.get("class", ""))
            if found and found[1].lower() in LANGUAGES:
                return found[1].lower()
    return ""
