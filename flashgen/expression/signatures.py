"""Calls: the arguments against the signature of the function."""

import ast
import difflib
import inspect
from collections.abc import Collection
from typing import Final

from flashgen.expression.errors import ExpressionError
from flashgen.expression.functions import Function
from flashgen.expression.parsing import SourceText

_WORDS: Final = {
    "alpha": ("slope", "rate"),
    "count": ("shape",),
    "digits": ("decimals",),
    "dim": ("axis",),
    "high_inclusive": ("high",),
    "lam": ("rate",),
    "loc": ("mean",),
    "lr": ("rate",),
    "max": ("high",),
    "min": ("low",),
    "mu": ("mean",),
    "n": ("shape",),
    "ndigits": ("decimals",),
    "ord": ("order",),
    "places": ("decimals",),
    "replace": ("distinct",),
    "scale": ("sd",),
    "sep": ("separator",),
    "sigma": ("sd",),
    "size": ("shape",),
    "std": ("sd",),
    "stdev": ("sd",),
    "tau": ("temperature",),
    "unique": ("distinct",),
}
"""What other languages call an argument: its names here."""


def bind_call(function: Function, node: ast.Call, source: SourceText) -> None:
    """Check that the arguments of a call fit the signature of the function.

    Raises: ExpressionError at the argument that does not fit.
    """
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            raise ExpressionError(
                "`*` before an argument does not belong in an expression", *source.span(argument)
            )
    for keyword in node.keywords:
        if keyword.arg is None:
            raise ExpressionError(
                "`**` before an argument does not belong in an expression", *source.span(keyword)
            )
    words: list[str] = []
    for keyword in node.keywords:
        if keyword.arg in words:
            raise ExpressionError(
                f"{function.name} gets `{keyword.arg}` twice", *source.span(keyword)
            )
        words.append(str(keyword.arg))
    if not fits(function.signature, len(node.args), words):
        message, place, hint = _misfit(function, node)
        shown = f"{function.name}{function.signature}"
        raise ExpressionError(f"{message}: {shown}", *source.span(place), hint)


def fits(signature: inspect.Signature, positional: int, words: Collection[str]) -> bool:
    """Tell whether so many positional arguments and these named ones, each once, fit.

    What `signature.bind` tells, which binds them as well and took a sixth of all compiling.
    """
    left, known = positional, 0
    for parameter in signature.parameters.values():
        kind, named = parameter.kind, parameter.name in words
        if kind is inspect.Parameter.VAR_POSITIONAL:
            left = 0
        elif kind is inspect.Parameter.VAR_KEYWORD:
            known = len(words)
        elif left and kind is not inspect.Parameter.KEYWORD_ONLY:
            left -= 1
            if named and kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
                return False
        elif named and kind is not inspect.Parameter.POSITIONAL_ONLY:
            known += 1
        elif parameter.default is inspect.Parameter.empty:
            return False
    return not left and known == len(words)


def _misfit(function: Function, node: ast.Call) -> tuple[str, ast.expr | ast.keyword, str | None]:
    """Return the error in the arguments, its place, and a hint."""
    parameters = list(function.signature.parameters.values())
    known = [p.name for p in parameters if p.kind is not inspect.Parameter.VAR_POSITIONAL]
    for keyword in node.keywords:
        if keyword.arg not in known:
            close = [word for word in _WORDS.get(str(keyword.arg), ()) if word in known]
            close += difflib.get_close_matches(str(keyword.arg), known, 1)
            hint = f"did you mean `{close[0]}`?" if close else None
            return f"{function.name} has no argument `{keyword.arg}`", keyword, hint
    places = [p for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    many = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)
    if len(node.args) > len(places) and not many:
        surplus = node.args[len(places)]
        count = f"at most {len(places)} arguments" if len(places) > 1 else "one argument"
        count = count if places else "no argument"
        hint = None
        if function.name == "log" and len(node.args) == 2:
            of, base = map(ast.unparse, node.args)
            hint = f"the logarithm to base {base} is log({of}) / log({base})"
        return f"{function.name} takes {count}, here are {len(node.args)}", surplus, hint
    given = {p.name for p in places[: len(node.args)]}
    for keyword in node.keywords:
        if keyword.arg in given:
            return f"{function.name} gets `{keyword.arg}` twice", keyword, None
        given.add(str(keyword.arg))
    for parameter in parameters:
        if parameter.default is inspect.Parameter.empty and parameter.name not in given:
            return f"{function.name} lacks its argument `{parameter.name}`", node, None
    return f"these arguments do not fit {function.name}", node, None
