"""The content of formulas.json: the grammar's names, signs and bounds, and the shared cases."""

import json
from pathlib import Path
from typing import Any, Final

FORMULA_RULES: Final[dict[str, Any]] = json.loads(
    Path(__file__).parent.with_name("formulas.json").read_text(encoding="utf-8")
)
