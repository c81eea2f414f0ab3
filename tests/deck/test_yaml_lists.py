"""Lists of YAML are lists of expressions, and one error of syntax hides no other."""

import pytest
from decks import HEAD, draw, load, numeric

from flashgen.source.diagnostics import Diagnostic

PARAMETERS = "v: integers(2, 9, shape=3)"


def card(key: str, value: str) -> str:
    return numeric("v[0]", parameters=PARAMETERS, question="$<<w>>$?") + f"  {key}:\n    {value}\n"


@pytest.mark.parametrize(
    "written",
    [
        "w: [v[0], max(v[1], 2)]",
        "w: [ v[0] , max(v[1],2) ]   # as typed",
        "w: [v[0],\n        max(v[1], 2)]",
        "w: [v[0],  # the first\n        max(v[1], 2)]",
        "w:\n    - v[0]\n    - max(v[1], 2)",
        "w:\n    - |\n      v[0]\n    - 'max(v[1], 2)'",
        "w: '[v[0], max(v[1], 2)]'",
    ],
)
def test_a_list_is_a_list_of_expressions(written: str) -> None:
    for values in draw(card("let", written)).values:
        v, w = values["v"], values["w"]
        assert list(w) == [v[0], max(v[1], 2)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('w: ["a", "b"]', None),
        ('w: join(["a", "b"], " ")', "a b"),
        ("w: [[1, 2], [v[0], 3]]", None),
        ("w:\n    - [1, 2]\n    - - 3\n      - v[0]", None),
    ],
)
def test_lists_of_texts_and_of_lists(written: str, expected: str | None) -> None:
    drawn = draw(card("let", written))
    assert drawn.codes == []
    for values in drawn.values:
        assert expected is None or values["w"] == expected


def test_an_entry_is_one_expression() -> None:
    """What is no expression by itself is none among others."""
    drawn = draw(card("let", "w:\n    - 1 + (2\n    - 3)"), 1)
    assert drawn.codes == ["expression"]


def places(text: str) -> list[tuple[str, int, int]]:
    return [
        (d.code, d.span.line, d.span.column)
        for d in sorted(load(text).diagnostics, key=by_place)
        if d.span
    ]


def by_place(diagnostic: Diagnostic) -> int:
    return diagnostic.span.start if diagnostic.span else -1


def test_an_error_in_a_list_has_its_place() -> None:
    flow = draw(card("let", "w: [v[0], nothing, 2]"), 1).diagnostics
    block = draw(card("let", "w:\n    - v[0]\n    - 1 + nothing"), 1).diagnostics
    assert [(d.span.line, d.span.column) for d in (*flow, *block) if d.span] == [(10, 15), (12, 11)]


def test_conditions_in_brackets_are_as_typed() -> None:
    drawn = draw(
        numeric(
            require="[a > b, max(a, b) > 2, 'a % 2 == 1']",
            parameters="a: integers(1, 9), b: integers(1, 9)",
        )
    )
    for values in drawn.values:
        a, b = values["a"], values["b"]
        assert a > b
        assert a % 2 == 1


ITEMS = [
    "- id: a\n  front: Why?\n  back: So.\n",
    "- id: b\n  front: {en: [a[\n",
    "- id: c\n  front: Why?\n  bakc: So.\n",
    '- id: d\n  front: "Why?\n  back: So.\n',
    "- id: e\n  front: Why: not?\n  back: So.\n",
    "- id: f\n  front: Why [not?\n  back: &So\n",
    "- id: g\n  front: [Why\n  back: So.\n",
    "- id: h\n  front: Why not?\n  back: So.\n",
    "- id: i\n  front: 'Why\n  back: So.\n",
]
FOUND = ["yaml-syntax", "unknown-key", "yaml-syntax", "yaml-syntax", "yaml-anchor"]
FOUND += ["yaml-syntax", "yaml-syntax"]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
@pytest.mark.parametrize("indent", ["", "  "], ids=repr)
def test_no_error_of_syntax_hides_another(indent: str, end: str) -> None:
    lines = [*HEAD.splitlines(), *(f"{indent}{line}" for line in "".join(ITEMS).splitlines())]
    text = "".join(f"{line}{end}" for line in lines)
    loaded = load(text)
    assert [code for code, _, _ in places(text)] == FOUND
    lines = [line for code, line, _ in places(text) if code.startswith("yaml")]
    assert lines == [8, 13, 16, 20, 22, 28]
    assert [d.id for d in loaded.deck_files[0].definitions] == ["a", "h"]
    assert [d.span.line for d in loaded.deck_files[0].definitions] == [4, 24]


def test_a_card_ends_where_one_with_an_error_begins() -> None:
    text = HEAD + "".join(ITEMS)
    for definition in load(text).deck_files[0].definitions:
        item = ITEMS[0] if definition.id == "a" else ITEMS[7]
        assert definition.text == f"3 {item.removeprefix('- ')}"


def test_the_header_is_not_missing_where_it_is_no_yaml() -> None:
    """Neither is a language unknown, whose line cannot be read."""
    head = "namespace: n\ndeck: 'D\nlanguages: [en, zh\ncards:\n"
    text = f"{head}- id: a\n  front: {{en: Why?, zh: 为何？}}\n  bakc: So.\n"
    assert [(code, line) for code, line, _ in places(text)] == [
        ("yaml-syntax", 2),
        ("yaml-syntax", 3),
        ("unknown-key", 7),
    ]
    assert load(text).deck_files == ()


def test_the_same_error_is_reported_once() -> None:
    text = HEAD + ITEMS[0] + "  back: So.\n" + ITEMS[1] + ITEMS[2]
    assert [code for code, _, _ in places(text)] == ["duplicate-key", "yaml-syntax", "unknown-key"]


def test_a_merge_is_reported_as_one() -> None:
    text = (
        HEAD + ITEMS[0] + "<<<<<<< ours\n" + ITEMS[7] + "=======\n" + ITEMS[2] + ">>>>>>> theirs\n"
    )
    (merge,) = load(text).diagnostics
    assert merge.message == "a merge left a conflict here"


HINTS = {
    "{value: v[0] - v[1], says: No.}": ("[", "quote it: `value: 'v[0] - v[1]'`"),
    "{value: v, says: No, never.}": (",", "quote it: `says: 'No, never.'`"),
    "{value: v, says: 'No', that's it}": (",", None),
    "{says: Note: no, value: v}": (":", "quote it: `says: 'Note: no'`"),
    r"{value: v, says: It is $\frac{1}{2}$.}": ("{", r"quote it: `says: 'It is $\frac{1}{2}$.'`"),
    "{value: v, says: it's [so], no}": ("[", 'quote it: `says: "it\'s [so], no"`'),
}


@pytest.mark.parametrize("written", HINTS)
def test_inside_braces_the_sign_that_needs_quotes_is_named(written: str) -> None:
    sign, hint = HINTS[written]
    text = HEAD + numeric("v[0]", parameters=PARAMETERS, question="$<<v>>$?")
    found = load(f"{text}  mistakes:\n  - {written}\n").diagnostics
    assert found
    span = found[0].span
    assert span is not None
    assert span.source.text[span.start : span.end] == sign
    assert f"`{sign}`" in found[0].message or "this comma" in found[0].message
    assert hint is None or found[0].hint == hint


def test_the_cases_of_authors() -> None:
    """A comma or an index in braces: the hint is what mends the line."""
    for key, value, quoted in (
        ("says", "No current flows, so nothing drops.", "'No current flows, so nothing drops.'"),
        ("value", "v[0] - v[1]", "'v[0] - v[1]'"),
    ):
        other = "value: 'v[0]'" if key == "says" else "says: No."
        text = HEAD + numeric("v[0] + 99", parameters=PARAMETERS, question="$<<v>>$?")
        (found,) = load(f"{text}  mistakes:\n  - {{{other}, {key}: {value}}}\n").diagnostics
        assert found.hint == f"quote it: `{key}: {quoted}`"
        assert load(f"{text}  mistakes:\n  - {{{other}, {key}: {quoted}}}\n").diagnostics == ()
