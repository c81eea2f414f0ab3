"""What an error says to do: a table of mistakes that authors make, each with its way out."""

import pytest
from decks import HEAD, load

from flashgen.build import check as checking
from flashgen.build import notes as pipeline

TOP = "- id: c\n  parameters:\n    a: integers(1, 9)\n    b: integers(1, 9)\n"
ASKED = "  question: What is <<a>> and <<b>>?\n"
SUM = f"{TOP}{ASKED}  answer: a + b\n"

WAYS_OUT = {
    "a let below": (
        f"{TOP}  let: {{z: 2 * y, y: a + b}}\n{ASKED}  answer: z\n",
        [("expression", "`y` is computed below", "move `y` up")],
    ),
    "a parameter below": (
        f"- id: c\n  parameters:\n    a: integers(1, b)\n    b: integers(1, 9)\n{ASKED}"
        "  answer: a + b\n",
        [("expression", "`b` is computed below", "move `b` up")],
    ),
    "a let in a draw": (
        f"- id: c\n  parameters:\n    a: integers(1, n)\n    b: integers(1, 9)\n  let: {{n: 9}}\n"
        f"{ASKED}  answer: a + b\n",
        [
            (
                "expression",
                "`n` is computed under `let`, after all draws",
                "compute with it under `let`, too",
            )
        ],
    ),
    "the answer in a let": (
        f"{TOP}  let: {{z: 2 * answer}}\n{ASKED}  answer: a + b\n",
        [
            (
                "expression",
                "`answer` is computed after `let`",
                "give its value a name under `let`, and use that",
            )
        ],
    ),
    "a name that nothing has": (
        f"{TOP}{ASKED}  answer: a + bb\n",
        [("expression", "`bb` is not defined here", "did you mean `b`?")],
    ),
    "a product": (
        f"{TOP}{ASKED}  answer: 2a + b\n",
        [("expression", "`2a` is no product", "write `2 * a`")],
    ),
    "a division by zero": (
        f"{TOP}{ASKED}  answer: round(a / (b - 5), 2)\n  decimals: 2\n",
        [
            (
                "evaluation",
                "division by zero, with a = ",
                "rule such draws out: `require: b - 5 != 0`",
            )
        ],
    ),
    "an underscore in an id": (
        "- id: my_card\n  front: Why?\n  back: So.\n",
        [("bad-id", "`my_card` is no id", "write `my-card`")],
    ),
    "an id of no letters": (
        "- id: 为什么\n  front: Why?\n  back: So.\n",
        [("bad-id", "`为什么` is no id", None)],
    ),
    "an invented command": (
        "- id: c\n  front: What is $\\foo$?\n  back: So.\n",
        [("math", "`\\foo` is no command of Anki's MathJax", None)],
    ),
    "a misspelt command": (
        "- id: c\n  front: What is $\\alhpa$?\n  back: So.\n",
        [("math", "`\\alhpa` is no command of Anki's MathJax", "did you mean `\\alpha`?")],
    ),
    "two images": (
        "- id: c\n  image: [a.png, b.png]\n  front: Why?\n  back: So.\n",
        [
            (
                "wrong-type",
                "`image` is one file, not a list",
                "show others in a text: `![](file.png)`",
            )
        ],
    ),
    "two former ids": (
        "- id: c\n  was: [a, b]\n  front: Why?\n  back: So.\n",
        [
            (
                "wrong-type",
                "`was` is one id, not a list",
                "name the last one; flashgen.lock knows the earlier ones",
            )
        ],
    ),
    "a front with parameters": (
        f"{TOP}  front: What is <<a>> and <<b>>?\n  back: <<a + b>>\n",
        [
            (
                "unknown-key",
                "a card with `parameters` is numeric, and has no `front`",
                "write `question` and `answer` in place of `front` and `back`",
            )
        ],
    ),
    "Python's lambda": (
        SUM.replace("a: integers", "lambda: integers"),
        [
            (
                "bad-name",
                "`lambda` is a word of the language itself, taken over from Python",
                "write `lam` or `λ`",
            )
        ],
    ),
    "Python's is": (
        f"{TOP}  let: {{is: a}}\n{ASKED}  answer: b\n",
        [
            (
                "bad-name",
                "`is` is a word of the language itself, taken over from Python",
                "write `is_`, for instance",
            )
        ],
    ),
    "a constant that a later value hides": (
        f"{TOP}  let: {{c: e * a, e: a + b}}\n{ASKED}  answer: c\n",
        [("expression", "`e` is computed below", "move `e` up")],
    ),
    "a function whose name a later value has": (
        f"{TOP}  let: {{c: mean * a, mean: a + b}}\n{ASKED}  answer: c\n",
        [("expression", "`mean` is computed below", "move `mean` up")],
    ),
    "a constant whose name an answer has": (
        f"{TOP}{ASKED}  answers:\n  - {{name: pi, value: a}}\n  - {{name: s, value: pi + b}}\n",
        [
            (
                "expression",
                "`pi` is computed after `let`",
                "give its value a name under `let`, and use that",
            )
        ],
    ),
    "a front misspelt": (
        "- id: c\n  frnt: Why?\n  back: So.\n",
        [("unknown-key", "`frnt` is no key of a concept card", "did you mean `front`?")],
    ),
    "a word without quotes": (
        "- id: c\n  parameters: {a: 'integers(1, 99)'}\n  question: What is <<a>>?\n"
        "  answer: least squares\n",
        [
            (
                "expression",
                "a comma or an operator is missing here",
                "a text is written `'\"least squares\"'` or `{text: least squares}`",
            )
        ],
    ),
    "a spelling without an answer": (
        "- id: c\n  front: Why?\n  back: So.\n  accept: [Thus]\n",
        [
            (
                "unfit-key",
                "`accept` goes with an `answer`, and this card has none",
                "what is typed or chosen stands under `answer`; `back` may explain it",
            )
        ],
    ),
    "two keys misspelt": (
        f"{TOP}  quetion: What is <<a>> and <<b>>?\n  anwser: a + b\n",
        [
            ("unknown-key", "`quetion` is no key of a numeric card", "did you mean `question`?"),
            ("unknown-key", "`anwser` is no key of a numeric card", "did you mean `answer`?"),
        ],
    ),
    "both, and no parameters": (
        "- id: c\n  quetion: What is 1 + 1?\n  anwser: 2\n",
        [
            ("unknown-key", "`quetion` is no key of a numeric card", "did you mean `question`?"),
            ("unknown-key", "`anwser` is no key of a numeric card", "did you mean `answer`?"),
        ],
    ),
    "a back missing": (
        "- id: c\n  front: Why?\n  exrta: So.\n",
        [
            ("missing-key", "`back` is missing", None),
            ("unknown-key", "`exrta` is no key of a concept card", "did you mean `extra`?"),
        ],
    ),
    "a hash": (
        "- id: c\n  front: #1 is what?\n  back: So.\n",
        [
            (
                "yaml-cut",
                "`#` begins a comment in YAML, so there is no text here",
                "quote it, or write it as a block with `|`",
            )
        ],
    ),
}


@pytest.mark.parametrize(("card", "expected"), WAYS_OUT.values(), ids=WAYS_OUT.keys())
def test_says_what_to_do(card: str, expected: list[tuple[str, str, str | None]]) -> None:
    checked = checking.check(load(HEAD + card), pipeline.Selection(), 100, pipeline.default_seed)
    found = sorted(checked.diagnostics, key=lambda d: d.code)
    assert [(d.code, d.hint) for d in found] == [(code, hint) for code, _, hint in expected]
    for diagnostic, (_, message, _) in zip(found, expected, strict=True):
        assert diagnostic.message.startswith(message)


MATH_AND_NOT = {
    r"\(x\)": True,
    r"\(x + 1\) and \(y\)": True,
    r"\[x^2\]": True,
    r"\[n\]": True,
    r"\[see below\]": False,
    "[$]x[/$] is": True,
    "[$$]x[/$$] is": True,
    "[latex]x[/latex]": True,
    r"`\(x\)`": False,
    r"$\left[x\right]$ and $a \\[2pt] b$": False,
    "a[i] and $b[i]$": False,
    r"\\(x\\)": False,
}


@pytest.mark.parametrize(("text", "warned"), MATH_AND_NOT.items())
def test_formulas_in_other_signs(text: str, warned: bool) -> None:
    card = f"{HEAD}- id: c\n  front: |\n    What is {text}?\n  back: So.\n"
    checked = checking.check(load(card), pipeline.Selection(), 1, pipeline.default_seed)
    codes = [d.code for d in checked.diagnostics]
    assert ("foreign-math" in codes) == warned
