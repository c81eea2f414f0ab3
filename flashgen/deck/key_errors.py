"""The models of a deck file filled from its nodes, and the errors about its keys."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from flashgen.deck.key_types.errors import cut_by_comma
from flashgen.deck.keys import Definition
from flashgen.deck.models import key_names, nested_model
from flashgen.source.diagnostics import Diagnostic, nearest
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Span

M = TypeVar("M", bound=BaseModel)


def validated(
    model: type[M],
    entries: dict[str, Node],
    node: MappingNode,
    languages: tuple[str, ...],
    diagnostics: list[Diagnostic],
    place: Node,
    also_known: set[str] | None = None,
) -> M | None:
    """Return the entries of a mapping as a model; None after reporting errors.

    What has no place of its own is reported on the first line of `place`.
    """
    try:
        return model.model_validate(entries, context={"languages": languages})
    except ValidationError as problem:
        head = place.span.first_line
        for item in problem.errors(include_url=False, include_input=False):
            location = _location(item)
            if item["type"] == "missing":
                inside = _walk(node, location[:-1])
                own = _model_at(model, location[:-1])
                if own and inside and meant(str(location[-1]), inside, own):
                    continue  # the misspelled key is reported
            diagnostics.append(_diagnostic(item, node, model, head, also_known or set()))
        return None


def _diagnostic(
    item: Any, node: MappingNode, model: type[BaseModel], head: Span, also_known: set[str]
) -> Diagnostic:
    kind = item["type"]
    location = _location(item)
    if kind == "missing":
        parent = _walk(node, location[:-1])
        span = head if parent is node or parent is None else parent.span.first_line
        return Diagnostic("missing-key", f"`{location[-1]}` is missing", span)
    if kind == "extra_forbidden":
        name = str(location[-1])
        parent = _walk(node, location[:-1])
        key = parent.entries[name][0] if isinstance(parent, MappingNode) else None
        inside = _model_at(model, location[:-1]) or BaseModel
        known = {*key_names(inside), *also_known}
        where = f" of a {inside.kind} card" if issubclass(inside, Definition) else ""
        near = _likely(name, known, inside)
        hint = f"did you mean `{near}`?" if near else None
        hint = getattr(inside, "elsewhere", {}).get(name, hint)
        if hint is None and isinstance(parent, MappingNode) and _is_rest(parent, name):
            cut = cut_by_comma(parent, parent.entries[name][0], "text")
            return _custom(cut.type, cut.context or {}, cut.message(), head)
        if hint is None:
            hint = "the keys here are " + ", ".join(f"`{k}`" for k in sorted(known))
        return Diagnostic(
            "unknown-key",
            f"`{name}` is no key{where or ' here'}",
            key.span if key else head,
            hint=hint,
        )
    return _custom(kind, item.get("ctx", {}), item["msg"], head)


def _location(item: Any) -> tuple[str | int, ...]:
    """Return where an error is, without the kinds that a value may have, as `<formula>`."""
    *before, last = item["loc"] or ("",)
    steps = [step for step in before if not _is_kind(step)]
    # A key that is missing or unknown is written by an author, who may begin it with "<".
    if item["type"] in ("missing", "extra_forbidden") or not _is_kind(last):
        steps.append(last)
    return tuple(steps)


def _is_kind(step: str | int) -> bool:
    return str(step).startswith("<")


def _custom(code: str, context: Mapping[str, Any], message: str, head: Span) -> Diagnostic:
    return Diagnostic(
        code,
        context.get("message", message),
        context.get("span", head),
        hint=context.get("hint"),
    )


def _is_rest(node: MappingNode, key: str) -> bool:
    """Tell whether a key in ``{ }`` is the rest of a text that a comma has cut."""
    value = node.entries[key][1]
    is_first = next(iter(node.entries)) == key
    empty = isinstance(value, Scalar) and not value.value and not value.style
    return node.in_flow and empty and not is_first


def _walk(node: Node | None, location: tuple[str | int, ...]) -> Node | None:
    for step in location:
        if isinstance(node, MappingNode):
            node = node.get(str(step))
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.items[step]
        else:
            return None
    return node


def meant(key: str, node: Node, model: type[BaseModel]) -> bool:
    """Tell whether a mapping has an unknown key that is likely to stand for this one."""
    if not isinstance(node, MappingNode):
        return False
    known = {*key_names(model), key}
    unknown = (name for name in node.entries if name not in known)
    return any(_likely(name, known, model) == key for name in unknown)


def _likely(name: str, known: Collection[str], model: type[BaseModel]) -> str | None:
    """Return the key that an unknown one is likely to stand for."""
    misnamed = model.misnamed if issubclass(model, Definition) else {}
    return misnamed.get(name) or nearest(name, known)


def _model_at(model: type[BaseModel], location: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model that stands at a location inside another."""
    current: type[BaseModel] | None = model
    for step in location:
        if isinstance(step, str) and current is not None:
            current = nested_model(current, step)
    return current
