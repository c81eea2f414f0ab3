"""What stands inside a paragraph: characters, marks, formulas, code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from flashgen.markup.code import PLACEHOLDER, Insert, code_html
from flashgen.markup.compiled import ImageReference, Problem, Slot
from flashgen.markup.escape import escape_text
from flashgen.markup.formulas import MathSlot, render_formula
from flashgen.markup.marks import CLOZE, FIRST_MARK, MARK, Kind, Mark, Marked
from flashgen.values.formatting import Context

if TYPE_CHECKING:
    from pyromark.event import Range

_DOLLAR_HINT: Final = (
    r"close the formula by a second `$`, with no blank inside and matching braces; "
    r"the sign itself is written `\$`"
)
_DOLLAR = re.compile(r"\\.|(\$)", re.DOTALL)


class _Pending(Struct, frozen=True):
    """An opened tag or cloze: where it stands in the output, and inside how many elements."""

    mark: Mark
    output: int
    depth: int


class InlineRenderer:
    """Writes the inside of paragraphs, and keeps what it finds there."""

    def __init__(self, marked: Marked, *, in_cloze_text: bool) -> None:
        self.marked = marked
        self.in_cloze_text = in_cloze_text
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.slots: dict[str, Slot] = {}
        self.images: list[ImageReference] = []
        self.literals: list[tuple[int, int]] = []
        self.has_tags = False
        self._is_plain = not marked.marks and marked.text.isascii()
        self._out: list[str] = []
        self._starts: list[int] = []  # where each open element begins in the output
        self._pending: list[_Pending] = []
        self._alignments: tuple[str, ...] = ()
        self._column = 0
        self._cell = "td"
        self._images: list[tuple[dict[str, str], Range]] = []  # the open ones
        self._alt: list[str] = []
        self._code: list[str] | None = None
        self._language = ""
        self._fence = 0  # where the last block of code begins
        self._highlighted = 0  # characters, so far
        # A line break waits in the output for the character after it: between two Chinese ones
        # it goes. `_last` is the character before it, or the last one of a text.
        self._break = -1
        self._last = ""
        self._bytes = b""

    def _error(self, code: str, message: str, span: Range, hint: str | None = None) -> None:
        start, end = self._offset(span["start"]), self._offset(span["end"])
        self.errors.append(Problem(code, message, start, end, hint))

    def _warn(self, code: str, message: str, start: int, end: int, hint: str | None = None) -> None:
        self.warnings.append(Problem(code, message, start, end, hint))

    def _offset(self, position: int) -> int:
        """Return the offset in the text as typed of a byte offset in the marked text."""
        self._bytes = self._bytes or self.marked.text.encode()
        return self.marked.original(len(self._bytes[:position].decode(errors="ignore")))

    def _settle(self) -> None:
        self._break = -1
        self._last = ""

    def _unclosed(self, pending: _Pending) -> None:
        mark = pending.mark
        if mark.kind is Kind.CLOZE_OPEN:
            self.errors.append(
                Problem(
                    "cloze",
                    "this cloze does not end in the paragraph or emphasis in which it begins",
                    mark.start,
                    mark.end,
                    "give each paragraph a cloze of its own, with the same number",
                )
            )
            return
        self._out[pending.output] = escape_text(mark.source)
        self._warn(
            "unclosed-tag",
            f"`{mark.source}` is not closed and shows as typed",
            mark.start,
            mark.end,
            rf"write `\{mark.source}` if that is meant",
        )

    def _text(self, data: str, span: Range) -> None:
        if self._code is not None:
            self._code.append(data)
        elif self._images:
            self._alt.append(self._source_of(data, span))
        else:
            if self._is_plain:
                self._out.append(escape_text(data))
            else:
                for part in self.marked.parts(data):
                    if isinstance(part, str):
                        self._characters(part)
                    else:
                        self._mark(*part)
            if "$" in data:
                self._lone_dollar(span)

    def _characters(self, text: str) -> None:
        if self._break >= 0:
            if not self._last.isascii():
                from flashgen.markup.cjk import is_unspaced  # slow to compile

                if is_unspaced(self._last, text[0]):
                    self._out[self._break] = ""
            self._break = -1
        self._out.append(escape_text(text))
        self._last = text[-1]

    def _lone_dollar(self, span: Range) -> None:
        self._offset(0)
        begin = span["start"]
        while self._bytes[begin - 1 : begin] == b"\\":
            begin -= 1  # a text that begins with an escaped character begins behind the backslash
        source = self._bytes[begin : span["end"]].decode(errors="ignore")
        found = next((match for match in _DOLLAR.finditer(source) if match[1]), None)
        if found is not None:
            start = self._offset(begin + len(source[: found.start()].encode()))
            message = "this `$` begins and ends no formula"
            self._warn("lone-dollar", message, start, start + 1, _DOLLAR_HINT)

    def _source_of(self, data: str, span: Range) -> str:
        """Return text of an attribute as typed, where neither a slot nor a cloze may stand."""
        typed = []
        for part in self.marked.parts(data):
            if isinstance(part, str):
                typed.append(part)
                continue
            mark = part[1]
            if mark.kind is Kind.SLOT or mark.kind in CLOZE:
                what = "a slot" if mark.kind is Kind.SLOT else "a cloze"
                message = f"{what} cannot stand in a link's address or an image's description"
                code = "slot" if mark.kind is Kind.SLOT else "cloze"
                self.errors.append(Problem(code, message, mark.start, mark.end))
            typed.append(mark.source)
        return "".join(typed)

    def _mark(self, character: str, mark: Mark) -> None:
        out, pending = self._out, self._pending
        depth = len(self._starts)
        top = pending[-1] if pending else None
        match mark.kind:
            case Kind.SLOT:
                self._settle()
                self._slot(character, mark, Context.TEXT)
                out.append(character)
            case Kind.LITERAL:
                self._characters(mark.source)
            case Kind.TAG_REFUSED:
                hint = r"write `\<` for the sign itself"
                if mark.name == "img":
                    hint = "write `![description](file.png)`"
                elif mark.name == "a":
                    hint = "write `[text](https://…)`"
                self.errors.append(Problem("html", mark.html, mark.start, mark.end, hint))
            case Kind.TAG_SHOWN:
                self._characters(mark.source)
                self._warn(
                    "shown-tag",
                    f"`{mark.source}` shows as typed; a text has no such tags",
                    mark.start,
                    mark.end,
                    rf"write Markdown, or `\{mark.source}` if that is meant",
                )
            case Kind.TAG_VOID:
                self.has_tags = True
                out.append(mark.html)
            case Kind.TAG_OPEN | Kind.CLOZE_OPEN:
                self.has_tags |= mark.kind is Kind.TAG_OPEN
                pending.append(_Pending(mark, len(out), depth))
                out.append(mark.html or character)
            case Kind.TAG_CLOSE:
                if top is not None and top.mark.name == mark.name and top.depth == depth:
                    pending.pop()
                    out.append(mark.html)
                else:
                    self._characters(mark.source)
                    self._warn(
                        "unclosed-tag",
                        f"`{mark.source}` closes nothing and shows as typed",
                        mark.start,
                        mark.end,
                        rf"write `\{mark.source}` if that is meant",
                    )
            case _:
                while pending and pending[-1].mark.kind is Kind.TAG_OPEN:
                    self._unclosed(pending.pop())
                if not pending or pending[-1].depth != depth:
                    message = "this does not stand in the paragraph or emphasis of its cloze"
                    self.errors.append(Problem("cloze", message, mark.start, mark.end))
                elif mark.kind is Kind.CLOZE_CLOSE:
                    pending.pop()
                out.append(character)

    def _slot(
        self, character: str, mark: Mark, context: Context, in_formula: MathSlot | None = None
    ) -> None:
        self.slots[character] = Slot(
            mark.expression,
            mark.format,
            mark.inner_start,
            mark.inner_start + len(mark.expression),
            mark.start,
            mark.end,
            context,
            in_formula is not None and in_formula.parenthesise,
            in_formula is not None and in_formula.powered,
        )

    def _math(self, data: str, span: Range, brackets: str) -> None:
        if self._images:
            self._alt.append(self._source_of(data, span))
            return
        self._settle()
        formula = render_formula(data, self.marked.marks, in_cloze_text=self.in_cloze_text)
        first = span["start"] + (2 if brackets == "[]" else 1)
        for problem in formula.problems:
            start = first + len(data[: problem.start].encode())
            end = first + len(data[: problem.end].encode())
            self._error("math", problem.message, {"start": start, "end": end}, problem.hint)
        if not self._is_plain:
            for character in MARK.findall(data):
                mark = self.marked.marks[ord(character) - FIRST_MARK]
                if mark.kind is Kind.LITERAL:
                    self.literals.append((mark.start, mark.end))
                elif character in formula.slots:
                    self._slot(character, mark, Context.MATH, formula.slots[character])
        self._out.append(f"\\{brackets[0]}{formula.html}\\{brackets[1]}")

    def _inline_code(self, data: str, span: Range) -> None:
        if self._images:
            self._alt.append(self._source_of(data, span))
            return
        self._settle()
        self._out.append(f"<code>{self._code_with_marks(data, '')}</code>")

    def _code_with_marks(self, code: str, language: str) -> str:
        typed: list[str] = []
        inserts: list[Insert] = []
        length = 0
        for part in [code] if self._is_plain else self.marked.parts(code):
            text = part
            if not isinstance(part, str):
                character, mark = part
                if mark.kind is Kind.SLOT:
                    self._slot(character, mark, Context.CODE)
                    inserts.append(Insert(length, character, in_place_of=True))
                    text = PLACEHOLDER
                elif mark.kind in CLOZE:
                    inserts.append(Insert(length, character, in_place_of=False))
                    text = ""
                else:
                    if mark.kind is Kind.LITERAL:
                        self.literals.append((mark.start, mark.end))
                    text = mark.source
            assert isinstance(text, str)
            typed.append(text)
            length += len(text)
        return code_html("".join(typed), language, inserts)
