"""What the library promises to cover: topics, their entries, two languages, counts."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
import topics
from covered import COMMON_ERRORS, COMPUTED, CONCEPTS, TOPICS

from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile
from flashgen.deck.keys import ConceptDefinition, NumericDefinition

if TYPE_CHECKING:
    from conftest import Library

MORE_TOPICS = tuple(topics.COMPUTED)
ALL_TOPICS = TOPICS + MORE_TOPICS


@dataclass(frozen=True)
class Card:
    """What is counted of a definition; a failing test shows it whole, so it is kept small."""

    id: str
    topic: str
    kind: str
    tags: frozenset[str]
    complete: bool = True
    figure: bool = False
    choice: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind == "numeric"


def card(deck_file: DeckFile, definition: LoadedDefinition) -> Card:
    model = definition.model
    tags = frozenset(tag.value for tag in model.tags)
    plain = Card(definition.id, deck_file.path.stem, definition.kind, tags)
    if isinstance(model, ConceptDefinition):
        options = model.choices or ()
        return replace(plain, complete=all(o.says for o in options), choice=bool(options))
    if not isinstance(model, NumericDefinition):
        return plain
    return replace(
        plain,
        complete=all(
            form.solution
            and form.mistakes
            and all(answer.check for answer in form.answers or (form,))
            for form in model.all_forms
        ),
        figure=any(form.figure for form in model.all_forms),
        choice=any(form.choices for form in model.all_forms),
    )


@pytest.fixture(scope="module")
def cards(library: "Library") -> list[Card]:
    return [card(deck_file, definition) for deck_file, definition in library.definitions()]


def named(prefix: str, cards: list[Card]) -> set[str]:
    tags = {tag for card in cards for tag in card.tags}
    return {tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)}


@pytest.fixture(scope="module")
def names(library: "Library") -> dict[str, tuple[tuple[str, ...], list[str]]]:
    """Of each topic: its tags and the names of its decks."""
    return {
        f.path.stem: (f.tags, [s.value for s in f.header.deck.scalars])
        for f in library.loaded.deck_files
    }


def test_the_topics(cards: list[Card]) -> None:
    assert sorted({card.topic for card in cards}) == sorted(ALL_TOPICS)
    assert sorted(CONCEPTS) == sorted(COMPUTED) == sorted(TOPICS)
    assert len(TOPICS) == 13


@pytest.mark.parametrize("topic", ALL_TOPICS)
def test_a_topic_is_large_enough(cards: list[Card], topic: str) -> None:
    found = [card.is_numeric for card in cards if card.topic == topic]
    assert found.count(False) >= (12 if topic in MORE_TOPICS else 10)
    assert found.count(True) >= 8


@pytest.mark.parametrize("topic", MORE_TOPICS)
def test_every_skill_is_asked(cards: list[Card], topic: str) -> None:
    asked = {card.id for card in cards if card.topic == topic and card.is_numeric}
    skills = topics.COMPUTED[topic]
    assert len(skills) >= 8
    assert {skill: by for skill, by in skills.items() if not by or set(by) - asked} == {}


@pytest.mark.parametrize("topic", ALL_TOPICS)
def test_every_card_has_a_level(cards: list[Card], topic: str) -> None:
    levels = {"level::1", "level::2", "level::3"}
    found = {card.id: card.tags & levels for card in cards if card.topic == topic}
    assert {id: level for id, level in found.items() if len(level) != 1} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_card_needs_what_the_library_teaches(cards: list[Card], topic: str) -> None:
    """The name in `needs::NAME` is a topic or a concept of a card."""
    taught = {card.topic for card in cards} | named("concept::", cards)
    assert named("needs::", [card for card in cards if card.topic == topic]) <= taught


def test_totals(cards: list[Card]) -> None:
    found = [card.is_numeric for card in cards]
    assert found.count(False) >= 150
    assert found.count(True) >= 110


@pytest.mark.parametrize("topic", TOPICS)
def test_every_concept_has_a_card(cards: list[Card], topic: str) -> None:
    covered: set[str] = set()
    for card in cards:
        if card.topic == topic and not card.is_numeric:
            covered |= {card.id, *card.tags}
    missing = {entry: sorted(set(by) - covered) for entry, by in CONCEPTS[topic].items()}
    assert {entry: by for entry, by in missing.items() if by} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_everything_to_compute_is_asked(cards: list[Card], topic: str) -> None:
    asked = {card.id for card in cards if card.topic == topic and card.is_numeric}
    missing = {entry: sorted(set(by) - asked) for entry, by in COMPUTED[topic].items()}
    assert {entry: by for entry, by in missing.items() if by} == {}


@pytest.mark.parametrize("topic", ALL_TOPICS)
def test_the_decks_are_named_alike(
    names: dict[str, tuple[tuple[str, ...], list[str]]], topic: str
) -> None:
    tags, (english, chinese) = names[topic]
    assert re.fullmatch("Deep Learning::[^:]+", english)
    assert re.fullmatch("深度学习::[^:]+", chinese)
    assert f"topic::{topic}" in tags


def test_both_languages_have_the_same_ids(library: "Library", cards: list[Card]) -> None:
    notes = [(note.language, note.id) for note in library.notes()]
    for language in ("en", "zh"):
        assert [id for written, id in notes if written == language] == [card.id for card in cards]


def test_every_definition_is_complete(cards: list[Card]) -> None:
    """Numeric: solution, check and mistakes in every form. Concept: every wrong option says why."""
    assert [card.id for card in cards if not card.complete] == []


def test_figures(cards: list[Card]) -> None:
    assert sum(card.figure for card in cards) >= 20


def test_asked_backwards(cards: list[Card]) -> None:
    assert sum(card.is_numeric and "ask::backwards" in card.tags for card in cards) >= 20


def test_multiple_choice(cards: list[Card]) -> None:
    assert sum(card.choice for card in cards) >= 15


@pytest.mark.parametrize("error", COMMON_ERRORS)
def test_common_errors_are_taught_against(cards: list[Card], error: str) -> None:
    is_numeric = {card.id: card.is_numeric for card in cards}
    concept, calculation = COMMON_ERRORS[error]
    assert (is_numeric[concept], is_numeric[calculation]) == (False, True)
