"""Random expressions as cards have them: numbers, vectors and conditions of some given names.

The names: numbers x, y (floats), k, j, n (integers; j is 0, 1 or 2); vectors of three z (integers)
and w (floats above 0); a matrix A of 2 x 3 integers.
"""

import random

_CONSTANTS = ("2", "3", "0.5", "7", "pi")
_VECTORS = ("z", "w", "[x, y, k]", "A[0]", "A[1]", "[1, 2, 3]")
_OF_VECTORS = (
    *("exp", "abs", "sqrt", "softmax", "sort", "sigmoid", "relu", "tanh", "floor", "round"),
    *("sign", "log_softmax", "sin", "cos", "log", "flip", "cumsum"),
)
_REDUCTIONS = (
    *("sum", "max", "min", "mean", "argmax", "argmin", "len", "logsumexp", "norm", "prod", "std"),
)
_OF_NUMBERS = (
    *("exp", "log", "sqrt", "abs", "floor", "ceil", "round", "int", "sin", "tanh", "sigmoid"),
    *("log2", "float"),
)


class Writer:
    """Writes expressions, each other than the one before."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def any(self, depth: int) -> str:
        """Return a number, a vector or a condition with so many levels of parts."""
        return self._random.choice([self.number, self.number, self.vector, self.condition])(depth)

    def number(self, depth: int) -> str:
        pick, number, vector = self._random.choice, self.number, self.vector
        if depth <= 0:
            return pick([*"xykjn", *_CONSTANTS])
        depth -= 1
        forms = [
            lambda: f"({number(depth)} {pick(['+', '-', '*', '/', '//', '%'])} {number(depth)})",
            lambda: f"({number(depth)} {pick(['+', '-', '*', '/'])} {number(depth)})",
            lambda: f"({number(depth)} ** {pick(['2', '3', '0.5', 'j'])})",
            lambda: f"{pick(_REDUCTIONS)}({vector(depth)})",
            lambda: f"{pick(_OF_NUMBERS)}({number(depth)})",
            lambda: f"{vector(depth)}[{pick(['0', '-1', 'j'])}]",
            lambda: f"dot({vector(depth)}, {vector(depth)})",
            lambda: f"{pick(['max', 'min'])}({number(depth)}, {number(depth)})",
            lambda: f"({number(depth)} if {self.condition(depth)} else {number(depth)})",
        ]
        return pick(forms)()

    def vector(self, depth: int) -> str:
        pick = self._random.choice
        if depth <= 0:
            return pick(_VECTORS)
        depth -= 1
        other = pick([self.vector, self.number])
        forms = [
            lambda: f"({self.vector(depth)} {pick(['+', '-', '*', '/'])} {other(depth)})",
            lambda: f"{pick(_OF_VECTORS)}({self.vector(depth)})",
            lambda: f"(-{self.vector(depth)})",
            lambda: f"({self.vector(depth)} ** {pick(['2', '3', '0.5', 'k', 'x'])})",
        ]
        return pick(forms)()

    def condition(self, depth: int) -> str:
        pick, number, vector = self._random.choice, self.number, self.vector
        depth -= 1
        forms = [
            lambda: f"({number(depth)} {pick(['<', '<=', '>', '==', '!='])} {number(depth)})",
            lambda: (
                f"{pick(['all', 'any'])}({vector(depth)} {pick(['<', '==', '>'])} {number(depth)})"
            ),
            lambda: f"distinct({vector(depth)})",
            lambda: f"(0 < {number(depth)} < 9)",
        ]
        return pick([*forms, lambda: f"(not {self.condition(depth)})"] if depth > 0 else forms)()
