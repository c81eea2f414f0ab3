"""The values at the leaves of a deck file: texts, expressions, numbers, ids, and what is wrong.

Each type is fed with a node of the file and says, at the node's place, what it does not take. With
it goes its part of the JSON Schema.
"""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from flashgen.deck.leaves import schemas
from flashgen.deck.leaves.expressions import (
    Figure,
    no_names,
    read_conditions,
    read_expression,
    read_figure,
    read_name,
    read_named,
)
from flashgen.deck.leaves.refusing import refuse
from flashgen.deck.leaves.texts import (
    LocalizedText,
    read_deck_name,
    read_languages,
    read_steps,
    read_text,
)
from flashgen.deck.leaves.values import (
    Image,
    Tolerance,
    read_id,
    read_image,
    read_items,
    read_tag,
    read_tolerance,
    read_truth,
    read_url,
    read_was,
    read_whole,
    read_word,
)
from flashgen.source.yaml import Scalar
from flashgen.values.numerals import MAX_DIGITS

__all__ = [
    "Comparison",
    "Conditions",
    "DeckName",
    "Digits",
    "Expression",
    "Figure",
    "FigureField",
    "Figures",
    "Id",
    "Image",
    "ImageField",
    "Items",
    "Languages",
    "LocalizedText",
    "Name",
    "Named",
    "Steps",
    "Tag",
    "Text",
    "Tolerance",
    "ToleranceField",
    "Truth",
    "Url",
    "Variants",
    "Was",
    "no_names",
    "read_languages",
    "refuse",
]

MAX_VARIANTS = 1000
_COMPARISONS = ("set", "up_to_sign")

_T = TypeVar("_T")
Items = Annotated[tuple[_T, ...], BeforeValidator(read_items)]

Text = Annotated[LocalizedText, PlainValidator(read_text), WithJsonSchema(schemas.TEXT)]
DeckName = Annotated[LocalizedText, PlainValidator(read_deck_name), WithJsonSchema(schemas.TEXT)]
Steps = Annotated[
    tuple[LocalizedText, ...], PlainValidator(read_steps), WithJsonSchema(schemas.STEPS)
]
Languages = Annotated[
    tuple[str, ...], PlainValidator(read_languages), WithJsonSchema(schemas.LANGUAGES)
]

Expression = Annotated[Scalar, PlainValidator(read_expression), WithJsonSchema(schemas.EXPRESSION)]
Named = Annotated[
    Mapping[str, tuple[Scalar, Scalar]], PlainValidator(read_named), WithJsonSchema(schemas.NAMED)
]
Name = Annotated[Scalar, PlainValidator(read_name), WithJsonSchema(schemas.NAME)]
Conditions = Annotated[
    tuple[Scalar, ...], PlainValidator(read_conditions), WithJsonSchema(schemas.CONDITIONS)
]
FigureField = Annotated[Figure, PlainValidator(read_figure), WithJsonSchema(schemas.FIGURE)]

Id = Annotated[Scalar, PlainValidator(read_id), WithJsonSchema(schemas.IDENTIFIER)]
Was = Annotated[Scalar, PlainValidator(read_was), WithJsonSchema(schemas.IDENTIFIER)]
Tag = Annotated[Scalar, PlainValidator(read_tag), WithJsonSchema(schemas.TAG)]
Truth = Annotated[bool, PlainValidator(read_truth), WithJsonSchema(schemas.TRUTH)]
Url = Annotated[Scalar, PlainValidator(read_url), WithJsonSchema(schemas.URL)]
ImageField = Annotated[Image, PlainValidator(read_image), WithJsonSchema(schemas.IMAGE)]
ToleranceField = Annotated[
    Tolerance, PlainValidator(read_tolerance), WithJsonSchema(schemas.TOLERANCE)
]
Comparison = Annotated[
    Scalar, PlainValidator(read_word(*_COMPARISONS)), WithJsonSchema({"enum": list(_COMPARISONS)})
]
Digits = Annotated[
    int, PlainValidator(read_whole(0, MAX_DIGITS)), WithJsonSchema(schemas.whole(0, MAX_DIGITS))
]
Figures = Annotated[
    int, PlainValidator(read_whole(1, MAX_DIGITS)), WithJsonSchema(schemas.whole(1, MAX_DIGITS))
]
Variants = Annotated[
    int, PlainValidator(read_whole(1, MAX_VARIANTS)), WithJsonSchema(schemas.whole(1, MAX_VARIANTS))
]
