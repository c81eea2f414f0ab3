"""The command line: what it prints where, what it leaves on the disk, how it ends."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from itertools import takewhile
from pathlib import Path

import click
import pytest
from command import run

from flashgen.build.notes import Selection
from flashgen.cli import COMMANDS, main
from flashgen.deck.folder import load

GOLDEN = Path(__file__).parents[1] / "fixtures" / "golden" / "losses.yaml"
TWO_LANGUAGES = """\
namespace: two
deck: {en: Two, zh: 二}
languages: [en, zh]
tags: [all]
cards:
- id: sky
  tags: [nature]
  front: {en: What color is the sky?, zh: 天空是什么颜色？}
  back: {en: Blue., zh: 蓝色。}
- id: sum
  parameters:
    a: integers(1, 99)
    b: integers(1, 99)
  question: $<<a>> + <<b>>$
  answer: a + b
"""
WARNING = TWO_LANGUAGES.replace("answer: a + b", "answer: a + b\n  variants: 1000").replace(
    "99", "5"
)
PROCESS = [sys.executable, "-c", "from flashgen.cli import main; main()"]


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `cards/two.yaml` in it, which is the current one."""
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "two.yaml").write_text(TWO_LANGUAGES, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path


def break_cards() -> None:
    Path("cards/two.yaml").write_text(
        TWO_LANGUAGES.replace("answer: a + b", "answer: a + c"), encoding="utf-8"
    )


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


# Exit status and streams.

STATUS = {
    "build": (["build"], 0),
    "check": (["check", "--draws", "100"], 0),
    "export": (["export", "--to", "json"], 0),
    "version": (["--version"], 0),
    "help": (["build", "--help"], 0),
    "no such file": (["check", "nowhere.yaml"], 2),
    "an empty folder": (["build", "empty"], 2),
    "no such option": (["build", "--nonsense"], 2),
    "no such command": (["bild"], 2),
    "no such format": (["export", "--to", "docx"], 2),
    "no format": (["export"], 2),
    "no such language": (["build", "--lang", "fr"], 2),
    "no such card": (["build", "--only", "nothing"], 2),
    "no variants": (["build", "--variants", "0"], 2),
    "a seed that is none": (["export", "--to", "json", "--seed", "x"], 2),
    "the output's folder is missing": (["build", "-o", "no/folder/x.apkg"], 3),
    "the output is below a file": (["build", "-o", "cards/two.yaml/x.apkg"], 3),
    "the export's folder is missing": (["export", "--to", "json", "-o", "no/folder/x.json"], 3),
}


@pytest.mark.parametrize(("arguments", "status"), STATUS.values(), ids=STATUS.keys())
def test_exit_status(cards: Path, arguments: list[str], status: int) -> None:
    Path("empty").mkdir()
    result = run(*arguments, status=status)
    assert "Traceback" not in result.output
    if status:
        assert (result.stdout, bool(result.stderr)) == ("", True)
        assert not any(name.endswith((".apkg", ".tmp", ".json")) for name in files(cards))


@pytest.mark.parametrize(
    "arguments", [["build"], ["check"], ["export", "--to", "json"]], ids=lambda a: a[0]
)
def test_wrong_cards_give_status_1_and_write_nothing(cards: Path, arguments: list[str]) -> None:
    break_cards()
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[:3] == [
        "cards/two.yaml:15:15: error[expression]: `c` is not defined here",
        "   15 |   answer: a + c",
        "      |               ^",
    ]
    assert "1 error" in result.stderr
    assert files(cards) == ["cards/two.yaml"]


def test_a_warning_changes_no_status(cards: Path) -> None:
    Path("cards/two.yaml").write_text(WARNING, encoding="utf-8")
    for arguments in (["build"], ["check", "--draws", "50"], ["export", "--to", "json"]):
        result = run(*arguments, status=0)
        assert "warning[fewer-variants]" in result.stderr


def test_no_folder_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build", status=2)
    assert "cards/" in result.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read and write all")
def test_permissions(cards: Path) -> None:
    Path("cards/two.yaml").chmod(0)
    result = run("check")
    assert (result.exit_code, "unreadable-file" in result.stderr) == (1, True)


def test_a_file_that_cannot_be_read(cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run("check", "--json")
    diagnostics = json.loads(result.stdout)["diagnostics"]
    assert result.exit_code == 1
    assert [(d["code"], d["file"], d["line"]) for d in diagnostics] == [
        ("unreadable-file", "cards/two.yaml", None)
    ]


# Build.


def test_build_writes_the_package_and_says_so(cards: Path) -> None:
    result = run("build")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 decks, 4 notes, 4 cards, 48 variants" in result.stderr
    assert "wrote cards.apkg" in result.stderr
    assert zipfile.ZipFile("cards.apkg").testzip() is None
    assert files(cards) == ["cards.apkg", "cards/flashgen.lock", "cards/two.yaml"]


def test_the_default_name_of_a_file(cards: Path) -> None:
    run("build", "cards/two.yaml")
    assert "two.apkg" in files(cards)


def test_same_input_same_bytes(cards: Path) -> None:
    """In another folder, at another hash seed, in another locale."""
    run("build", "-o", "here.apkg")
    (cards / "far").mkdir()
    shutil.copytree(cards / "cards", cards / "far" / "cards", ignore=shutil.ignore_patterns("*.l*"))
    environment = os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Kathmandu"}
    subprocess.run([*PROCESS, "build"], cwd=cards / "far", env=environment, check=True)
    assert (cards / "far" / "cards.apkg").read_bytes() == (cards / "here.apkg").read_bytes()
    lock = "cards/flashgen.lock"
    assert (cards / "far" / lock).read_bytes() == (cards / lock).read_bytes()


def test_dry_run_writes_nothing(cards: Path) -> None:
    result = run("build", "--dry-run", "-o", "no/folder/x.apkg", status=0)
    assert "nothing was written" in result.stderr
    assert files(cards) == ["cards/two.yaml"]


def test_source_date_epoch_must_be_a_number(cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run("build").exit_code == 2


INTERRUPTED = """\
import os, signal, flashgen.source.files
def interrupt(descriptor):
    os.kill(os.getpid(), signal.SIGINT)
os.fsync = interrupt
from flashgen.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [("cards.apkg", ["build"]), ("cards.json", ["export", "--to", "json", "-o", "cards.json"])],
)
def test_an_interrupt_leaves_no_temporary_file(
    cards: Path, name: str, arguments: list[str]
) -> None:
    (cards / name).write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *arguments], capture_output=True, check=False
    )
    assert done.returncode in (1, 130, -signal.SIGINT)
    assert b"Traceback" not in done.stderr
    assert [left for left in files(cards) if left != "cards/flashgen.lock"] == [
        name,
        "cards/two.yaml",
    ]
    assert (cards / name).read_bytes() == b"the old one"


# --json, and the export.

JSON_KEYS = ["code", "severity", "message", "file", "line", "column", "end_line", "end_column"]


@pytest.mark.parametrize("command", ["build", "check"])
def test_json_diagnostics(cards: Path, command: str) -> None:
    assert json.loads(run(command, "--json").stdout)["diagnostics"] == []
    break_cards()
    result = run(command, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (1, "")
    assert len(document["diagnostics"]) == 1
    assert list(document["diagnostics"][0]) == [*JSON_KEYS, "hint"]
    assert [document["diagnostics"][0][key] for key in JSON_KEYS] == [
        "expression",
        "error",
        "`c` is not defined here",
        "cards/two.yaml",
        15,
        15,
        15,
        16,
    ]


NOTE_KEYS = ["id", "namespace", "deck", "kind", "lang", "tags", "guid", "fields", "variants"]
VARIANT_KEYS = [
    *("parameters", "values", "answer", "answer_text"),
    *("question", "solution", "hints", "mistakes"),
]


def exported(*arguments: str) -> list[dict[str, object]]:
    result = run("export", "--to", "json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert list(document) == ["notes"]
    notes: list[dict[str, object]] = document["notes"]
    return notes


def test_the_shape_of_the_export(cards: Path) -> None:
    notes = exported()
    assert all(list(note) == NOTE_KEYS for note in notes)
    assert [(n["id"], n["lang"], n["deck"], n["kind"], n["tags"]) for n in notes] == [
        ("sky", "en", "Two", "concept", ["all", "nature"]),
        ("sky", "zh", "二", "concept", ["all", "nature"]),
        ("sum", "en", "Two", "numeric", ["all"]),
        ("sum", "zh", "二", "numeric", ["all"]),
    ]
    assert len({note["guid"] for note in notes}) == 4
    variants = notes[2]["variants"]
    assert isinstance(variants, list)
    assert len(variants) == 24
    for variant in variants:
        assert list(variant) == VARIANT_KEYS
        a, b = variant["parameters"]["a"], variant["parameters"]["b"]
        assert (variant["answer"], variant["answer_text"]) == (a + b, str(a + b))
        assert variant["question"] == f"${a} + {b}$"
    assert files(cards) == ["cards/two.yaml"]  # no lock


ONE_OF_MANY = """\
namespace: only-k3v9
deck: Only
description: A deck with a [broken link](foo).
cards:
- id: good
  parameters: {a: "integers(2, 90)", b: "integers(2, 90)"}
  question: What is <<a>> + <<b>>?
  answer: a + b
- id: misspelled
  frontt: What?
  back: That.
- id: leftover
  parameters: {a: "integers(2, 90)", b: "integers(2, 90)", u: "integers(1, 3)"}
  question: What is <<a>> * <<b>>?
  answer: a * b
- id: twin
  front: What is $<<a>> + <<b>>$?
  back: So.
"""


@pytest.mark.parametrize(
    ("only", "codes"),
    [
        (["good"], []),
        (["misspelled"], ["unknown-key"]),
        (["leftover"], ["unused-name"]),
        (["good", "misspelled"], ["unknown-key"]),
        (["*"], ["unknown-key", "unused-name"]),
        (["other"], ["missing-key"]),
    ],
)
def test_check_reports_the_wanted_card_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only: list[str], codes: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "a.yaml").write_text(ONE_OF_MANY, encoding="utf-8")
    other = "namespace: b-k3v9\ndeck: Only\ncards:\n- id: other\n  front: Why?\n"
    (tmp_path / "cards" / "b.yaml").write_text(other, encoding="utf-8")
    patterns = [word for pattern in only for word in ("--only", pattern)]
    result = run("check", "--json", "--draws", "100", *patterns)
    found = json.loads(result.stdout)["diagnostics"]
    assert sorted(each["code"] for each in found if each["line"] > 3) == sorted(
        [*codes, *(["missing-key"] if only == ["*"] else [])]
    )
    assert result.exit_code == (1 if any(each["severity"] == "error" for each in found) else 0)


def test_check_of_one_card_tells_of_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("deck: A\ncards:\n- id: x\n  front: Q\n  back: A\n")
    result = run("check", "a.yaml", "--only", "x", status=1)
    assert "namespace" in result.stderr


SELECTED = {
    "an id": (["--only", "sky"], ["sky", "sky"]),
    "a pattern": (["--only", "s*m"], ["sum", "sum"]),
    "a tag": (["--only", "tag:nature"], ["sky", "sky"]),
    "a kind": (["--only", "kind:numeric"], ["sum", "sum"]),
    "a deck": (["--only", "deck:Two"], ["sky", "sky", "sum", "sum"]),
    "two of them": (["--only", "sum", "--only", "tag:nature"], ["sky", "sky", "sum", "sum"]),
    "a language": (["--lang", "zh"], ["sky", "sum"]),
    "both": (["--lang", "en", "--only", "sum"], ["sum"]),
}


@pytest.mark.parametrize(("arguments", "ids"), SELECTED.values(), ids=SELECTED.keys())
def test_selection(cards: Path, arguments: list[str], ids: list[str]) -> None:
    everything = {(note["id"], note["lang"]): note for note in exported()}
    selected = exported(*arguments)
    assert [note["id"] for note in selected] == ids
    # What is selected is what it is without a selection.
    assert all(note == everything[note["id"], note["lang"]] for note in selected)


def test_variants_and_seed_of_an_export(cards: Path) -> None:
    few, many = (exported("--variants", n, "--only", "sum", "--lang", "en") for n in ("3", "30"))
    other = exported("--variants", "3", "--only", "sum", "--lang", "en", "--seed", "1")
    rows = [note[0]["variants"] for note in (few, many, other)]
    assert isinstance(rows[1], list)
    assert rows[0] == rows[1][:3]
    assert (len(rows[1]), rows[2] != rows[0]) == (30, True)
    assert few[0]["guid"] == other[0]["guid"]


def test_export_to_a_file_prints_nothing(cards: Path) -> None:
    result = run("export", "--to", "json", "-o", "out.json")
    assert (result.exit_code, result.output) == (0, "")
    assert Path("out.json").read_bytes() == run("export", "--to", "json").stdout_bytes


# Processes.


def test_a_reader_that_has_enough(cards: Path) -> None:
    """`flashgen export | head`: no traceback when the pipe is closed early."""
    process = subprocess.Popen(
        [*PROCESS, "export", "--to", "json", "--variants", "1000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("no_color", "colored"), [(None, True), ("1", False)])
def test_color_is_for_terminals_and_no_color_ends_it(
    cards: Path, no_color: str | None, colored: bool
) -> None:
    import pty

    break_cards()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    if no_color:
        environment["NO_COLOR"] = no_color
    leader, follower = pty.openpty()
    subprocess.run([*PROCESS, "check"], stderr=follower, env=environment, check=False)
    os.close(follower)
    shown = os.read(leader, 100_000)
    os.close(leader)
    assert b"error[expression]" in shown
    assert (b"\x1b[31m" in shown) == colored


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from flashgen.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'numpy', 'genanki', 'yaml', 'pydantic', 'pygments', 'nh3', 'pyromark'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_build_of_texts_imports_nothing_that_only_numbers_need(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    card = "- id: one\n  front: Why $x^2$?\n  back: '**So**.'\n"
    deck.write_text(f"namespace: texts-a1b2\ndeck: Texts\ncards:\n{card}", encoding="utf-8")
    code = (
        "import sys\n"
        "from flashgen.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'numpy', 'pygments', 'concurrent.futures.process'}\n"
        "heavy.add('flashgen.numeric.compiling')\n"
        "heavy.add('flashgen.build.cache')\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    arguments = ["build", str(deck), "-o", str(tmp_path / "deck.apkg")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "deck.apkg").exists()


def test_every_command_has_an_example_in_its_help() -> None:
    for name in COMMANDS:
        assert f"flashgen {name}" in run(name, "--help").stdout
        assert "Example:" in run(name, "--help").stdout
        assert run(name, "--help").stdout.count("Exit status") == 1


def examples_of_help() -> list[list[str]]:
    """The words of every example of every command."""
    found = []
    for name in [[], *([name] for name in COMMANDS), ["new", "deck"], ["new", "card"]]:
        lines = run(*name, "--help").stdout.splitlines()
        found += [shlex.split(x.strip(), comments=True) for x in lines if x.startswith("    flash")]
    return found


def test_the_examples_of_help_are_of_the_library() -> None:
    """Files, cards, patterns, functions and codes are there, and each is a command line."""
    library = Path(__file__).parents[2]
    loaded = load([library / "cards"])
    examples = examples_of_help()
    assert len(examples) > 35
    shown = 0
    for words in examples:
        words = list(takewhile(lambda word: word not in ("|", ">>"), words))[1:]
        command = main.get_command(click.Context(main), words[0])
        assert command is not None
        command.make_parser(click.Context(command)).parse_args(words[1:])
        for path in words:
            if path.startswith("cards/") and words[words.index(path) - 1] != "-o":
                assert (library / path).is_file(), words
        patterns = [words[n + 1] for n, word in enumerate(words) if word == "--only"]
        patterns += words[1:2] if words[0] == "show" else []
        for pattern in patterns:
            takes = Selection((pattern,)).takes
            assert any(takes(f, d) for f in loaded.deck_files for d in f.definitions), words
        shown += len(patterns)
        languages = {words[n + 1] for n, word in enumerate(words) if word == "--lang"}
        assert languages <= {language for head in loaded.heads for language in head.languages}
        if words[0] == "functions":
            assert run(*words).exit_code == 0
        if "--explain" in words:
            assert run(*words).exit_code == 0
    assert shown >= 4


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert {n: c and c.get_short_help_str(limit=200) for n, c in commands.items()} == COMMANDS
