"""Patterns that look for a closing sign, in a time that grows as the text does.

A pattern such as ``<!--.*?-->`` looks through the rest of the text once for every opening sign
that nothing closes. Up to the last closing sign every opening one is closed.
"""

import re
from collections.abc import Callable, Iterator


def closed_matches(pattern: re.Pattern[str], text: str, closing: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern, each of which ends with `closing`."""
    return pattern.finditer(text, 0, _behind_last(text, closing))


def replace_closed(
    pattern: re.Pattern[str],
    replacement: str | Callable[[re.Match[str]], str],
    text: str,
    closing: str,
) -> str:
    """Return the text with each match of a pattern, which ends with `closing`, replaced."""
    end = _behind_last(text, closing)
    return pattern.sub(replacement, text[:end]) + text[end:] if end else text


def _behind_last(text: str, closing: str) -> int:
    found = text.rfind(closing)
    return found + len(closing) if found >= 0 else 0
