"""Markdown, read by another parser of it."""

from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path)


def headings(text: str) -> list[tuple[str, str]]:
    tree = SyntaxTreeNode(MarkdownIt().parse(text))
    return [(n.tag, n.children[0].content) for n in tree.children if n.type == "heading"]


def test_a_list_has_a_heading_a_deck_and_a_card(deck: Path) -> None:
    text = export(deck, "markdown")
    assert headings(text) == [
        ("h1", "Deep Learning::Losses"),
        *(("h2", id) for id in ("tab", "order", "pick", "loss", "sign", "largest", "both")),
    ]


def test_variants_of_a_card_are_numbered(deck: Path) -> None:
    found = headings(export(deck, "markdown", "--only", "loss", "--variants", "2"))
    assert [text for _, text in found[1:]] == ["loss, variant 1", "loss, variant 2"]


def test_a_card_reads_as_it_was_typed(deck: Path) -> None:
    text = export(deck, "markdown", "--only", "order", "--only", "tab")
    assert "The **order** of a [group] is **its size $|G|$**.\n" in text
    html = MarkdownIt().render(text)
    assert '<a href="https://example.org/book?a=1&amp;b=2">A book</a>' in html
    assert "<code>vector&lt;int&gt;</code>" in html
    assert "<li>one</li>" in html


def test_there_is_no_third_style(deck: Path) -> None:
    assert run("export", deck, "--to", "markdown", "--style", "poem").exit_code == 2


def test_each_language_stands_under_its_own_deck(tmp_path: Path) -> None:
    texts = ((n, f"{{en: Why {n}?, zh: 为什么 {n}？}}") for n in ("one", "two"))
    cards = "".join(f"- {{id: {n}, front: {text}, back: {text}}}\n" for n, text in texts)
    head = "namespace: n\ndeck: {en: Deep, zh: 深}\nlanguages: [en, zh]\ncards:\n"
    text = export(write_deck(tmp_path, head + cards), "markdown")
    assert [title for _, title in headings(text)] == ["Deep", "one", "two", "深", "one", "two"]
