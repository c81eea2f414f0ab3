"""A deck file in the making, and its YAML: in blocks, as one would write it by hand."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Self

from msgspec import Struct, field

from flashgen.source.text import display_width

Text = str | Mapping[str, str]
"""A text, or one for each language."""

Value = str | bool | int | Mapping[str, "Value"] | Sequence["Value"]

_LONGEST_PLAIN: Final = 88
# Nothing that YAML reads as more than letters, and nothing that a reader might think it does.
_PLAIN = re.compile(r"[^\W_$(\u3000-\u303f][^\n\t]*|\$[^\n\t]+|[（《“「][^\n\t]*")
_NUMBER = re.compile(r"-?[0-9.]+(?:e[+-]?[0-9]+)?")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|\s$|^[=<]$")
_FLOW_WORD = re.compile(r"[^\W_][\w:./+-]*\w|[^\W_]")
# YAML ends a line at these too, and the rest can stand in no text.
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)


class OneLine(str):
    """An expression or another value that stands on one line."""

    __slots__ = ()


class DraftCard(Struct, frozen=True):
    """A card: its id, the lines of the other keys, and what a comment above it says."""

    id: str
    lines: str
    comments: tuple[str, ...] = ()

    @classmethod
    def of(cls, id: str, entries: Mapping[str, Value], comments: Iterable[str] = ()) -> Self:
        """Return the card with these keys in their order."""
        lines = [line for key, value in entries.items() for line in _entry(key, value, 2)]
        return cls(id, "\n".join(lines), tuple(comments))

    @property
    def size(self) -> int:
        """How many characters it takes in a deck file, about."""
        return len(self.id) + len(self.lines) + sum(map(len, self.comments)) + 20


class DraftDeck(Struct, frozen=True):
    """A deck file: its header and its cards."""

    namespace: str
    deck: Text
    languages: tuple[str, ...]
    cards: tuple[DraftCard, ...]
    description: Text = ""
    tags: tuple[str, ...] = ()
    comments: tuple[str, ...] = field(default=())


def clean(text: str) -> str:
    """Return a text with ordinary ends of lines and without what can stand in no text."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def as_yaml(draft: DraftDeck) -> str:
    """Return the text of the deck file."""
    lines = [*comment_lines(draft.comments), f"namespace: {draft.namespace}"]
    lines += _entry("deck", draft.deck, 0)
    if draft.description:
        lines += _entry("description", draft.description, 0)
    lines.append(f"languages: [{', '.join(draft.languages)}]")
    if draft.tags:
        lines += _entry("tags", draft.tags, 0)
    lines.append("cards:")
    for card in draft.cards:
        lines += ["", *card_lines(card)]
    return "\n".join(lines) + "\n"


def card_lines(card: DraftCard) -> list[str]:
    """Return the lines of a card, the comment first."""
    below = card.lines.split("\n") if card.lines else []
    return [*comment_lines(card.comments), f"- id: {card.id}", *below]


def commented(card: DraftCard, reason: str) -> list[str]:
    """Return the lines of a card that cannot stand as it is, as comments."""
    return [*comment_lines([reason]), *(f"# {line}".rstrip() for line in card_lines(card))]


def header_tags(tags: Sequence[str]) -> list[str]:
    """Return the lines of the tags in a header; none where there are none."""
    return _entry("tags", tuple(tags), 0) if tags else []


def comment_lines(comments: Sequence[str]) -> Iterator[str]:
    """Yield the lines of comments; of a comment of several lines each is one."""
    for comment in comments:
        for line in clean(comment).split("\n"):
            yield f"# {line}".rstrip()


def _entry(key: str, value: Value, indent: int) -> list[str]:
    lead = " " * indent
    if isinstance(value, bool | int):
        return [f"{lead}{key}: {str(value).lower()}"]
    if isinstance(value, str):
        first, *rest = _scalar(value, indent + 2)
        return [f"{lead}{key}: {first}", *rest]
    if isinstance(value, Mapping):
        lines = [f"{lead}{key}:"]
        for name, inner in value.items():
            lines += _entry(name, inner, indent + 2)
        return lines
    if all(isinstance(item, str) and _FLOW_WORD.fullmatch(item) for item in value):
        flow = f"{lead}{key}: [{', '.join(str(item) for item in value)}]"
        if len(flow) <= _LONGEST_PLAIN:
            return [flow]
    lines = [f"{lead}{key}:"]
    for item in value:
        lines += _item(item, indent + 2)
    return lines


def _item(item: Value, indent: int) -> list[str]:
    lead = " " * indent
    if isinstance(item, Mapping):
        lines = [line for key, value in item.items() for line in _entry(key, value, indent + 2)]
        return [f"{lead}- {lines[0][indent + 2 :]}", *lines[1:]]
    if not isinstance(item, str):
        assert isinstance(item, Sequence)
        lines = [line for inner in item for line in _item(inner, indent + 2)]
        return [f"{lead}- {lines[0][indent + 2 :]}", *lines[1:]]
    first, *rest = _scalar(item, indent + 2)
    return [f"{lead}- {first}", *rest]


def _scalar(text: str, indent: int) -> list[str]:
    """Return a text as YAML: plain where that is safe, else in quotes or as a block."""
    one_line = isinstance(text, OneLine)
    text = clean(text).strip("\n")
    plain = "\n" not in text and _PLAIN.fullmatch(text) and not _NOT_PLAIN.search(text)
    if (plain and (one_line or display_width(text) <= _LONGEST_PLAIN)) or _NUMBER.fullmatch(text):
        return [text]
    if one_line or not text.strip():
        return ["'" + text.replace("'", "''") + "'"]
    lead = " " * indent
    sign = "|2" if text[0] in " \t" else "|"  # or YAML would take the blanks for indentation
    return [sign, *(f"{lead}{line}" if line else "" for line in text.split("\n"))]
