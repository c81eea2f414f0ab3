"""Explain libyaml's errors to authors, at the place that has to be corrected."""

import re

from msgspec import Struct

from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import MERGE_MARKERS, Source, Span
from flashgen.source.yaml_flow import characters, quoted

_QUOTE = "quote the text, or write it as a block with `|`"
_BLOCK = "begins a block in YAML, whose text is on the lines below"
_SIGNS = {
    "*": "is an alias in YAML",
    "&": "is an anchor in YAML",
    "!": "is a tag in YAML",
    "-": "begins a list in YAML",
    "?": "begins a key in YAML",
    ">": _BLOCK,
    "|": _BLOCK,
    "[": "begins a list in YAML, and more text follows it",
    "{": "begins a mapping in YAML, and more text follows it",
}
"""What Markdown's characters mean to YAML at the beginning of a value."""

_VALUE = re.compile(r" *(?:- +)*(?:[\w-]+: +)?")
_MISFIT = re.compile("expected (key|<block end>|'-')")
_FIRST_SIGN = re.compile("alias|anchor|tag|block scalar")
_KEY = re.compile(r" *(?:- +)*(?P<key>[\w-]+)")
_INDENT = re.compile(r" *(?:- +)*")
_ENTRY = re.compile(r",\s*[\w-]+:\s")
"""Where the next entry begins in ``{ }``."""
_NO_SPACE = re.compile(r" *(?:- +)*(?:(?P<key>\w[\w-]*:)(?=[^\s:/])|(?P<dash>-)(?=[^\s-]))")


class LibyamlError(Struct, frozen=True):
    """An error of libyaml: the problem, what was being read, and the offsets of both."""

    problem: str
    context: str
    at: int
    begun: int | None


def explain(source: Source, error: LibyamlError) -> Diagnostic:
    """Return the diagnostic for an error, in libyaml's own words if no case here matches."""
    text, context, at, begun = error.problem, error.context, error.at, error.begun
    length = 1
    hint: str | None = None
    if found := merge_conflict(source) or _first_sign(source, error):
        return found
    if "quoted scalar" in context and "end of stream" in text and begun is not None:
        at = begun
        text = "this quote is never closed"
        hint = "a `'` inside single quotes is written twice; long texts read best as a block (`|`)"
    elif "unknown escape" in text:
        # The mark stands behind the backslash in some releases, on it in others.
        at = source.text.rfind("\\", 0, at + 1)
        length = 2
        text = f"`{source.text[at : at + 2]}` is not an escape in YAML's double quotes"
        hint = "use single quotes or a block (`|`), in which a backslash is a backslash"
    elif "mapping values are not allowed" in text:
        return _second_colon(source, at)
    elif source.text[at : at + 1] == "\t" and ("tab" in text or "cannot start" in text):
        text, hint = "a tab where YAML expects spaces", "indent with spaces"
    elif "cannot start any token" in text:
        text, hint = f"a plain text cannot begin with `{source.text[at : at + 1]}`", _QUOTE
    elif begun is not None and (found := _inside_braces(source, begun, at)):
        return found
    elif "flow" in context or "expected ',' or" in text:
        hint = (
            "a text or expression that begins with `[` or `{` must be quoted "
            "or written as a block with `|`"
        )
        if begun is not None and _is_left_open(source, begun, at):
            at = begun
            text = "this bracket is never closed"
    elif _MISFIT.search(text):
        above = _above(source, source.position(at)[0])
        if above and (found := _no_space(source, above)):
            return found
        text = "this line does not fit the lines above it"
        hint = (
            "check the indentation; a text that begins with a quote or bracket and continues after "
            "it must be quoted completely or written as a block with `|`"
        )
    elif "could not find expected ':'" in text:
        at = at if begun is None else begun
        if found := _no_space(source, source.position(at)[0]):
            return found
        text = "a key without a colon, or a text that lost its indentation"
        hint = "indent the lines of a text deeper than its key"
    if context and text == error.problem:
        text = f"{text} {context}"
    return _syntax(source, text, at, length, hint)


_VALUE_IN_BRACES = re.compile(r"[{,]\s*(?:(?P<key>[\w-]+):\s+)?(?=[^\s{},]*[^{},]*\Z)")
_MEANINGS = {
    "[": "begins a list for YAML",
    "{": "begins a mapping for YAML",
    ":": "and a space separate a key from its value for YAML",
}


def _inside_braces(source: Source, begun: int, at: int) -> Diagnostic | None:
    """Report a character inside a text in ``{ }`` that means something to YAML there."""
    text = source.text
    sign = text[at : at + 1]
    if text[begun : begun + 1] != "{" or sign not in _MEANINGS or "\n" in text[begun:at]:
        return None
    value = _VALUE_IN_BRACES.search(text, begun, at)
    if value is None or value.end() == at or text[value.end()] in "'\"":
        return None
    end = at
    for end, character, depth in characters(text, value.end(), len(text)):
        if character == "\n" or (depth == 0 and _ENTRY.match(text, end)):
            break
    else:
        end += 1
    hint = quoted(text[value.end() : end].rstrip(), value["key"] or "") or _QUOTE
    message = f"inside `{{ }}` the `{sign}` in a text {_MEANINGS[sign]}"
    return _syntax(source, message, at, 1, hint)


def _is_left_open(source: Source, begun: int, at: int) -> bool:
    """Tell whether the lines of a bracket end before an error, or the file ends at it."""
    if not source.text[at:].strip():
        return True
    first, last = source.position(begun)[0], source.position(at)[0]
    key = _INDENT.match(source.line(first))
    inside = (source.line(line) for line in range(first + 1, last + 1))
    return any(
        line.strip() and len(line) - len(line.lstrip(" ")) <= len(key[0] if key else "")
        for line in inside
    )


def merge_conflict(source: Source) -> Diagnostic | None:
    """Report the marker lines of a merge."""
    before = 0
    for line in source.text.split("\n"):
        if line.startswith(MERGE_MARKERS):
            hint = "keep one of the two sides, and delete the marker lines"
            return _syntax(source, "a merge left a conflict here", before, len(line), hint)
        before += len(line) + 1
    return None


def _first_sign(source: Source, error: LibyamlError) -> Diagnostic | None:
    """Report a plain text that begins with a character that means something to YAML."""
    at, text = error.at, error.problem
    if _FIRST_SIGN.search(error.context) and error.begun is not None:
        if "block scalar" in error.context and "comment or line break" not in text:
            return None
        at = error.begun
    elif "not allowed in this context" not in text or "mapping values" in text:
        if not _MISFIT.search(text):
            return None
        line, column = source.position(at)
        start = _VALUE.match(source.line(line))
        first = at - (column - 1) + (start.end() if start else 0)
        if first >= at:
            return None
        if source.text[first] in "'\"":
            return _early_quote(source, first, at)
        if source.text[first] not in "[{":
            return None
        at = first
    sign = source.text[at : at + 1]
    if sign not in _SIGNS:
        return None
    message = f"`{sign}` at the beginning of a value {_SIGNS[sign]}"
    return _syntax(source, message, at, 1, _QUOTE)


def _early_quote(source: Source, first: int, at: int) -> Diagnostic:
    quote = source.text[first]
    end = source.text.rfind(quote, first + 1, at)
    inside = "twice" if quote == "'" else 'as `\\"`'
    return _syntax(
        source,
        f"this `{quote}` ends the text for YAML, and more text follows",
        end if end >= 0 else at,
        1,
        f"write the text as a block with `|`, or quote all of it, each `{quote}` in it {inside}",
    )


def _second_colon(source: Source, at: int) -> Diagnostic:
    """Report a `: ` inside a plain text, which may belong to a key on a new line."""
    line, column = source.position(at)
    key = _KEY.fullmatch(source.line(line)[: column - 1])
    above = _above(source, line)
    if key is None or above == 0 or ": " in source.line(line)[: column - 1]:
        return _syntax(source, "a colon and a space (`: `) inside a plain text", at, 1, _QUOTE)
    if found := _no_space(source, above):
        return found
    begin, end = key.span("key")
    return _syntax(
        source,
        f"`{key['key']}` is indented deeper than the line above, "
        "so YAML reads it as that line's text",
        at - (column - 1) + begin,
        end - begin,
        f"begin all keys of a card in one column (line {above} may be the wrong one); "
        "a text with a `: ` in it must be quoted",
    )


def _above(source: Source, line: int) -> int:
    """Return the last line above with anything but blanks and comments, or 0."""
    above = line - 1
    while above > 0 and source.line(above).lstrip()[:1] in ("", "#"):
        above -= 1
    return above


def _no_space(source: Source, line: int) -> Diagnostic | None:
    """Report a line that begins with `key:value` or `-item`."""
    found = _NO_SPACE.match(source.line(line))
    if found is None:
        return None
    kind = "key" if found["key"] else "dash"
    start, end = found.span(kind)
    begin = sum(len(text) + 1 for text in source.text.split("\n")[: line - 1])
    return _syntax(
        source, f"`{found[kind]}` needs a space after it", begin + start, end - start, None
    )


def _syntax(source: Source, text: str, at: int, length: int, hint: str | None) -> Diagnostic:
    end = min(at + length, len(source.text))
    return Diagnostic("yaml-syntax", text, Span(source, at, end), hint=hint)


def character_error(source: Source, position: int) -> Diagnostic:
    """Return the diagnostic for a character that YAML forbids: the first, or the one at a place."""
    found = re.search(_FORBIDDEN, source.text)
    at = found.start() if found else position
    code = ord(source.text[at]) if at < len(source.text) else 0
    return Diagnostic(
        "control-character",
        f"the character U+{code:04X} is not allowed in a deck file",
        Span(source, at, at + 1),
        hint="remove it; in most editors it is invisible",
    )


# Compiled only for a file with an error: that takes milliseconds.
_FORBIDDEN = "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ufeff\u2028\u2029]"
