"""A changed table changes the notes that use it, in the lock, the cache, and the preview."""

from pathlib import Path

import pytest
from deck_folder import DAY, NOW, Folder

from flashgen.build import notes as pipeline
from flashgen.build import processes
from flashgen.build.cache import Cache
from flashgen.build.check import check_draws
from flashgen.deck import folder as loading
from flashgen.deck.folder import DeckFiles
from flashgen.deck.selection import Selection
from flashgen.preview.workspace import Snapshot, Workspace

DECK = """\
namespace: statics-k3v9
deck: Statics
data:
  beams: {file: data/beams.csv}
  loads:
  - {load: 2}
  - {load: 5}
cards:
- id: uses
  parameters:
    row: pick(beams)
    n: integers(2, 99)
  question: How high are <<n>> beams <<row.name>> of <<row.height>> mm?
  answer: n * row.height
  variants: 6
- id: other
  parameters:
    row: pick(loads)
    n: integers(2, 99)
  question: What do <<n>> loads of <<row.load>> kN weigh?
  answer: n * row.load
  variants: 6
- {id: text, front: What is a beam?, back: A bar.}
"""
BEAMS = "name,height\nIPE 80,80\nIPE 100,100\nIPE 120,120\n"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("statics.yaml", DECK)
    made.write("data/beams.csv", BEAMS)
    return made


def test_the_lock_follows_a_changed_table(folder: Folder) -> None:
    folder.build()
    before = {entry.id: entry for entry in folder.lock.entries.values()}
    folder.write("data/beams.csv", BEAMS.replace(",100", ",101"))
    folder.build(now=NOW + DAY)
    after = {entry.id: entry for entry in folder.lock.entries.values()}
    assert {id: entry.mod for id, entry in after.items()} == {
        "uses": NOW + DAY,
        "other": NOW,
        "text": NOW,
    }
    assert before["uses"].content.text == after["uses"].content.text
    assert before["uses"].content.numbers != after["uses"].content.numbers
    folder.build("--locked", now=NOW + 2 * DAY)


def test_a_new_column_or_row_order_of_the_file_is_no_change(folder: Folder) -> None:
    folder.build()
    folder.write("data/beams.csv", "mass,name,height\n6,IPE 80,80\n8,IPE 100,100\n10,IPE 120,120\n")
    folder.build("--locked", now=NOW + DAY)


def built(folder: Folder, cache: Cache | None = None) -> dict[str, str]:
    loaded = loading.load([folder.cards])
    made = pipeline.build(loaded, Selection(), pipeline.default_seed, cache=cache, samples=False)
    assert made.diagnostics == ()
    return {note.id: note.fields.get("Data", "") for note in made.notes}


def test_the_cache_knows_no_results_of_a_changed_table(folder: Folder, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        before = built(folder, cache)
    folder.write("data/beams.csv", BEAMS.replace(",100", ",101"))
    with Cache(tmp_path) as cache:
        after = built(folder, cache)
    assert after == built(folder)
    assert after["uses"] != before["uses"]
    assert after["other"] == before["other"]


def test_other_processes_have_the_same_tables(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that the first process has read, whatever the file holds by then."""
    expected = built(folder)
    loaded = loading.load([folder.cards])
    folder.write("data/beams.csv", "name,height\nX,1\n")
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "available_cores", lambda: 3)
    made = pipeline.build(loaded, Selection(), pipeline.default_seed, samples=False)
    assert {note.id: note.fields.get("Data", "") for note in made.notes} == expected


def test_a_file_that_is_read_again_keeps_its_tables(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flashgen.deck.folder.MOST_CHARACTERS", 0)
    loaded = loading.load([folder.cards])
    folder.write("data/beams.csv", "name,height\nX,1\n")
    assert isinstance(loaded.deck_files, DeckFiles)
    assert loaded.deck_files[0].data.tables["beams"].columns["height"].values == (80, 100, 120)


def test_the_preview_follows_a_changed_table(folder: Folder) -> None:
    workspace = Workspace([folder.cards], Selection(), 0)
    shown: list[Snapshot] = []
    workspace.refresh(shown.append)
    before = {item.id: item for item in shown[-1].items}
    folder.write("data/beams.csv", BEAMS.replace(",100", ",101"))
    workspace.refresh(shown.append)
    after = {item.id: item for item in shown[-1].items}
    assert [id for id in before if before[id].notes != after[id].notes] == ["statics-k3v9/uses"]
    folder.write("data/beams.csv", BEAMS.replace(",100", ","))
    workspace.refresh(shown.append)
    (problem,) = shown[-1].diagnostics
    assert problem.span is not None
    assert (Path(problem.file).name, problem.span.line, problem.span.column) == ("beams.csv", 3, 8)
    assert all(item.stale for item in shown[-1].items)
    folder.write("data/beams.csv", BEAMS)
    workspace.refresh(shown.append)
    assert {item.id: item for item in shown[-1].items} == before


def problems(folder: Folder, card: str) -> list[str]:
    folder.write("statics.yaml", DECK.partition("cards:")[0] + "cards:\n" + card)
    loaded = loading.load([folder.cards])
    found = list(pipeline.build(loaded).diagnostics)
    for deck_file in loaded.deck_files:
        for definition in deck_file.definitions:
            seed = pipeline.default_seed(deck_file, definition)
            found += check_draws(deck_file, definition, seed, 50)
    return [f"{d.code} {d.message}" for d in found]


CARD = """\
- id: x
  parameters:
    row: pick(beams)
    n: integers(2, 9)
  question: <<n>> of <<row.name>>?
  answer: n * row.height
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("row.height", "row", "expression `row` is a row of `beams`, not a value"),
        ("row.height", "row.hight", "expression `beams` has no column `hight`"),
        ("row.height", "len(row.name)", ""),
        ("<<row.name>>", "<<row>>", "expression `row` is a row of `beams`, not a value"),
        ("row:", "beams:", "name-taken `beams` is a table of this file"),
        ("pick(beams)", "pick(beam)", "expression `pick` takes a table of `data`"),
        ("pick(beams)", "pick(beams, 4)", "4 different rows cannot come from a table of 3"),
        ("row.height", "100 // (row.height - 100)", "with row = row 2 of beams (IPE 100)"),
    ],
)
def test_what_is_wrong_is_reported(folder: Folder, old: str, new: str, message: str) -> None:
    found = problems(folder, CARD.replace(old, new, 1))
    assert any(message in problem for problem in found) if message else found == []


def test_a_cell_is_shown_with_all_its_digits(folder: Folder) -> None:
    """As a drawn value is: its author has typed them."""
    folder.write("data/beams.csv", "name,height\nx,1.00794\ny,12.01124\nz,0.0000175\n")
    card = CARD.replace("row.height", "n").replace("<<row.name>>", "<<row.height>>")
    assert problems(folder, card) == []
    computed = card.replace("<<row.height>>", "<<2 * row.height>>")
    assert any("unformatted-slot" in problem for problem in problems(folder, computed))
