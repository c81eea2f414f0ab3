"""What hashcards makes of a file: cards by its own signs, each side as Markdown to HTML."""

import re
from html.parser import HTMLParser

import pyromark

OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH
GAP = "CLOZE_DELETION"


def cards(text: str) -> list[tuple[str, ...]]:
    """Return ("Q", question, answer) and ("C", text, gap, gap …), a gap as a pair of offsets."""
    found: list[list[str]] = []
    open_ = False
    for line in text.splitlines():
        if line.strip() == "---":
            assert open_ and found[-1][0] != "Q", "a separator in a question"
            open_ = False
        elif line[:2] in ("Q:", "C:"):
            assert not open_ or found[-1][0] != "Q", "a question without an answer"
            found.append([line[0], line[2:].strip()])
            open_ = True
        elif line[:2] == "A:":
            assert open_ and found[-1][0] == "Q", "an answer without a question"
            found[-1][0] = "A"
            found[-1].append(line[2:].strip())
        elif open_:
            found[-1][-1] += f"\n{line}"
        else:
            assert not line.strip(), f"a line outside a card: {line}"
    assert found and not (open_ and found[-1][0] == "Q")
    return [
        ("Q", *(part.strip() for part in parts)) if kind == "A" else ("C", *_gaps(parts[0].strip()))
        for kind, *parts in found
    ]


def _gaps(text: str) -> list[str]:
    """Return the text without its brackets, then what is in each pair of them."""
    clean = ""
    start = -1
    image = escaped = False
    gaps = []
    for place, sign in enumerate(text):
        after = text[place + 1 : place + 2]
        if sign in "[]" and (escaped or image):
            clean += sign
            escaped, image = False, image and sign == "["
        elif sign == "[":
            start = len(clean)
        elif sign == "]":
            if start >= 0:
                gaps.append(clean[start:] + f"@{start}")
            start = -1
        elif sign == "\\" and not escaped and after and after in "[]":
            escaped = True
        else:
            image = image or (sign == "!" and after == "[")
            clean += sign
    assert gaps, "a cloze without a gap"
    return [clean, *gaps]


def sides(card: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return front and back of each card that hashcards makes of one, as HTML."""
    if card[0] == "Q":
        return [(html(card[1]), html(card[2]))]
    made = []
    for gap in card[2:]:
        inside, _, at = gap.rpartition("@")
        start = int(at)
        shown = html(card[1][:start] + GAP + card[1][start + len(inside) :])
        assert shown.count(GAP) == 1
        back = re.sub("^<p>(.*)</p>\n$", r"\1", html(inside), flags=re.DOTALL)
        made.append((shown.replace(GAP, "[…]"), shown.replace(GAP, back)))
    return made


def html(markdown: str) -> str:
    """Return HTML; outside code `\\(` and `\\[` begin a formula first."""
    data = markdown.encode()
    code = [
        (place["start"], place["end"])
        for event, place in pyromark.events_with_range(markdown)
        if isinstance(event, dict) and ("Code" in event or event.get("End") == "CodeBlock")
    ]
    out, position = b"", 0
    for match in re.finditer(rb"\\(?:\\|\((.*?)\\\)|\[(.*?)\\\])", data, re.DOTALL):
        if match[0] != b"\\\\" and not any(a <= match.start() < b for a, b in code):
            inside = b"$" + match[1] + b"$" if match[1] is not None else b"$$" + match[2] + b"$$"
            out += data[position : match.start()] + inside
            position = match.end()
    return pyromark.html((out + data[position:]).decode(), options=OPTIONS)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts += [f"<{tag} {attrs}>", ""]

    def handle_endtag(self, tag: str) -> None:
        self.parts += [f"</{tag}>", ""]

    def handle_data(self, data: str) -> None:
        self.parts[-1] += data


def seen(html: str) -> list[str]:
    """Return the tags and texts of HTML, without the spaces at the ends of lines."""
    parser = _Seen()
    parser.feed(html)
    parser.close()
    texts = (re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", part).strip("\n") for part in parser.parts)
    return [text for text in texts if text]
