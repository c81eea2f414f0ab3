"""The package, read back from a real collection after a real import."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import (
    answer,
    cards_of,
    collection,
    deck_names,
    deck_of,
    fields_of,
    guids,
    import_package,
    new_card_order,
    note_of,
    question,
    sort_field,
)
from msgspec.structs import replace
from rendered_notes import NOW, cloze, concept, numeric, package

from flashgen.anki.images import MediaError, find_image
from flashgen.anki.note import Deck, Note
from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.package.writing import UnwritableNoteError, write_apkg

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    (tmp_path / "anki").mkdir()
    with collection(tmp_path / "anki") as opened:
        yield opened


def test_all_that_a_note_has_arrives(col: Collection, tmp_path: Path) -> None:
    notes = [concept("lens", "$a < b$ &amp; 光"), numeric("half"), cloze("red"), concept("eye")]
    notes[3] = replace(concept("eye", language="zh"), tags=("人", "a-b::c"))
    report = package(tmp_path / "deck.apkg", notes)
    imported = import_package(col, tmp_path / "deck.apkg")
    assert (imported.new, imported.conflicting, imported.empty) == (4, 0, 0)
    for note in notes:
        there = note_of(col, note.guid)
        assert dict(there.items()) == note.fields
        assert sorted(there.tags) == sorted(note.tags)
        assert there.mod == NOW
        for card in there.cards():
            assert deck_of(col, card) == note.deck
    assert deck_names(col) == ["Default", "Physics", "Physics::Optics", "物理", "物理::光学"]
    assert report.notes == col.note_count() == 4
    assert report.cards == col.card_count() == 5
    assert report.decks == 2
    assert report.bytes == (tmp_path / "deck.apkg").stat().st_size
    assert sort_field(col, notes[0].guid) == "$a < b$ & 光"
    assert sort_field(col, notes[1].guid) == "Half of 6?"
    problems, healthy = col.fix_integrity()
    assert healthy, problems


def test_what_the_cards_show(col: Collection, tmp_path: Path) -> None:
    notes = [concept("lens", "What bends?", "A lens", reverse=True), cloze("red"), numeric("half")]
    package(tmp_path / "deck.apkg", notes)
    import_package(col, tmp_path / "deck.apkg")
    front, back = cards_of(col, notes[0].guid)
    assert "What bends?" in question(front)
    assert "A lens" not in question(front)
    assert "A lens" in answer(front)
    assert "A lens" in question(back)
    assert "What bends?" not in question(back)
    first, second = cards_of(col, notes[1].guid)
    assert ">[...]</span> bends less than" in question(first)
    assert "blue</span>." in question(first)
    assert "Red</span> bends less than" in question(second)
    assert ">[...]</span>." in question(second)
    (half,) = cards_of(col, notes[2].guid)
    assert "Half of 6?" in question(half)


@pytest.mark.parametrize(
    ("note", "ordinals"),
    [
        (concept("lens"), [0]),
        (concept("lens", reverse=True), [0, 1]),
        (numeric("half"), [0]),
        (cloze("red"), [0, 1]),
        (cloze("red", "{{c3::x}} and {{c1::y::hint}} and {{c3::z}}"), [0, 2]),
        (cloze("red", "{{c1::outer {{c2::inner}}}}"), [0, 1]),
        (cloze("red", "{{c12::a\nb}}"), [11]),
    ],
)
def test_a_card_for_each_template_and_gap(
    col: Collection, tmp_path: Path, note: Note, ordinals: list[int]
) -> None:
    package(tmp_path / "deck.apkg", [note])
    import_package(col, tmp_path / "deck.apkg")
    before = [card.ord for card in cards_of(col, note.guid)]
    # Anki itself would add what is missing when the note is saved in its editor.
    there = note_of(col, note.guid)
    there.tags = ["saved"]
    col.update_note(there)
    assert [card.ord for card in cards_of(col, note.guid)] == before == ordinals
    assert not col.get_empty_cards().notes


def test_new_cards_come_in_the_order_of_the_files(col: Collection, tmp_path: Path) -> None:
    notes = [concept(id) for id in ("m", "z", "a", "k", "b")]
    mods = {note.guid: NOW + 7 * (index % 3) for index, note in enumerate(notes)}
    write_apkg(tmp_path / "deck.apkg", notes, [], NOTE_TYPES, mods)
    import_package(col, tmp_path / "deck.apkg")
    assert new_card_order(col) == [note.guid for note in notes]
    assert {guid: note_of(col, guid).mod for guid in mods} == mods


def test_new_cards_come_by_level(col: Collection, tmp_path: Path) -> None:
    levels = {"a": "level::2", "b": "level::1", "c": "level::10", "d": "", "e": "level::1"}
    notes = [
        replace(concept(id), tags=("physics", level) if level else ("physics",))
        for id, level in levels.items()
    ]
    package(tmp_path / "deck.apkg", notes)
    import_package(col, tmp_path / "deck.apkg")
    by_guid = {note.guid: id for id, note in zip(levels, notes, strict=True)}
    assert "".join(by_guid[guid] for guid in new_card_order(col)) == "dbeac"


def test_two_packages_made_in_the_same_second(col: Collection, tmp_path: Path) -> None:
    # Their notes and cards have the same ids.
    first, second = [[concept(f"{deck}-{n}") for n in range(30)] for deck in ("x", "y")]
    for notes in (first, second):
        package(tmp_path / "deck.apkg", notes)
        assert import_package(col, tmp_path / "deck.apkg").new == 30
    assert guids(col) == sorted(note.guid for note in first + second)
    for note in first + second:
        assert fields_of(col, note.guid) == note.fields
        assert len(cards_of(col, note.guid)) == 1
    package(tmp_path / "deck.apkg", first)
    assert import_package(col, tmp_path / "deck.apkg").duplicate == 30


def test_deck_descriptions(col: Collection, tmp_path: Path) -> None:
    decks = (Deck("Physics::Optics", "Light &amp; <b>lenses</b>"), Deck("Physics", "All of it"))
    package(tmp_path / "deck.apkg", [concept("lens")], decks=decks)
    import_package(col, tmp_path / "deck.apkg")
    shown = {deck["name"]: deck["desc"] for deck in col.decks.all()}
    assert shown["Physics::Optics"] == "Light &amp; <b>lenses</b>"
    assert shown["Physics"] == "All of it"


def test_note_types_arrive_as_they_are(col: Collection, tmp_path: Path) -> None:
    package(tmp_path / "deck.apkg", [concept("lens"), numeric("half"), cloze("red")])
    import_package(col, tmp_path / "deck.apkg")
    for note_type in NOTE_TYPES.values():
        there = col.models.get(note_type.id)
        assert there is not None
        assert there["name"] == note_type.name
        assert there["mod"] == note_type.mod
        assert there["css"] == note_type.css
        assert there["sortf"] == 0
        assert [(f["name"], f["id"]) for f in there["flds"]] == [
            (field.name, field.id) for field in note_type.fields
        ]
        assert [
            (f["collapsed"], f["plainText"], f["excludeFromSearch"]) for f in there["flds"]
        ] == [
            (field.collapsed, field.plain_text, field.exclude_from_search)
            for field in note_type.fields
        ]
        assert [(t["name"], t["id"], t["qfmt"], t["afmt"]) for t in there["tmpls"]] == [
            (template.name, template.id, template.front, template.back)
            for template in note_type.templates
        ]


def test_media_arrive(col: Collection, tmp_path: Path) -> None:
    notes = []
    for number in range(3):
        (tmp_path / f"{number}.png").write_bytes(PNG + bytes([number % 2]))
        image = find_image(f"{number}.png", tmp_path)
        front = f'<img src="{image.name}">'
        notes.append(replace(concept(f"image-{number}", front), media=(image,)))
    assert package(tmp_path / "deck.apkg", notes).media == 2  # two of the three are equal
    import_package(col, tmp_path / "deck.apkg")
    there = Path(col.media.dir())
    for number, note in enumerate(notes):
        assert (there / note.media[0].name).read_bytes() == PNG + bytes([number % 2])
    assert not col.media.check().missing


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_an_image_that_changes_during_the_build(tmp_path: Path, change: str) -> None:
    (tmp_path / "lens.png").write_bytes(PNG)
    note = replace(concept("lens"), media=(find_image("lens.png", tmp_path),))
    if change == "gone":
        (tmp_path / "lens.png").unlink()
    else:
        (tmp_path / "lens.png").write_bytes(PNG + b"!")
    with pytest.raises(MediaError, match=r"lens\.png"):
        package(tmp_path / "deck.apkg", [note])
    assert not (tmp_path / "deck.apkg").exists()


def test_the_same_notes_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "lens.png").write_bytes(PNG)
    image = find_image("lens.png", tmp_path)
    notes = [replace(concept("lens"), media=(image,)), cloze("red"), numeric("half")]
    for name in ("one.apkg", "other.apkg"):
        package(tmp_path / name, notes)
    one = (tmp_path / "one.apkg").read_bytes()
    assert one == (tmp_path / "other.apkg").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.apkg") as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == ["collection.anki2", "media", "0"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in entries} == {3}


@pytest.mark.parametrize(
    "notes",
    [
        [concept("lens"), concept("lens")],
        [concept("lens", "")],
        [cloze("red", "no gap")],
        [cloze("red", "{{c0::none}}")],
        [concept("lens", "a\x1fb")],
        [concept("lens", "a\0b")],
        [replace(concept("lens"), fields={"ID": "x"})],
        [replace(concept("lens"), fields=numeric("half").fields)],
    ],
    ids=["twice", "no front", "no gap", "gap 0", "unit separator", "nul", "missing", "others"],
)
def test_refuses_what_anki_could_not_show(tmp_path: Path, notes: list[Note]) -> None:
    with pytest.raises(UnwritableNoteError):
        package(tmp_path / "deck.apkg", notes)
    assert not list(tmp_path.iterdir())


_INTERRUPTED = """
import os, signal, sys, zipfile
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from rendered_notes import concept, package
at = int(sys.argv[3])
calls = 0
def stop(frame, event, argument):
    global calls
    calls += 1
    if calls == at:
        os.kill(os.getpid(), signal.SIGINT)
notes = [concept(f"lens-{n}") for n in range(20)]
package(Path(sys.argv[1], "warm-up.apkg"), notes)
Path(sys.argv[1], "warm-up.apkg").unlink()
sys.setprofile(stop)
package(Path(sys.argv[1], "deck.apkg"), notes)
sys.setprofile(None)
print(calls)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_nothing_is_left_behind_after_ctrl_c(tmp_path: Path) -> None:
    def run(at: int, folder: Path) -> subprocess.CompletedProcess[str]:
        (folder / "tmp").mkdir(parents=True)
        (folder / "out").mkdir()
        return subprocess.run(
            [
                sys.executable,
                "-c",
                _INTERRUPTED,
                folder / "out",
                Path(__file__).parents[1],
                str(at),
            ],
            env=os.environ | {"TMPDIR": str(folder / "tmp")},
            capture_output=True,
            text=True,
            check=False,
        )

    whole = run(0, tmp_path / "whole")
    calls = int(whole.stdout)
    for step in range(1, 9):
        folder = tmp_path / str(step)
        stopped = run(calls * step // 9, folder)
        assert "KeyboardInterrupt" in stopped.stderr
        assert not list((folder / "tmp").iterdir())
        assert not list((folder / "out").iterdir())


_FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from rendered_notes import concept, package
notes = [concept(f"lens-{n}") for n in range(2000)]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    package(Path(sys.argv[1], "deck.apkg"), notes)
except OSError as failure:
    print("reported", failure)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("limit", [20_000, 60_000, 200_000])
def test_no_room_left(tmp_path: Path, limit: int) -> None:
    for name in ("tmp", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "deck.apkg").write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", _FULL, tmp_path / "out", Path(__file__).parents[1], str(limit)],
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("reported"), run.stderr
    assert not list((tmp_path / "tmp").iterdir())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["deck.apkg"]
    assert (tmp_path / "out" / "deck.apkg").read_bytes() == b"old"
