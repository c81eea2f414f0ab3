"""What a numeric definition can have wrong though it builds: statistics of many draws.

Each check is a small function with its code in `CHECKS`; it yields diagnostics and prints nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from flashgen.checks.steps import AnsweringStep, Verdict, answering_steps, verdicts
from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.deck.keys import NamedAnswer
from flashgen.deck.seed import Seed
from flashgen.expression import evaluation
from flashgen.numeric.compiling import compile_numeric
from flashgen.numeric.program import Column, CompiledAnswer, CompiledForm, Program
from flashgen.numeric.sampling import (
    ANOTHER_MISTAKE,
    Sample,
    Variant,
    answer_text,
    plain,
    sample,
    shown,
    slot_value,
)
from flashgen.source.diagnostics import Diagnostic, Severity, error, warning
from flashgen.values.formatting import needs_more_than, shows_fewer_digits
from flashgen.values.values import Value

_LOWEST_ACCEPTANCE = 0.05
_MOST_COINCIDING = 0.5
_MOST_FREQUENT = 1 / 3
_ENOUGH_DRAWS = 60
_MOST_DECIMALS = 4
_SMALL = 0.1
"""What is smaller keeps fewer than 3 figures in 3 decimals."""
_LONGEST_SLOT = 60
_OPTION_HINT = "round it, as by round(…), or say how precise all options are: `decimals: 0`"
_LOOKED_AT = 200
"""Draws on which single slots are looked at; the formulas are tested on all."""


@dataclass(frozen=True, slots=True)
class Stressed:
    """A numeric definition with many draws of it."""

    program: Program
    sample: Sample


def check_numeric(
    deck_file: DeckFile, definition: LoadedDefinition, seed: Seed, draws: int
) -> list[Diagnostic]:
    """Try a numeric definition on many draws.

    That an answer is finite, that `check` agrees and that each slot can be shown is tested by the
    drawing itself; the statistics come on top.
    """
    found: list[Diagnostic] = []
    program = compile_numeric(deck_file, definition, found)
    if program is None:
        return found
    drawn = sample(program, seed, draws, found, distinct=False)
    if drawn is None:
        return found
    stressed = Stressed(program, drawn)
    for check in CHECKS:
        found += check(stressed)
    return found


def acceptance(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn where fewer than 5 % of the draws are accepted, and name the condition."""
    statistics = stressed.sample.statistics
    if statistics.accepted >= _LOWEST_ACCEPTANCE * statistics.draws:
        return
    reasons = [*statistics.refused.items(), *statistics.coincided.items()]
    span, times = max(reasons, key=lambda item: item[1])
    yield warning(
        "low-acceptance",
        f"only {100 * statistics.accepted / statistics.draws:.1f} % of the draws are accepted; "
        f"this refused {times} of {statistics.draws}",
        span,
        hint="draw the parameters so that the condition mostly holds"
        if span in statistics.refused
        else ANOTHER_MISTAKE,
    )


def coinciding(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn of a mistake that passes for the answer, or for another one, in half of the draws."""
    statistics = stressed.sample.statistics
    if statistics.accepted < _LOWEST_ACCEPTANCE * statistics.draws:
        return  # said already, with what refused most
    tried = statistics.draws - sum(statistics.refused.values())
    for span, times in statistics.coincided.items():
        if times >= _MOST_COINCIDING * tried:
            yield warning(
                "coinciding-mistake",
                "this mistake passes for the answer, or for another mistake, in "
                f"{100 * times / tried:.0f} % of the draws, which are thrown away",
                span,
                hint=ANOTHER_MISTAKE,
            )


def guessable(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn where the answer is always the same, or one value in more than a third of the draws."""
    variants = stressed.sample.variants
    for number, form in enumerate(stressed.program.forms):
        rows = [v for v in variants if v.form == number]
        if form.choices or len(rows) < _ENOUGH_DRAWS:
            continue
        for position, answer in enumerate(form.answers):
            shares = Counter(
                answer_text(row.answers[position], row.formats[position]) for row in rows
            )
            text, times = shares.most_common(1)[0]
            if len(shares) == 1:
                yield warning(
                    "constant-answer",
                    f"the answer is always {text}",
                    answer.formula.scalar.span,
                    hint="a card with one answer is a concept card",
                )
            elif times > _MOST_FREQUENT * len(rows):
                yield warning(
                    "guessable-answer",
                    f"the answer is {text} in {100 * times / len(rows):.0f} % of the draws",
                    answer.formula.scalar.span,
                    hint="draw from a larger range, or rule it out by `require`",
                )


def judged(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn where one input is right on every draw, and of a set of a single number."""
    for number, form in enumerate(stressed.program.forms):
        rows = [v for v in stressed.sample.variants if v.form == number]
        if form.choices or len(rows) < _ENOUGH_DRAWS:
            continue
        for position, answer in enumerate(form.answers):
            values = [row.answers[position] for row in rows]
            numbers = [v for v in values if isinstance(v, (int, float))]
            if len(numbers) < len(values):
                continue
            fields = answer.fields
            if fields.compare is not None and fields.compare.value == "set":
                yield warning(
                    "set-of-one",
                    "`compare: set` is for several values in any order, and this answer is always "
                    "a single number",
                    fields.compare.span,
                    hint="remove it, or give all values as a list: [a, b]",
                )
            elif len({*numbers}) > 1 and fields.tolerance is not None:
                yield from _wide_tolerance(stressed.program, answer, number, numbers)


def _wide_tolerance(
    program: Program, answer: CompiledAnswer, form: int, numbers: list[int | float]
) -> Iterator[Diagnostic]:
    tolerance = answer.fields.tolerance
    assert tolerance is not None
    off = [
        tolerance.absolute if tolerance.absolute is not None else (tolerance.relative or 0) * abs(n)
        for n in numbers
    ]
    low = max(n - o for n, o in zip(numbers, off, strict=True))
    high = min(n + o for n, o in zip(numbers, off, strict=True))
    if low <= high:
        right = float(f"{(low + high) / 2:.4g}")
        named = isinstance(answer.fields, NamedAnswer)
        key = program.definition.key_span("tolerance", form)
        place = answer.formula.scalar.span if named else key
        yield warning(
            "wide-tolerance",
            f"with this tolerance {plain(right)} is right on every draw: "
            f"the answers go from {plain(min(numbers))} to {plain(max(numbers))}",
            place,
            hint="a tolerance allows for rounding; make it smaller, or draw from a larger range",
        )


def options(stressed: Stressed) -> Iterator[Diagnostic]:
    """Look at the options of a choice: decimals that the answer does not have stand out."""
    worst: dict[int, Diagnostic] = {}
    for variant in stressed.sample.variants[:_LOOKED_AT]:
        form = stressed.program.forms[variant.form]
        fmt, right = variant.formats[0], variant.answers[0]
        precise = fmt.decimals is not None or fmt.figures is not None
        if not form.choices or precise or needs_more_than(right, 0):
            continue
        for mistake, value in zip(form.mistakes, variant.mistakes, strict=True):
            if value is None or not needs_more_than(value, 0):
                continue
            endless = needs_more_than(value, _MOST_DECIMALS)
            known = worst.get(id(mistake))
            if known is None or (endless and known.severity is Severity.WARNING):
                shows = f"{answer_text(value, fmt)} beside {answer_text(right, fmt)}"
                message = f"this option shows {shows}, with {shown(variant.values)}"
                span = mistake.formula.scalar.span
                worst[id(mistake)] = (
                    error("unformatted-slot", message, span, hint=_OPTION_HINT)
                    if endless
                    else warning("uneven-options", message, span, hint=_OPTION_HINT)
                )
    yield from worst.values()


def slots(stressed: Stressed) -> Iterator[Diagnostic]:
    """Look at the slots: more than 4 decimals, hidden digits of what is given, endless numbers."""
    said: set[tuple[str, int]] = set()
    with evaluation():
        for variant in stressed.sample.variants[:_LOOKED_AT]:
            form = stressed.program.forms[variant.form]
            drawn = {item.name for item in form.parameters}
            given = drawn | {item.name for item in form.let}
            asked = _question_columns(form)
            for number, column in enumerate(form.columns):
                if column.answer is not None:
                    continue
                value = slot_value(column, variant.values)
                if _is_drawn(column, drawn) and not shows_fewer_digits(value, column.format):
                    continue  # shown as drawn
                code = _slot_fault(column, value, variant.slots[number], number in asked, given)
                if code and (code, id(column)) not in said:
                    said.add((code, id(column)))
                    yield _slot_diagnostic(code, column, value, variant)


def _is_drawn(column: Column, drawn: Set[str]) -> bool:
    """Tell whether a slot shows a parameter, or an entry of one."""
    name, _, index = column.expression.text.strip().partition("[")
    return name in drawn and (not index or index.find("]") == len(index) - 1)


def _slot_fault(column: Column, value: Value, text: str, asked: bool, given: set[str]) -> str:
    """Return the code of what is wrong with a slot on one draw, or an empty text."""
    if column.format is None:
        if needs_more_than(value, _MOST_DECIMALS):
            return "unformatted-slot"
    elif (
        asked
        and column.expression.text.strip() in given
        and shows_fewer_digits(value, column.format)
    ):
        return "rounded-parameter"
    if len(text) > _LONGEST_SLOT and isinstance(value, (int, float)):
        return "long-number"
    return ""


def _slot_diagnostic(code: str, column: Column, value: Value, variant: Variant) -> Diagnostic:
    where = f"with {shown(variant.values)}"
    span = column.scalar.span_at(column.slot.start, column.slot.end)
    name = column.expression.text.strip()
    if code == "unformatted-slot":
        message = f"this needs more than {_MOST_DECIMALS} decimals ({plain(value)}), {where}"
        return error(code, message, span, hint=f"say how many to show: <<{name}:{_format(value)}>>")
    if code == "rounded-parameter":
        return warning(
            code,
            f"this shows {name} with fewer digits than it has, {where}",
            span,
            hint="show what is computed with: round it where it is drawn, or by `let`",
        )
    return warning(code, f"this number is very long, {where}", span)


def _format(value: Value) -> str:
    """Return a format that leaves something of each number in the value."""
    entries = [value] if isinstance(value, (int, float)) else getattr(value, "flat", ())
    small = any(0 < abs(e) < _SMALL for e in entries if isinstance(e, float))
    return ".3g" if small else ".3f"


def _question_columns(form: CompiledForm) -> frozenset[int]:
    return frozenset(c for texts in form.texts.values() for c in texts.question.columns)


def steps(stressed: Stressed) -> Iterator[Diagnostic]:
    """Refuse a step that, typed into a calculator as displayed, does not give the answer."""
    answering = [answering_steps(form) for form in stressed.program.forms]
    lost: dict[AnsweringStep, tuple[Verdict, Variant]] = {}
    draws: Counter[AnsweringStep] = Counter()
    for variant in stressed.sample.variants:
        for step in answering[variant.form]:
            wrong = [v for v in verdicts(step, variant) if not v.accepted]
            if wrong:
                lost.setdefault(step, (wrong[-1], variant))
                draws[step] += 1
    for step, (verdict, variant) in lost.items():
        answer, fmt = variant.answers[step.of], variant.formats[step.of]
        of_form = sum(v.form == variant.form for v in stressed.sample.variants)
        left = "the step" if verdict.is_number else f"`{verdict.displayed}`"
        yield error(
            "steps-lose-digits",
            f"{left} comes to {plain(verdict.value)}, which the card does not accept for "
            f"{answer_text(answer, fmt)}, with {shown(variant.values)} "
            f"(and so in {draws[step]} of {of_form} draws)",
            step.span,
            hint="show more digits in the steps, or ask for fewer in the answer",
        )


def unused(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn of parameters and `let` names that nothing uses in any form."""
    used: set[str] = set()
    for form in stressed.program.forms:
        used |= _used_names(form)
    for form in stressed.program.forms:
        for item in (*form.parameters, *form.let):
            if item.name not in used:
                yield warning(
                    "unused-name",
                    f"`{item.name}` is used nowhere",
                    item.key.span,
                    hint="remove it",
                )


def unshown(stressed: Stressed) -> Iterator[Diagnostic]:
    """Warn of a parameter that the answer is computed from and the question shows nothing of."""
    said: set[str] = set()
    for form in stressed.program.forms:
        computed = {item.name: item.formula.expression.names for item in form.let}
        drawn = {item.name: item.formula.expression.names for item in form.parameters}
        needed = _closure({n for a in form.answers for n in a.formula.expression.names}, computed)
        figure = form.question_figure.figure.names if form.question_figure else frozenset()
        for texts in form.texts.values():
            columns = [form.columns[number] for number in texts.question.columns]
            names = {n for column in columns for n in column.expression.names}
            given = _closure(names.union(figure), computed | drawn)
            for item in form.parameters:
                if item.name in needed - given - said:
                    said.add(item.name)
                    yield warning(
                        "unshown-parameter",
                        f"the answer is computed from `{item.name}`, "
                        "and the question shows nothing of it",
                        item.key.span,
                        hint=f"show it by a slot: <<{item.name}>>",
                    )


def _closure(names: Set[str], formulas: Mapping[str, Set[str]]) -> set[str]:
    """Return the names, and those from which they are computed."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            waiting += formulas.get(name, ())
    return known


def _used_names(form: CompiledForm) -> set[str]:
    formulas = [item.formula for item in (*form.parameters, *form.let)]
    formulas += [f for stage in form.conditions for f in stage]
    formulas += [a.formula for a in form.answers]
    formulas += [a.check for a in form.answers if a.check]
    formulas += [m.formula for m in form.mistakes]
    used = {name for formula in formulas for name in formula.expression.names}
    used |= {name for column in form.columns for name in column.expression.names}
    for formula in form.figures:
        used |= formula.figure.names
    return used


Check = Callable[[Stressed], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    acceptance,
    coinciding,
    guessable,
    judged,
    options,
    slots,
    steps,
    unused,
    unshown,
)
