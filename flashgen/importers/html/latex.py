r"""The LaTeX of `[latex]…[/latex]` as a tree: prose with formulas in it, as LaTeX reads it.

LaTeX begins in text: what stands there without `$` is prose, in which commands set words in bold
or begin a list. Where a command is unknown, the piece is taken for a formula whose `$` is missing.
"""

import re
from typing import Final

from flashgen.importers.html.nodes import ClozeMark, Element, Node, TexFormula
from flashgen.markup.marks import words

_TOKEN = re.compile(
    r"(?P<cloze>\{\{c[0-9]+(?:,[0-9]+)*::)|(?P<close>\}\})|(?P<hint>::)"
    r"|(?P<display>\$\$(?:\\.|[^$\\])+\$\$|\\\[(?:.*?)\\\])"
    r"|(?P<math>\$(?:\\.|[^$\\])+\$|\\\((?:.*?)\\\))"
    r"|\\begin\{(?P<name>[a-z]+\*?)\}(?P<inside>.*?)\\end\{(?P=name)\}"
    r"|(?P<line>\\\\\*?(?:\[[^\]]*\])?|\\newline\b|\\linebreak\b)"
    r"|(?P<paragraph>\n\s*\n|\\par\b)"
    r"|\\(?P<command>[A-Za-z]+)\*?[ \t]*(?P<brace>\{)?"
    r"|\\(?P<sign>[%&$_#{} ])"
    r"|(?P<comment>(?<!\\)%[^\n]*(?:\n|\Z))"
    r"|(?P<quotes>``|''|~|---?)|(?P<group>[{}])",
    re.DOTALL,
)
_STYLES: Final = {
    "textbf": "strong", "textit": "em", "emph": "em", "textsl": "em", "underline": "u",
    "texttt": "code", "textsuperscript": "sup", "textsubscript": "sub",
}  # fmt: skip
_PLAIN: Final = words(
    "text textrm textsf textnormal textup textmd textsc mbox hbox centering noindent small large"
    " Large LARGE huge Huge tiny footnotesize scriptsize normalsize bfseries itshape rmfamily bf it"
    " rm sf tt em bigskip medskip smallskip"
)
_SIGNS: Final = {
    "LaTeX": "LaTeX", "TeX": "TeX", "ldots": "…", "dots": "…", "textbackslash": "\\",
    "quad": " ", "qquad": " ", "ss": "ß", "S": "§", "copyright": "©", "euro": "€",
    "textdegree": "°", "textquotedblleft": "“", "textquotedblright": "”", "item": "",
}  # fmt: skip
_QUOTES: Final = {"``": "“", "''": "”", "~": " ", "--": "–", "---": "—"}
_DISPLAYED: Final = {
    "displaymath": "", "equation": "", "equation*": "", "math": "",
    "align": "aligned", "align*": "aligned", "flalign": "aligned", "flalign*": "aligned",
    "eqnarray": "aligned", "eqnarray*": "aligned", "gather": "gathered", "gather*": "gathered",
    "multline": "gathered", "multline*": "gathered",
}  # fmt: skip
_LISTS: Final = {"itemize": "ul", "enumerate": "ol"}
_BLOCKS: Final = frozenset(("center", "flushleft", "flushright", "document", "minipage", "quote"))
_MAX_DEPTH: Final = 8


class _NoProseError(Exception):
    """It has a command that only formulas know."""


def latex_nodes(source: str, *, clozes: bool) -> tuple[Node, ...]:
    """Return the nodes of a piece of LaTeX, as it stands between `[latex]` and `[/latex]`.

    `clozes`: what would be clozes outside of formulas are.
    """
    source = source.strip()
    if "$" not in source and re.search(r"[\^_](?![A-Za-z]*\})|[\^_]\{", source):
        return _as_formula(source)
    try:
        nodes = _prose(source, 0, clozes=clozes)
    except _NoProseError:
        return _as_formula(source)
    return tuple(nodes)


def _as_formula(source: str) -> tuple[Node, ...]:
    return (TexFormula(source, source.startswith("\\begin{")),) if source else ()


def _prose(source: str, depth: int, *, clozes: bool) -> list[Node]:
    if depth > _MAX_DEPTH:
        raise _NoProseError
    made: list[Node] = []
    position = 0
    open_: list[bool] = []  # of each open cloze: whether its hint has begun
    while match := _TOKEN.search(source, position):
        if before := source[position : match.start()]:
            made.append(_reject_math(before))
        position = match.end()
        kind = match.lastgroup
        if match["cloze"] and clozes:
            open_.append(False)
            made.append(ClozeMark(match[0]))
        elif match["close"] and open_:
            open_.pop()
            made.append(ClozeMark(match[0]))
        elif match["hint"]:
            if open_ and not open_[-1]:
                open_[-1] = True
                made.append(ClozeMark(match[0]))
            else:
                made.append(match[0])
        elif match["display"] or match["math"]:
            made.append(
                TexFormula(
                    match[0].strip("$") if match[0][0] == "$" else match[0][2:-2],
                    bool(match["display"]),
                )
            )
        elif match["name"]:
            made.append(_environment(match, depth, clozes=clozes))
        elif match["line"]:
            made.append(Element("br"))
        elif match["paragraph"]:
            made += [Element("br"), Element("br")]
        elif match["command"]:
            position = _command(match, source, made, depth, clozes=clozes)
        elif match["sign"]:
            made.append(match["sign"])
        elif kind == "quotes":
            made.append(_QUOTES[match[0]])
    if rest := source[position:]:
        made.append(_reject_math(rest))
    return [*made, *(ClozeMark("}}") for _ in open_)]


def _reject_math(text: str) -> str:
    if re.search(r"[\^\\]|(?<!\w)_|_(?!\w)", text):
        raise _NoProseError
    return re.sub(r"\s+", " ", text)


def _command(
    match: re.Match[str], source: str, made: list[Node], depth: int, *, clozes: bool
) -> int:
    name = match["command"]
    if name in _SIGNS:
        made.append(_SIGNS[name])
        return match.end("command") if match["brace"] else match.end()
    if name not in _STYLES and name not in _PLAIN:
        raise _NoProseError
    if not match["brace"]:
        return match.end()
    end = _closing_brace(source, match.end())
    inside = _prose(source[match.end() : end], depth + 1, clozes=clozes)
    made += [Element(_STYLES[name], {}, inside)] if name in _STYLES else inside
    return end + 1


def _closing_brace(source: str, position: int) -> int:
    depth = 1
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, position):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return match.start()
    raise _NoProseError


def _environment(match: re.Match[str], depth: int, *, clozes: bool) -> Node:
    name, inside = match["name"], match["inside"]
    if name in _DISPLAYED:
        made = _DISPLAYED[name]
        inside = re.sub(r"\\label\{[^}]*\}|\\nonumber\b|\\notag\b", "", inside)
        if name.startswith("eqnarray"):
            inside = re.sub(r"&\s*([^&\\]{1,20}?)\s*&", r"&\1 ", inside)
        source = f"\\begin{{{made}}}{inside}\\end{{{made}}}" if made else inside.strip()
        return TexFormula(source, name != "math")
    if name in _LISTS:
        items = re.split(r"\\item\b[ \t]*(?:\[[^\]]*\])?", inside)[1:]
        children: list[Node] = [
            Element("li", {}, _prose(i.strip(), depth + 1, clozes=clozes)) for i in items
        ]
        return Element(_LISTS[name], {}, children)
    if name in _BLOCKS:
        return Element("div", {}, _prose(inside.strip(), depth + 1, clozes=clozes))
    return TexFormula(match[0], True)
