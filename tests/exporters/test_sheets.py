"""Sheets for a class: their parts, their pages as a PDF library reads them, rosters and picks."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck
from pypdf import PdfReader
from worksheet_reader import Reader, read

from flashgen.exporters.formats import ExportError
from flashgen.exporters.sheets import Student, read_roster, shuffled

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None and shutil.which("chromium-browser") is None,
    reason="a worksheet is printed by Chromium",
)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path)


def pool(folder: Path, size: int = 7, tagged: int = 0) -> Path:
    """A deck of cards that say their numbers, the first of them with a tag."""
    cards = "".join(
        f"- id: c{n}\n  front: card {n}\n  back: answer {n}\n"
        + ("  tags: [hard]\n" if n < tagged else "")
        for n in range(size)
    )
    return write_deck(folder, f"namespace: n\ndeck: D\ncards:\n{cards}")


def numbers(reader: Reader) -> list[list[int]]:
    """The cards of each section."""
    return [[int(re.findall(r"\d+", text)[0]) for text in items] for *_, items in reader.sections]


PARTS = ["questions", "key", "short-key"]
KINDS = {"questions": "sheet", "key": "key", "short-key": "key short"}


@pytest.mark.parametrize("wanted", [*([part] for part in PARTS), ["short-key", "questions"], PARTS])
def test_parts_are_alone_or_together(deck: Path, wanted: list[str]) -> None:
    options = [word for part in wanted for word in ("--part", part)]
    reader = read(export(deck, "html", "--variants", "2", *options))
    expected = [KINDS[part] for part in PARTS if part in wanted for _ in range(2)]
    assert [kind for kind, *_ in reader.sections] == expected


def test_a_short_key_has_the_answers_alone(deck: Path) -> None:
    given = ("--only", "loss", "--only", "pick", "--only", "both")
    (key,), (short,) = (
        [items for *_, items in read(export(deck, "html", *given, "--part", part)).sections]
        for part in ("key", "short-key")
    )
    for long, answer in zip(key, short, strict=True):
        assert long.startswith(answer)
    assert re.fullmatch("[ABC]", short[0])
    assert re.fullmatch(r"\d\.\d\d nats", short[1])
    assert re.fullmatch(r"twice \d+triple \d+", short[2])


def test_points_are_at_the_questions_and_in_a_table(deck: Path) -> None:
    text = export(deck, "html", "--points", "2.5")
    assert text.count("(2.5 points)") == 7
    rows = re.findall("<tr>(.*?)</tr>", text.partition("</table>")[0])
    cells = [re.findall("<t[hd]>(.*?)</t[hd]>", row) for row in rows]
    assert cells[0] == ["Question", *map(str, range(1, 8)), "Total"]
    assert cells[1] == ["Points", *["2.5"] * 7, "17.5"]
    assert cells[2] == ["Score", *[""] * 8]
    assert "points" not in export(deck, "html").partition("<main")[2]
    assert export(deck, "html", "--points", "1").count("(1 point)") == 7


def test_a_long_table_of_points_has_several_rows(tmp_path: Path) -> None:
    text = export(pool(tmp_path, 30), "html", "--points", "1")
    assert text.count('<table class="score">') == 3


def test_header_lines_take_the_place_of_name_and_date(deck: Path) -> None:
    standard = export(deck, "html")
    assert '<p>Name: <span class="blank"' in standard
    own = export(deck, "html", "--header", "Class: ____ <b>", "--header", "Group ______")
    assert "Name" not in own.partition("<main")[2]
    assert '<p>Class: <span class="blank" style="width: 4em"></span> &lt;b&gt;</p>' in own
    assert '<p>Group <span class="blank" style="width: 6em"></span></p>' in own


def test_space_is_by_kind_of_card(deck: Path) -> None:
    text = export(deck, "html", "--part", "questions")
    items = re.findall(r"<li lang=\"en\">(.*?)</li>\n", text, re.DOTALL)
    made = {
        name: ("rule" in item, "work" in item, item.count('"blank"'))
        for name, item in zip(
            ("tab", "order", "pick", "loss", "sign", "largest", "both"), items, strict=True
        )
    }
    assert made == {
        "tab": (True, False, 0),
        "order": (False, False, 0),
        "pick": (False, False, 0),
        "loss": (False, True, 1),
        "sign": (False, True, 1),
        "largest": (False, False, 0),
        "both": (False, True, 2),
    }
    factors = {
        space: re.search(r"--space: ([\d.]+)", export(deck, "html", "--space", space))[1]
        for space in ("none", "small", "normal", "large")
    }
    assert sorted(factors, key=lambda space: float(factors[space])) == list(factors)
    assert float(factors["none"]) == 0


# Printed.


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


@needs_chromium
def test_each_page_has_its_sheet_and_its_number(tmp_path: Path) -> None:
    deck, target = pool(tmp_path, 24), tmp_path / "sheets.pdf"
    export(
        deck, "pdf", "--variants", "2", "--seed", "7", "--duplex", "--space", "large", "-o", target
    )
    found = []
    for number, text in enumerate(pages(target), start=1):
        if not text.strip():  # the back of a last page
            assert number % 2 == 0
            continue
        sheet, title = re.search(r"Sheet (\d+) \(seed \1\) · (D(: Answers)?)", text).groups()[:2]
        page, of = map(int, re.search(r"Page (\d+) of (\d+)", text).groups())
        if page == 1:
            assert number % 2 == 1  # a right-hand page
        found.append((title, sheet, page, of))
    counts = Counter((title, sheet) for title, sheet, *_ in found)
    assert list(counts) == [("D", "7"), ("D", "8"), ("D: Answers", "7"), ("D: Answers", "8")]
    assert counts["D", "7"] > 1
    for title, sheet, _, of in found:
        assert of == counts[title, sheet]
    assert [page for *_, page, _ in found] == [
        n + 1 for count in counts.values() for n in range(count)
    ]


@needs_chromium
@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_its_size_and_the_bytes_no_time(
    deck: Path, paper: str, size: tuple[int, int], tmp_path: Path
) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for target in (first, second):
        export(deck, "pdf", "--only", "sign", "--paper", paper, "-o", target)
    reader = PdfReader(first)
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {size}
    assert len(reader.pages) == 2
    assert reader.metadata.title == "Losses"
    assert reader.metadata.creation_date is None
    assert first.read_bytes() == second.read_bytes()


# A class.


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "students.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_sheet_per_student_and_their_keys_in_a_second_file(deck: Path, tmp_path: Path) -> None:
    students = roster(tmp_path, "number,name,seed\n1,Ada <L>,\n2,Emmy,40\n3,Sofja,\n")
    target = tmp_path / "test.html"
    result = run(
        "export",
        deck,
        "--to",
        "html",
        "--only",
        "sign",
        "--roster",
        students,
        "-o",
        target,
        status=0,
    )
    assert "3 sheets" in result.stderr
    sheets, keys = ((tmp_path / name).read_text("utf-8") for name in ("test.html", "test-key.html"))
    for text, kind in ((sheets, "sheet"), (keys, "key")):
        reader = read(text)
        assert [(k, number) for k, number, _ in reader.sections] == [
            (kind, f"Sheet {seed} (seed {seed})") for seed in (1, 40, 3)
        ]
        names = re.findall(r'<p class="student"><b>(.*?)</b>', text)
        assert names == ["Ada &lt;L&gt;", "Emmy", "Sofja"]
    again = read(export(deck, "html", "--only", "sign", "--seed", "40")).sections
    assert [read(text).sections[1] for text in (sheets, keys)] == again


@pytest.mark.parametrize(
    ("text", "students"),
    [
        ("name\nAda\nEmmy\n", [Student("Ada"), Student("Emmy")]),
        ("\ufeffName;Seed\r\nNoether, Emmy;7\r\n\r\n", [Student("Noether, Emmy", 7)]),
        ("Ada\nEmmy", [Student("Ada"), Student("Emmy")]),
        ("Ada,A1\nEmmy,A2\n", [Student("Ada"), Student("Emmy")]),
        ("学号,姓名\n1,艾达\n2,\n", [Student("艾达")]),
        ('name\n"Lovelace, ""Ada"""\n', [Student('Lovelace, "Ada"')]),
    ],
)
def test_rosters(text: str, students: list[Student], tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, text)) == students


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "names nobody"),
        (b"name\n\n", "names nobody"),
        (b"name,seed\nAda,first\n", "row 2: 'first' is not a seed"),
        (b"name\n\xff\xfe", "not a CSV file in UTF-8"),
    ],
)
def test_rosters_that_are_none(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=re.escape(said)):
        read_roster(path)


def test_a_roster_stands_for_the_number_of_sheets(deck: Path, tmp_path: Path) -> None:
    students = roster(tmp_path, "name\nAda\n")
    for more in (["--variants", "2", "-o", tmp_path / "x.html"], []):
        result = run("export", deck, "--to", "html", "--roster", students, *more, status=2)
        assert "--roster" in result.stderr


@pytest.mark.parametrize(
    ("size", "count", "first"), [(7, 3, 1), (7, 3, 12), (5, 5, 0), (6, 4, 100)]
)
def test_picks_are_even(size: int, count: int, first: int, tmp_path: Path) -> None:
    deck = pool(tmp_path, size)
    text = export(
        deck, "html", "--pick", f"{count}", "--variants", f"{4 * size}", "--seed", f"{first}"
    )
    sheets = numbers(read(text))[: 4 * size]
    assert {len(set(cards)) for cards in sheets} == {count}
    assert all(cards == sorted(cards) for cards in sheets)
    total = Counter(card for cards in sheets for card in cards)
    assert set(total) == set(range(size))
    assert max(total.values()) - min(total.values()) <= 2
    if count < size:
        assert len({tuple(cards) for cards in sheets}) > size // 2
    again = numbers(read(export(deck, "html", "--pick", f"{count}", "--seed", f"{first + 3}")))
    assert again == [sheets[3]] * 2


def test_picks_of_several_pools_and_what_is_on_every_sheet(tmp_path: Path) -> None:
    deck = pool(tmp_path, 9, tagged=4)
    picks = ("--pick", "2", "--from", "tag:hard", "--pick", "1", "--from", "c*")
    options = ("--part", "questions", "--variants", "6")
    for cards in numbers(read(export(deck, "html", *picks, *options))):
        assert len(cards) == len(set(cards)) == 3
        assert sum(card < 4 for card in cards) == 2
    for cards in numbers(read(export(deck, "html", *picks[:4], "--only", "c8", *options))):
        assert len(cards) == 3
        assert cards[-1] == 8


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--pick", "9"], 3, "9 cards cannot be picked: 7 are there"),
        (["--pick", "3", "--from", "tag:hard"], 3, "2 fit 'tag:hard'"),
        (["--from", "tag:hard"], 2, "--pick"),
        (["--pick", "1", "--from", "tag:none"], 2, "no card matches 'tag:none'"),
    ],
)
def test_picks_that_cannot_be(options: list[str], code: int, said: str, tmp_path: Path) -> None:
    result = run("export", pool(tmp_path, tagged=2), "--to", "html", *options, status=code)
    assert said in result.stderr


def test_a_shuffle_is_an_order_of_its_key() -> None:
    assert sorted(shuffled(50, "a")) == list(range(50))
    assert shuffled(50, "a") == shuffled(50, "a") != shuffled(50, "b")
    first = Counter(shuffled(4, f"{n}")[0] for n in range(400))
    assert min(first.values()) > 60


FORMS = """namespace: n
deck: D
cards:
- id: parts
  forms:
  - {front: 'ask 1', back: 'say 1'}
  - {front: 'ask 2', back: 'say 2'}
  - {front: 'ask 3', answer: 'say 3'}
- id: gaps
  forms:
  - cloze: 'gap 1 {{c1::one}}'
  - cloze: 'gap 2 {{c1::two}}'
"""


@pytest.mark.parametrize("target", ["html", "latex"])
def test_sheets_have_the_forms_of_a_card_in_turn(target: str, tmp_path: Path) -> None:
    """Three sheets in a row have its three forms, each key answers what its sheet asks."""
    made = export(write_deck(tmp_path, FORMS), target, "--variants", "6", "--seed", "4")
    asked = re.findall(r"ask (\d)", made)
    assert {*asked[:3]} == {*asked[3:6]} == {"1", "2", "3"}
    assert re.findall(r"say (\d)", made) == asked
    gaps = re.findall(r"gap (\d)", made)
    assert len(gaps) == 12 and gaps.count("1") == gaps.count("2")
    again = export(tmp_path, target, "--seed", "6")
    assert re.findall(r"ask (\d)", again) == asked[2:3]
