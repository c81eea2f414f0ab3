"""LaTeX as a line of Unicode, for a terminal: $\\sigma(z) \\le \\frac{1}{2}$ -> σ(z) ≤ 1/2.

What it does not know is shown by its name; nothing is lost and nothing raises.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SYMBOLS: Final = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε"},
    **{"zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ"},
    **{"mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ"},
    **{"tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ"},
    **{"omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ"},
    **{"Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"},
    **{"sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "infty": "∞"},
    **{"cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "circ": "∘", "odot": "⊙"},
    **{"oplus": "⊕", "otimes": "⊗", "ast": "*", "star": "⋆", "top": "ᵀ", "perp": "⊥"},
    **{"le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈"},
    **{"equiv": "≡", "sim": "∼", "propto": "∝", "ll": "≪", "gg": "≫", "mid": "|", "in": "∈"},
    **{"notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "setminus": "∖"},
    **{"emptyset": "∅", "forall": "∀", "exists": "∃", "neg": "¬", "land": "∧", "lor": "∨"},
    **{"wedge": "∧", "vee": "∨", "to": "→", "rightarrow": "→", "leftarrow": "←", "mapsto": "↦"},
    **{"Rightarrow": "⇒", "Leftrightarrow": "⇔", "iff": "⇔", "dots": "…", "ldots": "…"},
    **{"cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊"},
    **{"rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lVert": "‖", "rVert": "‖", "Vert": "‖"},
    **{"lvert": "|", "rvert": "|", "vert": "|", "prime": "′", "ell": "ℓ", "hbar": "ℏ"},
    **{"bmod": " mod ", "quad": "  ", "qquad": "    ", "degree": "°", "|": "‖"},
    **dict.fromkeys(("left", "right", "big", "bigr", "bigl", "Big", "displaystyle", "!"), ""),
    **dict.fromkeys((",", ";", ":", " "), " "),
}
_TEXT: Final = frozenset(
    {"text", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathbb", "mathcal", "boldsymbol"}
    | {"operatorname", "textbf", "textrm"}
)
_FRACTIONS: Final = frozenset({"frac", "dfrac", "tfrac"})
_ACCENTS: Final = {"hat": "̂", "bar": "̄", "tilde": "̃", "vec": "⃗", "dot": "̇", "overline": "̄"}
_UPPER: Final = dict(zip("0123456789+-=()niTᵀ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵀ", strict=True)) | {"′": "′"}
_LOWER: Final = dict(
    zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
_TOKEN: Final = re.compile(r"\\([a-zA-Z]+)|\\(.)|([{}^_&])|\s+|([^\\{}^_&\s]+)", re.DOTALL)
_ATOM: Final = re.compile(r"[\w.∞]+[ᵀ⁰-⁹ⁿ₀-₉]*")
_DEEPEST: Final = 40

_PROTECTED: Final = re.compile(
    r"(```.*?```|`[^`\n]+`)|\$\$(.+?)\$\$|(?<!\\)\$(.+?)(?<!\\)\$", re.DOTALL
)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def readable(markdown: str) -> str:
    """Return a Markdown text with its formulas in Unicode; code stays as it is."""
    parts: list[str] = []
    position = 0
    for found in _PROTECTED.finditer(markdown):
        parts.append(_ESCAPED.sub(r"\1", markdown[position : found.start()]))
        parts.append(found[1] or unicode_math(found[2] or found[3]))
        position = found.end()
    return "".join(parts) + _ESCAPED.sub(r"\1", markdown[position:])


def unicode_math(latex: str) -> str:
    """Return a formula as one line of Unicode."""
    line = re.sub(r" {2,}", " ", _Reader(latex).read()).strip()
    return unicodedata.normalize("NFC", line)


class _Reader:
    """Reads a formula token by token."""

    def __init__(self, latex: str) -> None:
        self.tokens = list(_tokens(latex))
        self.position = 0
        self.depth = 0

    def read(self, until: str = "") -> str:
        """Read up to a closing token, or the end."""
        parts: list[str] = []
        while self.position < len(self.tokens):
            token = self._next()
            if token == until:
                break
            parts.append(self._one(token))
        return "".join(parts)

    def _next(self) -> str:
        self.position += 1
        return self.tokens[self.position - 1]

    def _one(self, token: str) -> str:
        if token == "{":
            return self._group()
        if token in "^_":
            return self._script(token, self._argument())
        if token == "}":
            return ""
        if token == "&":
            return " "
        return self._command(token[1:]) if token[0] == "\\" else token

    def _group(self) -> str:
        self.depth += 1
        inside = self.read("}") if self.depth < _DEEPEST else "…"
        self.depth -= 1
        return inside

    def _argument(self) -> str:
        while self.position < len(self.tokens) and self.tokens[self.position] == " ":
            self.position += 1
        if self.position == len(self.tokens):
            return ""
        token = self.tokens[self.position]
        if token[0] not in "\\{}^_&" and len(token) > 1:  # x^23 raises the 2 alone
            self.tokens[self.position] = token[1:]
            return token[0]
        return self._one(self._next()).strip()

    @staticmethod
    def _script(sign: str, inside: str) -> str:
        table = _UPPER if sign == "^" else _LOWER
        if inside in ("∘", "°") and sign == "^":
            return "°"
        if all(character in table for character in inside):
            return "".join(table[character] for character in inside)
        bare = len(inside) == 1 or (sign == "_" and inside.isalnum())
        return f"{sign}{inside}" if bare else f"{sign}({inside})"

    def _command(self, name: str) -> str:
        if name in _FRACTIONS:
            above, below = self._argument(), self._argument()
            return f"{_atom(above)}/{_atom(below)}"
        if name == "sqrt":
            return f"√{_atom(self._argument())}"
        if name in _TEXT:
            return self._argument()
        if name in _ACCENTS:
            return self._argument() + _ACCENTS[name]
        if name == "begin":
            return self._environment(self._argument())
        if name == "\\":
            return "; "
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        if len(name) == 1 and not name.isalpha():
            return name
        before = self.tokens[self.position - 2] if self.position > 1 else " "
        after = self.tokens[self.position] if self.position < len(self.tokens) else " "
        lead = " " if before[-1].isalnum() and before[0] != "\\" else ""
        return f"{lead}{name}{' ' if after[0].isalnum() or after[0] == chr(92) else ''}"

    def _environment(self, name: str) -> str:
        body: list[str] = []
        while self.position < len(self.tokens):
            token = self._next()
            if token == "\\end":
                self._argument()
                break
            body.append(self._one(token))
        rows = re.sub(r"\s+", " ", "".join(body)).replace(" ;", ";").strip(" ;")
        left, right = {"cases": "{ ", "aligned": " "}.get(name, "["), "]"
        return left + rows + (right if left == "[" else "")


def _tokens(latex: str) -> Iterator[str]:
    for found in _TOKEN.finditer(latex):
        word, sign, syntax, text = found.groups()
        yield f"\\{word}" if word else f"\\{sign}" if sign else syntax or text or " "


def _atom(text: str) -> str:
    return text if _ATOM.fullmatch(text) else f"({text})"
