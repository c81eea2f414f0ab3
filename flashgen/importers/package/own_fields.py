"""The fields of a note that flashgen made, in each of its languages, as Markdown again."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from flashgen.importers.draft import OneLine, Value
from flashgen.importers.html.blocks import Converted, to_markdown
from flashgen.importers.html.nodes import Element
from flashgen.importers.html.tree import parse
from flashgen.importers.package.images import Images
from flashgen.importers.package.own_image import CardImage, split_image
from flashgen.importers.repair import COMPILERS, repair
from flashgen.markup import MarkupError

_URL: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")


class OwnNote(Struct, frozen=True):
    """A note that flashgen made, with what its ID field says."""

    kind: str
    namespace: str
    id: str
    language: str
    guid: str
    deck: str
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    place: tuple[int, int]


def one(texts: Mapping[str, str], languages: Sequence[str]) -> str | dict[str, str]:
    """Return the texts by language, or the text that they all are."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return {language: texts[language] for language in languages}


class OwnFields:
    """Reads the fields of a definition's notes, one note a language."""

    def __init__(
        self, notes: Mapping[str, OwnNote], languages: Sequence[str], images: Images
    ) -> None:
        self.notes = notes
        self.languages = languages
        self.images = images
        self.lost: dict[str, None] = {}
        """What cannot be kept, in the order in which it was met."""

    @property
    def first(self) -> OwnNote:
        """The note in the deck's own language."""
        return self.notes[self.languages[0]]

    def html(self, name: str) -> dict[str, str]:
        """Return a field in each language."""
        return {language: note.fields[name] for language, note in self.notes.items()}

    def without_image(self, name: str) -> tuple[dict[str, str], CardImage | None]:
        """Return a field in each language without the card's image, and the image."""
        return split_image(self.html(name))

    def text(self, html: Mapping[str, str], way: str = "text") -> str | dict[str, str]:
        """Return the texts of the languages; `way` is how they are read, as in `COMPILERS`."""
        texts = {language: self._converted(of, way) for language, of in html.items()}
        return one(texts, self.languages)

    def written(self, html: Mapping[str, str]) -> Value:
        """Return a value that is a text in each language."""
        return {"text": self.text(html, "numeric-inline")}

    def extra(self, html: Mapping[str, str]) -> dict[str, Value]:
        """Return the note below the answer under its key, `extra`; nothing if it is empty."""
        return {"extra": self.text(html)} if any(html.values()) else {}

    def hints(self, hints: Mapping[str, Sequence[str]], way: str) -> dict[str, Value]:
        """Return the hints of all languages under their key; nothing if there are none."""
        made: list[Value] = [
            self.text(dict(zip(hints, of, strict=True)), way)
            for of in zip(*hints.values(), strict=True)
        ]
        return {"hints": made} if made else {}

    def source(self) -> Value:
        """Return where the content can be read up; "" if the notes say nothing about it."""
        titles: dict[str, str] = {}
        urls: dict[str, None] = {}
        for language, html in self.html("Source").items():
            if not html:
                return ""
            nodes = parse(html).children
            link = nodes[0] if len(nodes) == 1 else None
            inside = html
            if isinstance(link, Element) and link.name == "a":
                urls[link.attributes.get("href", "")] = None
                inside = html[html.index(">") + 1 : html.rindex("</a>")]
            titles[language] = self._converted(inside, "inline")
        source: dict[str, Value] = {"title": one(titles, self.languages)}
        for url in urls:
            if _URL.fullmatch(url):
                source["url"] = OneLine(url)
                break
        return source

    def image(
        self, front: CardImage | None, back: CardImage | None, way: str = "inline"
    ) -> dict[str, Value]:
        """Return the image of the front or else of the back, as the key that it stands under."""
        for image in (front, back):
            path = self.images.path(image.name) if image is not None else None
            if image is not None and path is not None:
                made = self._described(image, path, way)
                return {"image": made if image is front else {"back": made}}
            if image is not None:
                problem = self.images.problem(image.name)
                self.lost[f"the image {image.name}: {problem}"] = None
        return {}

    def _described(self, image: CardImage, path: str, way: str) -> Value:
        if not image.alt and not image.marks:
            return OneLine(path)
        made: dict[str, Value] = {"file": OneLine(path)}
        if image.alt:
            made["alt"] = one(image.alt, self.languages)
        if image.marks:
            marks: list[Value] = [
                {
                    "at": [OneLine(f"{mark.x:g}"), OneLine(f"{mark.y:g}")],
                    "text": self.text(mark.html, way),
                }
                for mark in image.marks
            ]
            made["marks"] = marks
        return made

    def _converted(self, html: str, way: str) -> str:
        options = {
            "clozes": way == "cloze",
            "slots": way.startswith("numeric"),
            "one_line": way.endswith("inline"),
        }
        made = to_markdown(html, own=True, images=self.images.path, **options)
        if made.text and not self._is_same(made.text, html, way):
            # It was edited in Anki, and has to be read as its editor's.
            made = to_markdown(html, images=self.images.path, **options)
            whole = repair(made.text, way)
            made = Converted(whole.text, (*made.lost, *whole.changes)) if whole else made
        self.lost |= self.images.explained(made.lost)
        return made.text

    def _is_same(self, text: str, html: str, way: str) -> bool:
        """Tell whether a text becomes the field again; of numbers, whether it is a text at all."""
        try:
            compiled = COMPILERS[way](text)
        except MarkupError:
            return False
        names = {image.path: self.images.files.get(image.path, "") for image in compiled.images}
        return way.startswith("numeric") or compiled.with_media(names).fill() == html
