"""What a formula is read as: a tree of numbers, variables, operations and calls."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct


class Number(Struct, frozen=True):
    """A number; `name` is `pi` or `e` where it is one of the constants."""

    value: float
    name: str = ""


class Variable(Struct, frozen=True):
    """A variable, or the free letter of an antiderivative."""

    name: str


class Constant(Struct, frozen=True):
    """A number that differs from draw to draw: the one with this index."""

    index: int


class Operation(Struct, frozen=True):
    """One of `+ - * / ^` between two operands."""

    sign: str
    left: "Node"
    right: "Node"


class Negative(Struct, frozen=True):
    """The negative of an operand."""

    operand: "Node"


class Call(Struct, frozen=True):
    """A function of the grammar, by its own name; in what is only displayed also any other."""

    function: str
    arguments: "tuple[Node, ...]"


class Foreign(Struct, frozen=True):
    """A part that the grammar has no words for, computed by the expression language.

    `part` is the number of its expression, which takes the values of `arguments`; `form` is how it
    is displayed, None where nothing says it, and `text` how its author wrote it.
    """

    part: int
    arguments: "tuple[Node, ...]"
    form: "Node | None"
    text: str


Node: TypeAlias = Number | Variable | Constant | Operation | Negative | Call | Foreign


def children(node: Node) -> tuple[Node, ...]:
    """Return the operands of a node."""
    if isinstance(node, Operation):
        return (node.left, node.right)
    if isinstance(node, Negative):
        return (node.operand,)
    return node.arguments if isinstance(node, Call | Foreign) else ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Node) -> frozenset[str]:
    """Return the names of the variables in a tree."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Variable))


def is_foreign(node: Node) -> bool:
    """Tell whether a tree has a part that the grammar has no words for."""
    return any(isinstance(part, Foreign) for part in walk(node))


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return a node with changed operands."""
    if isinstance(node, Negative):
        return Negative(change(node.operand))
    if isinstance(node, Operation):
        return Operation(node.sign, change(node.left), change(node.right))
    if isinstance(node, Call):
        return Call(node.function, tuple(map(change, node.arguments)))
    if isinstance(node, Foreign):
        form = node.form and change(node.form)
        return Foreign(node.part, tuple(map(change, node.arguments)), form, node.text)
    return node
