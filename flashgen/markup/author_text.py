"""An author's text to HTML: Markdown with formulas, code, slots or clozes, compiled once.

Whatever the text, the result is a CompiledText in which nothing is active, or a MarkupError.
"""

import re
from typing import Final

from flashgen.markup.blocks import BlockRenderer
from flashgen.markup.cloze import doubtful_hints, escape_syntax, find_clozes, write_syntax
from flashgen.markup.compiled import CompiledText, MarkupError, Problem, Slot
from flashgen.markup.escape import escape_triggers
from flashgen.markup.marks import CLOZE, FIRST_MARK, MARK, Kind
from flashgen.markup.plain_texts import simple_html
from flashgen.markup.scan import insert_marks, refused_characters
from flashgen.markup.tags import clean
from flashgen.markup.typography import with_whole_formulas, with_wide_numbers
from flashgen.values.formatting import Context

MAX_LENGTH: Final = 100_000
# A word in front: nothing at the beginning of the line is then a list, a heading or a table.
_PREFIX: Final = "x "
# One line of words: of what stands in it Markdown, Anki and MathJax leave every character alone.
# Most questions are one, and take a tenth of the time of others.
_PLAIN_LINE = re.compile(r"[A-Za-z][A-Za-z0-9 ,.;:?%/()'-]*\n?")


def compile_text(text: str, *, slots: bool) -> CompiledText:
    """Compile a text of paragraphs, lists, tables, code; with `<<…>>` slots or without.

    Raises MarkupError with everything that is wrong.
    """
    return _compile(text, slots=slots)


def compile_inline(text: str, *, slots: bool) -> CompiledText:
    """Compile a text of one line, such as a label or an option, without a paragraph around it.

    Raises MarkupError with everything that is wrong.
    """
    return _compile(text, slots=slots, inline=True)


def compile_cloze(text: str) -> CompiledText:
    """Compile a text with `{{c1::…}}` deletions, which stay as Anki reads them.

    `cloze_numbers` are the numbers in use, in order; empty where there is no cloze. Raises
    MarkupError with everything that is wrong.
    """
    return _compile(text, slots=False, cloze=True)


def find_slots(text: str) -> tuple[tuple[str, ...], tuple[Slot, ...]]:
    """Return the slots of a text that is no Markdown, such as a file name, and what is around.

    The values in them stay as they are. Raises MarkupError with everything that is wrong.
    """
    errors = list(refused_characters(text))
    marked = insert_marks(text, slots=True, clozes=(), problems=errors)
    if errors:
        raise MarkupError(errors)
    pieces, slots, position = [], [], 0
    piece = ""
    for mark in marked.marks:
        piece += text[position : mark.start]
        position = mark.end
        if mark.kind is Kind.SLOT:
            start = mark.inner_start
            end = start + len(mark.expression)
            slots.append(
                Slot(mark.expression, mark.format, start, end, mark.start, mark.end, Context.CODE)
            )
            pieces.append(piece)
            piece = ""
        else:
            piece += "<<" if mark.kind is Kind.LITERAL else mark.source
    return (*pieces, piece + text[position:]), tuple(slots)


def _compile(text: str, *, slots: bool, inline: bool = False, cloze: bool = False) -> CompiledText:
    if len(text) > MAX_LENGTH:
        message = f"a text has at most {MAX_LENGTH} characters"
        raise MarkupError([Problem("text-too-long", message, 0, 1)])
    if _PLAIN_LINE.fullmatch(text) and not inline:
        return CompiledText((f"<p>{text.rstrip()}</p>",), (), (), text)
    if not cloze:
        simple = simple_html(_PREFIX + text.replace("\n", " ") if inline else text)
        if simple is not None and (html := _shown(simple, inline=inline)):
            html = with_wide_numbers(with_whole_formulas(escape_triggers(html)))
            return CompiledText((html,), (), (), text)
    errors = list(refused_characters(text))
    if errors:
        raise MarkupError(errors)
    doubts: list[Problem] = []
    clozes = find_clozes(text, errors, doubts) if cloze else []
    marked = insert_marks(text, slots=slots, clozes=clozes, problems=errors)
    if not text.isascii():
        # Its expressions of thousands of characters are slow to compile.
        from flashgen.markup.cjk import joint_positions

        marked.join(joint_positions(marked.text))
    if inline:
        marked.text = marked.text.replace("\n", " ")
        marked.add_prefix(_PREFIX)
    renderer = BlockRenderer(marked, in_cloze_text=cloze)
    html = _shown(renderer.render(), inline=inline)
    errors += renderer.errors
    renderer.warnings += doubts
    if renderer.has_tags and not errors:
        html = clean(html)
    html = with_wide_numbers(with_whole_formulas(escape_triggers(html), marked))
    if cloze:
        renderer.warnings += doubtful_hints(text, clozes)
        html = escape_syntax(html)
    found = MARK.findall(html) if marked.marks else []
    if not errors and marked.marks:
        # A mark is gone, for instance, if it stood in the definition of a link.
        for index, mark in enumerate(marked.marks):
            if (mark.kind is Kind.SLOT or mark.kind in CLOZE) and chr(
                FIRST_MARK + index
            ) not in found:
                what = "slot" if mark.kind is Kind.SLOT else "cloze"
                errors.append(Problem(what, f"a {what} cannot stand here", mark.start, mark.end))
    if not html and text.strip() and not errors:
        message = "this text shows nothing"
        hint = "`[name]: address` only says where links lead"
        errors.append(Problem("empty-value", message, 0, len(text), hint))
    if errors:
        raise MarkupError(errors)
    numbers: set[int] = set()
    if cloze:
        numbers = {mark.number for mark in clozes if mark.kind is Kind.CLOZE_OPEN}
        html = write_syntax(html, marked)
        found = []
    return CompiledText(
        pieces=tuple(MARK.split(html)) if found else (html,),
        slots=tuple(renderer.slots[character] for character in found),
        images=tuple(renderer.images),
        source=text,
        warnings=tuple(renderer.warnings),
        cloze_numbers=tuple(sorted(numbers)),
        literals=tuple(renderer.literals),
    )


def _shown(html: str, *, inline: bool) -> str:
    html = html.rstrip("\n")
    if inline:
        html = html.removeprefix("<p>").removeprefix(_PREFIX.rstrip()).removesuffix("</p>").strip()
    return html
