"""Cards that signs in the text mark: `Q:` and `A:`, `C:`, START and END, `#card`, `::`, `?`.

So hashcards, Obsidian_to_Anki, the flashcard plugins of Obsidian, and Logseq keep them. One file
may hold several kinds. `::` counts only in a file that has other signs of cards, or little else.
"""

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Final

from flashgen.importers.draft import clean
from flashgen.importers.markdown.front_matter import split_front_matter, tag_of
from flashgen.importers.texts.card import FoundCards, TextCard
from flashgen.importers.texts.gaps import braces_as_gaps, brackets_as_gaps

_QUESTION = re.compile(r"Q[:：][ \t]*(.*)")
_ANSWER = re.compile(r"A[:：][ \t]*(.*)")
_CLOZE = re.compile(r"C:[ \t]*(.*)")
_RULE = re.compile(r"-{3,}[ \t]*")
_START = re.compile(r"(?:<!--[ \t]*)?START(?:[ \t]*-->)?[ \t]*")
_END = re.compile(r"(?:<!--[ \t]*)?END(?:[ \t]*-->)?[ \t]*")
_INLINE = re.compile(r"STARTI[ \t]+\[([^\]\n]+)\][ \t]*(.*?)[ \t]*ENDI")
_DECK = re.compile(r"(?:TARGET DECK|cards-deck)[ \t]*:?[ \t]*(.*)")
_FILE_TAGS = re.compile(r"FILE TAGS[ \t]*:?[ \t]*(.*)")
_ID = re.compile(r"(?:<!--[ \t]*)?\^?ID:[ \t]*([0-9]{6,})(?:[ \t]*-->)?")
_FIELD = re.compile(
    r"(Front|Back|Text|Extra|Back Extra|Tags|Question|Answer|Hint|Source):[ \t]*(.*)"
)
_CARD = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+][ \t]+|\#{1,6}[ \t]+)?)(?P<front>.*?)[ \t]*"
    r"#(?:card|flashcard)s?(?P<kind>[-/](?:reversed?|spaced|inline))?(?![\w/-])(?P<rest>.*)"
)
_SIDES = re.compile(
    r"(?P<lead>[ \t]*(?:[-*+][ \t]+)?)(?P<front>\S.*?)[ \t]*(?P<sign>:::?)[ \t]*(?P<back>\S.*)"
)
_BETWEEN = re.compile(r"[ \t]*(\?\??)[ \t]*")
_SCHEDULE = re.compile(r"<!--SR:[^>\n]{0,500}-->|[ \t]\^[0-9]{10,20}")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})[ \t]")
_GAP = re.compile(r"\{\{c[0-9]+::")
_PROPERTY = re.compile(r"[ \t]*(?:[-*][ \t]+)?[a-z][\w-]*::[ \t]*\S*[ \t]*$")
_CARDS_TAG = re.compile(r"(?m)(?:^|\s)#(?:flashcards?|cards?|anki)(?:[/\w-]*)(?=\s|$)")

_ENDS_WITH_CARD = re.compile(r"#(?:card|flashcard)s?(?:[-/](?:reversed?|spaced|inline))?[ \t]*$")
_LONGEST: Final = 2000  # characters of a line in which signs are sought


def has_marked_cards(text: str) -> bool:
    """Tell whether a text has cards that signs mark."""
    return _has_signs(text) or _has_sides(text)


def _has_signs(text: str) -> bool:
    """Tell whether any sign but `::` marks a card."""
    asked = started = gapped = False
    before = ""
    lines = [line[:_LONGEST] for line in text.split("\n")]
    for line, after in pairwise([*lines, ""]):
        if _QUESTION.match(line):
            asked = True
        elif _ANSWER.match(line) and asked:
            return True
        gapped = line.startswith("C:") or (gapped and bool(line.strip()))
        if gapped and "[" in line and "]" in line:
            return True
        if _START.fullmatch(line):
            started = True
        elif started and _END.fullmatch(line):
            return True
        if "STARTI" in line and "ENDI" in line:
            return True
        marked = _ENDS_WITH_CARD.search(line)
        if marked and line[: marked.start()].strip(" \t-*#"):
            return True
        if _HEADING.match(line) and re.search(r"\S[ \t]+#(?:card|flashcard)s?\b", line):
            return True
        if _BETWEEN.fullmatch(line) and before.strip() and after.strip():
            return True
        before = line
    return False


def _has_sides(text: str) -> bool:
    """Tell whether `::` parts the sides of cards: with a tag for cards, or in most lines."""
    lines = [line[:_LONGEST] for line in text.split("\n")]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    found = [line for line in lines if _is_pair(line)]
    if not found:
        return False
    return bool(_CARDS_TAG.search(text) or _DECK.search(text)) or 2 * len(found) > len(lines)


def _is_pair(line: str) -> bool:
    match = _SIDES.fullmatch(line)
    if match is None or _GAP.search(line) or "`" in match["front"] or "://" in match["front"]:
        return False
    return not _PROPERTY.match(line) and (" " in line or not match["front"].islower())


def marked_cards(text: str) -> FoundCards:
    """Return the cards that signs mark in a text."""
    front_matter, text = split_front_matter(clean(text))
    scan = _Scan(text)
    scan.run()
    found = scan.found
    found.deck = found.deck or front_matter.deck
    found.tags = [*front_matter.tags, *found.tags]
    return found


class _Scan:
    """Goes through the lines of a text once."""

    def __init__(self, text: str) -> None:
        self.found = FoundCards()
        self._lines = [_SCHEDULE.sub("", line).rstrip() for line in text.split("\n")]
        self._at = 0
        self._rest: list[str] = []
        self._ends = [n for n, line in enumerate(self._lines) if _END.fullmatch(line)]
        self._pairs = _has_signs(text) or _has_sides(text)

    def run(self) -> None:
        """Find the cards."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if fence := _FENCE.match(line):
                self._rest += self._fenced(fence[1])
            elif not self._card(line):
                self._rest.append(line)
                self._at += 1
        kept = [line for line in self._rest if not _CARDS_TAG.fullmatch(line.strip() or "-")]
        self.found.rest = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip().strip("-").strip()

    def _card(self, line: str) -> bool:
        """Take the card that begins with a line; False where none does."""
        if len(line) > _LONGEST:
            return False
        if _START.fullmatch(line):
            return self._block()
        if match := _INLINE.search(line):
            self._fields(
                match[1], re.sub(r"[ \t]+(?=(?:Back|Extra|Tags):)", "\n", match[2]).split("\n")
            )
            self._at += 1
            return True
        if (match := _DECK.fullmatch(line)) or (match := _FILE_TAGS.fullmatch(line)):
            self._setting(match, is_deck=line.startswith(("TARGET", "cards")))
            return True
        if match := _QUESTION.fullmatch(line):
            return self._question(match[1])
        if match := _CLOZE.fullmatch(line):
            self._at += 1
            text = "\n".join([match[1], *self._until_next()]).strip()
            self.found.cards.append(TextCard(brackets_as_gaps(text), is_cloze=True))
            return True
        if match := _CARD.fullmatch(line):
            return self._tagged(match)
        if _BETWEEN.fullmatch(line):
            return self._parted(line)
        if self._pairs and _is_pair(line) and (match := _SIDES.fullmatch(line)):
            self._at += 1
            tags, back = _own_tags(match["back"])
            self.found.cards.append(
                TextCard(match["front"], back, is_reversed=match["sign"] == ":::", tags=tags)
            )
            return True
        if self._pairs and _GAP.search(line) and not _HEADING.match(line):
            self.found.cards.append(TextCard(re.sub(r"^[-*+][ \t]+", "", line), is_cloze=True))
            self._at += 1
            return True
        return False

    def _fenced(self, sign: str) -> list[str]:
        lines = [self._lines[self._at]]
        self._at += 1
        while self._at < len(self._lines):
            lines.append(self._lines[self._at])
            self._at += 1
            if lines[-1].strip(" \t>").startswith(sign):
                break
        return lines

    def _until_next(self, *, stops_at_answer: bool = False) -> list[str]:
        """Return the lines up to the next card, rule or heading; a fenced block is one of them."""
        lines: list[str] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if fence := _FENCE.match(line):
                lines += self._fenced(fence[1])
                continue
            if _QUESTION.match(line) or _CLOZE.match(line) or _RULE.fullmatch(line):
                break
            if _START.fullmatch(line) or (stops_at_answer and _ANSWER.match(line)):
                break
            lines.append(line)
            self._at += 1
        return lines

    def _question(self, first: str) -> bool:
        start = self._at
        self._at += 1
        front = [first, *self._until_next(stops_at_answer=True)]
        answer = _ANSWER.fullmatch(self._lines[self._at]) if self._at < len(self._lines) else None
        if answer is None:
            self._rest += self._lines[start : self._at]
            return True
        self._at += 1
        back = [answer[1], *self._until_next()]
        tags, text = _own_tags("\n".join(back).strip())
        key, text = _key_of(text)
        self.found.cards.append(TextCard("\n".join(front).strip(), text, tags=tags, key=key))
        return True

    def _block(self) -> bool:
        place = bisect_right(self._ends, self._at)
        if place == len(self._ends):
            return False
        end = self._ends[place]
        lines = self._lines[self._at + 1 : end]
        self._at = end + 1
        while lines and not lines[0].strip():
            lines.pop(0)
        if lines:
            self._fields(lines[0].strip(), lines[1:])
        return True

    def _fields(self, kind: str, lines: list[str]) -> None:
        """Take a note of which every field begins with its name and a colon."""
        is_cloze = "cloze" in kind.lower()
        fields: dict[str, list[str]] = {"": []}
        name = ""
        tags: list[str] = []
        key = ""
        for line in lines:
            if match := _ID.fullmatch(line.strip()):
                key = match[1]
            elif match := _FIELD.fullmatch(line):
                name = match[1]
                if name == "Tags":
                    tags += [tag_of(tag) for tag in match[2].replace(",", " ").split()]
                    name = ""
                else:
                    fields.setdefault(name, []).append(match[2])
            else:
                fields[name].append(line)
        texts = [text for text in ("\n".join(value).strip() for value in fields.values()) if text]
        if not texts:
            return
        front = braces_as_gaps(texts[0]) if is_cloze else texts[0]
        back, *more = texts[1:] or [""]
        self.found.cards.append(
            TextCard(
                front, back, is_cloze=is_cloze, is_reversed="revers" in kind.lower(),
                extra="\n\n".join(more), tags=tags, key=key,
            )
        )  # fmt: skip

    def _setting(self, match: re.Match[str], *, is_deck: bool) -> None:
        value = match[1].strip()
        self._at += 1
        if not value and self._at < len(self._lines):
            value = self._lines[self._at].strip()
            self._at += 1
        if is_deck:
            self.found.deck = self.found.deck or value
        else:
            self.found.tags += [tag_of(tag) for tag in value.replace(",", " ").split()]

    def _tagged(self, match: re.Match[str]) -> bool:
        """Take a line with `#card`: what follows at once, or stands below it, is the answer."""
        lead = match["lead"]
        indent = len(lead) - len(lead.lstrip())
        front = match["front"].strip()
        tags, rest = _own_tags(match["rest"])
        self._at += 1
        if pair := _SIDES.fullmatch(front):
            sides = pair["front"], pair["back"]
            kind = pair["sign"] == ":::"
            self.found.cards.append(TextCard(*sides, is_reversed=kind, tags=tags))
            return True
        lines = self._answer(lead, indent)
        text = "\n".join(lines).strip("\n")
        more, text = _own_tags(text)
        if rest.strip():
            text = f"{rest.strip()}\n{text}".strip()
        if not front and not text:
            return True
        is_cloze = bool(_GAP.search(front)) or "{{cloze " in front
        if is_cloze:
            front = re.sub(r"\{\{cloze[ \t]+(.*?)\}\}", r"{\1}", front)
            front = braces_as_gaps(front)
        if not front:
            self._rest.append(f"#card {text}")
            return True
        is_reversed = "revers" in (match["kind"] or "")
        self.found.cards.append(
            TextCard(front, text, is_cloze=is_cloze, is_reversed=is_reversed, tags=[*tags, *more])
        )
        return True

    def _answer(self, lead: str, indent: int) -> list[str]:
        lines: list[str] = []
        is_item = lead.strip() in ("-", "*", "+")
        level = len(lead.strip()) if lead.strip().startswith("#") else 0
        if level and self._at < len(self._lines) and not self._lines[self._at].strip():
            self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            depth = len(line) - len(line.lstrip())
            heading = _HEADING.match(line)
            if level:
                if (heading and len(heading[1]) <= level) or _RULE.fullmatch(line):
                    break
            elif is_item:
                if line.strip() and depth <= indent:
                    break
                if not line.strip():
                    break
            elif not line.strip() or heading:
                break
            if fence := _FENCE.match(line):
                lines += self._fenced(fence[1])
                continue
            lines.append(line)
            self._at += 1
        widths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
        cut = min(widths, default=0)
        lines = [line[cut:] if line.strip() else "" for line in lines]
        kept = [line for line in lines if not _PROPERTY.match(line)]
        items = [line for line in kept if line.strip()]
        if is_item and len(items) == 1 and re.match(r"[-*+][ \t]+", items[0]):
            return [re.sub(r"^[-*+][ \t]+", "", items[0])]
        return kept

    def _parted(self, line: str) -> bool:
        """Take two paragraphs with a line `?` between them."""
        front: list[str] = []
        while self._rest and self._rest[-1].strip() and not _HEADING.match(self._rest[-1]):
            front.insert(0, self._rest.pop())
        after = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        if not front or not after.strip():
            self._rest += front
            return False
        self._at += 1
        back = self._answer("", 0)
        tags, text = _own_tags("\n".join(back))
        is_reversed = line.strip() == "??"
        self.found.cards.append(
            TextCard("\n".join(front), text, is_reversed=is_reversed, tags=tags)
        )
        return True


def _own_tags(text: str) -> tuple[list[str], str]:
    """Return the tags in a last line `Tags: a b`, or at the end of a line, and the other text."""
    lines = text.split("\n")
    if lines and (match := re.fullmatch(r"[ \t]*Tags:[ \t]*(.*)", lines[-1])):
        tags = [tag_of(tag) for tag in match[1].replace(",", " ").split()]
        return tags, "\n".join(lines[:-1]).strip()
    found = re.search(r"(?:[ \t]+#[^\W\d][\w/-]*)+[ \t]*$", lines[-1])
    if found is None:
        return [], text
    lines[-1] = lines[-1][: found.start()]
    return [tag_of(tag) for tag in found[0].split()], "\n".join(lines)


def _key_of(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    match = _ID.fullmatch(lines[-1].strip())
    return (match[1], "\n".join(lines[:-1]).strip()) if match else ("", text)
