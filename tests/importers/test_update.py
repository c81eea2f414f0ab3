"""A later version of the same source adds and updates, and keeps namespace, ids and own edits."""

import re
from pathlib import Path

import pytest
from command import run
from importers.packages import ForeignNote, export


def ids(text: str) -> list[str]:
    return re.findall(r"(?m)^- id: (.*)$", text)


def ok(*arguments: object) -> str:
    result = run(*arguments, status=0)
    return result.stderr


FIRST = [
    ForeignNote(["Oslo?", "Norway"], guid="g1", tags=["eu"]),
    ForeignNote(["Rome?", "Italy"], guid="g2", tags=["eu"]),
    ForeignNote(["Bern?", "Austria"], guid="g3", tags=["eu"]),
]
LATER = [
    ForeignNote(["Oslo?", "Norway"], guid="g1", tags=["eu"]),
    ForeignNote(["Capital Rome?", "Italy"], guid="g2", tags=["eu"]),
    ForeignNote(["Bern?", "Switzerland"], guid="g3", tags=["eu"]),
    ForeignNote(["Wien?", "Austria"], guid="g4", tags=["eu"]),
]


@pytest.mark.parametrize("as_folder", [False, True])
def test_package(as_folder: bool, tmp_path: Path) -> None:
    deck = tmp_path / "cards" / "geography.yaml"
    ok("import", export(tmp_path / "a.apkg", FIRST, legacy=False), "-o", deck)
    before = deck.read_text(encoding="utf-8")
    package = export(tmp_path / "b.apkg", LATER, legacy=False)
    said = ok("import", package, "--update", deck.parent if as_folder else deck)
    after = deck.read_text(encoding="utf-8")
    assert said.splitlines()[-1].endswith("geography.yaml: 1 added, 2 updated, 1 unchanged")
    assert re.findall("namespace: .*", after) == re.findall("namespace: .*", before)
    assert ids(after) == [*ids(before), "wien"]
    assert "- id: rome\n  front: Capital Rome?\n" in after
    assert "back: Switzerland" in after and "front: Bern?\n  back: Austria" not in after
    ok("check", deck)
    again = ok("import", package, "--update", deck)
    assert again.splitlines()[-1].endswith(": 4 unchanged")
    assert deck.read_text(encoding="utf-8") == after


def test_own_edits_stay(tmp_path: Path) -> None:
    deck = tmp_path / "geography.yaml"
    ok("import", export(tmp_path / "a.apkg", FIRST, legacy=False), "-o", deck)
    text = deck.read_text(encoding="utf-8")
    text = text.replace("back: Norway", "back: Norway, of course\n  extra: mine")
    text = text.replace("back: Austria", "back: Switzerland!")
    text = text.replace("\n- id: rome", "\n- id: own\n  front: mine\n  back: mine\n\n- id: rome")
    deck.write_text(text, encoding="utf-8")
    said = ok("import", export(tmp_path / "b.apkg", LATER, legacy=False), "--update", deck)
    after = deck.read_text(encoding="utf-8")
    assert "Norway, of course\n  extra: mine\n" in after
    assert "Switzerland!" in after and "front: mine" in after
    assert "changed in the source and edited here, so left as they are: bern\n" in said
    assert said.splitlines()[-1].endswith("1 added, 1 updated, 1 edited here and left")
    assert ids(after) == ["oslo", "own", "rome", "bern", "wien"]


def test_what_is_gone_stays_and_is_named(tmp_path: Path) -> None:
    deck = tmp_path / "geography.yaml"
    ok("import", export(tmp_path / "a.apkg", FIRST, legacy=False), "-o", deck)
    said = ok("import", export(tmp_path / "b.apkg", FIRST[:2], legacy=False), "--update", deck)
    assert "no more in the source, and left as they are: bern\n" in said
    assert ids(deck.read_text(encoding="utf-8")) == ["oslo", "rome", "bern"]


def test_tags_of_all_follow(tmp_path: Path) -> None:
    deck = tmp_path / "geography.yaml"
    ok("import", export(tmp_path / "a.apkg", FIRST, legacy=False), "-o", deck)
    later = [*FIRST, ForeignNote(["Rio?", "Brazil"], guid="g9", tags=["us"])]
    ok("import", export(tmp_path / "b.apkg", later, legacy=False), "--update", deck)
    text = deck.read_text(encoding="utf-8")
    assert "\ntags: [eu]\nlanguages" not in text and "\ntags: [eu]\ncards" not in text
    assert text.count("\n  tags: [eu]\n") == 3
    assert "- id: rio\n  tags: [us]\n" in text
    ok("check", deck)


NOTES = "# T\n\n## A\n\none\n\n## B\n\ntwo\n\n## B\n\nthree\n"


def test_notes(tmp_path: Path) -> None:
    notes = tmp_path / "n.md"
    deck = tmp_path / "n.yaml"
    notes.write_text(NOTES, encoding="utf-8")
    ok("import", notes, "-o", deck)
    before = deck.read_text(encoding="utf-8")
    notes.write_text(NOTES.replace("one", "ONE") + "\n## C\n\nfour\n", encoding="utf-8")
    said = ok("import", notes, "--update", deck)
    after = deck.read_text(encoding="utf-8")
    assert said.splitlines()[-1].endswith("1 added, 1 updated, 2 unchanged")
    assert ids(after) == [*ids(before), "c"]
    assert "back: ONE" in after


def test_cards_of_a_text(tmp_path: Path) -> None:
    notes = tmp_path / "n.md"
    deck = tmp_path / "n.yaml"
    notes.write_text("START\nBasic\nQ one\nBack: a\n<!--ID: 1566052191670-->\nEND\n", "utf-8")
    ok("import", notes, "-o", deck)
    notes.write_text(
        "START\nBasic\nQ changed\nBack: a\n<!--ID: 1566052191670-->\nEND\n\nQ: new\nA: b\n", "utf-8"
    )
    said = ok("import", notes, "--update", deck)
    assert said.splitlines()[-1].endswith("1 added, 1 updated")
    text = deck.read_text(encoding="utf-8")
    assert ids(text) == ["q-one", "new"]
    assert "- id: q-one\n  front: Q changed\n" in text


def test_new_deck_becomes_a_new_file(tmp_path: Path) -> None:
    ok("import", export(tmp_path / "a.apkg", FIRST, legacy=False), "-o", tmp_path / "cards")
    later = [*FIRST, ForeignNote(["x", "y"], deck="Other")]
    package = export(tmp_path / "b.apkg", later, legacy=False)
    said = ok("import", package, "--update", tmp_path / "cards")
    assert "other.yaml: 1 added" in said and "geography.yaml: 3 unchanged" in said
    assert sorted(p.name for p in (tmp_path / "cards").iterdir()) == [
        "geography.yaml",
        "other.yaml",
    ]
    run(
        "import",
        package,
        "--update",
        tmp_path / "cards" / "other.yaml",
        "--deck",
        "Other",
        status=0,
    )


def test_without_update_the_way_is_named(tmp_path: Path) -> None:
    package = export(tmp_path / "a.apkg", FIRST, legacy=False)
    ok("import", package, "-o", tmp_path / "a.yaml")
    result = run("import", package, "-o", tmp_path / "a.yaml", status=2)
    assert "is left as it is; --update adds to it what is new" in result.stderr
    assert "--update" in run("import", "--help").output
    run("import", package, "-o", tmp_path / "b.yaml", "--update", tmp_path / "a.yaml", status=2)
