"""Texts: Markdown with formulas, code and slots, compiled once to HTML that values are put into."""

from flashgen.markup.author_text import compile_cloze, compile_inline, compile_text, find_slots
from flashgen.markup.compiled import (
    CompiledText,
    MarkupError,
    Problem,
    Slot,
    plain_text,
    shown_text,
)
from flashgen.markup.escape import escape_triggers
from flashgen.markup.images import refuse_image
from flashgen.markup.slots import (
    answer_column,
    html_answer,
    html_column,
    html_value,
    markdown_value,
    place,
)
from flashgen.markup.typography import with_whole_formulas

__all__ = [
    "CompiledText",
    "MarkupError",
    "Problem",
    "Slot",
    "answer_column",
    "compile_cloze",
    "compile_inline",
    "compile_text",
    "escape_triggers",
    "find_slots",
    "html_answer",
    "html_column",
    "html_value",
    "markdown_value",
    "place",
    "plain_text",
    "refuse_image",
    "shown_text",
    "with_whole_formulas",
]
