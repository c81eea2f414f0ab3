"""Work on several cores and results from the cache are what one core alone would yield."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path

import pytest
from decks import HEAD, load, numeric
from msgspec.structs import replace

from flashgen.build import cache, processes
from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.build.cache import Cache
from flashgen.build.results import DefinitionResult
from flashgen.deck import folder as loading
from flashgen.deck.definition import LoadedDefinition
from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.folder import Loaded
from flashgen.deck.keys import ConceptDefinition
from flashgen.deck.seed import Seed
from flashgen.deck.selection import Selection
from flashgen.expression import functions
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source, Span

# The second has a warning (24 variants are asked for, and there are 5), the fourth an error.
DECK = HEAD + "".join(
    (
        numeric(id="sum", solution="The sum is <<answer>>."),
        numeric("a", id="few", parameters="a: integers(1, 5)", question="What is <<a>>?"),
        "- {id: text, front: What is 1?, back: '**One**.'}\n",
        "- id: gap\n  cloze: The {{c1::gap}} is here.\n",
        numeric("a * b", id="product", tags="[x]"),
    )
)
BROKEN = DECK + numeric("a / 7", id="imprecise") + numeric("a / (b - b)", id="infinite")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "available_cores", lambda: 2)


def built(loaded: Loaded, opened: Cache | None = None) -> tuple[object, ...]:
    made = pipeline.build(loaded, Selection(), pipeline.default_seed, cache=opened, samples=False)
    return made.notes, made.variants, [d.as_json() for d in made.diagnostics]


def checked(loaded: Loaded, opened: Cache | None = None) -> list[object]:
    seed = pipeline.default_seed
    return [
        d.as_json()
        for d in checking.check(loaded, Selection(), 100, seed, cache=opened).diagnostics
    ]


@pytest.mark.parametrize("text", [DECK, BROKEN], ids=["sound", "broken"])
def test_two_processes_make_what_one_makes(text: str, request: pytest.FixtureRequest) -> None:
    loaded = load(text)
    alone = built(loaded), checked(loaded)
    request.getfixturevalue("two_cores")
    assert (built(loaded), checked(loaded)) == alone
    codes = {d["code"] for d in alone[1]}
    assert ("missing-precision" in codes) == (text == BROKEN)
    assert "fewer-variants" in codes


@pytest.mark.parametrize("text", [DECK, BROKEN], ids=["sound", "broken"])
def test_the_cache_gives_what_was_made(text: str, tmp_path: Path) -> None:
    loaded = load(text)
    alone = built(loaded), checked(loaded)
    for _ in range(3):
        with Cache(tmp_path) as opened:
            assert (built(loaded, opened), checked(loaded, opened)) == alone


def test_notes_without_samples_are_those_with_samples() -> None:
    loaded = load(DECK)
    assert pipeline.build(loaded).notes == built(loaded)[0]


RUNS: list[str] = []


@dataclass(frozen=True)
class Counted:
    """Work that writes down for which definitions it is done."""

    setting: int = 1

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        RUNS.append(definition.id)
        found = pipeline.build(Loaded((deck_file,), ()), Selection((definition.id,)))
        return DefinitionResult(found.notes, found.variants, found.diagnostics)

    def draws(self, definition: LoadedDefinition) -> int:
        return 1


def run(
    loaded: Loaded,
    folder: Path,
    work: Counted = Counted(),
    seed: Callable[[Seed], Seed] = lambda seed: seed,
) -> tuple[list[str], list[DefinitionResult]]:
    """Return for which definitions the work was done, and all processes."""
    RUNS.clear()
    tasks = [
        replace(task, seed=seed(task.seed))
        for task in pipeline.tasks_of(loaded, Selection(), pipeline.default_seed)
    ]
    with Cache(folder) as opened:
        made = list(processes.results_of(loaded.deck_files, tasks, work, opened))
    return list(RUNS), made


TEXTS = ["text", "gap"]
NUMERIC = ["sum", "few", "product"]


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    assert sorted(run(load(DECK), tmp_path)[0]) == sorted([*NUMERIC, *TEXTS])
    assert run(load(DECK), tmp_path)[0] == TEXTS
    changed = DECK.replace("a * b", "a * b + 1")
    assert run(load(changed), tmp_path)[0] == [*TEXTS, "product"]
    assert run(load(DECK), tmp_path)[0] == TEXTS


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("namespace: n", "namespace: m", NUMERIC),
        ("deck: D", "deck: E", NUMERIC),
        ("deck: D", "deck: D\ntags: [t]", NUMERIC),
        ("deck: D", "deck: D\nlanguages: [en, zh]", NUMERIC),
        ("deck: D", "deck: D\nlanguages: [zh]", NUMERIC),
        ("tags: [x]", "tags: [y]", ["product"]),
        ("The sum is", "Their sum is", ["sum"]),
        ("deck: D", "deck: D\ndescription: Sums.", []),
        ("**One**", "*One*", []),
        ("deck: D", "# a comment\n\ndeck: D", []),
    ],
)
def test_what_a_result_depends_on(old: str, new: str, again: list[str], tmp_path: Path) -> None:
    assert DECK.count(old) == 1
    run(load(DECK), tmp_path)
    assert [id for id in run(load(DECK.replace(old, new)), tmp_path)[0] if id in NUMERIC] == again


@pytest.mark.parametrize(
    "other",
    [
        {"seed": lambda seed: replace(seed, root=1)},
        {"seed": lambda seed: replace(seed, own=0)},
        {"seed": lambda seed: replace(seed, first_id=f"{seed.first_id}-1")},
        {"work": Counted(setting=2)},
    ],
)
def test_seed_and_settings_count(other: dict[str, object], tmp_path: Path) -> None:
    run(load(DECK), tmp_path)
    assert sorted(run(load(DECK), tmp_path, **other)[0]) == sorted([*NUMERIC, *TEXTS])


def test_the_order_of_cards_and_a_deeper_indent(tmp_path: Path) -> None:
    """A card found under another line says what is wrong with it there."""
    head, cards = DECK.split("cards:\n")
    few = numeric("a", id="few", parameters="a: integers(1, 5)", question="What is <<a>>?")
    assert few in cards
    moved = f"{head}cards:\n{few}{cards.replace(few, '')}"
    run(load(DECK), tmp_path)
    again, outcomes = run(load(moved), tmp_path)
    assert again == TEXTS
    (said,) = outcomes[0].diagnostics
    assert (said.code, said.span and said.span.line) == ("fewer-variants", 4)
    indented = head + "cards:\n" + "".join(f"  {line}\n" for line in cards.splitlines())
    assert set(NUMERIC) <= set(run(load(indented), tmp_path)[0])


@pytest.mark.parametrize("core_count", [1, 2])
def test_cards_with_images_are_never_kept(
    core_count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image may change, and its deck file not."""
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "available_cores", lambda: core_count)
    image = tmp_path / "front.png"
    shutil.copy(Path(__file__).parents[2] / ".github" / "images" / "card.png", image)
    deck = tmp_path / "deck.yaml"
    cards = (
        numeric(id=f"seen-{n}", image="{file: front.png, alt: a card}", question=f"{n}?")
        for n in range(4)
    )
    deck.write_text(HEAD + "".join(cards), encoding="utf-8")
    loaded = loading.load([deck])
    for outcome in (built, checked):
        with Cache(tmp_path) as opened:
            outcome(loaded, opened)
    image.unlink()
    with Cache(tmp_path) as opened:
        assert built(loaded, opened)[:2] == ((), 0)
        said = checked(loaded, opened)
    assert [d["code"] for d in said] == ["bad-image"] * 4


@pytest.mark.parametrize("harm", ["garbage", "cut", "other values", "other table", "folder"])
def test_a_broken_cache_is_no_harm(harm: str, tmp_path: Path) -> None:
    loaded = load(DECK)
    expected = run(loaded, tmp_path)[1]
    file = tmp_path / cache.FILE_NAME
    if harm == "garbage":
        file.write_bytes(b"no database" * 1000)
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    elif harm == "folder":
        file.unlink()
        file.mkdir()
    else:
        statement = {
            "other values": "UPDATE results SET value = CAST(replace(value, 'sum', 'dif') AS BLOB)",
            "other table": "ALTER TABLE results RENAME COLUMN value TO values_",
        }[harm]
        with sqlite3.connect(file) as connection:
            connection.execute(statement)
        connection.close()
    for _ in range(3):
        made, outcomes_ = run(loaded, tmp_path)
        assert outcomes_ == expected
    # What was damaged has been made again once, and kept.
    assert made == TEXTS or harm in ("folder", "other table")


@pytest.mark.skipif(sys.platform == "win32", reason="a file is no folder there either way")
def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for _ in range(2):
        assert sorted(run(load(DECK), tmp_path / "file" / "cache")[0]) == sorted([*NUMERIC, *TEXTS])


def test_the_oldest_results_go_first(tmp_path: Path) -> None:
    """100 kB and five runs of 30 kB: the last ones are kept, those of the first are gone."""
    keys = [bytes([number]) * 32 for number in range(5)]
    for key in keys:
        with Cache(tmp_path, most_bytes=100_000) as opened:
            opened.keep(key, b"x" * 30_000)
            assert opened.find(keys[1]) is None or key != keys[1]
    with Cache(tmp_path) as opened:
        kept = opened.known(keys)
    assert keys[4] in kept
    assert keys[0] not in kept


def test_all_code_is_part_of_every_key() -> None:
    """The modules of every room, and what they read: scripts, styles, tables."""
    below = {path.relative_to(cache.PACKAGE).parts[0] for path in cache.PACKAGE.rglob("*.py")}
    assert {"numeric", "expression", "markup", "anki", "checks"} <= below


def test_functions_of_other_packages_are_looked_for_where_they_are_loaded() -> None:
    assert cache.ENTRY_POINT_GROUP == functions.ENTRY_POINT_GROUP


def test_a_changed_file_changes_the_hash(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    (tmp_path / "b").mkdir()
    hashes = [cache.hash_of_folder(tmp_path)]
    (tmp_path / "b" / "c.js").write_text("1", encoding="utf-8")
    hashes.append(cache.hash_of_folder(tmp_path))
    (tmp_path / "b" / "c.js").write_text("2", encoding="utf-8")
    hashes.append(cache.hash_of_folder(tmp_path))
    (tmp_path / "b" / "c.js").rename(tmp_path / "b" / "d.js")
    hashes.append(cache.hash_of_folder(tmp_path))
    assert len(set(hashes)) == 4
    (tmp_path / "e.pyc").write_text("1", encoding="utf-8")
    assert cache.hash_of_folder(tmp_path) == hashes[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_killed_the_first_process_takes_the_others_along(tmp_path: Path) -> None:
    cards = "".join(numeric(id=f"c{number}") for number in range(400))
    (tmp_path / "deck.yaml").write_text(HEAD + cards, encoding="utf-8")
    program = (
        "from pathlib import Path\n"
        "from flashgen.build import check as checking, notes as pipeline, processes\n"
        "from flashgen.deck import folder as loading\n"
        "from flashgen.deck.selection import Selection\n"
        "if __name__ == '__main__':\n"
        "    processes.available_cores = lambda: 2\n"
        "    def done(number, total): print('one', flush=True)\n"
        "    loaded = loading.load([Path('deck.yaml')])\n"
        "    checking.check(loaded, Selection(), 1000, pipeline.default_seed, done)\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "program.py"], cwd=tmp_path, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"one\n"
        os.kill(process.pid, signal.SIGKILL)
        # The others hold the pipe open until they end.
        process.stdout.read()
        assert process.wait(60) == -signal.SIGKILL


@dataclass(frozen=True)
class Fatal(Counted):
    """Work that ends the process, unless it is the first one."""

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        if definition.id == "product" and parent_process() is not None:
            os._exit(9)
        return Counted.__call__(self, deck_file, definition, seed)


@pytest.mark.usefixtures("two_cores")
def test_an_ended_process_is_replaced_by_the_first(tmp_path: Path) -> None:
    loaded = load(DECK)
    expected = run(loaded, tmp_path / "a")[1]
    assert run(loaded, tmp_path / "b", Fatal())[1] == expected


@pytest.mark.parametrize("problem", [OSError("no semaphores"), NotImplementedError()], ids=repr)
def test_one_core_does_where_processes_cannot_be_started(
    problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise problem

    loaded = load(DECK)
    alone = built(loaded)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "available_cores", lambda: 100)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", none)
    assert built(loaded) == alone


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_all_processes_at_once(tmp_path: Path) -> None:
    """Each of the pieces that were handed out would take minutes."""
    cards = "".join(numeric(id=f"c{number}", question=f"{number}?") for number in range(40))
    (tmp_path / "deck.yaml").write_text(HEAD + cards, encoding="utf-8")
    (tmp_path / "program.py").write_text(ENDLESS, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            for _ in range(2):  # both processes are at work
                assert process.stdout.readline() == "begun\n"
            process.send_signal(signal.SIGINT)
            # Both hold the pipes open until they end.
            process.stdout.read()
            assert process.stderr.read().strip() == "Aborted!"
            assert process.wait(60) == 1
        finally:
            process.kill()


ENDLESS = """
import os, threading
from flashgen.build import check, processes

def endless(*_):
    os.write(1, b"begun\\n")  # at once: where Python does not buffer, print writes the end apart
    threading.Event().wait()

check.check_numeric = endless
processes.WORTH_PROCESSES = 0
processes.available_cores = lambda: 2

if __name__ == "__main__":
    from flashgen.cli import main
    main(["check", "deck.yaml", "--no-cache"])
"""


ITEM = "- id: c{n}\n  front: |+\n    What is {n}?\n\n  back: '{n}'\n"
ITEMS = [ITEM.format(n=n) for n in range(6)]
INDENTED = ["".join(f"  {line}\n" for line in item.splitlines()) for item in ITEMS]
WRONG = "- id: WRONG\n  front: 1\n"
LAYOUTS = {
    "plain": HEAD + "".join(ITEMS),
    "indented": HEAD + "".join(INDENTED),
    "comments": HEAD + "# - one\n".join(ITEMS) + "# - the end\n",
    "far dashes": HEAD + "".join(item.replace("- id", "-\n  id") for item in ITEMS),
    "faults": HEAD + WRONG + WRONG.join(ITEMS),
    "fault at the end": HEAD + "".join(ITEMS) + WRONG,
    "keys below": "cards:\n" + "".join(INDENTED) + HEAD.removesuffix("cards:\n"),
    "brackets": HEAD.removesuffix("\n")
    + " ["
    + ", ".join(f"{{id: c{n}, front: What is {n}?, back: {n}}}" for n in range(6))
    + "]\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_part_of_a_file_holds_the_same_definitions(layout: str) -> None:
    source = Source("deck.yaml", LAYOUTS[layout])
    whole = read_deck_file(source, Path("deck.yaml"), [])
    assert whole is not None
    assert len(whole.definitions) == 6
    for first in range(6):
        for last in range(first, 6):
            text, skipped = processes.excerpt(whole, first, last)
            part = read_deck_file(Source("deck.yaml", text), Path("deck.yaml"), [])
            assert part is not None
            assert part.setting == whole.setting
            for place in range(first, last + 1):
                expected, found = whole.definitions[place], part.definitions[place - skipped]
                assert found.text == expected.text
                assert shown(found) == shown(expected)
    whole_texts = layout in ("keys below", "brackets", "fault at the end")
    assert (processes.excerpt(whole, 2, 3)[0] == source.text) == whole_texts


def shown(definition: LoadedDefinition) -> list[str]:
    model = definition.model
    assert isinstance(model, ConceptDefinition)
    return [scalar.value for text in (model.front, model.back) for scalar in text.scalars]


@dataclass(frozen=True)
class Elsewhere(Counted):
    """Work that speaks of the beginning of the file."""

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        made = Counted.__call__(self, deck_file, definition, seed)
        said = Diagnostic("wrong-type", deck_file.source.text[:9], Span(deck_file.source, 0, 9))
        return replace(made, diagnostics=(*made.diagnostics, said))


@pytest.mark.usefixtures("two_cores")
def test_what_is_said_of_another_place_keeps_it(tmp_path: Path) -> None:
    for outcome in run(load(DECK), tmp_path, Elsewhere())[1]:
        said = outcome.diagnostics[-1]
        assert (said.message, said.span and said.span.line) == (DECK[:9], 1)


def hears_interrupts() -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@dataclass(frozen=True)
class Listening(Counted):
    """Work that says in which process it is done, and whether Ctrl-C has ever reached that."""

    def __call__(
        self, deck_file: DeckFile, definition: LoadedDefinition, seed: Seed
    ) -> DefinitionResult:
        where = "other" if parent_process() else "first"
        said = f"{where} {hears_interrupts()}"
        return DefinitionResult(diagnostics=(Diagnostic("wrong-type", said, definition.span),))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are blocked on POSIX alone")
@pytest.mark.usefixtures("two_cores")
def test_interrupts_reach_the_first_process_alone(tmp_path: Path) -> None:
    said = {outcome.diagnostics[0].message for outcome in run(load(DECK), tmp_path, Listening())[1]}
    assert said == {"first True", "other False"}
    assert hears_interrupts()
