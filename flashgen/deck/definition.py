"""A card of a deck file read: a node of YAML to a definition, its forms complete."""

from collections.abc import Iterator

from msgspec import Struct
from pydantic import BaseModel

from flashgen.deck.answers import KINDS as ANSWER_KINDS
from flashgen.deck.asking import CONCEPT_ASKED, UNFIT, form_problems
from flashgen.deck.key_errors import meant, validated
from flashgen.deck.keys import (
    EXCLUSIVE,
    FORM_OF,
    KINDS,
    NUMERIC_ONLY,
    AnyDefinition,
    ClozeDefinition,
    ConceptDefinition,
    Kind,
    NumericDefinition,
)
from flashgen.source.diagnostics import Diagnostic, nearest
from flashgen.source.nodes import MappingNode, Node, Scalar, SequenceNode
from flashgen.source.text import Source, Span
from flashgen.source.yaml import parse


class LoadedDefinition(Struct, frozen=True):
    """A definition with its place in the file."""

    model: AnyDefinition
    span: Span

    @property
    def head(self) -> Span:
        """The definition's first line."""
        return self.span.first_line

    @property
    def kind(self) -> Kind:
        """The kind of the definition."""
        return self.model.kind

    @property
    def id(self) -> str:
        """The id as written."""
        return self.model.id.value

    @property
    def text(self) -> str:
        """The definition as typed, down to where the next one begins.

        The column of its first line stands in front, since YAML reads the others against it.
        """
        span = self.span
        return f"{span.column} {span.source.text[span.start : span.end]}"

    def key_span(self, key: str, form: int = 0) -> Span:
        """Return where a key stands: in the form with this number, else in the definition.

        Where it stands in neither, that is the first line of the form, or of the definition.
        """
        # Read anew where it is asked for, which is rare: kept, the places of all keys of all
        # definitions take as much memory as their texts.
        indent = self.span.column - 1
        source = self.span.source
        text = " " * indent + source.text[self.span.start : self.span.end]
        node = parse(Source(source.path, text), [])
        if not isinstance(node, MappingNode):
            return self.head
        forms = node.get("forms")
        own = forms.items[form] if isinstance(forms, SequenceNode) and forms.items else None
        if isinstance(own, MappingNode) and key in own.entries:
            place = own.entries[key][0].span
        elif key in node.entries:
            place = node.entries[key][0].span
        elif own is not None:
            place = own.span.first_line
        else:
            return self.head
        before = self.span.start - indent
        return Span(source, before + place.start, before + place.end)


_ALL_KEYS = frozenset(key for model in KINDS for key in model.model_fields)


def read_definition(
    node: Node, languages: tuple[str, ...], diagnostics: list[Diagnostic]
) -> LoadedDefinition | None:
    """Read a card of a deck file; None after reporting errors."""
    if not isinstance(node, MappingNode):
        message = "a card is a mapping that begins with `- id: …`"
        diagnostics.append(Diagnostic("wrong-type", message, node.span.first_line))
        return None
    entries = {name: value for name, (_, value) in node.entries.items()}
    if {"parameters", "front"} <= set(entries):
        message = "a card with `parameters` is numeric, and has no `front`"
        hint = "write `question` and `answer` in place of `front` and `back`"
        if "back" not in entries:
            hint = "write `question` in place of `front`"
        diagnostics.append(
            Diagnostic("unknown-key", message, node.entries["front"][0].span, hint=hint)
        )
        return None
    keys = {_key(name) for name in (*entries, *_keys_of_forms(node))}
    kind: type[AnyDefinition] = ConceptDefinition
    if "cloze" in keys:
        kind = ClozeDefinition
    elif "front" not in keys and NUMERIC_ONLY & keys:
        kind = NumericDefinition
    elif not set(CONCEPT_ASKED) & keys and not any(
        meant(key, node, ConceptDefinition) for key in CONCEPT_ASKED
    ):
        validated(kind, entries, node, languages, diagnostics, node)
        head = node.span.first_line
        diagnostics.append(Diagnostic("missing-key", "`back` is missing", head))
        return None
    model = _with_forms(kind, node, languages, diagnostics)
    if model is None:
        return None
    loaded = LoadedDefinition(model, Span(node.source, node.start, node.end))
    if isinstance(model, ConceptDefinition):
        problems = list(form_problems(model, loaded.key_span))
        diagnostics += problems
        if problems:
            return None
    return loaded


def _keys_of_forms(node: MappingNode) -> Iterator[str]:
    forms = node.get("forms")
    for form in forms.items if isinstance(forms, SequenceNode) else ():
        if isinstance(form, MappingNode):
            yield from form.entries


def _key(name: str) -> str:
    """Return a key, or the one that a misspelt one is most like."""
    return name if name in _ALL_KEYS else nearest(name, _ALL_KEYS) or name


def _with_forms(
    kind: type[AnyDefinition],
    node: MappingNode,
    languages: tuple[str, ...],
    diagnostics: list[Diagnostic],
) -> AnyDefinition | None:
    """Validate a definition; its ``forms`` come out complete."""
    base = {name: value for name, (_, value) in node.entries.items() if name != "forms"}
    forms_node = node.get("forms")
    if forms_node is None:
        return validated(kind, base, node, languages, diagnostics, node)
    if not isinstance(forms_node, SequenceNode) or not forms_node.items:
        diagnostics.append(
            Diagnostic("wrong-type", "`forms` is a list of forms, at least one", forms_node.span)
        )
        return None
    form_of = FORM_OF[kind]
    forms: list[BaseModel | None] = []
    for item in forms_node.items:
        if not isinstance(item, MappingNode):
            diagnostics.append(
                Diagnostic(
                    "wrong-type", "a form is a mapping of the keys that it overrides", item.span
                )
            )
            forms.append(None)
            continue
        merged = _merged(node, item)
        keys = form_of.model_fields
        data = {name: value for name, (_, value) in merged.entries.items() if name in keys}
        data |= {name: value for name, (_, value) in item.entries.items()}
        forms.append(validated(form_of, data, merged, languages, diagnostics, item))
    first = forms_node.items[0]
    if None in forms or not isinstance(first, MappingNode):
        return None
    data = {n: v for n, (_, v) in _merged(node, first).entries.items() if n != "forms"}
    model = validated(kind, data, _merged(node, first), languages, diagnostics, node)
    return model and model.model_copy(update={"forms": tuple(forms)})


def _merged(base: MappingNode, form: MappingNode) -> MappingNode:
    entries = dict(base.entries)
    for group in EXCLUSIVE:
        if set(group) & set(form.entries):
            entries = {name: entry for name, entry in entries.items() if name not in group}
    for key in set(UNFIT) & set(form.entries):
        entries = {name: entry for name, entry in entries.items() if name not in UNFIT[key][0]}
    if "options" in form.entries:  # its answer is a menu, whatever the card's is
        menu = ANSWER_KINDS["menu"].unfit
        entries = {name: entry for name, entry in entries.items() if name not in menu}
    decimals = form.get("decimals")
    if isinstance(decimals, Scalar) and decimals.value == "exact":
        entries.pop("tolerance", None)
    entries |= form.entries
    return MappingNode(base.source, base.start, base.end, entries)
