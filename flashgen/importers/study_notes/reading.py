"""Study notes in Markdown -> their sections, in words that a deck file takes.

The notes are read by the parser that reads the cards, so both see the same emphasis, formulas and
links. A section's text is the author's own, cut out between two headings; only what a card cannot
hold is edited in it, at the place where it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import pyromark
from msgspec import Struct, field

from flashgen.importers.study_notes.edits import GONE, EditedText, tidied
from flashgen.markup.marks import Kind
from flashgen.markup.tags import TAG, VOID, read_tag

_PARSER = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
)
_URL = re.compile(rb"https?://[^\s<>\"'`\\^{|}\x80-\xff]+")
_URL_END: Final = b".,;:!?)]*_"
_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
_ORDINAL: Final = r"[ \t]*(?:[0-9]+[ \t]*[、．.)）][ \t]*)?"
_TOPIC = re.compile(rf"{_ORDINAL}(?:主题|题目|标题|topic|subject|title)[ \t]*[：:]", re.IGNORECASE)
_CONTENT = re.compile(
    rf"{_ORDINAL}(?:[^\W\d_]{{0,2}}内容|contents?|notes?)[ \t]*[：:][ \t]*", re.IGNORECASE
)
_CREDIT = re.compile(r"[ \t]*(作者|来源|链接|author|source|link|url)[ \t]*[：:](.*)", re.IGNORECASE)
# Of two words at most, so that nothing is lost with it.
_LABEL = re.compile(r"(?:[^\s:：]{1,12}(?:[ \t][^\s:：]{1,12})?[ \t]*[:：])?")
_OPENING = re.compile(r"[ \t]*[(（][ \t]*\Z")
_CLOSING = re.compile(r"[ \t]*[)）](?=[ \t]*[.。!！?？]?\Z)")
_BLOCKS: Final = frozenset(
    ("Paragraph", "Item", "List", "BlockQuote", "CodeBlock", "HtmlBlock", "Table", "Heading")
)
_LINKS: Final = frozenset(("链接", "link", "url"))
_LETTER = re.compile(r"[^\W\d_]")


class Link(Struct, frozen=True):
    """A link on the web, with what it is called where it stands; empty for a bare address."""

    url: str
    title: str

    @property
    def shown(self) -> str:
        """The title, or the name of the site."""
        return self.title or (urlsplit(self.url).hostname or self.url).removeprefix("www.")


class Section(Struct):
    """A heading, its level from 1, and what stands under it."""

    heading: str
    level: int
    text: str = ""
    link: Link | None = None
    dropped: list[str] = field(default_factory=list)
    """What of it is not in the text, in the author's words."""

    @property
    def says_something(self) -> bool:
        """Whether there is a word or a formula in the text."""
        return _LETTER.search(self.text) is not None


class _Line(Struct):
    """A line of a paragraph: where it stands, its text events, the first link in it."""

    start: int
    end: int = 0
    texts: list[tuple[int, int]] = field(default_factory=list)
    link: Link | None = None


class Reader:
    """Reads notes; `image` gives the path of a local image, or None where it is none.

    Headings below `deepest` begin no section of their own.
    """

    def __init__(self, text: str, image: Callable[[str], str | None], *, deepest: int = 6) -> None:
        self._deepest = deepest
        self._takes_links = True
        self._text = EditedText(text)
        self._image = image
        self._sections: list[Section] = []
        self._ranges: list[tuple[int, int, int, int]] = []  # of each heading and of its text

    def read(self) -> tuple[str, list[Section]]:
        """Split the notes into the text before the first heading and the sections."""
        events = self._events()
        self._find_headings(events)
        self._edit(events)
        starts = [start for start, *_ in self._ranges] + [len(self._text.bytes)]
        headings = self._text.parts((begin, stop) for _, _, begin, stop in self._ranges)
        texts = self._text.parts(
            (end, until) for (_, end, *_), until in zip(self._ranges, starts[1:], strict=True)
        )
        for section, heading, text in zip(self._sections, headings, texts, strict=True):
            section.heading = " ".join(heading.split())
            section.text = tidied(text)
        preamble = self._text.original(0, starts[0]).strip()
        return preamble, self._sections

    def read_one(self) -> Section:
        """Return the whole text as one section without a heading, its links where they stand."""
        self._takes_links = False
        events = self._events()
        section = Section("", 0)
        self._sections.append(section)
        self._ranges.append((0, 0, 0, 0))
        self._edit(events)
        (text,) = self._text.parts([(0, len(self._text.bytes))])
        section.text = tidied(text, keeps_rules=True)
        return section

    def _events(self) -> list[Any]:
        return list(_PARSER.events_with_range(self._text.bytes.decode(), merge_text=True))

    def _find_headings(self, events: list[Any]) -> None:
        depth = 0
        inner: list[tuple[int, int]] | None = None
        for event, span in events:
            start = isinstance(event, dict) and event.get("Start")
            end = isinstance(event, dict) and event.get("End")
            if start and isinstance(start, dict) and "Heading" in start and depth == 0:
                level = int(start["Heading"]["level"][1])
                if level <= self._deepest:
                    self._sections.append(Section("", level))
                    inner = []
            elif (
                end
                and isinstance(end, dict)
                and "Heading" in end
                and depth == 1
                and inner is not None
            ):
                begin = inner[0][0] if inner else span["end"]
                stop = max((at for _, at in inner), default=begin)
                self._ranges.append((span["start"], span["end"], begin, stop))
                inner = None
            elif inner is not None:
                inner.append((span["start"], span["end"]))
            depth += bool(start) - bool(end)

    def _number(self, at: int) -> int:
        """Return the number of the section in which a place is; -1 before the first."""
        return bisect_right(self._ranges, (at, len(self._text.bytes) + 1, 0, 0)) - 1

    def _section(self, at: int) -> Section | None:
        number = self._number(at)
        return self._sections[number] if number >= 0 else None

    def _drop(self, start: int, end: int, instead: str = "", *, said: bool = True) -> None:
        section = self._section(start)
        words = self._text.original(start, end).strip()
        if section is not None and said and words:
            section.dropped.append(words)
        self._text.edit((start, end, instead))

    def _edit(self, events: list[Any]) -> None:
        """Walk through the events, and note what has to change."""
        lines: list[_Line] = []
        inside: list[tuple[str, Any, dict[str, int]]] = []
        linked: list[tuple[int, int]] = []  # where the words of the last link are
        image: dict[str, int] | None = None
        for index, (event, span) in enumerate(events):
            start, end = span["start"], span["end"]
            if not (isinstance(event, dict) and ("Start" in event or event.get("End") == "Link")):
                linked.append((start, end))
            if isinstance(event, str):
                if event in ("SoftBreak", "HardBreak") and lines:
                    lines[-1].end = start
                    lines.append(_Line(end))
                continue
            ((kind, data),) = event.items()
            if kind == "Start":
                name, detail = (data, None) if isinstance(data, str) else next(iter(data.items()))
                inside.append((name, detail, span))
                if name in _BLOCKS:
                    self._lines_end(lines, start)
                    # The text of an item in a tight list stands in no paragraph.
                    lines = [_Line(start)] if name == "Paragraph" else []
                elif name == "Link":
                    linked = []
                elif name == "Image" and image is None:
                    image = span
                    assert detail is not None
                    self._replace_image(detail, start, end, events, index)
            elif kind == "End":
                name, detail, opened = inside.pop()
                if name == "Image" and opened is image:
                    image = None
                elif name in ("HtmlBlock", "MetadataBlock"):
                    self._drop(start, end, GONE)
                elif name in _BLOCKS:
                    self._lines_end(lines, end)
                    lines = []
                elif name == "Link" and image is None:
                    self._link(detail, opened, lines, linked)
                elif name == "Strikethrough":
                    self._text.edit((start, start + 2, "<del>"), (end - 2, end, "</del>"))
            elif image is not None:
                continue
            elif kind == "Text" and not any(n in ("Link", "CodeBlock") for n, *_ in inside):
                if not lines and inside and inside[-1][0] == "Item":
                    lines = [_Line(start)]
                if lines:
                    lines[-1].texts.append((start, end))
            elif kind in ("Html", "InlineHtml") and not any(n == "HtmlBlock" for n, *_ in inside):
                self._tag(data, start, end, events, index)

    def _lines_end(self, lines: list[_Line], end: int) -> None:
        if lines:
            start = lines[-1].start
            lines[-1].end = start + len(self._text.bytes[start:end].rstrip())
            self._paragraph(lines)

    def _tag(self, tag: str, start: int, end: int, events: list[Any], index: int) -> None:
        if _BREAK.fullmatch(tag):
            after = events[index + 1][0] if index + 1 < len(events) else None
            if after == "SoftBreak":
                self._text.edit((start, end, "\\"))
            else:
                is_last = isinstance(after, dict) and "End" in after
                self._text.edit((start, end, "" if is_last else "<br>"))
            return
        match = TAG.fullmatch(tag)
        if match is None:
            self._drop(start, end)
            return
        read = read_tag(match["close"], match["name"], match["attributes"])
        if read is None and match["name"].lower() not in VOID:
            return  # no tag at all: a card shows the `<int>` of `vector<int>` as typed
        if read is None or read[0] in (Kind.TAG_REFUSED, Kind.TAG_SHOWN):
            self._drop(start, end)

    def _replace_image(
        self, detail: dict[str, str], start: int, end: int, events: list[Any], index: int
    ) -> None:
        url = detail["dest_url"]
        words = []
        for event, _ in events[index + 1 :]:
            if isinstance(event, dict) and "End" in event and event["End"] == "Image":
                break
            if isinstance(event, dict) and ("Text" in event or "Code" in event):
                words.append(next(iter(event.values())))
        alt = re.sub(r"[\[\]\\`*_$<&]", r"\\\g<0>", "".join(words))
        path = self._image(url)
        if path is not None:
            target = f"<{path}>" if " " in path else path
            self._text.edit((start, end, f"![{alt}]({target})"))
        elif _WEB.fullmatch(url):
            self._drop(start, end, f"[{alt or 'image'}]({_target(url)})")
        else:
            self._drop(start, end)

    def _link(
        self,
        detail: dict[str, str],
        span: dict[str, int],
        lines: list[_Line],
        inner: list[tuple[int, int]],
    ) -> None:
        start, end = span["start"], span["end"]
        url, kind = detail["dest_url"], detail["link_type"]
        begin = min((s for s, _ in inner), default=start)
        stop = max((e for _, e in inner), default=start)
        words = self._text.original(begin, stop)
        if kind == "Email" or not _WEB.fullmatch(url):
            if kind != "Email":
                self._drop(start, end, words)
            return
        if kind not in ("Inline", "Autolink"):
            self._text.edit((stop, end, f"]({_target(url)})"))
        if lines and lines[-1].link is None and url.lower().startswith("http"):
            lines[-1].link = Link(url, "" if kind == "Autolink" else " ".join(words.split()))

    def _paragraph(self, lines: list[_Line]) -> None:
        """Take links and labels from the lines of a paragraph."""
        section = self._section(lines[0].start)
        if section is None or not self._takes_links:
            return
        credits = self._credits(lines, section)
        for line in lines:
            if credits:
                self._credited(line)
            else:
                self._labels(line, section)

    def _words(self, line: _Line) -> str:
        return self._text.original(line.start, line.end)

    def _credits(self, lines: list[_Line], section: Section) -> dict[str, str]:
        """Return author, source and link of a paragraph that is an attribution."""
        found: dict[str, str] = {}
        for line in lines:
            if match := _CREDIT.fullmatch(self._words(line).strip("> \t\n")):
                found[match[1].lower()] = match[2].strip()
        url = next((found[key] for key in found if key in _LINKS), "")
        if len(found) < 2 or not _URL.fullmatch(url.encode()):
            return {}
        if section.link is None or not section.link.title:
            names = [value for key, value in found.items() if key not in _LINKS and value]
            section.link = Link(url, ", ".join(names))
        return found

    def _credited(self, line: _Line) -> None:
        """Drop a line of an attribution; what stands there besides, its license, is told."""
        words = self._words(line).strip("> \t\n")
        self._drop(line.start, line.end, GONE, said=_CREDIT.fullmatch(words) is None)

    def _labels(self, line: _Line, section: Section) -> None:
        words = self._words(line)
        topic = _TOPIC.match(words)
        if topic and (rest := _plain(words[topic.end() :])):
            _, _, inner, inner_end = self._ranges[self._number(line.start)]
            if rest in _plain(self._text.original(inner, inner_end)):
                self._drop(line.start, line.end, GONE, said=False)
                return
        begin = line.start
        edits: list[tuple[int, int, str]] = []
        if content := _CONTENT.match(words):
            begin += len(content[0].encode())
            edits.append((line.start, begin, GONE))
        if line.link is not None and section.link is None:
            section.link = line.link
        urls = [
            (start + match.start(), start + match.start() + len(match[0].rstrip(_URL_END)))
            for start, end in line.texts
            for match in _URL.finditer(self._text.bytes[start:end])
        ]
        for start, end in urls:
            url = self._text.original(start, end)
            if section.link is not None:
                edits.append((start, end, f"<{url}>"))
                continue
            before = self._text.original(begin, start)
            after = _BREAK.sub("", self._text.original(end, line.end)).rstrip()
            title = re.sub(rf"\A{_ORDINAL}", "", before).strip(" \t-—")
            is_label = _LABEL.fullmatch(title) is not None
            is_title = not (after or is_label) and len(title) > 2
            section.link = Link(url, title.rstrip(":：") if is_title else "")
            if is_label and not after:
                self._drop(line.start, line.end, GONE, said=False)
                return
            opening, closing = _OPENING.search(before), _CLOSING.match(after)
            if opening and closing:
                first, last = len(opening[0].encode()), len(closing[0].encode())
                edits.append((start - first, end + last, ""))
            else:  # a sentence has it, and would say nothing without
                edits.append((start, end, f"<{url}>"))
        self._text.edit(*edits)


def _target(url: str) -> str:
    return f"<{url}>" if re.search(r"[()\s]", url) else url


def _plain(text: str) -> str:
    """Return the letters and digits of a text, to compare it by."""
    return re.sub(r"[\W_]+", "", _BREAK.sub("", text)).lower()
