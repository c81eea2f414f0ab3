"""Units as people write them, read: the twin of the card's units.js.

Both read the tables in judging.json, whose cases the tests run on both sides.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flashgen.values.rules import RULES

_UNITS: Final[Mapping[str, Any]] = RULES["units"]
_SYMBOLS: Final = frozenset(_UNITS["symbols"].split())
_JOINED: Final = frozenset(_UNITS["joined"].split())
_LONGEST_JOINED: Final = max(map(len, _JOINED))
_WORDS: Final[Mapping[str, str]] = _UNITS["words"]
_PREFIXES: Final[Mapping[str, int]] = _UNITS["prefixes"]
_PREFIX_WORDS: Final[Mapping[str, str]] = _UNITS["prefix_words"]
_SIGNS: Final = str.maketrans(_UNITS["signs"])
_SAME_SIGNS: Final = str.maketrans(
    {
        **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **{other: sign for sign, others in RULES["signs"].items() for other in others},
    }
)
_POWER: Final = re.compile("[⁺⁻]?[⁰¹²³⁴-⁹]+")
_POWER_SIGNS: Final = str.maketrans(RULES["superscripts"] + "⁻", "0123456789-", "⁺")
_LETTER: Final = r"[^\W\d_]"

# What is replaced in a unit, one after the other; units.js has the same in the same order.
_PLAIN: Final = tuple(
    (re.compile(pattern, re.IGNORECASE if ignore else 0), by)
    for pattern, by, ignore in (
        (r"\\frac ?\{([^{}]*)\} ?\{([^{}]*)\}", r"\1/(\2)", False),
        (r"\\[()]|\$|\\(?:mathrm|mathit|text|operatorname|rm)(?![a-z])", "", False),
        (r"\\[,;:! ]|~", " ", False),
        (r"\^ ?\{? ?\\circ ?\}?|\\(?:degree|circ)(?![a-z])", "°", False),
        (r"\\mu(?![a-z]) ?", "μ", False),
        (r"\\Omega(?![a-z])", "Ω", False),
        (r"\\(?:cdot|times)(?![a-z])", "*", False),
        (r"\\per(?![a-z])", "/", False),
        (r"[{}\\]", "", False),
    )
)
_SPELLED: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), by)
    for pattern, by in (
        (r"\bper ?cents?\b", "%"),
        (r"(?:^|\s)per\s|每", "/"),
        (rf"(?:°|\bdeg(?:rees?)?) ?(?=(?-i:[CF])(?!{_LETTER}))", "°"),
        (r"\bdeg(?:rees?)? (?=celsius|centigrade|fahrenheit)", ""),
        (rf"(?:\bsq(?:uare)?\.? |平方)({_LETTER}+)", r"\1^2"),
        (rf"(?:\bcu(?:bic)?\.? |立方)({_LETTER}+)", r"\1^3"),
        (r" squared\b", "^2"),
        (r" cubed\b", "^3"),
        (r"\.$", ""),
    )
)
_NAME: Final = re.compile(r"([^\s*/()^\d.-]+)(?: ?\^ ?\(?(-?\d+)\)?|(-?\d+))?")
_OHM: Final = re.compile(r"(.*?)ohms?", re.IGNORECASE)


def _plain_unit(unit: str) -> str:
    """Return a unit without TeX, and with one sign or word for what has several spellings."""
    text = _POWER.sub(lambda power: "^" + power[0].translate(_POWER_SIGNS), unit)
    text = " ".join(text.translate(_SAME_SIGNS).split())
    for pattern, by in _PLAIN:
        text = pattern.sub(by, text)
    text = text.translate(_SIGNS)
    for pattern, by in _SPELLED:
        text = pattern.sub(by, text)
    return text.strip()


def _prefixed(name: str) -> tuple[str, int] | None:
    """Return a symbol and the power of ten of its prefix; None for what is no such symbol."""
    for length in (0, 2, 1):
        prefix, symbol = name[:length], name[length:]
        if symbol in _SYMBOLS and (not prefix or prefix in _PREFIXES):
            return "L" if symbol == "l" else symbol, _PREFIXES[prefix] if prefix else 0
    return None


def _symbol_of(name: str) -> str:
    """Return one name as one symbol, or as a product of them.

    Of unknown words the case does not count.
    """
    small = name.lower()
    singular = small[:-1] if re.search("[^s]s$", small) else small
    known = _WORDS.get(name) or _WORDS.get(small) or (len(small) > 2 and _WORDS.get(singular))
    if known:
        return known
    for prefix, sign in _PREFIX_WORDS.items():
        if small.startswith(prefix):
            for rest in (small[len(prefix) :], singular[len(prefix) :]):
                if rest in _WORDS:
                    return sign + _WORDS[rest]
            for rest in (small[len(prefix) :], singular[len(prefix) :]):
                if len(rest) > 2 and rest in _SYMBOLS:
                    return sign + rest
    if symbol := _prefixed(name):
        made = re.sub("^u", "μ", name)
        return re.sub("l$", "L", made) if symbol[0] == "L" else made
    for word in (small, singular):
        if len(word) > 2 and word in _SYMBOLS:
            return word
    ohm = _OHM.fullmatch(name)
    if ohm and _prefixed(f"{ohm[1]}Ω"):
        return _symbol_of(f"{ohm[1]}Ω")
    for length in range(max(1, len(name) - _LONGEST_JOINED), len(name)):
        if name[length:] in _JOINED and _prefixed(name[:length]):
            return f"{_symbol_of(name[:length])}*{name[length:]}"
    if not (re.fullmatch(f"{_LETTER}{{3,}}", name) and (len(name) > 3 or name[1:].islower())):
        return name
    return singular if re.search("[aeiouy]", small) and len(small) > 3 else small


def unit_powers(unit: str) -> Mapping[str, int] | None:
    """Return the powers of the symbols of a unit; None for what is no unit, such as `2 m`.

    What stands behind a slash, up to the next one, is below it: J/kg K is J/(kg K).
    """
    plain = re.sub(r"^1 ?(?=/)", "", _plain_unit(unit))
    powers: dict[str, int] = {}
    for place, part in enumerate(plain.split("/")):
        if place and not re.search(r"[^\s()]", part):
            return None
        if not re.fullmatch(r"[\s*().-]*", _NAME.sub("", part)):
            return None
        for word, power, digits in _NAME.findall(part):
            count = int(power or digits or 1) * (-1 if place else 1)
            for below, symbols in enumerate(_symbol_of(word).split("/")):
                for symbol in symbols.split("*"):
                    letters = symbol.rstrip("0123456789")
                    own = int(symbol[len(letters) :] or 1) * (-count if below else count)
                    powers[letters] = powers.get(letters, 0) + own
    return {symbol: power for symbol, power in sorted(powers.items()) if power} or None


def same_unit(unit: str, other: str) -> bool:
    """Tell whether two spellings are of one unit."""
    powers = unit_powers(unit)
    return powers is not None and powers == unit_powers(other)


def takes_prefixes(unit: str) -> bool:
    """Tell whether a symbol of a unit takes SI prefixes."""
    names: Iterable[str] = unit_powers(unit) or ()
    return any(name not in _WORDS and _prefixed(name) for name in names)
