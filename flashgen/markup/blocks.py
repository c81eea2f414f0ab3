"""Markdown to HTML: the parser's events, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from msgspec.structs import replace

from flashgen.markup.code import is_known, language_of
from flashgen.markup.compiled import MAX_PROBLEMS, ImageReference
from flashgen.markup.images import refuse_image
from flashgen.markup.inline import InlineRenderer
from flashgen.markup.plain_texts import PARSER

if TYPE_CHECKING:
    from pyromark.event import Range

MAX_DEPTH: Final = 40
MAX_EVENTS: Final = 50_000
MAX_IMAGES: Final = 100
MAX_HIGHLIGHTED: Final = 4_000  # characters of code in one text

_LINK = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
_ALIGN: Final = {"Left": ' align="left"', "Center": ' align="center"', "Right": ' align="right"'}
_OPENING: Final = {
    "Strong": "<strong>",
    "Emphasis": "<em>",
    "Paragraph": "<p>",
    "Item": "<li>",
    "BlockQuote": "<blockquote>\n",
    "Table": "<table>\n",
    "TableHead": "<thead><tr>",
    "TableRow": "<tr>",
}
_CLOSING: Final = {
    "Strong": "</strong>",
    "Emphasis": "</em>",
    "Link": "</a>",
    "Paragraph": "</p>\n",
    "Item": "</li>\n",
    "BlockQuote": "</blockquote>\n",
    "Table": "</tbody></table>\n",
    "TableHead": "</tr></thead><tbody>\n",
    "TableRow": "</tr>\n",
    "List": "</ul>\n",
}
_INLINE: Final = frozenset({"Strong", "Emphasis", "Link"})


class BlockRenderer(InlineRenderer):
    """Turns one marked text into HTML, and collects its slots, images and problems."""

    def render(self) -> str:
        """Return the HTML; the marks of slots and clozes stay in it."""
        events: Iterator[tuple[Any, Range]] = PARSER.events_with_range(
            self.marked.text, merge_text=True
        )
        for count, (event, span) in enumerate(events):
            if count == MAX_EVENTS:
                self._error("text-too-long", "this text has too many parts", span)
            if count == MAX_EVENTS or len(self.errors) >= MAX_PROBLEMS:
                break
            if type(event) is str:
                self._break_or_rule(event)
                continue
            kind, data = event.popitem()
            if kind == "Text":
                self._text(data, span)
            elif kind == "Start":
                self._start(data, span)
            elif kind == "End":
                self._end(data)
            elif kind == "InlineMath":
                self._math(data, span, "()")
            elif kind == "Code":
                self._inline_code(data, span)
            elif kind == "DisplayMath":
                self._math(data, span, "[]")
            else:  # HTML that no mark stands for
                self._text(data, span)
        while self._pending:
            self._unclosed(self._pending.pop())
        return "".join(self._out)

    def _break_or_rule(self, event: str) -> None:
        if self._images:
            self._alt.append(" ")
        elif event == "SoftBreak":
            self._break = len(self._out)
            self._out.append("\n")
        else:
            self._settle()
            self._out.append("<br>\n" if event == "HardBreak" else "<hr>\n")

    def _start(self, data: Any, span: Range) -> None:
        name: str = data
        detail: Any = None
        if type(data) is not str:
            name, detail = data.popitem()
        if name == "Image":
            self._images.append((detail, span))
            return
        if self._images:
            return
        out = self._out
        self._starts.append(len(out))
        if len(self._starts) == MAX_DEPTH:
            self._error("text-too-deep", f"a text nests at most {MAX_DEPTH} deep", span)
        if name not in _INLINE:
            self._settle()
        if name == "TableCell":
            alignment = _ALIGN.get(self._alignments[self._column], "")
            out.append(f"<{self._cell}{alignment}>")
            self._column += 1
        elif name in _OPENING:
            out.append(_OPENING[name])
            if name == "Table":
                self._alignments = detail
            elif name in ("TableHead", "TableRow"):
                self._cell = "th" if name == "TableHead" else "td"
                self._column = 0
        elif name == "Link":
            out.append(self._link(detail, span))
        elif name == "List":
            start = "" if detail == 1 else f' start="{detail}"'
            out.append("<ul>\n" if detail is None else f"<ol{start}>\n")
        elif name == "Heading":
            out.append(f"<{detail['level'].lower()}>")
        elif name == "CodeBlock":
            self._code = []
            self._fence = self._offset(span["start"])
            self._language = "" if isinstance(detail, str) else language_of(detail["Fenced"])
            if not is_known(self._language):
                self._plain_code(f"code in `{self._language}` is not highlighted")

    def _plain_code(self, message: str) -> None:
        self._warn("plain-code", message, self._fence, self._fence + 3)

    def _end(self, data: Any) -> None:
        name: str = data
        detail: Any = None
        if type(data) is not str:
            name, detail = data.popitem()
        if name == "Image":
            image, span = self._images.pop()
            if not self._images:
                self._image(image, span)
            return
        if self._images:
            return
        out = self._out
        start = self._starts.pop()
        while self._pending and self._pending[-1].depth > len(self._starts):
            self._unclosed(self._pending.pop())
        if name not in _INLINE:
            self._settle()
        if name in ("Paragraph", "Item", "TableCell") and len(out) == start + 2:
            slot = self.slots.get(out[-1])
            if slot is not None:
                self.slots[out[-1]] = replace(slot, is_block=True)
                if name == "Paragraph":
                    out[start] = "<div>"
                    out.append("</div>\n")
                    return
        if name == "TableCell":
            out.append(f"</{self._cell}>")
        elif name == "List" and detail:
            out.append("</ol>\n")
        elif name in _CLOSING:
            out.append(_CLOSING[name])
        elif name == "Heading":
            out.append(f"</{detail.lower()}>\n")
        elif name == "CodeBlock":
            self._code_block()

    def _link(self, detail: dict[str, str], span: Range) -> str:
        url = self._source_of(detail["dest_url"], span)
        if detail["link_type"] == "Email":
            url = f"mailto:{url}"
        if not _LINK.fullmatch(url):
            self._error(
                "link",
                "a link leads to http://, https:// or mailto:",
                span,
                r"write `\[` where no link is meant",
            )
            return "<a>"
        title = detail["title"]
        shown = f' title="{escape(self._source_of(title, span))}"' if title else ""
        return f'<a href="{escape(url)}"{shown} rel="noopener noreferrer">'

    def _image(self, detail: dict[str, str], span: Range) -> None:
        path = unquote(self._source_of(detail["dest_url"], span))
        reason = refuse_image(path)
        if reason is not None:
            self._error("image", reason, span)
        if len(self.images) == MAX_IMAGES:
            self._error("text-too-long", f"a text has at most {MAX_IMAGES} images", span)
        start, end = self._offset(span["start"]), self._offset(span["end"])
        self.images.append(ImageReference(path, start, end))
        title = detail["title"]
        shown = f' title="{escape(self._source_of(title, span))}"' if title else ""
        alt = escape("".join(self._alt))
        self._alt = []
        self._settle()
        self._out.append(f'<img src="{escape(path)}" alt="{alt}"{shown}>')

    def _code_block(self) -> None:
        code, self._code = "".join(self._code or ()), None
        self._highlighted += len(code)
        language = self._language
        if language and self._highlighted > MAX_HIGHLIGHTED:
            language = ""
            self._plain_code(f"code beyond {MAX_HIGHLIGHTED} characters is not highlighted")
        html = self._code_with_marks(code.removesuffix("\n"), language)
        self._out.append(f'<pre class="code" tabindex="0"><code>{html}</code></pre>\n')
