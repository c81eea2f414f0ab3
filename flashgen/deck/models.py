"""What all models of a deck file's keys share: filled from nodes, frozen, no unknown keys."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from flashgen.deck.key_types.errors import invalid
from flashgen.source.nodes import MappingNode


def key_names(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]


class Model(BaseModel):
    """What all models share: frozen, no unknown keys."""

    # Deferred: a validator is made where a model is first used, and most decks use few of them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: Any, /) -> None:
        """Forget which keys were given: nobody asks, and it is a seventh of a file's memory."""
        self.__pydantic_fields_set__.clear()


class Nested(Model):
    """A model inside another one: filled from a node, where the others are filled from entries."""

    @model_validator(mode="before")
    @classmethod
    def _from_node(cls, node: Any) -> Any:
        if isinstance(node, dict):
            return node
        if isinstance(node, MappingNode):
            return {name: value for name, (_, value) in node.entries.items()}
        keys = ", ".join(f"`{name}`" for name in key_names(cls))
        raise invalid("wrong-type", f"a mapping is wanted here, with the keys {keys}", node)


def nested_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of what stands at a key of a model, or of its entries; None if none does."""
    names = dict(zip(key_names(model), model.model_fields.values(), strict=True))
    field = names.get(key)
    return _model_in(field.annotation) if field else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
