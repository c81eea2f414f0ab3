"""`flashgen push` both ways, into a studied collection: what arrives, and that nothing is lost."""

import re
from dataclasses import replace

from anki_backend import cards_of, fields_of, guids, note_of, schedule
from command import run
from desk import CARDS, DAY, LATER, NOW, Desk, State, edit, guid, study, tag

LENS = CARDS["lens"].replace("What bends", "What focuses")
ALL = sorted(map(guid, CARDS))


def test_first_push_and_the_same_again(desk: Desk) -> None:
    told = desk.told()
    assert told["counts"] == {"new": 4}
    assert told["imported"] is True
    with desk.open() as col:
        assert guids(col) == ALL
        assert fields_of(col, guid("eye"))["Front"] == "<p>What sees?</p>"
    before, lock = study(desk), desk.lock
    told = desk.told(now=NOW + DAY)
    assert told["counts"] == {"unchanged": 4}
    assert told["imported"] is False
    assert told["backup"] is None
    assert desk.state() == before
    assert desk.lock == lock


def test_a_changed_card_arrives_and_all_else_stays(desk: Desk) -> None:
    desk.told()
    before = study(desk, tag("lens", "mine", "leech", "marked"))
    desk.cards["lens"] = LENS
    desk.cards["ray"] = "- id: ray\n  front: What is straight?\n  back: A ray.\n"
    told = desk.told(now=LATER)
    assert told["counts"] == {"new": 1, "updated": 1, "unchanged": 3}
    assert told["missed"] == []
    after = desk.state()
    assert after.notes.pop(guid("ray"))
    assert after.schedules.pop(guid("ray"))[0].repetitions == 0
    mod, tags, fields = after.notes.pop(guid("lens"))
    assert fields[0] == "<p>What focuses light?</p>"
    assert tags == ["leech", "marked", "mine", "physics"]
    assert mod == LATER
    before.notes.pop(guid("lens"))
    if desk.way == "running":  # what the add-on does to them is its own affair
        after = replace(after, settings=without_presets(after))
        before = replace(before, settings=without_presets(before))
    assert after == before
    assert before.schedules[guid("lens")][0].queue == -1
    assert before.schedules[guid("lens")][1].deck == "My own"
    assert len(before.schedules[guid("half")][0].log) == 5


def without_presets(state: State) -> dict[str, object]:
    presets = {"mergeNotetypes", "updateNotes", "updateNotetypes"}
    presets |= {"withDeckConfigs", "withScheduling"}
    return {key: value for key, value in state.settings.items() if key not in presets}


def test_own_tags_stay_from_push_to_push_and_the_authors_go(desk: Desk) -> None:
    desk.cards["eye"] = CARDS["eye"] + "  tags: [old, body]\n"
    desk.told()
    study(desk, tag("eye", "mine", "exam::june"))
    desk.cards["eye"] = CARDS["eye"] + "  tags: [body]\n"
    assert desk.told(now=LATER)["own_tags_kept"] == 1
    assert desk.state().notes[guid("eye")][1] == ["body", "exam::june", "mine", "physics"]
    desk.cards["eye"] = CARDS["eye"] + "  tags: [body, new]\n"
    desk.told(now=LATER + 1)
    expected = ["body", "exam::june", "mine", "new", "physics"]
    assert desk.state().notes[guid("eye")][1] == expected
    assert desk.told(now=LATER + 2)["counts"] == {"unchanged": 4}


def test_an_edit_that_would_be_replaced_is_told_before(desk: Desk) -> None:
    desk.told()
    before = study(desk, edit("lens", "Back", "my words"), edit("eye", "Extra", "my remark"))
    lock = desk.lock
    desk.cards["lens"] = LENS
    desk.cards["eye"] = CARDS["eye"].replace("sees", "looks")
    dry = desk.told("--dry-run", now=LATER)
    assert dry["counts"] == {"overwritten": 2, "unchanged": 2}
    told = {note["name"].split("/")[1]: note for note in dry["notes"]}
    assert told["lens"]["lost_fields"] == ["Back"]
    assert told["lens"]["fields"]["Back"]["collection"] == "my words"
    assert told["eye"]["lost_fields"] == ["Extra"]
    assert desk.state() == before
    assert desk.lock == lock
    shown = desk.push("--dry-run", now=LATER).output
    assert "- is lost, + comes" in shown
    assert "    Back\n      - my words\n      + A lens.\n" in shown
    assert shown.endswith("nothing was changed\n")
    desk.push(now=LATER)
    assert desk.state().notes[guid("lens")][2][1] == "<p>A lens.</p>"
    assert desk.state().schedules == before.schedules


def test_the_texts_that_were_replaced_are_printed_whole(desk: Desk) -> None:
    desk.told()
    mine = " ".join(f"word {n}" for n in range(100))
    study(desk, edit("lens", "Extra", mine))
    desk.cards["lens"] = LENS
    assert mine not in desk.push("--dry-run", now=LATER).output
    assert f"      - {mine}\n" in desk.push(now=LATER).output


def test_a_later_edit_is_left_alone(desk: Desk) -> None:
    desk.told()
    before = study(desk, edit("eye", "Extra", "my remark"))
    desk.cards["eye"] = CARDS["eye"].replace("sees", "looks")
    told = desk.told(now=NOW + DAY)
    assert told["counts"] == {"unchanged": 3, "kept": 1}
    assert desk.state().notes == before.notes
    shown = desk.push(now=NOW + DAY).output
    assert "the import leaves them as they are" in shown
    assert "      - my remark\n" in shown


def test_a_renamed_card_is_the_same_note(desk: Desk) -> None:
    desk.told()
    before = study(desk)
    desk.cards["lens"] = CARDS["lens"].replace("id: lens", "id: convex-lens\n  was: lens")
    told = desk.told(now=LATER)
    assert told["counts"] == {"updated": 1, "unchanged": 3}
    assert desk.state().schedules == before.schedules
    assert "optics-k3v9/convex-lens/en" in desk.state().notes[guid("lens")][2]


def test_only_a_part(desk: Desk) -> None:
    assert desk.told("--only", "eye")["counts"] == {"new": 1}
    assert "removed" not in desk.lock
    assert desk.told()["counts"] == {"new": 3, "unchanged": 1}


def test_dry_run_of_the_first_push_leaves_nothing(desk: Desk) -> None:
    files = sorted(path.name for path in desk.path.parent.iterdir())
    assert "4 new" in desk.push("--dry-run").output
    assert desk.lock == ""
    with desk.open() as col:
        assert guids(col) == []
    if desk.way == "closed":
        assert sorted(path.name for path in desk.path.parent.iterdir()) == files


def test_errors_in_the_cards_keep_everything(desk: Desk) -> None:
    desk.told()
    before, lock = desk.state(), desk.lock
    desk.cards["half"] = CARDS["half"].replace("answer: a", "answer: b")
    shown = desk.push(status=1).output
    assert "error[unknown-name]" in shown or "error[" in shown
    assert desk.state() == before
    assert desk.lock == lock


def test_new_numbers_under_the_same_reviews(desk: Desk) -> None:
    desk.told()
    before = study(desk)
    lock = desk.folder / "cards" / "flashgen.lock"
    text = lock.read_text(encoding="utf-8").replace("\nseed 0\n", "\nseed 7\n")
    lock.write_text(text, encoding="utf-8")
    told = desk.told(now=LATER)
    assert told["counts"] == {"updated": 1, "unchanged": 3}
    after = desk.state()
    assert after.schedules == before.schedules
    assert after.notes[guid("half")][2] != before.notes[guid("half")][2]


def test_images_come_along(desk: Desk) -> None:
    picture = desk.folder / "cards" / "lens.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    desk.cards["eye"] = CARDS["eye"] + "  image: lens.png\n"
    desk.told()
    front = desk.state().notes[guid("eye")][2][0]
    (name,) = re.findall(r'src="([^"]+)"', front)
    stored = desk.path.parent / "collection.media" / name
    assert stored.read_bytes() == picture.read_bytes()


def test_a_card_more_is_added(desk: Desk) -> None:
    desk.told()
    before = study(desk)
    desk.cards["red"] = CARDS["red"].replace("blue}}", "blue}}, not {{c3::green}}")
    desk.told(now=LATER)
    with desk.open() as col:
        cards = cards_of(col, guid("red"))
        assert [card.ord for card in cards] == [0, 1, 2]
        for card in cards[:2]:
            assert schedule(col, card) == before.schedules[guid("red")][card.ord]
        assert note_of(col, guid("red")).mod == LATER


def test_the_template_of_a_newer_flashgen_arrives(desk: Desk) -> None:
    desk.told()
    with desk.open() as col:
        note_type = col.models.by_name("flashgen Concept Card")
        css = note_type["css"]
        note_type["css"] = "older"
        col.models.update_dict(note_type)
        col.db.execute("UPDATE notetypes SET mtime_secs = 1000 WHERE id = ?", note_type["id"])
    assert desk.told()["imported"] is True
    with desk.open() as col:
        assert col.models.by_name("flashgen Concept Card")["css"] == css


def test_a_note_type_of_before_stops_the_push(desk: Desk) -> None:
    with desk.open() as col:
        former = col.models.new("flashgen Concept")
        col.models.add_field(former, col.models.new_field("ID"))
        template = col.models.new_template("Front to back")
        template["qfmt"] = template["afmt"] = "{{ID}}"
        col.models.add_template(former, template)
        added = col.models.add_dict(former).id
        col.db.execute("UPDATE notetypes SET id = 1795000001 WHERE id = ?", added)
        for table in ("fields", "templates"):
            col.db.execute(f"UPDATE {table} SET ntid = 1795000001 WHERE ntid = ?", added)
    before = desk.state()
    result = desk.push(status=3)
    assert "the note type `flashgen Concept` in" in result.output
    assert "is of an earlier flashgen" in result.output
    assert desk.state() == before
    if desk.way == "closed":
        compared = run("diff", "--collection", desk.path, status=3)
        assert "is of an earlier flashgen" in compared.output


def test_two_notes_with_one_first_field_are_two(desk: Desk) -> None:
    desk.cards["iris"] = CARDS["eye"].replace("id: eye", "id: iris").replace("The eye", "The iris")
    assert desk.told()["counts"] == {"new": 5}
    study(desk)
    desk.cards["iris"] = desk.cards["iris"].replace("The iris", "An iris")
    assert desk.told(now=LATER)["counts"] == {"updated": 1, "unchanged": 4}
    with desk.open() as col:
        assert fields_of(col, guid("iris"))["Back"] == "<p>An iris.</p>"
        assert fields_of(col, guid("eye"))["Back"] == "<p>The eye.</p>"


def build(desk: Desk, now: int, *options: str) -> None:
    """Build the folder beside the pushes, as an author does who looks at the package first."""
    desk.write()
    desk.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
    arguments = ("build", str(desk.folder / "cards"), "-o", str(desk.folder / "d.apkg"), *options)
    assert run(*arguments).exit_code == 0


def test_a_build_before_the_push_is_no_edit_of_the_user_s(desk: Desk) -> None:
    desk.told()
    for number, word in enumerate(("focuses", "turns", "moves"), start=1):
        now = LATER + number * DAY
        desk.cards["lens"] = CARDS["lens"].replace("bends", word)
        build(desk, now)
        for options in (("--dry-run",), ()):
            told = desk.told(*options, now=now + 10)
            assert told["counts"] == {"updated": 1, "unchanged": 3}
            (note,) = told["notes"]
            assert note["edited"] == "no", (word, options, note)


def test_fresh_numbers_before_the_push_are_no_edit_of_the_user_s(desk: Desk) -> None:
    desk.told()
    for number in (1, 2, 3):
        now = LATER + number * DAY
        build(desk, now, "--fresh")
        told = desk.told(now=now + 10)
        assert told["counts"] == {"updated": 1, "unchanged": 3}
        assert [note["edited"] for note in told["notes"]] == ["no"]


def test_two_builds_between_two_pushes(desk: Desk) -> None:
    desk.told()
    desk.cards["lens"] = CARDS["lens"].replace("bends", "focuses")
    desk.told(now=LATER)
    for number, word in enumerate(("turns", "moves"), start=1):
        desk.cards["lens"] = CARDS["lens"].replace("bends", word)
        build(desk, LATER + number * DAY)
    told = desk.told(now=LATER + 3 * DAY)
    assert [(note["status"], note["edited"]) for note in told["notes"]] == [("updated", "no")]


def test_what_the_user_edited_is_told_after_a_build_as_well(desk: Desk) -> None:
    desk.told()
    desk.cards["lens"] = CARDS["lens"].replace("bends", "focuses")
    desk.told(now=NOW + DAY)
    with desk.open() as col:
        note = note_of(col, guid("lens"))
        note["Back"] = "<p>My lens.</p>"
        col.update_note(note)
    desk.cards["lens"] = CARDS["lens"].replace("bends", "turns")
    build(desk, LATER)
    told = desk.told("--dry-run", now=LATER + 10)
    (one,) = told["notes"]
    # The build is later than the edit, so it is not sure, but it is told.
    assert (one["status"], one["edited"]) == ("updated", "unknown")
    assert one["fields"]["Back"]["collection"] == "<p>My lens.</p>"


def test_fresh_numbers_by_the_push_itself(desk: Desk) -> None:
    desk.told()
    before = study(desk)
    told = desk.told("--fresh", now=LATER)
    assert told["counts"] == {"updated": 1, "unchanged": 3}
    assert [note["edited"] for note in told["notes"]] == ["no"]
    after = desk.state()
    assert after.schedules == before.schedules
    assert after.notes[guid("half")][2] != before.notes[guid("half")][2]
    assert desk.told(now=LATER + DAY)["imported"] is False
