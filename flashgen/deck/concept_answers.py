"""Answers of concept cards: what kind each is, and which keys go with it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from flashgen.deck.answer_keys import ConceptAnswer, NamedConceptAnswer, WordFields
from flashgen.deck.answers import KINDS
from flashgen.deck.answers.kind import AnswerKind
from flashgen.deck.answers.number import number_of
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ConceptForm
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span
from flashgen.values.kinds import Compare

_OF_ONE: Final = ("compare", "accept", "case", "options", "shuffle")


def answers_of(model: ConceptForm) -> Sequence[ConceptAnswer]:
    """Return the answers of a card, each with all its keys."""
    if model.answers is not None:
        return model.answers
    if model.answer is None:
        return ()
    own = {key: getattr(model, key) for key in _OF_ONE if getattr(model, key) not in _LEFT_OUT}
    return (model.answer.model_copy(update=own),)


_LEFT_OUT: Final = (None, (), False)


def name_of(answer: ConceptAnswer) -> str:
    """Return the name of an answer, which is `answer` where it is the only one."""
    return answer.name.value if isinstance(answer, NamedConceptAnswer) else "answer"


def kind_of(answer: ConceptAnswer) -> AnswerKind:
    """Return the kind of an answer."""
    return next(kind for kind in KINDS.values() if kind.is_concept(answer))


def compare_of(answer: ConceptAnswer) -> Compare | None:
    """Return how an answer is compared: in any order, up to its sign, or as it stands."""
    if kind_of(answer).any_order:
        return "set"
    is_up_to_sign = answer.compare is not None and answer.compare.value == "up_to_sign"
    return "up_to_sign" if is_up_to_sign else None


def answer_problems(model: ConceptForm, key_span: Callable[[str], Span]) -> Iterator[Diagnostic]:
    """Yield the errors in the answers of a concept card, apart from their texts."""
    if model.answer is not None and model.answers is not None:
        message = "`answer` and `answers` exclude each other"
        yield Diagnostic("answer-and-answers", message, key_span("answers"))
        return
    yield from _misplaced(model, key_span)
    answers = answers_of(model)
    names: set[str] = set()
    for answer in answers:
        place = answer.value[0].span
        if isinstance(answer, NamedConceptAnswer):
            if answer.name.value in names:
                message = f"`{answer.name.value}` is the name of another answer"
                yield Diagnostic("name-taken", message, answer.name.span, hint="rename one")
            names.add(answer.name.value)
        yield from _answer_problems(answer, place, key_span)
    for mistake in model.mistakes:
        if model.answers is None:
            continue
        if mistake.of is None or mistake.of.value not in names:
            span = mistake.of.span if mistake.of else mistake.value[0].span
            message = "with several `answers`, a mistake says which it belongs to: `of: name`"
            yield Diagnostic("unknown-answer", message, span)


def _misplaced(model: ConceptForm, key_span: Callable[[str], Span]) -> Iterator[Diagnostic]:
    """Yield the keys that stand beside no answer, or beside several."""
    if model.choices is not None and model.options is not None:
        message = "`choices` and `options` exclude each other"
        yield Diagnostic("answer-and-answers", message, key_span("options"))
    if model.choices is not None and model.answers is not None:
        message = "a choice has one `answer`, not `answers`"
        yield Diagnostic("answer-and-answers", message, key_span("choices"))
    if model.choices is not None and model.mistakes:
        message = "the wrong options of a choice stand under `choices`"
        hint = "give them `says` there: {text: …, says: …}"
        yield Diagnostic("unfit-key", message, key_span("mistakes"), hint=hint)
    if model.answer is not None:
        return
    for key in (*WordFields.model_fields, *(["mistakes"] if model.answers is None else [])):
        if getattr(model, key) not in _LEFT_OUT:
            if model.answers is not None:
                message = f"with `answers`, `{key}` belongs to each of them"
                yield Diagnostic("answer-and-answers", message, key_span(key))
            else:
                message = f"`{key}` goes with an `answer`, and this card has none"
                hint = "what is typed or chosen stands under `answer`; `back` may explain it"
                yield Diagnostic("unfit-key", message, key_span(key), hint=hint)


def _answer_problems(
    answer: ConceptAnswer, place: Span, key_span: Callable[[str], Span]
) -> Iterator[Diagnostic]:
    kind = kind_of(answer)
    if answer.decimals is not None and answer.figures is not None:
        message = "`decimals` and `figures` exclude each other"
        yield Diagnostic("decimals-and-figures", message, place)
    for key, message, hint in kind.unfit_keys(answer, of_texts=True):
        value = getattr(answer, key)
        span = value.span if isinstance(value, Scalar | LocalizedText) else key_span(key)
        yield Diagnostic("unfit-key", message, span, hint=hint)
    if answer.check is not None and kind.written != "formula":
        message = "`check` goes with a formula"
        hint = "a card without numbers has nothing to compute but a formula's values"
        yield Diagnostic("unfit-key", message, answer.check.span, hint=hint)
    if kind.written not in ("elements", "formula") and len(answer.value) > 1:
        message = "several texts are an answer with `compare: set`, in any order"
        yield Diagnostic("bad-answer", message, place, hint="or they are `answers`, each by itself")
    if answer.options is not None and len(answer.options) < 2:
        yield Diagnostic("too-few-choices", "a menu has at least two `options`", place)
    number = number_of(answer)
    imprecise = answer.decimals is None and answer.figures is None
    if kind.is_one_number and isinstance(number, float) and imprecise:
        message = "the number is no integer, so the card must say how precise it is wanted"
        hint = "add `decimals: 2` or `figures: 3`"
        yield Diagnostic("missing-precision", message, place, hint=hint)
