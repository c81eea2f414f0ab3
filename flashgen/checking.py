"""All checks on all definitions, on every core: the other way through the pipeline."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from flashgen.checks import check_numeric, check_texts
from flashgen.deckfile import DeckFile, read_deck_file
from flashgen.diagnostics import Diagnostic, in_order
from flashgen.pipeline import Loaded, Progress, SeedOf, Selection, render
from flashgen.rendering import Renderer
from flashgen.sampling import Seed
from flashgen.source import Source


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
        Task(number, place, seed_of(deck_file, definition))
        for number, deck_file in enumerate(loaded.deck_files)
        for place, definition in enumerate(deck_file.definitions)
        if selection.takes(deck_file, definition)
    ]
    for deck_file in loaded.deck_files:
        found += check_texts(deck_file)
    for done, diagnostics in enumerate(_results(loaded.deck_files, tasks, draws), start=1):
        found += diagnostics
        if progress is not None:
            progress(done, len(tasks))
    numeric = sum(
        loaded.deck_files[task.file].definitions[task.place].kind == "numeric" for task in tasks
    )
    return Checked(tuple(in_order(found)), len(tasks), numeric * draws)


@dataclass(frozen=True, slots=True)
class Task:
    """One definition: the numbers of its file and of its place in it, and its seed."""

    file: int
    place: int
    seed: Seed


_WORTH_PROCESSES = 20_000
"""Draws below which starting processes takes longer than they save."""


def _results(
    deck_files: tuple[DeckFile, ...], tasks: list[Task], draws: int
) -> Iterator[list[Diagnostic]]:
    cores = os.cpu_count() or 1
    if cores == 1 or len(tasks) * draws < _WORTH_PROCESSES:
        for task in tasks:
            yield _check_definition(deck_files[task.file], task, draws)
        return
    # "spawn" on every system: the same behaviour everywhere, and safe beside threads. Texts are
    # sent and read again, once a process: they are smaller than what is made of them.
    texts = [(file.source.path, file.source.text, file.path) for file in deck_files]
    with ProcessPoolExecutor(
        cores, get_context("spawn"), initializer=_start_worker, initargs=(texts,)
    ) as processes:
        chunk = max(1, len(tasks) // (8 * cores))
        yield from processes.map(partial(_check_in_worker, draws=draws), tasks, chunksize=chunk)


_worker_texts: list[tuple[str, str, Path]] = []


def _start_worker(texts: list[tuple[str, str, Path]]) -> None:
    _worker_texts[:] = texts


@cache
def _worker_file(number: int) -> DeckFile:
    shown, text, path = _worker_texts[number]
    deck_file = read_deck_file(Source(shown, text), path, [])
    assert deck_file is not None  # it could be read in the first process
    return deck_file


def _check_in_worker(task: Task, draws: int) -> list[Diagnostic]:
    return _check_definition(_worker_file(task.file), task, draws)


def _check_definition(deck_file: DeckFile, task: Task, draws: int) -> list[Diagnostic]:
    definition = deck_file.definitions[task.place]
    found: list[Diagnostic] = []
    render(Renderer(deck_file, found), definition, deck_file.languages, task.seed)
    if definition.kind == "numeric" and not any(d.severity == "error" for d in found):
        found += check_numeric(deck_file, definition, task.seed, draws)
    return found
