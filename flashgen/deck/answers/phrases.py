"""The words that say how an answer is wanted: its unit, its digits, its sign."""

import re
from typing import Final

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
_DECIMALS_EN: Final = {0: "to the nearest integer", 1: "to 1 decimal"}


def unit_phrase(unit: str, *, required: bool, chinese: bool) -> list[str]:
    """Return in which unit an answer is wanted (HTML); [] where there is none."""
    if required:
        return ["需写明单位" if chinese else "with its unit"]
    if not unit:
        return []
    return [_in_unit_zh(unit) if chinese else f"in {unit}"]


def digits_phrases(decimals: int | None, figures: int | None, *, chinese: bool) -> list[str]:
    """Return how many digits are wanted; [] where nothing is rounded."""
    said = []
    if decimals is not None and chinese:
        said.append(f"保留 {decimals} 位小数" if decimals else "取整数")
    elif decimals is not None:
        said.append(_DECIMALS_EN.get(decimals, f"to {decimals} decimals"))
    if figures is not None:
        said.append(f"保留 {figures} 位有效数字" if chinese else f"to {figures_en(figures)}")
    return said


def figures_en(figures: int) -> str:
    """Return `3 significant figures`."""
    return f"{figures} significant figure{'' if figures == 1 else 's'}"


def sign_phrase(*, chinese: bool) -> list[str]:
    """Return that either sign will do."""
    return ["正负号不限" if chinese else "with either sign"]


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
