"""Every example of the README and the guide passes `check`, or fails as it says."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from completed_examples import completed, found_in
from documentation import PAGES, Block, blocks

from flashgen.source.diagnostics import as_text

BLOCKS = [block for page in PAGES for block in blocks(page)]
YAML = [block for block in BLOCKS if block.language == "yaml"]
CARDS = [block for block in YAML if not block.content.startswith("# yaml-language-server")]


def draw_images(example: str, folder: Path) -> None:
    """Put the images that an example names into the folder."""
    codes = re.findall(r"code: (\w+)", example)
    for name in re.findall(r"[\w/]+(?:<<country.code>>)?\.(?:png|svg)", example):
        for file in [name.replace("<<country.code>>", code) for code in codes or [""]]:
            path = folder / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(PIXEL if path.suffix == ".png" else SQUARE)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001485d49b30000000049454e44ae426082"
)
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 6"><path d="M0 0h9v6H0z"/></svg>'


@pytest.mark.parametrize("block", CARDS, ids=lambda block: block.name)
def test_an_example_passes_or_fails_as_it_says(block: Block, tmp_path: Path) -> None:
    example = re.sub(r"\A\s*\n", "", block.content)
    example = re.sub(r"^  ", "", example, flags=re.M) if example.startswith("  ") else example
    draw_images(example, tmp_path)
    found = found_in(completed(example), tmp_path, 1000)
    expected = {block.words.removeprefix("error: ")} - {""}
    assert {d.code for d in found} == expected, "\n".join(map(as_text, found))


SHOWN = [
    (wrong, shown)
    for wrong, shown in pairwise(BLOCKS)
    if wrong.words.startswith("error: ") and shown.language == "text"
]


@pytest.mark.parametrize(("wrong", "shown"), SHOWN, ids=lambda block: block.name)
def test_an_error_is_shown_as_it_is_printed(wrong: Block, shown: Block, tmp_path: Path) -> None:
    """Apart from its place, for the page does not show the file around it."""
    (found,) = found_in(completed(re.sub(r"^  ", "", wrong.content, flags=re.M)), tmp_path)
    printed = re.sub(r"^.*?: (?=error)|^ +\d+ ", "", as_text(found), flags=re.M)
    assert re.sub(r"^.*?: (?=error)|^ +\d+ ", "", shown.text.rstrip(), flags=re.M) == printed


def test_errors_are_shown() -> None:
    assert len(SHOWN) >= 2
