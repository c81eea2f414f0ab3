"""What the tags and styles of inline elements mean for the runs in them."""

import re
from typing import Final

from msgspec import Struct

from flashgen.importers.html.nodes import Element
from flashgen.importers.html.runs import Format, Key
from flashgen.markup.marks import words
from flashgen.markup.tags import ALLOWED, ATTRIBUTES

LINK: Final = re.compile(r"https?://[^\s/?#<>][^\s<>]*|mailto:[^\s<>@]+@[^\s<>]+", re.IGNORECASE)
_RENAMED: Final = {"b": "strong", "i": "em", "s": "del", "strike": "del", "rtc": "rt"}
_TAGS: Final = ALLOWED - words("b i span br")
_NESTING: Final = words("sub sup small q")  # in each other they mean more than alone
_DECLARATION = re.compile(r"(?<![\w-])([\w-]++)\s*+:\s*([^;]+)")
_PLAIN_COLORS: Final = words(
    "black inherit initial unset currentcolor windowtext white transparent none auto #000 #000000"
    " #fff #ffffff rgb(0,0,0) rgb(255,255,255) rgba(0,0,0,0) rgba(0,0,0,1) rgba(255,255,255,1)"
    " rgba(255,255,255,0)"
)
_MONOSPACED = re.compile(r"mono|courier|consolas|menlo|fixed")
_MEANT: Final = {
    "font-weight": (re.compile(r"bold|[6-9]00"), re.compile(r"normal|[1-4]00"), "strong"),
    "font-style": (re.compile(r"italic|oblique"), re.compile(r"normal"), "em"),
    "vertical-align": (re.compile(r"super"), None, "sup"),
    "text-decoration": (re.compile(r"underline"), None, "u"),
    "text-decoration-line": (re.compile(r"underline"), None, "u"),
}


class Style(Struct, frozen=True):
    """What the `style` of a block means for the lines in it."""

    keeps_lines: bool = False
    is_monospaced: bool = False


def _declarations(element: Element) -> dict[str, str]:
    text = element.attributes.get("style", "")
    if not text:
        return {}
    return {
        name.lower(): value.strip().lower().removesuffix("!important").strip()
        for name, value in _DECLARATION.findall(text)
    }


def style_of(element: Element) -> Style:
    """Translate the style of a block."""
    declared = _declarations(element)
    return Style(
        declared.get("white-space", "").startswith(("pre", "break-spaces")),
        _MONOSPACED.search(declared.get("font-family", "")) is not None,
    )


def is_hidden(element: Element) -> bool:
    """Tell whether a browser shows nothing of an element."""
    if "hidden" in element.attributes:
        return True
    if not element.attributes.get("style"):
        return False
    declared = _declarations(element)
    return declared.get("display") == "none" or declared.get("visibility") == "hidden"


def inner_keys(
    element: Element, keys: tuple[Key, ...], lost: dict[str, None], style: Style | None = None
) -> tuple[Key, ...]:
    """Return the formats of text in an element; `lost` collects those that no text can express."""
    name = _RENAMED.get(element.name, element.name)
    attributes = element.attributes
    if name in _TAGS:
        kept = tuple((k, v) for k, v in attributes.items() if k in ATTRIBUTES and v)
        keys = _with(keys, Format(name, kept))
    elif not attributes:
        return keys
    else:
        kept = tuple((k, attributes[k]) for k in ("lang", "dir", "title") if attributes.get(k))
        if any(k == "dir" and v.lower() == "rtl" for k, v in kept):
            lost["the right-to-left direction of a paragraph, save of its words"] = None
        if kept:
            keys = _with(keys, Format("span", kept))
    declared = _declarations(element)
    if _is_color(attributes.get("color", "")) or _is_color(declared.get("color", "")):
        lost["a color"] = None
    alignment = declared.get("text-align", attributes.get("align", "")).lower()
    if style is not None and (alignment in ("center", "right", "end") or name == "center"):
        lost["alignment"] = None
    for declaration, (on, off, meant) in _MEANT.items():
        value = declared.get(declaration, "")
        if value and on.search(value):
            keys = _with(keys, Format(meant))
        elif value and off is not None and off.search(value):
            keys = tuple(key for key in keys if key != Format(meant))
    if declared.get("vertical-align") == "sub":
        keys = _with(keys, Format("sub"))
    if "line-through" in declared.get("text-decoration", ""):
        keys = _with(keys, Format("del"))
    background = declared.get("background-color", declared.get("background", ""))
    if style is None and _is_color(background):
        keys = _with(keys, Format("mark"))
    if declared.get("direction") == "rtl" and attributes.get("dir", "").lower() != "rtl":
        keys = _with(keys, Format("span", (("dir", "rtl"),)))
        lost["the right-to-left direction of a paragraph, save of its words"] = None
    return keys


def _is_color(value: str) -> bool:
    value = re.sub(r"\s", "", value.lower())
    return bool(value) and value not in _PLAIN_COLORS and not value.startswith(("var(", "url("))


def _with(keys: tuple[Key, ...], key: Format) -> tuple[Key, ...]:
    if key in keys and key.name not in _NESTING:
        return keys
    if key in keys:  # once more of the same is another key, so that it nests
        key = Format(key.name, (*key.attributes, ("data-depth", str(keys.count(key) + 1))))
        if key in keys:
            return keys
    return (*keys, key)


def blank_keys(text: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the keys of a blank to be filled in, underlined spaces; empty where it is none."""
    if len(text) > 1 and not text.strip("\xa0 ") and "\xa0" in text and Format("u") in keys:
        return keys
    return ()
