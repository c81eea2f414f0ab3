"""The table of kinds and formats holds: every kind is exported to each of them."""

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck

from flashgen.build.notes import build
from flashgen.deck.folder import load
from flashgen.exporters import kinds
from flashgen.exporters.formats import FORMATS
from flashgen.exporters.kinds import KINDS

_NUMERIC = "- id: x\n  parameters: {a: 'integers(2, 9)'}\n  question: What is <<a>>?\n"
CARDS = {
    "number": _NUMERIC + "  answer: a / 7\n  decimals: 2\n",
    "several answers": _NUMERIC
    + "  answers:\n  - {name: u, value: a}\n  - {name: v, value: 100 + a}\n",
    "vector, matrix": _NUMERIC + "  answer: '[a, 100 + a]'\n",
    "set, or up to its sign": _NUMERIC + "  answer: '[a, 100 + a]'\n  compare: up_to_sign\n",
    "text": _NUMERIC + "  answer: \"'odd' if a % 2 == 1 else 'even'\"\n",
    "formula": _NUMERIC + "  answer: {formula: (100 + a) * x, in: {x: [1, 3]}}\n",
    "menu": _NUMERIC + "  answer: a > 5\n  options: [large, small]\n",
    "number and menu": _NUMERIC
    + "  answers:\n  - {name: v, value: 100 + a}\n"
    + "  - {name: u, value: a > 5, options: [large, small]}\n",
    "choice": "- id: x\n  front: What is it?\n  back: this\n  choices: [that, other]\n",
    "statements": _NUMERIC
    + "  statements:\n  - {text: It is odd., right: a % 2 == 1}\n"
    + "  - {text: It is even., right: a % 2 == 0}\n",
    "order": "- id: x\n  front: What is it?\n  order: [first, [second, third], last]\n",
    "cloze": "- id: x\n  cloze: What is the {{c1::word}}.\n",
    "cloze of formulas": "- id: x\n  cloze: What is the {{c1::$x^2$}}.\n",
    "front and back": "- id: x\n  front: What is it?\n  back: So.\n",
}
# What is asked, and a part of what is right.
TEXTS = {
    "number": r"[01]\.\d\d",
    "several answers": r"10\d",
    "vector, matrix": r"10\d",
    "set, or up to its sign": r"10\d",
    "text": "odd|even",
    "formula": r"10\d( |<mo>.*</mo>|</mn>).*x",
    "menu": "large.*small",
    "number and menu": "large.*small",
    "choice": "this",
    "statements": "True.*odd|odd.*True|even.*True",
    "order": "first.*second.*third.*last",
    "cloze": "word",
    "cloze of formulas": r"x\^2|<msup>",
    "front and back": "So",
}


def moodle(deck: Path, folder: Path) -> str:
    *_, question = ET.fromstring(export(deck, "moodle", "--variants", "1"))
    return "shown" if question.get("type") == "description" else "asked"


def gift(deck: Path, folder: Path) -> str:
    return "asked" if re.search(r"(?<!\\)\{", export(deck, "gift", "--variants", "1")) else "shown"


def package(deck: Path, folder: Path, version: str) -> str:
    target = folder / f"{version}.zip"
    run("export", deck, "--to", "qti", "--qti", version, "--variants", "1", "-o", target, status=0)
    with zipfile.ZipFile(target) as archive:
        (path,) = (name for name in archive.namelist() if name.startswith(("items/", "quiz-")))
        return archive.read(path).decode()


def qti(deck: Path, folder: Path) -> str:
    return "by hand" if "extendedTextInteraction" in package(deck, folder, "2.1") else "asked"


def qti12(deck: Path, folder: Path) -> str:
    text = package(deck, folder, "1.2")
    if "essay_question" in text:
        return "by hand"
    blanks = "fill_in_multiple_blanks" in text and "cloze" not in deck.read_text("utf-8")
    return "as displayed" if blanks else "asked"


def on_the_card(data: str) -> str:
    judged = re.search('"(?:answers|choices|statements|order)":', data)
    return "asked" if judged else "shown"


def apkg(deck: Path, folder: Path) -> str:
    (definition,) = build(load([deck])).definitions
    return on_the_card(definition.notes[0].fields["Data"])


def tsv(deck: Path, folder: Path) -> str:
    return on_the_card(export(deck, "tsv").replace('""', '"'))


def shown(deck: Path, name: str) -> str:
    """Whether a text has what is asked and what is right."""
    text = export(deck, name)
    right = TEXTS[deck.parent.name]
    is_shown = re.search("What is", text) and re.search(right, text, re.DOTALL)
    return "shown" if is_shown else "left out"


SYSTEMS = {
    "apkg": apkg,
    "tsv": tsv,
    "moodle": moodle,
    "qti": qti,
    "qti 1.2": qti12,
    "gift": gift,
    "html": lambda deck, folder: shown(deck, "html"),
    "pdf": lambda deck, folder: shown(deck, "html"),  # which is what is printed
    "latex": lambda deck, folder: shown(deck, "latex"),
    "csv": lambda deck, folder: shown(deck, "csv"),
    "markdown": lambda deck, folder: shown(deck, "markdown"),
    "json": lambda deck, folder: shown(deck, "json"),
    "jsonl": lambda deck, folder: shown(deck, "jsonl"),
}


def test_the_table_has_every_format_and_every_kind_here() -> None:
    assert set(SYSTEMS) == set(kinds.FORMATS) == {*FORMATS, "qti 1.2"}
    assert list(CARDS) == list(TEXTS) == list(KINDS)
    assert kinds.table().count("\n") == len(KINDS) + 2


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_exported_as_the_table_has_it(kind: str, system: str, tmp_path: Path) -> None:
    folder = tmp_path / kind
    folder.mkdir()
    deck = write_deck(folder, f"namespace: n\ndeck: D\ncards:\n{CARDS[kind]}")
    assert SYSTEMS[system](deck, tmp_path) == KINDS[kind][system]
