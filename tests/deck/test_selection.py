"""Patterns of names, by themselves and as `--only` takes them."""

from pathlib import Path

import pytest
from command import run

from flashgen.deck.selection import fits


@pytest.mark.parametrize(
    ("pattern", "name", "fitting"),
    [
        ("loss", "loss", True),
        ("loss", "losses", False),
        ("loss*", "losses", True),
        ("*o**s", "loss", True),
        ("*", "", True),
        ("a*c", "a\nb\nc", True),
        ("Maths [A]", "Maths [A]", True),
        ("Maths [A]", "Maths A", False),
        ("[!a]*", "[!a] b", True),
        ("Why?", "Why?", True),
        ("Why?", "Whys", False),
        ("a.c", "abc", False),
        ("A", "a", False),
    ],
)
def test_only_the_asterisk_is_special(pattern: str, name: str, fitting: bool) -> None:
    assert fits(name, pattern) is fitting


@pytest.mark.parametrize("only", ["deck:Maths [A]", "deck:*[A]*", "deck:Maths [A]::Wh?", "id:x*"])
def test_a_deck_with_brackets_is_selected(only: str, tmp_path: Path) -> None:
    deck = tmp_path / "maths.yaml"
    text = "namespace: n\ndeck: Maths [A]::Wh?\ncards:\n- id: x\n  front: Why?\n  back: So.\n"
    deck.write_text(text, encoding="utf-8")
    command = ["export", str(deck), "--to", "tsv", "--only"]
    result = run(*command, only)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Maths [A]::Wh?" in result.stdout
    assert run(*command, "deck:Maths A").exit_code == 2
