"""Examples in documentation: what a card leaves out is completed, and what `check` finds in it."""

import re
from pathlib import Path

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.source.diagnostics import Diagnostic

DOT = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
"""The one image that the pages of the codes show."""
HEAD = "namespace: n\ndeck: D\n"
CONCEPT = {"front": "  front: Why?\n", "back": "  back: So.\n"}
NUMERIC = {
    "parameters": "  parameters:\n    a: integers(1, 99)\n",
    "question": "  question: What is $<<a>> + 1$?\n",
}


def completed(example: str) -> str:
    """Return a deck file of an example: a file already, a list of cards, or keys of one card."""
    if example.startswith(("namespace:", "#")):
        return example
    if example.startswith("languages:"):
        return (HEAD.replace("D", "{en: D, zh: 丁}") if "zh" in example else HEAD) + example
    if example.startswith("- "):
        return HEAD + "cards:\n" + example
    keys = set(re.findall(r"^(\w+):", example, re.MULTILINE))
    if "cloze" in keys:
        base: dict[str, str] = {}
    elif keys & {"answer", "answers", "question", "figure"}:
        base = NUMERIC | ({} if keys & {"answer", "answers"} else {"answer": "  answer: a + 1\n"})
    else:
        base = CONCEPT
    rest = "".join(text for key, text in base.items() if key not in keys)
    body = "".join(f"  {line}\n" for line in example.splitlines())
    return f"{HEAD}cards:\n- id: card\n{rest}{body}"


def found_in(text: str, folder: Path, draws: int = 200) -> tuple[Diagnostic, ...]:
    """Return what `check` finds in a deck file, on so many draws."""
    path = folder / "deck.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    (folder / "dot.svg").write_text(DOT, encoding="utf-8")
    return checking.check(
        loading.load([path]), pipeline.Selection(), draws, pipeline.default_seed
    ).diagnostics
