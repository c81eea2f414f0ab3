"""Forms are other wordings of one question, so that its shape is not what is learned. Two that read
alike, apart from capital letters, spaces and punctuation, add nothing. Forms of a card with numbers
may have the same question if they draw or compute other values.

bad:
    - id: card
      back: Paris
      forms:
      - front: What is the capital of France?
      - front: what is the capital of France
good:
    - id: card
      back: Paris
      forms:
      - front: What is the capital of France?
      - front: From which city is France governed?
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from flashgen.checks.files import CheckedFiles
from flashgen.checks.fronts import fronts
from flashgen.deck.answer_keys import FormulaAnswer
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.keys import ClozeForm, ConceptForm, NumericForm
from flashgen.source.diagnostics import Diagnostic

_GAP: Final = re.compile(r"\{\{c[0-9]+::.*?\}\}", re.DOTALL)
_MARK: Final = re.compile("[$<]")  # of a formula or a slot, in which every sign counts


def check_files(files: CheckedFiles) -> Iterator[Diagnostic]:
    """Report each form that reads like an earlier one of its definition, in some language."""
    for deck_file, definition in files.wanted():
        if len(definition.model.all_forms) > 1:
            for language in deck_file.languages:
                found = list(_alike(definition, language))
                yield from found
                if found:
                    break


def _alike(definition: LoadedDefinition, language: str) -> Iterator[Diagnostic]:
    seen: dict[tuple[object, ...], int] = {}
    asked = fronts(definition, language)
    forms: Sequence[ConceptForm | ClozeForm | NumericForm] = definition.model.all_forms
    for number, (form, (text, beside)) in enumerate(zip(forms, asked, strict=True), start=1):
        scalar = text.get(language)
        if scalar is None:
            continue
        key = (_plain(_GAP.sub("…", scalar.value)), *map(_plain, beside), *_computed(form))
        first = seen.setdefault(key, number)
        if first != number:
            yield Diagnostic(
                "equal-forms",
                f"form {number} reads like form {first}",
                scalar.span,
                hint="word it another way, or leave it out",
            )


def _plain(text: str) -> str:
    """Return a text without what makes no difference to a reader."""
    text = " ".join(text.split())
    if _MARK.search(text):
        return text
    kept = (c for c in text.casefold() if unicodedata.category(c)[0] not in "PZ" or c == "…")
    return "".join(kept)


def _computed(form: ConceptForm | ClozeForm | NumericForm) -> tuple[object, ...]:
    """Return whatever else distinguishes forms of a card with numbers."""
    if not isinstance(form, NumericForm):
        return ()
    named = [*form.parameters.items(), *form.let.items()]
    expressions = tuple((name, scalar.value) for name, (_, scalar) in named)
    values = [form.answer, *(answer.value for answer in form.answers or ())]
    # Of answers the place tells enough: one that a form does not override stands outside of it.
    written = [v.formula if isinstance(v, FormulaAnswer) else v for v in values if v is not None]
    places = (value.span.start for value in written)
    return (*expressions, *(condition.value for condition in form.require), *places)
