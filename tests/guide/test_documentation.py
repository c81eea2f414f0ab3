"""What holds for all pages: tables as the program has them, links that lead somewhere, contents."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from command import run
from completed_examples import completed, found_in
from documentation import GUIDE, MARKDOWN, PAGES, README, ROOT
from tables import AREAS, PLACE, TABLES, written

from flashgen.cli import COMMANDS, guide_pages
from flashgen.deck import keys
from flashgen.deck.answer_keys import Mistake, NamedAnswer
from flashgen.expression import compile_expression, evaluation
from flashgen.source.codes import CODES

LINK = re.compile(r"(?<!`)!?\[(?:[^\]\[]|\[[^\]]*\])*\]\((?P<target>[^()\s]+(?:\([^()\s]*\))?)\)")
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (?P<title>.+)$", re.MULTILINE)
ROW = re.compile(r"^\|(?P<cells>.+)\|$", re.MULTILINE)

LLM = (GUIDE / "for-llm.md").read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """Return a page without its code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings of a page."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    made: set[str] = set()
    for found in HEADING.finditer(text):
        plain = re.sub(r"[^\w\- ]", "", found["title"].casefold()).replace(" ", "-")
        name, number = plain, 0
        while name in made:
            number += 1
            name = f"{plain}-{number}"
        made.add(name)
    return made


LINKS = [(page, found["target"]) for page in MARKDOWN for found in LINK.finditer(prose(page))]


@pytest.mark.parametrize(
    ("page", "target"), LINKS, ids=[f"{page.name}-{target}" for page, target in LINKS]
)
def test_a_link_leads_somewhere(page: Path, target: str) -> None:
    address = urlsplit(target)
    if address.scheme:
        assert address.scheme == "https"
        assert address.netloc.count(".") >= 1
        return
    place = (page.parent / address.path).resolve() if address.path else page
    assert place.is_relative_to(ROOT)
    assert place.exists()
    if address.fragment:
        assert address.fragment in anchors(place)


def test_every_picture_is_shown() -> None:
    shown = {Path(target).name for _, target in LINKS if target.endswith(".png")}
    assert shown == {path.name for path in (ROOT / ".github" / "images").iterdir()}


def test_there_are_links_and_no_text_that_looks_like_one_to_be_written() -> None:
    assert len(LINKS) > 80
    for page in MARKDOWN:
        assert not re.search(r"\]\(\)|\]\(#\)|TODO|FIXME|XXX", prose(page)), page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_the_tables_are_those_of_the_program(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert written(text) == text, "python -m tests.guide.tables writes the tables"
    assert text.count("<!-- table: ") == text.count("<!-- end of table -->")


def test_every_table_stands_on_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {found["name"] for found in PLACE.finditer(text)} == set(TABLES)


def test_the_map_of_the_library_shows_every_deck_once() -> None:
    shown = sorted(name for names in AREAS.values() for name in names)
    assert shown == sorted(path.stem for path in (ROOT / "cards").glob("*.yaml"))


def test_the_contents_list_every_page_once() -> None:
    listed = guide_pages.topics()
    assert len(set(listed)) == len(listed)
    apart = {guide_pages.CONTENTS, guide_pages.FOR_LLM}
    assert set(listed) == {page.stem for page in GUIDE.glob("*.md")} - apart


def test_the_contents_name_a_page_by_its_title() -> None:
    text = (GUIDE / "README.md").read_text(encoding="utf-8")
    for title, topic in re.findall(r"^- \[([^]]+)\]\(([\w.-]+)\.md\)", text, re.M):
        assert guide_pages.text_of(topic).startswith(f"# {title}\n")


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    reached = set(re.findall(r"\(flashgen/guide/([\w.-]+)\.md", text))
    assert reached >= set(guide_pages.topics()) - {"examples"}


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: page.name)
def test_a_line_ends_before_column_110(page: Path) -> None:
    text = re.sub(r"<!-- table: .*?<!-- end of table -->", "", page.read_text("utf-8"), flags=re.S)
    long = [
        line
        for line in text.splitlines()
        if len(line) > 110 and line.isascii() and not line.startswith(("|", "![", "  cloze:"))
    ]
    assert long == []


def test_the_text_for_language_models_is_compact_and_complete() -> None:
    assert len(LLM.split()) <= 4000
    assert LLM.count("```yaml\n- id:") >= 10
    for kind in keys.KINDS:
        for key in kind.model_fields:
            assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`|^ *{key}:", LLM, re.M), key
    for model in (NamedAnswer, Mistake, keys.Header):
        for key in model.model_fields.keys() - {"was_language"}:
            assert key.rstrip("_") in LLM


def test_what_it_says_about_json_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("deck.yaml").write_text(completed("tolerence: 2\n"), encoding="utf-8")
    result = run("check", "--json", "deck.yaml")
    (found,) = json.loads(result.stdout)["diagnostics"]
    section = LLM.split("\n## Check, read, repair\n")[1].split("The exit status")[0]
    named = set(re.findall(r"`([a-z_]+)`", section)) - {"diagnostics", "error", "warning"}
    assert named == set(found)
    told = section.split("- `severity`")[1]
    assert found["severity"] in told
    frequent = re.findall(r"^\| (`[a-z`, -]+`) \|", LLM.split("The exit status")[1], re.M)
    codes = {code for cell in frequent for code in re.findall(r"`([a-z-]+)`", cell)}
    assert codes and codes <= set(CODES)


def test_every_command_stands_in_the_reference() -> None:
    headings = re.findall(r"^## flashgen ([\w-]+)$", guide_pages.text_of("commands"), re.M)
    assert [name for name in headings if name not in ("new",)] == sorted(set(COMMANDS) - {"new"})


def rows(topic: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without the first row."""
    section = guide_pages.text_of(topic).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", found["cells"]) for found in ROW.finditer(section)]
    return [[cell.strip().replace("\\|", "|") for cell in line] for line in cells[2:]]


def code(cell: str) -> str:
    return re.sub(r"^`+ ?| ?`+$", "", cell)


TRAPS = rows("write", "When something is wrong")


@pytest.mark.parametrize("row", TRAPS, ids=lambda row: row[0])
def test_a_trap_of_yaml_is_an_error_and_the_way_out_none(row: list[str], tmp_path: Path) -> None:
    trap, way_out = (code(cell) for cell in row[:2])
    assert found_in(completed(trap + "\n"), tmp_path, 10)
    assert not found_in(completed(way_out + "\n"), tmp_path, 10)


SLOTS = rows("numbers", "Slots: showing a value")
VALUES = 'x: 2.5\n  n: 3\n  path: \'["A", "C", "D"]\''


@pytest.mark.parametrize("row", SLOTS, ids=lambda row: row[0])
def test_a_slot_shows_what_the_table_says(row: list[str], tmp_path: Path) -> None:
    from flashgen.build import notes as pipeline
    from flashgen.deck import folder as loading

    path = tmp_path / "deck.yaml"
    lines = [
        "namespace: n", "deck: D", "cards:", "- id: card", "  parameters: {a: 'integers(1, 99)'}",
        "  let:", "    x: 2.5", "    n: 3", "    path: '[\"A\", \"C\", \"D\"]'",
        "  question: |", f"    Is <<a>> «{code(row[0])}»?", "  answer: a", "  variants: 1",
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (note,) = pipeline.build(loading.load([path])).notes
    shown = re.search(r"«(.*)»", note.fields["Question"])
    assert shown is not None
    plain = re.sub(r"<sup>(-?\d+)</sup>", lambda m: m[1].translate(RAISED), shown[1])
    assert re.sub(r"\s", " ", plain).replace("-", "−") == row[1].replace(" × ", "×")


RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


NUMBERS = {"a": 5, "b": 3, "c": 2, "x": 0.5, "y": 2, "n": 7, "k": 2}
ARRAYS = {"v": [1, 2, 3, 4], "z": [0, 1], "A": [[1, 2], [3, 4]], "B": [[0, 1], [1, 0]]}
KNOWN = NUMBERS | {name: np.array(value) for name, value in ARRAYS.items()}
CELLS = [
    example
    for table in (
        guide_pages.text_of("expressions").split("\n- Before `(`")[0],
        guide_pages.text_of("expressions").split("## What there is for what")[1].split("\n## ")[0],
    )
    for row in ROW.finditer(table)
    for example in re.findall(r"`([^`]+)`", row["cells"].split("|", 1)[1])
]


@pytest.mark.parametrize("expression", CELLS)
def test_an_expression_can_be_evaluated(expression: str) -> None:
    with evaluation():
        compile_expression(expression, KNOWN.keys()).evaluate(KNOWN)


def test_there_are_expressions() -> None:
    assert len(CELLS) > 50
