"""The templates of a note type, filled in for one card as Anki does it.

Fields, filters and conditions as in Anki's manual. The result is HTML, except that what no text
can do (typing an answer, opening a hint, speaking) is left out and named.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from msgspec import Struct, field

from flashgen.importers.html.nodes import Element, Node, TexFormula
from flashgen.importers.html.tree import parse
from flashgen.source.patterns import closed_matches, replace_closed

FRONT: Final = "\ue010"
"""Stands for `{{FrontSide}}` on a back that is filled in."""
CLOZE: Final = "\ue011"
"""Stands for the text with the clozes on the back of a cloze note."""

_RULE = re.compile(r"(?<![^{}@;])([^{}@;]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[.#][\w-]+")
_OPEN_TAG = re.compile(r"<[A-Za-z][^<>]*[^<>/]>|<[A-Za-z]>")
_CLASS = re.compile(r"""\bclass\s*=\s*["']?([^"'>]+)""", re.IGNORECASE)
_ID = re.compile(r"""\bid\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
_LONGEST_CSS: Final = 100_000
_MOST_FILLED: Final = 2_000_000
"""Characters of a side, where no more is filled in: a text that is read has far fewer."""
_MAX_DEPTH: Final = 100
"""Sections of a template that enclose each other."""
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"\{\{(?!\{)(.*?)\}\}", re.DOTALL)
_OTHER_SIGNS: Final = "{{=<% %>=}}"
_STYLE = re.compile(r"""\s(?:style|color|bgcolor|align)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.I)
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_READING = re.compile(r" ?(?<![^ >\[\]])([^ >\[\]]++)\[(?!sound:)([^\[\]\n]+)\]")
_CLOZE = re.compile(r"\{\{c([0-9,]+)::(.*?)(?:::.*?)?\}\}", re.DOTALL)
_NUMBER = re.compile(r"c[0-9]+")

TYPED: Final = "an answer to be typed"
HINT: Final = "a hint that opens on the back of the card: it stands below the answer"


class Filled(Struct):
    """What one template makes of one note."""

    html: str
    lost: dict[str, None] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    """The fields of hints, which are hidden until they are opened."""
    size: int = 0
    """How many characters were filled in."""


class CardFields(Struct, frozen=True):
    """What templates fill in: the fields of a note by name, and what Anki knows of the card."""

    fields: Mapping[str, str]
    special: Mapping[str, str]
    numbers: frozenset[int] = frozenset({1})
    """The numbers of the clozes that a cloze card is about."""

    def value(self, name: str) -> str | None:
        """Return a field's HTML; None where there is no such field."""
        found = self.fields.get(name)
        return self.special.get(name) if found is None else found

    def has(self, name: str) -> bool:
        """Tell whether `{{#name}}` shows what it encloses."""
        value = self.value(name)
        if value is None and _NUMBER.fullmatch(name):
            return int(name[1:]) in self.numbers
        return value is not None and _EMPTY.fullmatch(value) is None


class _Reference(Struct, frozen=True):
    filters: tuple[str, ...]
    name: str


class _Section(Struct, frozen=True):
    name: str
    wanted: bool
    parts: "tuple[_TemplatePart, ...]"


_TemplatePart = str | _Reference | _Section


def hidden_by(css: str) -> frozenset[str]:
    """Return the classes (`.name`) and ids (`#name`) of which a style sheet shows nothing."""
    css = replace_closed(_CSS_COMMENT, "", css[:_LONGEST_CSS], "*/")
    found: set[str] = set()
    for selectors, rules in _RULE.findall(css):
        if re.search(r"display\s*:\s*none", rules, re.IGNORECASE):
            found.update(
                selector.strip().removeprefix(".card ") for selector in selectors.split(",")
            )
    return frozenset(name for name in found if _SIMPLE.fullmatch(name))


class CardSide:
    """One side of a template, parsed once for all notes of its type.

    `hidden` are the classes and ids of which nothing shows.
    """

    def __init__(self, source: str, hidden: frozenset[str] = frozenset()) -> None:
        source = replace_closed(_COMMENT, "", source, "-->")
        self._hidden = hidden
        if source.lstrip().startswith(_OTHER_SIGNS):
            source = source.replace(_OTHER_SIGNS, "", 1).replace("<%", "{{").replace("%>", "}}")
        self.has_script = "<script" in source.lower()
        self.depends_on_number = False
        self._parts = self._parsed(source)

    def _parsed(self, source: str) -> tuple[_TemplatePart, ...]:
        stack: list[tuple[str, bool, list[_TemplatePart]]] = [("", True, [])]
        deeper = 0  # sections that nest too deeply to be read as such
        end = source.rfind("}}") + 2 if "}}" in source else 0  # nothing is closed behind it
        pieces = _TAG.split(source[:end])
        pieces[-1] += source[end:]
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                piece = _STYLE.sub(_kept_style, piece)
                stack[-1][2].append(_OPEN_TAG.sub(self._marked, piece) if self._hidden else piece)
                continue
            inside = piece.strip()
            sign, name = inside[:1], inside[1:].strip()
            if sign in "#^" and name:
                self.depends_on_number |= _NUMBER.fullmatch(name) is not None
                if len(stack) > _MAX_DEPTH:
                    deeper += 1
                else:
                    stack.append((name, sign == "#", []))
            elif sign == "/":
                if deeper:
                    deeper -= 1
                elif len(stack) > 1:
                    of, wanted, parts = stack.pop()
                    stack[-1][2].append(_Section(of, wanted, tuple(parts)))
            elif sign != "!" and inside:
                *filters, field_name = inside.split(":")
                stack[-1][2].append(
                    _Reference(tuple(f.strip() for f in filters), field_name.strip())
                )
        while len(stack) > 1:
            of, wanted, parts = stack.pop()
            stack[-1][2].append(_Section(of, wanted, tuple(parts)))
        return tuple(stack[0][2])

    def _marked(self, tag: re.Match[str]) -> str:
        """Hide an element in itself that the style sheet hides."""
        names = {f".{name}" for match in _CLASS.findall(tag[0]) for name in match.split()}
        names |= {f"#{name}" for name in _ID.findall(tag[0])}
        return f"{tag[0][:-1]} hidden>" if names & self._hidden else tag[0]

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that it may show, or asks whether they are empty."""
        return frozenset(_names(self._parts))

    def fill(self, card: CardFields, *, is_back: bool, cloze_as: str | None = None) -> Filled:
        """Return the side for a card; `cloze_as` stands where the text with clozes would."""
        filled = Filled("")
        made: list[str] = []
        _fill(self._parts, card, filled, made, is_back=is_back, cloze_as=cloze_as)
        filled.html = "".join(made)
        if self.has_script:
            filled.lost["a script of the card's template"] = None
        return filled


def _kept_style(match: re.Match[str]) -> str:
    """Keep of the template's styles only what hides something: looks are not the text's."""
    return match[0] if re.search(r"display\s*:\s*none|visibility", match[1], re.I) else ""


def _names(parts: tuple[_TemplatePart, ...]) -> "list[str]":
    made: list[str] = []
    for part in parts:
        if isinstance(part, _Reference):
            made.append(part.name)
        elif isinstance(part, _Section):
            made += [part.name, *_names(part.parts)]
    return made


def _fill(
    parts: tuple[_TemplatePart, ...],
    card: CardFields,
    filled: Filled,
    made: list[str],
    *,
    is_back: bool,
    cloze_as: str | None,
) -> None:
    for part in parts:
        if filled.size > _MOST_FILLED:
            return
        if isinstance(part, str):
            made.append(part)
            filled.size += len(part)
        elif isinstance(part, _Section):
            if card.has(part.name) == part.wanted:
                _fill(part.parts, card, filled, made, is_back=is_back, cloze_as=cloze_as)
        elif part.name == "FrontSide":
            made.append(FRONT if is_back else "")
        else:
            value = card.value(part.name)
            if value is not None:
                filled.size += len(value)
                made.append(_reference(part, value, filled, is_back=is_back, cloze_as=cloze_as))


def _reference(
    reference: _Reference, value: str, filled: Filled, *, is_back: bool, cloze_as: str | None
) -> str:
    filters = [name.lower() for name in reference.filters]
    if any(name == "type" or name.startswith("type ") for name in filters):
        filled.lost[TYPED] = None
        return value if is_back and "cloze" not in filters else ""
    if any(name.startswith("tts") for name in filters):
        if not _EMPTY.fullmatch(value):
            filled.lost["speech"] = None
        return ""
    if _EMPTY.fullmatch(value):
        return value
    if "cloze" in filters:
        return value if cloze_as is None else cloze_as
    if "cloze-only" in filters:
        return _only_clozes(value, filled)
    for name in reversed(filters):
        value = _filtered(name, value)
    if "hint" in filters:
        if is_back:
            filled.lost[HINT] = None
        filled.hints.append(value)
        return ""
    return value


def _only_clozes(value: str, filled: Filled) -> str:
    found = [match.groups() for match in closed_matches(_CLOZE, value, "}}")]
    if len({number for number, _ in found}) > 1:
        filled.lost["gaps that their template shows without the text around them"] = None
        return ""
    return ", ".join(f"{{{{c{number}::{text}}}}}" for number, text in found)


def _filtered(name: str, value: str) -> str:
    if name == "furigana":
        return _READING.sub(r"<ruby>\1<rt>\2</rt></ruby>", value.replace("&nbsp;", " "))
    if name == "kanji":
        return _READING.sub(r"\1", value.replace("&nbsp;", " "))
    if name == "kana":
        return _READING.sub(r"\2", value.replace("&nbsp;", " "))
    if name == "text":
        return escape(_plain(parse(value)), quote=False)
    return value


def _plain(node: Node) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, TexFormula):
        return rf"\[{node.source}\]" if node.display else rf"\({node.source}\)"
    if isinstance(node, Element):
        return "".join(_plain(child) for child in node.children)
    return ""
