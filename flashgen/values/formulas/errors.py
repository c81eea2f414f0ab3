"""What keeps a text from being a formula."""

from typing import Final

from flashgen.values.formulas.rules import FORMULA_RULES

LONGEST: Final[int] = FORMULA_RULES["longest"]


class FormulaError(ValueError):
    """A text that cannot be read as a formula.

    `kind` is one of: empty, long, deep, bracket, unknown, name, numbers, comma, end, equals, count;
    `what` is the part of the text that it is about.
    """

    def __init__(self, kind: str, what: str = "") -> None:
        super().__init__(kind, what)
        self.kind, self.what = kind, what

    def __str__(self) -> str:
        """Return the error as a sentence without its full stop."""
        return _SENTENCES[self.kind].format(self.what)


_SENTENCES: Final = {
    "empty": "a formula is missing",
    "long": f"the formula has more than {LONGEST} characters",
    "deep": "the formula is nested too deeply",
    "bracket": "`{}` is missing",
    "unknown": "`{}` does not belong in a formula",
    "name": "`{}` is no variable or function of this formula",
    "numbers": "a sign is missing before `{}`",
    "comma": "the comma in `{}` can be read in two ways",
    "end": "something is missing behind `{}`",
    "equals": "one formula without an equals sign is wanted",
    "count": "{} formulas are wanted",
}
