"""The pages of the guide and of the README, taken apart: blocks of code and commands.

A block says by its first line, or by the words behind its language, what it is:

- YAML with a first line `# FILE.yaml` is that file from here on, in the folder in which the page's
  commands run; with `# at the end of FILE.yaml` it is added to it. Any other block of YAML is a
  file, a list of cards, or keys of one card, and passes `check`; with `error: CODE` behind `yaml`,
  that is the one thing that `check` finds in it.
- A `console` holds commands behind `$ `, each with the lines that it prints; `…` stands for any
  text, and alone on a line for any lines. `sh` holds commands alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "flashgen" / "guide"
README = ROOT / "README.md"
PAGES = (README, *sorted(GUIDE.glob("*.md")))
MARKDOWN = (*PAGES, *sorted((ROOT / ".github").rglob("*.md")))

_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*) ?(?P<words>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(r"# (?P<added>at the end of )?(?P<path>[\w./-]+\.(?:yaml|py|toml))\n")


@dataclass(frozen=True)
class Block:
    """A block of code on a page."""

    page: Path
    line: int
    language: str
    words: str
    text: str

    @property
    def name(self) -> str:
        """Return what tells the block in a report."""
        return f"{self.page.stem}:{self.line}"

    @property
    def file(self) -> str:
        """Return the path of the file that the block is, or is added to; empty for none."""
        found = _NAMED.match(self.text)
        return found["path"] if found else ""

    @property
    def is_added(self) -> bool:
        """Tell whether the block goes to the end of its file."""
        found = _NAMED.match(self.text)
        return bool(found and found["added"])

    @property
    def content(self) -> str:
        """Return the text without the line that names a file."""
        found = _NAMED.match(self.text)
        return self.text[found.end() :] if found else self.text


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of code of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        lines = found["text"].splitlines(keepends=True)
        body = "".join(line.removeprefix(found["indent"]) for line in lines)
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found["language"], found["words"], body)


@dataclass(frozen=True)
class Command:
    """A command of a page, and what it prints."""

    block: Block
    line: str
    output: tuple[str, ...]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block; a comment behind two spaces is left out."""
    prompt = "$ " if block.language == "console" else ""
    lines: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith(prompt):
            lines.append((re.sub(r"  +#.*", "", line.removeprefix(prompt)).strip(), []))
        else:
            lines[-1][1].append(line)
    for line, output in lines:
        yield Command(block, line, tuple(output))
