"""All checks on all definitions, on every core: the other way through the pipeline."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from flashgen.checks import check_numeric, check_texts
from flashgen.deckfile import DeckFile, LoadedDefinition
from flashgen.diagnostics import Diagnostic, in_order
from flashgen.pipeline import Loaded, Progress, SeedOf, Selection, render
from flashgen.rendering import Renderer
from flashgen.sampling import Seed


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found, on how many definitions and draws."""

    diagnostics: tuple[Diagnostic, ...]
    definitions: int
    draws: int


def check(
    loaded: Loaded,
    selection: Selection,
    draws: int,
    seed_of: SeedOf,
    progress: Progress | None = None,
) -> Checked:
    """Check all wanted definitions: their form, their texts, and numeric ones on `draws` draws."""
    found = list(loaded.diagnostics)
    tasks = [
        (deck_file, definition, seed_of(deck_file, definition))
        for deck_file in loaded.deck_files
        for definition in deck_file.definitions
        if selection.takes(deck_file, definition)
    ]
    for deck_file in loaded.deck_files:
        found += check_texts(deck_file)
    numeric = sum(definition.kind == "numeric" for _, definition, _ in tasks)
    for done, diagnostics in enumerate(_results(tasks, draws), start=1):
        found += diagnostics
        if progress is not None:
            progress(done, len(tasks))
    return Checked(tuple(in_order(found)), len(tasks), numeric * draws)


Task = tuple[DeckFile, LoadedDefinition, Seed]


_WORTH_PROCESSES = 20_000
"""Draws below which starting processes takes longer than they save."""


def _results(tasks: list[Task], draws: int) -> Iterator[list[Diagnostic]]:
    one = partial(_check_definition, draws=draws)
    cores = os.cpu_count() or 1
    if cores == 1 or len(tasks) * draws < _WORTH_PROCESSES:
        yield from map(one, tasks)
        return
    # "spawn" on every system: the same behaviour everywhere, and safe beside threads.
    context = get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context) as processes:
        yield from processes.map(one, tasks, chunksize=max(1, len(tasks) // (8 * cores)))


def _check_definition(task: Task, draws: int) -> list[Diagnostic]:
    deck_file, definition, seed = task
    found: list[Diagnostic] = []
    render(Renderer(deck_file, found), definition, deck_file.languages, seed)
    if definition.kind == "numeric" and not any(d.severity == "error" for d in found):
        found += check_numeric(deck_file, definition, seed, draws)
    return found
