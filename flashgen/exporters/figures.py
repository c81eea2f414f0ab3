"""The drawings of cards outside of cards: with the rules of their style, in the light colors."""

import re
from functools import cache

from flashgen.anki.note_types import NUMERIC

_FIGURES = re.compile(r"/\* ---- figures \*/(.*?)/\* ----", re.DOTALL)
_COLOR = re.compile(r"(--fg-[a-z]+): (#[0-9a-f]+);")


@cache
def figure_rules() -> str:
    """Return the rules of the cards' style sheet that figures need."""
    rules = _FIGURES.search(NUMERIC.css)
    assert rules is not None
    colors = dict(_COLOR.findall(NUMERIC.css.partition("nightMode")[0]))
    css = re.sub(r"var\((--fg-[a-z]+)\)", lambda match: colors[match[1]], rules[1])
    return re.sub(r"/\*.*?\*/|\s+", " ", css, flags=re.DOTALL)


def figure_style() -> str:
    """Return them as an element."""
    return f"<style>{figure_rules()}</style>"


def with_figure_style(html: str) -> str:
    """Return HTML that shows its drawings without the cards' style sheet."""
    if '<figure class="figure">' not in html:
        return html
    return f'{figure_style()}<div class="flashgen">{html}</div>'


def figure_file(svg: str) -> bytes:
    """Return a drawing as a file of its own."""
    head, mark, rest = svg.partition(">")
    if "xmlns=" not in head:
        head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    # In a file of its own nothing is inside of `.flashgen` or of `.figure`.
    rules = re.sub(r"\.(?:flashgen|figure)\s+(?!\{)", "", figure_rules())
    return f"{head}{mark}<style>{rules}</style>{rest}".encode()
