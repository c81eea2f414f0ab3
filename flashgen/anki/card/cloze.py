"""The forms of a cloze note: wordings that stand in its Text, each with the same gaps.

The style shows the first of them, and the script another.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import CardData, FormData, Row

_OPENING: Final = '<div class="form">'
_FORM: Final = re.compile(
    rf"{_OPENING}((?:(?!{_OPENING}).)*?)</div>(?=\s*(?:{_OPENING}|$))", re.DOTALL
)


class Wording(Struct, frozen=True):
    """A form of a cloze in one language, as HTML."""

    text: str
    extra: str
    hints: tuple[str, ...]


def cloze_fields(forms: Sequence[Wording], language: str) -> dict[str, str]:
    """Return the fields of a cloze note that its forms fill."""
    first = forms[0]
    several = len(forms) > 1
    differ = len({form.extra for form in forms}) > 1
    text = "".join(f"{_OPENING}{form.text}</div>" for form in forms) if several else first.text
    data = ""
    if several or first.hints:
        made = [FormData(hints=form.hints, extra=form.extra if differ else "") for form in forms]
        rows = tuple(Row(number) for number in range(len(forms)))
        data = CardData(tuple(made), rows).to_json()
    return {
        "Text": text,
        "Extra": first.extra,
        "Hints": card_html.hints_html(first.hints, language),
        "Data": data,
    }


def cloze_forms(text: str) -> list[str]:
    """Return the texts of the forms of a cloze note; its text where it has no others."""
    return _FORM.findall(text) if text.startswith(_OPENING) else [text]
