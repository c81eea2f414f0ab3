"""The table of kinds and course systems holds: every kind is exported to each of them."""

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from decks_to_export import export, run, write_deck

from flashgen.exporters.formats import KINDS

_NUMERIC = "- id: x\n  parameters: {a: 'integers(2, 9)'}\n  question: What is <<a>>?\n"
CARDS = {
    "number": _NUMERIC + "  answer: a / 7\n  decimals: 2\n",
    "several answers": _NUMERIC
    + "  answers:\n  - {name: u, value: a}\n  - {name: v, value: 2 * a}\n",
    "vector, matrix": _NUMERIC + "  answer: '[a, 2 * a]'\n",
    "set, or up to its sign": _NUMERIC + "  answer: '[a, 2 * a]'\n  compare: up_to_sign\n",
    "text": _NUMERIC + "  answer: \"'odd' if a % 2 == 1 else 'even'\"\n",
    "choice": "- id: x\n  front: Which?\n  back: this\n  choices: [that, other]\n",
    "cloze": "- id: x\n  cloze: The {{c1::word}}.\n",
    "cloze of formulas": "- id: x\n  cloze: The {{c1::$x^2$}}.\n",
    "front and back": "- id: x\n  front: Why?\n  back: So.\n",
}


def moodle(deck: Path, folder: Path) -> str:
    *_, question = ET.fromstring(export(deck, "moodle", "--variants", "1"))
    return "shown" if question.get("type") == "description" else "asked"


def gift(deck: Path, folder: Path) -> str:
    return "asked" if re.search(r"(?<!\\)\{", export(deck, "gift", "--variants", "1")) else "shown"


def package(deck: Path, folder: Path, version: str) -> str:
    target = folder / f"{version}.zip"
    result = run("export", deck, "--to", "qti", "--qti", version, "--variants", "1", "-o", target)
    assert result.exit_code == 0
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


SYSTEMS = {"moodle": moodle, "qti": qti, "qti 1.2": qti12, "gift": gift}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_exported_as_the_table_has_it(kind: str, system: str, tmp_path: Path) -> None:
    deck = write_deck(tmp_path, f"namespace: n\ndeck: D\ncards:\n{CARDS[kind]}")
    assert SYSTEMS[system](deck, tmp_path) == KINDS[kind][system]
