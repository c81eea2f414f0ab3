"""`flashgen diff` of formula answers: what changed of them, in a right word."""

import re
from pathlib import Path

import pytest
from deck_folder import DAY, NOW, Folder
from test_diff import diff, document, told

DECK = """namespace: calculus-k3v9
deck: Calculus
cards:
- id: derivative
  parameters: {a: 'integers(2, 90)', n: 'integers(3, 9)'}
  question: Differentiate $<<a>> x^{<<n>>}$.
  answer: {formula: a * n * x**(n - 1), in: {x: [0.5, 3]}}
  mistakes:
  - {value: a * x**(n - 1), says: The exponent comes down.}
- id: normal
  parameters: {m: 'integers(2, 90)', s: 'integers(3, 9)'}
  question: The distribution function of <<m>> and <<s>>?
  answer: {formula: 'normal_cdf(x, m, s)', in: {x: '[m - 2 * s, m + s * s]'}}
- id: fixed
  front: What is the derivative of $x^2$?
  answer: {formula: 2x, in: {x: [0, 3]}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = Folder(tmp_path_factory.mktemp("formulas"))
    folder.write(FILE, DECK)
    folder.build()
    return folder


VARIANTS = " Data: the variants differ"
FILE = "optics.yaml"  # which a folder edits

CHANGES = {
    "a formula": ("formula: 2x", "formula: 3x", "fixed", "text", r"formula - 2\*x \+ 3\*x"),
    "a range": ("[0.5, 3]", "[0.5, 4]", "derivative", "text", r"answer 1 variable 1 to - 3 \+ 4$"),
    "a tolerance": ("{x: [0, 3]}", "{x: [0, 3]}, tolerance: 0.01", "fixed", "text",
                    r"answer 1 relative tolerance - 1e-06 \+ 0.01$"),
    "figures": ("{x: [0, 3]}", "{x: [0, 3]}, figures: 3", "fixed", "text", r"1 figures \+ 3"),
    "what must not be used": ("{x: [0, 3]}", '{x: [0, 3]}, without: ["/"]', "fixed", "text",
                              r"answer 1 without 1 \+ /"),
    "what may be added": ("{x: [0, 3]}", "{x: [0, 3]}, up_to: factor", "fixed", "text",
                          r"answer 1 up to \+ factor"),
    "how it is displayed": ("{x: [0, 3]}", "{x: [0, 3]}, text: $x + x$", "fixed", "text",
                            r"Back - 2 x \+ x \+ x$"),
    "a mistake": ("a * x**(n - 1),", "a * x**n,", "derivative", "text",
                  r"mistake 1 formula - (\d+\*x\^)\d+ \+ \1\d+$"),
    "the numbers": ("integers(2, 90)', n", "integers(3, 91)', n", "derivative", "numbers",
                    "Data: the variants differ"),
    "the numbers of values": ("{m: 'integers(2, 90)'", "{m: 'integers(3, 91)'", "normal", "numbers",
                              "Data: the variants differ"),
    "a formula of values": ("normal_cdf(x, m, s)", "1 - normal_cdf(x, m, s)", "normal", "text",
                            r"answer 1 formula - normal_cdf\(.*\) \+ 1-normal_cdf\(.*\)$"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "card", "what", "words"), CHANGES.values(), ids=CHANGES)
def test_what_changed(
    built: Folder, tmp_path: Path, old: str, new: str, card: str, what: str, words: str
) -> None:
    folder = Folder(tmp_path)
    folder.write(FILE, DECK)
    assert DECK.count(old) >= 1
    folder.edit(old, new)
    folder.lock_path.write_bytes(built.lock_path.read_bytes())
    found = told(document(folder, "--against", str(built.package)))
    assert list(found) == [card]
    status, of_what = found[card]
    assert status == "changed" and what in of_what
    if what == "numbers":
        assert of_what == ["numbers"]
        assert told(document(folder)) == {card: ("changed", ["numbers"])}
    lines = diff(folder, "--against", str(built.package), now=NOW + DAY).stdout
    shown = " ".join(lines.split())
    assert re.search(words, shown) or re.search(words, shown.removesuffix(VARIANTS)), lines
    assert "points" not in lines and not re.search(r"=[\w-]{24}", lines)
