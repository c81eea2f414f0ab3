"""Notes as a question bank in Moodle's XML format.

A deck is a category. A card of several variants is one within it, so that a quiz can draw one of
them at random. What Moodle cannot judge as the card does becomes a description, which is shown and
not asked.
Source: https://docs.moodle.org/en/Moodle_XML_format
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape, unescape
from xml.sax.saxutils import escape as xml_escape

from flashgen.anki.card.shown import Shown, encoded, images_in, shown, with_sources
from flashgen.anki.note import Note
from flashgen.anki.note_types import NUMERIC
from flashgen.markup import plain_text
from flashgen.markup.unicode_formulas import unicode_math
from flashgen.values.judging import AnswerFormat, allowed_error

_MARKUP = re.compile(r"[<>&\\$]")
_FIGURES = re.compile(r"/\* ---- figures \*/(.*?)/\* ----", re.DOTALL)
_COLOUR = re.compile(r"(--fg-[a-z]+): (#[0-9a-f]+);")
_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
_TITLE_LENGTH = 80
_UNIT_LENGTH = 50  # of Moodle's database column


def write(notes: Sequence[Note]) -> Iterator[str]:
    """Yield the document: its head, each deck's category with its questions, its end.

    Raises OSError where an image cannot be read.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    decks: dict[str, list[Note]] = {}
    for note in notes:
        decks.setdefault(note.deck, []).append(note)
    for deck, of in decks.items():
        # What follows a category belongs to it: those of cards come behind the deck's own.
        several: list[Note] = []
        single: list[Shown] = []
        for note in of:
            first, *others = shown(note)
            if others:
                several.append(note)
            else:
                single.append(first)
        if single:
            yield _category(deck.split("::"))
            yield from map(_question, single)
        for note in several:
            yield _category([*deck.split("::"), note.id], note.guid)
            yield from map(_question, shown(note))
    yield "</quiz>\n"


def _category(levels: Sequence[str], number: str = "") -> str:
    # A slash parts levels; a doubled one is a slash.
    path = "/".join(("$course$", "top", *(level.replace("/", "//") for level in levels)))
    return (
        '<question type="category">\n'
        f"<category><text>{xml_escape(path)}</text></category>\n"
        '<info format="html"><text></text></info>\n'
        + (f"<idnumber>{xml_escape(number)}</idnumber>\n" if number else "")
        + "</question>\n"
    )


def _title(item: Shown) -> str:
    """Return a line to find the question by: the card's id, the variant, how the text begins."""
    html = _MATH.sub(lambda m: escape(unicode_math(unescape(m[1] or m[2]))), item.question)
    text = plain_text(_FIGURE.sub(" ", html))
    if len(text) > _TITLE_LENGTH:
        text = text[:_TITLE_LENGTH]
        # Chinese has no spaces to cut at.
        text = text[: max(text.rfind(" "), _TITLE_LENGTH // 2)].rstrip(" ,;:，；：、") + "…"
    number = f" {item.variant:02d}" if item.variant else ""
    return f"{item.note.id}{number}: {text}"


def _question(item: Shown) -> str:
    if item.choices:
        kind, judged = "multichoice", _multichoice(item)
    elif _is_number(item):
        kind, judged = "numerical", _numerical(item)
    else:
        kind, judged = "description", ""
    note = item.note
    feedback = item.answer + item.solution + item.extra
    tags = "".join(f"<tag><text>{xml_escape(tag)}</text></tag>" for tag in note.tags)
    return (
        f'<question type="{kind}">\n'
        f"<name><text>{xml_escape(_title(item))}</text></name>\n"
        + _html("questiontext", item.question, note)
        + _html("generalfeedback", feedback, note)
        + f"<defaultgrade>{0 if kind == 'description' else 1}</defaultgrade>\n"
        f"<penalty>{0 if kind == 'description' else 0.3333333}</penalty>\n"
        "<hidden>0</hidden>\n"
        f"<idnumber>{note.guid}{f'-{item.variant}' if item.variant else ''}</idnumber>\n"
        + judged
        + (f"<tags>{tags}</tags>\n" if tags else "")
        + "</question>\n"
    )


def _is_number(item: Shown) -> bool:
    return (
        len(item.answers) == 1
        and item.answers[0].kind in ("integer", "number")
        and item.answers[0].compare is None
    )


def _numerical(item: Shown) -> str:
    asked = item.answers[0]
    fmt = AnswerFormat(asked.kind, asked.decimals, asked.figures, asked.tolerance, asked.relative)
    # Moodle takes the first answer that fits: the right one stands before the mistakes.
    answers = [_number(item.values[0], 100, "", fmt, item.note)]
    answers += [_number(m.value, 0, m.says, fmt, item.note) for m in item.mistakes]
    unit = asked.unit
    if not unit or _MARKUP.search(unit) or len(unit) > _UNIT_LENGTH:
        # Moodle shows a unit as plain text; the question says it in any case.
        return "".join(answers) + _units(unit="", shown=3)
    return "".join(answers) + _units(unit, shown=0)


def _number(value: float, fraction: int, says: str, fmt: AnswerFormat, note: Note) -> str:
    return (
        f'<answer fraction="{fraction}" format="moodle_auto_format">\n'
        f"<text>{value!r}</text>\n"
        + _html("feedback", says, note)
        + f"<tolerance>{allowed_error(value, fmt):.12g}</tolerance>\n"
        "</answer>\n"
    )


def _units(unit: str, shown: int) -> str:
    named = f"<unit><multiplier>1</multiplier><unit_name>{xml_escape(unit)}</unit_name></unit>"
    return (
        (f"<units>{named}</units>\n" if unit else "")
        # 0: a unit may be typed and costs nothing; shown 0: with the number, 3: none at all.
        + "<unitgradingtype>0</unitgradingtype>\n<unitpenalty>0</unitpenalty>\n"
        f"<showunits>{shown}</showunits>\n<unitsleft>0</unitsleft>\n"
    )


def _multichoice(item: Shown) -> str:
    answers = "".join(
        f'<answer fraction="{0 if number else 100}" format="html">\n'
        + _content(choice.text, item.note)
        + _html("feedback", choice.says, item.note)
        + "</answer>\n"
        for number, choice in enumerate(item.choices)
    )
    overall = "".join(
        _html(f"{name}feedback", "", item.note)
        for name in ("correct", "partiallycorrect", "incorrect")
    )
    return (
        "<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n"
        "<answernumbering>ABCD</answernumbering>\n" + overall + answers
    )


def _html(name: str, html: str, note: Note) -> str:
    return f'<{name} format="html">\n{_content(html, note)}</{name}>\n'


def _content(html: str, note: Note) -> str:
    """Return the text element and the images that it shows, as Moodle wants them: inside."""
    images = images_in(html, note)
    if '<figure class="figure">' in html:
        html = f'{_figure_style()}<div class="flashgen">{html}</div>'
    html = with_sources(html, {escape(i.name): f"@@PLUGINFILE@@/{i.name}" for i in images})
    files = "".join(
        f'<file name="{escape(image.name)}" path="/" encoding="base64">{encoded(image)}</file>\n'
        for image in images
    )
    return f"<text>{_cdata(html)}</text>\n{files}"


@cache
def _figure_style() -> str:
    """Return the rules of the cards' style sheet that figures need, in the colours of the day."""
    rules = _FIGURES.search(NUMERIC.css)
    assert rules is not None
    colours = dict(_COLOUR.findall(NUMERIC.css.partition("nightMode")[0]))
    css = re.sub(r"var\((--fg-[a-z]+)\)", lambda m: colours[m[1]], rules[1])
    return "<style>" + re.sub(r"/\*.*?\*/|\s+", " ", css, flags=re.DOTALL) + "</style>"


def _cdata(html: str) -> str:
    if not html:
        return ""
    return "<![CDATA[" + html.replace("]]>", "]]]]><![CDATA[>") + "]]>"
