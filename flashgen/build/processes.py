"""The same work for many definitions: on all cores, and only where its result is not known yet.

What comes back is what one core alone would yield, in the same order.
"""

import atexit
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from flashgen.build import results as outcomes
from flashgen.deck.file import DeckFile, LoadedDefinition, read_deck_file
from flashgen.build.garbage import collect_rarely
from flashgen.build.results import Outcome
from flashgen.source.records import record
from flashgen.deck.seed import Seed
from flashgen.source.text import Source

if TYPE_CHECKING:
    from concurrent.futures import Future

    from flashgen.build.cache import Cache


@record
class Task:
    """One definition: the numbers of its file and of its place in it, and its seed."""

    file: int
    place: int
    seed: Seed


_file_number = attrgetter("file")


class Work(Protocol):
    """What is done with each definition: a frozen dataclass of what it depends on besides."""

    def __call__(self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed) -> Outcome:
        """Do it; the outcome depends on the arguments alone, and on files where it says so."""

    def draws(self, definition: LoadedDefinition) -> int:
        """Return about how many variants are drawn for it."""


WORTH_PROCESSES = 8_000
"""Draws below which starting processes takes longer than they save.

Definitions without draws count for nothing: for 10,000 of them two processes worked 5.3 seconds to
read them again, render and encode them, where one alone renders them in 1.6.
"""

_PIECES = 24
"""Pieces of work for each core: more balance better, and each costs a little."""

_MOST_PROCESSES = 61  # Windows waits for no more
_LARGEST_PIECE = 100
"""The most definitions of a piece: all its outcomes are sent at once."""


def outcomes_of(
    deck_files: Sequence[DeckFile], tasks: Sequence[Task], work: Work, cache: "Cache | None" = None
) -> Iterator[Outcome]:
    """Yield what `work` makes of each task's definition, in the order of the tasks.

    Only numeric definitions go into the cache and are looked for in it: others take no longer to
    be made than to be found.
    """
    if cache is None:
        for outcome, _ in _made(deck_files, tasks, work):
            yield outcome
        return
    keys: dict[int, bytes] = {}
    for number, task in enumerate(tasks):
        deck_file = deck_files[task.file]
        definition = deck_file.definitions[task.place]
        if definition.kind == "numeric":
            keys[number] = _key(deck_file, definition, task.seed, work)
    known = cache.known(list(keys.values()))
    missing = [task for number, task in enumerate(tasks) if keys.get(number) not in known]
    made = _made(deck_files, missing, work)
    for number, task in enumerate(tasks):
        # Asked for anew: whoever takes the outcomes may let go of the files that are done.
        definition = deck_files[task.file].definitions[task.place]
        key = keys.get(number)
        if key is None:
            yield next(made)[0]
            continue
        if key not in known:
            outcome, data = next(made)
        elif (found := cache.find(key)) is not None:
            yield outcomes.decode(found, definition)
            continue
        else:  # it was there when it was asked for, and is broken or gone now
            outcome, data = work(deck_files[task.file], definition, task.seed), b""
        if outcomes.depends_on_text_alone(outcome, definition):
            # Compressed once, for the cache and for whoever takes it.
            outcome = outcomes.with_packed_notes(outcome)
            cache.keep(key, data or outcomes.encode(outcome, definition))
        yield outcome


def _key(deck_file: DeckFile, definition: LoadedDefinition, seed: Seed, work: Work) -> bytes:
    from flashgen.build.cache import key_of  # not needed where no card is numeric

    return key_of({"work": work, "file": deck_file.setting, "text": definition.text, "seed": seed})


def _made(
    deck_files: Sequence[DeckFile], tasks: Sequence[Task], work: Work
) -> Iterator[tuple[Outcome, bytes]]:
    """Yield each outcome, encoded as well where another process has done that already."""
    draws = sum(work.draws(deck_files[task.file].definitions[task.place]) for task in tasks)
    cores = available_cores()
    if cores == 1 or draws < WORTH_PROCESSES:
        yield from _made_here(deck_files, tasks, work)
        return
    size = min(_LARGEST_PIECE, max(1, len(tasks) // (_PIECES * cores)))
    pieces = deque(_pieces(tasks, size))
    with _Others(cores - 1, deck_files, work) as others:
        # This process begins at once, at the front. The others, which take half a second to
        # start, come from the back, until all is handed out.
        others.take_from(pieces)
        while pieces:
            for made in _made_here(deck_files, pieces.popleft(), work):
                yield made
                others.take_from(pieces)
        for piece, encoded in others.results():
            for task, data in zip(piece, encoded, strict=True):
                if data:
                    definition = deck_files[task.file].definitions[task.place]
                    yield outcomes.decode(data, definition), data
                else:
                    yield from _made_here(deck_files, [task], work)


def _made_here(
    deck_files: Sequence[DeckFile], tasks: Iterable[Task], work: Work
) -> Iterator[tuple[Outcome, bytes]]:
    for number, of_file in groupby(tasks, key=_file_number):
        deck_file = deck_files[number]
        for task in of_file:
            yield work(deck_file, deck_file.definitions[task.place], task.seed), b""


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pieces(tasks: Sequence[Task], size: int) -> Iterator[list[Task]]:
    for _, group in groupby(tasks, key=_file_number):
        of_file = list(group)
        for start in range(0, len(of_file), size):
            yield of_file[start : start + size]


class _Others:
    """Other processes, which work on pieces from the back of a row; a context manager."""

    def __init__(self, number: int, deck_files: Sequence[DeckFile], work: Work) -> None:
        # Slow to import, and most builds start no processes.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        number = min(number, _MOST_PROCESSES)
        # One piece to work on and one to go on with: what is handed out is not to be had back.
        self._most = 2 * number
        self._processes: ProcessPoolExecutor | None = None
        try:
            # "spawn" on every system: the same behaviour everywhere, and safe beside threads.
            self._processes = ProcessPoolExecutor(
                number, get_context("spawn"), initializer=_start_worker
            )
        except (OSError, ImportError, NotImplementedError):
            self._most = 0  # a system that lacks what processes talk by
        self._deck_files = deck_files
        self._work = work
        self._taken: list[tuple[list[Task], Future[list[bytes]]]] = []
        self._unfinished: list[Future[list[bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        from multiprocessing import active_children

        if self._processes is None:
            return
        if kind is not None:  # Ctrl-C, above all: what they are at is not wanted any more
            for process in active_children():
                process.terminate()
        self._processes.shutdown(cancel_futures=True)

    def take_from(self, pieces: deque[list[Task]]) -> None:
        """Take pieces from the back, as long as there are processes with nothing to do."""
        from concurrent.futures.process import BrokenProcessPool

        self._unfinished = [future for future in self._unfinished if not future.done()]
        while self._processes and pieces and len(self._unfinished) < self._most:
            piece = pieces[-1]
            order = _Order(self._work, self._deck_files[piece[0].file], piece)
            try:
                with _no_interrupts():
                    future = self._processes.submit(_do, order)
            except (BrokenProcessPool, OSError):
                self._most = 0
                return
            self._taken.append((pieces.pop(), future))
            self._unfinished.append(future)

    def results(self) -> Iterator[tuple[list[Task], list[bytes]]]:
        """Yield each piece that was taken, in order, with its outcomes; they may be empty."""
        from concurrent.futures.process import BrokenProcessPool

        while self._taken:
            piece, future = self._taken.pop()
            try:
                yield piece, future.result()
            except BrokenProcessPool:
                # The system has ended one of them, for want of memory perhaps: one takes less.
                yield piece, [b""] * len(piece)


class _Order:
    """Work for another process: some tasks of one file, which it reads again from its text.

    The text is smaller than what is made of it.
    """

    def __init__(self, work: Work, deck_file: DeckFile, tasks: Sequence[Task]) -> None:
        first = tasks[0].place
        text, self.skipped = excerpt(deck_file, first, tasks[-1].place)
        self.work = work
        self.file = (deck_file.source.path, text, deck_file.path)
        self.tasks = tasks


def excerpt(deck_file: DeckFile, first: int, last: int) -> tuple[str, int]:
    """Return a text that holds a file's definitions from `first` to `last`, and what lies around.

    And how much lower the number of the first is in it. That is the part of the file that another
    process has to read: reading the whole of a long one takes longer than many a piece of work.
    """
    text, definitions = deck_file.source.text, deck_file.definitions
    if text[definitions[-1].span.end :].strip():
        return text, 0  # a list in brackets, or keys of the file below its cards
    # The first one of all stays: before it stands the header, behind it the dash of the next.
    before = max(first - 1, 0)
    head = text[: definitions[0].span.end]
    return head + text[definitions[before].span.end : definitions[last].span.end], before


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: it is for the first one, which ends the others.

    What has been pressed meanwhile is heard behind it. Elsewhere than on POSIX a process that has
    just been started hears it, until it says by itself that it does not.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Python would take all that is imported apart first, which the first process waits for.
    atexit.register(os._exit, 0)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    # A killed parent cannot say that there is no more work.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@lru_cache(maxsize=1)
def _file(shown: str, text: str, path: Path) -> DeckFile:
    deck_file = read_deck_file(Source(shown, text), path, [])
    assert deck_file is not None  # it could be read in the first process
    return deck_file


def _do(order: _Order) -> list[bytes]:
    """Return the outcomes, encoded; empty for one that speaks of another place of the file."""
    deck_file = _file(*order.file)
    encoded = []
    for task in order.tasks:
        definition = deck_file.definitions[task.place - order.skipped]
        outcome = order.work(deck_file, definition, task.seed)
        inside = outcomes.speaks_of_itself(outcome, definition)
        encoded.append(outcomes.encode(outcome, definition) if inside else b"")
    return encoded
