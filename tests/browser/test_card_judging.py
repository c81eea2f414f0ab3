"""What can be typed, and what the card says to it."""

import math

import pytest
from clients import short
from sample_notes import asking

from flashgen.anki.card.data import AnswerData

HALF = AnswerData("answer", "number", unit="nats", decimals=2)
COUNT = AnswerData("answer", "integer")

ASKED = {
    "half": asking("half", HALF, [0.5]),
    "minus half": asking("minus-half", HALF, [-0.5]),
    "half, zh": asking("half", HALF, [0.5], language="zh"),
    "plain": asking("plain", AnswerData("answer", "number", decimals=2), [1.05]),
    "large": asking("large", AnswerData("answer", "number", decimals=2), [1234.5]),
    "pi/3": asking("angle", AnswerData("answer", "number", decimals=3, unit="rad"), [math.pi / 3]),
    "sqrt 2": asking("root", AnswerData("answer", "number", decimals=3), [math.sqrt(2) / 2]),
    "degrees": asking("degrees", AnswerData("answer", "number", decimals=1, unit="°"), [30.0]),
    "percent": asking("percent", AnswerData("answer", "number", decimals=0, unit="%"), [50.0]),
    "area": asking(
        "area", AnswerData("answer", "number", decimals=1, unit=r"\(\mathrm{m}^2\)"), [2.5]
    ),
    "small": asking("small", AnswerData("answer", "number", figures=3), [4.2e-5]),
    "figures": asking("figures", AnswerData("answer", "number", figures=3), [1234.0]),
    "twentieth": asking("twentieth", AnswerData("answer", "number", decimals=3), [0.05]),
    "high": asking("high", AnswerData("answer", "number", decimals=2), [1.98]),
    "third": asking("third", AnswerData("answer", "number", decimals=3), [1 / 3]),
    "narrow": asking(
        "narrow", AnswerData("answer", "number", decimals=1, tolerance=0.001), [2.449]
    ),
    "wide": asking("wide", AnswerData("answer", "number", decimals=2, tolerance=0.1), [2.0]),
    "relative": asking(
        "relative", AnswerData("answer", "number", figures=2, relative=0.1), [2000.0]
    ),
    "zero": asking("zero", AnswerData("answer", "number", decimals=2), [0.0]),
    "count": asking("count", COUNT, [1050]),
    "billion": asking("billion", COUNT, [3_000_000_000]),
    "about": asking("about", AnswerData("answer", "integer", tolerance=5), [100]),
    "vector": asking("vector", AnswerData("answer", "vector", decimals=1), [[0.1, 0.7, 0.2]]),
    "integers": asking("integers", AnswerData("answer", "vector"), [[1, -2, 3]]),
    "eigenvector": asking(
        "eigenvector",
        AnswerData("answer", "vector", decimals=1, compare="up_to_sign"),
        [[0.6, -0.8]],
    ),
    "matrix": asking("matrix", AnswerData("answer", "matrix"), [[[1, 2], [3, 4]]]),
    "row": asking("row", AnswerData("answer", "matrix"), [[[1, 2, 3]]]),
    "labels": asking(
        "labels", AnswerData("answer", "set", compare="set"), [["a", "b", "New York"]]
    ),
    "nodes": asking("nodes", AnswerData("answer", "set", compare="set"), [[1, 3, 4]]),
    "nothing": asking("nothing", AnswerData("answer", "set", compare="set"), [[]]),
    "text": asking("text", AnswerData("answer", "text"), ["Log-Softmax"]),
    "mistakes": asking(
        "mistakes",
        AnswerData("answer", "number", decimals=2, tolerance=0.02),
        [1.5],
        (("That is in <b>bits</b>.", 2.16), ("The sign.", -1.5), ("Never here.", None)),
    ),
    "shape mistake": asking(
        "shape-mistake", AnswerData("answer", "vector"), [[1, 2]], (("Pad it.", [0, 1, 2, 0]),)
    ),
    "product": asking("product", AnswerData("answer", "number", decimals=2), [4.0]),
    "speed": asking("speed", AnswerData("answer", "number", decimals=2, unit="m/s"), [0.5]),
    "force": asking(
        "force",
        AnswerData("answer", "number", decimals=1, unit=r"\(\mathrm{kg\,m\,s^{-2}}\)"),
        [9.8],
    ),
    "share": asking("share", AnswerData("answer", "number", decimals=1, unit="%"), [12.5]),
    "shares": asking("shares", AnswerData("answer", "vector", unit="%"), [[20, 80]]),
    "percentage": asking(
        "percentage", AnswerData("answer", "number", decimals=1, unit="percent"), [12.5]
    ),
    "thousandth": asking("thousandth", AnswerData("answer", "number", decimals=4), [1e-3]),
    "thousandths": asking("thousandths", AnswerData("answer", "vector", decimals=3), [[1e-3, 1]]),
    "none": asking("none", AnswerData("answer", "number", decimals=2), [0.0]),
    "dollars": asking("dollars", AnswerData("answer", "number", decimals=2, unit="$"), [2330.88]),
    "euros": asking("euros", AnswerData("answer", "number", decimals=2, unit="EUR"), [2330.88]),
    "kelvins": asking("celsius", AnswerData("answer", "number", decimals=1, unit="°C"), [21.5]),
    "ohms": asking(
        "ohms", AnswerData("answer", "number", decimals=1, unit=r"\(\mathrm{k}\Omega\)"), [4.7]
    ),
    "farads": asking("farads", AnswerData("answer", "number", decimals=1, unit="µF"), [4.7]),
    "milliwatts": asking(
        "milliwatts", AnswerData("answer", "number", decimals=0, unit="mW"), [5.0]
    ),
    "acceleration": asking(
        "acceleration", AnswerData("answer", "number", decimals=1, unit="m/s²"), [9.8]
    ),
    "points": asking(
        "points",
        AnswerData(
            "answer", "number", decimals=1, unit="percentage points", spellings=("个百分点",)
        ),
        [3.5],
    ),
    "charge": asking("charge", AnswerData("answer", "number", figures=3, unit="C"), [2.8836e-18]),
    "plain, zh": asking("plain", AnswerData("answer", "number", decimals=2), [1.05], language="zh"),
    "vector, zh": asking(
        "vector", AnswerData("answer", "vector", decimals=1), [[0.1, 0.7, 0.2]], language="zh"
    ),
    "matrix, zh": asking(
        "matrix", AnswerData("answer", "matrix"), [[[1, 2], [3, 4]]], language="zh"
    ),
}

RIGHT = {
    "half": "0.5 | .5 | 0.50 | 1/2 | 2/4 | 5e-1 | 5E-1 | 0,5 | 0,50 | ,5 | +0.5 | 50% | 50 % | "
    "0.5 nats | 0.5nats | .5 Nats | 0.5 nat | ０．５ | 5×10^-1 | 5*10^-1 | 5·10⁻¹ | 5 x 10^(-1) | "
    "½ | 1∕2 | 1÷2 | (0.5) | x = 0.5 | =0.5 | ≈ 0.5 | 1 / 2 nats | 0.500 | 0.505 | 0。5 | 0.49 | "
    "50% nats | 0.5. | 0.5。 | .5 . | 50%. | 50 percent | 百分之50 | 百分之 50。 | sqrt(1/4) | "
    "√(1/4) | sqrt(0.25) nats. | sqrt (25%) | (1)/(2) | 2*(1/4) | -(-1/2) | ((0.5)) | "
    r"\frac{1}{2} | \dfrac{1}{2} | $\frac{1}{2}$ | $x = \sqrt{\frac{1}{4}}$ | \frac{\sqrt{1}}{2} | "
    "(1/2)/(2/2) | 5 × 10^{-1} | 5 · 10^-1 | 0.25·2 | 1 · .5 | "
    r"5 \times 10^{-1} | 5 \cdot 10^{-1} | 50\% | 5 e-1",
    "speed": "0.5 m/s | 0.5 m/s. | 0.5 m/s。 | 0.5 m s^-1 | 0.5 m s⁻¹ | 0.5 m·s⁻¹ | 0.5m*s^{-1} | "
    r"0.5 \mathrm{m}/\mathrm{s} | 0.5 m / s | sqrt(1/4) m/s | 0.5",
    "force": "9.8 kg m s^-2 | 9.8 kg·m/s² | 9.8 kg m/s2 | 9.8 kg m/s^2. | 9.8kgm/s2 | 9.8",
    "dollars": "2330.88 | $2,330.88 | $ 2330.88 | 2,330.88 $ | USD 2330.88 | 2330.88 usd | "
    "US$2330.88 | 2330,88 $ | +$2330.88 | 2330.88 dollars | 2330.88 美元",
    "euros": "2330,88 € | €2330.88 | EUR 2.330,88 | 2330.88 EUR | 2330.88 euros",
    "kelvins": "21.5 | 21.5 °C | 21.5°C | 21.5 deg C | 21.5 degC | 21.5 degrees C | 21.5 ℃",
    "ohms": "4.7 | 4.7 kΩ | 4.7 kohm | 4.7 kohms | 4.7kΩ",
    "farads": "4.7 | 4.7 µF | 4.7 μF | 4.7 uF",
    "milliwatts": "5 mW | 5mW",
    "acceleration": "9.8 m/s^2 | 9.8 m/s² | 9.8 m per s^2 | 9.8 m s^-2 | 9.8 m·s⁻²",
    "points": "3.5 | 3.5 percentage points | 3.5 Percentage Points | 3.5 个百分点 | 3.5个百分点",
    "charge": "2.88e-18 | 2.88×10^-18 C | 2.884e-18",
    "share": "12.5 | 12.5% | 12.5 percent | 12.5 Percent. | 12.5 per cent | 百分之12.5 | "
    "百分之 12.5。 | 12，5％",
    "shares": "20, 80 | 20%, 80% | 20 percent, 80 percent | 百分之20，百分之80 | 20%, 80",
    "percentage": "12.5 | 12.5% | 12.5 percent",
    "thousandth": "1e-3 | 1 e-3 | 1 E−3 | 1 × 10^{-3} | $1 \\times 10^{-3}$ | 1·10^{-3} | "
    "1·10⁻³ | 1·10**-3 | 1 x 10^( -3 ) | 0.001. | 0.1%",
    "thousandths": "1e-3, 1 | 1 e-3, 1. | 10^{-3}; 1 | [10^{-3}, 1] | 0.001 1.",
    "minus half": "-0.5 | −0.5 | –.5 | －0.5 | -1/2 | - 0.5 | 1/-2 | -50% | −5e−1",
    "plain": "1.050 | 1,05 | 1.05 | 1.04 | 01.05",
    "large": "1234.5 | 1,234.5 | 1.234,5 | 1 234.5 | 1 234,5 | 1'234.5 | 1234,50 | 1.2345e3 | "
    "1,2345e3",
    "pi/3": "π/3 | pi/3 | 1.047 | PI / 3 | 2π/6 | 2*pi/6 | 1.047 rad | π / 3 rad | 1/3π",
    "sqrt 2": "sqrt(2)/2 | √2/2 | 0.707 | √(2)/2 | 1/sqrt 2 | 2^(-1) * √2",
    "degrees": "30 | 30° | 30 deg | 30 degrees | 30度 | 30.0°",
    "percent": "50 | 50% | 50 % | 50.0 | 49",
    "area": "2.5 | 2.5 m^2 | 2.5 m² | 2,5 m2",
    "small": "4.2e-5 | 0.000042 | 4.20×10⁻⁵ | 42e-6 | 0.00004195",
    "figures": "1234 | 1230 | 1240 | 1229 | 1.23e3",
    "twentieth": "0,050 | 0.050 | 5% | 1/20",
    "third": "1/3 | 0.333 | 0.334 | 33.3%",
    "narrow": "2.4 | 2.449 | 2.499",
    "wide": "2 | 2.1 | 1.9 | 4/2 | 1 11/12",
    "relative": "2000 | 2200 | 1800",
    "zero": "0 | 0.00 | -0 | 0/7 | 0.01",
    "count": "1050 | 1,050 | 1 050 | 1050.0 | 1.05e3 | １０５０ | 2100/2",
    "billion": "3000000000 | 3,000,000,000 | 3e9 | 3 000 000 000 | 3.000.000.000 | 3*10^9",
    "about": "100 | 95 | 105",
    "vector": "0.1, 0.7, 0.2 | 0.1,0.7,0.2 | [0.1, 0.7, 0.2] | (0.1 0.7 0.2) | .1 .7 .2 | "
    "0.1，0.7，0.2 | 0.1；0.7；0.2 | 0,1; 0,7; 0,2 | 0.1、0.7、0.2 | 1/10, 7/10, 2/10 | "
    "10%, 70%, 20% | [[0.1, 0.7, 0.2]] | {0.1; 0.7; 0.2} | 0.1, 0.8, 0.2 | p = [0.1, 0.7, 0.2] | "
    "[[0.1], [0.7], [0.2]] | 【0.1，0.7，0.2】",
    "integers": "1, -2, 3 | 1 −2 3 | (1;-2;3) | 1,-2,3",
    "eigenvector": "0.6, -0.8 | -0.6, 0.8 | −.6 .8",
    "matrix": "1, 2; 3, 4. | 1, 2; 3, 2^{2} | 1, 2; 3, (8)/(2) | "
    "1, 2; 3, 4 | 1 2; 3 4 | [1 2; 3 4] | [[1, 2], [3, 4]] | [1,2],[3,4] | 1，2；3，4 | "
    "1 2\n3 4 | [1, 2]\n[3, 4] | ((1,2),(3,4)) | 1,2;3,4; | [[1 2] [3 4]] | [1,2;3,4]",
    "row": "1, 2, 3 | [[1, 2, 3]] | [1 2 3]",
    "labels": "a, b, New York | new york; B; A | {a, b, New York} | "
    "b，a，New York | a,a,b,New York",
    "nodes": "1, 3, 4. | 1, 3, 4 | 4 3 1 | {1;3;4} | 3,4,1 | 1、3、4 | [1.0 3 4]",
    "nothing": "none | None | {} | ∅ | 无 | empty",
    "text": "log-softmax | Log-Softmax | ' log-softmax ' | log‑softmax.",
    "mistakes": "1.5 | 1.48 | 1.52 | 3/2 | 1 1/2 | 1½ | 1 ½",
}

WRONG = {
    "charge": "0 | 0.0 | 2.88e-17 | 2.91e-18",
    "half": "0.52 | 0.48 | 1 | 2/5 | 0.5e-3 | 0.6. | sqrt(1/9) | 5 e-2 | 0.5 percent",
    "share": "0.125 | 百分之0.125",
    "narrow": "2.3 | 2.38",
    "relative": "2201 | 1799",
    "plain": "1050 | 1.03 | 1.07",
    "count": "1049 | 1051 | 1.05 | 105",
    "billion": "3000000001 | 2999999999",
    "about": "94 | 106",
    "figures": "1245 | 1223",
    "vector": "0.1, 0.2, 0.7",
    "eigenvector": "0.6, 0.8 | -0.6, -0.8",
    "matrix": "1, 2; 3, 5",
    "labels": "a, b, New York, c | a, b, York | none",
    "nodes": "1, 3 | 1, 3, 5",
    "nothing": "a | 0",
    "text": "softmax",
}

UNCLEAR_PLAIN = {
    "1,050": "Is that 1050 or 1.050? Type it without a comma.",
    "-1,050": "Is that 1050 or 1.050? Type it without a comma.",
    "abc": "That does not read as a number.",
    "1/0": "That does not read as a number.",
    "1 1/0": "That does not read as a number.",
    "1..2": "That does not read as a number.",
    "--1": "That does not read as a number.",
    "1e999": "That does not read as a number.",
    "sqrt(2": "That does not read as a number.",
    "1+1": "That does not read as a number.",
    "1, 2": "1 number is wanted, 2 given.",
    "[1 2 3]": "1 number is wanted, 3 given.",
    "1.05 m": "Only the number is wanted.",
    "1·05": "That does not read as a number.",
    "1.05..": "That does not read as a number.",
    "1,050.": "Is that 1050 or 1.050? Type it without a comma.",
    "0x1": "That does not read as a number.",
    "0·5": "That does not read as a number.",
    "−0⋅5.": "That does not read as a number.",
    "０·５": "That does not read as a number.",
    "0•5": "That does not read as a number.",
    "2\\frac{1}{2}": "That does not read as a number.",
    "2(3)": "That does not read as a number.",
    "(1+1)": "That does not read as a number.",
    "(": "That does not read as a number.",
    "()": "That does not read as a number.",
    "sqrt()": "That does not read as a number.",
    "sqrt(-1)": "That does not read as a number.",
    "sqrt(1,050)": "Is that 1050 or 1.050? Type it without a comma.",
    "2^(1/2)": "That does not read as a number.",
    "1.05 | 2": "That does not read as a number.",
    "(" * 20 + "1" + ")" * 20: "That does not read as a number.",
    "<img src=x onerror=alert(1)>": "That does not read as a number.",
}
UNCLEAR = {
    "half": {
        "0.72 bits": "The answer is wanted in nats.",
        "12,345 nats": "Is that 12345 or 12.345? Type it without a comma.",
    },
    "dollars": {
        "€2330.88": "The answer is wanted in $.",
        "2330.88 EUR": "The answer is wanted in $.",
    },
    "plain": UNCLEAR_PLAIN | {"$1.05": "Only the number is wanted."},
    "milliwatts": {"5 MW": "The answer is wanted in mW.", "5 W": "The answer is wanted in mW."},
    "none": {"0x0": "That does not read as a number.", "0·0": "That does not read as a number."},
    "count": {"2·525": "That does not read as a number."},
    "speed": {
        "0.5 ms^-1": "The answer is wanted in m/s.",
        "0.5 km/h.": "The answer is wanted in m/s.",
        "0.5 s": "The answer is wanted in m/s.",
    },
    "plain, zh": {
        "0.5, 0.5": "需要 1 个数，给了 2 个。",
        "1 m": "只需要填数。",
        "0·5": "看不懂这个数。",
    },
    "vector, zh": {
        "0.1, 0.9": "需要 3 个数，只给了 2 个。",
        "0.1, 0.2, 0.3, 0.4": "需要 3 个数，给了 4 个。",
    },
    "matrix, zh": {"1 2 | 3 4": "看不懂这个矩阵：1, 2; 3, 4 表示两行。"},
    "half, zh": {
        "1,050": "是 1050 还是 1.050？请不要用逗号。",
        "什么": "看不懂这个数。",
    },
    "vector": {
        "0.1, 0.9": "3 numbers are wanted, 2 given.",
        "0.5": "3 numbers are wanted, 1 given.",
        "0.1, x, 0.2": "That does not read as a list of numbers.",
        "1 2; 3": "That does not read as a list of numbers.",
        "0·1, 0·7, 0·2": "That does not read as a list of numbers.",
        "0.1, 0.7, 0.2 m": "Only the numbers are wanted.",
        "0.1 | 0.7 | 0.2": "That does not read as a list of numbers.",
        "0.1 x 0.7": "That does not read as a list of numbers.",
    },
    "matrix": {
        "1, 2, 3; 4, 5, 6": "A 2 × 2 matrix is wanted, 2 × 3 given.",
        "[1, 2, 3, 4]": "A 2 × 2 matrix is wanted, 1 × 4 given.",
        "1, 2; 3": "All rows need the same number of entries.",
        "x": "That does not read as a matrix: 1, 2; 3, 4 has two rows.",
        "1 2 | 3 4": "That does not read as a matrix: 1, 2; 3, 4 has two rows.",
        "1 0x2; 3 4": "That does not read as a matrix: 1, 2; 3, 4 has two rows.",
        "1 2; 3 4 m": "Only the numbers are wanted.",
    },
    "nodes": {
        "1, x": "That does not read as a list of numbers.",
        "1, 3·0": "That does not read as a list of numbers.",
    },
}

HELP = {
    "half": {
        "-0.5": "The sign is wrong.",
        "0.05": "Off by a factor of 10",
        "500": "Off by a factor of 1000",
    },
    "plain": {"1.1": "Close, but 2 decimals are wanted.", "1": "Close, but 2 decimals are wanted."},
    "figures": {"1200": "", "1.2e3": "", "123": "Off by a factor of 10", "-1230": "The sign"},
    "third": {
        "3": "That is the reciprocal",
        "0.3": "Close, but 3 decimals are wanted.",
        "0.4": "",
        "0.33": "Close, but 3 decimals are wanted.",
        "333": "Off by a factor of 1000",
        "0": "",
        "0.5": "",
    },
    "twentieth": {"0.1": "", "0.04": ""},
    "high": {"1": "", "2": "Close, but 2 decimals are wanted.", "1.9": "Close, but 2 decimals"},
    "product": {"0.25": "That is the reciprocal", "1/4": "That is the reciprocal", "7": ""},
    "vector": {
        "-0.1, -0.7, -0.2": "The sign is wrong.",
        "1, 7, 2": "Off by a factor of 10",
        "0.1, 0.2, 0.7": "1 of 3 entries is right.",
        "0.1, 0.7, 0.9": "2 of 3 entries are right.",
        "5, 5, 5": "",
    },
    "matrix": {"1, 3; 2, 4": "That is the transpose.", "1, 2; 3, 5": "3 of 4 entries are right."},
    "labels": {"a, b": "Right so far; 1 more is wanted.", "a, c": ""},
    "zero": {"0.5": "", "-3": "", "10": ""},
    "half, zh": {"-0.5": "正负号错了。"},
    "mistakes": {
        "2.16": "That is in bits.",
        "2.17": "That is in bits.",
        "-1.5": "The sign.",
        "15": "Off by a factor of 10",
    },
    "shape mistake": {"0, 1, 2, 0": "Pad it."},
}


def typings(table):
    return {
        name: row.split(" | ") if isinstance(row, str) else list(row) for name, row in table.items()
    }


@pytest.fixture(scope="module")
def verdicts(render, browser):
    """Judges a table's texts in one go: {name: {typed: [state, text]}}."""
    rendered = dict(zip(ASKED, render(list(ASKED.values())), strict=True))

    def judge(open_page, table):
        client = open_page(rendered["half"], mathjax=False)
        return {
            name: dict(
                zip(
                    texts,
                    client.page.evaluate(
                        "([front, texts]) => client.judge(front, texts)",
                        [short(rendered[name].front), texts],
                    ),
                    strict=True,
                )
            )
            for name, texts in typings(table).items()
        }

    return judge


def test_every_way_to_write_a_right_answer(open_page, verdicts):
    judged = verdicts(open_page, RIGHT)
    assert set(judged) == set(RIGHT)
    others = [
        (name, typed, *verdict)
        for name, row in judged.items()
        for typed, verdict in row.items()
        if verdict != ["right", "Right."]
    ]
    assert not others, others
    assert sum(map(len, judged.values())) > 180


def test_wrong_answers(open_page, verdicts):
    judged = verdicts(open_page, WRONG)
    assert [
        (name, typed, *verdict)
        for name, row in judged.items()
        for typed, verdict in row.items()
        if verdict[0] != "wrong"
    ] == []


def test_what_cannot_be_read_is_asked_back(open_page, verdicts):
    judged = verdicts(open_page, UNCLEAR)
    for name, row in UNCLEAR.items():
        for typed, sentence in row.items():
            assert judged[name][typed] == ["ask", sentence], (name, typed)


def test_help_says_what_is_true(open_page, verdicts):
    judged = verdicts(open_page, HELP)
    for name, row in HELP.items():
        for typed, sentence in row.items():
            state, text = judged[name][typed]
            assert state == "wrong", (name, typed, text)
            word = "不对。" if name.endswith("zh") else "Not right."
            if sentence:
                assert text.startswith(f"{word}{'' if name.endswith('zh') else ' '}{sentence}"), (
                    typed
                )
            else:
                assert text == word, (name, typed)


def test_a_mistake_s_sentence_is_html(open_page, verdicts, render):
    card = render([ASKED["mistakes"]])[0]
    client = open_page(card, mathjax=False)
    client.show(card.front)
    client.page.fill("input", "2.16")
    client.page.press("input", "Enter")
    assert (
        client.page.inner_html(".verdict") == "<strong>Not right.</strong> That is in <b>bits</b>."
    )


def test_the_displayed_answer_is_always_right(open_page, render):
    """Rounded answers, typed as shown, over magnitudes, decimals and figures."""
    notes = []
    shown = []
    for step in range(40):
        value = (-1) ** step * 10 ** (step / 4 - 5) * (1 + step / 17)
        for number, (decimals, figures) in enumerate(((2, None), (0, None), (None, 1), (None, 4))):
            answer = AnswerData(
                "answer", "number", decimals=decimals, figures=figures, tolerance=1e-12
            )
            text = f"{value:.{decimals}f}" if figures is None else f"{value:.{figures - 1}e}"
            if float(text) == 0:
                text = "0"
            notes.append(asking(f"shown-{step}-{number}", answer, [value]))
            shown.append(text)
    client = None
    pairs = []
    for card, text in zip(render(notes), shown, strict=True):
        client = client or open_page(card, mathjax=False)
        pairs.append([short(card.front), text])
    states = client.page.evaluate(
        "pairs => pairs.map(([front, text]) => client.judge(front, [text])[0][0])", pairs
    )
    assert [text for text, state in zip(shown, states, strict=True) if state != "right"] == []
