"""Find the steps of a solution that end in an answer, such as `0.8 / 1.5 = 0.533`."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from flashgen.checks.calculator import is_known, tokens
from flashgen.checks.slot_numbers import Part
from flashgen.numeric.program import CompiledForm, Template
from flashgen.source.text import Span

# `\\[2pt]` in a formula begins none.
_FORMULA: Final = re.compile(
    r"(?<!\\)\\\((.*?)(?<!\\)\\\)|(?<!\\)\\\[(.*?)(?<!\\)\\\]|<code>([^<]*)</code>", re.DOTALL
)
_MARK: Final = re.compile("([\ue000-\uf8ff])")
_FIRST_MARK: Final = 0xE000

_EQUAL: Final = frozenset({"=", "\\approx"})
_BETWEEN: Final = frozenset(
    {",", ";", ":", "<", ">", "\\lt", "\\gt", "\\le", "\\ge", "\\leq", "\\geq", "\\ne", "\\neq"}
    | {"\\to", "\\Rightarrow", "\\implies", "\\iff", "\\Leftrightarrow", "\\quad", "\\qquad"}
    | {"\\rightarrow", "\\in", "\\\\"}
)
_OPENING: Final = frozenset({"(", "[", "{", "\\{", "\\lfloor", "\\lceil"})
_CLOSING: Final = frozenset({")", "]", "}", "\\}", "\\rfloor", "\\rceil"})
# A formula that begins or ends so is a part of one that may be broken at the space between.
_CONTINUES: Final = _EQUAL | {"+", "-", "\\cdot", "\\times", "/"}
DEGREES: Final = (("^", "\\circ"), ("^", "{", "\\circ", "}"))
_UNIT: Final = frozenset({"\\text", "\\mathrm", "\\textrm", "."})


class Side(Struct, frozen=True):
    """A side of an equation; `is_rounded` if `≈` follows it."""

    parts: tuple[Part, ...]
    is_rounded: bool = False


class AnsweringStep(Struct, frozen=True):
    """The sides of an equation that are arithmetic, and the answer to their right.

    ``of`` is the answer's index, and ``unit`` what follows it: degrees or a percent sign count.
    ``number`` is the last side in a solution that shows the answer in no slot.
    """

    sides: tuple[Side, ...]
    of: int
    unit: tuple[Part, ...]
    span: Span
    number: Side | None = None


def answering_steps(form: CompiledForm) -> tuple[AnsweringStep, ...]:
    """Return the steps of a form's solutions that end in an answer, each once."""
    found: dict[tuple[object, ...], AnsweringStep] = {}
    for texts in form.texts.values():
        steps = [step for template in texts.solution for step in _steps(template, form)]
        shown = {c for template in texts.solution for c in template.columns}
        if any(form.columns[column].answer is not None for column in shown):
            steps = [step for step in steps if step.number is None]
        else:
            steps = steps[-1:] if len(form.answers) == 1 else []
        for step in steps:
            found.setdefault((step.sides, step.of, step.number), step)
    return tuple(found.values())


def _steps(template: Template, form: CompiledForm) -> Iterator[AnsweringStep]:
    """Yield the equations that end in an answer's slot, and those that end in a number."""
    for formula in formulas(template):
        for sides in equations(formula):
            for place, side in enumerate(sides):
                left = tuple(s for s in _seen_rounded(sides[:place]) if is_arithmetic(s))
                first = side.parts[0] if side.parts else ""
                answer = form.columns[first].answer if isinstance(first, int) else None
                unit = side.parts[1:]
                if answer is not None and left and _is_unit(unit):
                    slot = template.text.slots[template.columns.index(int(first))]
                    span = template.scalar.span_at(slot.outer_start, slot.outer_end)
                    yield AnsweringStep(left, answer, unit, span)
                elif answer is None and place and place == len(sides) - 1:
                    yield AnsweringStep(left, 0, (), template.scalar.span, side)


def formulas(template: Template) -> Iterator[list[Part]]:
    """Yield the formulas and the code of a text as tokens and columns.

    Formulas with only spaces between are one if an operator stands where they meet.
    """
    pieces = template.text.pieces
    marks = [chr(_FIRST_MARK + number) for number in range(len(pieces) - 1)]
    html = "".join(chain.from_iterable(zip(pieces, [*marks, ""], strict=True)))
    pending: list[Part] = []
    end = 0
    for found in _FORMULA.finditer(html):
        source = next(group for group in found.groups() if group is not None)
        formula: list[Part] = []
        for part in _MARK.split(unescape(source)):
            if _MARK.match(part):
                formula.append(template.columns[ord(part) - _FIRST_MARK])
            else:
                formula += tokens(part)
        is_next = pending and formula and html[end : found.start()].isspace()
        if is_next and (pending[-1] in _CONTINUES or formula[0] in _CONTINUES):
            pending += formula
        else:
            if pending:
                yield pending
            pending = formula
        end = found.end()
    if pending:
        yield pending


def equations(formula: Sequence[Part]) -> Iterator[list[Side]]:
    """Split a formula into its chains of equal sides."""
    sides: list[Side] = []
    side: list[Part] = []
    depth = 0
    for place, part in enumerate(formula):
        token = part if isinstance(part, str) else ""
        if token in _OPENING or token.startswith("\\begin{"):
            depth += 1
        elif token in _CLOSING or token.startswith("\\end{"):
            depth -= 1
        elif depth == 0 and token in _EQUAL:
            sides.append(_side(side, token))
            side = []
            continue
        elif depth == 0 and token in _BETWEEN:
            if token == "\\\\" and formula[place + 1 : place + 2] in (["="], ["\\approx"]):
                continue  # the equation continues on the next line
            yield [*sides, _side(side)]
            sides, side = [], []
            continue
        side.append(part)
    yield [*sides, _side(side)]


def _side(parts: Sequence[Part], relation: str = "") -> Side:
    # After a command, a slot is in braces.
    if parts[:1] == ["{"] and parts[2:3] == ["}"]:
        parts = [parts[1], *parts[3:]]
    return Side(tuple(parts), relation == "\\approx")


def _seen_rounded(sides: Sequence[Side]) -> Iterator[Side]:
    """Yield the sides, each rounded if `≈` comes anywhere after it."""
    for place, side in enumerate(sides):
        yield replace(side, is_rounded=any(s.is_rounded for s in sides[place:]))


def is_arithmetic(side: Side) -> bool:
    """Tell whether a side may be computed: slots, numbers, operators."""
    return bool(side.parts) and all(isinstance(p, int) or is_known(p) for p in side.parts)


def _is_unit(rest: tuple[Part, ...]) -> bool:
    return not rest or rest in DEGREES or rest[0] in _UNIT or rest == ("\\%",)
