"""What a card asks: exactly one thing, and the keys that go with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from flashgen.deck.concept_answers import answer_problems
from flashgen.deck.key_types.lists import MOST_ITEMS
from flashgen.deck.keys import ASKED, ConceptDefinition, ConceptForm, NumericForm
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span

KeySpan = Callable[[str], Span]
"""Where a key stands in the file."""

_OF_AN_ANSWER: Final = (
    *("unit", "units", "unit_required", "decimals", "figures", "tolerance", "compare", "check"),
    *("accept", "case", "options", "mistakes", "choices", "show"),
)
UNFIT: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "statements": (
        (*_OF_AN_ANSWER, "shuffle", "reverse"),
        "statements stand alone, each with `text`, `right` and `says`",
    ),
    "order": (
        (*_OF_AN_ANSWER, "shuffle", "reverse"),
        "an order stands alone; `solution` or `extra` may explain it",
    ),
}
"""For what is asked by a list, the keys that do not go with it, and what does."""

CONCEPT_ASKED: Final = ("back", "answer", "answers", "statements", "order")
"""What a concept card asks for: one of them is given."""

_EXPLAINED: Final = "what explains the answer stands under `extra`"


def given(model: BaseModel, key: str) -> bool:
    """Tell whether a definition or a form has a key."""
    return getattr(model, key, None) not in (None, (), False)


def form_problems(
    model: ConceptDefinition, key_span: Callable[[str, int], Span]
) -> Iterator[Diagnostic]:
    """Yield the errors in the questions of a concept card's forms, each once."""
    if model.forms and model.reverse:
        message = "`reverse` does not go with `forms`"
        hint = "all forms ask for the same from one side; write the other way round as a form"
        yield Diagnostic("unfit-key", message, key_span("reverse", 0), hint=hint)
    seen: set[tuple[str, Span | None]] = set()
    for number, form in enumerate(model.all_forms):

        def place(key: str, number: int = number) -> Span:
            return key_span(key, number)

        if model.forms and not any(given(form, key) for key in CONCEPT_ASKED):
            yield Diagnostic("missing-key", "`back` is missing", place("back"))
        for problem in concept_problems(form, place):
            if (problem.message, problem.span) not in seen:
                seen.add((problem.message, problem.span))
                yield problem


def concept_problems(model: ConceptForm, key_span: KeySpan) -> Iterator[Diagnostic]:
    """Yield the errors in how a concept card asks its question."""
    lists = [key for key in ("statements", "order") if given(model, key)]
    for key in ("back", "answer", "answers"):
        if lists and given(model, key):
            message = f"`{key}` and `{lists[0]}` exclude each other"
            hint = _EXPLAINED if key == "back" else _one_of(("back", *ASKED))
            yield Diagnostic("answer-and-answers", message, key_span(lists[0]), hint=hint)
    yield from list_problems(model, key_span)
    if not lists:
        yield from answer_problems(model, key_span)


def list_problems(model: ConceptForm | NumericForm, key_span: KeySpan) -> Iterator[Diagnostic]:
    """Yield the errors in the statements or the order of a card, apart from its texts."""
    lists = [key for key in ("statements", "order") if getattr(model, key) is not None]
    if len(lists) > 1:
        message = "`statements` and `order` exclude each other"
        hint = "they are two cards"
        yield Diagnostic("answer-and-answers", message, key_span("order"), hint=hint)
    elif lists:
        keys, hint = UNFIT[lists[0]]
        for key in keys:
            if given(model, key):
                message = f"`{key}` does not go with `{lists[0]}`"
                yield Diagnostic("unfit-key", message, key_span(key), hint=hint)
    if len(model.statements or ()) > MOST_ITEMS:
        message = f"a card has at most {MOST_ITEMS} statements"
        yield Diagnostic("too-many", message, key_span("statements"))
    if model.statements is not None and len(model.statements) < 2:
        message = "a card has at least two statements"
        hint = "a single one is a `back`, or an answer of two `options`"
        yield Diagnostic("too-few-items", message, key_span("statements"), hint=hint)


def asked_twice(form: NumericForm, key_span: KeySpan) -> Iterator[Diagnostic]:
    """Yield the error of a numeric form that asks for two things."""
    keys = [key for key in ASKED if getattr(form, key) is not None]
    if len(keys) > 1 and keys != ["statements", "order"]:  # which is reported with the lists
        message = f"`{keys[0]}` and `{keys[1]}` exclude each other"
        yield Diagnostic("answer-and-answers", message, key_span(keys[1]), hint=_one_of(ASKED))


def equal_items(texts: Iterable[tuple[str, Scalar]]) -> Iterator[Diagnostic]:
    """Yield an error for each text of a list that looks like an earlier one; texts are HTML."""
    seen: set[str] = set()
    for text, scalar in texts:
        if text in seen:
            yield Diagnostic("equal-items", "this looks like another one of the list", scalar.span)
        seen.add(text)


def _one_of(keys: tuple[str, ...]) -> str:
    return f"a card has one of {', '.join(f'`{key}`' for key in keys)}"
