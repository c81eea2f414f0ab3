"""Formulas of HTML as MathML, which a browser typesets with no script and no network."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Final
from xml.etree.ElementTree import Element, tostring

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
# The converter's errors have no class in common.
_UNKNOWN_MATH: tuple[type[Exception], ...] = (
    LookupError,
    ValueError,
    *(e for e in vars(exceptions).values() if isinstance(e, type) and issubclass(e, Exception)),
)
_WHOLE = re.compile(r'<span class="whole">((?:(?!</?span).)*)</span>', re.DOTALL)
_PARTED = "</math><math"
# Between the two no line may end, and the end of a deletion is no part of a `.whole`.
_ENDED = re.compile(
    r"(<math [^>]*>(?:(?!</math>).)*</math>)((?:</(?:b|em|strong)>)+)([?!.,;:)，。；：？！）、]+)",
    re.DOTALL,
)
# What the converter does not know, by what it does.
_ENVIRONMENTS = {"aligned": "split", "alignedat": "split", "gathered": "matrix"}
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(aligned|alignedat|gathered)\}(\{[0-9]+\})?")
_BRACKETED = re.compile(
    r"<mo>&#x0005B;</mo>(<mtable[^>]*>(?:(?!</?mtable).)*</mtable>)<mo>&#x0005D;</mo>", re.DOTALL
)
# A sign behind an operator, a comma or an opening bracket: without its form it stands off from its
# number as a minus between two does.
_BEFORE_SIGN = r"<mo[^>]*>(?!&#x000(?:29|5D|7C|7D);|&#x02016;|!)[^<]*</mo>"
_SIGN = re.compile(
    rf"((?:{_BEFORE_SIGN}|(?:<mrow>|{_BEFORE_SIGN})<mo[^>]*>&#x0007C;</mo>)"
    r"(?:<mtext>&#x000A0;</mtext>|<mspace[^>]*/>)*)<mo>(?=(?:&#x02212;|\+)</mo>)"
)
_PRIMES: Final = frozenset("′″‴⁗")
_BREAKING: Final = frozenset("=≈<>≤≥≠≡∼∝≪≫→⇒⇔∈+−")
_DEPTHS: Final = {**dict.fromkeys("([{⟨⌊⌈", 1), **dict.fromkeys(")]}⟩⌋⌉", -1)}
_ROWS: Final = frozenset({"math", "mrow", "mstyle", "mtd"})
_SCRIPTS: Final = frozenset({"msup", "msub", "msubsup"})
_BARS: Final = frozenset("|‖")
_FUNCTION: Final = re.compile("(?!mod$)[A-Za-z]{2,}")
_LONG: Final = 24
"""So many characters of a formula stand on one line; a longer one may go on to the next."""


def typeset(html: str) -> str:
    """Return HTML with its `\\(…\\)` and `\\[…\\]` as MathML.

    A long formula is several ones, so that the line can break behind `=` and `+`. A block stands in
    a `.math-block`, a formula with the punctuation around it in a `.whole`.
    """
    html = _MATH.sub(_as_mathml, html)
    html = _WHOLE.sub(lambda match: _kept_whole(match[1]), html)
    return _ENDED.sub(r'<span class="whole">\1<span class="outside">\3</span></span>\2', html)


def _kept_whole(html: str) -> str:
    """Return a formula and its punctuation, of a long one the parts at the ends alone, whole."""
    if _PARTED not in html:
        return f'<span class="whole">{html}</span>'
    if "</b>" in html:
        return html
    first, _, rest = html.partition("</math>")
    middle, last, behind = rest.rpartition("<math")
    return (
        f'<span class="whole">{first}</math></span>{middle}'
        f'<span class="whole">{last}{behind}</span>'
    )


def _as_mathml(match: re.Match[str]) -> str:
    inline, block = match.groups()
    latex = _ENVIRONMENT.sub(
        lambda found: rf"\{found[1]}{{{_ENVIRONMENTS[found[2]]}}}", unescape(inline or block)
    )
    try:
        math = convert_to_element(latex, display="inline" if inline else "block")
    except _UNKNOWN_MATH:
        # What the converter does not know stands as it was typed: readable, if not typeset.
        return f"<code>{escape(latex)}</code>"
    for element in list(math.iter()):
        _set_primes(element)
        _set_functions(element)
    mathml = "".join(map(_text, _parts(math)))
    mathml = _SIGN.sub(r'\1<mo form="prefix">', mathml)
    # Brackets grow with a matrix only where the system has a font for math: lines always do.
    mathml = _BRACKETED.sub(r'<mrow class="bracketed">\1</mrow>', mathml)
    return mathml if inline else f'<span class="math-block">{mathml}</span>'


def _text(element: Element) -> str:
    # The converter writes characters as references, whose ampersand is one already.
    return re.sub(r"&amp;(#x[0-9A-Fa-f]+;)", r"&\1", tostring(element, encoding="unicode"))


def _character(element: Element) -> str:
    return unescape(element.text or "")


def _set_primes(element: Element) -> None:
    """Make the primes of a letter operators behind it, where fonts have them raised already."""
    if element.tag not in ("msup", "msubsup"):
        return
    above = element[-1]
    row = list(above) if above.tag == "mrow" else [above]
    primes = []
    while row and row[0].tag == "mi" and _character(row[0]) in _PRIMES:
        primes.append(row.pop(0))
    if not primes:
        return
    for prime in primes:
        prime.tag = "mo"
        prime.set("form", "postfix")
    element.remove(above)
    primed = _row(element[0], *primes)
    if len(element) == 1 and not row:
        element.tag = "mrow"
        element[:] = list(primed)
        return
    element[0] = primed
    if row:
        element.append(_row(*row))
    else:
        element.tag = "msub"


def _set_functions(element: Element) -> None:
    """Set `ln x` and `2 ln x` with thin spaces, `ln(x)` with none, as TeX does."""
    if element.tag not in _ROWS:
        return
    children: list[Element] = []
    before: Element | None = None
    for child in element:
        if before is not None and _is_spaced(before, child):
            children.append(Element("mspace", {"width": "0.1667em"}))
        if _base(child).tag == "mo" and (_is_function(child) or _sign(child) in _BARS):
            # Neither is an operator between two; nor is a bar, left or right of what it encloses.
            _base(child).attrib.update({"lspace": "0", "rspace": "0"})
        children.append(child)
        before = child
    element[:] = children


def _is_spaced(before: Element, behind: Element) -> bool:
    if _is_space(before) or _is_space(behind):
        return False
    if _is_function(before):
        return _is_function(behind) or not _sign(behind)
    ended = not _sign(before) or _DEPTHS.get(_sign(before)) == -1
    return _is_function(behind) and ended


def _is_function(element: Element) -> bool:
    base = _base(element)
    return base.tag in ("mi", "mo") and _FUNCTION.fullmatch(_character(base)) is not None


def _row(*children: Element) -> Element:
    made = Element("mrow")
    made.extend(children)
    return made


def _parts(math: Element) -> Iterator[Element]:
    """Yield a formula, or the parts between which a line may break where it is long."""
    row = list(math[0])
    if sum(len(unescape(text)) for text in math.itertext()) <= _LONG:
        yield math
        return
    start = 0
    ends = [*_ends(row), len(row)]
    for end in ends:
        if end > start:
            part = Element("math", {**math.attrib, "display": "inline"})
            if math.get("display") == "block":
                part.set("displaystyle", "true")
            part.append(_row(*row[start:end]))
            yield part
        start = end


def _ends(row: list[Element]) -> Iterator[int]:
    """Yield the places behind the relations, sums and spaced commas that stand in no bracket."""
    depth = 0
    bars: set[str] = set()
    operand = False  # behind one, `-` is no sign
    for place, element in enumerate(row):
        if _is_space(element):
            continue
        sign = _sign(element)
        depth += _DEPTHS.get(sign, 0)
        if sign in _BARS and depth == 0:
            bars ^= {sign}
        if depth == 0 and not bars and operand:
            if sign in _BREAKING:
                element.set("form", "infix")
                yield place + 1
            elif sign == "," and place + 1 < len(row) and _is_space(row[place + 1]):
                yield place + 1
        operand = not sign or sign in _BARS or _DEPTHS.get(sign) == -1


def _base(element: Element) -> Element:
    """Return the base of exponents, indices and primes."""
    while len(element) and (element.tag in _SCRIPTS or _character(element[-1]) in _PRIMES):
        element = element[0]
    return element


def _sign(element: Element) -> str:
    base = _base(element)
    return _character(base) if base.tag == "mo" else ""


def _is_space(element: Element) -> bool:
    return element.tag == "mspace" or (element.tag == "mtext" and not _character(element).strip())
