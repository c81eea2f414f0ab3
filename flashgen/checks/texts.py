"""What texts can have wrong though they build: looked at without a draw, across all files."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from flashgen.deck.file import DeckFile, LoadedDefinition
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.keys import (
    ClozeDefinition,
    ConceptDefinition,
    NumericDefinition,
    localized_texts,
)
from flashgen.source.diagnostics import Diagnostic, warning
from flashgen.source.text import Span


def check_texts(
    deck_files: Iterable[DeckFile],
    takes: Callable[[DeckFile, LoadedDefinition], bool] = lambda deck_file, definition: True,
) -> Iterator[Diagnostic]:
    """Look for prose in one language only, and for questions that two cards ask.

    What is wrong is said of the definitions that `takes` takes; any may be the earlier of two.
    """
    asked: dict[tuple[str, ...], Span] = {}
    for deck_file in deck_files:
        yield from _one_deck(deck_file)
        for definition in deck_file.definitions:
            found = list(_asked_before(deck_file, definition, asked))
            if takes(deck_file, definition):
                yield from found
                yield from _foreign_math(definition)
                if len(deck_file.languages) > 1:
                    yield from _one_language(deck_file, definition)


def _one_deck(deck_file: DeckFile) -> Iterator[Diagnostic]:
    name = deck_file.header.deck.plain
    if name is not None and len(deck_file.languages) > 1:
        yield warning(
            "one-deck",
            "the notes of all languages go into this one deck",
            name.span,
            hint="name a deck for each: "
            + ", ".join(f"`{language}: …`" for language in deck_file.languages),
        )


_CODE = re.compile(r"(?P<fence>```+|~~~+).*?(?P=fence)|(?P<tick>`+).+?(?P=tick)", re.DOTALL)
_MATH = re.compile(r"(?<!\\)(\$\$?)[^$]+\1")
_OF_ANKI = re.compile(r"\[(latex|\$\$?)\].+?\[/\1\]", re.DOTALL)
_OF_LATEX = re.compile(r"(?<!\\)\\(?:\((?P<inline>.+?)\\\)|\[(?P<block>.+?)\\\])", re.DOTALL)
_FORMULA = re.compile(r"[\\^_=+<>/0-9]")


def _foreign_math(definition: LoadedDefinition) -> Iterator[Diagnostic]:
    r"""Warn of formulas in other signs than `$`: of `\(x\)` Markdown leaves `(x)`."""
    for text in localized_texts(definition.model):
        for scalar in text.scalars:
            if "\\" not in scalar.value and "[" not in scalar.value:
                continue
            value = _blank(_CODE, scalar.value)
            for found in (_OF_ANKI.search(value), _OF_LATEX.search(_blank(_MATH, value))):
                if found is None or not _is_formula(found):
                    continue
                typed = found[0].split("]")[0] + "]" if found.re is _OF_ANKI else found[0][:2]
                yield warning(
                    "foreign-math",
                    f"`{typed}` begins no formula here; what follows is shown as plain text",
                    scalar.span_at(found.start(), found.end()),
                    hint="math is written `$…$`, or `$$…$$` on a line of its own",
                )
                break


def _is_formula(found: re.Match[str]) -> bool:
    # `\[see below\]` is how Markdown writes brackets that begin no link.
    block = found.re is _OF_LATEX and found["block"]
    return not block or len(block.strip()) == 1 or _FORMULA.search(block) is not None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)


def _one_language(deck_file: DeckFile, definition: LoadedDefinition) -> Iterator[Diagnostic]:
    for text in localized_texts(definition.model):
        if text.plain is not None and _is_prose(text.plain.value):
            yield warning(
                "one-language",
                "the file has several languages, and this text is the same in all",
                text.plain.span,
                hint="write it once for each: "
                + ", ".join(f"`{language}: …`" for language in deck_file.languages),
            )


def _asked_before(
    deck_file: DeckFile, definition: LoadedDefinition, asked: dict[tuple[str, ...], Span]
) -> Iterator[Diagnostic]:
    """Warn once of a definition that asks, in some language, what an earlier one asks."""
    own: dict[tuple[str, ...], Span] = {}
    for language in deck_file.languages:
        for text, beside in _questions(definition, language):
            scalar = text.get(language)
            if scalar is not None:
                words = " ".join(scalar.value.split())
                own.setdefault((language, words, *beside), scalar.span)
    for key, span in own.items():
        if key in asked:
            first = asked[key]
            same_file = first.source is span.source
            place = "" if same_file else f"in {first.source.path} "
            yield warning(
                "duplicate-front",
                f"the same question stands {place}on line {first.line}",
                span,
                hint="two cards that ask the same cannot be told apart",
            )
            break
    for key, span in own.items():
        asked.setdefault(key, span)


def _questions(
    definition: LoadedDefinition, language: str
) -> Iterator[tuple[LocalizedText, tuple[str, ...]]]:
    """Yield what is asked, each with what else on the front tells it from others."""
    model = definition.model
    image = (model.image.path.value,) if model.image and model.image.side == "front" else ()
    if isinstance(model, ClozeDefinition):
        yield model.cloze, image
    elif isinstance(model, ConceptDefinition):
        options = [option.text.get(language) for option in model.choices or ()]
        yield model.front, (*image, *(option.value for option in options if option))
    elif isinstance(model, NumericDefinition):
        for form in model.all_forms:
            figure = form.figure.question if form.figure else None
            yield form.question, (*image, *((figure.value,) if figure else ()))


def _is_prose(text: str) -> bool:
    """Tell whether a text has words outside of formulas, code and slots."""
    outside = []
    for position, part in enumerate(text.replace("$$", "$").split("$")):
        if position % 2 == 0:
            outside += [p for i, p in enumerate(part.split("`")) if i % 2 == 0]
    words = "".join(" " if c in "<>=+-*/()[]{}.,:;|#" else c for c in " ".join(outside)).split()
    letters = [w for w in words if all(unicodedata.category(c)[0] == "L" for c in w)]
    return len([w for w in letters if len(w) > 1]) >= 3 or any(
        unicodedata.east_asian_width(c) == "W" for w in words for c in w
    )
