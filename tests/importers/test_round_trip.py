"""Cards -> package -> `import` -> cards -> package: the same notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from anki_backend import collection, import_package, note_of
from command import run
from decks import build_library
from extent import extent
from hypothesis import given, settings
from hypothesis import strategies as st
from importers.packages import PNG
from msgspec.structs import replace

from flashgen.anki.note import Note
from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.package.writing import write_apkg
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.importers.html.blocks import to_markdown
from flashgen.markup import MarkupError, compile_cloze, compile_text

LIBRARY = sorted((Path(__file__).parents[2] / "cards").glob("*.yaml"))[:: extent(6, 1)]
# What a numeric card has only from its program.
DRAWN = {"Question", "Answer", "Solution", "Figure", "Choices", "Data"}


@dataclass(frozen=True)
class Trip:
    """What went into the package, what came back, and what the command said."""

    before: pipeline.Built
    after: pipeline.Built
    said: str

    @property
    def renamed(self) -> frozenset[str]:
        """The names of notes whose GUID comes from a former id, which no package holds."""
        notes = self.before.notes
        return frozenset(n.name for n in notes if n.first_id)


def package(built: pipeline.Built, path: Path, mod: int = 1_700_000_000) -> Path:
    mods = dict.fromkeys((note.guid for note in built.notes), mod)
    write_apkg(path, built.notes, built.decks, NOTE_TYPES, mods)
    return path


def build(places: Sequence[Path], variants: int | None = None) -> pipeline.Built:
    selection = pipeline.Selection(variants=variants)
    return without_errors(pipeline.build(loading.load(places), selection))


def without_errors(built: pipeline.Built) -> pipeline.Built:
    assert [d for d in built.diagnostics if d.severity == "error"] == []
    return built


def trip(places: Sequence[Path], folder: Path) -> Trip:
    return trip_of(build(places, variants=1), folder)


def trip_of(before: pipeline.Built, folder: Path) -> Trip:
    path = package(before, folder / "a.apkg")
    result = run("import", path, "-o", folder / "back", status=0)
    return Trip(before, build([folder / "back"]), result.stderr)


def same_but_drawn(notes: Sequence[Note]) -> Mapping[str, object]:
    return {
        note.guid: (
            (note.name, note.kind, note.deck, note.tags),
            {
                name: text
                for name, text in note.fields.items()
                if note.kind != "numeric" or name not in DRAWN
            },
            note.media and tuple(image.name for image in note.media),
        )
        for note in notes
    }


def deck(folder: Path, text: str) -> Path:
    folder.mkdir()
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    before = without_errors(build_library(loading.load(LIBRARY)))
    return trip_of(before, tmp_path_factory.mktemp("library"))


def test_library_comes_back_whole(library: Trip) -> None:
    assert len(library.renamed) < 10
    assert ("the GUID is not that of the card's id" in library.said) == bool(library.renamed)
    before, after = (
        same_but_drawn([note for note in built.notes if note.name not in library.renamed])
        for built in (library.before, library.after)
    )
    assert len(before) > extent(200, 2000)
    assert before.keys() == after.keys()
    different = {
        guid: (before[guid], after[guid]) for guid in before if before[guid] != after[guid]
    }
    assert different == {}


def test_library_keeps_its_order_and_descriptions(library: Trip) -> None:
    def level(note: Note) -> str:
        return next((tag for tag in note.tags if tag.startswith("level::")), "")

    def in_decks(built: pipeline.Built) -> Mapping[str, list[str]]:
        """In the order of new cards."""
        notes = sorted(built.notes, key=level)
        return {
            deck.name: [note.name for note in notes if note.deck == deck.name]
            for deck in built.decks
        }

    assert in_decks(library.before) == in_decks(library.after)
    assert {(d.name, d.description) for d in library.before.decks} == {
        (d.name, d.description) for d in library.after.decks
    }


def test_numeric_notes_show_what_they_showed(library: Trip) -> None:
    """The first variant's values, answers as judged included; figures are drawn from programs."""
    before = {note.name: note for note in library.before.notes if note.kind == "numeric"}
    after = {note.name: note for note in library.after.notes}
    assert len(before) > extent(100, 1000)
    answers = [before[name].fields["Answer"] == after[name].fields["Answer"] for name in before]
    assert answers.count(False) == 0
    questions = [before[g].fields["Question"] == after[g].fields["Question"] for g in before]
    assert questions.count(True) > 0.9 * len(questions)
    assert "numeric, with the numbers of one variant now" in library.said


SMALL = """\
namespace: round-k3v9
deck: {en: Round, zh: 圆}
description: {en: About **round** things., zh: 关于**圆**的卡片。}
languages: [en, zh]
tags: [all]
cards:
- id: both
  tags: [first, second]
  front: {en: "What is `x`?", zh: "什么是 `x`？"}
  back: |
    $x^2 < y$

    | a | b |
    | --: | :-: |
    | $\\|v\\|$ | 2 |
  extra: |
    ```python
    def f(x):
        return x << 2  # shift
    ```

    ![a plot](pictures/plot.png)
  source: {title: "PyTorch *docs*", url: "https://pytorch.org/docs/?a=1&b=2"}
  reverse: true
- id: choice
  front: {en: Which?, zh: 哪个？}
  back: {en: "**This**", zh: 这个}
  choices:
    - {en: That, zh: 那个}
    - text: {en: $y_1$, zh: $y_2$}
      says: {en: "No: it is not.", zh: 不对。}
  image: {back: pictures/plot.png}
- id: gaps
  cloze: |
    - {{c1::**A**::hint}} and $x^{{c2::2}} = {{c1::\\frac{a}{b}}}$
    - `{{c3::code}} here` a\\:\\:b
  image: pictures/plot.png
  source: {title: A book}
"""


def test_every_key_comes_back(tmp_path: Path) -> None:
    path = deck(tmp_path / "cards", SMALL)
    (path.parent / "pictures").mkdir()
    (path.parent / "pictures" / "plot.png").write_bytes(PNG)
    made = trip([path], tmp_path)
    assert same_but_drawn(made.before.notes) == same_but_drawn(made.after.notes)
    assert made.said.splitlines()[-1].startswith("wrote 1 image to ")
    (file,) = (tmp_path / "back").glob("*.yaml")
    text = file.read_text(encoding="utf-8")
    assert file.name == "round.yaml"
    assert (
        "languages: [en, zh]\ntags: [all]\ncards:\n\n- id: both\n  tags: [first, second]\n" in text
    )
    assert "  reverse: true\n" in text
    assert "```python\n" in text


def test_numeric_card_keeps_note_and_reviews(tmp_path: Path) -> None:
    """Anki updates the note in place: no second one, no conflict of types."""
    text = """\
namespace: sums-k3v9
deck: Sums
cards:
- id: sum
  parameters:
    a: integers(1, 99)
    b: integers(1, 99)
  question: What is $<<a>> + <<b>>$, in a text with << in it?
  answer: a + b
  unit: apples
  mistakes:
    - value: a - b
      says: You **subtracted**.
- id: vectors
  parameters:
    v: integers(1, 9, shape=3)
  question: Take $v = <<v>>$.
  answers:
    - {name: double, label: Twice, value: 2*v}
    - {name: half, label: Half, value: v/2, decimals: 1, tolerance: {relative: 0.01}}
  solution:
    - $2v = <<double>>$
    - $v/2 = <<half>>$
  mistakes:
    - {value: "3*v", says: Thrice., of: double}
""".replace("with << in", r"with \<< in")
    made = trip([deck(tmp_path / "cards", text)], tmp_path)
    assert same_but_drawn(made.before.notes) == same_but_drawn(made.after.notes)
    second = package(made.after, tmp_path / "b.apkg", mod=1_700_000_100)
    with collection(tmp_path) as col:
        assert import_package(col, tmp_path / "a.apkg").new == 2
        report = import_package(col, second)
        assert (report.updated, report.conflicting, report.new) == (2, 0, 0)
        shown = note_of(col, made.after.notes[0].guid)["Question"]
    assert shown == made.before.notes[0].fields["Question"]
    kept = (tmp_path / "back" / "sums.yaml").read_text(encoding="utf-8")
    assert "    says: You **subtracted**.\n" in kept.replace("      says", "    says")
    assert "tolerance:\n        relative: 0.01\n" in kept
    assert "      of: double\n" in kept


def test_note_that_was_edited_in_anki_comes_back_as_edited(tmp_path: Path) -> None:
    cards = "namespace: n\ndeck: D\ncards:\n- {id: a, front: F, back: B}\n"
    built = build([deck(tmp_path / "cards", cards)])
    (note,) = built.notes
    edited = (
        "<div>now <b>bold</b>&nbsp;text</div><div><script>x</script>and \\(\\href{a}{b}\\)</div>"
    )
    fields = {**note.fields, "Back": edited}
    changed = replace(note, fields=fields)
    mods = {note.guid: 1_700_000_000}
    write_apkg(tmp_path / "a.apkg", [changed], built.decks, NOTE_TYPES, mods)
    run("import", tmp_path / "a.apkg", "-o", tmp_path / "b.yaml", status=0)
    text = (tmp_path / "b.yaml").read_text(encoding="utf-8")
    assert "  back: |\n    now **bold** text\\\n    and `\\href{a}{b}`\n" in text
    assert "# Not kept: the formula \\href{a}{b} stands as code" in text
    assert build([tmp_path / "b.yaml"]).notes[0].guid == note.guid


@pytest.mark.parametrize(
    ("field", "text"),
    [("Data", "{"), ("Data", "[]"), ("Data", '{"forms": [], "rows": [[7]]}'), ("ID", "n/sum/xx/y")],
)
def test_damaged_note_costs_one_card(field: str, text: str, tmp_path: Path) -> None:
    cards = "namespace: n\ndeck: D\ncards:\n- {id: a, front: F, back: B}\n"
    cards += "- {id: sum, question: What?, answer: 3, variants: 1}\n"
    built = build([deck(tmp_path / "cards", cards)])
    notes = [
        replace(note, fields={**note.fields, field: text}) if note.kind == "numeric" else note
        for note in built.notes
    ]
    mods = dict.fromkeys((note.guid for note in notes), 1_700_000_000)
    write_apkg(tmp_path / "a.apkg", notes, built.decks, NOTE_TYPES, mods)
    result = run("import", tmp_path / "a.apkg", "-o", tmp_path / "back", status=0)
    assert "1 card" in result.stderr
    back = build([tmp_path / "back"])
    assert built.notes[0].guid in {note.guid for note in back.notes}


def test_renamed_card_is_said(tmp_path: Path) -> None:
    text = "namespace: n\ndeck: D\ncards:\n- {id: new, was: old, front: F, back: B}\n"
    made = trip([deck(tmp_path / "cards", text)], tmp_path)
    assert "1 card: the GUID is not that of the card's id" in made.said


# Pieces of texts, put together at random: what cards are made of, and what trips a converter up.
PIECES = [
    "a",
    "word ",
    "**bold**",
    "*em*",
    "***both***",
    "**_x_**",
    "`code`",
    "``a`b``",
    "$x^2$",
    "$$\\frac{a}{b}$$",
    "\n",
    "\n\n",
    "- item\n",
    "- item\n\n",
    "1. one\n",
    "2) two\n",
    "  - sub\n",
    "> quote\n",
    "## head *x*\n",
    "```python\nx = 1  # c\n```\n",
    "| a | b |\n| --- | :-: |\n| 1 | $x$ |\n",
    "[link](https://a.b/c_d)",
    "<https://a.b>",
    '[t](https://x.y "ti")',
    "<sub>2</sub>",
    "<br>",
    "\\\n",
    "a < b",
    "vector<int>",
    "x_1",
    "\\*",
    "\\$5",
    "[0,1]",
    "中文",
    "**注意：**",
    "，",
    "(",
    "&amp;",
    "#",
    "---\n",
    "+",
    "=",
    "<<x>>",
    "\\\\",
    "\\(",
    "[sound:a.mp3]",
    "{",
    "::",
    "|",
]
CLOZES = ["{{c1::x}}", "{{c1::$a$::hint}}", "$x^{{c1::2}}$", "`{{c2::a}} b`", "**{{c3::q}}**"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7))
def test_any_text_comes_back(pieces: list[str]) -> None:
    try:
        html = compile_text("".join(pieces), slots=False).fill()
    except MarkupError:
        return
    back = to_markdown(html, own=True)
    assert compile_text(back.text, slots=False).fill() == html
    assert back.lost == ()


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES[:10] + CLOZES * 3), min_size=1, max_size=6))
def test_any_cloze_comes_back(pieces: list[str]) -> None:
    try:
        compiled = compile_cloze("".join(pieces))
    except MarkupError:
        return
    back = to_markdown(compiled.fill(), own=True, clozes=True)
    assert compile_cloze(back.text).fill() == compiled.fill()


TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
TAGS = st.lists(st.sampled_from(["a", "b::c", "标签", "x-y"]), max_size=3, unique=True)


@st.composite
def decks(draw: st.DrawFn) -> str:
    """A small deck file, its texts as blocks."""
    languages = draw(st.sampled_from([("en",), ("zh", "en"), ("en", "zh", "fr")]))

    def text(indent: int) -> str:
        def block(lead: str) -> str:
            made = draw(TEXTS).strip("\n") or "x"
            return "|2\n" + "\n".join(f"{lead}{line}" if line else "" for line in made.split("\n"))

        if draw(st.booleans()):
            return block(" " * (indent + 2))
        lead = " " * (indent + 2)
        return "".join(f"\n{lead}{language}: {block(lead + '  ')}" for language in languages)

    lines = ["namespace: random-k3v9", "deck:"]
    lines += [f"  {language}: Deck::{language}" for language in languages]
    lines += [f"languages: [{', '.join(languages)}]", f"tags: [{', '.join(draw(TAGS))}]", "cards:"]
    for number in range(draw(st.integers(1, 4))):
        lines += [f"- id: card-{number}", f"  tags: [{', '.join(draw(TAGS))}]"]
        lines += [f"  front: {text(2)}", f"  back: {text(2)}"]
        if draw(st.booleans()):
            lines.append(f"  extra: {text(2)}")
        if draw(st.booleans()):
            lines.append("  reverse: true")
    return "\n".join(lines) + "\n"


@settings(max_examples=12, deadline=None, derandomize=True)
@given(text=decks())
def test_any_deck_comes_back(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("random")
    path = deck(folder / "cards", text)
    built = pipeline.build(loading.load([path]))
    if any(d.severity == "error" for d in built.diagnostics):
        return
    made = trip([path], folder)
    assert same_but_drawn(made.before.notes) == same_but_drawn(made.after.notes)


EXERCISES = Path(__file__).parents[1] / "fixtures" / "exercises"


@pytest.mark.parametrize("name", ["menus", "words", "choices"])
def test_answers_of_every_kind_come_back(name: str, tmp_path: Path) -> None:
    """Those of concept cards as they were, those of numeric ones with their numbers."""
    back = trip([EXERCISES / f"{name}.yaml"], tmp_path)
    assert same_but_drawn(back.after.notes) == same_but_drawn(back.before.notes)
    after = {note.guid: note for note in back.after.notes}
    for note in back.before.notes:
        shown, again = note.fields, after[note.guid].fields
        if note.kind == "numeric":
            assert again["Question"] == shown["Question"]
            assert again["Answer"] == shown["Answer"]
            assert again["Choices"] == shown["Choices"]
