"""`flashgen diff`: what it says of a folder, a package and a collection, and that it only looks."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from anki_backend import cards_of, collection, import_package, note_of
from click.testing import Result
from command import run
from deck_folder import DAY, LIGHT, NOW, OPTICS, Folder, guid
from decks import HEAD, load

from flashgen.anki.note import Note
from flashgen.build.notes import Selection, build
from flashgen.deck.seed import Seed
from flashgen.sync.differences import field_differences
from flashgen.sync.since_package import _text_and_numbers

LATER = 4_000_000_000  # after any edit that a test makes in a collection


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Built at NOW, and not changed since."""
    folder = Folder(tmp_path)
    folder.write("optics.yaml", OPTICS)
    folder.write("light.yaml", LIGHT)
    folder.build()
    return folder


def diff(folder: Folder, *arguments: str, now: int = NOW + DAY, status: int = 0) -> Result:
    """Diff the whole folder, and see that nothing is written."""
    before = {path: path.read_bytes() for path in folder.place.rglob("*") if path.is_file()}
    paths = [] if arguments and arguments[0].endswith(".yaml") else [str(folder.cards)]
    result = run("diff", *paths, *arguments, env={"SOURCE_DATE_EPOCH": str(now)}, status=status)
    after = {path: path.read_bytes() for path in folder.place.rglob("*") if path.is_file()}
    assert after == before
    return result


def document(folder: Folder, *arguments: str, now: int = NOW + DAY) -> dict[str, Any]:
    found = json.loads(diff(folder, *arguments, "--json", now=now).stdout)
    assert isinstance(found, dict)
    return found


def told(found: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Status and what changed of the notes that are not unchanged, by id (and language)."""
    return {
        "/".join(note["name"].split("/")[1:]).removesuffix("/en"): (note["status"], note["what"])
        for note in found["notes"]
        if note["status"] != "unchanged"
    }


def everything(folder: Folder) -> None:
    """Change the cards in all ways that there are."""
    folder.edit("What bends light?", "What focuses light?")
    folder.edit("tags: [sums]", "tags: [additions]")
    folder.edit("- id: rays", "- id: beams\n  was: rays")
    folder.edit("How many are", "How many rays are")
    folder.edit('- id: red\n  cloze: "{{c1::Red}} bends less than {{c2::blue}}."\n', "")
    folder.write(
        "more.yaml",
        "namespace: more-1x1x\ndeck: More\n"
        "cards:\n- id: dark\n  front: What is dark?\n  back: Night.\n",
    )


EXPECTED = {
    "lens": ("changed", ["text"]),
    "half": ("changed", ["tags"]),
    "beams": ("renamed", ["text"]),
    "red": ("removed", []),
    "dark": ("added", []),
}


def test_nothing_changed(folder: Folder) -> None:
    result = diff(folder)
    assert result.stdout == "since the last build: 7 unchanged\n"
    assert result.stderr == ""
    found = document(folder)
    assert found["counts"] == {"unchanged": 7}
    assert found["search_for_removed"] is None


def test_without_a_lock_all_is_added(folder: Folder) -> None:
    folder.lock_path.unlink()
    assert document(folder)["counts"] == {"added": 7}


def test_against_the_lock(folder: Folder) -> None:
    everything(folder)
    found = document(folder)
    assert told(found) == EXPECTED
    assert found["search_for_removed"] == '"ID:re:^(optics-k3v9/red/en)$"'
    result = diff(folder)
    assert result.stderr == ""
    assert result.stdout == (
        "since the last build: 1 added, 2 changed, 3 unchanged, 1 renamed, 1 removed\n"
        "\nadded\n"
        "  more-1x1x/dark/en\n"
        "\nchanged\n"
        "  optics-k3v9/half/en  tags\n"
        "  optics-k3v9/lens/en  text\n"
        "\nrenamed\n"
        "  optics-k3v9/beams/en  was optics-k3v9/rays/en; text\n"
        "\nremoved\n"
        "  optics-k3v9/red/en\n"
        "\nan import deletes nothing; in Anki's browser this search selects what was removed:\n"
        '  "ID:re:^(optics-k3v9/red/en)$"\n'
    )


def test_fresh_numbers(folder: Folder) -> None:
    package = folder.package.with_name("old.apkg")
    folder.package.rename(package)
    folder.build("--fresh", "--only", "half", now=NOW + DAY)
    assert document(folder)["counts"] == {"unchanged": 7}
    found = document(folder, "--against", str(package))
    assert told(found) == {"half": ("changed", ["numbers"])}
    lines = diff(folder, "--against", str(package)).stdout
    assert "optics-k3v9/half/en  numbers" in lines
    assert "Data: the variants differ" in lines
    assert '"rows"' not in lines


TEXTS = {
    "How far is": ("How wide is", ["Question", "- How far is", "+ How wide is"]),
    "That is the first": (
        "This is one",
        ["mistake 1 says", "- That is the first", "+ This is one"],
    ),
    "tolerance: 0.5": ("tolerance: 0.25", ["answer 1 tolerance", "- 0.5", "+ 0.25"]),
    "How much": ("How long", ["form 2 question", "- How much is", "+ How long is"]),
    "No!": ("Never!", ["option 2 says", "- No!", "+ Never!"]),
    "a mirror": ("a wall", ["Choices", "- a mirror A lens.", "+ a wall A lens."]),
}


@pytest.mark.parametrize(("old", "new", "shown"), [(o, *n) for o, n in TEXTS.items()], ids=TEXTS)
def test_a_text_that_no_number_has_changed_with(
    folder: Folder, old: str, new: str, shown: list[str]
) -> None:
    """Only that is said, also where the text stands in the data of the script alone."""
    folder.edit("  back: A lens.", "  back: A lens.\n  choices: [{text: a mirror, says: No!}, air]")
    folder.edit(
        "How far is <<a>> and <<b>>?\n  answer: a + b\n",
        "How far is <<a>> and <<b>>?\n  answer: a + b\n  tolerance: 0.5\n"
        "  mistakes: [{value: a, says: That is the first}]\n"
        "  forms:\n  - unit: m\n  - question: How much is <<a>> of <<b>>?\n",
    )
    folder.edit("  reverse: true\n", "")
    folder.build(now=NOW + DAY)
    package = folder.package.with_name("old.apkg")
    folder.package.rename(package)
    folder.edit(old, new)
    lines = [line.strip() for line in diff(folder, "--against", str(package)).stdout.splitlines()]
    assert lines[3].endswith(" text"), lines
    begins = [line[: len(said)] for line, said in zip(lines[4:], shown, strict=True)]
    assert begins == shown


LISTS = {
    "It is so": ("It is not so", ["Back", "- ", "+ ", "Choices", "- ", "+ "]),
    "A reason": ("Another reason", ["Back", "- ", "+ ", "statement 1 says", "- A", "+ Another"]),
    "right: yes": ("right: no", ["Back", "- ", "+ ", "statement 1 right", "- 1", "+ 0"]),
    "third": ("fourth", ["Back", "- ", "+ ", "Choices", "- ", "+ "]),
}


@pytest.mark.parametrize(("old", "new", "shown"), [(o, *n) for o, n in LISTS.items()], ids=LISTS)
def test_a_change_of_statements_or_of_an_order(
    folder: Folder, old: str, new: str, shown: list[str]
) -> None:
    folder.edit("  reverse: true\n", "")
    folder.edit(
        "  back: A lens.\n",
        "  statements:\n  - {text: It is so., right: yes, says: A reason.}\n"
        "  - {text: It is thus., right: no}\n"
        "- id: steps\n  front: In which order?\n  order: [first, [second, third]]\n",
    )
    folder.build(now=NOW + DAY)
    package = folder.package.with_name("old.apkg")
    folder.package.rename(package)
    folder.edit(old, new)
    lines = [line.strip() for line in diff(folder, "--against", str(package)).stdout.splitlines()]
    begins = [line[: len(said)] for line, said in zip(lines[4:], shown, strict=True)]
    assert begins == shown, lines


def test_numbers_that_have_more_in_common() -> None:
    card = """- id: x
  parameters: {a: 'integers(-99, 99)', z: 'integers(-9, 9, shape=2)'}
  question: "$a = <<a>>$, $z = <<z>>$ (2 entries)"
  answer: a * 2 + z[0]
  mistakes: [{value: a, says: "That is <<a>>."}]
"""

    def note(text: str, seed: int) -> Note:
        return build(load(HEAD + text), Selection(variants=2), lambda *_: Seed("x", seed)).notes[0]

    forms = []
    for old, new in pairwise(note(card, seed) for seed in range(40)):
        assert _text_and_numbers(new, field_differences(new, old.fields)) == (False, True)
        forms.append([json.loads(side.fields["Data"])["forms"] for side in (old, new)])
    assert {old == new for old, new in forms} == {True, False}
    other = note(card.replace("2 entries", "two entries"), 1)
    assert _text_and_numbers(other, field_differences(other, old.fields)) == (True, True)


def test_what_earlier_builds_removed_is_still_selected(folder: Folder) -> None:
    everything(folder)
    folder.build(now=NOW + DAY)
    found = document(folder, now=NOW + 2 * DAY)
    assert told(found) == {}
    assert found["removed_earlier"] == ["optics-k3v9/red/en"]
    assert found["search_for_removed"] == '"ID:re:^(optics-k3v9/red/en)$"'
    assert "1 note was removed by earlier builds" in diff(folder).stdout
    folder.edit("- id: eye", '- id: red\n  cloze: "{{c1::Red}} is {{c2::warm}}."\n- id: eye')
    found = document(folder, now=NOW + 2 * DAY)
    assert told(found) == {"red": ("returned", ["text"])}
    assert (found["removed_earlier"], found["search_for_removed"]) == ([], None)


def test_against_a_package(folder: Folder) -> None:
    everything(folder)
    # The package that is the last build, and the lock, say the same.
    found = document(folder, "--against", str(folder.package))
    assert told(found) == EXPECTED
    lens = next(note for note in found["notes"] if note["name"].endswith("/lens/en"))
    assert lens["fields"] == {
        "Front": {"old": "<p>What bends light?</p>", "new": "<p>What focuses light?</p>"}
    }
    half = next(note for note in found["notes"] if note["name"].endswith("/half/en"))
    assert half["tags"] == {"old": ["sums"], "new": ["additions"]}
    lines = diff(folder, "--against", str(folder.package)).stdout
    assert "    Front\n      - What bends light?\n      + What focuses light?\n" in lines
    assert "    tags\n      - sums\n      + additions\n" in lines
    folder.build(now=NOW + DAY)
    assert document(folder, "--against", str(folder.package))["counts"] == {"unchanged": 7}


@pytest.mark.parametrize("option", ["--only=lens", "--lang=en", "light.yaml"])
@pytest.mark.parametrize("against", ["lock", "package", "collection"])
def test_a_part_reports_no_removals(folder: Folder, option: str, against: str) -> None:
    everything(folder)
    arguments = [str(folder.cards / option) if option.endswith(".yaml") else option]
    if against == "package":
        arguments += ["--against", str(folder.package)]
    elif against == "collection":
        with collection(folder.place) as col:
            import_package(col, folder.package)
        arguments += ["--collection", str(folder.place / "collection.anki2")]
    found = document(folder, *arguments)
    assert "removed" not in found["counts"]
    assert found["search_for_removed"] is None
    assert found["whole"] is False
    result = diff(folder, *arguments)
    assert "removed:" not in result.stdout
    assert result.stderr == "only a part was built: what was removed is not looked for\n"


# --- What Anki will not do ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "text"),
    [
        ("deck: Physics::Optics", "deck: Physics::Light", "deck-changed", "leaves cards"),
        ("  reverse: true\n", "", "fewer-cards", "Empty Cards"),
    ],
)
def test_warnings(folder: Folder, old: str, new: str, code: str, text: str) -> None:
    folder.edit(old, new)
    assert [d["code"] for d in document(folder)["diagnostics"]] == [code]
    result = diff(folder)
    assert f"warning[{code}]" in result.stderr
    assert text in result.stderr
    assert "warning" not in result.stdout


def test_a_kind_that_anki_cannot_change_into(folder: Folder) -> None:
    folder.edit("front: What sees light?\n  back: An eye.", 'cloze: "An {{c1::eye}} sees."')
    result = diff(folder, status=1)
    assert "error[kind-changed]: `eye` was a concept card and is now a cloze card" in result.stderr
    assert result.stdout == ""
    found = json.loads(diff(folder, "--json", status=1).stdout)
    assert [d["code"] for d in found["diagnostics"]] == ["kind-changed"]


def test_a_clock_behind_the_lock(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.edit("What bends light?", "What focuses light?")
    folder.build(now=LATER)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    result = run("diff", folder.cards, status=0)
    assert "warning[clock-behind]" in result.stderr


def test_broken_cards(folder: Folder) -> None:
    folder.edit(
        "answer: a + b\n  variants: 3\n- id: rays", "answer: a + q\n  variants: 3\n- id: rays"
    )
    result = diff(folder, status=1)
    assert "error[" in result.stderr
    assert result.stderr.endswith("nothing was compared: the cards are at fault\n")


# --- A collection -------------------------------------------------------------------------------


def test_against_a_collection(folder: Folder) -> None:
    with collection(folder.place) as col:
        import_package(col, folder.package)
        for id, field, text in (
            ("lens", "Back", "A <b>glass</b> lens."),
            ("eye", "Extra", "Mine."),
        ):
            there = note_of(col, guid(id))
            there[field] = text
            there.tags.append("mine")
            col.update_note(there)
        col.set_deck([cards_of(col, guid("half"))[0].id], col.decks.id("My own"))
        edited = note_of(col, guid("lens")).mod
    everything(folder)
    arguments = ["--collection", str(folder.place / "collection.anki2")]
    found = document(folder, *arguments, now=edited + DAY)
    notes = {note["name"].split("/", 1)[1]: note for note in found["notes"]}
    assert {name: note["status"] for name, note in notes.items()} == {
        "lens/en": "overwritten",
        "half/en": "updated",
        "beams/en": "updated",
        "dark/en": "new",
        "eye/en": "kept",
        "speed/en": "unchanged",
        "speed/zh": "unchanged",
        "red/en": "removed",
    }
    assert notes["lens/en"]["lost_fields"] == ["Back"]
    assert notes["lens/en"]["lost_tags"] == ["mine"]
    assert notes["lens/en"]["fields"]["Back"] == {
        "collection": "A <b>glass</b> lens.",
        "build": "<p>A lens.</p>",
        "edited": True,
    }
    assert notes["half/en"]["cards_elsewhere"] == [{"card": 0, "deck": "My own"}]
    lines = diff(folder, *arguments, now=edited + DAY).stdout
    assert lines.startswith(f"importing into {arguments[1]}: 1 new, 2 updated, 1 overwritten, ")
    assert "    Back\n      - A glass lens.\n      + A lens.\n" in lines
    assert "    tags\n      - mine\n    changed here: Front\n" in lines
    assert "    Extra\n      - Mine.\n" in lines
    assert "  1 card stays in `My own`, not in `Physics::Optics` as built\n" in lines
    assert lines.endswith('\n  "ID:re:^(optics-k3v9/red/en)$"\n')
    # The edits that were listed, carried into the deck files: nothing of them is lost.
    folder.edit("back: A lens.", "back: A **glass** lens.\n  tags: [mine]")
    notes = {n["name"]: n for n in document(folder, *arguments, now=edited + DAY)["notes"]}
    assert notes["optics-k3v9/lens/en"]["lost_tags"] == []


def test_only_the_markup_differs(folder: Folder) -> None:
    with collection(folder.place) as col:
        import_package(col, folder.package)
        there = note_of(col, guid("lens"))
        there["Back"] = "<p>A <b>lens</b>.</p>"
        col.update_note(there)
    lines = diff(folder, "--collection", str(folder.place / "collection.anki2")).stdout
    assert "      - <p>A <b>lens</b>.</p>\n      + <p>A lens.</p>\n" in lines


HOLD = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
col.close()
"""


def test_a_collection_that_is_open(folder: Folder) -> None:
    with collection(folder.place) as col:
        import_package(col, folder.package)
    path = str(folder.place / "collection.anki2")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        result = diff(folder, "--collection", path, status=3)
    assert result.stderr == (
        f"flashgen: {path} is open in another program; close Anki and try again\n"
    )
    assert result.stdout == ""
    diff(folder, "--collection", path)


@pytest.mark.parametrize("option", ["--against", "--collection"])
def test_files_that_are_none(folder: Folder, option: str) -> None:
    path = folder.place / "other"
    path.write_text("something else", encoding="utf-8")
    result = diff(folder, option, str(path), status=3)
    assert result.stderr.startswith(f"flashgen: {path}")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    path.unlink()
    assert "there is no such file" in diff(folder, option, str(path), status=2).stderr


def test_a_folder_is_no_collection(folder: Folder) -> None:
    (folder.place / "Anki2" / "me").mkdir(parents=True)
    path = folder.place / "Anki2" / "me" / "collection.anki2"
    path.touch()
    for given in folder.place / "Anki2", folder.place / "Anki2" / "me":
        shown = diff(folder, "--collection", str(given), status=3).stderr
        assert shown == f"flashgen: {given} is a folder; name {path}\n"


def test_what_another_folder_has_is_not_removed(folder: Folder) -> None:
    """Two folders of one namespace, with a lock each, and a card that moved between them."""
    other = folder.place / "other"
    other.mkdir()
    head, eye, rest = OPTICS.partition("- id: eye\n  front: What sees light?\n  back: An eye.\n")
    header = head.partition("- id: lens")[0]
    ray = "- id: ray\n  front: What is straight?\n  back: A ray.\n"
    (other / "more.yaml").write_text(header + eye + ray, encoding="utf-8")
    folder.write("optics.yaml", head + rest)
    packed = folder.place / "both.apkg"
    paths = [str(folder.cards), str(other)]
    (other / "flashgen.lock").write_text("flashgen.lock 1\nend\n", encoding="utf-8")
    run("build", *paths, "-o", packed, status=0)
    found = document(folder)
    assert (found["removed_earlier"], found["search_for_removed"]) == (
        ["optics-k3v9/eye/en"],
        None,
    )
    with collection(folder.place) as col:
        import_package(col, packed)
    for option, path in ("--against", packed), ("--collection", folder.place / "collection.anki2"):
        found = document(folder, option, str(path))
        assert "removed" not in found["counts"]
        assert found["search_for_removed"] is None


def test_one_of_the_two(folder: Folder) -> None:
    package = str(folder.package)
    result = diff(folder, "--against", package, "--collection", package, status=2)
    assert "exclude each other" in result.stderr


# --- Streams ------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("no_color", [False, True])
def test_color_on_a_terminal(folder: Folder, no_color: bool) -> None:
    import pty  # not on Windows

    everything(folder)
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(NOW), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    if no_color:
        environment["NO_COLOR"] = "1"
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from flashgen.cli import main; main()", "diff", str(folder.cards)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # Linux says so where the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"removed" in shown
    assert (b"\x1b[31mremoved\x1b[0m" in shown) is not no_color
    assert (b"\x1b" in shown) is not no_color


def test_what_a_deck_says_cannot_drive_the_terminal(folder: Folder) -> None:
    with collection(folder.place) as col:
        import_package(col, folder.package)
        there = note_of(col, guid("lens"))
        there["Extra"] = "\x1b[31mred\x9b\u202e"
        there.tags.append("a\x1b[2Jb")
        col.update_note(there)
    lines = diff(folder, "--collection", str(folder.place / "collection.anki2")).stdout
    assert "kept" in lines
    assert not {"\x1b", "\x9b", "\u202e"} & set(lines)
