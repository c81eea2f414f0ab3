"""Blocks for hashcards, read by its rules: every side shows what the author typed."""

import re
from pathlib import Path

import pytest
from decks_to_export import export, write_deck
from hashcards_reader import cards, html, seen, sides

LIBRARY = Path(__file__).parents[2] / "cards"


def read(folder: Path, definitions: str) -> list[tuple[str, ...]]:
    deck = write_deck(folder, "namespace: n\ndeck: D\ncards:\n" + definitions)
    return cards(export(deck, "markdown", "--style", "qa"))


def concept(front: str, back: str = "It is so.") -> str:
    def block(text: str) -> str:
        return "|\n" + "".join(f"    {line}\n" for line in text.splitlines())

    return f"- id: x\n  front: {block(front)}  back: {block(back)}"


def test_a_card_of_each_kind(tmp_path: Path) -> None:
    found = cards(export(write_deck(tmp_path), "markdown", "--style", "qa"))
    assert [card[0] for card in found] == list("QCQQQQQ")
    assert [seen(front) for front, _ in sides(found[1])] == [
        seen(html("The […] of a &#91;group] is its size $|G|$.")),
        seen(html("The order of a &#91;group] is […].")),
    ]
    assert found[0][2].startswith("A tab between two letters.\n\n- one\n- two")
    assert re.fullmatch(
        r"What is the loss at \$p = 0\.\d+\$\?\n\nAnswer in nats, to 2 decimals\.", found[3][1]
    )
    assert re.match(r"\d\.\d\d nats\n\n1\. \$-\\ln 0\.\d+ = ", found[3][2])


TEXTS = {
    "tags at the beginning of lines": "Which?\n\nA: first\nQ: second\nC: third",
    "a rule": "Over\n\n---\n\nunder",
    "rules of other signs": "Over\n\n***\n\n- - -\n\n----\n\n ---\n\nunder",
    "a heading with a line under it": "Title\n---\n\ntext",
    "a table": "| a | b |\n|---|---|\n| $\\lvert x\\rvert$ | A: 2 |\nA: x | y",
    "code with tags": "So:\n\n```python\nQ: no question\nx = [1]\n\nA: none\n---\n```\n\nThen.",
    "code with entities": "```html\nQ: &lt;b&gt; <b> \\(x\\) $y$\n```",
    "code without a language": "```\n---\n```",
    "indented code": "Text\n\n    Q: x\n    ---\n    A: y\n\nmore",
    "code in a list": "- one\n\n  ```\n  Q: x\n  ---\n  ```\n\n- two\n\n      ---\n\n  text",
    "code in a quotation": "> ```\n> ---\n> C: x\n> ```\n>\n> text",
    "code in a line": "See `[a]`, `\\(b\\)` and `A: c`.",
    "brackets": "An array [1, 2], a \\[note\\], a [link](https://example.org/a_(b)), a \\(pair\\).",
    "formulas": "$x = [1, 2]$ and\n\n$$\nA: \\begin{bmatrix}1 \\\\[2pt] 2\\end{bmatrix}[0]\n$$",
    "a list of tags": "1. A: one\n2. Q: two\n\nQ: three",
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_both_sides_of_a_card_read_as_they_were_typed(name: str, tmp_path: Path) -> None:
    text = TEXTS[name]
    (card,) = read(tmp_path, concept(text, text))
    # What a backslash escapes is a sign of its own, and no formula begins there.
    escaped = re.sub(r"(`[^`]*`|\\\\)|\\([\[\]()])", lambda m: m[1] or f"&#{ord(m[2])};", text)
    expected = seen(html(escaped if "```" not in text else text))
    if name == "code with entities":
        assert "".join(part for part in seen(sides(card)[0][0]) if part[0] != "<") == (
            "Q: &lt;b&gt; <b> \\(x\\) $y$"
        )
        return
    for side in sides(card)[0]:
        assert seen(side) == expected


CLOZES = {
    "brackets around a gap": (
        "The norm of $x = [1, 2]$ is {{c1::$\\sqrt{5}$}}, see \\[note\\] `a[0]`, "
        "{{c2::[a, b]::hint}}.",
        [
            ("The norm of $x = [1, 2]$ is &#91;…], see &#91;note&#93; `a[0]`, [a, b].",
             "The norm of $x = [1, 2]$ is $\\sqrt{5}$, see &#91;note&#93; `a[0]`, [a, b]."),
            ("The norm of $x = [1, 2]$ is $\\sqrt{5}$, see &#91;note&#93; `a[0]`, &#91;…].",
             "The norm of $x = [1, 2]$ is $\\sqrt{5}$, see &#91;note&#93; `a[0]`, [a, b]."),
        ],
    ),
    "two gaps of one number": (
        "A [link](https://example.org/x) {{c1::gap}} and {{c1::same group}}.",
        [("A [link](https://example.org/x) &#91;…] and &#91;…].",
          "A [link](https://example.org/x) gap and same group.")],
    ),
    "a gap in a gap": (
        "{{c1::one {{c2::two}} three}} four",
        [("&#91;…] four", "one two three four"), ("one &#91;…] three four", "one two three four")],
    ),
    "a gap in a formula": (
        "$x = {{c1::5}} + {{c2::\\{y\\} }}$",
        [("$x = […] + \\{y\\} $", "$x = 5 + \\{y\\} $"),
         ("$x = 5 + [\\dots]$", "$x = 5 + \\{y\\} $")],
    ),
    "a gap in code": (
        "Write `std::{{c1::a*b*c}}`.",
        [("Write `std::[…]`.", "Write `std::a*b*c`.")],
    ),
    "signs before a gap": (
        "So! !{{c1::this}}, $n!{{c2::x}}$, ![](a.png) and \\\\{{c3::that}}",
        None,
    ),
    "a display formula": (
        "Over\n\n$$\\begin{bmatrix}1 \\\\[2pt] 3\\end{bmatrix}[0]$$\n\nis {{c1::$[1, 2]$}}.",
        [("Over\n\n$$\\begin{bmatrix}1 \\\\[2pt] 3\\end{bmatrix}[0]$$\n\nis &#91;…].",
          "Over\n\n$$\\begin{bmatrix}1 \\\\[2pt] 3\\end{bmatrix}[0]$$\n\nis $[1, 2]$.")],
    ),
    "signs of blocks": (
        "Over\n\n---\n\nA: {{c1::under}}\n\n```\nQ: [1]\n```",
        [("Over\n\n----\n\nA: &#91;…]\n\n```\nQ: [1]\n```",
          "Over\n\n----\n\nA: under\n\n```\nQ: [1]\n```")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOZES)
def test_gaps_read_as_they_were_typed(name: str, tmp_path: Path) -> None:
    text, expected = CLOZES[name]
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    made = [
        side for card in read(tmp_path, f"- id: x\n  cloze: |\n{lines}") for side in sides(card)
    ]
    if expected is None:
        fronts = [seen(front) for front, _ in made]
        assert ["".join(part for part in parts if part[0] != "<") for parts in fronts] == [
            "So! ![…], n!{}x,  and \\that",
            "So! !this, n!{}[…],  and \\that",
            "So! !this, n!{}x,  and \\[…]",
        ]
        return
    assert [(seen(front), seen(back)) for front, back in made] == [
        (seen(html(front)), seen(html(back))) for front, back in expected
    ]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_reads_card_by_card(path: Path) -> None:
    text = export(path, "markdown", "--style", "qa", "--lang", "en")
    found = cards(text)
    assert {card[0] for card in found} <= {"Q", "C"}
    for card in found:
        for front, back in sides(card):
            assert front.strip()
            assert back.strip()
