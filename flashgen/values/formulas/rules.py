"""The content of formulas.json: the grammar's names, signs and bounds, and the shared cases."""

import json
from importlib.resources import files
from typing import Any, Final

FORMULA_RULES: Final[dict[str, Any]] = json.loads(
    (files("flashgen.values") / "formulas.json").read_text(encoding="utf-8")
)
