"""The reference of what may stand in an expression: functions, draws and figures, as text.

All of it is made of the docstrings; an example of a draw is drawn with a fixed seed.
"""

import re
import textwrap
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from flashgen.expression import (
    DefinitionStreams,
    Frame,
    compile_expression,
    draws,
    evaluation,
    functions,
)
from flashgen.expression.functions import SUBJECTS, TOPICS, Function
from flashgen.expression.scans import DOCUMENTED as SCAN
from flashgen.expression.synonyms import SYNONYMS, WAYS_OUT
from flashgen.numeric import figures, slot_tables
from flashgen.numeric.sampling import plain
from flashgen.source.diagnostics import did_you_mean
from flashgen.values.batch import row

WIDTH: Final = 96
_NAME_WIDTH: Final = 25
_NARROW: Final = 64
"""In fewer columns a summary stands below its name."""

_TITLES: Final = {
    "draws": "draws (under `parameters` only)",
    "loops": "loops",
    "slots": "slots (in texts, between `<<` and `>>`)",
    "figures": "figures (under `figure`)",
}


class SearchResult(Struct, frozen=True):
    """What a word finds: those that are called so, or all that it has to do with."""

    named: tuple[Function, ...]
    others: tuple[Function, ...]
    hint: str | None = None


def entries() -> tuple[Function, ...]:
    """Return everything, topic by topic: draws, the functions, figures."""
    known = functions.library()
    topics = dict.fromkeys((*TOPICS, *sorted({f.topic for f in known.values()})))
    by_topic = (f for topic in topics for f in known.values() if f.topic == topic)
    return (
        *draws.library().values(),
        *by_topic,
        SCAN,
        slot_tables.function(),
        *figures.library().values(),
    )


def find(word: str) -> SearchResult:
    """Look a word up: as a name, with others of like names; as what people call it; else wherever
    it stands. Several words are looked for together.
    """
    everything = entries()
    by_name = {entry.name.casefold(): entry.name for entry in everything}
    name = by_name.get(word.casefold(), "")
    called = _called(word)
    if name or len(called) == 1:
        name = name or called[0]
        named = tuple(entry for entry in everything if entry.name == name)
        like = (e for e in everything if name in e.name and e not in named)
        return SearchResult(named, tuple(like))
    wanted = _plain(word).split()
    found = tuple(
        entry
        for entry in everything
        if entry.name in called or all(part in _searched(entry) for part in wanted)
    )
    hint = None if found else did_you_mean(word, {entry.name for entry in everything})
    return SearchResult((), found, hint)


def _called(word: str) -> list[str]:
    """Return the functions that people call by a word which is no name here."""
    way = WAYS_OUT.get(word) or WAYS_OUT.get(word.casefold()) or ""
    functions_ = {entry.name for entry in entries()}
    words = re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", way)))
    return [name for name in dict.fromkeys(words) if name in functions_]


def subject_of(entry: Function) -> str:
    """Return the subject that a topic belongs to; none for those of other packages."""
    return next((subject for subject, topics in SUBJECTS.items() if entry.topic in topics), "")


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ")


def _searched(entry: Function) -> str:
    parts = (entry.name, entry.topic, subject_of(entry), entry.summary)
    return _plain(
        " ".join((*parts, entry.sections.get("Formula", ""), *SYNONYMS.get(entry.name, ())))
    )


def index(found: Iterable[Function], width: int = WIDTH) -> str:
    """Return a list: subjects and topics as headings, a name and its summary on a line.

    Marked is what is called draw by draw.
    """
    lines: list[str] = []
    subject = topic = ""
    for entry in found:
        if entry.topic != topic:
            topic = entry.topic
            if subject_of(entry) not in ("", subject):
                subject = subject_of(entry)
                lines += ["", subject.upper()]
            lines += ["", _TITLES.get(topic, topic.replace("_", " "))]
        lines += _row(entry, width)
    return "\n".join(lines[1:])


def _row(entry: Function, width: int) -> list[str]:
    name = f"  {entry.name}"
    indent = " " * (_NAME_WIDTH + 2 if width >= _NARROW else 6)
    first = name.ljust(_NAME_WIDTH + 2)
    summary = entry.summary + (" [one by one]" if _is_slow(entry) else "")
    if len(name) > _NAME_WIDTH or width < _NARROW:
        return [name, *_wrapped(summary, width, indent, indent)]
    return _wrapped(summary, width, first, indent)


def _is_slow(entry: Function) -> bool:
    """Tell whether a function is called for each draw by itself, which takes longer."""
    return entry.topic not in _TITLES and entry.declaration is None


def _draws(entry: Function) -> str:
    """Return how a function takes the draws of a card: by which declaration, or one by one."""
    if entry.declaration is None:
        return "one by one"
    apart = [name for name in entry.signature.parameters if name in entry.declaration.split]
    ways = f"; apart for each {' and '.join(apart)}" if apart else ""
    return f"all at once, {entry.declaration.text}{ways}"


def _wrapped(text: str, width: int, first: str = "", indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,  # an address stays one
        break_on_hyphens=False,
    )


def page(entry: Function, width: int = WIDTH) -> str:
    """Return all that there is about one: signature, summary, formula, units, source, examples."""
    kind = entry.topic.replace("_", " ")
    lines = _wrapped(f"{entry.name}{entry.signature}", width, indent="    ")
    subject = subject_of(entry)
    place = kind if subject.casefold() in ("", kind) else f"{kind} ({subject})"
    lines += [f"  {place}", "", *_wrapped(entry.summary, width)]
    if names := SYNONYMS.get(entry.name):
        lines += _wrapped(f"Also known as {', '.join(names)}.", width)
    sections = {name: text for name, text in entry.sections.items() if name != "Example"}
    if sections:
        lines.append("")
    for name, text in sections.items():
        lines += _wrapped(text, width, f"{name + ':':<12}", " " * 12)
    if entry.topic not in _TITLES:
        lines += _wrapped(_draws(entry), width, f"{'Draws:':<12}", " " * 12)
    lines += ["", *(f"  {example}" for example in examples(entry))]
    return "\n".join(lines).rstrip()


def examples(entry: Function) -> tuple[str, ...]:
    """Return the examples, each with its result, which for a draw is one of many."""
    found = tuple(entry.sections.get("Example", "").splitlines())
    if entry.topic == "draws" and entry.name != "pick":  # there is no table to pick from
        return tuple(
            f"{example} = {_drawn(example, entry.name)}, for instance" for example in found
        )
    return found


def _drawn(example: str, name: str) -> str:
    frame = Frame(1)
    frame.stream = DefinitionStreams(0, "reference", name).of("", name, 0, 1)
    with evaluation():
        drawn = compile_expression(example, (), draws=True).evaluate_batch(frame)
    return plain(row(drawn, 0))
