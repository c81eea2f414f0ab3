"""A paragraph as runs, each with what it stands in, and back to elements that nest well.

In a field emphasis may cross clozes, begin in one line and end in another, or hold nothing but a
line break. As runs all that is gone: a run of blanks stands in what both its neighbors stand in,
and what reaches furthest becomes the outer element. A cloze is never cut; what crosses it is.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from flashgen.importers.html.nodes import ClozeMark, Element, Node, TexFormula, text_of


class Format(Struct, frozen=True):
    """An element that a run stands in: emphasis, a tag, a link."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()


class Cloze(Struct, eq=False):
    """A cloze that a run stands in, by identity; one mark may give several numbers."""

    numbers: tuple[str, ...]
    hint: list[Node] = field(default_factory=list)
    has_hint: bool = False
    is_shown: bool = False


Key = Format | Cloze


class Run(Struct, frozen=True):
    """A piece of a line: a text, a formula, an image, code or a line break."""

    node: Node
    keys: tuple[Key, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether it is white space or a line break."""
        node = self.node
        return not node.strip(" ") if isinstance(node, str) else node is BREAK


BREAK: Final = Element("br")


def nested(lines: Sequence[Sequence[Run]]) -> list[Node]:
    """Return the nodes of the lines of a paragraph, with line breaks between them."""
    runs: list[Run] = []
    for number, line in enumerate(lines):
        if number:
            runs.append(Run(BREAK))
        runs += line
    return _nested(_settled(_split(runs)))


def _split(runs: Sequence[Run]) -> list[Run]:
    """Make runs of their own of the blanks at the ends of texts."""
    made: list[Run] = []
    for run in runs:
        text = run.node
        if not isinstance(text, str):
            made.append(run)
            continue
        inner = text.strip(" ")
        if not inner:
            made.append(Run(" ", run.keys))
            continue
        if text[0] == " ":
            made.append(Run(" ", run.keys))
        made.append(Run(inner, run.keys))
        if text[-1] == " ":
            made.append(Run(" ", run.keys))
    return made


def _settled(runs: Sequence[Run]) -> list[Run]:
    """Give blanks the keys that both neighbors have, and drop them at the ends and beside others.

    A line break outlasts the blanks around it.
    """
    kept: list[Run] = []
    for run in runs:
        if run.is_blank:
            if not kept:
                continue
            if kept[-1].node is BREAK and run.node is not BREAK:
                continue
            if kept[-1].is_blank:
                if run.node is BREAK and kept[-1].node is not BREAK:
                    kept[-1] = run
                    continue
                if run.node is not BREAK:
                    continue
        kept.append(run)
    while kept and kept[-1].is_blank:
        kept.pop()
    made: list[Run] = []
    following: list[tuple[Key, ...]] = [()] * len(kept)
    keys: tuple[Key, ...] = ()
    for index in range(len(kept) - 1, -1, -1):
        following[index] = keys
        if not kept[index].is_blank:
            keys = kept[index].keys
    before: tuple[Key, ...] = ()
    for run, after in zip(kept, following, strict=True):
        if run.is_blank:
            kept_keys = tuple(key for key in before if key in after)
            if run.node is not BREAK:
                kept_keys = tuple(key for key in kept_keys if key in run.keys)
            made.append(Run(run.node, kept_keys))
        else:
            before = run.keys
            made.append(run)
    return made


def _nested(runs: Sequence[Run]) -> list[Node]:
    made: list[Node] = []
    at = 0
    while at < len(runs):
        if not runs[at].keys:
            _append(made, runs[at].node)
            at += 1
            continue
        key, end = max(
            ((key, _end(runs, at, key)) for key in runs[at].keys), key=lambda found: found[1]
        )
        inside = _nested([Run(r.node, tuple(k for k in r.keys if k != key)) for r in runs[at:end]])
        for node in _wrapped(key, inside):
            _append(made, node)
        at = end
    return made


def _append(made: list[Node], node: Node) -> None:
    if node is BREAK:
        made += [Element("br"), "\n"]
    elif _is_code(node) and made and _is_code(made[-1]):  # ticks that touch would be one sign
        made[-1] = Element("code", {}, [text_of(made[-1]) + text_of(node)])
    elif (
        isinstance(node, TexFormula)
        and made
        and isinstance(made[-1], TexFormula)
        and (node.display or made[-1].display)
    ):
        made += [" ", node]  # `$$` must not touch `$`
    elif isinstance(node, str) and made and isinstance(made[-1], str) and made[-1] != "\n":
        made[-1] += node
    else:
        made.append(node)


def _is_code(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "code"


def _reach(runs: Sequence[Run], at: int, key: Key) -> int:
    """Return where the runs with a key end."""
    end = at + 1
    while end < len(runs) and key in runs[end].keys:
        end += 1
    return end


def _end(runs: Sequence[Run], at: int, key: Key) -> int:
    """Return where an element for a key can end: before a cloze that reaches further."""
    end = _reach(runs, at, key)
    if isinstance(key, Cloze):
        return end
    known = set(runs[at].keys)
    place = at + 1
    while place < end:
        for other in runs[place].keys:
            if isinstance(other, Cloze) and other not in known:
                known.add(other)
                if _reach(runs, place, other) > end:
                    return place
        place += 1
    return end


def _wrapped(key: Key, inside: list[Node]) -> list[Node]:
    if isinstance(key, Format):
        if key.name == "code":
            return _code(inside)
        return [Element(key.name, dict(key.attributes), inside)]
    made: list[Node] = [ClozeMark(f"{{{{c{number}::") for number in key.numbers]
    made += inside
    hint = [ClozeMark("::"), *key.hint] if key.hint else []
    for _ in key.numbers:
        made += [*hint, ClozeMark("}}")]
    return made


def _code(inside: list[Node]) -> list[Node]:
    """Return code as elements of text alone, parted where something else stands in it."""
    made: list[Node] = []
    in_hint = False
    for node in inside:
        if isinstance(node, ClozeMark):
            in_hint = node.source == "::"
        if isinstance(node, str) and node.strip() and not in_hint:
            made.append(Element("code", {}, [node]))
        elif isinstance(node, Element) and node.name not in ("br", "img"):
            made += _code(node.children)
        else:
            made.append(node)
    return made
