"""The table of answers and keys: what it says goes passes `check`, and nothing else does."""

import re
from pathlib import Path

import pytest
from completed_examples import completed, found_in
from documentation import GUIDE

HEAD = "- id: card\n  parameters:\n    a: integers(2, 99)\n  question: What of <<a>>?\n"
ORDER = "order: [one <<a>>, two, three]"
STATEMENTS = "statements:\n  - {text: <<a>> is even., right: a % 2 == 0, says: It is <<a>>.}\n" + (
    "  - {text: <<a>> is odd., right: a % 2 == 1, says: It is <<a>>.}"
)
PARITY = '\'"odd" if a % 2 == 1 else "even"\''
KINDS = {
    "number": "answer: a / 7",
    "vector, matrix": "answer: [a / 7, a / 3]",
    "set": "answer: [a / 7, a / 3]\ncompare: set",
    "text": f"answer: {PARITY}",
    "menu": f"answer: {PARITY}\noptions: [odd, even]",
    "formula": "answer:\n  formula: a * x\n  in: {x: [1, 3]}",
    "statements": STATEMENTS,
    "order": ORDER,
}
KEYS = {
    "decimals": "decimals: 2",
    "figures": "figures: 2",
    "tolerance": "tolerance: {{relative: 0.01}}",
    "unit": "unit: m",
    "units": "unit: m\nunits: [km]",
    "unit_required": "unit: m\nunit_required: true",
    "compare": "compare: {value}",
    "accept": "accept: [uneven]",
    "case": "case: exact",
    "options": "options: [even, odd]",
    "check": "check: {check}",
    "mistakes": "mistakes:\n  - {{value: {mistake}, says: No.}}",
}
CHECKS = {
    "number": "a / 7", "vector, matrix": "[a / 7, a / 3]", "set": "[a / 3, a / 7]", "text": PARITY,
    "menu": PARITY, "formula": "a * x", "statements": "a", "order": "a",
}  # fmt: skip
MISTAKES = {
    "number": "a + 1", "vector, matrix": "[a, a]", "set": "[1, 0]", "text": "'\"prime\"'",
    "menu": '\'"even" if a % 2 == 1 else "odd"\'', "formula": "2 * a * x", "statements": "a + 1",
    "order": "a + 1",
}  # fmt: skip
WORDS_ABOUT_NUMBERS = {"few-answers", "guessable-answer", "low-acceptance", "loose-tolerance"}
PRECISE = {"number", "vector, matrix", "set"}
INSIDE = {"formula": {"decimals", "figures", "tolerance", "check"}}
"""Keys that stand in the mapping of the answer."""
ROWS = re.findall(
    r"^\| (`\w+`.*) \|$", (GUIDE / "answers.md").read_text("utf-8").split("## A number\n")[0], re.M
)


def cells() -> list[tuple[str, str, str]]:
    found = []
    for row in ROWS:
        keys, *answers = row.split(" | ")
        for key in re.findall(r"`(\w+)`", keys):
            found += [(key, kind, answer) for kind, answer in zip(KINDS, answers, strict=True)]
    return found


def card(key: str, kind: str, answer: str) -> str:
    value = re.findall(r"`(\w+)`", answer)
    added = KEYS[key].format(
        value=value[0] if value else "set", check=CHECKS[kind], mistake=MISTAKES[kind]
    )
    lines = f"{KINDS[kind]}\n".splitlines()
    if kind in PRECISE and key not in ("decimals", "figures"):
        lines.append("decimals: 2")
    if key in INSIDE.get(kind, ()):
        lines += [f"  {line}" for line in added.splitlines()]
    else:
        kept = [] if key == "compare" and kind == "set" else added.splitlines()
        lines += kept
    return HEAD + "".join(f"  {line}\n" for line in lines)


@pytest.mark.parametrize(("key", "kind", "answer"), cells())
def test_a_key_goes_with_a_kind_as_the_table_says(
    key: str, kind: str, answer: str, tmp_path: Path
) -> None:
    text = card(key, kind, answer)
    if key == "options" and kind in ("number", "menu"):
        return  # the menu is one by them, and so is a number with them: below
    found = found_in(completed(text), tmp_path, 60)
    errors = [d for d in found if d.code not in WORDS_ABOUT_NUMBERS]
    goes = answer.strip() != "-" and not answer.startswith("each has")
    assert bool(errors) != goes, (text, errors)


def test_a_number_with_options_is_chosen(tmp_path: Path) -> None:
    options = "  answer: a % 3\n  options: ['0', '1', '2']\n"
    assert found_in(completed(HEAD + options), tmp_path, 60) == ()
