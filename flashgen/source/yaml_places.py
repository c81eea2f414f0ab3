"""Map the characters of a YAML scalar's value to their offsets in the file."""

from collections.abc import Iterator


def offsets(text: str, start: int, end: int, style: str, value: str) -> list[int]:
    """Return the offset in the file of each character of a value, and of its end.

    `start` and `end` are the offsets of the scalar, `style` is its quote or block indicator.
    """
    block = style in ("|", ">")
    steps = _block_steps(text, start, end, value) if block else _flow_steps(text, start, end, style)
    found = []
    at = 0
    for character, offset in steps:
        if at == len(value):
            break
        if value[at] == character or (character == "\n" and value[at] == " "):
            found.append(offset)
            at += 1
    behind = found[-1] + 1 if found else start
    found += [behind] * (len(value) + 1 - len(found))
    return found


_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}


def _flow_steps(text: str, start: int, end: int, quote: str) -> Iterator[tuple[str, int]]:
    """Yield the decoded characters and line breaks of a plain or quoted scalar with offsets."""
    at = start + len(quote)
    end -= len(quote)
    while at < end:
        character = text[at]
        if character in " \t\r\n":
            run = at
            while run < end and text[run] in " \t\r\n":
                run += 1
            if "\n" in text[at:run]:
                # A single line break is a space; each one after it is a line break.
                yield from (("\n", at) for _ in range(max(1, text.count("\n", at, run) - 1)))
            else:
                yield from ((text[blank], blank) for blank in range(at, run))
            at = run
        elif quote == "'" and character == "'":
            yield "'", at
            at += 2
        elif quote == '"' and character == "\\":
            code = text[at + 1]
            if code in _HEX_ESCAPES:
                digits = _HEX_ESCAPES[code]
                yield chr(int(text[at + 2 : at + 2 + digits], 16)), at
                at += 2 + digits
            elif code in "\r\n":
                at += 2
                while at < end and text[at] in " \t\n":
                    at += 1
            else:
                yield _ESCAPES.get(code, code), at
                at += 2
        else:
            yield character, at
            at += 1


def _block_steps(text: str, start: int, end: int, value: str) -> Iterator[tuple[str, int]]:
    """Yield the characters of a block scalar without its indentation, with offsets."""
    at = text.find("\n", start) + 1
    indent: int | None = None
    while 0 < at <= end and at < len(text):
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        line = text[at:line_end].rstrip("\r")
        if indent is None and line.strip(" "):
            first = value.lstrip("\n").split("\n", 1)[0]
            indent = len(line) - len(line.lstrip(" ")) - (len(first) - len(first.lstrip(" ")))
        for i in range(min(indent or 0, len(line)), len(line)):
            yield line[i], at + i
        yield "\n", at + len(line)
        at = line_end + 1
