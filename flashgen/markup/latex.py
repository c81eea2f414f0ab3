"""Formulas: what may stand in one, and how it reaches MathJax unharmed and harmless."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flashgen.markup.escape import escape_html
from flashgen.markup.marks import CLOZE, Kind, Mark

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 60

# They run, load or forge elements, or change what later cards' commands mean.
REFUSED: Final = frozenset(
    "href url style cssId class data require requirePackage unicode bbox mmlToken toggle endtoggle"
    " mathtip texttip tooltip includegraphics label ref eqref def gdef edef xdef let futurelet"
    " newcommand renewcommand providecommand newenvironment renewenvironment csname endcsname"
    " expandafter catcode input include write openout special begingroup endgroup beginsandbox"
    " endsandbox DeclareMathOperator DeclarePairedDelimiter DeclarePairedDelimiters"
    " DeclarePairedDelimitersX DeclarePairedDelimitersXPP DeclareMathAlphabet mathtoolsset Newextarrow"
    " newtagform renewtagform usetagform verb loop".split()
)
_TEXT_COMMANDS: Final = frozenset(
    "text textrm textsf texttt textit textbf textup textnormal mbox hbox fbox".split()
)
# A negative number after these, and after a letter, a figure or a closing bracket, needs
# parentheses.
_OPERATORS: Final = frozenset(
    "cdot times div pm mp ast star bullet circ bmod odot otimes oplus ominus"
    " sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan ln log lg exp".split()
)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\\|[{}%]|[\ue000-\uf8fd]", re.DOTALL)
_ARGUMENT = re.compile(r"\s*\{([A-Za-z]+\*?)\}")
_LAST = re.compile(r"\\([A-Za-z]+)\s*$")
_NO_FACTOR = re.compile(
    r"\\(?:begin|color|text[a-z]*|mbox|hline|hspace|vphantom)\s*(?:\{[^{}]*\}\s*)+$"
)
_DOUBLE_BRACE = re.compile(r"([{}])(?=\1)")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as HTML text, without delimiters, and what was found wrong, by offset in it."""

    html: str
    problems: tuple[tuple[str, int, int, str | None], ...]


@dataclass(frozen=True, slots=True)
class MathSlot:
    """How a slot stands in a formula."""

    parenthesise: bool
    powered: bool


def render(
    source: str,
    parts: list[str | tuple[str, Mark]],
    *,
    in_cloze_text: bool,
    record: Callable[[Mark, MathSlot], None],
) -> Formula:
    """Check a formula and return it as HTML; its slots and clozes stay as marks."""
    builder = _Builder(in_cloze_text, record)
    return builder.build(source, parts)
