"""`flashgen new`: starters that pass every check as they are, and never overwrite."""

import re
from functools import partial
from pathlib import Path

import pytest
import yaml
from click.shell_completion import get_completion_class
from command import run

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.cli import main
from flashgen.deck import folder as loading
from flashgen.deck.starters import CARDS, subjects
from flashgen.source.diagnostics import as_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


new = partial(run, "new")


def problems(path: Path, draws: int = 300) -> list[str]:
    checked = checking.check(
        loading.load([path]), pipeline.Selection(), draws, pipeline.default_seed
    )
    return [as_text(diagnostic) for diagnostic in checked.diagnostics]


def test_a_new_deck_passes_with_no_warning(folder: Path) -> None:
    result = new("deck", "My Course", status=0)
    assert result.stdout == ""
    path = folder / "cards" / "my-course.yaml"
    assert "cards/my-course.yaml" in result.stderr
    assert problems(path, 2000) == []
    (deck_file,) = loading.load([path]).deck_files
    assert {d.kind for d in deck_file.definitions} == {"concept", "cloze", "numeric"}
    assert re.fullmatch(r"my-course-[a-z0-9]{4}", deck_file.namespace)


@pytest.mark.parametrize("subject", subjects())
def test_a_deck_of_a_subject_passes_with_no_warning(folder: Path, subject: str) -> None:
    new("deck", "--subject", subject, status=0)
    path = folder / "cards" / f"{subject}.yaml"
    assert problems(path, 1000) == []
    (deck_file,) = loading.load([path]).deck_files
    assert [d.kind for d in deck_file.definitions] == ["numeric"] * 5
    assert re.fullmatch(rf"{subject}-[a-z0-9]{{4}}", deck_file.namespace)
    for definition in deck_file.definitions:
        for key in ("check:", "solution:", "mistakes:"):  # each is worked out, tried and explained
            assert f"\n  {key}" in definition.text, definition.id
        assert definition.text.count("- value:") >= 1


def test_the_subjects_are_ten_and_the_help_names_them() -> None:
    assert len(subjects()) == 10
    shown = " ".join(new("deck", "--help").stdout.split())
    assert all(subject in shown for subject in subjects())


def test_all_subjects_of_one_folder_ask_different_things(folder: Path) -> None:
    for subject in subjects():
        new("deck", "--subject", subject)
    assert problems(folder / "cards", 60) == []


def test_a_deck_of_a_subject_has_the_name_that_it_is_given(folder: Path) -> None:
    new("deck", "My Course::Odds", "--subject", "probability", "-o", "odds.yaml")
    (deck_file,) = loading.load([Path("odds.yaml")]).deck_files
    assert deck_file.header.deck.scalars[0].value == "My Course::Odds"
    assert deck_file.namespace.startswith("my-course-odds-")


def test_two_words_are_a_subject_and_a_misspelled_one_gets_a_hint(folder: Path) -> None:
    assert new("deck", "--subject", "Linear Algebra").exit_code == 0
    wrong = new("deck", "--subject", "statistcs", status=2)
    assert "did you mean `statistics`?" in wrong.stderr


def test_a_deck_without_name_and_subject_is_a_usage_error(folder: Path) -> None:
    result = new("deck", status=2)
    assert "a deck has a name" in result.stderr


def test_two_namespaces_differ(folder: Path) -> None:
    new("deck", "A", "-o", "one.yaml")
    new("deck", "A", "-o", "two.yaml")
    one, two = (loading.load([Path(f"{n}.yaml")]).deck_files[0] for n in ("one", "two"))
    assert one.namespace != two.namespace


NAMES = {
    "a nested deck": ("Deep Learning::Losses", "Deep Learning::Losses", "deep-learning-losses"),
    "blanks around": (" A :: B ", "A::B", "a-b"),
    "Chinese": ("深度学习", "深度学习", "深度学习"),
    "accents": ("Égalité", "Égalité", "égalité"),
    "a truth value to others": ("NO", "NO", "no"),
    "quotes": ('It\'s "so"', 'It\'s "so"', "it-s-so"),
    "YAML's own signs": ("a: b # c", "a: b # c", "a-b-c"),
    "a bracket": ("[x]", "[x]", "x"),
    "the words of the template": (
        "CARD NAMESPACE DECK",
        "CARD NAMESPACE DECK",
        "card-namespace-deck",
    ),
    "very long": ("word " * 40, ("word " * 40).strip(), "-".join(["word"] * 16)),
    "a name of Windows": ("Con", "Con", "con-deck"),
    "no letters": ("∇", "∇", "deck"),
}


@pytest.mark.parametrize(("name", "deck", "stem"), NAMES.values(), ids=NAMES.keys())
def test_any_name(folder: Path, name: str, deck: str, stem: str) -> None:
    assert new("deck", name).exit_code == 0
    path = folder / "cards" / f"{stem}.yaml"
    assert problems(path, 60) == []
    built = pipeline.build(loading.load([path]))
    assert {note.deck for note in built.notes} == {deck}


def test_further_decks(folder: Path) -> None:
    """Each a file of its own, and none of their cards asks what another asks."""
    names = {
        "物理": "物理",
        "化学": "化学",
        "∇": "deck",
        "∫": "deck-2",
        "A": "a",
        "Aux": "aux-deck",
    }
    for name in names:
        assert new("deck", name).exit_code == 0
    assert {p.stem for p in Path("cards").iterdir()} == set(names.values())
    assert problems(Path("cards"), 60) == []
    again = new("deck", "物理")
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)


@pytest.mark.parametrize("name", ["", "  ", "A::", "::", "a\nb", "a\x1bb", "a<b>"])
def test_a_name_that_is_none(folder: Path, name: str) -> None:
    result = new("deck", name, status=2)
    assert "a deck's name" in result.stderr
    assert list(folder.iterdir()) == []


def test_never_overwrites(folder: Path) -> None:
    path = folder / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    result = new("deck", "Mine", "-o", "mine.yaml", status=2)
    assert "exists already" in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written(folder: Path) -> None:
    (folder / "cards").write_text("a file", encoding="utf-8")
    result = new("deck", "Mine", "-o", "cards/mine.yaml")
    assert result.exit_code in (2, 3)
    assert "Traceback" not in result.output
    assert (folder / "cards").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize("kind", CARDS)
def test_a_new_card_goes_at_the_end_of_a_deck(folder: Path, kind: str) -> None:
    path = folder / "deck.yaml"
    path.write_text("namespace: n\ndeck: D\ncards:\n", encoding="utf-8")
    result = new("card", kind, "my-card", status=0)
    path.write_text(path.read_text(encoding="utf-8") + result.stdout, encoding="utf-8")
    assert problems(path) == []
    (definition,) = loading.load([path]).deck_files[0].definitions
    of_kind = {"statements": "numeric", "order": "concept", "menu": "numeric", "words": "concept"}
    of_kind |= {"units": "numeric", "hints": "numeric", "forms": "concept"}
    of_kind["formula"] = "numeric"
    assert definition.kind == of_kind.get(kind, kind)
    assert definition.id == "my-card"


def test_new_cards_beside_those_of_a_first_deck(folder: Path) -> None:
    assert new("deck", "My Course").exit_code == 0
    path = folder / "cards" / "my-course.yaml"
    added = "".join(run("card", kind).stdout for kind in CARDS)
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert problems(path) == []


def test_new_cards_have_ids_of_their_own() -> None:
    assert new("card", "concept").stdout != new("card", "concept").stdout


def test_an_id_that_is_none() -> None:
    result = new("card", "concept", "No Id", status=2)
    assert "small letters" in result.stderr


ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "flashgen" / "guide"


def test_the_pre_commit_hook() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "flashgen-check"
    assert f"the hook `{hook['id']}`" in (GUIDE / "git.md").read_text(encoding="utf-8")
    assert run(*hook["entry"].split()[1:], "--help").exit_code == 0
    assert re.search(hook["files"], "cards/losses.yaml")


def test_the_shell_completes(folder: Path) -> None:
    shells = re.findall(r"(\w+)_source", (GUIDE / "write.md").read_text(encoding="utf-8"))
    assert set(shells) == {"bash", "zsh", "fish"}
    for shell in shells:
        completion = get_completion_class(shell)
        assert completion is not None
        script = completion(main, {}, "flashgen", "_FLASHGEN_COMPLETE").source()
        assert "_FLASHGEN_COMPLETE" in script
