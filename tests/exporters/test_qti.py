"""QTI packages, read by the rules of QTI 2.1, and by those of Canvas for QTI 1.2."""

import io
import json
import os
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck
from fields_deck import FIELDS
from qti_reader import check_item, fields, grade, name

PACKING = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
Variants = dict[str, list]


def package(folder: Path, *options: str) -> tuple[zipfile.ZipFile, Variants, str]:
    deck = write_deck(folder, FIELDS)
    target = folder / "x.zip"
    result = run("export", deck, "--to", "qti", *options, "-o", target, status=0)
    notes = json.loads(export(deck, "json"))["notes"]
    archive = zipfile.ZipFile(io.BytesIO(target.read_bytes()))
    assert archive.testzip() is None
    return archive, {note["id"]: note["variants"] for note in notes}, result.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[zipfile.ZipFile, Variants, str]:
    return package(tmp_path_factory.mktemp("qti"))


@pytest.fixture(scope="module")
def items(made: tuple[zipfile.ZipFile, Variants, str]) -> dict[str, list[ET.Element]]:
    found: dict[str, list[ET.Element]] = {}
    for path in made[0].namelist():
        if path.startswith("items/"):
            item = ET.fromstring(made[0].read(path))
            id = re.match(r"[a-z-]+", item.get("title") or "")[0]
            found.setdefault(id, []).append(item)
    return found


def test_items_are_those_of_the_format(items: dict[str, list[ET.Element]]) -> None:
    for of in items.values():
        for item in of:
            check_item(item)
    assert {id: len(of) for id, of in items.items()} == {
        "number": 3, "small": 3, "both": 3, "matrix": 2, "word": 8, "choice": 3,
        "set": 1, "gaps": 1, "concept": 1,
    }  # fmt: skip


def test_the_manifest_names_every_file_once(made: tuple[zipfile.ZipFile, Variants, str]) -> None:
    archive, _, summary = made
    manifest = ET.fromstring(archive.read("imsmanifest.xml"))
    resources = manifest.findall(f"{PACKING}resources/{PACKING}resource")
    identifiers = [r.get("identifier") for r in resources]
    assert len(set(identifiers)) == len(identifiers)
    files = {f.get("href") for r in resources for f in r.findall(f"{PACKING}file")}
    assert files == set(archive.namelist()) - {"imsmanifest.xml"}
    for resource in resources:
        own = archive.read(resource.get("href")).decode()
        listed = {f.get("href") for f in resource.findall(f"{PACKING}file")}
        assert {p.removeprefix("../") for p in re.findall(r'src="([^"]*)"', own)} <= listed
        assert {d.get("identifierref") for d in resource.findall(f"{PACKING}dependency")} <= set(
            identifiers
        )
    (test,) = (r for r in resources if r.get("type") == "imsqti_test_xmlv2p1")
    sections = ET.fromstring(archive.read(test.get("href")))
    for section in sections.iter():
        references = [e for e in section if name(e) == "assessmentItemRef"]
        if references:
            (selection,) = [e.get("select") for e in section if name(e) == "selection"] or ["1"]
            assert selection == "1"
    assert summary == (
        "23 questions are graded by the system, 2 are for a written answer, graded by hand\n"
    )


def test_numbers_are_judged_as_on_the_card(
    made: tuple[zipfile.ZipFile, Variants, str], items: dict[str, list[ET.Element]]
) -> None:
    for item, variant in zip(items["number"], made[1]["number"], strict=True):
        value = variant["answer"]
        assert fields(item) == ["RESPONSE"]
        for off, score in ((0, 1), (0.0099, 1), (-0.0099, 1), (0.0101, 0), (-0.0101, 0)):
            assert grade(item, {"RESPONSE": f"{value + off}"})[0] == score
        score, says = grade(item, {"RESPONSE": f"{variant['mistakes'][0]['value']}"})
        assert score == 0
        assert says[0].startswith("Not {a}: ~ = # ")
        assert len(says) == 2  # and the solution
        assert "figure" in ET.tostring(item, "unicode")
    for item, variant in zip(items["small"], made[1]["small"], strict=True):
        assert grade(item, {"RESPONSE": f"{variant['answer']}"})[0] == 1
        assert grade(item, {"RESPONSE": "0"})[0] == 0
        limits = [
            e.text for e in item.iter() if name(e) == "baseValue" and e.get("baseType") == "float"
        ]
        assert not any("e" in (text or "").lower() for text in limits)


def test_several_fields_give_their_parts(
    made: tuple[zipfile.ZipFile, Variants, str], items: dict[str, list[ET.Element]]
) -> None:
    flat: dict[str, Callable[[object], list[float]]] = {
        "both": lambda answer: [answer["third"], answer["square"]],
        "matrix": lambda answer: [number for row in answer for number in row],
    }
    for id, numbers in flat.items():
        for item, variant in zip(items[id], made[1][id], strict=True):
            right = numbers(variant["answer"])
            given = dict(zip(fields(item), map(str, right), strict=True))
            assert grade(item, given)[0] == pytest.approx(1)
            given[fields(item)[0]] = "1000000"
            assert grade(item, given)[0] == pytest.approx(1 - 1 / len(right))


def test_texts_choices_and_gaps(
    made: tuple[zipfile.ZipFile, Variants, str], items: dict[str, list[ET.Element]]
) -> None:
    for item, variant in zip(items["word"], made[1]["word"], strict=True):
        assert grade(item, {"RESPONSE": variant["answer"].upper()})[0] == 1
        assert grade(item, {"RESPONSE": "other"})[0] == 0
    for item, variant in zip(items["choice"], made[1]["choice"], strict=True):
        texts = {
            e.get("identifier"): "".join(e.itertext())
            for e in item.iter() if name(e) == "simpleChoice"
        }  # fmt: skip
        (right,) = [o for o, text in texts.items() if int(text) == variant["answer"]]
        for option in texts:
            score, says = grade(item, {"RESPONSE": option or ""})
            assert score == (1 if option == right else 0)
            assert len(says) == (1 if option == right else 2)
    (gaps,) = items["gaps"]
    first, second = fields(gaps)
    assert grade(gaps, {first: "france", second: "Paris"})[0] == 1
    assert grade(gaps, {first: "France", second: "London"})[0] == 0.5
    (concept,) = items["concept"]
    assert "extendedTextInteraction" in {name(e) for e in concept.iter()}
    assert grade(concept, {"RESPONSE": "any"})[1] == ["vector<int> & more"]


def test_points(tmp_path: Path) -> None:
    archive, variants, _ = package(tmp_path, "--points", "4")
    for path in archive.namelist():
        item = archive.read(path)
        if path.startswith("items/") and b'title="both' in item:
            made = ET.fromstring(item)
            answer = variants["both"][int(path.rpartition("-")[2].removesuffix(".xml")) - 1][
                "answer"
            ]
            given = dict(zip(fields(made), map(str, answer.values()), strict=True))
            assert grade(made, given)[0] == 4


# QTI 1.2, as Canvas reads it.

OLD = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[zipfile.ZipFile, Variants, str]:
    return package(tmp_path_factory.mktemp("old"), "--qti", "1.2")


def old_items(archive: zipfile.ZipFile) -> dict[str, list[ET.Element]]:
    found: dict[str, list[ET.Element]] = {}
    quiz = ET.fromstring(archive.read("quiz-1/quiz-1.xml"))
    for item in quiz.iter(f"{OLD}item"):
        id = re.match(r"[a-z-]+", item.get("title") or "")[0]
        found.setdefault(id, []).append(item)
    return found


def canvas_number(item: ET.Element) -> dict[str, Decimal | str]:
    """What Canvas makes of the right answer: by figures, or exact with a margin."""
    (right,) = (c for c in item.iter(f"{OLD}respcondition") if c.find(f"{OLD}setvar") is not None)
    either = right.find(f"{OLD}conditionvar/{OLD}or")
    assert either is not None
    exact = Decimal(either.findtext(f"{OLD}varequal") or "")
    high = Decimal(either.findtext(f"{OLD}and/{OLD}varlte") or "")
    above = either.findtext(f"{OLD}and/{OLD}vargt")
    if above is not None:
        low = Decimal(above)
        assert exact - low == high - exact
        assert all(str(bound).rstrip("0")[-1] == "5" for bound in (f"{low:f}", f"{high:f}"))
        assert (high - low).normalize().as_tuple().digits == (1,)
        return {"by": "figures", "exact": exact, "margin": high - exact}
    low = Decimal(either.findtext(f"{OLD}and/{OLD}vargte") or "")
    assert high - exact == exact - low
    return {"by": "margin", "exact": round(exact, 4), "margin": high - exact}


def test_kinds_of_questions_in_canvas(old: tuple[zipfile.ZipFile, Variants, str]) -> None:
    kinds = {}
    for id, of in old_items(old[0]).items():
        for item in of:
            fields_ = {
                f.findtext(f"{OLD}fieldlabel"): f.findtext(f"{OLD}fieldentry")
                for f in item.iter(f"{OLD}qtimetadatafield")
            }
            kinds[id] = fields_["question_type"]
            ids = {f.get("ident") for f in item.iter(f"{OLD}itemfeedback")}
            assert {f.get("linkrefid") for f in item.iter(f"{OLD}displayfeedback")} <= ids
    assert kinds == {
        "number": "numerical_question",
        "small": "numerical_question",
        "both": "fill_in_multiple_blanks_question",
        "matrix": "fill_in_multiple_blanks_question",
        "word": "short_answer_question",
        "choice": "multiple_choice_question",
        "set": "essay_question",
        "gaps": "fill_in_multiple_blanks_question",
        "concept": "essay_question",
    }


def test_canvas_keeps_small_numbers(old: tuple[zipfile.ZipFile, Variants, str]) -> None:
    items = old_items(old[0])
    for item, variant in zip(items["small"], old[1]["small"], strict=True):
        read = canvas_number(item)
        assert read["by"] == "figures"
        assert abs(float(read["exact"]) - variant["answer"]) <= float(read["margin"])
        assert read["exact"] != 0
    for item, variant in zip(items["number"], old[1]["number"], strict=True):
        read = canvas_number(item)
        assert read["by"] == "margin"
        assert abs(float(read["exact"]) - variant["answer"]) < 1e-4
        assert float(read["margin"]) == pytest.approx(0.01, rel=1e-6)


def test_blanks_of_canvas_are_in_the_text(old: tuple[zipfile.ZipFile, Variants, str]) -> None:
    for id, count in (("both", 2), ("matrix", 4), ("gaps", 2)):
        for item in old_items(old[0])[id]:
            text = unescape(item.findtext(f"{OLD}presentation/{OLD}material/{OLD}mattext") or "")
            blanks = re.findall(r"\[(blank\d)\]", text)
            assert blanks == [f"blank{n}" for n in range(1, count + 1)]
            responses = [r.get("ident") for r in item.iter(f"{OLD}response_lid")]
            assert responses == [f"response_{blank}" for blank in blanks]


@pytest.mark.skipif(
    "FLASHGEN_QTI_SCHEMAS" not in os.environ,
    reason="needs lxml, and a folder with imsqti_v2p1.xsd, imscp_v1p1.xsd and what they import",
)
def test_items_fit_the_published_schemas(made: tuple[zipfile.ZipFile, Variants, str]) -> None:
    etree = pytest.importorskip("lxml.etree")
    folder = Path(os.environ["FLASHGEN_QTI_SCHEMAS"])
    schemas = {
        schema: etree.XMLSchema(etree.parse(str(next(folder.rglob(f"{schema}.xsd")))))
        for schema in ("imsqti_v2p1", "imscp_v1p1")
    }
    for path in made[0].namelist():
        if path.endswith(".xml"):
            schema = schemas["imscp_v1p1" if path == "imsmanifest.xml" else "imsqti_v2p1"]
            schema.assertValid(etree.fromstring(made[0].read(path)))
