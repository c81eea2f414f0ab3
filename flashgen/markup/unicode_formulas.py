"""LaTeX as a line of Unicode, for a terminal: $\\sigma(z) \\le \\frac{1}{2}$ -> σ(z) ≤ 1/2.

What it does not know is shown by its name; nothing is lost and nothing raises.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from flashgen.markup.factors import bracketed, factors, is_atom, is_bare

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
_UNDER_ROOT: Final = re.compile(r"(?<=[√∛∜]).+", re.DOTALL)
_ROOTS: Final = {"": "√", "3": "∛", "4": "∜"}
_OPERAND: Final = re.compile(r"[\w(\[⟨⌊⌈√∛∜∂∇∞∑∏∫|‖]")
# A letter or digit on the line: what is raised or lowered belongs to what stands before it.
_LETTER: Final = re.compile(r"(?![⁰¹²³⁴-⁹ⁿⁱᵀ₀-₉ₐ-ₜᵢᵣᵤᵥ])\w")
_OPEN_SPACE: Final = re.compile(r"([(⟨⌊⌈]) +| +([)⟩⌋⌉])")
_PREFIXED: Final = frozenset({"partial", "Delta"})
_DEEPEST: Final = 80

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
    """Return a formula as one line of Unicode, with the brackets that its height stood for."""
    line = re.sub(r" {2,}", " ", _Reader(latex).read().text).strip()
    return unicodedata.normalize("NFC", _OPEN_SPACE.sub(r"\1\2", line))


class _Kind(Enum):
    """What a piece of a line needs, from what stands beside it or as the base of a power."""

    PLAIN = auto()
    GROUP = auto()
    """Of braces: raised as a whole."""
    FRACTION = auto()
    """In brackets where a factor or a function stands beside it."""
    ROOT = auto()
    """What is under it in brackets where a factor stands behind it."""
    INDEX = auto()
    """Parted from a letter behind it: `p_y q`."""
    POWER = auto()
    """Parted from a bracket behind it too: `e^x (1 + y)`."""


class _Piece(NamedTuple):
    text: str
    kind: _Kind = _Kind.PLAIN


class _Reader:
    """Reads a formula token by token."""

    def __init__(self, latex: str) -> None:
        self.tokens = list(_tokens(latex))
        self.position = 0
        self.depth = 0

    def read(self, until: str = "") -> _Piece:
        """Read up to a closing token, or the end."""
        pieces: list[_Piece] = []
        while self.position < len(self.tokens):
            token = self._next()
            if token == until:
                break
            self._add(token, pieces)
        only = [piece for piece in pieces if piece.text.strip()]
        if len(only) == 1 and only[0].kind in (_Kind.FRACTION, _Kind.ROOT):
            return only[0]
        return _Piece(_joined(pieces), _Kind.GROUP)

    def _add(self, token: str, pieces: list[_Piece]) -> None:
        if token in ("^", "_"):
            if pieces:
                pieces[-1] = _raised(pieces[-1])
            pieces.append(self._script(token, self._argument()))
        elif token == "{":
            pieces.append(self._group())
        elif token == "&":
            pieces.append(_Piece(" "))
        elif token[0] == "\\":
            pieces.append(self._command(token[1:]))
        elif token != "}":
            pieces.append(_Piece(token))

    def _next(self) -> str:
        self.position += 1
        return self.tokens[self.position - 1]

    def _group(self) -> _Piece:
        self.depth += 1
        inside = self.read("}") if self.depth < _DEEPEST else _Piece("…")
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
        if self.depth >= _DEEPEST:
            self._next()
            return "…"
        self.depth += 1
        pieces: list[_Piece] = []
        self._add(self._next(), pieces)
        self.depth -= 1
        return _joined(pieces).strip()

    def _option(self) -> str:
        """Read what stands in the brackets of `\\sqrt[3]{x}`; empty where there are none."""
        rest = "".join(self.tokens[self.position : self.position + 1])
        found = re.match(r"\[([^\]]*)\]", rest)
        if not found:
            return ""
        self.tokens[self.position] = rest[found.end() :] or " "
        return found[1]

    @staticmethod
    def _script(sign: str, inside: str) -> _Piece:
        table = _UPPER if sign == "^" else _LOWER
        if inside in ("∘", "°") and sign == "^":
            return _Piece("°")
        if all(character in table for character in inside):
            return _Piece("".join(table[character] for character in inside))
        if len(inside) == 1 or (sign == "_" and inside.isalnum()):
            return _Piece(f"{sign}{inside}", _Kind.POWER if sign == "^" else _Kind.INDEX)
        return _Piece(f"{sign}{bracketed(inside)}")

    def _command(self, name: str) -> _Piece:
        if name in _FRACTIONS:
            above, below = self._argument(), self._argument()
            above = above if factors(above) else bracketed(above)
            return _Piece(f"{above}/{_atom(below)}", _Kind.FRACTION)
        if name == "binom":
            return _Piece(f"C({self._argument()}, {self._argument()})")
        if name == "sqrt":
            degree = self._option()
            under = self._argument()
            # A raised number before the sign would read as a power of what stands before it.
            sign = _ROOTS.get(degree) or self._script("^", degree).text + "√"
            return _Piece(sign + (under if is_bare(under) else bracketed(under)), _Kind.ROOT)
        if name in _TEXT:
            return _Piece(self._argument())
        if name in _ACCENTS:
            return _Piece(self._argument() + _ACCENTS[name])
        if name == "begin":
            return _Piece(self._environment(self._argument()))
        if name == "\\":
            return _Piece("; ")
        if name in _SYMBOLS:
            if name in _PREFIXED and self._is_name_behind_space():
                self.position += 1
            return _Piece(_SYMBOLS[name])
        if len(name) == 1 and not name.isalpha():
            return _Piece(name)
        before = self.tokens[self.position - 2] if self.position > 1 else " "
        after = self.tokens[self.position] if self.position < len(self.tokens) else " "
        lead = " " if before[-1].isalnum() and before[0] != "\\" else ""
        return _Piece(f"{lead}{name}{' ' if after[0].isalnum() or after[0] == chr(92) else ''}")

    def _is_name_behind_space(self) -> bool:
        space, name = [*self.tokens[self.position : self.position + 2], "", ""][:2]
        return space == " " and (name[:1].isalpha() or _SYMBOLS.get(name[1:], "").isalpha())

    def _environment(self, name: str) -> str:
        if self.depth >= _DEEPEST:
            return "…"
        self.depth += 1
        pieces: list[_Piece] = []
        while self.position < len(self.tokens):
            token = self._next()
            if token == "\\end":
                self._argument()
                break
            self._add(token, pieces)
        self.depth -= 1
        rows = re.sub(r"\s+", " ", _joined(pieces)).replace(" ;", ";").strip(" ;")
        left, right = {"cases": "{ ", "aligned": " "}.get(name, "["), "]"
        return left + rows + (right if left == "[" else "")


def _joined(pieces: list[_Piece]) -> str:
    """Return the pieces as one text, with brackets where two would run into each other."""
    texts: list[str] = []
    for number, (text, kind) in enumerate(pieces):
        behind = "".join(piece.text for piece in pieces[number + 1 : number + 4])
        if kind is _Kind.FRACTION:
            before = "".join(texts[-4:])
            if _OPERAND.match(behind.lstrip()) or _is_factor(before):
                text = bracketed(text)
        elif kind is _Kind.ROOT and (
            _LETTER.match(behind.lstrip()) or behind.lstrip()[:1] in (*"√∛∜", "∂", "∞")
        ):
            text = _UNDER_ROOT.sub(lambda found: bracketed(found[0]), text, count=1)
        elif kind in (_Kind.INDEX, _Kind.POWER) and (
            _LETTER.match(behind) or (kind is _Kind.POWER and behind.startswith("("))
        ):
            text += " "
        texts.append(text)
    return "".join(texts)


def _raised(base: _Piece) -> _Piece:
    """Return the base of a power or an index, in brackets if it has several parts."""
    whole = base.kind in (_Kind.FRACTION, _Kind.ROOT) or (
        base.kind is _Kind.GROUP and not is_atom(base.text)
    )
    return _Piece(bracketed(base.text)) if whole and base.text else base


def _is_factor(before: str) -> bool:
    """Tell whether a text ends with what would be multiplied with, or applied to, what follows."""
    before = before.rstrip()
    return bool(before) and (before[-1].isalnum() or before[-1] in ")]⟩⌋⌉ᵀ′!")


def _tokens(latex: str) -> Iterator[str]:
    for found in _TOKEN.finditer(latex):
        word, sign, syntax, text = found.groups()
        yield f"\\{word}" if word else f"\\{sign}" if sign else syntax or text or " "


def _atom(text: str) -> str:
    return text if is_atom(text) else bracketed(text)
