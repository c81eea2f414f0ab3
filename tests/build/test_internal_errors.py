"""A defect of flashgen in one card is an error at that card, and takes nothing else away."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from random_definitions import Definitions, problems_of

from flashgen.anki.card.rendering import Renderer
from flashgen.build import check as checking
from flashgen.cli import main
from flashgen.deck.selection import Selection
from flashgen.preview.workspace import Snapshot, Workspace

DECK = """\
namespace: broken-k3v9
deck: D
cards:
- id: good
  front: Why?
  back: So.
- id: broken
  front: What?
  back: That.
- id: wrong
  front: <b
  back: $\\nonsense$
"""
SAID = "broken.yaml:7:7: error[internal]: flashgen fails here: ZeroDivisionError: a defect"
ELSE = "error[math]"


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck file with a card that rendering fails on, between a good one and a wrong one."""
    monkeypatch.chdir(tmp_path)
    whole: Callable[..., object] = Renderer.concept

    def failing(renderer: Renderer, definition: object, *more: object) -> object:
        if getattr(definition, "id", "") == "broken":
            raise ZeroDivisionError("a defect")
        return whole(renderer, definition, *more)

    monkeypatch.setattr(Renderer, "concept", failing)
    (tmp_path / "broken.yaml").write_text(DECK, encoding="utf-8")
    return tmp_path / "broken.yaml"


@pytest.mark.usefixtures("deck")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "broken.yaml"],
        ["build", "broken.yaml"],
        ["diff", "broken.yaml"],
        ["export", "broken.yaml", "--to", "json"],
        ["export", "broken.yaml", "--to", "jsonl"],
        ["export", "broken.yaml", "--to", "tsv"],
        ["export", "broken.yaml", "--to", "html", "-o", "sheet.html"],
    ],
    ids=" ".join,
)
def test_it_is_reported_at_its_card_beside_the_others(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert SAID in result.stderr
    assert "please report it" in result.stderr
    assert ELSE in result.stderr


@pytest.mark.usefixtures("deck")
def test_it_is_one_of_the_diagnostics_of_json() -> None:
    result = CliRunner().invoke(main, ["check", "broken.yaml", "--json"])
    codes = [d["code"] for d in json.loads(result.stdout)["diagnostics"]]
    assert "internal" in codes
    assert "math" in codes


def test_the_preview_has_it_beside_the_card(deck: Path) -> None:
    snapshots: list[Snapshot] = []
    Workspace([deck], Selection(), None).refresh(snapshots.append)
    items = {item.id: item for item in snapshots[-1].items}
    assert [d.code for d in items["broken-k3v9/broken"].diagnostics] == ["internal"]
    assert items["broken-k3v9/good"].notes
    assert items["broken-k3v9/good"].diagnostics == ()


def test_a_check_that_fails_is_no_end_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> list[object]:
        raise RuntimeError("a rule is wrong")

    monkeypatch.setattr(checking, "check_numeric", failing)
    monkeypatch.setattr(checking, "check_texts", failing)
    card = "  parameters:\n    a: integers(1, 999)\n  question: Give <<a>>\n  answer: a\n"
    (tmp_path / "a.yaml").write_text(f"{DECK}- id: n\n{card}", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "a.yaml"), "--no-cache"])
    assert result.exit_code == 1
    assert result.stderr.count("error[internal]: flashgen fails here: RuntimeError") == 2
    assert ELSE in result.stderr


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("seed", range(8))
def test_no_definition_makes_it_fail(seed: int) -> None:
    definitions = Definitions(seed)
    for _ in range(60):
        text = definitions.one()
        assert problems_of(text) == [], text
