"""What Obsidian, Logseq and others write beside Markdown, to what a deck file reads."""

import re
from collections.abc import Callable
from typing import Final

from flashgen.importers.markdown.code import outside
from flashgen.importers.markdown.front_matter import tag_of

TAG_LINE: Final = "\ue012"
"""Begins a line of tags."""

_IMAGE: Final = r"png|jpe?g|gif|svg|webp|bmp|avif|tiff?"
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_EMBED = re.compile(r"!\[\[([^\]|#\n]{1,300})(?:#[^\]|\n]{0,300})?(?:\|([^\]\n]{0,300}))?\]\]")
_WIKI = re.compile(r"\[\[([^\[\]|\n]{0,300}?)(?:\\?\|([^\]\n]{0,300}))?\]\]")
_SIZED = re.compile(r"(!\[[^\]\n]{0,300}?)\|[0-9x ]+(\]\()")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^=\n]+?)(?<=[^\s=])==")
_CALLOUT = re.compile(r"(?m)^([ \t>]*>[ \t]*)\[!([\w-]+)\][-+]?[ \t]*(.*)$")
_BLOCK_ID = re.compile(r"(?m)(?<=\S)[ \t]+\^[A-Za-z0-9-]+[ \t]*$|^[ \t]*\^[A-Za-z0-9-]+[ \t]*$")
_FOOTNOTE = re.compile(r"(?m)^\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n[ \t]+\S.*)*)\n?")
_FOOTNOTE_MARK = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")
_INLINE_FOOTNOTE = re.compile(r"\^\[([^\[\]\n]+)\]")
_TAGS = re.compile(r"(?m)^[ \t]*((?:#[^\W\d][\w/-]*[ \t]*)+|(?:\[#[^\]\n]+\]\([^)\n]*\)[ \t]*)+)$")
_ONE_TAG = re.compile(r"\[#([^\]\n]+)\]\([^)\n]*\)|#([\w/-]+)")
_CONTENTS = re.compile(r"(?im)^[ \t]*(?:\[toc\]|\[\[_?toc_?\]\]|\{:?toc\}|<!--\s*toc\s*-->)[ \t]*$")
_TAG_IMAGE = re.compile(r"<img\b((?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TABLE_IN_ITEM = re.compile(r"^([ \t]*)(?:[-*+]|[0-9]+[.)])[ \t]+(?![|])\S")
_TABLE_RULE = re.compile(r"(?=[:| \t]*-)[-:| \t]*+")
_TABLE_LINE = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
# Logseq
_KNOWN_PROPERTY = re.compile(
    r"(?m)^[ \t]*(?:[-*][ \t]+)?(?:collapsed|id|card-[\w-]+|public|title|alias|tags|type|deck|"
    r"template|created[\w-]*|updated[\w-]*|heading|background-color|icon|exclude-from-graph-view|"
    r"hl-[\w-]+|ls-[\w-]+|logseq\.[\w.-]+)::.*$\n?"
)
_BLOCK_REFERENCE = re.compile(r"\(\([0-9a-f-]{36}\)\)")
_TASK = re.compile(r"(?m)^([ \t]*[-*+][ \t]+)(?:TODO|DOING|DONE|LATER|NOW|WAITING|CANCELED)[ \t]+")
_CHECKBOX = re.compile(r"(?m)^([ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+)\[([ xX/-])\][ \t]+")


def understood(text: str, drop: Callable[[str], None]) -> str:
    """Return notes without what only their program understands; `drop` takes what is left out."""

    def comment(match: re.Match[str]) -> str:
        drop(match[0])
        return ""

    if "%%" in text:
        text = outside(text, lambda piece: _COMMENT.sub(comment, piece))
    if "[^" in text:
        text = _with_footnotes_inline(text)
    text = outside(text, lambda piece: _changed(piece, drop))
    return _with_free_tables(text)


def _with_footnotes_inline(text: str) -> str:
    """Put footnotes, which may stand far from their cards, into parentheses at their marks."""
    notes: dict[str, str] = {}

    def note(match: re.Match[str]) -> str:
        notes.setdefault(match[1], " ".join(match[2].split()))
        return ""

    text = outside(text, lambda piece: _FOOTNOTE.sub(note, piece))

    def mark(match: re.Match[str]) -> str:
        return f" ({notes[match[1]]})" if match[1] in notes else f"<sup>{match[1]}</sup>"

    return outside(text, lambda piece: _FOOTNOTE_MARK.sub(mark, piece))


def _changed(text: str, drop: Callable[[str], None]) -> str:
    def dropped(match: re.Match[str]) -> str:
        drop(match[0].strip())
        return ""

    if "#" in text:
        text = _TAGS.sub(_tags, text)
    if "[" in text:
        text = _CONTENTS.sub("", text)
        text = _EMBED.sub(lambda match: _embedded(match, drop), text)
        text = _SIZED.sub(r"\1\2", text)
        text = _WIKI.sub(_linked, text)
        text = _CALLOUT.sub(_callout, text)
        text = _INLINE_FOOTNOTE.sub(r" (\1)", text)
        text = _CHECKBOX.sub(lambda match: f"{match[1]}{'☐' if match[2] == ' ' else '☑'} ", text)
    if "==" in text:
        text = _HIGHLIGHT.sub(r"<mark>\1</mark>", text)
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    if "::" in text:
        text = _KNOWN_PROPERTY.sub("", text)
    if "((" in text:
        text = _BLOCK_REFERENCE.sub(dropped, text)
    if "<img" in text.lower():
        text = _TAG_IMAGE.sub(_image, text)
    return _TASK.sub(r"\1", text)


def _tags(match: re.Match[str]) -> str:
    tags = (tag_of(linked or plain) for linked, plain in _ONE_TAG.findall(match[1]))
    return TAG_LINE + " ".join(tag for tag in tags if tag)


def tags_and_rest(text: str) -> tuple[list[str], str]:
    """Return the tags that stand in lines of their own, and the text without these lines."""
    if TAG_LINE not in text:
        return [], text
    tags: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        before, found, behind = line.partition(TAG_LINE)
        if found and not before.strip():
            tags += behind.split()
        else:
            lines.append(line)
    return list(dict.fromkeys(tags)), "\n".join(lines).strip("\n")


def _embedded(match: re.Match[str], drop: Callable[[str], None]) -> str:
    target, shown = match[1].strip(), (match[2] or "").strip()
    if re.search(rf"\.(?:{_IMAGE})$", target, re.IGNORECASE):
        alt = "" if re.fullmatch(r"[0-9x ]*", shown) else shown
        return f"![{alt}](<{target}>)"
    drop(match[0])
    return ""


def _linked(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    target, _, part = match[1].partition("#")
    return target or part.lstrip("^")


def _callout(match: re.Match[str]) -> str:
    title = match[3].strip() or match[2].replace("-", " ").capitalize()
    return f"{match[1]}**{title}**\n{match[1].rstrip()}"


def _image(match: re.Match[str]) -> str:
    found = {
        name.lower(): double or single or bare
        for name, double, single, bare in _ATTRIBUTE.findall(match[1])
    }
    source = found.get("src", "")
    if not source:
        return match[0]
    alt = re.sub(r"[\[\]\\]", "", found.get("alt", ""))
    return f"![{alt}](<{source}>)" if " " in source else f"![{alt}]({source})"


def _with_free_tables(text: str) -> str:
    """Put an empty line before a table that follows a line of text at once, as some programs do."""
    if "|" not in text:
        return text
    made: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        is_head = _TABLE_LINE.match(line) and _TABLE_RULE.fullmatch(after)
        before = made[-1] if made else ""
        if is_head and before.strip() and not _TABLE_LINE.match(before):
            item = _TABLE_IN_ITEM.match(before)
            indent = len(line) - len(line.lstrip())
            if item and indent <= len(item[1]):  # under a bullet: it belongs to the item
                made.append("")
                lead = " " * (len(item[1]) + 2)
                at = number
                while at < len(lines) and _TABLE_LINE.match(lines[at]):
                    lines[at] = lead + lines[at].lstrip()
                    at += 1
                line = lines[number]
            else:
                made.append("")
        made.append(line)
    return "\n".join(made)
