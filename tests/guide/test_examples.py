"""Every example of the README and the guide passes `check`, or fails as it says."""

import re
from pathlib import Path

import pytest
from completed_examples import completed, found_in
from documentation import PAGES, Block, blocks

from flashgen.source.diagnostics import as_text

YAML = [block for page in PAGES for block in blocks(page) if block.language == "yaml"]
CARDS = [block for block in YAML if not block.content.startswith("# yaml-language-server")]


@pytest.mark.parametrize("block", CARDS, ids=lambda block: block.name)
def test_an_example_passes_or_fails_as_it_says(block: Block, tmp_path: Path) -> None:
    example = re.sub(r"\A\s*\n", "", block.content)
    example = re.sub(r"^  ", "", example, flags=re.M) if example.startswith("  ") else example
    found = found_in(completed(example), tmp_path, 1000)
    expected = {block.words.removeprefix("error: ")} - {""}
    assert {d.code for d in found} == expected, "\n".join(map(as_text, found))
