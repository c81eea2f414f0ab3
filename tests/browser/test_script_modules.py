"""Each module of the card's script by itself, and how they are joined."""

import json
import posixpath
import re
from collections import Counter

import pytest

from flashgen.anki.note_types.script import MODULES, SCRIPT, module
from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.rules import RULES


def names_at_the_top(source):
    return re.findall(r"^(?:export )?(?:const|let|function|class) (\w+)", source, re.MULTILINE)


def test_no_two_modules_use_one_name():
    """They share one scope once they are joined."""
    names = Counter(name for part in ("rules", *MODULES) for name in names_at_the_top(module(part)))
    assert [name for name, times in names.items() if times > 1] == []


def test_each_module_imports_only_from_those_before_it():
    for place, name in enumerate(MODULES):
        lines = re.findall(r'from "(\.[\w./]+)\.js"', module(name))
        imported = {
            posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in lines
        }
        assert imported <= {"rules", *MODULES[:place]}, name


def test_what_is_joined_is_no_module():
    assert not re.search(r"^(import|export)\b", SCRIPT, re.MULTILINE)
    assert 'cases"' not in SCRIPT and '"pairs"' not in SCRIPT
    assert "</script" not in SCRIPT and "{{" not in SCRIPT


def test_importing_a_module_does_nothing_to_the_page(scripts):
    before = scripts.content()
    for name in MODULES:
        exported = scripts.evaluate(
            "async (name) => Object.keys(await import(name))", f"/{name}.js"
        )
        assert exported
    assert scripts.content() == before


@pytest.mark.parametrize("case", RULES["cases"], ids=lambda case: case["about"])
def test_the_cases_of_judging_on_the_card(scripts, case):
    judged = scripts.evaluate(
        """async ({asked, answer, given}) => {
          const {KINDS} = await import("/kinds.js");
          const {agrees} = KINDS[asked.kind];
          return given.map(([one]) => agrees(one, answer, asked));
        }""",
        case,
    )
    assert judged == [right for _, right in case["given"]]


@pytest.mark.parametrize("case", RULES["unit_cases"], ids=lambda case: case["about"])
def test_the_cases_of_units_on_the_card(scripts, case):
    keys = scripts.evaluate(
        """async (units) => {
          const {unitKey} = await import("/units.js");
          return units.map(unitKey);
        }""",
        [case["wanted"], *case["same"], *case["other"]],
    )
    wanted, same = keys[0], keys[1 : 1 + len(case["same"])]
    assert wanted
    assert dict(zip(case["same"], same, strict=True)) == dict.fromkeys(case["same"], wanted)
    other = dict(zip(case["other"], keys[1 + len(same) :], strict=True))
    assert [unit for unit, key in other.items() if key == wanted] == []


@pytest.mark.parametrize("case", RULES["prefix_cases"], ids=lambda case: case["wanted"])
def test_the_cases_of_prefixes_on_the_card(scripts, case):
    powers = scripts.evaluate(
        """async ({wanted, given}) => {
          const {prefixPower} = await import("/units.js");
          return Object.keys(given).map((unit) => prefixPower(unit, wanted));
        }""",
        case,
    )
    assert dict(zip(case["given"], powers, strict=True)) == case["given"]


@pytest.mark.parametrize("case", RULES["statement_cases"], ids=lambda case: case["about"])
def test_the_cases_of_statements_on_the_card(scripts, case):
    right = scripts.evaluate(
        """async ({given, truths}) =>
          (await import("/kinds/statements.js")).rightStatements(given, truths)""",
        case,
    )
    assert right == case["right"]


@pytest.mark.parametrize("case", RULES["order_cases"], ids=lambda case: case["about"])
def test_the_cases_of_an_order_on_the_card(scripts, case):
    right = scripts.evaluate(
        """async ({given, groups}) =>
          (await import("/kinds/order.js")).rightFromStart(given, groups)""",
        case,
    )
    assert right == case["right"]


def test_items_never_stand_right_already(scripts):
    """Whatever their number, the groups among them, and the showing."""
    right = scripts.evaluate(
        """async (shapes) => {
          const {shuffledItems, rightFromStart} = await import("/kinds/order.js");
          const found = [];
          for (const groups of shapes) {
            const count = groups.reduce((a, b) => a + b);
            for (let n = 0; n < 200; n++) {
              const order = shuffledItems(groups, `${n}`);
              const all = [...order].sort((a, b) => a - b).join();
              if (all !== [...Array(count).keys()].join()) found.push(order);
              if (rightFromStart(order, groups) === count) found.push(order);
            }
          }
          return found;
        }""",
        [[1, 1], [2, 1], [1, 2], [3, 3], [1, 1, 1], [1, 5], [1] * 20],
    )
    assert right == []


def test_reading(scripts):
    read = scripts.evaluate(
        """async (texts) => {
          const {readNumber, normalise} = await import("/reading.js");
          return texts.map((text) => readNumber(normalise(text), false));
        }""",
        ["−1½", "3 × 10⁻²", "1,050", "1.50", "x"],
    )
    assert read == [
        {"value": -1.5, "places": None},
        {"value": 0.03, "places": None},
        {"ask": ["1050", "1.050"]},
        {"value": 1.5, "places": 2},
        None,
    ]


def test_every_sign_of_the_rules_is_read(scripts):
    signs = {other: sign for sign, others in RULES["signs"].items() for other in others}
    read = scripts.evaluate(
        """async (signs) => {
          const {normalise} = await import("/reading.js");
          return signs.map((sign) => normalise(`7${sign}7`));
        }""",
        list(signs),
    )
    assert read == [f"7{sign}7" for sign in signs.values()]


def test_the_shuffle_is_a_permutation_that_its_seed_decides(scripts):
    orders = scripts.evaluate(
        """async (seeds) => {
          const {shuffled} = await import("/pick.js");
          return seeds.map((seed) => shuffled(24, seed));
        }""",
        ["a", "a", "b"],
    )
    assert orders[0] == orders[1] != orders[2]
    assert all(sorted(order) == list(range(24)) for order in orders)


def test_a_card_that_fails_stays_as_it_is_stored(scripts):
    html = (
        '<div class="flashgen" data-id="a" data-side="front"><p>as stored</p></div><p>no data</p>'
    )
    kept = scripts.evaluate(
        """async (html) => {
          document.body.innerHTML = html;
          (await import("/page.js")).run();
          const after = document.body.innerHTML;
          document.body.innerHTML = "";
          return after;
        }""",
        html,
    )
    assert kept == html


def test_the_rules_are_those_of_the_file(scripts):
    rules = scripts.evaluate("async () => (await import('/rules.js')).RULES")
    formulas = {k: v for k, v in FORMULA_RULES.items() if k not in ("cases", "pairs")}
    assert rules.pop("formulas") == json.loads(json.dumps(formulas))
    assert rules == json.loads(
        json.dumps({k: v for k, v in RULES.items() if not k.endswith("cases")})
    )


@pytest.mark.parametrize(
    ("formula", "pieces"),
    [
        ("a = b", ["a = b"]),
        (
            r"\sum_i v_i^2 = 1234^2 + 2345^2 = 12345678",
            [r"\sum_i v_i^2 ", "= 1234^2 ", "+ 2345^2 ", "= 12345678"],
        ),
        (
            r"f(1234 + 5678 + 91011 + 121314) = -12 + 3",
            ["f(1234 + 5678 + 91011 + 121314) ", "= -12 ", "+ 3"],
        ),
        (
            r"x = +1234567 \times 10^{-5 + 2} \approx 12.34",
            ["x ", r"= +1234567 ", r"\times 10^{-5 + 2} ", r"\approx 12.34"],
        ),
        (
            r"12.5 \times \cos 12^\circ \times \cos 34^\circ",
            ["12.5 ", r"\times \cos 12^\circ ", r"\times \cos 34^\circ"],
        ),
        (
            r"\ln\left(1234 + \sqrt{1234 - 1}\right) = 12.34",
            [r"\ln\left(1234 + \sqrt{1234 - 1}\right) ", "= 12.34"],
        ),
        (
            r"[123.45,\;-678.90,\;123.45,\;678.90,\;1.23]",
            [r"[123.45,\;-678.90,\;123.45,\;678.90,\;", "1.23]"],
        ),
        (
            r"12345.678 - 2345.678 - \left(-3\right) - 4.5 = -12",
            ["12345.678 ", "- 2345.678 ", r"- \left(-3\right) ", "- 4.5 ", "= -12"],
        ),
        (
            r"x \cdot -1234567 \pm 123456 \mp 12 \div 3 \ne -\infty",
            ["x ", r"\cdot -1234567 ", r"\pm 123456 ", r"\mp 12 ", r"\div 3 ", r"\ne -\infty"],
        ),
        (
            r"|1234567 - 2345678| + |-1234567| \geq \ln -x^{-1}, -12",
            ["|1234567 ", "- 2345678| ", "+ |-1234567| ", r"\geq \ln -x^{-1}, -12"],
        ),
        (
            r"A \cup B \in C \Rightarrow D \otimes E < F \mapsto 2^\circ",
            [
                "A ",
                r"\cup B ",
                r"\in C ",
                r"\Rightarrow D ",
                r"\otimes E ",
                "< F ",
                r"\mapsto 2^\circ",
            ],
        ),
        (r"\left[123.45,\;-678.90,\;123.45,\;678.90,\;1.23\right]", None),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} = 12345678", None),
        (r"\frac{1234 + 5678 + 91011 + 121314}{1 + 2}", None),
    ],
)
def test_a_long_formula_breaks_before_its_operators(scripts, formula, pieces):
    found = scripts.evaluate("async (tex) => (await import('/controls.js')).piecesOf(tex)", formula)
    assert found == (pieces or [formula])
    assert "".join(found) == formula
