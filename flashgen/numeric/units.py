"""Units that an answer may be typed in: their factors and offsets, computed by pint.

pint takes half a second to import, so that is done only where a definition has `units`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from flashgen.deck.answer_keys import AnswerFields, ConceptAnswer
from flashgen.deck.key_types.units import SI
from flashgen.markup import CompiledText, MarkupError, compile_inline, plain_text
from flashgen.source.diagnostics import Diagnostic, did_you_mean
from flashgen.source.nodes import Scalar
from flashgen.source.text import Span
from flashgen.values.kinds import OtherUnit
from flashgen.values.rules import RULES
from flashgen.values.units import same_unit, takes_prefixes, unit_powers

if TYPE_CHECKING:
    from pint import UnitRegistry

_LONGEST_NAME: Final = 60
_LOGARITHMIC: Final = frozenset(
    ("dB", "dBm", "dBW", "decibel", "bel", "neper", "Np", "pH", "octave", "decade", "cent")
)
_NAMES: Final = {
    **{"°": "degree", "°C": "degC", "°F": "degF", "%": "percent", "‰": "permille", "in": "inch"},
    **{"t": "metric_ton", "Å": "angstrom", "μ": "micron", "′": "arcminute", "″": "arcsecond"},
    **{"nat": "natural_unit_of_information"},
}
"""What pint calls the symbols that it knows by another name."""
_DIGITS: Final = 12
_MANY: Final = 1000.0
"""Of how many the difference is taken for a factor, so that an offset costs it no digits."""


class _UnknownUnitError(Exception):
    """A unit that is not converted: what keeps it from being, in a sentence, and what helps."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def converted_units(
    fields: AnswerFields | ConceptAnswer, place: Span, diagnostics: list[Diagnostic]
) -> tuple[tuple[OtherUnit, ...], bool]:
    """Return the units that an answer may be typed in, and whether with any SI prefix.

    What is wrong with them is appended to `diagnostics`, at `place` where it is in no unit.
    """
    if not fields.units and not fields.unit_required:
        return (), False
    if fields.unit is None:
        message, hint = "there is no `unit` to convert into", "add one, as in `unit: m/s`"
        if not fields.units:
            message = "`unit_required` asks for a unit, and there is no `unit`"
        diagnostics.append(Diagnostic("bad-unit", message, place, hint=hint))
        return (), False
    try:
        own = _own(fields)
    except _UnknownUnitError as problem:
        span = fields.unit.scalars[0].span
        diagnostics.append(Diagnostic("bad-unit", problem.message, span, hint=problem.hint))
        return (), False
    any_prefix = False
    made = []
    for scalar in fields.units:
        any_prefix |= scalar.value == SI
        try:
            unit = _converted(scalar, own)
        except _UnknownUnitError as problem:
            found = Diagnostic("bad-unit", problem.message, scalar.span, hint=problem.hint)
            diagnostics.append(found)
        else:
            made += [unit] if unit else []
    return tuple(made), any_prefix


def _own(fields: AnswerFields | ConceptAnswer) -> str:
    """Return the answer's unit, in the first language in which it can be converted.

    Raises _UnknownUnitError.
    """
    assert fields.unit is not None
    scalars = fields.unit.scalars
    if any("<<" in scalar.value for scalar in scalars):
        raise _UnknownUnitError(
            "the unit has a slot, so what is typed cannot be converted",
            "leave `units` and `unit_required` out, or write a form for each unit",
        )
    units = [_text_of(scalar) for scalar in scalars]
    named = [scalar for scalar in fields.units if scalar.value != SI]
    if not named:
        return next((unit for unit in units if takes_prefixes(unit)), units[0])
    problems = []
    for unit in units:
        try:
            _parsed(unit)
        except _UnknownUnitError as problem:
            problems.append(problem)
        else:
            return unit
    raise problems[0]


def _converted(scalar: Scalar, own: str) -> OtherUnit | None:
    """Return another unit with its factor; None where it is the answer's own.

    Raises _UnknownUnitError.
    """
    if scalar.value == SI:
        if takes_prefixes(own):
            return None
        raise _UnknownUnitError(
            f"no part of `{own}` takes an SI prefix", "name the other units, as in `units: [km/h]`"
        )
    unit = _text_of(scalar)
    if same_unit(unit, own):
        return None
    return OtherUnit(unit, *_conversion(unit, own))


def _text_of(scalar: Scalar) -> str:
    try:
        compiled: CompiledText = compile_inline(scalar.value, slots=False)
    except MarkupError:
        return scalar.value
    return plain_text(compiled.fill())


def _conversion(unit: str, own: str) -> tuple[float, float]:
    """Return factor and offset by which a value in a unit becomes one in the answer's.

    Raises _UnknownUnitError.
    """
    source, target = _parsed(unit), _parsed(own)
    if source.dimensionality != target.dimensionality:
        raise _UnknownUnitError(
            f"`{unit}` is {_dimension_name(source)}, and `{own}` is {_dimension_name(target)}",
            "`units` are other units of the same quantity",
        )
    zero = float(_registry().convert(0.0, source, target))
    many = float(_registry().convert(_MANY, source, target))
    return _rounded((many - zero) / _MANY), _rounded(zero)


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def _dimension_name(unit: Any) -> str:
    """Return the dimension of a unit, as in `length time^-1`."""
    powers = {str(name).strip("[]"): power for name, power in unit.dimensionality.items()}
    if not powers:
        return "a number without dimension"
    ordered = sorted(powers.items(), key=lambda item: (item[1] < 0, item[0]))
    return " ".join(name if power == 1 else f"{name}^{power:g}" for name, power in ordered)


@cache
def _parsed(text: str) -> Any:
    """Return a unit of pint. Raises _UnknownUnitError."""
    from pint.errors import PintError

    powers = {text: 1} if _is_money(text) else unit_powers(text)
    if powers is None:
        raise _UnknownUnitError(f"`{text}` is no unit", "write it as `m/s^2` or `kg m s^-2`")
    registry = _registry()
    made = registry.parse_units("")
    for symbol, power in powers.items():
        if symbol in _LOGARITHMIC:
            raise _UnknownUnitError(
                f"`{symbol}` is logarithmic, and is not converted",
                "ask for it in one unit, without `units`",
            )
        if _is_money(symbol):
            raise _UnknownUnitError(
                f"`{symbol}` is a currency, whose rate changes from day to day",
                "compute with a rate that the question states, and leave `units` out",
            )
        name = _NAMES.get(symbol, symbol)
        try:
            # Pint compares a name with every prefix and suffix, at all its places.
            if not re.fullmatch(rf"[^\W\d]\w{{,{_LONGEST_NAME}}}", name):
                raise ValueError(name)
            part = registry.parse_units(name)
        except (PintError, ValueError, AttributeError):
            raise _UnknownUnitError(
                f"`{symbol}` is no unit that can be converted", _way_out(symbol)
            ) from None
        # In a product a degree is a difference of temperatures.
        if len(powers) > 1 or power != 1:
            part = registry.parse_units(f"delta_{name}") if name in ("degC", "degF") else part
        made *= part**power
    return made


def _way_out(symbol: str) -> str:
    known = [*RULES["units"]["words"], *RULES["units"]["symbols"].split()]
    return did_you_mean(symbol, known) or "write it by its symbol, as in `km/h`, `N m` or `°C`"


def _is_money(symbol: str) -> bool:
    small = symbol.strip("\\ ").lower()
    return any(
        small in (code, *(name.removeprefix("+") for name in names))
        for code, names in RULES["currencies"].items()
    )


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry()
    registry.define(f"{_NAMES['nat']} = 1.4426950408889634 * bit")
    return registry
