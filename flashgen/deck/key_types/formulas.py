"""Words of formula answers."""

from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from flashgen.deck.key_types.errors import invalid, scalar_of
from flashgen.deck.key_types.scalars import read_word
from flashgen.source.nodes import Scalar
from flashgen.values.formulas.rules import FORMULA_RULES

_UP_TO = ("constant", "factor")
_SIGNS = ("/", "^", "*", "+", "-", "!", "(")
_WITHOUT = (*_SIGNS, *FORMULA_RULES["functions"])


def read_without(node: Any) -> Scalar:
    """Read what a formula must not use: a sign or a function."""
    scalar = scalar_of(node, "sign or function")
    if scalar.value not in _WITHOUT:
        signs = ", ".join(f"`{sign}`" for sign in _SIGNS)
        raise invalid(
            "unknown-word",
            f"`{scalar.value}` is no sign or function of a formula",
            scalar,
            f"the signs are {signs}; the functions are those of `flashgen functions --typed`",
        )
    return scalar


UpTo = Annotated[Scalar, PlainValidator(read_word(*_UP_TO)), WithJsonSchema({"enum": list(_UP_TO)})]
Without = Annotated[Scalar, PlainValidator(read_without), WithJsonSchema({"enum": list(_WITHOUT)})]
LogBase = Annotated[
    Scalar, PlainValidator(read_word("10", "e")), WithJsonSchema({"enum": [10, "10", "e"]})
]
