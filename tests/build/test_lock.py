import re
from collections.abc import Callable
from pathlib import Path

import pytest
from locks import FIRST, LATER, NOTES, build, read, reread
from msgspec.structs import replace
from rendered_notes import NAMESPACE, NOW, cloze, concept, numeric
from searches import search_for

from flashgen.anki.note import Note
from flashgen.build.lock.changes import ChangeStatus, update
from flashgen.build.lock.entries import LockFile
from flashgen.build.lock.file import LATEST, find_lock, read_lock, serialise, write_lock
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source, Span

TEXT = serialise(FIRST)

# --- the text ---------------------------------------------------------------------------------


def test_the_text_is_pinned() -> None:
    # What is committed in other people's repositories must stay readable.
    odd = replace(concept("eye", reverse=True, was="iris"), deck='A "b"\\c\n光', tags=())
    lock = build(LockFile(), [numeric("half"), odd, concept("lens", language="zh")]).lock
    lock = build(lock, [replace(numeric("half"), seed=7), odd], LATER).lock
    lock = replace(lock, root_seed=42, root_seed_at=LATER)
    assert serialise(lock).splitlines() == [
        "flashgen.lock 1",
        "# Identity and time of every note. Keep it in git; `flashgen guide update` has more.",
        f"seed 42 at={LATER}",
        f"note optics-k3v9/eye/en concept mod={NOW}"
        " fields=97892293bfc3b864 tags=e3b0c44298fc1c14 cards=2 was=iris"
        ' deck="A \\"b\\"\\\\c\\n光"',
        f"note optics-k3v9/half/en numeric mod={NOW} at={LATER}"
        " fields=52e36ec0685a58c1 text=f6da4e6e7dbd5fcc numbers=a463c97445cc086f"
        " tags=ff790af4e33d99d2 seed=7"
        ' deck="Physics::Optics"',
        f"note optics-k3v9/lens/zh concept mod={NOW} at={LATER}"
        " fields=ae5785dcfa50d267 tags=ff790af4e33d99d2 removed"
        ' deck="物理::光学"',
        "end",
    ]


def test_round_trip() -> None:
    lock = replace(FIRST, root_seed=2**63 - 1, root_seed_at=LATER)
    assert reread(serialise(lock)) == lock
    assert reread(serialise(lock).replace("\n", "\r\n")) == lock
    assert reread(serialise(LockFile())) == LockFile()


@pytest.mark.parametrize(
    "deck", ["A::B", 'a"b', "a\\", '\\"', "a\tb", "a\u2028b", "a\x85b", "光 学", "note x end", ""]
)
def test_any_deck_name(deck: str) -> None:
    lock = build(LockFile(), [replace(concept("lens"), deck=deck)]).lock
    assert reread(serialise(lock)) == lock


@pytest.mark.parametrize(
    ("change", "code", "line", "column"),
    [
        (lambda text: "", "lock-broken", 1, 1),
        (lambda text: "\n" + text, "lock-broken", 1, 1),
        (lambda text: "flashgen.lock one\n", "lock-broken", 1, 1),
        (lambda text: text.replace("lock 1", "lock 2", 1), "lock-version", 1, 1),
        (lambda text: text.removesuffix("end\n"), "lock-broken", 8, 1),
        (lambda text: text[: text.index("mod=")], "lock-broken", 4, 1),
        (lambda text: text[:-30], "lock-broken", 7, 1),
        (lambda text: text.replace("mod=", "mod=x", 1), "lock-broken", 4, 1),
        (lambda text: text.replace(" concept", " basic", 1), "lock-broken", 5, 1),
        (lambda text: text.replace("seed 0", "seed zero"), "lock-broken", 3, 1),
        (lambda text: text.replace("note ", "<<<<<<< HEAD\nnote ", 1), "lock-conflict", 4, 1),
        (lambda text: text.replace("end\n", "=======\nend\n"), "lock-conflict", 8, 1),
        (lambda text: text + ">>>>>>> branch\n", "lock-conflict", 9, 1),
        (lambda text: text.replace("end\n", "word\nend\n"), "lock-broken", 8, 1),
        (lambda text: text.replace('deck="P', 'deck="\\q', 1), "lock-broken", 4, 1),
    ],
)
def test_a_damaged_lock_is_a_located_error(
    tmp_path: Path, change: Callable[[str], str], code: str, line: int, column: int
) -> None:
    path = tmp_path / "flashgen.lock"
    damaged = change(TEXT)
    path.write_text(damaged, encoding="utf-8")
    diagnostics: list[Diagnostic] = []
    assert read_lock(path, "cards/flashgen.lock", diagnostics) is None
    first = diagnostics[0]
    assert first.span is not None
    assert (first.code, first.span.line, first.span.column) == (code, line, column)
    assert first.file == "cards/flashgen.lock"
    assert first.hint
    assert path.read_text(encoding="utf-8") == damaged


def test_wherever_it_is_cut_off() -> None:
    for length in range(len(TEXT)):
        lock, diagnostics = read(TEXT[:length])
        whole = length == len(TEXT) - 1  # only the last line end is gone
        assert (lock == FIRST, bool(diagnostics)) == (whole, not whole), TEXT[:length]


@pytest.mark.parametrize("letter", ["", " ", "x", "9", '"', "\\", "\n", "\0", "\ud800"])
def test_wherever_a_letter_is_wrong(letter: str) -> None:
    for place in range(len(TEXT)):
        lock, diagnostics = read(TEXT[:place] + letter + TEXT[place + 1 :])
        assert (lock is None) == bool(diagnostics)
        assert lock is None or len(lock.entries) <= len(NOTES)


def test_a_lock_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"flashgen.lock 1\n\xff")
    (tmp_path / "folder").mkdir()
    for name, code in (("bytes", "lock-broken"), ("folder", "unreadable-file")):
        diagnostics: list[Diagnostic] = []
        assert read_lock(tmp_path / name, name, diagnostics) is None
        assert [d.code for d in diagnostics] == [code]


def test_written_and_found(tmp_path: Path) -> None:
    deep = tmp_path / "cards" / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "cards" / ".git").mkdir()
    write_lock(tmp_path / "flashgen.lock", FIRST)
    assert find_lock(deep) is None  # not beyond the checkout
    write_lock(tmp_path / "cards" / "flashgen.lock", FIRST)
    assert find_lock(deep) == tmp_path / "cards" / "flashgen.lock"
    (deep / "flashgen.lock").mkdir()
    assert find_lock(deep) == tmp_path / "cards" / "flashgen.lock"
    diagnostics: list[Diagnostic] = []
    assert read_lock(tmp_path / "cards" / "flashgen.lock", "x", diagnostics) == FIRST
    assert read_lock(tmp_path / "none", "x", diagnostics) == LockFile()
    assert not diagnostics


# --- times and what changed -------------------------------------------------------------------


def test_unchanged_notes_keep_everything() -> None:
    result = build(FIRST, NOTES, LATER)
    assert result.lock == FIRST
    assert {change.status for change in result.changes} == {ChangeStatus.UNCHANGED}


CHANGED = {
    "front": (concept("lens"), concept("lens", "Other?"), ("text",)),
    "reverse": (concept("lens"), concept("lens", reverse=True), ("text", "cards")),
    "numbers": (numeric("half"), numeric("half", (8, 9)), ("numbers",)),
    "later numbers": (numeric("half"), numeric("half", (3, 4, 5)), ("numbers",)),
    "text": (numeric("half"), numeric("half", text="The half of"), ("text",)),
    "both": (numeric("half"), numeric("half", (8,), "The half of"), ("text", "numbers")),
    "gap": (cloze("red"), cloze("red", "{{c1::Red}} only"), ("text", "cards")),
    "tags": (concept("lens"), replace(concept("lens"), tags=("optics",)), ("tags",)),
    "deck": (concept("lens"), replace(concept("lens"), deck="Light"), ("deck",)),
}


@pytest.mark.parametrize(("old", "new", "what"), CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize(
    ("now", "mod"), [(LATER, LATER), (NOW, NOW + 1), (NOW - 50, NOW + 1), (NOW + 1, NOW + 1)]
)
def test_a_change_gets_its_time(
    old: Note, new: Note, what: tuple[str, ...], now: int, mod: int
) -> None:
    other = concept("eye")
    lock = build(LockFile(), [old, other]).lock
    result = build(lock, [new, other], now)
    assert result.lock.mods == {new.guid: mod, other.guid: NOW}
    (change,) = result.of(ChangeStatus.CHANGED)
    assert (change.guid, change.what) == (new.guid, what)
    assert build(result.lock, [new, other], LATER + 9).lock == result.lock


def test_every_rendered_field_counts() -> None:
    note = numeric("half")
    lock = build(LockFile(), [note]).lock
    for name in note.fields:
        if name != "ID":  # it is the name
            changed = replace(note, fields={**note.fields, name: note.fields[name] + "x"})
            assert build(lock, [changed], LATER).lock.mods == {note.guid: LATER}


def test_the_order_of_tags_does_not_count() -> None:
    note = concept("lens")
    turned = replace(note, tags=(*reversed(note.tags), note.tags[0]))
    assert build(build(LockFile(), [note]).lock, [turned], LATER).lock.mods == {note.guid: NOW}


@pytest.mark.parametrize(("ahead", "warned"), [(0, False), (60, False), (61, True), (9999, True)])
def test_a_clock_behind_the_lock_is_warned_of(ahead: int, warned: bool) -> None:
    codes = [d.code for d in build(FIRST, NOTES, NOW - ahead).diagnostics]
    assert codes == (["clock-behind"] if warned else [])


# --- which notes there are --------------------------------------------------------------------


def test_only_a_whole_build_removes() -> None:
    part = build(FIRST, NOTES[:1], LATER, whole=False)
    assert part.lock == FIRST
    assert [change.name for change in part.changes] == [NOTES[0].name]
    whole = build(FIRST, NOTES[:1], LATER)
    removed = whole.of(ChangeStatus.REMOVED)
    assert [change.guid for change in removed] == [
        note.guid for note in sorted(NOTES[1:], key=lambda note: note.name)
    ]
    assert search_for(removed, whole.lock) == (
        f'"ID:re:^({NAMESPACE}/half/en|{NAMESPACE}/lens/zh|{NAMESPACE}/red/en)$"'
    )
    assert not build(whole.lock, NOTES[:1], LATER + 9).of(ChangeStatus.REMOVED)
    back = build(whole.lock, NOTES, LATER + 9)
    assert len(back.of(ChangeStatus.RETURNED)) == 3
    assert back.lock.mods == FIRST.mods
    assert not any(entry.removed for entry in back.lock.entries.values())


def test_renaming_keeps_the_first_id() -> None:
    lock = build(LockFile(), [numeric("a")]).lock
    for id, was, now in (("b", "a", 10), ("c", "b", 20), ("a", "c", 30), ("d", "a", 40)):
        known = lock.identity(NAMESPACE, id, was)
        assert known.first_id == "a"
        result = build(lock, [numeric(id, was="a" if id != "a" else "")], NOW + now)
        (change,) = result.of(ChangeStatus.RENAMED)
        assert (change.old_name, change.what) == (f"{NAMESPACE}/{was}/en", ())
        lock = result.lock
        (entry,) = lock.entries.values()
        assert (entry.id, entry.first_id, entry.mod) == (id, "a", NOW + now)
        assert reread(serialise(lock)) == lock
        # The lock remembers when the deck file no longer says `was`.
        assert lock.identity(NAMESPACE, id, None).first_id == "a"
    assert entry.was == ("a", "b", "c")


@pytest.mark.parametrize(
    ("id", "was", "first_id"),
    [
        ("new", None, "new"),
        ("new", "unknown", "unknown"),
        ("new", "a", "a"),  # two renamings back
        ("new", "b", "a"),
        ("b", None, "a"),
        ("b", "a", "a"),
        ("b", "unknown", "a"),  # renamed already, whatever `was` says now
        ("other", None, "other"),
        ("other", "gone", "gone"),  # `was` added after a build without it
        ("gone", None, "gone"),
        ("b", "gone", "gone"),  # renamed already, from a wrong id
    ],
)
def test_the_identity_of_a_definition(id: str, was: str | None, first_id: str) -> None:
    lock = build(LockFile(), [concept("a"), concept("other"), concept("gone")]).lock
    lock = build(lock, [concept("b", was="a"), concept("other")], LATER).lock
    assert lock.identity(NAMESPACE, id, was).first_id == first_id
    assert lock.identity("elsewhere", id, was).first_id == (was or id)


def test_own_seeds_are_kept_with_the_first_id() -> None:
    lock = build(LockFile(), [replace(numeric("a"), seed=7)]).lock
    assert lock.identity(NAMESPACE, "b", "a").seed == 7
    lock = build(lock, [replace(numeric("b", was="a"), seed=7)], LATER).lock
    assert reread(serialise(lock)).identity(NAMESPACE, "b", None).seed == 7
    lock = build(lock, [numeric("b", was="a")], LATER).lock
    assert lock.identity(NAMESPACE, "b", None).seed is None


def test_the_root_seed() -> None:
    assert LockFile().root_seed == 0
    lock = update(FIRST, NOTES, LATER, whole=True, root_seed=5).lock
    assert (lock.root_seed, lock.mods) == (5, FIRST.mods)
    assert update(lock, NOTES, LATER + 5, whole=True, root_seed=5).lock == lock


SPAN = Span(Source("cards/a.yaml", "id: x"), 4, 5)


@pytest.mark.parametrize(
    ("notes", "whole", "code", "subject"),
    [
        ([numeric("lens")], True, "kind-changed", "lens"),
        ([cloze("half")], False, "kind-changed", "half"),
        ([concept("new"), concept("old", was="new")], True, "former-id-in-use", "new"),
        ([concept("old", was="lens"), concept("lens")], True, "former-id-in-use", "lens"),
        ([concept("first", was="")], False, None, ""),
    ],
)
def test_what_cannot_be(notes: list[Note], whole: bool, code: str | None, subject: str) -> None:
    result = update(FIRST, notes, LATER, whole=whole, span_of={f"{NAMESPACE}/{subject}": SPAN}.get)
    errors = [(d.code, d.span) for d in result.diagnostics if d.severity == "error"]
    assert errors == ([(code, SPAN)] if code else [])


def test_a_former_id_is_not_taken_in_a_partial_build() -> None:
    lock = build(FIRST, [concept("convex", was="lens")], LATER, whole=False).lock
    # The file with `convex` is not among these; Anki would overwrite its note.
    codes = [d.code for d in update(lock, [concept("lens")], LATER, whole=False).diagnostics]
    assert codes == ["former-id-in-use"]


def test_a_name_that_two_notes_had_is_not_searched_for() -> None:
    # `b` was built as a card of its own before the author said that it was `a`.
    lock = build(LockFile(), [concept("a")]).lock
    lock = build(lock, [concept("b")], NOW + 10).lock
    result = build(lock, [concept("b", was="a")], NOW + 20)
    assert len(result.of(ChangeStatus.REMOVED)) == 1
    assert search_for(result.changes, result.lock) == ""
    assert reread(serialise(result.lock)) == result.lock


def test_the_times_of_earlier_contents_are_kept() -> None:
    lock = build(LockFile(), [concept("a"), concept("b")]).lock
    assert lock.earlier == frozenset()
    changed = build(lock, [concept("a", "Other?"), concept("b")], LATER).lock
    assert changed.earlier == {NOW}
    assert f"\nbuilt {NOW}\n" in serialise(changed)
    assert reread(serialise(changed)) == changed
    # A merge keeps those of both sides, and the latest hundred are enough.
    both = serialise(changed).replace(f"built {NOW}", f"built {NOW}\nbuilt 7 {NOW}")
    assert reread(both).earlier == {7, NOW}
    for number in range(1, 150):
        changed = build(changed, [concept("a", f"{number}?"), concept("b")], LATER + number).lock
    assert len(changed.earlier) == 100
    assert max(changed.earlier) == LATER + 148
    assert build(changed, [concept("a", "149?"), concept("b")], LATER + 900).lock == changed


# --- edits by hand ----------------------------------------------------------------------------


def first(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, count=1)


LENS = next(line for line in TEXT.splitlines(keepends=True) if "/lens/en " in line)
LINES = TEXT.splitlines(keepends=True)
EDITS: dict[str, tuple[Callable[[str], str], int]] = {
    # The edit, and the line of the error; 0 where the lock is read.
    "a line deleted": (lambda text: text.replace(LENS, ""), 0),
    "a line doubled": (lambda text: text.replace("end\n", f"{LENS}end\n"), 0),
    "the order of lines": (lambda _: "".join([*LINES[:3], *LINES[3:-1][::-1], "end\n"]), 0),
    "Windows' line ends": (lambda text: text.replace("\n", "\r\n"), 0),
    "the last line end": (lambda text: text.rstrip("\n"), 0),
    "a comment": (lambda text: text.replace("end\n", "# mine\nend\n"), 0),
    "a blank line": (lambda text: text.replace("end\n", "\nend\n"), 0),
    "no seed": (lambda text: text.replace("seed 0\n", ""), 0),
    "two seeds": (lambda text: text.replace("seed 0\n", "seed 0\nseed 7 at=5\n"), 0),
    "two heads": (lambda text: LINES[0] + text, 0),
    "another kind": (first(r"lens/en concept", "lens/en cloze"), 0),
    "another language": (first(r"half/en", "half/fr"), 0),
    "time 0": (first(r"mod=[0-9]+", "mod=0"), 0),
    "a line older than its content": (first(r"(mod=[0-9]+)", r"\1 at=5"), 0),
    "the latest time": (first(r"mod=[0-9]+", f"mod={LATEST}"), 0),
    "the latest time of a line": (first(r"(mod=[0-9]+)", rf"\1 at={LATEST}"), 0),
    "the latest time of a seed": (first(r"seed 0", f"seed 0 at={LATEST}"), 0),
    "another deck": (first(r'deck="[^"]*"', 'deck="Other"'), 0),
    "no deck": (first(r'deck="[^"]*"', 'deck=""'), 0),
    "cards": (first(r" deck", " cards=9999 deck"), 0),
    "its own former id": (first(r"(/half/.*) deck", r"\1 was=half deck"), 0),
    "removed": (first(r" deck", " removed deck"), 0),
    "a time in milliseconds": (first(r"(mod=[0-9]+)", r"\g<1>000"), 4),
    "a time of the line in milliseconds": (first(r"(mod=[0-9]+)", rf"\1 at={NOW}000"), 4),
    "a negative time": (first(r"mod=", "mod=-"), 4),
    "half a second": (first(r"(mod=[0-9]+)", r"\1.5"), 4),
    "Arabic digits": (first(r"mod=[0-9]+", "mod=١٢٣"), 4),
    "a space more": (first(r" mod", "  mod"), 4),
    "a space in front": (first(r"\nnote", "\n note"), 4),
    "a space behind": (first(r'"\n', '" \n'), 4),
    "a tab": (first(r" mod", "\tmod"), 4),
    "capitals in a digest": (first(r"fields=....", "fields=ABCD"), 4),
    "a short digest": (first(r"fields=.", "fields="), 4),
    "no tags": (first(r" tags=[^ ]*", ""), 4),
    "tags twice": (first(r"( tags=[^ ]*)", r"\1\1"), 4),
    "another order": (first(r"(note .*/lens/en.*)( fields=[^ ]*)( tags=[^ ]*)", r"\1\3\2"), 5),
    "an unknown word": (first(r" tags", " flags=3 tags"), 4),
    "a deck without quotes": (first(r'deck="([^"]*)"', r"deck=\1"), 4),
    "a negative seed": (first(r"seed 0", "seed -1"), 3),
    "a seed too large": (first(r"seed 0", f"seed {2**63}"), 3),
    "an own seed too large": (first(r" deck", f" seed={2**63} deck"), 4),
    "the first id of another card": (first(r"(/lens/en.*) deck", r"\1 was=half deck"), 5),
    "the id of another card": (first(r"/half/en", "/lens/en"), 5),
    "capitals in an id": (first(r"/half/", "/Half/"), 4),
    "a mark of byte order": (lambda text: "\ufeff" + text, 1),
    "no head": (lambda text: "".join(LINES[1:]), 1),
    "another version below": (first(r"\nseed", "\nflashgen.lock 2\nseed"), 3),
    "no end": (lambda text: text.removesuffix("end\n"), 8),
    "a line behind the end": (lambda text: text + LENS, 10),
    "two ends": (lambda text: text + "end\n", 0),
    "one of Windows' line ends": (first(r"\n", "\r\n"), 0),
    "zeros in front of a time": (first(r"mod=[0-9]+", "mod=0000000005"), 0),
    "zeros in front of a seed": (first(r"seed 0", "seed 000"), 0),
    "no cards": (first(r" deck", " cards=0 deck"), 0),
    "a former id twice": (first(r"(/lens/en.*) deck", r"\1 was=a,a deck"), 0),
    "a language that was its own": (first(r"(/half/en.*) deck", r"\1 was-language=en deck"), 0),
    "a language that it was": (first(r"(/half/en.*) deck", r"\1 was-language=fr deck"), 0),
    "an escape that no build writes": (first(r'deck="P', r'deck="\\u0050'), 0),
    "numbers of a card of text": (
        first(r"(/lens/en.* fields=)([^ ]*)", r"\1\2 text=\2 numbers=\2"),
        0,
    ),
    "earlier times in no order": (first(r"\nnote", f"\nbuilt 9 {NOW} 1 9\nnote"), 0),
    "earlier times in two lines": (first(r"\nnote", "\nbuilt 9\nbuilt 8\nnote"), 0),
    "no earlier time": (first(r"\nnote", "\nbuilt\nnote"), 4),
    "an earlier time in milliseconds": (first(r"\nnote", f"\nbuilt {NOW}000\nnote"), 4),
    "texts without numbers": (first(r"(/lens/en.* fields=)([^ ]*)", r"\1\2 text=\2"), 5),
    "a comma behind the former ids": (first(r"(/lens/en.*) deck", r"\1 was=a, deck"), 5),
    "the former ids twice": (first(r"(/lens/en.*) deck", r"\1 was=a was=b deck"), 5),
    "removed twice": (first(r" deck", " removed removed deck"), 4),
    "a remark behind a line": (first(r'"\n', '" # mine\n'), 4),
    "an unknown kind": (first(r"lens/en concept", "lens/en basic"), 5),
    "no language": (first(r"lens/en concept", "lens concept"), 5),
    "an unknown escape": (first(r'deck="', r'deck="\\q'), 4),
    "a quote in a deck": (first(r'deck="', 'deck="x"y'), 4),
    "two lines in one": (first(r'"\nnote', '" note'), 4),
    "a space behind the head": (first(r"\n", " \n"), 1),
    "capitals in the end": (first(r"\nend", "\nEND"), 8),
    "nothing at all": (lambda _: "", 1),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_hand_is_read_or_an_error_with_its_line(name: str) -> None:
    """What is read, the next build writes so that the one after it can read it."""
    edit, line = EDITS[name]
    text = edit(TEXT)
    assert text != TEXT
    lock, diagnostics = read(text)
    if line:
        assert lock is None
        assert [d.span.line for d in diagnostics if d.span] == [line]
        return
    assert lock is not None
    for now in (LATER, LATEST):
        notes = [replace(note, fields={**note.fields, "Extra": str(now)}) for note in NOTES]
        lock = update(lock, notes, now, whole=True, root_seed=now).lock
        assert reread(serialise(lock)) == lock
