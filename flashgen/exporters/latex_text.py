"""A note's HTML as LaTeX: text, formulas as they are, tables, code, drawings."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Final

from flashgen.exporters.tikz import picture

_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_MARK = re.compile("\ue000([0-9]+)\ue001")
_COLOR = re.compile(r"\\color\{#([0-9a-fA-F]{6})\}")

_SIGNS: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "\u00a0": "~", "…": r"\ldots{}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``",
    "”": "''",
}  # fmt: skip
_MATH_SIGNS: Final = {
    "−": "-", "×": r"\times", "·": r"\cdot", "÷": r"\div", "±": r"\pm", "→": r"\to",
    "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "≤": r"\le", "≥": r"\ge",
    "≠": r"\ne", "≈": r"\approx", "∞": r"\infty", "∈": r"\in", "∑": r"\sum", "√": r"\surd",
    "∂": r"\partial", "∇": r"\nabla", "∩": r"\cap", "∪": r"\cup", "∅": r"\emptyset",
    "°": r"^\circ", "½": r"\tfrac12",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon",
    "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "µ": r"\mu",
    "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi",
    "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "Λ": r"\Lambda", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip
_TRANSLATED = str.maketrans(
    _SIGNS | {sign: f"\\ensuremath{{{command}}}" for sign, command in _MATH_SIGNS.items()}
)
_RAISED = re.compile("[⁰¹²³⁴-⁹⁺⁻]+")
_LOWERED = re.compile("[₀-₉₊₋]+")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-" * 2)
IMAGE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg"})
"""The ends of the names of images that LaTeX can include."""
_LAST_LATIN: Final = 0x17F
_AROUND: Final = {
    "strong": (r"\textbf{", "}"),
    "b": (r"\textbf{", "}"),
    "em": (r"\emph{", "}"),
    "i": (r"\emph{", "}"),
    "code": (r"\texttt{", "}"),
    "kbd": (r"\texttt{", "}"),
    "samp": (r"\texttt{", "}"),
    "sub": (r"\textsubscript{", "}"),
    "sup": (r"\textsuperscript{", "}"),
    "ul": ("\n\\begin{itemize}\n", "\n\\end{itemize}\n"),
    "ol": ("\n\\begin{enumerate}\n", "\n\\end{enumerate}\n"),
    "li": (r"\item ", "\n"),
    "blockquote": ("\n\\begin{quote}\n", "\n\\end{quote}\n"),
    "p": ("\n\n", "\n\n"),
    "div": ("\n", "\n"),
    "figure": ("\n\n", "\n\n"),
}  # fmt: skip
_HEADINGS: Final = frozenset(f"h{level}" for level in range(1, 7))
_HYPHEN = re.compile(r"(?<![\w.)-])-(?=[\d.])")  # of a number
_BLANK_LINES = re.compile(r"\n\s*\n")


def latex(html: str) -> str:
    """Return HTML as LaTeX; images of the types that LaTeX reads are `\\cardimage{file}{text}`."""
    kept: list[str] = []

    def keep(made: str) -> str:
        kept.append(made)
        return f"\ue000{len(kept) - 1}\ue001"

    def formula(match: re.Match[str]) -> str:
        source = unescape(match[1] or match[2])
        source = _COLOR.sub(lambda m: rf"\color[HTML]{{{m[1].upper()}}}", source)
        # A formula has no empty lines in LaTeX.
        source = _BLANK_LINES.sub("\n", source.strip())
        return keep(rf"\({source}\)" if match[1] else f"\n\\[{source}\\]\n")

    html = _SVG.sub(lambda match: keep(picture(match[0], escaped)), html)
    html = _MATH.sub(formula, html)
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = _BLANK_LINES.sub("\n\n", "".join(writer.parts)).strip()
    return _MARK.sub(lambda match: kept[int(match[1])], text)


def _image(name: str, alt: str) -> str:
    shown = escaped(alt or name)
    if PurePosixPath(name).suffix in IMAGE_SUFFIXES:
        return rf"\cardimage{{{name}}}{{{shown}}}"
    return rf"\fbox{{{shown}}}"


def escaped(text: str) -> str:
    """Return plain text as LaTeX."""
    made = text.translate(_TRANSLATED)
    made = _RAISED.sub(lambda m: rf"\textsuperscript{{{m[0].translate(_PLAIN)}}}", made)
    return _LOWERED.sub(lambda m: rf"\textsubscript{{{m[0].translate(_PLAIN)}}}", made)


def undeclared(source: str) -> list[str]:
    """Return the characters of a source that pdfLaTeX does not know by itself."""
    return sorted({sign for sign in source if ord(sign) > _LAST_LATIN})


class _Writer(HTMLParser):
    """Writes what it parses as LaTeX."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.ends: list[tuple[str, str]] = []
        self.in_code = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.parts.append(r"\newline ")
        elif tag == "hr":
            self.parts.append("\n\n\\noindent\\hrulefill\n\n")
        elif tag == "img":
            self.parts.append(_image(given.get("src", ""), given.get("alt", "")))
        elif tag == "pre":
            self.in_code += 1
            self._open(tag, "\n\n{\\ttfamily\\raggedright\\obeylines ", "\\par}\n\n")
        elif tag == "code":
            start, end = ("", "") if self.in_code else _AROUND[tag]
            self.in_code += 1
            self._open(tag, start, end)
        elif tag == "a":
            address = re.sub(r"[%#&\\{}]", r"\\\g<0>", given.get("href", ""))
            self._open(tag, rf"\href{{{address}}}{{", "}")
        elif tag == "table":
            self._open(tag, "\n\n\ue002\\hline\n", "\\hline\n\\end{tabular}\n\n")
            self.cells = 0
        elif tag == "tr":
            self.cells = 0
            self._open(tag, "", r" \\" + "\n")
        elif tag in ("td", "th"):
            self.cells += 1
            start, end = (r"\textbf{", "}") if tag == "th" else ("", "")
            self._open(tag, (" & " if self.cells > 1 else "") + start, end)
        elif tag in _HEADINGS:
            self._open(tag, "\n\n\\textbf{", "}\n\n")
        elif tag == "span" and given.get("class") == "mark":
            self._open(tag, r"\quad ", "")
        elif tag == "span" and given.get("class") == "label":
            self._open(tag, "", r"\enspace ")
        else:
            self._open(tag, *_AROUND.get(tag, ("", "")))

    def handle_endtag(self, tag: str) -> None:
        if all(opened != tag for opened, _ in self.ends):
            return
        while self.ends:
            opened, end = self.ends.pop()
            self.parts.append(end)
            if opened in ("pre", "code"):
                self.in_code -= 1
            if opened == "table":
                self._columns()
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        parts = _MARK.split(data)
        for number, part in enumerate(parts):
            if number % 2:
                self.parts.append(f"\ue000{part}\ue001")
            elif any(opened == "pre" for opened, _ in self.ends):
                self.parts.append(escaped(part).replace(" ", "~"))
            else:
                self.parts.append(escaped(part if self.in_code else _HYPHEN.sub("−", part)))

    def _open(self, tag: str, start: str, end: str) -> None:
        self.parts.append(start)
        self.ends.append((tag, end))

    def _columns(self) -> None:
        """Write the head of the table that has just ended, now that its columns are known."""
        text = "".join(self.parts)
        start = text.rindex("\ue002")
        rows = text[start:].split(r"\\" + "\n")
        columns = max(row.replace(r"\&", "").count("&") for row in rows) + 1
        head = f"\\begin{{tabular}}{{{'l' * columns}}}\n"
        self.parts[:] = [text[:start] + head + text[start + 1 :]]
