"""Notes made by hand from the note types, and their cards as Anki's own backend renders them."""

import math
import re
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

import genanki
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from command import run

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import (
    AnswerData,
    CardData,
    ChoiceData,
    FormData,
    JudgedValue,
    MistakeData,
    Row,
    slot,
)
from flashgen.anki.note_types import CLOZE, CONCEPT, NOTE_TYPES, NUMERIC, NoteType


@dataclass(frozen=True)
class SampleNote:
    note_type: NoteType
    fields: dict[str, str]

    @property
    def id(self) -> str:
        return self.fields["ID"]


@dataclass(frozen=True)
class RenderedCard:
    """One card as a client gets it."""

    front: str
    back: str
    css: str


def fill(template: str, slots: tuple[str, ...]) -> str:
    return re.sub("\ue000([0-9]+)\ue001", lambda match: slots[int(match[1])], template)


def numeric_note(name: str, data: CardData, language: str = "en", **fields: str) -> SampleNote:
    """A numeric note whose static fields are row 0."""
    row = data.rows[0]
    form = data.forms[row.form]
    choices = [fill(choice.text, row.slots) for choice in form.choices]
    return SampleNote(
        NUMERIC,
        {
            "ID": f"sample/{name}/{language}",
            "Language": language,
            "Question": fill(form.question, row.slots),
            "Answer": fill(form.answer, row.slots),
            "Solution": fill(form.solution, row.slots),
            "Figure": fill(form.figure, row.slots),
            "Extra": fill(form.extra, row.slots),
            "Choices": card_html.choices_html(choices, name) if choices else "",
            "Data": data.to_json(),
            **fields,
        },
    )


def concept_note(
    name: str, language: str = "en", choices: tuple[ChoiceData, ...] = (), **fields: str
) -> SampleNote:
    if choices:
        texts = [choice.text for choice in choices]
        fields["Choices"] = card_html.choices_html(texts, name)
        fields["Data"] = CardData((FormData(choices=choices),), (Row(0),)).to_json()
    return SampleNote(CONCEPT, {"ID": f"sample/{name}/{language}", "Language": language, **fields})


def cloze_note(name: str, language: str = "en", **fields: str) -> SampleNote:
    return SampleNote(CLOZE, {"ID": f"sample/{name}/{language}", "Language": language, **fields})


def asking(
    name: str,
    answer: AnswerData,
    values: list[JudgedValue],
    mistakes: tuple[tuple[str, JudgedValue | None], ...] = (),
    language: str = "en",
) -> SampleNote:
    """A bare question for one answer; variant n shows n and has values[n]."""
    form = FormData(
        question=f"<p>Variant {slot(0)}</p>" + card_html.wanted((answer,), language),
        answer=card_html.answer_html([slot(1)], (answer,)),
        solution=f"<p>It is {slot(1)}.</p>",
        answers=(answer,),
        mistakes=tuple(MistakeData(says) for says, _ in mistakes),
    )
    rows = tuple(
        Row(0, (str(n), str(value)), (value,), tuple(wrong for _, wrong in mistakes))
        for n, value in enumerate(values)
    )
    return numeric_note(name, CardData((form,), rows), language)


def cross_entropy(variants: int = 24, language: str = "en") -> SampleNote:
    """The cross-entropy card of the documentation, with logits that run through small integers."""
    chinese = language == "zh"
    answers = (AnswerData("answer", "number", unit="nats", decimals=2, tolerance=0.02),)
    form = FormData(
        question=(
            f"<p>分类器给出的 logits 为 \\(z = {slot(0)}\\)，"
            f"真实类别是 \\(y = {slot(1)}\\)（从 0 数起）。</p><p>交叉熵损失是多少？</p>"
            if chinese
            else f"<p>A classifier gives the logits \\(z = {slot(0)}\\). "
            f"The true class is \\(y = {slot(1)}\\) (counted from 0).</p>"
            "<p>What is the cross-entropy loss?</p>"
        )
        + card_html.wanted(answers, language),
        answer=card_html.answer_html([slot(2)], answers),
        solution=card_html.steps_html(
            (
                f"\\(\\sum_j e^{{z_j}} = {slot(3)}\\)",
                f"\\(p_y = e^{{{slot(4)}}} / {slot(3)} = {slot(5)}\\)",
                f"\\(-\\ln p_y = {slot(2)}\\) nats",
            )
        ),
        answers=answers,
        mistakes=(
            MistakeData(
                "这是以 2 为底（bits）的结果；损失以 nats 为单位。"
                if chinese
                else "That is in bits (log base 2); the loss is in nats."
            ),
            MistakeData(
                "这是最可能类别的损失，应当用真实类别。"
                if chinese
                else "That is the loss of the most likely class. Use the true class."
            ),
        ),
    )
    rows = []
    for n in range(variants):
        z = [n % 7 - 3, (n // 7) % 3 + 1, -(n % 4), (n // 21) % 5 - 1]
        y = (z.index(max(z)) + 1 + n % 3) % 4
        total = sum(math.exp(x) for x in z)
        p = math.exp(z[y]) / total
        loss = -math.log(p)
        rows.append(
            Row(
                0,
                (str(z), str(y), f"{loss:.2f}", f"{total:.3f}", str(z[y]), f"{p:.3g}"),
                (float(f"{loss:.12g}"),),
                (float(f"{loss / math.log(2):.12g}"), float(f"{math.log(total) - max(z):.12g}")),
            )
        )
    return numeric_note(
        "cross-entropy",
        CardData((form,), tuple(rows)),
        language,
        Source='<a href="https://www.deeplearningbook.org/">Goodfellow, Bengio, Courville: '
        "Deep Learning</a>, 3.13",
    )


def render(notes: list[SampleNote], folder: Path) -> dict[tuple[str, int], RenderedCard]:
    """Import the notes into a new collection; the cards by note ID and template number."""
    models = {
        note_type.id: genanki.Model(
            note_type.id,
            note_type.name,
            fields=[field.as_anki() for field in note_type.fields],
            templates=[template.as_anki() for template in note_type.templates],
            css=note_type.css,
            model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
        )
        for note_type in NOTE_TYPES.values()
    }
    deck = genanki.Deck(1795000100, "Samples")
    for note in notes:
        fields = [note.fields.get(name, "") for name in note.note_type.field_names]
        deck.add_note(genanki.Note(models[note.note_type.id], fields, guid=note.id))
    package = folder / "samples.apkg"
    genanki.Package(deck).write_to_file(str(package), timestamp=time.time())
    return rendered(package, folder)


def rendered(package: Path, folder: Path) -> dict[tuple[str, int], RenderedCard]:
    """Import a package into a new collection; its cards by note ID and template number."""
    collection = Collection(str(folder / "collection.anki2"))
    try:
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
        )
        cards = {}
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            output = card.render_output()
            cards[card.note()["ID"], card.ord] = RenderedCard(
                output.question_text, output.answer_text, output.css
            )
        return cards
    finally:
        collection.close()


def built_cards(deck: Path, folder: Path) -> dict[str, RenderedCard]:
    """The cards of a deck file, by id, as the product made them and Anki rendered them."""
    package = folder / "built.apkg"
    run("build", shutil.copy(deck, folder), "-o", package, status=0)
    cards = rendered(package, folder)
    return {
        name.split("/")[1] + ("-reverse" if ordinal and "/text/" in name else ""): card
        for (name, ordinal), card in sorted(cards.items(), reverse=True)
    }


def with_field(note: SampleNote, **fields: str) -> SampleNote:
    return replace(note, fields={**note.fields, **fields})
