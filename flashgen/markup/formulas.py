"""Formulas: what may stand in one, and how it reaches MathJax unharmed and harmless."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from msgspec import Struct

from flashgen.markup.compiled import MAX_PROBLEMS
from flashgen.markup.escape import escape_html
from flashgen.markup.formula_commands import COLOURED, COMMANDS, ENVIRONMENTS
from flashgen.markup.formula_scripts import NEEDING, TEXT, script_problems
from flashgen.markup.marks import (
    AFTER_OPENING,
    BEFORE_CLOSING,
    CLOSING,
    CLOZE,
    FIRST_MARK,
    JOINT,
    MAX_MARKS,
    OPENING,
    SMALLER,
    Kind,
    Mark,
    words,
)
from flashgen.source.diagnostics import did_you_mean, nearest

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 50

# Said in other words than what is merely unknown: these run, load or forge elements, or change what
# the commands of later cards mean.
REFUSED: Final = words(
    "href url style cssId class data require requirePackage unicode bbox mmlToken toggle"
    " endtoggle mathtip texttip tooltip includegraphics label ref eqref refeq def gdef edef xdef"
    " let futurelet newcommand renewcommand providecommand newenvironment renewenvironment csname"
    " endcsname expandafter catcode input include write openout special begingroup endgroup"
    " beginsandbox endsandbox DeclareMathOperator DeclarePairedDelimiter DeclarePairedDelimiters"
    " DeclarePairedDelimiterX DeclarePairedDelimiterXPP DeclarePairedDelimitersX"
    " DeclarePairedDelimitersXPP mathtoolsset Newextarrow newtagform renewtagform usetagform verb"
    " definecolor fcolorbox setOptions"
)
_DELIMITED: Final = words("left right middle big Big bigg Bigg")
# A negative number after one of these needs parentheses.
_OPERATORS: Final = words(
    "cdot times div pm mp ast star bullet circ bmod odot otimes oplus ominus"
    " sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan ln log lg exp"
    " alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi pi"
    " rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Omega ell"
)
# Symbols and functions: nothing depends on what stands beside one of these.
_SYMBOLS: Final = COMMANDS - COLOURED - REFUSED - NEEDING - words("left right begin end")
_NAME = re.compile(r"\\([A-Za-z]+)")
_NUCLEUS: Final = r"(?:[A-Za-z0-9)\]|]|\\[A-Za-z]++)"
_ONE: Final = r"(?:[A-Za-z0-9]|\\[A-Za-z]++)"
_SIGNS: Final = rf"[ (\[+\-*/=,.;:!>{SMALLER}]++"


def _row(argument: str) -> str:
    scripts = rf"(?:_{argument}(?:\^{argument})?+|\^{argument}(?:_{argument})?+)?+"
    return rf"(?:{_NUCLEUS}{scripts}|{_SIGNS})*+"


# Most formulas need no reading: letters, digits and symbols, each with at most one subscript and
# one superscript, and no braces in the braces of those. To match takes a tenth of the time. All
# quantifiers are possessive, so that there is one way to match.
_PLAIN = re.compile(_row(rf"(?:{_ONE}|\{{{_row(_ONE)}\}})"))

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\\|[{}%$`&#]|[\ue000-\uf8fd]", re.DOTALL)
_SCRIPT = re.compile(r"[_^]")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+\*?)\}")
_LAST_COMMAND = re.compile(r"\\([A-Za-z]+)$")
_NO_FACTOR = re.compile(
    r"(?:\\(?:begin|end|color|text[a-z]*|mbox|operatorname)\*?(?:\{[^{}]*\})+|\{,\}|\\\\\[[^\]]*\])$"
)
_COLOUR = re.compile(r"\s*(?:\[\s*[A-Za-z]+\s*\]\s*)?\{[\w.,!\s-]*\}", re.ASCII)
_LETTER_NEXT = re.compile(rf"[\ue000-\uf8fd{AFTER_OPENING}{BEFORE_CLOSING}]*[A-Za-z]")
_REPEATED_BRACE = re.compile(r"([{}])(?=\1)")

# What binds to the value before it; a degree sign is no power.
_POWER = re.compile(r"\s*(?:!|\^(?!\s*\{?\s*\\circ\b))")


class MathSlot(Struct, frozen=True):
    """How a slot stands in its formula."""

    parenthesise: bool
    powered: bool


class FormulaProblem(Struct, frozen=True):
    """What is wrong with a formula; offsets into its source."""

    message: str
    start: int
    end: int
    hint: str | None = None


class Formula(Struct, frozen=True):
    """A formula as HTML text without delimiters; slots and clozes are still marks."""

    html: str
    slots: Mapping[str, MathSlot]
    problems: Sequence[FormulaProblem]


class _Open(Struct):
    kind: str  # "{", "begin", "left", "cloze"
    start: int
    name: str = ""


# All that a formula must know of a slot is that it is one.
_ONLY_SLOTS: Final = (Mark(Kind.SLOT, 0, 0, ""),) * MAX_MARKS


def render_formula(source: str, marks: Sequence[Mark], *, in_cloze_text: bool) -> Formula:
    """Check a formula, with marks in it, and return it as HTML.

    Braces must balance: MathJax looks for the end of a formula outside of braces only, and would
    take the text behind an unbalanced one for mathematics.
    """
    if all(mark.kind is Kind.SLOT for mark in marks):
        return _with_slots(source, in_cloze_text)
    return _rendered(source, marks, in_cloze_text)


# Texts differ more than the formulas in them.
@lru_cache(maxsize=512)
def _with_slots(source: str, in_cloze_text: bool) -> Formula:
    return _rendered(source, _ONLY_SLOTS, in_cloze_text)


def _rendered(source: str, marks: Sequence[Mark], in_cloze_text: bool) -> Formula:
    if len(source) > MAX_LENGTH:
        message = f"a formula has at most {MAX_LENGTH} characters"
        return Formula("", {}, (FormulaProblem(message, 0, 1),))
    if not _TOKEN.search(source) and not _SCRIPT.search(source):
        return Formula(escape_html(_unmarked(source)), {}, ())
    out = source
    slots: Mapping[str, MathSlot] = {}
    problems: list[FormulaProblem] = []
    if not _PLAIN.fullmatch(source) or not _SYMBOLS.issuperset(_NAME.findall(source)):
        reader = _Reader(source, marks)
        out, slots, problems = reader.read(), reader.slots, reader.problems
        if not problems:
            found = islice(script_problems(source, marks), MAX_PROBLEMS)
            problems = [FormulaProblem(*problem) for problem in found]
    text = _unmarked(out)
    if in_cloze_text:
        text = _REPEATED_BRACE.sub(r"\1 ", text)
    return Formula(escape_html(text), slots, problems)


def _unmarked(source: str) -> str:
    return source.replace(JOINT, "").replace(SMALLER, "<")


class _Reader:
    """Reads one formula from left to right, with a stack of what is open."""

    def __init__(self, source: str, marks: Sequence[Mark]) -> None:
        self.source = source
        self.marks = marks
        self.slots: dict[str, MathSlot] = {}
        self.problems: list[FormulaProblem] = []
        self.out: list[str] = []
        self.stack: list[_Open] = []
        self.command = ""  # the command that ends where the next token begins, if one does
        self.command_end = -1

    def problem(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        self.problems.append(FormulaProblem(message, start, end, hint))

    def read(self) -> str:
        source, out = self.source, self.out
        position = 0
        for match in _TOKEN.finditer(source):
            start, end = match.span()
            if start < position:
                continue
            if len(self.problems) >= MAX_PROBLEMS:
                return ""
            out.append(source[position:start])
            token = match[0]
            if token[0] == "\\":
                position = self._command(token, start, end)
            elif token in "{}":
                self._brace(token, start)
                position = end
            elif token in "%$`&#":
                self._sign(token, start)
                position = end
            else:
                position = self._mark(token, start, end)
        out.append(source[position:])
        for still_open in self.stack[:MAX_PROBLEMS]:
            what = {
                "{": "this `{` is not closed",
                "begin": rf"this `\begin{{{still_open.name}}}` has no `\end`",
                "left": r"this `\left` has no `\right`",
                "cloze": "this cloze does not end in its formula",
            }[still_open.kind]
            self.problem(what, still_open.start, still_open.start + 1)
        return "".join(out)

    def _push(self, kind: str, start: int, name: str = "") -> None:
        if len(self.stack) == MAX_DEPTH:
            self.problem(f"a formula nests at most {MAX_DEPTH} deep", start, start + 1)
        self.stack.append(_Open(kind, start, name))

    def _pop(self, kind: str, name: str = "") -> bool:
        if self.stack and self.stack[-1].kind == kind and self.stack[-1].name == name:
            self.stack.pop()
            return True
        return False

    def _command(self, token: str, start: int, end: int) -> int:
        name = token[1:]
        if name in REFUSED or name.startswith("html"):
            self.problem(rf"`{token}` is not allowed in a formula", start, end)
        elif name.isalpha() and name not in COMMANDS:
            message = rf"`{token}` is no command of Anki's MathJax"
            # There are hundreds: something is a little like most words.
            near = nearest(name, COMMANDS, likeness=0.75)
            self.problem(message, start, end, rf"did you mean `\{near}`?" if near else None)
        elif name in COLOURED and not _COLOUR.match(self.source, end):
            self.problem("a color is a word, or numbers", end, end + 1)
        elif name == "":
            self.problem("a formula cannot end in a backslash", start, end)
        elif name in "()[]":
            self.problem(
                rf"`{token}` begins or ends a formula and cannot stand in one",
                start,
                end,
                r"for spacing after `\\`, write `\\[2pt]` without a blank",
            )
        elif name in ("begin", "end"):
            return self._environment(name, start, end)
        elif name == "left":
            self._push("left", start)
        elif name == "right" and not self._pop("left"):
            self.problem(r"this `\right` has no `\left` in the same group", start, end)
        self.out.append(token)
        if name == "\\" and self.source[end : end + 1] in ("]", ")"):
            # `\\]` would look like an end to Anki.
            self.out.append(" ")
        self.command, self.command_end = name, end
        return end

    def _environment(self, name: str, start: int, end: int) -> int:
        match = _ENVIRONMENT.match(self.source, end)
        if match is None:
            self.problem(rf"`\{name}` needs a name, such as `\{name}{{cases}}`", start, end)
            return end
        if match[1] not in ENVIRONMENTS:
            message = f"`{match[1]}` is no environment of Anki's MathJax"
            hint = did_you_mean(match[1], ENVIRONMENTS)
            self.problem(message, match.start(1), match.end(1), hint)
        if name == "begin":
            self._push("begin", start, match[1])
        elif not self._pop("begin", match[1]):
            self.problem(
                rf"this `\end{{{match[1]}}}` has no `\begin` in the same group", start, match.end()
            )
        self.out.append(rf"\{name}{{{match[1]}}}")
        return match.end()

    def _brace(self, token: str, start: int) -> None:
        if token == "{":
            self._push("{", start, self.command if self.command_end == start else "")
        elif self.stack and self.stack[-1].kind == "{":
            self.stack.pop()
        else:
            self.problem(
                "this `}` closes nothing", start, start + 1, r"write `\}` for the sign itself"
            )
        self.out.append(token)

    def _sign(self, token: str, start: int) -> None:
        message = ""
        if token == "%":
            message = "`%` begins a comment in a formula"
        elif token == "#":
            message = "`#` means nothing in a formula"
        elif token == "&" and not any(item.kind == "begin" for item in self.stack):
            message = r"`&` stands between the columns of a `\begin{…}` only"
        elif token in "$`" and not self._in_text():
            message = f"there is a {'dollar sign' if token == '$' else 'backtick'} in this formula"
        if message:
            hint = rf"write `\{token}` for the sign itself"
            if token in "$`":
                hint = r"write `\$` where a dollar sign is meant that begins no formula"
            self.problem(message, start, start + 1, hint)
        self.out.append(token)

    def _in_text(self) -> bool:
        return bool(self.stack) and self.stack[-1].name in TEXT

    def _mark(self, token: str, start: int, end: int) -> int:
        mark = self.marks[ord(token) - FIRST_MARK]
        out = self.out
        if mark.kind in CLOSING and out[-1].endswith(BEFORE_CLOSING):
            out[-1] = out[-1].removesuffix(BEFORE_CLOSING)
        if mark.kind in CLOZE and self._would_join(start, end):
            out.append(" ")
        if mark.kind in OPENING and self.source[end : end + 1] == AFTER_OPENING:
            end += 1
        match mark.kind:
            case Kind.SLOT:
                self._slot(token, start, end)
            case Kind.LITERAL:
                out.append("<<")
            case Kind.CLOZE_OPEN:
                self._push("cloze", start)
                # A hidden answer is several characters: `x^{{c1::2}}` needs a group.
                grouped = "".join(out).rstrip()[-1:] in ("^", "_")
                out.append(f"{{ {token}" if grouped else token)
                if grouped:
                    self.stack[-1] = _Open("cloze", start, "grouped")
            case Kind.CLOZE_HINT:
                if not self.stack or self.stack[-1].kind != "cloze":
                    self.problem("this hint is not directly in its cloze", start, start + 1)
                out.append(token)
            case Kind.CLOZE_CLOSE:
                if self.stack and self.stack[-1].kind == "cloze":
                    grouped = self.stack.pop().name == "grouped"
                else:
                    self.problem("this cloze does not begin in its formula", start, start + 1)
                    grouped = False
                if "".join(out).endswith("}"):
                    out.append(" ")
                out.append(f"{token} }}" if grouped else token)
            case _ if len(mark.source.strip("</>")) == len(mark.name):
                out.append(mark.source)
            case _:
                self.problem("a tag cannot stand in a formula", start, start + 1)
        return end

    def _would_join(self, start: int, end: int) -> bool:
        r"""Tell whether a command ends before a mark, and letters follow it.

        Anki takes the marks of a shown cloze away: `\hr{{c1::ef}}` must not become `\href`.
        """
        end_before = start - (self.source[start - 1 : start] == BEFORE_CLOSING)
        return (
            self.command_end == end_before
            and self.command.isalpha()
            and _LETTER_NEXT.match(self.source, end) is not None
        )

    def _slot(self, token: str, start: int, end: int) -> None:
        if self._in_text():
            # A number is set as mathematics, not as letters.
            self.out.append(f"}}{token}\\{self.stack[-1].name}{{")
            self.slots[token] = MathSlot(parenthesise=False, powered=False)
            return
        before = self.source[max(start - 100, 0) : start].rstrip()
        powered = bool(_POWER.match(self.source, end, end + 20))
        self.slots[token] = MathSlot(
            parenthesise=powered or _is_factor_after(before), powered=powered
        )
        command = _LAST_COMMAND.search(before)
        is_argument = (
            before[-1:] in ("^", "_")
            or (command is not None and command[1] not in _DELIMITED | _OPERATORS)
            or "\ue000" <= self.source[start - 1 : start] <= "\uf8fd"
        )
        self.out.append(f"{{{token}}}" if is_argument else token)


def _is_factor_after(before: str) -> bool:
    """Tell whether a negative number needs parentheses behind this part of a formula."""
    if not before:
        return False
    last = before[-1]
    command = _LAST_COMMAND.search(before)
    if command is not None:
        return command[1] in _OPERATORS
    if last in "+-*/−×÷·±∓)'" or "\ue000" <= last <= "\uf8fd":
        return True
    if last in "}]":
        return _NO_FACTOR.search(before) is None
    return last.isalnum()
