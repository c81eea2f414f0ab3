"""The pieces of HTML around the values on a card that style.css and the card's script know.

Every text that comes in is HTML already, a template with slots or filled, and so is what goes out.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from html import escape

from flashgen.anki.card.data import AnswerData
from flashgen.markup import escape_triggers, with_whole_formulas
from flashgen.values.formulas.writing import variable_tex

# Compiled only where a card has a unit: that takes milliseconds.
_IDEOGRAPH = "[\u4e00-\u9fff]"
_PEOPLE = frozenset(
    {"学生", "员工", "工人", "乘客", "患者", "选手", "老师", "教师", "顾客", "成员"}
)
_MEASURE_WORDS = frozenset("个次层条步种项组轮位张只台颗件名块根枚篇行句粒棵座道")
# Words of which the first character is no measure word.
_NO_MEASURE = (
    "[个次层条步种项组轮位张件行句][数]|位置|位元|步长|项目|组合|组件|组成|张量|张力|种群|种子|种类|条件|条目|条带"
    "|层级|层次|轮次|次方|个体|个人|颗粒|名次|名词|名额|块状|根号|行列|行业|句子|座位|座标|道路|台阶|件次"
)
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


def without_decimals(answers: Sequence[AnswerData], whole: Collection[int]) -> Sequence[AnswerData]:
    """Return answers as they are asked for: of a whole number nothing is rounded.

    `whole` are the indices of the answers that are whole numbers by nature.
    """
    return [
        replace(answer, decimals=None) if n in whole else answer for n, answer in enumerate(answers)
    ]


def _phrase_en(answer: AnswerData, may_be_empty: bool) -> str:
    if answer.kind == "formula":
        return _formula_en(answer)
    parts = []
    if answer.unit_required:
        parts.append("with its unit")
    elif answer.unit:
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


def _formula_en(answer: AnswerData) -> str:
    names = _variable_names(answer)
    one = "as a formula" if answer.count is None else f"as {answer.count} formulas"
    parts = [f"{one} in {_listed(names, 'and')}" if names else one]
    if answer.count is not None:
        parts.append("with <code>;</code> between them")
    if answer.figures is not None:
        plural = "" if answer.figures == 1 else "s"
        parts.append(f"numbers to {answer.figures} significant figure{plural}")
    if answer.without:
        parts.append(f"without {_listed(_codes(answer), 'or')}")
    if answer.up_to == "factor":
        parts.append("up to a constant factor")
    if answer.log == 10:
        parts.append("<code>log</code> to base 10")
    return ", ".join(parts)


def _formula_zh(answer: AnswerData) -> str:
    names = _variable_names(answer)
    one = "式子" if answer.count is None else f" {answer.count} 个式子"
    parts = [f"写成 {'、'.join(names)} 的{one}" if names else f"写成{one}"]
    if answer.count is not None:
        parts.append("用 <code>;</code> 隔开")
    if answer.figures is not None:
        parts.append(f"数保留 {answer.figures} 位有效数字")
    if answer.without:
        parts.append(f"不使用 {'、'.join(_codes(answer))}")
    if answer.up_to == "factor":
        parts.append("可差常数倍")
    if answer.log == 10:
        parts.append("<code>log</code> 以 10 为底")
    return "，".join(parts)


def _variable_names(answer: AnswerData) -> list[str]:
    return [rf"\({variable_tex(name)}\)" for name, *_ in answer.variables]


def _codes(answer: AnswerData) -> list[str]:
    return [f"<code>{what}</code>" for what in answer.without]


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _phrase_zh(answer: AnswerData, may_be_empty: bool) -> str:
    if answer.kind == "formula":
        return _formula_zh(answer)
    parts = []
    if answer.unit_required:
        parts.append("需写明单位")
    elif answer.unit:
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
    word, rest = unit[0], unit[1:].strip()
    if rest and word in _MEASURE_WORDS and not re.match(_NO_MEASURE, unit):
        left, right = _spaces_zh(rest)
        if word == "个":
            return f"以{left}{rest}{right}为单位"
        counted = "人" if word in "名位" and right == "" and rest in _PEOPLE else word
        return f"以{left}{rest}{right}的{counted}数计"
    # Between two Chinese characters there is no space; beside others there is.
    left, right = _spaces_zh(unit)
    return f"以{left}{unit}{right}为单位"


def _spaces_zh(text: str) -> tuple[str, str]:
    """Return the spaces before and behind a text between Chinese characters."""
    before, behind = (
        "" if re.fullmatch(_IDEOGRAPH, character) else " " for character in (text[0], text[-1])
    )
    return before, behind


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
    word = "提示" if language.split("-")[0] == "zh" else "Hint"
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
