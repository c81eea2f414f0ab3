"""What a style sheet cannot know of a text: where no line may end, and how wide numbers are."""

import re
from itertools import chain
from typing import Final

from flashgen.markup.marks import FIRST_MARK, MARK, Kind, Marked

_TAG: Final = r"<[^>]*>"
_FORMULA: Final = r"\\\((?:[^\\]|\\[^)])*+\\\)"
_DISPLAYED: Final = r"\\\[(?:[^\\]|\\[^\]])*+\\\]"
# A formula is a box to a browser, which may end a line before and behind it whatever stands there.
_BEFORE: Final = r"[(\[{（［【《〈「『“‘«]"
_BEHIND: Final = r"[.,;:!?)\]}'’”»…%/–-]|[。，、；：！？）］】》〉」』]"
_PUNCTUATED = re.compile(
    rf"{_TAG}|({_BEFORE}{{0,8}}+)(?:({MARK.pattern}){_FORMULA}({MARK.pattern})|{_FORMULA})"
    rf"((?:{_BEHIND})++|[0-9A-Za-z])?",
    re.DOTALL,
)
# Each begins with a letter that is looked for, which is far faster.
_TOUCHED_BEFORE = re.compile(rf"\\\((?:(?<={_BEFORE}\\\()|(?<={_BEFORE}{MARK.pattern}\\\())")
_TOUCHED_BEHIND = re.compile(rf"\\\)(?:{MARK.pattern})?(?:{_BEHIND}|[0-9A-Za-z])")
# A minus as in controls.js.
_SIGN: Final = r"(-)(?<![\w.)\]}}−-]-)(?=[\d.∞])(?![\d.]+-)"
# What keeps its hyphens, other tags, and a minus.
_MINUS = re.compile(
    r"<(code|pre|kbd|q|math|script|style|textarea)\b(?:[^<]|<(?!/\1>))*+</\1>"
    rf"|{_FORMULA}|{_DISPLAYED}|{_TAG}|{_SIGN}",
)
_SIGNED = re.compile(_SIGN)
_CLOZE: Final = [Kind.CLOZE_OPEN, Kind.CLOZE_CLOSE]
_LISTS = re.compile(r'<(/?[ou]l|li)\b(?: start="(\d+)")?')
_MOST_DIGITS: Final = 9


def with_whole_formulas(html: str, marked: Marked | None = None) -> str:
    """Return the HTML with a span around each formula and the punctuation that touches it.

    A cloze of `marked` that hides a formula and no more is like the formula.
    """
    if not (_TOUCHED_BEFORE.search(html) or _TOUCHED_BEHIND.search(html)):
        return html

    def whole(match: re.Match[str]) -> str:
        before, opening, closing, behind = match.groups()
        if not (before or behind) or (opening and kinds(opening + closing) != _CLOZE):
            return match[0]
        return f'<span class="whole">{match[0]}</span>'

    def kinds(characters: str) -> list[Kind]:
        if marked is None:
            return []
        return [marked.marks[ord(character) - FIRST_MARK].kind for character in characters]

    return _PUNCTUATED.sub(whole, html)


def with_true_minus(html: str) -> str:
    """Return the HTML with the true minus sign before numbers; code and formulas stay as they are.

    The card's script does the same with what it fills in.
    """
    if not _SIGNED.search(html):
        return html
    return _MINUS.sub(lambda match: "−" if match[2] else match[0], html)


def with_wide_numbers(html: str) -> str:
    """Return the HTML with a class for each numbered list that tells how long its numbers get.

    It is `digits-2` where they have two digits, and so on; a list of one-digit numbers has none.
    """
    if "<ol" not in html:
        return html
    classes: dict[int, str] = {}
    stack: list[list[int]] = []  # of the open lists: where it begins, and the number to come
    for match in _LISTS.finditer(html):
        name = match[1]
        if name in ("ol", "ul"):
            stack.append([match.start(), int(match[2] or 1)])
        elif name == "li":
            stack[-1][1] += 1
        else:
            start, number = stack.pop()
            digits = min(len(str(number - 1)), _MOST_DIGITS)
            if name == "/ol" and digits > 1:
                classes[start] = f' class="digits-{digits}"'
    ends = [start + len("<ol") for start in sorted(classes)]
    pieces = [html[a:b] for a, b in zip([0, *ends], [*ends, len(html)], strict=True)]
    added = [classes[end - len("<ol")] for end in ends]
    return "".join(chain.from_iterable(zip(pieces, [*added, ""], strict=True)))
