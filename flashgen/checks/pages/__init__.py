"""What each code means: why it is wrong, with a bad and a good example.

The page of a rule is the docstring of its file. The pages of the codes that the other rooms report
are sections of the text files here, each under a line `## code`. A page is the reason, and mostly

    bad:
        an example
    good:
        an example

where an example is a whole file, a list of cards, or keys of one card.
"""

import functools
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from flashgen.checks.rules import rules
from flashgen.source.codes import CODES

WIDTH: Final = 88

_FILES: Final = ("cards", "texts", "files")
_SECTION: Final = re.compile(r"^## (?P<code>[a-z0-9-]+)\n(?P<page>.*?)(?=^## |\Z)", re.M | re.S)
_PAGE: Final = re.compile(
    r"(?P<why>.+?)\s*"
    r"(?:bad:\n(?P<bad>(?: {4}[^\n]*\n)+)good:\n(?P<good>(?: {4}[^\n]*\n)+))?\s*",
    re.DOTALL,
)


class Explanation(Struct, frozen=True):
    """The page of a code. The examples are YAML, empty where a file's text cannot show it."""

    code: str
    why: str
    bad: str
    good: str

    @property
    def title(self) -> str:
        return CODES[self.code].title

    def page(self) -> str:
        """Return the page as text."""
        parts = [f"{self.code}: {self.title}", textwrap.fill(self.why, WIDTH)]
        for name, example in (("Bad", self.bad), ("Good", self.good)):
            if example:
                parts.append(f"{name}:\n" + textwrap.indent(example.rstrip("\n"), "    "))
        return "\n\n".join(parts) + "\n"


@functools.cache
def explanations() -> Mapping[str, Explanation]:
    """Return the pages by code, sorted."""
    pages = {code: _read(code, text) for code, text in _texts()}
    return MappingProxyType(dict(sorted(pages.items())))


def _texts() -> Iterator[tuple[str, str]]:
    """Yield the codes, each with its page as it is written."""
    for code, rule in rules().items():
        yield code, rule.__doc__ or ""
    for name in _FILES:
        text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
        for section in _SECTION.finditer(text):
            yield section["code"], section["page"]


def _read(code: str, text: str) -> Explanation:
    found = _PAGE.fullmatch(text)
    if found is None:
        raise ValueError(f"the page of {code} cannot be read")
    bad, good = (textwrap.dedent(found[name] or "") for name in ("bad", "good"))
    return Explanation(code, " ".join(found["why"].split()), bad, good)
