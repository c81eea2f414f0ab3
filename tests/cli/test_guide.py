"""`flashgen guide`: a page, a search, the text for language models; and what a newcomer is told."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from command import run

import flashgen
from flashgen.cli import guide_pages, main

GUIDE = Path(flashgen.__file__).parent / "guide"


def page(topic: str) -> str:
    return (GUIDE / f"{topic}.md").read_text(encoding="utf-8")


def test_without_a_word_the_contents() -> None:
    assert run("guide").stdout == page("README")


@pytest.mark.parametrize("topic", guide_pages.topics())
def test_a_topic_is_its_page(topic: str) -> None:
    assert run("guide", topic).stdout == page(topic)


@pytest.mark.parametrize("typed", ["Numbers", "numbers.md"])
def test_a_topic_may_be_typed_as_it_is_seen(typed: str) -> None:
    assert run("guide", typed).stdout == page("numbers")


def test_the_text_for_language_models() -> None:
    assert run("guide", "--for-llm").stdout == page("for-llm")
    assert run("guide", "numbers", "--for-llm").exit_code == 2


def test_words_of_a_topic_show_its_sections_that_have_them() -> None:
    shown = run("guide", "numbers", "Half a unit").stdout
    assert shown.startswith("## How precise an answer is\n")
    assert "## Draws" not in shown


def test_a_word_is_found_in_all_pages() -> None:
    shown = run("guide", "roster").stdout
    assert "teach: A sheet for every student\n" in shown
    assert "commands: flashgen export\n" in shown
    assert "read one: flashgen guide " in shown
    assert "\x1b" not in shown


def test_all_words_have_to_be_in_a_section() -> None:
    shown = run("guide", "roster", "pick", "seed").stdout
    assert "teach: " in shown
    assert "README" not in shown


def test_a_section_with_the_word_in_its_heading_comes_first() -> None:
    first = run("guide", "worksheets").stdout.splitlines()[0]
    assert first == "teach: Worksheets"


def test_what_is_found_once_is_shown() -> None:
    assert run("guide", "killed at 50 moments").stdout.startswith("# Safety\n")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["numbrs"], "did you mean `numbers`?"),
        (["xyzzy"], "`flashgen guide` lists the topics"),
        (["numbers", "xyzzy"], "the page 'numbers' has nothing about 'xyzzy'"),
    ],
)
def test_what_is_nowhere_is_a_usage_error(typed: list[str], said: str) -> None:
    result = run("guide", *typed, status=2)
    assert said in result.stderr


def test_a_hash_in_code_begins_no_section() -> None:
    titles = [section.title for section in guide_pages.sections("extend")]
    assert titles == ["Extend"]


def test_the_shell_completes_a_topic() -> None:
    completion = ShellComplete(main, {}, "flashgen", "_FLASHGEN_COMPLETE")
    found = completion.get_completions(["guide"], "stu")
    assert [item.value for item in found] == ["study", "study.zh"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(
    ("pager", "no_color", "colored"), [("less", "", True), ("less", "1", False), ("cat", "", False)]
)
def test_on_a_terminal_a_page_is_rendered(
    pager: str, no_color: str, colored: bool, tmp_path: Path
) -> None:
    """In colors where the pager shows them, else with marks at headings."""
    program = tmp_path / pager
    program.write_text("#!/bin/sh\nexec /bin/cat\n", encoding="utf-8")
    program.chmod(0o755)
    text = on_a_terminal(
        ["guide", "good-cards"], PAGER=str(program), COLUMNS="60", NO_COLOR=no_color
    )
    assert ("\x1b[1m" in text) == colored
    assert "Good cards" in text
    assert "**" not in text
    bare = re.sub(r"\x1b\[\d+m", "", text)
    assert max(map(len, bare.splitlines())) <= 60


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_links_are_commands_on_a_terminal(tmp_path: Path) -> None:
    """In the contents the topics, in a page what is to be typed; nothing for what is no page."""
    plain = {"PAGER": "cat", "COLUMNS": "200"}
    assert "Study (study): import a deck" in on_a_terminal(["guide"], **plain)
    shown = on_a_terminal(["guide", "write"], **plain)
    assert "Good cards (flashgen guide good-cards)" in shown
    assert "README" not in shown


def on_a_terminal(arguments: list[str], **variables: str) -> str:
    """Run a command whose standard output is a terminal, and return what it shows."""
    import pty

    reader, writer = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "flashgen", *arguments],
        stdout=writer,
        env={**os.environ, **variables},
        timeout=60,
        check=True,
    )
    os.close(writer)
    shown = b""
    with os.fdopen(reader, "rb", buffering=0) as output:
        try:
            while piece := output.read(65536):
                shown += piece
        except OSError:  # Linux ends a pseudo-terminal so
            pass
    return shown.decode("utf-8").replace("\r\n", "\n")


def test_help_does_not_load_the_guide() -> None:
    code = (
        "import sys; from flashgen.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if 'guide' in m or 'greeting' in m or 'pyromark' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_flashgen_alone_says_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    started = run(status=0)
    commands = [
        line.split("   ")[0].strip() for line in started.stdout.splitlines() if line[:2] == "  "
    ]
    assert commands == ['flashgen new deck "My Course"', "flashgen preview", "flashgen build"]
    assert run("new", "deck", "My Course").exit_code == 0
    going_on = run().stdout
    assert "cards/ is here" in going_on
    assert "new deck" not in going_on


def test_a_new_deck_says_what_comes_next_and_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in ([], ["-o", "my cards.yaml"]):
        said = run("new", "deck", "My Course", *place).stderr
        steps = [line.split("   ")[0].strip() for line in said.splitlines() if line[:2] == "  "]
        assert [step.split()[1] for step in steps] == ["show", "preview", "check", "build", "guide"]
        for step in steps:
            if "preview" not in step:
                words = step.replace("'my cards.yaml'", "my_cards").split()[1:]
                words = [word.replace("my_cards", "my cards.yaml") for word in words]
                assert run(*words).exit_code == 0, step
    assert Path("cards.apkg").exists() and Path("my cards.apkg").exists()


def test_the_first_errors_say_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))  # no browser there
    assert "flashgen new deck NAME" in run("check").stderr
    (tmp_path / "cards").mkdir()
    assert "flashgen new deck NAME" in run("build").stderr
    assert run("new", "deck", "Mine").exit_code == 0
    pushed = run("push", "--url", "http://127.0.0.1:9")
    assert (pushed.exit_code, "start Anki" in pushed.stderr) == (3, True)
    assert "2055492159" in pushed.stderr


@pytest.mark.parametrize(
    "typed", ["cards/mine.yml", "cards/mien.yaml", "mine.yaml", "mine", "card", "Cards"]
)
def test_a_misspelled_path_is_recognized(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "deck", "Mine").exit_code == 0
    if Path(typed).exists():
        pytest.skip("in this file system case does not count")
    result = run("check", typed, status=2)
    meant = (
        "cards" if typed.casefold().startswith("card") and "/" not in typed else "cards/mine.yaml"
    )
    assert result.stderr.endswith(f"did you mean `{meant}`?\n")


def test_a_card_that_is_checked_as_a_deck_says_where_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("card.yaml").write_text(run("new", "card", "concept").stdout, encoding="utf-8")
    assert "its cards stand below `cards:`" in run("check", "card.yaml").stderr
