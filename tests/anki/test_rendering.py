"""Notes: which field holds what, in every language, with every kind of definition."""

import json
from pathlib import Path

import pytest
from decks import HEAD, build_text, load, numeric

from flashgen.anki.note import Note
from flashgen.anki.note_types import CLOZE, CONCEPT, NUMERIC
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.deck.seed import Seed

TWO = "namespace: n\ndeck: {en: 'A :: B', zh: 甲}\nlanguages: [en, zh]\ntags: [all, t]\ncards:\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def notes(text: str) -> tuple[Note, ...]:
    built = build_text(text)
    assert built.diagnostics == ()
    return built.notes


def test_a_concept_in_two_languages() -> None:
    english, chinese = notes(
        TWO
        + "- id: c\n  tags: [t, own]\n  front: {en: Why?, zh: 为什么？}\n  back: $a < b$\n"
        + "  extra: '**x**'\n  reverse: true\n"
        + "  source: {title: A & B, url: 'https://example.org/?a=1&b=2'}\n"
    )
    assert english.fields == {
        "ID": "n/c/en",
        "Front": "<p>Why?</p>",
        "Back": r"<p>\(a &lt; b\)</p>",
        "Extra": "<p><strong>x</strong></p>",
        "Source": '<a href="https://example.org/?a=1&amp;b=2">A &amp; B</a>',
        "Reverse": "1",
        "Language": "en",
        "Choices": "",
        "Hints": "",
        "Images": "",
        "Data": "",
        **{f"Reserved {i}": "" for i in range(1, 6)},
    }
    assert (english.deck, english.tags) == ("A::B", ("all", "t", "own"))
    assert (chinese.deck, chinese.fields["Front"]) == ("甲", "<p>为什么？</p>")
    assert chinese.fields["Back"] == english.fields["Back"]
    assert chinese.guid != english.guid


FIELDS = {
    "concept": ("- id: c\n  front: a\n  back: b\n", CONCEPT),
    "cloze": ("- id: c\n  cloze: '{{c1::a}}'\n", CLOZE),
    "numeric": (numeric(), NUMERIC),
}


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_are_those_of_the_note_type_in_its_order(kind: str) -> None:
    card, note_type = FIELDS[kind]
    (note,) = notes(HEAD + card)
    assert note.kind == kind
    assert tuple(note.fields) == note_type.field_names


def test_slots_are_text_where_nothing_is_drawn() -> None:
    (note,) = notes(HEAD + "- id: c\n  front: 'vector<<int>> and 1 << 2'\n  back: cout << x\n")
    assert note.fields["Front"] == "<p>vector&lt;&lt;int&gt;&gt; and 1 &lt;&lt; 2</p>"
    assert note.fields["Back"] == "<p>cout &lt;&lt; x</p>"


def test_fields_have_the_minus_sign_that_the_script_gives_to_numbers() -> None:
    concept, cloze, number = notes(
        HEAD
        + "- id: a\n  front: Is -1 below $-1 + 2$ on 2026-11-29?\n"
        + "  back: Yes, by -2 in `x-1, -2`.\n"
        + "  hints: [Add -2.]\n  choices: ['-3']\n"
        + "- id: b\n  cloze: It is {{c1::-5}} °C.\n  extra: 'In `-5`: $$-5$$'\n"
        + numeric(question="What is -2 times <<a>>?", solution="It is <<-2 * a>>.", answer="-2 * a")
    )
    assert concept.fields["Front"] == r"<p>Is −1 below \(-1 + 2\) on 2026-11-29?</p>"
    assert concept.fields["Back"] == "<p>Yes, by −2 in <code>x-1, -2</code>.</p>"
    assert "Add −2." in concept.fields["Hints"]
    assert "<li>−3</li>" in concept.fields["Choices"]
    assert "{{c1::−5}}" in cloze.fields["Text"]
    assert "<code>-5</code>" in cloze.fields["Extra"] and r"\[-5\]" in cloze.fields["Extra"]
    assert "What is −2 times" in number.fields["Question"]
    assert ">−" in number.fields["Answer"] and "It is −" in number.fields["Solution"]
    assert "What is -2 times" in number.fields["Data"]


SOLVED = {
    "solution": "\n  - First <<a>>.\n  - Then <<answer>>.",
    "unit": "'$\\mathrm{m}$'",
    "mistakes": "\n  - {value: a - b - 200, says: <<a>> minus <<b>>.}",
}


def test_a_numeric_note_shows_variant_0_and_holds_them_all() -> None:
    built = build_text(HEAD + numeric(**SOLVED), variants=5)
    (note,) = built.notes
    sample = built.definitions[0].sample
    assert sample is not None
    first = sample.variants[0].values
    assert f"What is {first['a']} and {first['b']}?" in note.fields["Question"]
    assert str(first["answer"]) in note.fields["Answer"]
    assert f"First {first['a']}." in note.fields["Solution"]
    assert f"Then {first['answer']}." in note.fields["Solution"]
    data = json.loads(note.fields["Data"])
    assert len(data["rows"]) == 5
    assert [row[2] for row in data["rows"]] == [[v.values["answer"]] for v in sample.variants]
    assert [row[3] for row in data["rows"]] == [
        [v.values["a"] - v.values["b"] - 200] for v in sample.variants
    ]
    for row, variant in zip(data["rows"], sample.variants, strict=True):
        assert {str(variant.values[name]) for name in ("a", "b", "answer")} <= set(row[1])


def test_static_fields_are_the_template_filled_with_the_first_row() -> None:
    """The script fills the templates of Data; with the first row that gives the static fields."""
    (note,) = notes(HEAD + numeric(**SOLVED))
    data = json.loads(note.fields["Data"])
    form, texts = data["forms"][0], data["rows"][0][1]

    def fill(template: str) -> str:
        for number, text in enumerate(texts):
            template = template.replace(f"\ue000{number}\ue001", text)
        return template

    for key in ("question", "answer", "solution"):
        assert fill(form[key]) == note.fields[key.capitalize()]
        assert "\ue000" not in note.fields[key.capitalize()]


def test_values_are_escaped() -> None:
    (note,) = notes(
        HEAD
        + numeric(
            parameters="a: integers(1, 99), b: integers(1, 99)",
            question="'<<\"<b>&\">> <<a>> <<b>>'",
        )
    )
    assert "&lt;b&gt;&amp;" in note.fields["Question"]
    assert "<b>" not in note.fields["Question"]
    assert "<" not in note.fields["Data"]


def test_a_form_without_a_variant_is_left_out_of_the_data() -> None:
    """The first form never is drawn: the others move up, and no row points beside its form."""
    card = numeric(question="What is <<a>> and <<b>>?") + "  forms:\n  - {}\n  - {answer: a * b}\n"
    built = build_text(HEAD + card, variants=1)
    data = json.loads(built.notes[0].fields["Data"])
    assert (len(data["forms"]), [row[0] for row in data["rows"]]) == (1, [0])


def test_none_is_offered_by_the_form_and_not_by_the_variant() -> None:
    """With one variant, as on a sheet, what is said must not tell whether that one is empty."""
    card = numeric(
        "x[x > 9]",
        parameters="x: integers(1, 12, shape=3)",
        question="Above 9 in <<x>>?",
        compare="set",
    )
    card += "  forms:\n  - {}\n  - {question: Which are in <<x>>?, answer: x}\n"
    said = set()
    for root in range(12):
        selection = pipeline.Selection(variants=2)
        built = pipeline.build(load(HEAD + card), selection, lambda *_, r=root: Seed("x", r))
        forms = json.loads(built.notes[0].fields["Data"])["forms"]
        said.add(tuple("none" in form["question"] for form in forms))
    assert said == {(True, False)}


def test_images_come_from_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "cards" / "img").mkdir(parents=True)
    (tmp_path / "cards" / "img" / "a b.png").write_bytes(PNG)
    (tmp_path / "outside.png").write_bytes(PNG)
    deck = tmp_path / "cards" / "deck.yaml"
    card = "- id: c\n  front: '![alt](img/a%20b.png)'\n  back: b\n  image: {back: img/a b.png}\n"
    deck.write_text(HEAD + card, encoding="utf-8")
    built = pipeline.build(loading.load([deck]))
    assert built.diagnostics == ()
    (note,) = built.notes
    assert len(note.media) == 1
    name = note.media[0].name
    assert note.fields["Front"] == f'<p><img src="{name}" alt="alt"></p>'
    assert note.fields["Back"] == f'<p>b</p>\n<p class="image"><img src="{name}" alt=""></p>' or (
        f'src="{name}"' in note.fields["Back"]
    )
    deck.write_text(HEAD + card.replace("img/a b.png", "../outside.png"), encoding="utf-8")
    found = pipeline.build(loading.load([deck])).diagnostics
    assert [(d.code, d.span and (d.span.line, d.span.column)) for d in found] == [
        ("bad-image", (7, 17))
    ]


def test_a_wrong_language_hides_no_error_of_the_other() -> None:
    built = build_text(TWO + "- id: c\n  front: {en: $\\def$, zh: $\\href$}\n  back: b\n")
    assert [d.code for d in built.diagnostics] == ["math", "math"]
    assert built.notes == ()


def test_one_text_for_both_languages_is_compiled_and_said_once() -> None:
    built = build_text(TWO + "- id: c\n  front: $\\def$\n  back: b\n")
    assert [d.code for d in built.diagnostics] == ["math"]


def test_a_wrong_card_leaves_the_others() -> None:
    built = build_text(HEAD + numeric("nothing", id="bad") + numeric(id="good"))
    assert [note.id for note in built.notes] == ["good"]


def test_a_missing_image_is_said_of_every_card_that_shows_it() -> None:
    card = "  front: F\n  back: '![](none.png)'\n"
    built = build_text(f"{HEAD}- id: a\n{card}- id: b\n{card}")
    assert [d.code for d in built.diagnostics] == ["bad-image", "bad-image"]
    assert built.notes == ()


def test_an_address_holds_nothing_that_anki_acts_on() -> None:
    url = "https://example.org/[latex]x[/latex][sound:a.mp3][anki:tts][$]x[/$]"
    text = f"- id: a\n  front: F\n  back: B\n  source: {{title: T, url: '{url}'}}\n"
    source = notes(HEAD + text)[0].fields["Source"]
    assert source == f'<a href="{url.replace("[", "&#91;")}">T</a>'


def test_deck_descriptions_stand_in_the_decks_of_their_languages() -> None:
    built = pipeline.build(load(TWO.replace("tags:", "description: {en: '**A**', zh: 甲}\ntags:")))
    assert [(deck.name, deck.description.strip()) for deck in built.decks] == [
        ("A::B", "<p><strong>A</strong></p>"),
        ("甲", "<p>甲</p>"),
    ]


def test_a_deck_description_shows_no_image(tmp_path: Path) -> None:
    """Anki takes over the files that notes show, and no others."""
    image = Path(__file__).parents[2] / ".github" / "images" / "card.png"
    (tmp_path / "front.png").write_bytes(image.read_bytes())
    deck = tmp_path / "deck.yaml"
    text = HEAD.replace("cards:", "description: 'See ![it](front.png).'\ncards:")
    deck.write_text(text + "- {id: a, front: A?, back: A.}\n", encoding="utf-8")
    (said,) = pipeline.build(loading.load([deck])).diagnostics
    assert (said.code, said.span and said.span.line) == ("bad-image", 3)


def test_of_a_whole_number_nothing_is_rounded() -> None:
    """A form may ask for no decimals where the card asks for some."""
    card = (
        "- id: c\n  parameters: {n: 'integers(11, 40)'}\n  question: Thirds of <<n>>?\n"
        "  answer: n / 3\n  decimals: 1\n  forms:\n  - answer: n / 3\n"
        "  - question: Boxes for <<n>>?\n    answer: int(ceil(n / 3))\n    decimals: 0\n"
        "  - question: About what is <<n>> by 3?\n    answer: n / 3\n    decimals: 0\n"
    )
    forms = json.loads(notes(HEAD + card)[0].fields["Data"])["forms"]
    assert [form["question"].rpartition("</p><p class=")[2] for form in forms] == [
        '"wanted">Answer to 1 decimal.</p>',
        forms[1]["question"],
        '"wanted">Answer to the nearest integer.</p>',
    ]


def test_a_unit_is_known_by_its_names_in_all_languages() -> None:
    card = (
        "- id: c\n  parameters: {n: 'integers(11, 40)'}\n  question: Three times $<<n>>$?\n"
        "  answer: 3 * n\n  unit: {en: percentage points, zh: 个百分点}\n"
    )
    units = [json.loads(n.fields["Data"])["forms"][0]["answers"][0] for n in notes(TWO + card)]
    assert [(unit["unit"], unit["spellings"]) for unit in units] == [
        ("percentage points", ["个百分点"]),
        ("个百分点", ["percentage points"]),
    ]
