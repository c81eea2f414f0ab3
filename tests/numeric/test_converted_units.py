"""Units that an answer may be typed in: their factors, and what is wrong with others."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import run

from flashgen.anki.card.reading import read_data
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading

CARD = """
namespace: units-k3v9
deck: Units
languages: [{languages}]
cards:
- id: a
  parameters:
    a: integers(20, 900)
  question: $<<a>>$?
  answer: {answer}
  unit: {unit}
  units: {units}
  {more}
"""


def deck(folder, unit, units, answer="a / 8", more="decimals: 2", languages="en"):
    path = folder / "units.yaml"
    text = CARD.format(unit=unit, units=units, answer=answer, more=more, languages=languages)
    path.write_text(text, encoding="utf-8")
    return path


def check(path):
    return run("check", path)


def answer_of(path, language="en"):
    built = pipeline.build(loading.load([path]))
    assert built.diagnostics == ()
    note = next(note for note in built.notes if note.language == language)
    return read_data(note.fields["Data"]).forms[0].answers[0]


@pytest.mark.parametrize(
    ("unit", "units", "factor", "offset"),
    [
        ("m/s", "[km/h]", 1 / 3.6, 0),
        ("m/s", "[mph]", 0.44704, 0),
        ("km/h", "[m/s]", 3.6, 0),
        ("$\\mathrm{m}\\,\\mathrm{s}^{-1}$", "[kilometers per hour]", 1 / 3.6, 0),
        ("J", "[kWh]", 3.6e6, 0),
        ("J", "[eV]", 1.602176634e-19, 0),
        ("kcal", "[kJ]", 1 / 4.184, 0),
        ("K", "[°C]", 1, 273.15),
        ("°C", "[K]", 1, -273.15),
        ("°C", "[°F]", 5 / 9, -160 / 9),
        ("K", "[°F]", 5 / 9, 459.67 * 5 / 9),
        ("W/(m² K)", "[W/(m² °C)]", 1, 0),
        ("W/K", "[W/°F]", 1.8, 0),
        ("°", "[rad]", 57.295779513082, 0),
        ("Pa", "[bar]", 1e5, 0),
        ("kPa", "[atm]", 101.325, 0),
        ("kPa", "[psi]", 6.89475729317, 0),
        ("L", "[m^3]", 1000, 0),
        ("m³", "[L]", 0.001, 0),
        ("min", "[h]", 60, 0),
        ("d", "[hours]", 1 / 24, 0),
        ("kg", "[lb]", 0.45359237, 0),
        ("m", "[ft]", 0.3048, 0),
        ("cm", "[in]", 2.54, 0),
        ("'%'", "[ppm]", 1e-4, 0),
        ("nats", "[bits]", 0.69314718056, 0),
        ("bits", "[nats]", 1.44269504089, 0),
        ("bits", "[bytes]", 8, 0),
        ("MB", "[GB]", 1000, 0),
        ("mol/L", "[M]", 1, 0),
        ("rad/s", "[rpm]", 0.104719755120, 0),
        ("N m", "[kN·cm]", 10, 0),
        ("u", "[kg]", 6.02214075e26, 0),
    ],
)
def test_factor_and_offset(tmp_path, unit, units, factor, offset):
    answer = answer_of(deck(tmp_path, unit, units))
    (other,) = answer.units
    assert other.factor == pytest.approx(factor, rel=1e-7 if unit == "u" else 1e-11)
    assert other.offset == pytest.approx(offset, rel=1e-11)
    assert len(f"{other.factor!r}") <= 18
    assert not answer.si


def test_any_prefix_costs_the_data_nothing(tmp_path):
    answer = answer_of(deck(tmp_path, "m/s", "si"))
    assert answer.si and answer.units == ()
    both = answer_of(deck(tmp_path, "m/s", "[si, km/h]"))
    assert both.si and [unit.name for unit in both.units] == ["km/h"]


def test_the_unit_itself_is_no_other_unit(tmp_path):
    assert answer_of(deck(tmp_path, "m/s", "[m s^-1, meters per second]")).units == ()


def test_of_several_languages_one_can_be_converted(tmp_path):
    path = deck(tmp_path, "{en: m/s, zh: 每秒的米数}", "[km/h]", languages="en, zh")
    for language in ("en", "zh"):
        assert answer_of(path, language).units[0].name == "km/h"
    path = deck(tmp_path, "{en: m/s, zh: 米/秒}", "[公里/小时]", languages="zh, en")
    assert answer_of(path, "zh").units[0].factor == pytest.approx(1 / 3.6)


@pytest.mark.parametrize(
    ("unit", "units", "message"),
    [
        ("m/s", "[km]", "`km` is length, and `m/s` is length time^-1"),
        ("m/s", "[banana]", "`banana` is no unit that can be converted"),
        ("m/s", "[kmq/h]", "`kmq` is no unit"),
        ("m/s", "['5']", "`5` is no unit"),
        ("banana", "[kg]", "`banana` is no unit"),
        ("banana", "[si]", "no part of `banana` takes an SI prefix"),
        ("h", "si", "no part of `h` takes an SI prefix"),
        ("dB", "[W]", "`dB` is logarithmic"),
        ("W", "[dBW]", "`dB` is logarithmic"),
        ("mol/L", "[pH]", "`pH` is logarithmic"),
        ("$", "[€]", "`$` is a currency"),
        ("EUR", "[USD]", "`EUR` is a currency"),
        ("<<a>> m", "[km]", "the unit has a slot"),
        ("nats", "[kWh]", "`nats` is a number without dimension"),
    ],
)
def test_what_cannot_be_converted(tmp_path, unit, units, message):
    result = check(deck(tmp_path, unit, units))
    assert result.exit_code == 1
    assert "error[bad-unit]" in result.output
    assert message in result.output
    assert "help: " in result.output


def test_a_misspelled_unit_is_guessed(tmp_path):
    assert "did you mean `hour`?" in check(deck(tmp_path, "s", "[huor]")).output


@pytest.mark.parametrize("units", ["[]", "['']"])
def test_an_empty_list(tmp_path, units):
    assert "[empty-value]" in check(deck(tmp_path, "m", units)).output


def test_without_a_unit_there_is_nothing_to_convert_into(tmp_path):
    path = deck(tmp_path, "m", "[km]")
    text = path.read_text("utf-8").replace("  unit: m\n", "")
    path.write_text(text, encoding="utf-8")
    assert "there is no `unit` to convert into" in check(path).output
    path.write_text(text.replace("units: [km]", "unit_required: true"), encoding="utf-8")
    assert "`unit_required` asks for a unit" in check(path).output


def test_with_several_answers_units_belong_to_each(tmp_path):
    path = deck(
        tmp_path, "m", "[km]", more="answers:\n  - {name: x, value: a, unit: m, units: [km]}"
    )
    text = path.read_text("utf-8").replace("  answer: a / 8\n", "")
    path.write_text(text, encoding="utf-8")
    assert "with `answers`, `units` belongs to each of them" in check(path).output
    path.write_text(re.sub(r"\n  units?: .*", "", text), encoding="utf-8")
    assert check(path).exit_code == 0


def test_a_required_unit_is_not_told(tmp_path):
    path = deck(tmp_path, "m/s", "[km/h]", more="decimals: 2\n  unit_required: true")
    (note,) = pipeline.build(loading.load([path])).notes
    assert "m/s" not in note.fields["Question"]
    assert "Answer with its unit, to 2 decimals." in note.fields["Question"]
    assert '<span class="unit">m/s</span>' in note.fields["Answer"]


def test_pint_is_imported_only_where_units_are_converted(tmp_path):
    code = (
        "import sys; from flashgen.cli import main\n"
        "try: main(['check', sys.argv[1], '--no-cache'])\n"
        "except SystemExit: pass\n"
        "print('pint' in sys.modules)"
    )

    def imports(path: Path) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
        ).stdout.split()[-1]

    with_units = deck(tmp_path, "m", "si")
    assert imports(with_units) == "False"
    assert imports(deck(tmp_path, "m", "[ft]")) == "True"


def test_they_come_back(tmp_path):
    path = deck(tmp_path, "°C", "[K, °F]", more="decimals: 2\n  unit_required: true")
    package = tmp_path / "a.apkg"
    for arguments in (
        ["build", str(path), "-o", str(package)],
        ["import", str(package), "-o", str(tmp_path / "back.yaml")],
    ):
        assert run(*arguments).exit_code == 0
    assert answer_of(tmp_path / "back.yaml") == answer_of(path)
    assert answer_of(deck(tmp_path, "m", "[si, ft]")).si


def test_moodle_takes_the_same_units(tmp_path):
    path = deck(tmp_path, "m/s", "[km/h, $\\mathrm{mm/s}$]")
    xml = run("export", path, "--to", "moodle").output
    assert "<multiplier>1</multiplier><unit_name>m/s</unit_name>" in xml
    assert "<multiplier>3.6</multiplier><unit_name>km/h</unit_name>" in xml
    assert "mathrm" not in re.search("<units>.*?</units>", xml)[0]
    assert "<unitgradingtype>0<" in xml
    required = deck(tmp_path, "°C", "[K]", more="decimals: 2\n  unit_required: true")
    xml = run("export", required, "--to", "moodle").output
    assert "<unitgradingtype>1<" in xml and "<unitpenalty>1<" in xml
    assert "<unit_name>K<" not in xml  # Moodle has no offsets


def test_a_worksheet_does_not_tell_a_required_unit(tmp_path):
    path = deck(tmp_path, "km/h", "si", more="decimals: 2\n  unit_required: true")
    html = run("export", path, "--to", "html").output
    questions, key = html.split('<section style="page: s1"')
    assert "km/h" not in questions
    assert "km/h" in key


CONCEPT = """
namespace: units-k3v9
deck: Units
cards:
- id: light
  front: How fast is light?
  answer: {{value: 299792458, figures: 3, unit: m/s, {more}}}
"""


def concept(folder, more):
    path = folder / "concept.yaml"
    path.write_text(CONCEPT.format(more=more), encoding="utf-8")
    return path


def test_a_number_of_a_concept_card_has_units_too(tmp_path):
    path = concept(tmp_path, "units: [si, km/h], unit_required: true")
    assert "no errors, no warnings" in check(path).output
    answer = answer_of(path)
    assert answer.si and answer.unit_required
    assert answer.units[0].factor == pytest.approx(1 / 3.6)
    (note,) = pipeline.build(loading.load([path])).notes
    assert "m/s" not in note.fields["Front"]
    markdown = run("export", path, "--to", "markdown").output
    assert "Answer with its unit, to 3 significant figures." in markdown
    for arguments in (
        ["build", str(path), "-o", str(tmp_path / "a.apkg")],
        ["import", str(tmp_path / "a.apkg"), "-o", str(tmp_path / "back.yaml")],
    ):
        assert run(*arguments).exit_code == 0
    assert answer_of(tmp_path / "back.yaml") == answer


def test_what_a_number_of_a_concept_card_cannot_be_converted_from(tmp_path):
    assert "`kg` is mass" in check(concept(tmp_path, "units: [kg]")).output
    path = concept(tmp_path, "units: [km/s]")
    path.write_text(path.read_text("utf-8").replace("value: 299792458", "value: fast"), "utf-8")
    assert "[unfit-key]" in check(path).output
