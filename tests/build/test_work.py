"""The budgets of a file and of a build: counted in units, so the same on every machine."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from decks import load

from flashgen.build import check as checking
from flashgen.build import notes, processes, work
from flashgen.build.check import CheckReport
from flashgen.build.notes import Selection, default_seed
from flashgen.cli import main
from flashgen.deck import folder as loading
from flashgen.deck.folder import Loaded
from flashgen.source.diagnostics import Diagnostic

HEAD = "namespace: {}-k3v9\ndeck: D\ncards:\n"
CARD = """\
- id: card-{0}
  parameters:
    a: integers(1, 999)
    b: integers(1, 999)
  question: Card {0}, <<a>> and <<b>>?
  answer: a + b
"""


def folder(path: Path, *counts: int) -> Path:
    for number, count in enumerate(counts):
        head = HEAD.format(f"n{number}")
        text = head + "".join(CARD.format(f"{number}-{card}") for card in range(count))
        (path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return path


def loaded(path: Path) -> Loaded:
    return loading.load([path])


def checked(path: Path, draws: int = 1000, only: tuple[str, ...] = ()) -> CheckReport:
    return checking.check(loaded(path), Selection(only), draws, default_seed)


def units_of_a_card(path: Path) -> tuple[int, int]:
    """Return the units for drawing a card, and for trying it on 1,000 draws."""
    deck_files = loaded(folder(path, 1)).deck_files
    definition = deck_files[0].definitions[0]
    result = checking._Checking(1000)(
        deck_files[0], definition, default_seed(deck_files[0], definition)
    )
    return result.drawing, result.trying


def place(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    assert span is not None
    return span.source.text[span.start : span.end]


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "available_cores", lambda: request.param)


@pytest.mark.usefixtures("cores")
def test_cards_beyond_the_budget_of_their_file_are_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, trying = units_of_a_card(tmp_path)
    folder(tmp_path, 5, 2)
    monkeypatch.setattr(work, "FILE_BUDGET", trying * 5 // 2)
    report = checked(tmp_path)
    (warning,) = report.diagnostics
    assert warning.code == "not-tried"
    assert place(warning) == "card-0-3"
    assert "2 cards are not tried on 1,000 draws, from `card-0-3` on" in warning.message
    assert (report.definitions, report.draws) == (7, 5000)
    # By itself each is tried; and many draws have a budget of their own.
    assert checked(tmp_path, only=("card-0-4",)).diagnostics == ()
    report = checked(tmp_path, draws=3000)
    assert [d.code for d in report.diagnostics] == ["not-tried"]
    assert report.draws == 5 * 3000


@pytest.mark.usefixtures("cores")
def test_cards_beyond_the_budget_of_drawing_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, _ = units_of_a_card(tmp_path)
    folder(tmp_path, 5, 2)
    monkeypatch.setattr(work, "FILE_BUDGET", drawing * 5 // 2)
    built = notes.build(loaded(tmp_path), samples=False)
    (error,) = built.diagnostics
    assert error.code == "too-much-work"
    assert place(error) == "card-0-3"
    assert "2 cards are not drawn, from `card-0-3` on" in error.message
    assert [item.definition.id for item in built.definitions] == [
        *("card-0-0", "card-0-1", "card-0-2"),
        *("card-1-0", "card-1-1"),
    ]
    assert "too-much-work" in [d.code for d in checked(tmp_path).diagnostics]
    output = tmp_path / "cards.apkg"
    result = CliRunner().invoke(main, ["build", str(tmp_path), "-o", str(output)])
    assert result.exit_code == 1
    assert not output.exists()


def test_the_budget_of_a_build_is_for_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, _ = units_of_a_card(tmp_path)
    folder(tmp_path, 2, 2, 2)
    monkeypatch.setattr(work, "BUILD_BUDGET", drawing * 5 // 2)
    built = notes.build(loaded(tmp_path), samples=False)
    assert [place(d) for d in built.diagnostics] == ["card-1-1", "card-2-0"]
    assert len(built.definitions) == 3


def test_a_card_that_fails_counts_too(tmp_path: Path) -> None:
    text = HEAD.format("n") + CARD.format("x") + "  require:\n    - a > 9999\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    deck_files = loaded(tmp_path).deck_files
    definition = deck_files[0].definitions[0]
    result = checking._Checking(1000)(
        deck_files[0], definition, default_seed(deck_files[0], definition)
    )
    assert [d.code for d in result.diagnostics] == ["never-accepted"]
    assert result.drawing > 10_000


def test_texts_and_languages_are_work() -> None:
    def units(text: str, languages: int) -> int:
        names = [f"a{letter}" for letter in "abcdefghij"[:languages]]
        head = HEAD.format("n").replace("cards:", f"languages: [{', '.join(names)}]\ncards:")
        (deck_file,) = load(f"{head}- id: a\n  front: {text}\n  back: b\n").deck_files
        return work.rendering_units(deck_file.definitions[0], deck_file.languages)

    assert units("a" * 5000, 1) > 10 * units("a", 1)
    assert units("a" * 5000, 10) == 10 * units("a" * 5000, 1)


def test_a_check_of_many_draws_tells_how_far_it_is(tmp_path: Path) -> None:
    folder(tmp_path, 1)
    told: list[tuple[int, int]] = []
    checking.check(
        loaded(tmp_path),
        Selection(),
        20_000,
        default_seed,
        lambda done, total: told.append((done, total)),
    )
    done = [number for number, _ in told]
    assert {total for _, total in told} == {20_000}
    assert done == sorted(done)
    assert len(set(done)) > 5
    assert done[-1] == 20_000
