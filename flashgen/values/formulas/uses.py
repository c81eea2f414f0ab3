"""What a formula uses that an answer may exclude: the twin of `uses` in kinds/formula.js."""

from flashgen.values.formulas.nodes import Call, Negative, Node, Number, Operation, walk


def uses(node: Node, what: str) -> bool:
    """Tell whether a tree uses a sign or a function.

    `/` is also a negative power, `(` a product or power of a sum, which could be expanded.
    """
    return any(_is(part, what) for part in walk(node))


def _is(node: Node, what: str) -> bool:
    if isinstance(node, Call):
        return node.function == what or (what == "!" and node.function == "factorial")
    if isinstance(node, Negative):
        return what == "-"
    if not isinstance(node, Operation):
        return False
    if what == "/":
        return node.sign == "/" or (node.sign == "^" and _is_negative(node.right))
    if what == "(":
        return node.sign in "*/^" and any(map(_is_sum, (node.left, node.right)))
    return node.sign == what


def _is_negative(node: Node) -> bool:
    return isinstance(node, Negative) or (isinstance(node, Number) and node.value < 0)


def _is_sum(node: Node) -> bool:
    return isinstance(node, Operation) and node.sign in "+-"
