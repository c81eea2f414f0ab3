"""The inside of paragraphs: elements, formulas and clozes -> Markdown that reads as typed by hand.

Emphasis is written once the whole paragraph is known, for whether `**` can begin or end somewhere
depends on the characters around it; where it cannot, a tag does.
"""

import re
import unicodedata
from collections.abc import Callable
from html import escape
from typing import Final

from msgspec import Struct, field

from flashgen.importers.html.formats import LINK
from flashgen.importers.html.nodes import ClozeMark, Element, Lost, Node, TexFormula, text_of
from flashgen.markup.cjk import joint_positions
from flashgen.markup.tags import ALLOWED, ATTRIBUTES, TAG, read_tag

# Private-use characters, which a text cannot hold, stand for the delimiters until the end.
_STRONG, _STRONG_END, _EM, _EM_END = "\ue000", "\ue001", "\ue002", "\ue003"
_DELIMITERS: Final = frozenset({_STRONG, _STRONG_END, _EM, _EM_END})
_MATH_END: Final = "\ue004"  # behind a formula
_DELIMITER = re.compile("[\ue000-\ue003]")

_PRIVATE = re.compile("[\ue000-\ue004]")
_AT_START = re.compile(
    r"(?m)(^|\A)([-+](?=\s|$)|\#{1,6}(?=\s|$)|>|=+[ \t]*$|-[- \t]*$|~~~|[0-9]{1,9}(?=[.)](?:\s|$))"
    r"|[|:-](?=[-: \t]*\|[-:| \t]*+$))"
)
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~\n]|$)")
_SPECIAL = re.compile(r"[*`$]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|&(?=#|[A-Za-z][A-Za-z0-9]*;)")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:|[\w.+-]{1,60}@)", re.IGNORECASE)
_MAY_BEGIN = re.compile(r"<(?=[\w.+/-])")
"""What may begin a tag or a link."""
_CLOZE_SPECIAL = re.compile(r"\{(?=\{)|(?<=\{)\{|\}(?=\})|:(?=:)")


def no_images(_: str) -> None:
    """Know no image."""


class Inline(Struct):
    """Writes runs of nodes as Markdown; `lost` takes what had to go, in words.

    `clozes`: the text may hold clozes. `slots`: `<<` would begin a slot. `images` gives the path
    of an image by its name in the field, or None. `exact`: every emphasis becomes a tag, which
    reads the same whatever stands around it.
    """

    clozes: bool = False
    slots: bool = False
    images: Callable[[str], str | None] = no_images
    exact: bool = False
    lost: dict[str, None] = field(default_factory=dict)
    _in_table: bool = False
    _in_link: bool = False

    def paragraph(
        self, nodes: list[Node], *, in_table: bool = False, one_line: bool = False
    ) -> str:
        """Return the nodes as the Markdown of one paragraph; empty where nothing shows."""
        self._in_table = in_table
        text = "".join(self._node(node) for node in nodes)
        if _MATH_END in text:  # a digit behind a formula would keep its `$` from ending it
            text = re.sub(f"{_MATH_END}([0-9])", lambda match: f"&#{ord(match[1])};", text)
            text = text.replace(_MATH_END, "")
        if in_table or one_line:
            text = text.replace("<br>\n", "<br>").replace("\n", " ")
        else:
            text = text.replace("<br>\n", "\\\n")
        text = re.sub(r"(?:\\\n|\n)+\Z", "", text.strip(" \n\t"))
        return _AT_START.sub(self._escape_start, _emphasised(text))

    def _escape_start(self, match: re.Match[str]) -> str:
        start, sign = match.groups()
        return f"{start}{sign}\\" if sign.isdecimal() else f"{start}\\{sign}"

    def _node(self, node: Node) -> str:
        if isinstance(node, str):
            return self._text(node)
        if isinstance(node, TexFormula):
            return self._formula(node)
        if isinstance(node, ClozeMark):
            return node.source
        if isinstance(node, Lost):
            self.lost[node.what] = None
            return ""
        return self._element(node)

    def _text(self, text: str) -> str:
        text = _PRIVATE.sub("", text)
        text = _BACKSLASH.sub(r"\\\\", text)
        text = _SPECIAL.sub(r"\\\g<0>", text)
        if self._in_link:
            text = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text)
        if self.clozes:
            text = _CLOZE_SPECIAL.sub(r"\\\g<0>", text)
        if self.slots:
            text = text.replace("<<", r"\<<")
        if "<" in text:
            text = _MAY_BEGIN.sub(lambda match: _smaller(text, match.start()), text)
        return text.replace("|", r"\|") if self._in_table else text

    def _formula(self, formula: TexFormula) -> str:
        # A line of a formula that begins like a list would end the paragraph.
        source = re.sub(r"\n(?=[-+*>#=\d])", " ", formula.source).strip()
        if not source:
            return ""
        if self.slots:
            source = source.replace("<<", r"\<<")
        if self._in_table:
            source = source.replace("|", r"\|")
        sign = "$$" if formula.display else "$"
        return f"{sign}{source}{sign}{_MATH_END}"

    def _element(self, element: Element) -> str:
        name = element.name
        if name == "br":  # a new line behind it is one of Markdown
            return "<br>"
        if name == "img":
            return self._image(element)
        if name == "a":
            return self._link(element)
        if name == "code":
            return self._code(text_of(element))
        inside = self._children(element)
        if name in ("strong", "em") and not element.attributes:
            return self._emphasis(name, inside)
        if name in ALLOWED and (name != "span" or ATTRIBUTES & element.attributes.keys()):
            return self._tag(name, element.attributes, inside)
        return inside

    def _children(self, element: Element) -> str:
        return "".join(self._node(child) for child in element.children)

    def _emphasis(self, name: str, inside: str) -> str:
        words_ = inside.strip(" \n\xa0")
        if not words_:
            return inside
        if self.exact:
            return self._tag(name, {}, inside)
        lead, _, tail = inside.partition(words_)
        begin, end = (_STRONG, _STRONG_END) if name == "strong" else (_EM, _EM_END)
        return f"{lead}{begin}{words_}{end}{tail}"

    def _tag(self, name: str, attributes: dict[str, str], inside: str) -> str:
        if not inside.strip(" \n"):
            return inside
        kept = "".join(
            f' {key}="{escape(value)}"' for key, value in attributes.items() if key in ATTRIBUTES
        )
        return f"<{name}{kept}>{inside}</{name}>"

    def _code(self, code: str) -> str:
        if not code.strip():
            return code
        if self.slots:
            code = code.replace("<<", r"\<<")
        if self._in_table:
            code = code.replace("|", r"\|")
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        ticks = "`" * (longest + 1)
        pad = " " if code[0] == "`" or code[-1] == "`" or code[0] == code[-1] == " " else ""
        return f"{ticks}{pad}{code}{pad}{ticks}"

    def _link(self, element: Element) -> str:
        url = element.attributes.get("href", "")
        self._in_link = True
        text = self._children(element)
        self._in_link = False
        if not text.strip():
            return text
        if not LINK.fullmatch(url):
            if url:
                self.lost[f"the link to {url[:200]}"] = None
            return text
        title = element.attributes.get("title", "")
        if text_of(element) in (url, url.removeprefix("mailto:")) and not title:
            return f"<{text_of(element)}>"
        return f"[{text}]({_address(url)}{_title(title)})"

    def _image(self, element: Element) -> str:
        name = element.attributes.get("src", "")
        path = self.images(name)
        if path is None:
            self.lost[f"the image {name[:200]}"] = None
            return ""
        alt = self._text(element.attributes.get("alt", ""))
        alt = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", alt)
        return f"![{alt}]({_address(path)}{_title(element.attributes.get('title', ''))})"


def _smaller(text: str, at: int) -> str:
    """Return the `<` at this place, with a backslash where it would begin a tag or a link."""
    tag = TAG.match(text, at)
    if tag and read_tag(tag["close"], tag["name"], tag["attributes"]) is not None:
        return r"\<"
    return r"\<" if _AUTOLINK.match(text, at) else "<"


def _address(url: str) -> str:
    if not re.search(r"[\s()<>\\]|&(?=#|[A-Za-z][A-Za-z0-9]*;)", url):
        return url
    return "<" + re.sub(r"[<>\\]|&(?=#|[A-Za-z][A-Za-z0-9]*;)", r"\\\g<0>", url) + ">"


def _title(title: str) -> str:
    if not title:
        return ""
    return ' "' + re.sub(r'["\\&$`*_<]', r"\\\g<0>", title) + '"'


def _emphasised(text: str) -> str:
    """Put `**`, `*`, `_` or tags in place of the delimiters."""
    if not _DELIMITER.search(text):
        return text
    open_at: list[int] = []
    written: dict[int, str] = {}
    for match in _DELIMITER.finditer(text):
        at = match.start()
        if text[at] in (_STRONG, _EM):
            open_at.append(at)
        elif open_at:
            start = open_at.pop()
            is_nested = any(text[outer] == text[start] for outer in open_at)
            written[start], written[at] = _pair(text, start, at, is_nested)
    return _DELIMITER.sub(lambda match: written.get(match.start(), ""), text)


def _pair(text: str, start: int, end: int, is_nested: bool) -> tuple[str, str]:
    strong = text[start] == _STRONG
    name = "strong" if strong else "em"
    if is_nested:  # emphasis in emphasis of the same kind: its signs would end the outer one
        return f"<{name}>", f"</{name}>"
    # What stands inside at the edges, where it is emphasis of its own, begins and ends with `_`.
    first = "_" if strong and text[start + 1] == _EM else _near(text, start, 1)
    last = "_" if strong and text[end - 1] == _EM_END else _near(text, end, -1)
    can = _opens(_near(text, start, -1), first) and _closes(last, _near(text, end, 1))
    around = (text[start - 1 : start], text[end + 1 : end + 2])
    inside = (text[start + 1], text[end - 1])
    if can and around == ((_EM, _EM_END) if strong else (_STRONG, _STRONG_END)):
        # `***` around it all reads as the strong one inside.
        sign = "**" if strong else "_"
        return sign, sign
    is_exact = inside == (_STRONG, _STRONG_END)
    touches = [c in _DELIMITERS or c == "*" for c in (*around, *inside)]
    if not strong and any(touches) and not (is_exact and not any(touches[:2])):
        # `_` begins and ends at words only.
        outer = (_near(text, start, -1), _near(text, end, 1))
        if can and not any(_is_word(c) for c in outer) and not any(touches[:2]):
            return "_", "_"
        can = False
    elif strong and any(touches[:2]):
        can = False
    sign = "**" if strong else "*"
    return (sign, sign) if can else (f"<{name}>", f"</{name}>")


def _near(text: str, at: int, step: int) -> str:
    """Return the nearest character that is no delimiter; empty at the end of the text."""
    at += step
    while 0 <= at < len(text) and text[at] in _DELIMITERS:
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _opens(outer: str, inner: str) -> bool:
    """Tell whether `*` between two characters begins emphasis."""
    return _flanks(outer, inner) or len(outer) + 2 in joint_positions(f"{outer}**{inner}")


def _closes(inner: str, outer: str) -> bool:
    """Tell whether `*` between two characters ends emphasis."""
    return _flanks(outer, inner) or len(inner) in joint_positions(f"{inner}**{outer}")


def _flanks(outer: str, inner: str) -> bool:
    """Tell whether CommonMark lets `*` between two characters face the inner one."""
    if not inner or inner.isspace():
        return False
    return not _is_punctuation(inner) or not outer or outer.isspace() or _is_punctuation(outer)


def _is_word(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    # A `<` is hidden from the parser behind something that it takes for a letter.
    return unicodedata.category(character)[0] in "PS" and character != "<"
