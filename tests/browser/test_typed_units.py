"""Answers typed with units, on cards that the product made."""

from pathlib import Path

import pytest
from clients import REAL, short
from sample_notes import built_cards

RIGHT = {
    "speed": "10 | 10 m/s | 36 km/h | 36 kilometers per hour | 36 km·h⁻¹ | 36 kph | 22.37 mph | "
    "22.37 miles per hour | 19.438 knots | 19.438 kn | 10 meters per second | 3.6e1 km/h | "
    "72/2 km/h | v = 36 km/h | 36km/h. | 36,0 km/h | 10 米/秒 | 36 千米每小时",
    "celsius": "20 | 20 °C | 20 deg C | 68 °F | 68 degrees Fahrenheit | 68F | 293.15 K | "
    "20 C | 20C | 293.15 kelvin | 293,15K | 20℃ | 20 摄氏度",
    "power": "5 | 5 mW | 0.005 W | 5e-3 W | 5000 µW | 5000 uW | 5e-6 kW | 5 milliwatts | "
    "5e-9 MW | 5e6 nW | 0.005 watts",
    "fixed": "5 | 5 mW | 5 milliwatt",
    "capacity": "4.7 | 4.7 µF | 4.7 uF | 4700 nF | 4.7e-6 F | 0.0047 mF | 4.7 microfarads",
    "resistance": "4.7 | 4.7 kohm | 4700 Ω | 4700 ohm | 4700 ohms | 0.0047 MΩ | 4.7e6 mΩ",
    "area": "2.5 | 2.5 m2 | 2.5 m^2 | 25000 cm^2 | 25000 cm² | 26.91 ft² | 26.91 square feet | "
    "2.5e6 mm2 | 2.5 square meters | 2.5 sq m",
    "required": "12 N | 0.012 kN | 12 newtons | 12000 mN | 2.698 lbf",
    "position": "3, 6 | 3, 6 m | [3, 6] m | 300, 600 cm | (300, 600) cm | 0.003; 0.006 km",
    "dollars": "2330.88 | $2,330.88 | USD 2330.88 | 2330.88 USD | 2330,88 $ | $ 2330.88 | "
    "US$ 2330.88 | usd 2330.88 | 2,330.88 dollars | +$2330.88",
    "sign": "2330.88 | $2,330.88 | USD 2330.88 | 2330.88 USD | 2330,88 $ | 2330.88 US$",
    "euros": "2330,88 € | €2330.88 | EUR 2.330,88 | 2330.88 EUR | 2330.88 euros | € 2 330,88",
    "canadian": "20 | CAD 20 | 20 CAD | $20 | C$20 | 20 dollars | CA$ 20",
    "whole": "5 | 5 km | 5000 m | 5,000 m | 500000 cm | 5e6 mm",
    "information": "2 | 2 nats | 2.885 bits | 2.885 bit | 2 nat",
}
WRONG = {
    "speed": "36 | 10 km/h | 36 mph | 10 knots",
    "celsius": "20 °F | 20 K | -20 °C",
    "power": "5 MW | 5 W | 5 kW | 0.005 mW",
    "capacity": "4.7 mF | 4.7 F",
    "area": "2.5 cm^2 | 25000 mm^2",
    "required": "12 kN | 12 m/s | 12 kg | 12 banana",
    "position": "3, 6 km | 3, 6 cm",
    "whole": "5 m | 5001 m",
    "information": "2 bits",
}
ASKED = {
    "speed": {
        "36 km": "The answer is wanted in m/s.",
        "10 M/s": "The answer is wanted in m/s.",
        "36 Km/h": "The answer is wanted in m/s.",
    },
    "fixed": {
        "5 MW": "The answer is wanted in mW.",
        "0.005 W": "The answer is wanted in mW.",
        "5 mw": "The answer is wanted in mW.",
    },
    "power": {"5 mJ": "The answer is wanted in mW."},
    "celsius": {"20 c": "The answer is wanted in °C.", "20 J": "The answer is wanted in °C."},
    "required": {
        "12": "In which unit? Type it behind the number.",
        "24/2": "In which unit? Type it behind the number.",
        "x N": "That does not read as a number.",
    },
    "dollars": {
        "2330.88 €": "The answer is wanted in USD.",
        "EUR 2330.88": "The answer is wanted in USD.",
        "CAD 2330.88": "The answer is wanted in USD.",
    },
    "canadian": {"USD 20": "The answer is wanted in CAD.", "€20": "The answer is wanted in CAD."},
}


@pytest.fixture(scope="module")
def cards(tmp_path_factory):
    return built_cards(Path(__file__).with_name("units.yaml"), tmp_path_factory.mktemp("units"))


@pytest.fixture
def judged(open_page, cards):
    client = open_page(cards["speed"], mathjax=False)

    def judge(name, typings):
        verdicts = client.page.evaluate(
            "([front, typings]) => client.judge(front, typings)",
            [short(cards[name].front), typings],
        )
        return dict(zip(typings, verdicts, strict=True))

    return judge


def states(judged, table):
    for name, row in table.items():
        for typed, (state, says) in judged(name, row.split(" | ")).items():
            yield name, typed, state, says


def test_what_is_right(judged):
    assert [found for found in states(judged, RIGHT) if found[2] != "right"] == []


def test_what_is_wrong(judged):
    assert [found for found in states(judged, WRONG) if found[2] != "wrong"] == []


def test_what_is_asked_back(judged):
    for name, row in ASKED.items():
        for typed, verdict in judged(name, list(row)).items():
            assert verdict == ["ask", row[typed]], (name, typed)


def test_a_mistake_is_known_in_any_unit(judged):
    verdicts = judged("speed", ["36", "36 m/s", "129.6 km/h"])
    assert {says for _, says in verdicts.values()} == {"Not right. That is in km/h."}


def test_another_unit_than_that_asked_for_is_said(judged):
    (verdict,) = judged("required", ["12 kg"]).values()
    assert verdict == ["wrong", "Not right. The answer is in no such unit."]


@pytest.mark.parametrize("kind", REAL)
def test_a_required_unit_is_hidden_until_the_back(open_page, cards, kind):
    client = open_page(cards["required"], kind=kind, mathjax=False)
    client.show(cards["required"].front)
    assert client.page.locator(".unit").count() == 0
    assert " N" not in client.text(".flashgen")
    assert client.text(".wanted") == "Answer with its unit, to 1 decimal."
    described = client.page.get_attribute("input", "aria-describedby")
    assert described == "flashgen-wanted flashgen-answer-0-verdict"
    client.page.fill("input", "0.012 kN")
    client.show(cards["required"].back)
    assert client.text(".answer").split() == ["12.0", "N"]
    assert "Right." in client.text(".verdict")


def test_the_table_of_units_is_small(cards):
    data = cards["speed"].front.split('class="flashgen-data">')[1].split("</script>")[0]
    assert len(data) < 1000
