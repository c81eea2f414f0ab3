"""Deck files of a megabyte that are as much work as a file can be: a family of cards each."""

from collections.abc import Callable, Mapping
from typing import Final

SIZE: Final = 1_000_000
HEAD: Final = "namespace: slow-k3v9\ndeck: D\n"
_LANGUAGES: Final = [first + second for first in "abcde" for second in "abcdefghij"]


def _numeric(
    keys: str = "",
    *,
    parameter: str = "",
    question: str = "Give <<a>>",
    answer: str = "answer: a",
) -> str:
    drawn = f"    b: {parameter}\n" if parameter else ""
    return (
        f"- id: c@\n  parameters:\n    a: integers(1, 1000)\n{drawn}"
        f"  question: {question}\n{keys}  {answer}\n"
    )


def _let(expression: str, answer: str = "answer: a") -> str:
    return _numeric(f"  let: {{v: '{expression}'}}\n", answer=answer)


def _lines(line: str, count: int) -> str:
    return "".join("  " + line.replace("#", str(number)) + "\n" for number in range(count))


def _concept(keys: str, front: str = "Why @?") -> str:
    return f"- id: c@\n  front: {front}\n{keys}"


def _options(text: str) -> str:
    listed = ", ".join(f"'{text}<<a + {number}>>'" for number in range(12))
    return _numeric(f"  options: [{listed}]\n", answer=f"answer: {{text: '{text}<<a + 3>>'}}")


_FORMULA: Final = "formula: a*x^2 + sin(x), in: {x: [0, 3]}"
_EQUATION: Final = "$<<a>> + # = <<a + #>>$. "

CARDS: Final[Mapping[str, str]] = {
    "a name": _numeric(),
    "too much in a draw": _let("sum([j*a for j in range(4000) if j > 0 and j > 0 and j > 0])"),
    "a late draw fails": _let("sum([j*a for j in range(900)]) / (a % 3)"),
    "long loops": _let("sum([j*a for j in range(1500)])"),
    "no draw is left": _numeric("  require: [a > 1000]\n"),
    "few draws are left": _numeric("  require: [a > 990]\n"),
    "loops of many lengths": _let("sum([j for j in range(a % 300 + 1)])"),
    "arrays of many shapes": _let("outer(arange(a % 8 + 1), arange(a % 9 + 1))" + " * 1" * 12),
    "large integers": _let("(arange(4000)*0 + 2**60 + a) * 2**60"),
    "large arrays": _let("sum(sin(arange(4000) + a))"),
    "normal arrays": _numeric(parameter="normal(0, 1, (60, 60))"),
    "texts": _let("join([text(a + j) for j in range(300)])", "answer: v"),
    "formulas": _numeric(
        "  mistakes:\n" + _lines("- {value: a*x^2 + #, says: no}", 5),
        answer=f"answer: {{{_FORMULA}}}",
    ),
    "formulas of concept cards": _concept(
        "  answer: {formula: 'sin(x)^2 + @', in: {x: [0, 3]}}\n  mistakes:\n"
        + _lines("- {value: x^2 + #, says: no}", 5)
    ),
    "curves": _numeric("  figure: curve(sin(x)*a + x**2, x, -3, 3)\n"),
    "heatmaps": _numeric("  figure: 'heatmap([[j*k + a for j in range(8)] for k in range(8)])'\n"),
    "bars": _numeric("  figure: bars([j + a for j in range(12)])\n"),
    "graphs": _numeric("  figure: graph([[0,1,1,0],[1,0,1,a],[1,1,0,1],[0,a,1,0]])\n"),
    "tables": _numeric(
        question="|\n    <<a>>\n\n"
        "    <<table([[j*k + a for j in range(20)] for k in range(20)])>>\n"
    ),
    "arrays in slots": _numeric(question="Give <<a>> <<arange(400) + a>>"),
    "polynomials in slots": _numeric(question="Give <<a>> $<<[a, a + 1, 2, 3, a]:poly x>>$"),
    "options": _options(""),
    "long options": _options("**long** $x^2$ text " * 30),
    "statements": _numeric(
        "  statements:\n" + _lines("- {text: '<<a>> is #', right: a > #}", 20), answer="tags: [x]"
    ),
    "orders": _numeric("  order:\n" + _lines("- '<<a + #>>'", 20), answer="tags: [x]"),
    "hints": _numeric("  hints:\n" + _lines("- '<<a + #>>'", 50)),
    "a worked solution": _numeric("  solution: $<<a>> + 3 = <<a + 3>>$\n"),
    "long solutions": _numeric("  solution: |\n" + "".join(_lines(f"  {_EQUATION}", 150))),
    "mistakes": _numeric("  mistakes:\n" + _lines("- {value: a + 1 + #, says: no}", 100)),
    "several answers": _numeric(
        answer="answers:\n" + _lines("- {name: b#, value: a + #, decimals: 1, check: a + #}", 12)
    ),
    "forms": _numeric("  forms:\n" + _lines("- {question: Give <<a>> + #, answer: a + #}", 50)),
    "variants": _numeric("  variants: 1000\n", parameter="integers(1, 1000)"),
    "concept cards": _concept("  back: So.\n"),
    "forms of concept cards": _concept("  back: So.\n  forms:\n" + _lines("- front: Why #", 100)),
    "one front": _concept("  back: So.\n", "Why?"),
    "choices": _concept("  back: So.\n  choices:\n" + _lines("- x#", 200)),
    "formulas in texts": _concept("  back: |\n    " + "$x$ " * 1000 + "\n"),
    "clozes": "- id: c@\n  cloze: |\n" + _lines("  {{c1::$x^#$}}", 200),
    "unknown keys": _concept("  bock: So.\n"),
}
"""A card of each family, in which `@` is its number."""

IN_LANGUAGES: Final = ("a name", "a worked solution", "concept cards")
"""Families that are written for fifty languages, too."""


def deck(card: str, count: int = 0, languages: int = 0) -> str:
    """Return a deck file of so many cards of a family, or of a megabyte of them."""
    head = HEAD
    if languages:
        head += f"languages: [{', '.join(_LANGUAGES[:languages])}]\n"
    head += "cards:\n"
    count = count or (SIZE - len(head)) // (len(card) + 3)
    return head + "".join(card.replace("@", str(number)) for number in range(count))


def decks() -> Mapping[str, Callable[[], str]]:
    """Return what writes each of the files of a megabyte, by name."""
    made = {name: (lambda card=card: deck(card)) for name, card in CARDS.items()}
    for name in IN_LANGUAGES:
        made[f"{name}, 50 languages"] = lambda card=CARDS[name]: deck(card, 0, 50)
    return made
