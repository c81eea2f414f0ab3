"""What each code means: why it is wrong, with a bad and a good example.

The pages stand in the text files of this folder, in the order of their codes.
"""

import functools
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Final

WIDTH: Final = 88

_FILES: Final = ("cards", "texts", "files")
_PAGE: Final = re.compile(
    r"## (?P<code>[a-z0-9-]+): (?P<title>.+)\n(?P<why>.+)\n"
    r"(?:bad:\n(?P<bad>(?: {4}.*\n)+)good:\n(?P<good>(?: {4}.*\n)+))?(?=\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The page of a code. The examples are YAML, empty where a file's text cannot show it.

    An example is a whole file, a list of cards, or keys of one card.
    """

    code: str
    title: str
    why: str
    bad: str
    good: str

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
    pages = {}
    for name in _FILES:
        text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
        for found in _PAGE.finditer(text):
            examples = {k: textwrap.dedent(found[k] or "") for k in ("bad", "good")}
            page = Explanation(found["code"], found["title"], found["why"], **examples)
            pages[page.code] = page
    return MappingProxyType(dict(sorted(pages.items())))
