"""A worksheet as an HTML parser reads it."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """The sections of a worksheet with their numbered items as text, and what it refers to.

    `headings` are those of each section's decks, each with the number that its list begins with.
    """

    VOID = {"meta", "img", "br", "hr"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sections: list[tuple[str, str, list[str]]] = []
        self.headings: list[list[tuple[str, int]]] = []
        self.title = ""
        self.tags: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "section":
            self.sections.append((given["class"] or "", "", []))
            self.headings.append([])
        if tag == "ol" and given.get("class") == "items" and self.headings[-1]:
            self.headings[-1][-1] = (self.headings[-1][-1][0], int(given["start"] or ""))
        if tag == "li" and self.open.count("li") == 1:
            self.sections[-1][2].append("")
        self.sources += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]
        assert not [name for name in given if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open == ["html", "head", "title"]:
            self.title += data
        elif "li" in self.open:
            self.sections[-1][2][-1] += data
        elif self.open[-1:] == ["h2"]:
            self.headings[-1].append((data, 0))
        elif self.open[-1:] == ["p"] and data.startswith("Sheet"):
            kind, _, items = self.sections[-1]
            self.sections[-1] = (kind, data, items)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader
