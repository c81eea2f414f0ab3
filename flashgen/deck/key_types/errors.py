"""Errors of a value at its place, and scalars that YAML has not cut."""

import re
from typing import Any

from pydantic_core import PydanticCustomError

from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Span
from flashgen.source.yaml_flow import quoted


def invalid(
    code: str, message: str, node: Node | Span, hint: str | None = None
) -> PydanticCustomError:
    """Return the error that rejects a value, for the caller to raise."""
    span = node if isinstance(node, Span) else node.span
    return PydanticCustomError(code, "{message}", {"message": message, "span": span, "hint": hint})


_COMMENT = re.compile(r"[ \t]*#")

QUOTE = "quote it, or write it as a block with `|`"


def scalar_of(node: Any, what: str) -> Scalar:
    """Return the scalar at a node.

    Raises the error for a list or mapping, for nothing, and for what YAML has cut off.
    """
    if not isinstance(node, Scalar):
        kind = "list" if isinstance(node, SequenceNode) else "mapping"
        if node.in_flow:
            raise invalid("yaml-cut", f"YAML reads this {what} as a {kind}", node, QUOTE)
        raise invalid("wrong-type", f"a {kind} stands where {_a(what)} is wanted", node)
    if not node.style:
        if not node.value:
            if comment := _COMMENT.match(node.source.text, node.end):
                raise invalid(
                    "yaml-cut",
                    f"`#` begins a comment in YAML, so there is no {what} here",
                    Span(node.source, comment.end() - 1, comment.end()),
                    QUOTE,
                )
            raise invalid(
                "empty-value", f"{_a(what)} is wanted here, and nothing stands here", node
            )
        _reject_cut(node, what)
    elif not node.value.strip():
        raise invalid("empty-value", f"{_a(what)} is wanted here, and the text is empty", node)
    return node


def cut_by_comma(node: MappingNode, key: Scalar, what: str) -> PydanticCustomError:
    """Return the error for a text in ``{ }`` that a comma cuts: its rest is read as a key."""
    text = node.source.text
    comma = text.rfind(",", node.start, key.start)
    names = list(node.entries)
    before = names.index(key.value) - 1
    hint = QUOTE
    if before >= 0:
        name, (_, value) = names[before], node.entries[names[before]]
        hint = quoted(text[value.start : key.end], name) or QUOTE
    message = f"inside `{{ }}` this comma ends the {what} for YAML"
    return invalid("yaml-cut", message, Span(node.source, comma, comma + 1), hint)


def is_cut(node: Scalar) -> bool:
    """Tell whether brackets in a plain text in ``{ }`` or ``[ ]`` show that a comma has cut it."""
    return node.in_flow and not node.style and _unbalanced(node.value)


def _reject_cut(node: Scalar, what: str) -> None:
    if is_cut(node):
        raise invalid(
            "yaml-cut",
            f"YAML cut this {what} in two: inside `{{…}}` and `[…]` a comma separates entries",
            node,
            QUOTE,
        )
    text = node.source.text
    if text.startswith(" #", node.end):
        raise invalid(
            "yaml-cut",
            f"` #` begins a comment in YAML and cuts this {what} off",
            Span(node.source, node.end + 1, node.end + 2),
            f"{QUOTE}; a comment that is meant stands two spaces off",
        )


def _unbalanced(text: str) -> bool:
    return any(text.count(a) != text.count(b) for a, b in ("()", "[]", "{}"))


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"
