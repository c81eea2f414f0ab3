"""The pieces of HTML around the values on a card that style.css and the card's script know.

Every text that comes in is HTML already, a template with slots or filled, and so is what goes out.
"""

import hashlib
import re
from collections.abc import Collection, Sequence

from flashgen.anki.card.data import AnswerData
from flashgen.markup import with_whole_formulas

# Compiled only where a card has a unit: that takes milliseconds.
_IDEOGRAPHS = "[\u4e00-\u9fff].*[\u4e00-\u9fff]|[\u4e00-\u9fff]"
_MEASURE_WORDS = frozenset("个次层条步种项组轮位张")
_DECIMALS_EN = {0: "to the nearest integer", 1: "to 1 decimal"}


def wanted(answers: Sequence[AnswerData], language: str, may_be_empty: Collection[int] = ()) -> str:
    """Return the line that closes a question: the unit and precision to answer in.

    `<p class="wanted">Answer in nats, to 2 decimals.</p>`; "" where nothing needs saying.
    Chinese for `zh…`, English for every other language. `may_be_empty` are the indices of the
    answers that may be the empty set.
    """
    chinese = language.split("-")[0] == "zh"
    phrase_of = _phrase_zh if chinese else _phrase_en
    phrases = [phrase_of(answer, n in may_be_empty) for n, answer in enumerate(answers)]
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


def _phrase_en(answer: AnswerData, may_be_empty: bool) -> str:
    parts = []
    if answer.unit:
        parts.append(f"in {answer.unit}")
    if answer.decimals is not None:
        parts.append(_DECIMALS_EN.get(answer.decimals, f"to {answer.decimals} decimals"))
    if answer.figures is not None:
        plural = "" if answer.figures == 1 else "s"
        parts.append(f"to {answer.figures} significant figure{plural}")
    if answer.compare == "set":
        none = " (<code>none</code> if there is none)" if may_be_empty else ""
        parts.append(f"in any order{none}")
    if answer.compare == "up_to_sign":
        parts.append("with either sign")
    return ", ".join(parts)


def _phrase_zh(answer: AnswerData, may_be_empty: bool) -> str:
    parts = []
    if answer.unit:
        parts.append(_in_unit_zh(answer.unit))
    if answer.decimals is not None:
        parts.append(f"保留 {answer.decimals} 位小数" if answer.decimals else "取整数")
    if answer.figures is not None:
        parts.append(f"保留 {answer.figures} 位有效数字")
    if answer.compare == "set":
        none = "（没有则填 <code>none</code>）" if may_be_empty else ""
        parts.append(f"顺序不限{none}")
    if answer.compare == "up_to_sign":
        parts.append("正负号不限")
    return "，".join(parts)


def _in_unit_zh(unit: str) -> str:
    """Say that a unit is wanted: 以奈特为单位, 以百分点为单位, 以乘加运算的次数计."""
    # A measure word before the unit belongs to the number, which the sentence does not name.
    word, rest = unit[0], unit[1:]
    if rest and word in _MEASURE_WORDS and re.fullmatch(_IDEOGRAPHS, rest):
        return f"以{rest}为单位" if word == "个" else f"以{rest}的{word}数计"
    # Between two Chinese characters there is no space; beside others there is.
    space = "" if re.fullmatch(_IDEOGRAPHS, unit) else " "
    return f"以{space}{unit}{space}为单位"


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


def own_order(count: int, note_id: str) -> list[int]:
    """Return the numbers below `count` in an order that only the note decides."""
    return sorted(
        range(count),
        key=lambda index: hashlib.sha256(f"{note_id}\n{index}".encode()).digest(),
    )


def choices_html(options: Sequence[str], note_id: str) -> str:
    """The Choices field: all options as a list, for a card whose script does not run.

    Their order is the note's own, so that the right one, which comes in first, does not stand out.
    """
    order = own_order(len(options), note_id)
    return f'<ol type="A">{"".join(f"<li>{options[index]}</li>" for index in order)}</ol>'


def steps_html(steps: Sequence[str]) -> str:
    """A worked solution of several steps."""
    return f'<ol class="steps">{"".join(f"<li>{step}</li>" for step in steps)}</ol>'
