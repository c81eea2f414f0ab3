"""How sheets are laid out, and what they say in the language of their cards."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from flashgen.deck.identity import is_chinese

QUESTIONS, KEY, SHORT_KEY = "questions", "key", "short-key"
PARTS: Final = (QUESTIONS, KEY, SHORT_KEY)
SPACES: Final[Mapping[str, float]] = {"none": 0.0, "small": 0.5, "normal": 1.0, "large": 2.0}
PAPERS: Final[Mapping[str, str]] = {"a4": "A4", "letter": "letter"}


class Words(Struct, frozen=True):
    """What sheets say, in the language of their cards."""

    sheet: str
    """With a place for the number of the sheet, which is its seed."""
    answers: str
    short_answers: str
    name: str
    date: str
    colon: str
    title: str
    page: str
    """With places for the number of the page and for how many there are."""
    point: str
    points: str
    question: str
    total: str
    reached: str


_ENGLISH = Words(
    "Sheet {0} (seed {0})",
    "Answers",
    "Short answers",
    "Name",
    "Date",
    ": ",
    "Worksheet",
    "Page {} of {}",
    "{} point",
    "{} points",
    "Question",
    "Total",
    "Score",
)
_CHINESE = Words(
    "试卷 {0}（种子 {0}）",
    "答案",
    "简答",
    "姓名",
    "日期",
    "：",
    "练习",
    "第 {} 页，共 {} 页",
    "{} 分",
    "{} 分",
    "题号",
    "总分",
    "得分",
)


class Layout(Struct, frozen=True):
    """How sheets are laid out: the options of the formats that print."""

    title: str | None = None
    shuffle: bool = False
    part: tuple[str, ...] = ()
    duplex: bool = False
    paper: str = "a4"
    space: str = "normal"
    points: float | None = None
    header: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are wanted, in the order in which they are printed."""
        wanted = self.part or (QUESTIONS, KEY)
        return tuple(part for part in PARTS if part in wanted)


def words_of(language: str) -> Words:
    """Return the words of a language: Chinese for `zh…`, English for every other one."""
    return _CHINESE if is_chinese(language) else _ENGLISH
