"""What the rules about texts take for prose, for a formula, and for the same question."""

import pytest
from decks import HEAD, load

from flashgen.checks.files import CheckedFiles
from flashgen.checks.rules import rules
from flashgen.source.diagnostics import Diagnostic

TWO = HEAD.replace("deck: D", "deck: {en: D, zh: 丁}\nlanguages: [en, zh]")


def reported(code: str, *texts: str, only: str = "") -> list[Diagnostic]:
    """Run one rule on some files, on all definitions or on one."""
    files = tuple(load(text, f"{n}.yaml").deck_files[0] for n, text in enumerate(texts))
    found = rules()[code].check_files(
        CheckedFiles(files, lambda deck_file, definition: only in ("", definition.id))
    )
    return list(found)


def concept(front: str, back: str = "$x$", id: str = "c") -> str:
    return f"- id: {id}\n  front: |-\n    {front}\n  back: {back}\n"


PROSE = {
    "three words": ("red green blue", True),
    "two words": ("red green", False),
    "words of two letters": ("to be or", True),
    "single letters are no words": ("a b c d e f", False),
    "of three words one is a letter": ("red green b", False),
    "words with digits are names": ("conv2d gpt4 vgg16 net", False),
    "words in a formula": ("red $green blue pink$ grey", False),
    "words beside a formula": ("red $x$ green $y$ blue", True),
    "words in a block of mathematics": ("red $$green blue pink$$ grey", False),
    "words in code": ("red `green blue pink` grey", False),
    "words beside code": ("red `x` green `y` blue", True),
    "signs part words": ("red/green-blue", True),
    "one Chinese character": ("的", True),
    "a Chinese character in a formula": ("$的$", False),
    "a wide word beside signs": ("x=的", True),
    "Cyrillic words": ("красный зелёный синий", True),
    "half-width signs": ("ｱ", False),
}


@pytest.mark.parametrize(("text", "is_prose"), PROSE.values(), ids=PROSE.keys())
def test_prose_is_three_words_or_a_wide_character(text: str, is_prose: bool) -> None:
    found = reported("one-language", TWO + concept(text))
    assert bool(found) is is_prose
    if found:
        assert found[0].hint == "write it once for each: `en: …`, `zh: …`"
    assert reported("one-language", HEAD + concept(text)) == []


@pytest.mark.parametrize(
    "image",
    [
        "{file: a.png, alt: The blue sky}",
        "{back: {file: a.png, alt: The blue sky}}",
        "{file: a.png, marks: [{at: [0, 1], text: The blue sky}]}",
    ],
)
def test_the_texts_of_an_image_are_in_a_language_too(image: str) -> None:
    card = f"- id: c\n  image: {image}\n  front: $x$\n  back: $y$\n"
    form = f"- id: c\n  back: $y$\n  forms:\n  - {{front: $x$, image: {image}}}\n  - front: $z$\n"
    numeric = f"- id: c\n  parameters: {{a: 'index(3)'}}\n  image: {image}\n"
    numeric += "  question: $<<a>>$\n  answer: a\n"
    cloze = f"- id: c\n  image: {image}\n  cloze: $x$ {{{{c1::$y$}}}}\n"
    for text in (card, form, numeric, cloze):
        spans = {found.span for found in reported("one-language", TWO + text)}
        assert [(TWO + text)[span.start : span.end] for span in spans] == ["The blue sky"]
    foreign = TWO + card.replace("The blue sky", r"'\(x\)'")
    assert len(reported("foreign-math", foreign)) == 1


def test_a_deck_is_one_for_several_languages() -> None:
    shared = TWO.replace("{en: D, zh: 丁}", "D")
    (found,) = reported("one-deck", shared + concept("Why?"))
    assert found.hint == "name a deck for each: `en: …`, `zh: …`"
    one = shared.replace("[en, zh]", "[en]")
    for text in (TWO, HEAD, one):
        assert reported("one-deck", text + concept("Why?")) == []


FORMULAS = {
    r"\(x\)": r"\(",
    r"So \(a b\) it is": r"\(",
    r"\[x\]": r"\[",
    r"\[ x \]": r"\[",
    r"\[a = b\]": r"\[",
    r"\[see 3\]": r"\[",
    "[latex]x[/latex]": "[latex]",
    "[$]x[/$]": "[$]",
    "[$$]x[/$$]": "[$$]",
    r"[$]x[/$] and \(y\)": "[$]",
    r"`\(x\)` and \(y\)": r"\(",
    r"$x$ and \(y\)": r"\(",
}
NO_FORMULAS = [
    r"\[see below\]",
    r"\[xy\]",
    r"\\(x\\)",
    r"`\(x\)`",
    r"``a ` \(x\)``",
    r"$\(x\)$",
    r"$$a \[x\] b$$",
    "[latex]x",
    "[$]x[/$$]",
    "[x](y)",
    r"\(x",
    r"\(\)",
    "f(x)",
]


@pytest.mark.parametrize(("text", "begins"), FORMULAS.items())
def test_a_formula_in_other_delimiters(text: str, begins: str) -> None:
    (found,) = reported("foreign-math", HEAD + concept(text))
    assert found.message.startswith(f"`{begins}` begins no formula here")
    assert found.span is not None
    assert found.span.source.text[found.span.start :].startswith(begins)


@pytest.mark.parametrize("text", NO_FORMULAS)
def test_no_formula_in_other_delimiters(text: str) -> None:
    assert reported("foreign-math", HEAD + concept(text)) == []


def test_only_the_wanted_are_reported_and_the_others_compared_with() -> None:
    text = HEAD + concept("Why?", id="c") + concept("Why?", id="d") + concept("Why?", id="e")
    assert len(reported("duplicate-front", text)) == 2
    assert reported("duplicate-front", text, only="c") == []
    (found,) = reported("duplicate-front", text, only="e")
    assert found.message == "the same question is asked on line 5"
    (found,) = reported("duplicate-front", text, HEAD + concept("Why?", id="f"), only="f")
    assert found.message == "the same question is asked in 0.yaml on line 5"
    for code, front in (("foreign-math", r"\(x\)"), ("one-language", "red green blue")):
        both = TWO + concept(front, id="c") + concept(front, id="d")
        assert len(reported(code, both)) == 2
        assert len(reported(code, both, only="d")) == 1


def test_an_image_on_the_front_tells_cards_apart_and_one_on_the_back_does_not() -> None:
    def card(id: str, image: str) -> str:
        return concept("Which?", id=id) + f"  image: {image}\n"

    front = HEAD + card("c", "one.png") + card("d", "two.png")
    assert reported("duplicate-front", front) == []
    assert reported("duplicate-front", front.replace("two", "one")) != []
    back = HEAD + card("c", "{back: one.png}") + card("d", "{back: two.png}")
    assert reported("duplicate-front", back) != []
