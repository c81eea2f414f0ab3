"""The constants and cases of judging, which Python and the script on the card share."""

import json
from importlib.resources import files
from typing import Any, Final

RULES: Final[dict[str, Any]] = json.loads(
    (files("flashgen.values") / "judging.json").read_text(encoding="utf-8")
)
"""The content of judging.json."""
