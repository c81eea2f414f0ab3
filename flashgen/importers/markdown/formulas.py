r"""Formulas in all the delimiters that notes have, to `$…$` and `$$…$$` as a deck file reads them.

`\(…\)`, `\\(…\\)`, `\[…\]`, blanks inside of `$ x $`, fenced `math` and elements of editors. A `$`
that begins no formula gets a backslash, so that no pair slips over text or amounts of money.
"""

import re
from typing import Final

from flashgen.importers.html.latex import latex_nodes
from flashgen.importers.html.nodes import Element, Formula, Node
from flashgen.importers.markdown.code import outside, parts

_FENCED = re.compile(
    r"([ \t>]*(?:[-*+][ \t]+)?)(`{3,}|~{3,})[ \t]*math[ \t]*\n(.*?)\n[ \t>]*\2[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f"
_TEXT_COMMAND = re.compile(r"\\(?:text|mbox|mathrm|textbf|textit|operatorname)\s*\{[^{}]*\}")
_MATHS = re.compile(r"[\\^_=<>+*/{}|≤≥≠≈∈∑∏∫√∞±×÷→⇒∂∇α-ωΑ-Ω]|(?<!\w)-|\w-\w")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_TOKEN = re.compile(
    r"(?P<latex>\[latex\](?P<in_latex>.*?)\[/latex\])"
    r"|(?P<old>\[(?P<sign>\$\$?)\](?P<in_old>.*?)\[/(?P=sign)\])"
    r"|(?P<tag><anki-mathjax(?P<block>[^>]*)>(?P<in_tag>.*?)</anki-mathjax>)"
    r"|(?P<double>\\\\\((?P<in_double>[^\n]+?)\\\\\))"
    r"|(?P<display2>\\\\\[(?P<in_display2>.+?)\\\\\])"
    r"|(?P<single>(?<!\\)\\\((?P<in_single>(?:(?!\n[ \t]*\n).)+?)\\\))"
    r"|(?P<display1>(?<!\\)\\\[(?P<in_display1>(?:(?!\n[ \t]*\n).)+?)\\\])"
    r"|(?P<escaped>\\[\\$])|(?P<dollars>\$\$)|(?P<dollar>\$)",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST: Final = 5000


def normalized(text: str) -> str:
    """Return Markdown in which every formula stands in `$…$` or `$$…$$`."""
    if "math" in text:
        text = "".join(
            _FENCED.sub(_fenced, piece) if is_code and "math" in piece[:40] else piece
            for piece, is_code in parts(text)
        )
    if not any(sign in text for sign in ("$", "\\(", "\\[", "[latex]", "<anki-mathjax")):
        return text
    return outside(text, _normalized)


def _fenced(match: re.Match[str]) -> str:
    lead = re.sub(r"[-*+]", " ", match[1])
    inside = "\n".join(line for line in match[3].split("\n") if line.strip(" >"))
    return f"{match[1]}$$\n{inside}\n{lead}$$\n"


def _normalized(text: str) -> str:
    made: list[str] = []
    position = 0
    while match := _TOKEN.search(text, position):
        start, end = match.span()
        made.append(text[position:start])
        position = end
        kind = next(name for name in _KINDS if match[name])
        if kind == "escaped":
            made.append(match[0])
        elif kind == "dollars":
            position = _display(text, start, end, made)
        elif kind == "dollar":
            position = _inline(text, start, made)
        elif kind == "latex":
            made.append(
                "".join(_markdown(node) for node in latex_nodes(match["in_latex"], clozes=False))
            )
        else:
            inside = match[f"in_{kind}"]
            display = kind.startswith("display") or match["sign"] == "$$"
            display |= "true" in (match["block"] or "")
            if kind in ("single", "display1", "display2") and not _looks_like_math(
                inside, display=display
            ):
                made.append(match[0])
            else:
                made.append(_written(inside, text[end : end + 1], display=display))
    made.append(text[position:])
    return "".join(made)


_KINDS: Final = (
    *("latex", "old", "tag", "double", "display2", "single", "display1"),
    *("escaped", "dollars", "dollar"),
)


def _display(text: str, start: int, end: int, made: list[str]) -> int:
    close = text.find("$$", end)
    inside = text[end:close] if close >= 0 else ""
    if not inside.strip() or len(inside) > _LONGEST:
        made.append(r"\$\$")
        return end
    if _BLANK_LINE.search(inside):  # it would end the formula
        if re.search(rf"[{_WIDE}]", _TEXT_COMMAND.sub("", inside)):
            made.append(r"\$\$")
            return end
        inside = _BLANK_LINE.sub("\n", inside)
        while _BLANK_LINE.search(inside):
            inside = _BLANK_LINE.sub("\n", inside)
    if "\n" in inside:
        made.append(f"$${inside}$$")
    else:
        made.append(f"$${inside.strip()}$$")
    return close + 2


def _inline(text: str, start: int, made: list[str]) -> int:
    close = start + 1
    while True:
        close = text.find("$", close)
        if close < 0 or close - start > _LONGEST:
            close = -1
            break
        if text[close - 1] != "\\" or text[close - 2 : close] == "\\\\":
            break
        close += 1
    inside = text[start + 1 : close] if close >= 0 else ""
    behind = text[close + 1 : close + 2]
    if close < 0 or text[close : close + 2] == "$$" or not _is_formula(inside, behind):
        made.append(r"\$")
        return start + 1
    written = _written(inside, behind, display=False)
    made.append(written)
    return close + 1


def _is_formula(inside: str, behind: str) -> bool:
    """Tell whether what stands between two `$` is a formula, rather than text or an amount."""
    source = inside.strip()
    if not source or _BLANK_LINE.search(inside):
        return False
    if re.search(rf"[{_WIDE}]", _TEXT_COMMAND.sub("", source)):
        return False
    if re.match(r"[0-9][0-9.,]*\s+[^\W\d_]{2,}", source) and not re.search(r"[\\^_=]", source):
        return False  # an amount of money and what comes behind it
    is_padded = inside[0].isspace() or inside[-1].isspace()
    if re.match(r"[0-9][0-9.,]*(?:\s|$)", source) and (behind.isdigit() or inside[-1].isspace()):
        return is_padded and inside[0].isspace() and not behind.isdigit() and " " not in source
    if behind.isdigit() and not _MATHS.search(source):
        return False
    if not is_padded:
        return True
    if (
        re.search(r"[A-Za-z]{3,} [A-Za-z]{2,} ", _TEXT_COMMAND.sub("", source))
        and "\\" not in source
    ):
        return False
    return inside[0].isspace() == inside[-1].isspace() or bool(_MATHS.search(source))


def _looks_like_math(inside: str, *, display: bool) -> bool:
    r"""Tell whether `\(…\)` or `\[…\]` is a formula; a backslash may also keep brackets text."""
    source = inside.strip()
    bare = _TEXT_COMMAND.sub("", source)
    if not source or re.search(rf"[{_WIDE}]", bare):
        return False
    if re.search(r"\\[A-Za-z]|[\^_=]", source):
        return True
    if display:
        return "\n" in inside
    return len(re.findall(r"[^\W\d_]{2,}", bare)) == 0


def _written(inside: str, behind: str, *, display: bool) -> str:
    source = re.sub(r"\s*\n[ \t>]*", " ", inside).strip()
    if not source:
        return ""
    if display:
        return f"$${source}$$"
    return f"${source}$"


def _markdown(node: Node) -> str:
    if isinstance(node, Formula):
        return _written(node.source, "", display=node.display)
    if isinstance(node, Element):
        inside = "".join(_markdown(child) for child in node.children)
        signs = {"strong": ("**", "**"), "em": ("*", "*"), "code": ("`", "`"), "br": ("\\\n", "")}
        before, after = signs.get(node.name, (f"<{node.name}>", f"</{node.name}>"))
        if node.name in ("ul", "ol", "li", "div"):
            before, after = {"li": ("\n- ", "")}.get(node.name, ("\n", "\n"))
        return f"{before}{inside}{after}"
    return node if isinstance(node, str) else ""
