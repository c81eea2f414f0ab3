"""Functions called as a test writes it: with plain values, for one draw."""

from typing import Any

import numpy as np

from flashgen.expression.calls import call
from flashgen.expression.frame import Frame
from flashgen.expression.functions import Function
from flashgen.values.batch import constant, integer_array, row


def call_once(function: Function, *arguments: Any, **keywords: Any) -> Any:
    """Call a function with plain values or lists of them, as a batch of one draw."""
    run = call(
        function,
        [lambda _, given=given: batch(given) for given in arguments],
        [(name, lambda _, given=given: batch(given)) for name, given in keywords.items()],
        lambda error: error,
    )
    return row(run(Frame(1)), 0)


def batch(given: Any) -> Any:
    if given is None:
        return None
    if type(given) is tuple:
        return tuple(np.array([length]) for length in given)
    if isinstance(given, int) and not isinstance(given, bool):
        return integer_array([given])
    return constant(np.asarray(given) if isinstance(given, list) else given)
