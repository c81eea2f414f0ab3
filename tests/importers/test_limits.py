"""What an import takes: as many notes as a person has in bounded memory, and a message beyond."""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bounded import FLASHGEN, run
from click.testing import CliRunner, Result
from extent import extent, only_long
from importers.large import FRONT, note_type, package
from importers.packages import ForeignNote, export

from flashgen.anki.note import Deck, Note
from flashgen.anki.note_types import CONCEPT
from flashgen.anki.package import database, note_types
from flashgen.anki.package.archive import PackageError
from flashgen.anki.package.reading import read_package
from flashgen.anki.package.writing import write_apkg
from flashgen.cli import main
from flashgen.deck.identity import note_guid
from flashgen.importers.package import foreign, own, parts

MEGABYTES = 400
measured = pytest.mark.skipif(os.name == "nt", reason="Windows does not say what a process takes")


def flashgen(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("limit", "place", "most", "make"),
    [
        (500_000, (database, "MOST_NOTES"), 100, lambda folder, n: package(folder, n)),
        (20_000, (note_types, "MOST_DECKS"), 5, lambda folder, n: package(folder, 9, n)),
        (
            10_000,
            (note_types, "MOST_NOTE_TYPES"),
            5,
            lambda folder, n: package(folder, 9, types=[note_type(k + 1) for k in range(n)]),
        ),
    ],
    ids=["notes", "decks", "note types"],
)
def test_more_than_a_person_has(
    limit: int,
    place: tuple[object, str],
    most: int,
    make: Callable[[Path, int], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert getattr(*place) == limit
    monkeypatch.setattr(*place, most)
    assert read_package(make(tmp_path, most)).notes
    with pytest.raises(PackageError, match=rf"more than {most} [a-z ]+, which is the limit"):
        read_package(make(tmp_path, most + 1))


def test_each_note_has_its_own_cards(tmp_path: Path) -> None:
    notes = read_package(package(tmp_path, 30, decks=7)).notes
    assert [[card.deck for card in note.cards] for note in notes] == [
        [n % 7 + 1] for n in range(30)
    ]


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of ten cards at most."""
    monkeypatch.setattr(parts, "MOST_CARDS", 10)


def ids(folder: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    return re.findall(r"(?m)^- id: (.*)$", "".join(texts))


@pytest.mark.usefixtures("small_files")
def test_a_deck_too_large_for_one_file_becomes_several(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = flashgen("import", package(tmp_path, 46, decks=2), "-o", out)
    assert result.exit_code == 0, result.output
    names = [f"deck-{deck}-{part}.yaml" for deck in (0, 1) for part in (1, 2, 3)]
    assert sorted(path.name for path in out.iterdir()) == names
    assert [len(re.findall("(?m)^- id:", (out / n).read_text())) for n in names] == [10, 10, 3] * 2
    assert "deck-0-3.yaml: 3 cards" in result.output
    assert len(set(ids(out))) == 46
    heads = {re.sub(r"(?s)\ncards:.*", "", (out / name).read_text()) for name in names}
    assert len(heads) == 2  # those of one deck have one namespace
    checked = flashgen("check", out)
    assert "46 definitions" in checked.output and "no errors" in checked.output


@pytest.mark.usefixtures("small_files")
def test_the_same_package_makes_the_same_files(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        flashgen("import", package(tmp_path, 25), "-o", tmp_path / name)
        made.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])
    assert made[0] == made[1]


@pytest.mark.usefixtures("small_files")
def test_one_file_cannot_take_a_deck_of_several(tmp_path: Path) -> None:
    result = flashgen("import", package(tmp_path, 25), "-o", tmp_path / "out" / "deck.yaml")
    assert result.exit_code == 2
    assert "`Deck 0` is too large for one file: it needs 3. Name a folder" in result.output
    assert not (tmp_path / "out").exists()


def test_ids_of_one_namespace_differ_between_decks(tmp_path: Path) -> None:
    notes = [ForeignNote(["Oslo?", f"in {deck}"], deck=deck) for deck in ("A", "B", "C")]
    path = export(tmp_path / "a.apkg", notes, legacy=True)
    assert flashgen("import", path, "-o", tmp_path / "out", "--namespace", "all").exit_code == 0
    first, *others = ids(tmp_path / "out")
    assert first == "oslo"
    assert len(set(others)) == 2 and all(re.fullmatch("oslo-[a-z0-9]{5}", id) for id in others)
    assert flashgen("check", tmp_path / "out").exit_code == 0  # with warnings of equal fronts


@pytest.mark.usefixtures("small_files")
@pytest.mark.parametrize("later", [25, 34, 61])
def test_a_later_version_of_a_deck_in_several_files(later: int, tmp_path: Path) -> None:
    """Each card stays in its file, under its id; where a file is full, new ones go to another."""
    out = tmp_path / "out"
    flashgen("import", package(tmp_path, 25), "-o", out)
    before = {path.name: path.read_text() for path in out.iterdir()}
    result = flashgen("import", package(tmp_path, later), "--update", out)
    assert result.exit_code == 0, result.output
    if later == 25:
        assert {path.name: path.read_text() for path in out.iterdir()} == before
    for name, text in before.items():
        kept = set(re.findall("(?m)^- id:.*", text))
        assert kept <= set(re.findall("(?m)^- id:.*", (out / name).read_text()))
    assert len(set(ids(out))) == len(ids(out)) == later
    assert "no more in the source" not in result.output
    assert "no errors" in flashgen("check", out).output
    again = {path.name: path.read_text() for path in out.iterdir()}
    flashgen("import", package(tmp_path, later), "--update", out)
    assert {path.name: path.read_text() for path in out.iterdir()} == again


def test_nothing_is_left_of_an_import_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MOST_NOTES", 25)
    path = package(tmp_path, 30, decks=3)
    assert flashgen("import", path, "-o", tmp_path / "out").exit_code == 1
    assert [each.name for each in tmp_path.iterdir()] == ["notes.apkg"]
    (tmp_path / "out").mkdir()
    there = tmp_path / "out" / "deck-2.yaml"
    there.write_text("mine")
    monkeypatch.setattr(database, "MOST_NOTES", 30)
    result = flashgen("import", path, "-o", tmp_path / "out")
    assert result.exit_code == 2 and "deck-2.yaml exists already" in result.output
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["deck-2.yaml"]
    assert there.read_text() == "mine"


def own_package(folder: Path, languages: str) -> Path:
    """A package of flashgen's own with a card in several languages."""
    notes = []
    for language in languages.split():
        fields = dict.fromkeys(CONCEPT.field_names, "") | {
            "ID": f"n/x/{language}", "Front": "<p>a</p>", "Back": "<p>b</p>",
        }  # fmt: skip
        guid = note_guid("n", "x", language)
        notes.append(Note("concept", "n", "x", language, guid, f"A {language}", (), fields))
    path = folder / "own.apkg"
    decks = [Deck(note.deck, "") for note in notes]
    write_apkg(path, notes, decks, {"concept": CONCEPT}, {note.guid: 77 for note in notes})
    return path


@pytest.mark.parametrize(("name", "limit"), [("_MOST_LANGUAGES", 2), ("_LONGEST", 60)])
def test_a_card_of_too_many_languages(
    name: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, name, limit)
    assert flashgen("import", own_package(tmp_path, "en zh"), "-o", tmp_path / "a").exit_code == 0
    result = flashgen("import", own_package(tmp_path, "en zh de fr"), "-o", tmp_path / "b")
    assert result.exit_code == 1 and "notes of `x` are more than a card can have" in result.output


def test_templates_that_are_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path, 9, types=[note_type(n) for n in (1, 2, 3)])
    assert flashgen("import", path, "-o", tmp_path / "a.yaml").exit_code == 0
    monkeypatch.setattr(foreign, "_MOST_PARSED", 1)
    assert flashgen("import", path, "-o", tmp_path / "b.yaml").exit_code == 0
    assert (tmp_path / "a.yaml").read_text() == (tmp_path / "b.yaml").read_text()


SMALL_FILES = """
from flashgen.cli import main
from flashgen.importers.package import parts
parts.MOST_CARDS = 300
main()
"""


@measured
@pytest.mark.parametrize("decks", [1, 40])
def test_memory_depends_on_the_largest_file_alone(decks: int, tmp_path: Path) -> None:
    outcomes = []
    for count in (1_000, 5_000):
        path = package(tmp_path, count, decks)
        command = [sys.executable, "-c", SMALL_FILES, "import", str(path), "-o", f"out{count}"]
        outcomes.append(run(command, tmp_path))
        assert outcomes[-1].status == 0, outcomes[-1].stderr
        assert len(set(ids(tmp_path / f"out{count}"))) == count
    assert outcomes[1].megabytes - outcomes[0].megabytes <= 10


@measured
@only_long
@pytest.mark.parametrize(
    ("notes", "decks", "text"),
    [(500_000, 1, ""), (25_000, 6, " word is here" * 900)],
    ids=["short notes", "long notes"],
)
def test_the_largest_import_takes_at_most_400_megabytes(
    tmp_path: Path, notes: int, decks: int, text: str
) -> None:
    path = package(tmp_path, notes, decks, text)
    outcome = run([FLASHGEN, "import", str(path), "-o", "out"], tmp_path, seconds=900)
    assert outcome.status == 0, outcome.stderr
    assert outcome.megabytes <= MEGABYTES
    assert len(set(ids(tmp_path / "out"))) == notes


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "half a million decks": (lambda f: package(f, 10, 500_000), "larger than 16,000,000 bytes"),
    "200,000 decks": (lambda f: package(f, 10, 200_000), "more than 20,000 decks"),
    "half a million note types": (
        lambda f: package(f, 10, types=[{"id": n, "name": "a"} for n in range(500_000)]),
        "larger than 16,000,000 bytes",
    ),
    "400,000 fields of a note type": (
        lambda f: package(f, 10, types=[{**note_type(), "flds": [{"name": "a"}] * 400_000}]),
        "does not fit its note type",
    ),
    "600,000 fields of a note type": (
        lambda f: package(f, 10, types=[{**note_type(), "flds": [{"name": "a"}] * 600_000}]),
        "more entries than Anki ever writes",
    ),
    "a million cards of a note": (
        lambda f: package(f, 10, cards=((1, n) for n in range(1_000_000))),
        "more than 10,000 cards",
    ),
    "a huge field": (lambda f: package(f, 3, text="<b>x</b> " * 1_500_000), "200,000 characters"),
    "a field that is shown a thousand times": (
        lambda f: package(f, 3, text="<b>x</b> " * 20_000, types=[note_type(front=FRONT * 1000)]),
        "",
    ),
    "huge tags": (lambda f: package(f, 3, tags="ab " * 4_000_000), "200,000 characters"),
    "long tags": (lambda f: package(f, 50, tags="ab " * 60_000), ""),
    "a huge list of media": (
        lambda f: package(f, 3, media=json.dumps({str(n): str(n) for n in range(800_000)})),
        "",
    ),
}


@measured
@pytest.mark.parametrize("name", list(HOSTILE)[:: extent(2, 1)])
def test_hostile_archives_take_little_memory(name: str, tmp_path: Path) -> None:
    make, message = HOSTILE[name]
    command = [FLASHGEN, "import", str(make(tmp_path)), "-o", "out"]
    outcome = run(command, tmp_path, seconds=120)
    assert outcome.status in (0, 1) and "Traceback" not in outcome.stderr, outcome.stderr[-2000:]
    assert re.search(message, outcome.stderr), outcome.stderr
    assert outcome.megabytes <= MEGABYTES
