"""The constants and cases of judging, which Python and the script on the card share."""

import json
from pathlib import Path
from typing import Any, Final

RULES: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("judging.json").read_text(encoding="utf-8")
)
"""The content of judging.json."""
