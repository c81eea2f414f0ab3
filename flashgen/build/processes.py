"""The same work for many definitions: on all cores, and only where no result of it is cached.

The results come in the order of the tasks and do not depend on the number of cores.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from flashgen.build.results import DefinitionResult, decode, encode
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.seed import Seed
from flashgen.source.diagnostics import has_errors
from flashgen.source.text import Source

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from flashgen.build.cache import Cache


class Task(Struct, frozen=True):
    """One definition: the numbers of its file and of its place in it, and its seed."""

    file: int
    place: int
    seed: Seed


class Work(Protocol):
    """What is done with each definition: a frozen structure of what else the result depends on."""

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        """Do it. The result depends on the arguments alone, and on files where it says so."""

    def draws(self, definition: LoadedDefinition) -> int:
        """Return about how many variants are drawn for it."""


WORTH_PROCESSES = 8_000
"""Draws below which starting processes takes longer than they save.

Definitions without draws count for nothing: they take longer to be read again and sent than to be
rendered.
"""
_COMPILED: Final = 100
"""Compiling a definition takes as long as this many draws."""

_PIECES = 24
"""Pieces of work for each core: more balance better, and each costs a little."""
_LARGEST_PIECE = 100
"""The most definitions of a piece, whose results are sent at once."""
_MOST_PROCESSES = 61  # Windows waits for no more


def results_of(
    deck_files: Sequence[DeckFile], tasks: Sequence[Task], work: Work, cache: Cache | None = None
) -> Generator[DefinitionResult, None, None]:
    """Yield the result of `work` for each task's definition, in the order of the tasks.

    Only numeric definitions are cached: others take no longer to be made than to be found.
    Close the iterator if it is left early, which ends the other processes.
    """
    keys = {} if cache is None else _keys(deck_files, tasks, work)
    known = set() if cache is None else cache.known(list(keys.values()))
    missing = [task for number, task in enumerate(tasks) if keys.get(number) not in known]
    made = _made(deck_files, missing, work)
    try:
        for number, task in enumerate(tasks):
            key = keys.get(number)
            if cache is None or key is None:
                yield next(made)
                continue
            deck_file = deck_files[task.file]
            definition = deck_file.definitions[task.place]
            if key in known:
                if (data := cache.find(key)) is not None:
                    yield decode(data, definition)
                    continue
                result = work(deck_file, definition, task.seed)  # it was damaged, or is gone
            else:
                result = next(made)
            if _depends_on_text_alone(result) and (data := encode(result, definition)):
                cache.keep(key, data)
            yield result
    finally:
        made.close()


def _keys(deck_files: Sequence[DeckFile], tasks: Sequence[Task], work: Work) -> dict[int, bytes]:
    """Return the key of each numeric task's result, by the number of the task."""
    from flashgen.build.cache import key_of  # not needed where no card is numeric

    keys: dict[int, bytes] = {}
    for number, task in enumerate(tasks):
        deck_file = deck_files[task.file]
        definition = deck_file.definitions[task.place]
        if definition.kind == "numeric":
            setting = (deck_file.setting, deck_file.data_of(definition))
            keys[number] = key_of(work, setting, definition.text, task.seed)
    return keys


def _depends_on_text_alone(result: DefinitionResult) -> bool:
    return not result.reads_files and not has_errors(result.diagnostics)


def _made(
    deck_files: Sequence[DeckFile], tasks: Sequence[Task], work: Work
) -> Generator[DefinitionResult, None, None]:
    """Yield the results of `work`, computed in several processes if there is enough to do.

    This process begins at once, at the front. The others, which take half a second to start, come
    from the back, until all is handed out.
    """
    cores = min(available_cores(), _MOST_PROCESSES + 1)
    counts = [work.draws(deck_files[task.file].definitions[task.place]) for task in tasks]
    draws = sum(count + _COMPILED for count in counts if count)
    size = min(_LARGEST_PIECE, max(1, len(tasks) // (_PIECES * cores)))
    pieces = deque(_pieces(tasks, size))
    number = min(cores, len(pieces)) - 1 if draws >= WORTH_PROCESSES and pieces else 0
    with _other_processes(number, deck_files) as others:
        others.take_from(pieces, work)
        while pieces:
            for task in pieces.popleft():
                deck_file = deck_files[task.file]
                yield work(deck_file, deck_file.definitions[task.place], task.seed)
                others.take_from(pieces, work)
        for piece, encoded in others.results():
            for task, data in zip(piece, encoded, strict=True):
                deck_file = deck_files[task.file]
                definition = deck_file.definitions[task.place]
                yield decode(data, definition) if data else work(deck_file, definition, task.seed)


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pieces(tasks: Sequence[Task], size: int) -> Iterator[list[Task]]:
    for _, group in groupby(tasks, key=attrgetter("file")):
        of_file = list(group)
        for start in range(0, len(of_file), size):
            yield of_file[start : start + size]


class _Others:
    """Other processes at work on pieces from the back of a row."""

    def __init__(
        self,
        pool: ProcessPoolExecutor | None,
        number: int,
        deck_files: Sequence[DeckFile],
        *,
        are_copies: bool,
    ) -> None:
        self._pool = pool
        self._deck_files = deck_files
        self._are_copies = are_copies
        # One piece to work on and one to go on with: what is handed out is not to be had back.
        self._most = 2 * number
        self._taken: list[tuple[list[Task], Future[list[bytes | None]]]] = []

    def take_from(self, pieces: deque[list[Task]], work: Work) -> None:
        """Take pieces from the back as long as there are processes with nothing to do."""
        while self._pool and pieces:
            if sum(not future.done() for _, future in self._taken[-self._most :]) == self._most:
                return
            piece = pieces[-1]
            try:
                with _no_interrupts():
                    future = self._pool.submit(_do, work, *self._sent(piece))
            except (OSError, RuntimeError):  # none can be started, or one has ended already
                self._pool = None
                return
            self._taken.append((pieces.pop(), future))

    def _sent(self, piece: list[Task]) -> tuple[int | FileContent, list[tuple[int, Seed]]]:
        """Return what to send to a process: the file, and each definition's place and seed."""
        if self._are_copies:
            return piece[0].file, [(task.place, task.seed) for task in piece]
        deck_file = self._deck_files[piece[0].file]
        text, skipped = excerpt(deck_file, piece[0].place, piece[-1].place)
        files = tuple(deck_file.data.files.items())
        content = (deck_file.source.path, text, deck_file.path, files)
        return content, [(task.place - skipped, task.seed) for task in piece]

    def results(self) -> Iterator[tuple[list[Task], list[bytes | None]]]:
        """Yield each piece that was taken, in order, with its results; None for one to be made."""
        while self._taken:
            piece, future = self._taken.pop()
            try:
                yield piece, future.result()
            except RuntimeError:  # BrokenProcessPool: the system has ended one of them
                yield piece, [None] * len(piece)


@contextmanager
def _other_processes(number: int, deck_files: Sequence[DeckFile]) -> Iterator[_Others]:
    """Start so many processes; none where the system has no way to do so."""
    nobody = _Others(None, 0, deck_files, are_copies=False)
    if number == 0:
        yield nobody
        return
    # Slow to import, and most builds start no processes.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    method = _start_method()
    inherited = tuple(deck_files) if method == "fork" else ()
    try:
        pool = ProcessPoolExecutor(number, get_context(method), _start_worker, (inherited,))
    except (OSError, ImportError, NotImplementedError):
        yield nobody
        return
    try:
        yield _Others(pool, number, deck_files, are_copies=method == "fork")
    finally:
        # All work is done, or after Ctrl-C none is wanted any more.
        for process in active_children():
            process.terminate()
        pool.shutdown()


def excerpt(deck_file: DeckFile, first: int, last: int) -> tuple[str, int]:
    """Return a text with a file's header and its definitions from `first` to `last`.

    And how much lower the number of the first is in it. To read the whole of a long file would
    take another process longer than many a piece of work.
    """
    text, definitions = deck_file.source.text, deck_file.definitions
    if text[definitions[-1].span.end :].strip():
        return text, 0  # a list in brackets, or keys of the file below its cards
    # The first one of all stays: before it stands the header, behind it the dash of the next.
    before = max(first - 1, 0)
    head = text[: definitions[0].span.end]
    return head + text[definitions[before].span.end : definitions[last].span.end], before


def _start_method() -> Literal["fork", "spawn"]:
    """Return how processes are started: as copies of this one where that is safe.

    A copy has imported everything and read the deck files already, which takes half a second.
    Beside threads, as in the preview, and on systems other than Linux it may hang.
    """
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: the first one ends the others.

    A Ctrl-C meanwhile is delivered afterwards. On Windows, which has no such mask, a process hears
    it until `_start_worker` runs in it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_inherited: tuple[DeckFile, ...] = ()
"""The deck files, in a process that is a copy of the first one."""


def _start_worker(inherited: tuple[DeckFile, ...]) -> None:
    global _inherited
    _inherited = inherited
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    # A killed parent cannot say that there is no more work.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


FileContent: TypeAlias = tuple[str, str, Path, tuple[tuple[str, bytes], ...]]
"""A deck file: path as shown, text, path, and the files with its tables."""


@lru_cache(maxsize=1)
def _file(shown: str, text: str, path: Path, files: tuple[tuple[str, bytes], ...]) -> DeckFile:
    deck_file = read_deck_file(Source(shown, text), path, [], dict(files))
    assert deck_file is not None  # it could be read in the first process
    return deck_file


def _do(
    work: Work, file: int | FileContent, tasks: Sequence[tuple[int, Seed]]
) -> list[bytes | None]:
    """Return the encoded results, in another process, which may have the file already."""
    deck_file = _inherited[file] if isinstance(file, int) else _file(*file)
    encoded = []
    for place, seed in tasks:
        definition = deck_file.definitions[place]
        encoded.append(encode(work(deck_file, definition, seed), definition))
    return encoded
