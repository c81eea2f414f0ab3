"""The budgets of a file and of a build: counted in units, so the same on every machine."""

from pathlib import Path

import pytest
from command import run
from decks import load

from flashgen.build import check as checking
from flashgen.build import notes, processes, work
from flashgen.build.check import CheckReport
from flashgen.build.notes import Selection, default_seed
from flashgen.deck import folder as loading
from flashgen.deck.folder import Loaded
from flashgen.deck.keys import KINDS, NumericDefinition
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
    run("build", tmp_path, "-o", output, status=1)
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


LONG = "long " * 400
CONCEPT = "- id: a\n  front: Why?\n  back: So.\n"
DRAWN = "- id: a\n  parameters: {a: 'integers(1, 9)'}\n  question: Give <<a>>\n  answer: a\n"
ANSWERED = CONCEPT.replace("back: So.", "answer: x")
ASKED = DRAWN.replace("  answer: a\n", "")
SHOWN = {
    "front": CONCEPT.replace("Why?", "Why? %"),
    "back": CONCEPT.replace("So.", "So. %"),
    "cloze": "- id: a\n  cloze: '{{c1::a}} %'\n",
    "question": DRAWN.replace("<<a>>", "<<a>> %"),
    "answer": ANSWERED.replace("answer: x", "answer: x %"),
    "answers": ASKED + "  answers: [{name: b, label: 'x %', value: a}]\n",
    "accept": ANSWERED + "  accept: ['y %']\n",
    "options": ASKED + "  answer: {text: '<<a>>'}\n  options: ['<<a>>', 'y %']\n",
    "choices": CONCEPT + "  choices: [{text: x, says: 'no %'}, y]\n",
    "mistakes": DRAWN + "  mistakes: [{value: a + 1, says: 'no %'}]\n",
    "statements": ASKED + "  statements: [{text: x, right: a > 3, says: 'no %'}]\n",
    "order": ASKED + "  order: [first, 'then %']\n",
    "solution": DRAWN + "  solution: 'then %'\n",
    "hints": DRAWN + "  hints: [x, 'then %']\n",
    "unit": DRAWN + "  unit: 'm %'\n",
    "extra": CONCEPT + "  extra: 'more %'\n",
    "source": CONCEPT + "  source: {title: 'a %'}\n",
    "image": CONCEPT + "  image: {file: a.png, alt: 'a %'}\n",
    "forms": DRAWN + "  forms: [{question: 'Give <<a>> %'}, {hints: [x]}]\n",
}
COMPUTED = {
    "parameters": (DRAWN, DRAWN.replace("{a:", "{b: 'integers(1, 9)', a:")),
    "let": (DRAWN, DRAWN + "  let: {b: a + 1}\n"),
    "require": (DRAWN, DRAWN + "  require: [a > 1]\n"),
    "check": (DRAWN, DRAWN + "  check: 2 * a - a\n"),
    "figure": (DRAWN, DRAWN + "  figure: bars([a, a])\n"),
    "variants": (
        DRAWN + "  figure: bars([a, a])\n",
        DRAWN + "  figure: bars([a, a])\n  variants: 99\n",
    ),
}
SMALL = {
    *("id", "was", "tags", "reverse", "units", "unit_required", "decimals", "figures"),
    *("tolerance", "compare", "case", "shuffle", "show", "guessable"),
}
"""Keys with little to show: names, numbers and words of which there are few."""


def units_of(card: str) -> int:
    loaded = load(HEAD.format("n") + card)
    assert not loaded.diagnostics, loaded.diagnostics
    (definition,) = loaded.deck_files[0].definitions
    model = definition.model
    variants = model.variants if isinstance(model, NumericDefinition) else 0
    return work.rendering_units(definition, ["en"], variants)


@pytest.mark.parametrize("key", SHOWN)
def test_what_a_key_shows_is_work(key: str) -> None:
    card = SHOWN[key]
    assert units_of(card.replace("%", LONG)) > units_of(card.replace("%", "")) + 10 * len(LONG)


@pytest.mark.parametrize("key", COMPUTED)
def test_what_a_key_computes_is_work(key: str) -> None:
    without, given = COMPUTED[key]
    assert units_of(given) > units_of(without) + 300


def test_no_key_is_forgotten() -> None:
    keys = {name for model in KINDS for name in model.model_fields}
    assert keys == {*SHOWN, *COMPUTED, *SMALL}


@pytest.mark.parametrize(
    ("cheap", "dear", "factor"),
    [
        ("{value: x^2}", "{formula: x^2, in: {x: [0, 3]}}", 3),
        ("{formula: x^2, in: {x: [0, 3]}}\n  mistakes: []", "%", 5),
    ],
)
def test_formulas_of_concept_cards_are_work(cheap: str, dear: str, factor: int) -> None:
    wrong = ", ".join(f"{{value: x^2 + {n}, says: no}}" for n in range(10))
    many = f"{{formula: x^2, in: {{x: [0, 3]}}}}\n  mistakes: [{wrong}]"
    card = ANSWERED.replace("answer: x", "answer: {}")
    with_many = card.replace("{}", dear.replace("%", many))
    assert units_of(with_many) > factor * units_of(card.replace("{}", cheap))


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("figure: bars([a, a])", "figure: curve(a * x**2, x, -3, 3)"),
        ("answer: a", "answer: {formula: a * x^2 + 1, in: {x: [0, 3]}}"),
    ],
)
def test_drawing_and_judging_at_points_is_work(cheap: str, dear: str) -> None:
    def units(line: str) -> tuple[int, int]:
        card = DRAWN if line.startswith("figure") else ASKED
        (deck_file,) = load(f"{HEAD.format('n')}{card}  {line}\n").deck_files
        (definition,) = deck_file.definitions
        result = checking._Checking(100)(deck_file, definition, default_seed(deck_file, definition))
        assert result.draws == 100
        return result.drawing, result.trying

    assert all(more > less + 2000 for less, more in zip(units(cheap), units(dear), strict=True))


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
