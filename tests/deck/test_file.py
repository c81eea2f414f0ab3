"""Deck files: bytes to definitions, and all errors of their shape."""

from pathlib import Path
from unicodedata import east_asian_width

import pytest

from flashgen.deck import folder as loading
from flashgen.deck.file import MAX_BYTES, DeckFile, read_deck_file, read_source
from flashgen.deck.keys import NumericDefinition
from flashgen.source.diagnostics import Diagnostic, as_text
from flashgen.source.text import Source, Span

HEAD = "namespace: n\ndeck: D\ncards:\n"
NUMERIC = """\
- id: x
  parameters:
    a: integers(1, 9)
  question: What is <<a>>?
  answer: a
"""


def read(text: str) -> tuple[DeckFile | None, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return read_deck_file(Source("d.yaml", text), Path("d.yaml"), found), found


def places(found: list[Diagnostic]) -> list[tuple[str, int, int]]:
    return [(d.code, d.span.line, d.span.column) for d in found if d.span]


def test_bytes_are_utf8_whatever_else_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    cases = {
        b"\xef\xbb\xbfdeck: \xe4\xb8\xad\r\n": ("deck: 中\r\n", []),
        b"a: b\n\xffc: d\n": (None, [("not-utf8", 2, 1)]),
        b"\xef\xbb\xbfa: \xc3": (None, [("not-utf8", 1, 4)]),
        "中: é".encode("gbk"): (None, [("not-utf8", 1, 1)]),
        "a: b\n".encode("utf-16"): (None, [("not-utf8", 1, 1)]),
    }
    for data, (text, expected) in cases.items():
        path.write_bytes(data)
        found: list[Diagnostic] = []
        source = read_source(path, "d.yaml", found)
        assert (source and source.text) == text
        assert places(found) == expected


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    found: list[Diagnostic] = []
    assert read_source(path, "d.yaml", found) is None
    assert [d.code for d in found] == ["file-too-large"]


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + b"namespce: x\r\ndeck: D\r\ncards: []\r\n")
    found = list(loading.load([path]).diagnostics)
    assert places(found) == [("unknown-key", 1, 1)]


def test_one_wrong_card_hides_no_other() -> None:
    deck_file, found = read(
        f"{HEAD}- id: a\n  front: Why?\n- id: b\n  front: Why?\n  back: So.\n{NUMERIC}  unti: m\n"
    )
    assert deck_file is not None
    assert [d.id for d in deck_file.definitions] == ["b"]
    assert places(found) == [("missing-key", 4, 3), ("unknown-key", 14, 3)]


def test_the_languages_may_stand_below_the_cards() -> None:
    cards = "cards:\n- id: a\n  front: {en: Why?, zh: 为什么？}\n  back: {en: So., zh: 如此。}\n"
    deck_file, found = read(f"namespace: n\ndeck: D\n{cards}languages: [en, zh]\n")
    assert deck_file is not None
    assert (deck_file.languages, len(deck_file.definitions), found) == (("en", "zh"), 1, [])
    cards = cards.replace(", zh: 如此。", "")
    deck_file, found = read(f"namespace: n\ndeck: D\n{cards}languages: [en, zh]\n")
    assert deck_file is not None
    assert (deck_file.definitions, places(found)) == ((), [("missing-language", 6, 9)])
    _, found = read(f"namespace: n\ndeck: D\n{cards}languages: [en, en]\n")
    assert places(found) == [("bad-language", 7, 17)]


def test_of_two_lists_of_cards_the_first_counts() -> None:
    deck_file, found = read(f"{HEAD}{NUMERIC}cards:\n- id: y\n  front: Why?\n- no card\n")
    assert deck_file is not None
    assert [d.id for d in deck_file.definitions] == ["x"]
    assert places(found) == [("duplicate-key", 9, 1)]


KINDS = {
    "concept": ("- id: a\n  front: Why?\n  back: So.\n", "concept"),
    "cloze": ("- id: a\n  cloze: A {{c1::gap}}.\n", "cloze"),
    "numeric": (NUMERIC, "numeric"),
    "numeric without parameters": ("- id: a\n  question: What?\n  answer: 1\n", "numeric"),
}


@pytest.mark.parametrize(("card", "kind"), KINDS.values(), ids=KINDS.keys())
def test_kinds(card: str, kind: str) -> None:
    deck_file, found = read(HEAD + card)
    assert found == []
    assert deck_file is not None
    assert [d.kind for d in deck_file.definitions] == [kind]


HINTS = {
    "a letter too few": ("- id: a\n  front: Why?\n  back: So.\n  extr: x\n", "`extra`"),
    "another kind's key": ("- id: a\n  cloze: A {{c1::gap}}.\n  reverse: true\n", "the keys here"),
    "in a mistake": (f"{NUMERIC}  mistakes:\n  - vale: 1\n    value: 1\n    says: x\n", "`value`"),
    "in a source": ("- id: a\n  front: W?\n  back: S.\n  source: {titel: x}\n", "`title`"),
}


@pytest.mark.parametrize(("card", "hint"), HINTS.values(), ids=HINTS.keys())
def test_unknown_keys_come_with_the_nearest_known(card: str, hint: str) -> None:
    _, found = read(HEAD + card)
    hints = [d.hint for d in found if d.code == "unknown-key"]
    assert len(hints) == 1
    assert hint in (hints[0] or "")


def test_what_yaml_leaves_whole_is_taken() -> None:
    """Commas in brackets, `#` without a blank, and quoted texts are no traps."""
    deck_file, found = read(
        HEAD
        + "- id: a\n  front: 'a: b # c'\n  back: C# and f(a, b) [c]\n"
        + NUMERIC.replace("integers(1, 9)", "choice([1, 2])").replace("answer: a", "answer: '[a]'")
    )
    assert found == []
    assert deck_file is not None


def forms_of(text: str) -> tuple[NumericDefinition, list[Diagnostic]]:
    deck_file, found = read(HEAD + text)
    assert deck_file is not None, found
    model = deck_file.definitions[0].model
    assert isinstance(model, NumericDefinition)
    return model, found


def test_forms_override_whole_groups() -> None:
    model, found = forms_of(
        NUMERIC
        + "  decimals: 2\n  forms:\n  - {}\n  - {answer: 2 * a, figures: 3}\n"
        + "  - answers:\n    - {name: b, value: a}\n"
    )
    assert found == []
    assert [
        (f.answer and f.answer.value, f.answers is not None, f.decimals, f.figures)
        for f in model.all_forms
        if hasattr(f, "answer")
    ] == [("a", False, 2, None), ("2 * a", False, None, 3), (None, True, 2, None)]


def test_errors_in_forms_stand_in_the_form() -> None:
    _, found = read(f"{HEAD}{NUMERIC}  forms:\n  - questoin: x\n  - answer: ''\n")
    assert places(found) == [("unknown-key", 10, 5), ("empty-value", 11, 13)]


def test_the_form_of_a_message() -> None:
    _, found = read("namespace: n\ndeck: D\ncards:\n- id: 中文\n  front: Why?\n  back: So.\n")
    assert as_text(found[0]).splitlines()[:3] == [
        "d.yaml:4:7: error[bad-id]: `中文` is no id: small letters, digits and single hyphens "
        "between them, at most 80",
        "    4 | - id: 中文",
        "      |       ^^^^",
    ]


@pytest.mark.parametrize("width", [None, 10, 28, 40, 50, 80, 200])
@pytest.mark.parametrize("before", ["", "because ", "因为很长的一句话" * 3, "word " * 30], ids=len)
@pytest.mark.parametrize("after", ["", "x", " and so on" * 20, "等等" * 40], ids=len)
@pytest.mark.parametrize("marked", ["here", "这里", "m" * 70, "长" * 90], ids=len)
def test_the_caret_stands_below_what_it_means(
    width: int | None, before: str, after: str, marked: str
) -> None:
    """A line that is too long is cut, so that the terminal does not break it."""

    def columns(text: str) -> int:
        return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)

    source = Source("d.yaml", f"first\n{before}{marked}{after}\nlast\n")
    span = Span(source, 6 + len(before), 6 + len(before) + len(marked))
    line, caret = as_text(Diagnostic("wrong-type", "message", span), width=width).splitlines()[1:]
    room = max(28, min(128, width or 128))
    assert columns(line) <= room and len(caret) <= room
    first, last = caret.index("^"), len(caret)
    prefix = [columns(line[:n]) for n in range(len(line) + 1)]
    shown = line[prefix.index(first) : prefix.index(last)]
    text = line[8:].removeprefix("…").removesuffix("…")
    assert shown and marked.startswith(shown) and text in f"{before}{marked}{after}"
    if columns(before + marked + after) <= room - 8:
        assert (text, shown) == (f"{before}{marked}{after}", marked)
    else:  # what there is room for is used
        assert columns(line) >= room - 3
        assert shown == marked or (columns(shown) >= room - 12)


def test_a_message_drives_no_terminal() -> None:
    _, found = read(f"{HEAD}- id: a\n  front: Why?\n  back: \x20\u202egnp.exe\n  exra: 1\n")
    assert "\u202e" not in "".join(as_text(d) for d in found)
    assert len(found) == 1


def test_errors_of_several_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.yaml").write_text("[", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(f"{HEAD}- id: A\n  front: x\n", encoding="utf-8")
    (tmp_path / "sub" / "c.yml").write_bytes(b"\xff")
    (tmp_path / ".hidden.yaml").write_bytes(b"\xff")
    (tmp_path / "notes.txt").write_bytes(b"\xff")
    found = loading.load([tmp_path]).diagnostics
    assert [(Path(d.file).name, d.code) for d in found] == [
        ("a.yaml", "bad-id"),
        ("a.yaml", "missing-key"),
        ("b.yaml", "yaml-syntax"),
        ("c.yml", "not-utf8"),
    ]


def test_forms_repeat_only_so_much_of_their_cards() -> None:
    card = "- id: {}\n  parameters:\n    a: integers(1, 9)\n  question: {}\n  forms:\n{}"
    forms = "".join(f"  - {{answer: a + {n}}}\n" for n in range(900))
    deck_file, found = read(HEAD + card.format("x", "x" * 1000, forms))
    assert (found, len(deck_file.definitions)) == ([], 1)
    deck_file, found = read(
        HEAD + "".join(card.format(f"x{n}", "x" * 1000, forms) for n in range(6))
    )
    assert [d.code for d in found] == ["too-many"] * 2
    assert [d.id for d in deck_file.definitions] == ["x0", "x1", "x2", "x3"]


def test_a_key_may_begin_like_a_mark() -> None:
    found: list[Diagnostic] = []
    text = "namespace: n\ndeck: D\n<value>: 1\n<: 2\ncards: []\n"
    read_deck_file(Source("deck.yaml", text), Path("deck.yaml"), found)
    assert [(d.code, d.message) for d in found if d.code == "unknown-key"] == [
        ("unknown-key", "`<value>` is no key here"),
        ("unknown-key", "`<` is no key here"),
    ]
