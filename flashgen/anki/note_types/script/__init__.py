"""The card's script: its modules, joined into one for the templates.

Each file is an ES module that a test may import by itself. Joined, they share one function scope:
the lines of `import` and the word `export` are dropped, so no two may use one name at the top.
"""

import json
import re
from pathlib import Path
from typing import Final

from flashgen.values.formulas.rules import FORMULA_RULES
from flashgen.values.rules import RULES

_IMPORT = re.compile(r'^import (?:[^;]*) from "\.\.?/[a-z/]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const )", re.MULTILINE)
_SCRIPT = """\
// The script of a card: shows one of the note's variants and judges what is typed.
//
// It stands in the template of the front and of the back, and runs at once, before Anki typesets
// the math. The page may persist from card to card, so nothing is left in the global scope. Where
// anything is amiss the card stays as it is written: variant 0, complete, without input.
(() => {
"use strict";
%s
run();
})();"""
_PLAIN = """\
// A card without variants is left as it is, but counts when another one comes back by undo.
(() => {
"use strict";
%s
const root = document.querySelector(".flashgen");
if (root) leaveTrail({ stored, store }, root.dataset.id || "", root.dataset.side);
})();"""


def module(name: str) -> str:
    """Return the source of a module; `rules` is judging.json with formulas.json, without cases."""
    if name == "rules":
        rules = {key: value for key, value in RULES.items() if not key.endswith("cases")}
        unwanted = ("cases", "pairs")
        rules["formulas"] = {k: v for k, v in FORMULA_RULES.items() if k not in unwanted}
        return f"export const RULES = {json.dumps(rules, sort_keys=True)};\n"
    text = (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


KINDS: Final = tuple(re.findall(r'^import .* "\./(kinds/[a-z]+)\.js";$', module("kinds"), re.M))
"""The kinds of answers, each a module, in the order of kinds.js, their table."""
MODULES: Final = (
    *("texts", "trail", "pick", "reading", "units", "words", "signs", "formula", "values"),
    *("mathml", "judging", "controls", "hints", "keypad", "typing", "numbers", *KINDS, "kinds"),
    *("inputs", "page"),
)
"""In the order in which they build on each other."""


def _joined(*names: str) -> str:
    bodies = [_EXPORT.sub("", _IMPORT.sub("", module(name))) for name in names]
    return "\n".join(bodies)


SCRIPT: Final = _SCRIPT % _joined("rules", *MODULES)
"""The whole script, as it stands in the templates."""
PLAIN_SCRIPT: Final = _PLAIN % _joined("trail")
"""The script of the notes that have no Data."""
