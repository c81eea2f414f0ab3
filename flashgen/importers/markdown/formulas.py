r"""Formulas in all the delimiters that notes have, to `$…$` and `$$…$$` as a deck file reads them.

`\(…\)`, `\\(…\\)`, `\[…\]`, blanks inside of `$ x $`, fenced `math` and elements of editors. A `$`
that begins no formula gets a backslash, so that no pair slips over text or amounts of money.
"""

import re
from typing import Final

from flashgen.importers.html.latex import latex_nodes
from flashgen.importers.html.nodes import Element, Node, TexFormula
from flashgen.importers.markdown.code import outside, parts

_FENCED = re.compile(
    r"([ \t>]*(?:[-*+][ \t]+)?)(`{3,}|~{3,})[ \t]*math[ \t]*\n(.*?)\n[ \t>]*\2[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f"
_TEXT_COMMAND = re.compile(r"\\(?:text|mbox|mathrm|textbf|textit|operatorname)\s*\{[^{}]*\}")
_MATHS = re.compile(r"[\\^_=<>+*/{}|≤≥≠≈∈∑∏∫√∞±×÷→⇒∂∇α-ωΑ-Ω]|(?<!\w)-|\w-\w")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_OPENING = re.compile(
    r"(?P<escaped>\\\$|\\\\(?![(\[]))|(?P<dollars>\$\$)|(?P<dollar>\$)"
    r"|\\\\[(\[]|\\[(\[]|\[latex\]|\[\$\$?\]|<anki-mathjax[^>\n]{0,200}>",
    re.IGNORECASE,
)
_CLOSINGS: Final = {
    r"\\(": r"\\)", r"\\[": r"\\]", r"\(": r"\)", r"\[": r"\]",
    "[latex]": "[/latex]", "[$]": "[/$]", "[$$]": "[/$$]",
}  # fmt: skip
_LONGEST: Final = 5000


def normalized(text: str) -> str:
    """Return Markdown in which every formula stands in `$…$` or `$$…$$`."""
    if "math" in text:
        text = "".join(
            _unfenced(piece) if is_code and "math" in piece[:40] else piece
            for piece, is_code in parts(text)
        )
    if not any(sign in text for sign in ("$", "\\(", "\\[", "[latex]", "<anki-mathjax")):
        return text
    return outside(text, _normalized)


def _unfenced(code: str) -> str:
    """Return a block of code as a formula if it is one of `math`."""
    match = _FENCED.match(code)
    return _fenced(match) + code[match.end() :] if match else code


def _fenced(match: re.Match[str]) -> str:
    lead = re.sub(r"[-*+]", " ", match[1])
    inside = "\n".join(line for line in match[3].split("\n") if line.strip(" >"))
    return f"{match[1]}$$\n{inside}\n{lead}$$\n"


def _normalized(text: str) -> str:
    lower = text.lower() if text.isascii() else text
    made: list[str] = []
    closings: dict[str, int] = {}  # where the next of each is, or none would take for ever
    position = 0
    while match := _OPENING.search(text, position):
        start, end = match.span()
        opening = match[0]
        made.append(text[position:start])
        position = end
        if match["escaped"]:
            made.append(opening)
        elif match["dollars"]:
            position = _display(text, start, end, made)
        elif match["dollar"]:
            position = _inline(text, start, made)
        else:
            closing = _CLOSINGS.get(opening.lower(), "</anki-mathjax>")
            close = closings.get(closing, -1)
            if close < end:
                close = lower.find(closing, end)
                closings[closing] = close = len(text) if close < 0 else close
            is_closed = close < len(text) and close < end + _LONGEST
            written = _delimited(opening, text[end:close]) if is_closed else None
            if written is None:
                made.append(opening)
            else:
                made.append(written)
                position = close + len(closing)
    made.append(text[position:])
    return "".join(made)


def _delimited(opening: str, inside: str) -> str | None:
    """Return the formula between other delimiters than `$`; None where it is none."""
    if not inside.strip():
        return None
    if opening.lower() == "[latex]":
        return "".join(map(_markdown, latex_nodes(inside, clozes=False)))
    display = opening[-1] == "[" or opening == "[$$]" or "true" in opening
    if opening[0] == "\\":
        if _BLANK_LINE.search(inside) or (opening == r"\\(" and "\n" in inside):
            return None
        is_doubled = opening == r"\\("  # for which nobody has another use
        if not is_doubled and not _looks_like_math(inside, display=display):
            return None
    return _written(inside, display=display)


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
    made.append(_written(inside, display=False))
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
        re.search(r"(?<![A-Za-z])[A-Za-z]{3,} [A-Za-z]{2,} ", _TEXT_COMMAND.sub("", source))
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


def _written(inside: str, *, display: bool) -> str:
    source = re.sub(r"(?<!\s)\s*\n(?:[ \t>]*\n)*[ \t>]*", " ", inside).strip()
    if not source:
        return ""
    if display:
        return f"$${source}$$"
    return f"${source}$"


def _markdown(node: Node) -> str:
    if isinstance(node, TexFormula):
        return _written(node.source, display=node.display)
    if isinstance(node, Element):
        inside = "".join(_markdown(child) for child in node.children)
        signs = {"strong": ("**", "**"), "em": ("*", "*"), "code": ("`", "`"), "br": ("\\\n", "")}
        before, after = signs.get(node.name, (f"<{node.name}>", f"</{node.name}>"))
        if node.name in ("ul", "ol", "li", "div"):
            before, after = {"li": ("\n- ", "")}.get(node.name, ("\n", "\n"))
        return f"{before}{inside}{after}"
    return node if isinstance(node, str) else ""
