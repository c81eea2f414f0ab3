"""The forms of a concept or cloze note, read: each as the fields of a note that had no others."""

from collections.abc import Mapping

from msgspec.structs import replace

from flashgen.anki.card.cloze import cloze_forms
from flashgen.anki.card.data import CardData, FormData, Row
from flashgen.anki.card.html import hints_html
from flashgen.anki.card.lists import back_html, front_html
from flashgen.anki.card.reading import filled, read_data


def fields_by_form(kind: str, fields: Mapping[str, str], language: str) -> list[Mapping[str, str]]:
    """Return the fields of each form of a concept or cloze note; its own where there is one.

    Raises DataError for data that flashgen did not write.
    """
    data = read_data(fields["Data"]) if fields["Data"] else None
    if data is None or len(data.forms) < 2:
        return [fields]
    texts = cloze_forms(fields["Text"]) if kind == "cloze" else []
    differ = any(form.extra for form in data.forms)
    made: list[Mapping[str, str]] = []
    for number, row in enumerate(data.rows):
        form = filled(data.forms[row.form], row)
        own = {**fields, "Extra": form.extra if differ else fields["Extra"]}
        own["Hints"] = hints_html(form.hints, language)
        if kind == "cloze":
            own |= {"Text": texts[number], "Data": _data(FormData(hints=form.hints), Row(0))}
        else:
            is_list = bool(form.statements or form.order)
            own["Front"] = form.question
            own["Back"] = back_html(form, language, fields["ID"]) + form.answer
            own["Choices"] = front_html(form, fields["ID"])
            beside = form.answer if is_list else ""
            own["Data"] = _data(
                replace(form, question="", answer=beside, extra=""), row._replace(form=0)
            )
        made.append(own)
    return made


def _data(form: FormData, row: Row) -> str:
    return "" if form == FormData() else CardData((form,), (row,)).to_json()
