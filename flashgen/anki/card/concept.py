"""One form of a concept card in one language: what its fields show, and what its script reads."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from flashgen.anki.card import html as card_html
from flashgen.anki.card import lists
from flashgen.anki.card.concept_answers import ConceptAnswers
from flashgen.anki.card.data import AnswerData, CardData, ChoiceData, FormData, Row, StatementData
from flashgen.anki.card.texts import NoteTexts
from flashgen.deck.asking import equal_items
from flashgen.deck.key_types.lists import truth_word
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import ConceptForm
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Span


class Side(Struct, frozen=True):
    """A form as the note's fields show it where its script does not run, and as data."""

    front: str
    back: str
    choices: str
    extra: str
    form: FormData
    """What is asked beside the texts of the front and the back."""
    row: Row


class ConceptSide(Struct, frozen=True):
    """Makes the side of one form of a concept card."""

    texts: NoteTexts
    note_id: str
    key_span: Callable[[str], Span]

    def of(self, model: ConceptForm) -> Side:
        """Return a form's fields and data."""
        texts = self.texts
        front = texts.block(model.front)
        back = texts.block(model.back) if model.back else ""
        image_front, image_back = texts.image(model.image)
        front, back = front + image_front, back + image_back
        extra = texts.extra(model)
        hints = tuple(map(texts.block, model.hints))
        choices, form, row = "", FormData(), Row(0)
        if model.statements is not None or model.order is not None:
            form = self._lists(model, image_back)
            back = lists.back_html(form, texts.language, self.note_id) + image_back
            choices = lists.front_html(form, self.note_id)
        elif model.answers is not None or (model.answer is not None and model.choices is None):
            made = ConceptAnswers(model, texts.languages, texts.inline)
            form, row, shown = made.form(texts.language)
            texts.diagnostics.extend(made.diagnostics)
            if not made.diagnostics:
                whole = [n for n, value in enumerate(row.answers) if isinstance(value, int)]
                asked = card_html.without_decimals(form.answers, whole)
                front += card_html.wanted(asked, texts.language)
                choices = card_html.menus_html(form.answers)
                back = card_html.answer_html(shown, form.answers) + back
        elif model.choices is not None and (said := _right_option(model)) is not None:
            right = texts.inline(said)
            if model.answer:
                back = card_html.answer_html([right], [AnswerData("answer", "text")]) + back
            form = self._choice(model, right)
            options = [option.text for option in form.choices[: model.show]]
            choices = card_html.choices_html(options, self.note_id)
        elif model.show is not None:
            self._shown_options(model, 0)
        return Side(front, back, choices, extra, replace(form, hints=hints) if hints else form, row)

    def _choice(self, model: ConceptForm, right: str) -> FormData:
        options = [ChoiceData(right)]
        inline = self.texts.inline
        for option in model.choices or ():
            says = inline(option.says) if option.says else ""
            options.append(ChoiceData(inline(option.text), says))
        texts = [option.text for option in options]
        if len(options) < 2:
            self._say("too-few-choices", "a choice needs a wrong option", "choices")
        if len(set(texts)) < len(texts):
            self._say("equal-choices", "two options of the choice look the same", "choices")
        self._shown_options(model, len(options))
        return FormData(choices=tuple(options), show=model.show or 0)

    def _shown_options(self, model: ConceptForm, count: int) -> None:
        """Check how many options of a choice are shown."""
        if model.show is None:
            return
        if not count:
            message = "`show` says how many options of a choice are shown, and this is none"
            self._say("unfit-key", message, "show")
        elif model.show > count:
            message = f"there are {count} options, and `show` wants {model.show}"
            self._say("too-few-choices", message, "show")

    def _lists(self, model: ConceptForm, image_back: str) -> FormData:
        """Return the statements or the order of a form, as the script reads them."""
        inline = self.texts.inline
        statements = tuple(
            StatementData(
                inline(item.text),
                "1" if truth_word(item.right) else "0",
                inline(item.says) if item.says else "",
            )
            for item in model.statements or ()
        )
        order = tuple(tuple(map(inline, group)) for group in model.order or ())
        items = [item.text for item in model.statements or ()]
        items += [item for group in model.order or () for item in group]
        shown = [(inline(text), text.get(self.texts.language)) for text in items]
        self.texts.diagnostics.extend(
            equal_items((html, scalar) for html, scalar in shown if scalar)
        )
        return FormData(answer=image_back, statements=statements, order=order)

    def _say(self, code: str, message: str, key: str) -> None:
        self.texts.diagnostics.append(Diagnostic(code, message, self.key_span(key)))


def _right_option(model: ConceptForm) -> LocalizedText | None:
    return model.answer.value[0] if model.answer is not None else model.back


def concept_fields(sides: Sequence[Side], language: str) -> dict[str, str]:
    """Return the fields of a concept note that its forms fill, the first of which stands there."""
    first = sides[0]
    forms = [side.form for side in sides]
    if len(sides) > 1:
        differ = len({side.extra for side in sides}) > 1
        forms = [
            replace(
                side.form,
                question=side.front,
                # Statements and items are listed by the script, above what stands beside them.
                answer=side.form.answer if _is_list(side.form) else side.back,
                extra=side.extra if differ else "",
            )
            for side in sides
        ]
    rows = tuple(side.row._replace(form=number) for number, side in enumerate(sides))
    is_plain = len(sides) == 1 and forms[0] == FormData()
    return {
        "Front": first.front,
        "Back": first.back,
        "Choices": first.choices,
        "Hints": card_html.hints_html(first.form.hints, language),
        "Extra": first.extra,
        "Data": "" if is_plain else CardData(tuple(forms), rows).to_json(),
    }


def _is_list(form: FormData) -> bool:
    return bool(form.statements or form.order)
