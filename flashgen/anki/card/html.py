"""The pieces of HTML around the values on a card that style.css and the card's script know.

Every text that comes in is HTML already, a template with slots or filled, and so is what goes out.
"""

import hashlib
from collections.abc import Collection, Sequence
from html import escape

from msgspec.structs import replace

from flashgen.anki.card.data import AnswerData
from flashgen.deck.answers import KINDS
from flashgen.deck.identity import is_chinese
from flashgen.markup import escape_triggers, with_whole_formulas


def wanted(answers: Sequence[AnswerData], language: str, may_be_empty: Collection[int] = ()) -> str:
    """Return the line that closes a question: the unit and precision to answer in.

    `<p class="wanted">Answer in nats, to 2 decimals.</p>`; "" where nothing needs saying.
    Chinese for `zh…`, English for every other language. `may_be_empty` are the indices of the
    answers that may be the empty set.
    """
    chinese = is_chinese(language)
    phrases = [
        ("，" if chinese else ", ").join(
            KINDS[answer.kind].wanted(answer, chinese=chinese, may_be_empty=n in may_be_empty)
        )
        for n, answer in enumerate(answers)
    ]
    if not any(phrases):
        return ""
    if len(set(phrases)) == 1:
        inside = f"答案{phrases[0]}。" if chinese else f"Answer {phrases[0]}."
    else:
        colon, semicolon, stop = ("：", "；", "。") if chinese else (": ", "; ", ".")
        parts = (
            f"{answer.label or answer.name}{colon}{phrase}"
            for answer, phrase in zip(answers, phrases, strict=True)
            if phrase
        )
        inside = semicolon.join(parts) + stop
    return f'<p class="wanted">{with_whole_formulas(inside)}</p>'


def without_decimals(answers: Sequence[AnswerData], whole: Collection[int]) -> Sequence[AnswerData]:
    """Return answers as they are asked for: of a whole number nothing is rounded.

    `whole` are the indices of the answers that are whole numbers by nature.
    """
    return [
        replace(answer, decimals=None) if n in whole else answer for n, answer in enumerate(answers)
    ]


def answer_html(values: Sequence[str], answers: Sequence[AnswerData]) -> str:
    """The Answer field and template: one value with its unit, or a labelled line for each.

    `values` are the answers as displayed, or slots.
    """
    lines = [
        f'<span class="value">{value}</span>'
        + (f' <span class="unit">{answer.unit}</span>' if answer.unit else "")
        for value, answer in zip(values, answers, strict=True)
    ]
    if len(lines) == 1:
        return f'<p class="result">{lines[0]}</p>'
    rows = (
        f'<p class="result"><span class="label">{answer.label or answer.name}</span> {line}</p>'
        for answer, line in zip(answers, lines, strict=True)
    )
    return f'<div class="answers">{"".join(rows)}</div>'


def shuffled(count: int, key: str) -> list[int]:
    """Return the numbers below `count` in an order that the key alone decides."""
    return sorted(range(count), key=lambda n: hashlib.sha256(f"{key}\n{n}".encode()).digest())


def choices_html(options: Sequence[str], note_id: str) -> str:
    """The Choices field: all options as a list, for a card whose script does not run.

    Their order is the note's own, so that the right one, which comes in first, does not stand out.
    """
    order = shuffled(len(options), note_id)
    return f'<ol type="A">{"".join(f"<li>{options[index]}</li>" for index in order)}</ol>'


def plain_attribute(text: str) -> str:
    """Return a text as the value of an attribute, such as what an image shows in words."""
    # In a cloze field two braces would begin or end a gap.
    words = escape_triggers(escape(" ".join(text.split())))
    return words.replace("{", "&#123;").replace("}", "&#125;")


def hints_html(hints: Sequence[str], language: str) -> str:
    """The Hints field: each hint closed, for a card whose script does not run."""
    word = "提示" if is_chinese(language) else "Hint"
    several = len(hints) > 1
    return "".join(
        f"<details><summary>{word}{f' {number}' if several else ''}</summary>{hint}</details>"
        for number, hint in enumerate(hints, start=1)
    )


def menus_html(answers: Sequence[AnswerData]) -> str:
    """The Choices field of answers that are menus: a line for each, for a card without script."""
    several = len(answers) > 1
    return "".join(
        '<p class="menu">'
        + (f'<span class="label">{answer.label or answer.name}</span> ' if several else "")
        + " / ".join(f'<span class="menu-option">{option}</span>' for option in answer.options)
        + "</p>"
        for answer in answers
        if answer.options
    )


def steps_html(steps: Sequence[str]) -> str:
    """A worked solution of several steps."""
    return f'<ol class="steps">{"".join(f"<li>{step}</li>" for step in steps)}</ol>'
