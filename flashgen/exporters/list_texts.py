"""Statements and items to be put in order as Markdown, in the note's own order."""

from collections.abc import Sequence

from msgspec import Struct

from flashgen.anki.card.html import shuffled
from flashgen.anki.card.lists import either_order, shuffled_items
from flashgen.anki.card.lists import truth_word as word_of
from flashgen.anki.note import Note
from flashgen.deck.identity import is_chinese
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ConceptForm
from flashgen.exporters.json import filled
from flashgen.numeric.program import CompiledForm
from flashgen.numeric.sampling import Variant


class ListText(Struct, frozen=True):
    """What is asked, and the answer to it, line by line."""

    name: str
    asked: tuple[str, ...]
    answer: tuple[str, ...]
    numbered: bool
    """Whether the lines of the answer have an order."""
    behind: tuple[str, ...] = ()
    """Sentences about the answer."""

    @property
    def back(self) -> str:
        """The answer as a list."""
        return "\n\n".join([listed(self.answer, numbered=self.numbered), *self.behind])


def concept_list(model: ConceptForm, note: Note) -> ListText | None:
    """Return the statements or the items of a concept card; None where it has neither."""

    def text(localized: LocalizedText | None) -> str:
        scalar = localized.get(note.language) if localized else None
        return scalar.value.strip() if scalar else ""

    if model.statements:
        return _statements(
            [text(item.text) for item in model.statements],
            [truth_word(item.right) is True for item in model.statements],
            [text(item.says) for item in model.statements],
            note,
        )
    return _order([list(map(text, group)) for group in model.order], note) if model.order else None


def numeric_list(variant: Variant, form: CompiledForm, note: Note) -> ListText | None:
    """Return the statements or the items of a variant; None where it has neither.

    To be called inside ``evaluation()``.
    """
    texts = form.texts[note.language]
    if texts.statements:
        return _statements(
            [filled(text, form, variant) for text in texts.statements],
            variant.truths,
            [filled(says, form, variant) if says else "" for says in texts.statement_says],
            note,
        )
    order = [[filled(item, form, variant) for item in group] for group in texts.order]
    return _order(order, note) if order else None


def _statements(
    texts: Sequence[str], truths: Sequence[bool], says: Sequence[str], note: Note
) -> ListText:
    order = shuffled(len(texts), note.fields["ID"])
    stop = "。" if is_chinese(note.language) else "."
    answer = [
        f"{texts[n]} **{word_of(truths[n], note.language)}{stop}** {says[n]}".strip() for n in order
    ]
    return ListText("Statements", tuple(texts[n] for n in order), tuple(answer), numbered=False)


def _order(groups: Sequence[Sequence[str]], note: Note) -> ListText:
    items = [item for group in groups for item in group]
    asked = tuple(items[number] for number in shuffled_items(groups, note.fields["ID"]))
    behind = tuple(either_order(groups, note.language))
    return ListText("Items", asked, tuple(items), numbered=True, behind=behind)


def listed(items: Sequence[str], *, numbered: bool = False) -> str:
    """Return the items as a list in Markdown."""
    lines = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if numbered else "- "
        lines.append(mark + item.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)
