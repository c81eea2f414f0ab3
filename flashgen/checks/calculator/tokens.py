"""Split formulas, in LaTeX or as plain text, into tokens."""

import re
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<number>\d+(?:\{,\}\d{3})*(?:\.\d+)?|\.\d+)"
    r"|\\(?:text|mathrm|textrm)\{(?P<typed>[-+−*/×·÷0-9.() ]+)\}"
    r"|\\operatorname\*?\{(?P<named>[a-z]+)\}"
    r"|(?P<space>\s+|\\[,;:! ]|~|&(?=\s*(?:=|\\approx))"
    r"|\\(?:begin|end)\{(?:aligned|gathered|split)\})"
    r"|\\(?P<command>[A-Za-z]+)(?:\{(?P<environment>[bp]matrix)\})?"
    r"|(?P<line>\\\\)(?:\[[^\]]*\])?"
    r"|(?P<other>\\.|.)",
    re.DOTALL,
)
_SPACING: Final = frozenset(
    {"left", "right", "displaystyle", "textstyle", "nonumber"}
    | {size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")}
)
_SAME: Final = {
    **dict.fromkeys(("\\times", "\\cdot", "\\ast", "×", "·", "⋅"), "*"),
    **dict.fromkeys(("\\div", "÷"), "/"),
    **{"−": "-", "π": "\\pi", "√": "\\sqrt", "≈": "\\approx", "\\simeq": "\\approx"},
    **dict.fromkeys(("\\dfrac", "\\tfrac", "\\cfrac"), "\\frac"),
    **dict.fromkeys(("\\lvert", "\\rvert", "\\vert", "\\mid"), "|"),
    **{"\\lbrack": "[", "\\rbrack": "]", "\\arsinh": "\\arcsinh"},
}


@lru_cache(maxsize=4096)
def tokens(latex: str) -> tuple[str, ...]:
    """Return a formula's tokens: numbers, commands with their backslash, signs; no spaces."""
    found: list[str] = []
    for match in _TOKEN.finditer(latex):
        kind = match.lastgroup
        if kind == "space":
            continue
        if kind == "typed":
            found += tokens(match["typed"])
            continue
        if kind == "number":
            found.append(match["number"].replace("{,}", ""))
            continue
        if kind == "named":
            token = f"\\{match['named']}"
        elif match["command"]:
            if match["command"] in _SPACING:
                continue
            token = f"\\{match['command']}"
            if match["environment"]:
                token += f"{{{match['environment']}}}"
        else:
            token = match["line"] or match["other"]
        found.append(_SAME.get(token, token))
    return tuple(found)
