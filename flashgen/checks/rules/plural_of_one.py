"""A slot that shows 1 is followed by a word in the plural, as in "1 words". Write both forms of the
word: the first stands behind 1, the second behind any other number. English texts are examined.

bad:
    question: A text has <<a>> words. How many more than 7 are these?
    answer: a - 7
good:
    question: A text has <<a>> <<a:word|words>>. How many more than 7 are these?
    answer: a - 7
"""

import re
from collections.abc import Iterator
from typing import Final

from flashgen.checks.drawn import DrawnDefinition
from flashgen.numeric.program import Template
from flashgen.source.diagnostics import Diagnostic

_PLURAL: Final = re.compile(r"\$?[ \u00a0]([a-z]{2,}[^\Wsui_]s)\b(?!['’])")
_BEFORE: Final = re.compile(
    r"(?:^|[,(:]|\b(?:a|about|after|all|and|are|at|by|contains?|exactly|from|gets?|has|have|in|into"
    r"|last|least|most|need|of|only|or|over|past|than|the|then|to|use|with|[a-z]*[^\Ws]s))\s*\$?$",
    re.IGNORECASE,
)
_NO_NOUN: Final = re.compile(
    "adds|always|comes|counts|does|equals|falls|follows|gives|goes|gets|has|holds|leaves|less|lies"
    "|makes|means|minus|needs|plus|rounds|shows|sums|takes|times|turns|uses|was|yields"
)
_ONE: Final = frozenset({"1", "-1", "−1"})


def check_draws(drawn: DrawnDefinition) -> Iterator[Diagnostic]:
    """Report words in the plural behind a slot that shows 1 on some draw."""
    reported: set[tuple[int, int]] = set()
    for sample in drawn.sample.forms:
        for language, texts in sample.form.texts.items():
            if language.partition("-")[0] != "en":
                continue
            for template in texts.all:
                for place, word in _plurals(template):
                    slot = template.text.slots[place]
                    texts_of_slot = sample.slots[template.columns[place]]
                    span = template.scalar.span_at(slot.outer_start, slot.outer_end)
                    if (span.start, span.end) in reported or _ONE.isdisjoint(texts_of_slot):
                        continue
                    reported.add((span.start, span.end))
                    yield Diagnostic(
                        "plural-of-one",
                        f"on some draw this shows `1 {word}`",
                        span,
                        hint=f"write both forms of the word: <<{slot.expression.strip()}:"
                        f"{word[:-1]}|{word}>>",
                    )


def _plurals(template: Template) -> Iterator[tuple[int, str]]:
    """Yield the slots that count something, with the word behind each."""
    source = template.text.source
    for place, slot in enumerate(template.text.slots):
        before, after = source[: slot.outer_start], source[slot.outer_end :]
        in_formula = before.endswith("$")
        if in_formula != after.startswith("$"):
            continue  # a part of a formula
        found = _PLURAL.match(after)
        if found and not _NO_NOUN.fullmatch(found[1]) and _BEFORE.search(before[-40:]):
            yield place, found[1]
