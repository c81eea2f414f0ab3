"""The paths of the command line: what is read, and what is never written over."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from command import run

DECK = """\
namespace: places-k3v9
deck: Places
cards:
- id: sky
  front: What color is the sky?
  back: "![](blue.svg)"
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
links = pytest.mark.skipif(os.name == "nt", reason="links need a right there")


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder `cards` of the current one, with a deck file, its image and its lock in it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "a.yaml").write_text(DECK, encoding="utf-8")
    (folder / "blue.svg").write_text(SVG, encoding="utf-8")
    assert run("build").exit_code == 0
    Path("cards.apkg").unlink()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


WRITERS = {
    "build": ["build"],
    "build --dry-run": ["build", "--dry-run"],
    "export html": ["export", "--to", "html"],
    "export jsonl": ["export", "--to", "jsonl"],
    "export apkg": ["export", "--to", "apkg"],
    "schema": ["schema"],
}
OURS = {
    "a deck file": "cards/a.yaml",
    "the same by another way": "cards/../cards/./a.yaml",
    "a deck file in capitals": "cards/B.YML",
    "the lock": "cards/flashgen.lock",
    "a lock to be": "FlashGen.lock",
    "an image": "cards/blue.svg",
}


@pytest.mark.parametrize("output", OURS.values(), ids=OURS.keys())
@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS.keys())
def test_nothing_of_the_author_is_written_over(
    cards: Path, command: list[str], output: str
) -> None:
    shutil.copy(cards / "a.yaml", cards.parent / "elsewhere.txt")
    (cards / "B.YML").write_text(DECK.replace("-k3v9", "-b3b3"), encoding="utf-8")
    before = contents(cards.parent)
    result = run(*command, "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "stays as it is" in result.stderr
    assert contents(cards.parent) == before


@links
@pytest.mark.parametrize("target", ["a.yaml", "flashgen.lock", "blue.svg"])
def test_a_link_leads_nowhere_else(cards: Path, target: str) -> None:
    Path("out.apkg").symlink_to(cards / target)
    before = contents(cards)
    for command in WRITERS.values():
        assert run(*command, "-o", "out.apkg").exit_code == 2
    assert contents(cards) == before


def test_a_deck_file_of_another_name_that_is_read(cards: Path) -> None:
    shutil.copy(cards / "a.yaml", "deck.txt")
    shutil.copy(cards / "blue.svg", "blue.svg")
    result = run("export", "deck.txt", "--to", "html", "-o", "deck.txt", status=2)
    assert "deck.txt is the deck file that is read" in result.stderr
    Path("deck.txt").rename("deck.apkg")
    assert run("build", "deck.apkg").exit_code == 2, "the default name is no way round it"
    assert Path("deck.apkg").read_text(encoding="utf-8") == DECK


@links
def test_a_deck_file_that_is_read_by_a_link(cards: Path) -> None:
    (cards / "a.yaml").rename(cards / "a.txt")
    (cards / "a.yaml").symlink_to("a.txt")
    assert run("export", "--to", "html", "-o", "cards/a.txt").exit_code == 2
    assert (cards / "a.txt").read_text(encoding="utf-8") == DECK


def test_a_package_ends_in_apkg(cards: Path) -> None:
    for command in (["build"], ["export", "--to", "apkg"]):
        for output in ("x.txt", "x", "x.apkg.zip"):
            result = run(*command, "-o", output, status=2)
            assert "a package ends in .apkg" in result.stderr
        assert run(*command, "-o", "X.APKG").exit_code == 0


def test_what_was_written_is_written_again(cards: Path) -> None:
    for command, output in (
        (["build"], "x.apkg"),
        (["export", "--to", "json"], "x.json"),
        (["export", "--to", "html"], "x.html"),
        (["schema"], "x.schema.json"),
    ):
        for _ in range(2):
            assert run(*command, "-o", output).exit_code == 0


@pytest.mark.parametrize("target", ["apkg", "pdf"])
def test_a_format_that_needs_a_file(cards: Path, target: str) -> None:
    """And so numbers that hold for one export never go over the package of `build`."""
    assert run("build").exit_code == 0
    before = contents(cards.parent)
    result = run("export", "--to", target, "--seed", "9")
    assert (result.exit_code, f"-o NAME.{target}" in result.stderr) == (2, True)
    assert contents(cards.parent) == before


MISSING = {
    "build": ["build", "no.yaml"],
    "check": ["check", "no.yaml"],
    "check --json": ["check", "cards", "no.yaml", "--json"],
    "diff": ["diff", "no.yaml"],
    "diff --against": ["diff", "--against", "no.yaml"],
    "diff --collection": ["diff", "--collection", "no.yaml"],
    "export": ["export", "no.yaml", "--to", "json"],
    "export jsonl": ["export", "no.yaml", "--to", "jsonl"],
    "import notes": ["import", "no.yaml.md"],
    "import a package": ["import", "no.yaml.apkg"],
    "preview": ["preview", "no.yaml", "--static", "site"],
    "push": ["push", "no.yaml"],
    "push --collection": ["push", "--collection", "no.yaml"],
    "show": ["show", "sky", "no.yaml"],
    "below a file": ["check", "cards/a.yaml/no.yaml"],
}


@pytest.mark.parametrize("command", MISSING.values(), ids=MISSING.keys())
def test_a_path_at_which_there_is_nothing(cards: Path, command: list[str]) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no such file" in result.stderr
    assert "no.yaml" in result.stderr
    assert not Path("site").exists()


@pytest.mark.parametrize(
    "command",
    [["build"], ["check"], ["diff"], ["export", "--to", "json"], ["preview"], ["show", "sky"]],
    ids=lambda command: command[0],
)
def test_a_folder_without_deck_files(cards: Path, command: list[str]) -> None:
    Path("empty/.hidden").mkdir(parents=True)
    shutil.copy(cards / "a.yaml", "empty/.hidden/a.yaml")
    result = run(*command, "empty")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "empty: there is no .yaml file in this folder; `flashgen new deck" in result.stderr


def test_a_deck_file_is_known_in_any_case(cards: Path) -> None:
    (cards / "a.yaml").unlink()
    Path("n.md").write_text("# Sky\nIt is blue.\n\n# Sea\nIt is too.\n", encoding="utf-8")
    assert run("import", "n.md", "-o", "cards/X.YAML").exit_code == 0
    result = run("check", "cards")
    assert (result.exit_code, "2 definitions" in result.stderr) == (0, True)


def test_a_preview_goes_into_a_folder_of_its_own(cards: Path) -> None:
    def preview(folder: str) -> Result:
        return run("preview", "--static", folder)

    Path("site").mkdir()
    Path("site/index.html").write_text("<title>My own</title>", encoding="utf-8")
    before = contents(cards.parent)
    for taken in ("site", "cards", "."):
        result = preview(taken)
        assert (result.exit_code, "stays as it is" in result.stderr) == (2, True)
    assert contents(cards.parent) == before
    Path("page/.git").mkdir(parents=True)
    assert preview("page").exit_code == 0
    first = contents(Path("page"))
    Path("page/CNAME").touch()  # of a page that is published
    assert preview("page").exit_code == 0
    assert contents(Path("page")) == first | {"page/CNAME": b""}
