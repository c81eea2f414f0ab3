"""Notes as a question bank in Moodle's XML format.

A deck is a category. A card of several variants is one within it, so that a quiz can draw one of
them at random. Several answers, vectors, matrices, texts and the gaps of clozes are questions with
embedded answers. Statements are boxes to tick, and an order is the question type of that name, or
a matching question where items may stand in either order. What Moodle cannot judge as the card does
becomes a description, which is shown and not asked.
Source: https://docs.moodle.org/en/Moodle_XML_format
"""

import re
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from html import escape, unescape
from types import MappingProxyType
from xml.sax.saxutils import escape as xml_escape

from msgspec import Struct, field

from flashgen.anki.card.shown import Shown, encoded, images_in, shown, with_sources
from flashgen.anki.note import Note
from flashgen.deck.answers.described import (
    Asked,
    Field,
    Fields,
    Gaps,
    MenuField,
    NumberField,
    Options,
    Ordering,
    Statements,
)
from flashgen.exporters.asked import asked, instruction
from flashgen.exporters.figures import with_figure_style
from flashgen.markup import plain_text
from flashgen.markup.unicode_formulas import unicode_math

_MARKUP = re.compile(r"[<>&\\$]")
_MATH = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
_SIGNS = re.compile(r"[#~}\\]")  # of the syntax of embedded answers, between its marks
_TITLE_LENGTH = 80
_UNIT_LENGTH = 50  # of Moodle's database column


class _Count(Struct):
    """How many questions of each kind are written."""

    kinds: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """Return the summary that is printed after an export."""
        shown = self.kinds["description"]
        names = {
            "multichoice": "multiple choice",
            "cloze": "embedded answers",
            "matching": "matching",
        }
        asked_ = ", ".join(
            f"{number:,} {names.get(kind, kind)}"
            for kind, number in sorted(self.kinds.items())
            if kind != "description"
        )
        total = self.kinds.total() - shown
        return (
            f"{total:,} questions are asked{f' ({asked_})' if asked_ else ''}, {shown:,} only shown"
            "; importing a file again makes copies: move or delete the earlier questions first"
        )


class _Given(Struct, frozen=True):
    """What the command line asks for."""

    points: float
    unit_penalty: float


def write(
    notes: Sequence[Note],
    *,
    points: float | None = None,
    per_deck: bool = False,
    unit_penalty: float = 0.0,
) -> Generator[str, None, str]:
    """Yield the document: its head, each deck's category with its questions, its end.

    Returns a summary. What cannot be asked is shown once, whatever its variants. With `per_deck`
    no card has a category of its own; `points` is the grade of a question, `unit_penalty` the
    fraction of it that a wrong unit costs. Raises OSError where an image cannot be read.
    """
    given = _Given(1.0 if points is None else points, unit_penalty)
    count = _Count()
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
            if others and _asked(first) is not None:
                several.append(note)
            else:
                single.append(first)
        if single or (several and per_deck):
            yield _category(deck.split("::"))
            yield from (_question(item, given, count) for item in single)
        for note in several:
            if not per_deck:
                yield _category([*deck.split("::"), note.id], note.guid)
            yield from (_question(item, given, count) for item in shown(note))
    yield "</quiz>\n"
    return count.summary()


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


def _question(item: Shown, given: _Given, count: _Count) -> str:
    what = _asked(item)
    note = item.note
    question, judged = item.question, ""
    if what is None:
        kind, question = "description", item.unasked
    elif isinstance(what, Options):
        kind, judged = "multichoice", _multichoice(what, item.note)
    elif isinstance(what, Statements):
        kind, judged = "multichoice", _multiple_response(what, note)
        question += f"<p>{instruction(note.language).tick}</p>"
    elif isinstance(what, Ordering) and len(what.groups) == len(what.items):
        kind, judged = "ordering", _ordering(what, note)
        question += f"<p>{instruction(note.language).order}</p>"
    elif isinstance(what, Ordering):
        kind, judged = "matching", _matching(what, note)
        question += f"<p>{instruction(note.language).number}</p>"
    elif (number := _single_number(what)) is not None:
        kind, judged = "numerical", _numerical(number, item, given)
    else:
        kind = "cloze"
        question = _embedded(item, what, given)
    count.kinds[kind] += 1
    feedback = item.answer + item.solution + item.extra
    tags = "".join(f"<tag><text>{xml_escape(tag)}</text></tag>" for tag in note.tags)
    # The grade of embedded answers is the sum of theirs.
    grade = f"<defaultgrade>{0 if what is None else given.points:g}</defaultgrade>\n"
    return (
        f'<question type="{kind}">\n'
        f"<name><text>{xml_escape(_title(item))}</text></name>\n"
        + _html("questiontext", question, note)
        + _html("generalfeedback", feedback, note)
        + ("" if kind == "cloze" else grade)
        + f"<penalty>{0 if what is None else 0.3333333}</penalty>\n"
        "<hidden>0</hidden>\n"
        f"<idnumber>{note.guid}{f'-{item.variant}' if item.variant else ''}</idnumber>\n"
        + judged
        + "".join(_html("hint", hint, note) for hint in (item.hints if what is not None else ()))
        + (f"<tags>{tags}</tags>\n" if tags else "")
        + "</question>\n"
    )


def _asked(item: Shown) -> Asked | None:
    what = asked(item)
    return None if isinstance(what, Statements) and what.share is None else what


def _single_number(what: Asked) -> NumberField | None:
    if isinstance(what, tuple) and len(what) == 1 and not what[0].shape:
        (field,) = what[0].fields
        return field if isinstance(field, NumberField) else None
    return None


def _numerical(field: NumberField, item: Shown, given: _Given) -> str:
    # Moodle takes the first answer that fits, and shows the first right one.
    answers = [_number(value, 100, "", error, item.note) for value, error in field.ranges]
    answers += [_number(repr(w.value), 0, w.says, w.error, item.note) for w in field.wrong]
    answer = item.answers[0]
    unit = answer.unit
    if not unit or _MARKUP.search(unit) or len(unit) > _UNIT_LENGTH:
        # Moodle shows a unit as plain text; the question says it in any case.
        return "".join(answers) + _units("", 3, 0.0)
    others = {u.name: 1 / u.factor for u in answer.units if not u.offset}
    penalty = 1.0 if answer.unit_required else given.unit_penalty
    return "".join(answers) + _units(unit, 0, penalty, others)


def _number(value: str, fraction: int, says: str, error: float, note: Note) -> str:
    return (
        f'<answer fraction="{fraction}" format="moodle_auto_format">\n'
        f"<text>{value}</text>\n"
        + _html("feedback", says, note)
        + f"<tolerance>{error:.12g}</tolerance>\n"
        "</answer>\n"
    )


def _units(
    unit: str, shown: int, penalty: float, others: Mapping[str, float] = MappingProxyType({})
) -> str:
    """Return the units that may be typed; those of `others` have what the answer is times."""
    named = "".join(
        f"<unit><multiplier>{multiplier:.12g}</multiplier>"
        f"<unit_name>{xml_escape(name)}</unit_name></unit>"
        for name, multiplier in {unit: 1.0, **others}.items()
        if len(name) <= _UNIT_LENGTH and not _MARKUP.search(name)
    )
    return (
        (f"<units>{named}</units>\n" if unit else "")
        # 0: a unit may be typed and costs nothing; 1: it costs a fraction of the grade.
        + f"<unitgradingtype>{1 if penalty else 0}</unitgradingtype>\n"
        f"<unitpenalty>{penalty:g}</unitpenalty>\n"
        # 0: typed behind the number, 3: none at all.
        f"<showunits>{shown}</showunits>\n<unitsleft>0</unitsleft>\n"
    )


def _embedded(item: Shown, what: tuple[Fields, ...] | Gaps, given: _Given) -> str:
    """Return the question with its fields in Moodle's own syntax."""
    fields = what.fields if isinstance(what, Gaps) else [f for one in what for f in one.fields]
    weight = max(1, round(given.points / len(fields)))
    if isinstance(what, Gaps):
        made = (f"{part}{_field(f, weight)}" for part, f in zip(what.parts, fields, strict=False))
        return "".join(made) + what.parts[-1]
    lines = []
    for one in what:
        label = f"{one.label}: " if one.label else ""
        unit = f' <span class="unit">{one.unit}</span>' if one.unit else ""
        lines.append(f"<div>{label}{_laid_out(one, weight)}{unit}</div>")
    return item.question + "".join(lines)


def _laid_out(one: Fields, weight: int) -> str:
    """Return the fields of an answer: alone, as a row in brackets, or as a table."""
    made = [_field(field, weight) for field in one.fields]
    if not one.shape:
        return made[0]
    if len(one.shape) == 1:
        return f"[ {', '.join(made)} ]"
    columns = one.shape[-1]
    rows = (made[start : start + columns] for start in range(0, len(made), columns))
    cells = (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table style="display: inline-table">{"".join(cells)}</table>'


def _field(field: Field, weight: int) -> str:
    if isinstance(field, NumberField):
        right = [f"={value}:{error:.12g}" for value, error in field.ranges]
        wrong = [f"%0%{w.value!r}:{w.error:.12g}#{_said(w.says)}" for w in field.wrong]
        return f"{{{weight}:NUMERICAL:{'~'.join([*right, *wrong])}}}"
    if isinstance(field, MenuField):
        return f"{{{weight}:{_menu(field)}}}"
    accepted = [f"={_typed(text)}" for text in field.accepted]
    known = [f"%0%{_typed(text)}#{_said(says)}" for text, says in field.wrong]
    kind = "SHORTANSWER_C" if field.exact else "SHORTANSWER"
    return f"{{{weight}:{kind}:{'~'.join([*accepted, *known])}}}"


def _menu(field: MenuField) -> str:
    """Return a menu in Moodle's syntax; one with markup, which unfolds no list, is of buttons."""
    options = "~".join(
        f"{'=' if place == field.right else ''}{_option(text)}{f'#{_said(says)}' if says else ''}"
        for place, (text, says) in enumerate(zip(field.texts, field.says, strict=True))
    )
    marked = any(_MARKUP.search(unescape(text)) for text in field.texts)
    kind = "MULTICHOICE_V" if marked else "MULTICHOICE"
    if field.shuffle:
        kind += "S" if marked else "_S"
    return f"{kind}:{options}"


def _option(html: str) -> str:
    """Return an option, whose first sign must not say that it is right, or how far."""
    text = _said(html)
    return f"&#{ord(text[0])};{text[1:]}" if text[:1] in ("=", "%") else text


def _typed(text: str) -> str:
    """Return a text as an answer of a field: an asterisk stands for anything, unless escaped."""
    return _SIGNS.sub(_as_entity, escape(text.replace("*", "\\*"), quote=False))


def _said(html: str) -> str:
    """Return feedback of a field, whose entities Moodle decodes once."""
    return _SIGNS.sub(_as_entity, html.replace("&", "&amp;"))


def _as_entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _multichoice(what: Options, note: Note) -> str:
    answers = "".join(
        f'<answer fraction="{100 if number == what.right else 0}" format="html">\n'
        + _content(text, note)
        + _html("feedback", says, note)
        + "</answer>\n"
        for number, (text, says) in enumerate(zip(what.texts, what.says, strict=True))
    )
    return (
        "<single>true</single>\n"
        f"<shuffleanswers>{'true' if what.shuffle else 'false'}</shuffleanswers>\n"
        "<answernumbering>ABCD</answernumbering>\n" + _overall(note) + answers
    )


def _overall(note: Note) -> str:
    return "".join(
        _html(f"{name}feedback", "", note) for name in ("correct", "partiallycorrect", "incorrect")
    )


def _multiple_response(what: Statements, note: Note) -> str:
    """Return the statements as boxes to tick: a wrong tick costs what a right one gives."""
    share = what.share
    answers = "".join(
        f'<answer fraction="{share if right else f"-{share}"}" format="html">\n'
        + _content(text, note)
        + _html("feedback", says, note)
        + "</answer>\n"
        for text, right, says in zip(what.texts, what.right, what.says, strict=True)
    )
    return (
        "<single>false</single>\n<shuffleanswers>true</shuffleanswers>\n"
        "<answernumbering>none</answernumbering>\n" + _overall(note) + answers
    )


def _ordering(what: Ordering, note: Note) -> str:
    """Return the items in their order, for the question type that Moodle has from 4.4 on."""
    answers = "".join(
        f'<answer fraction="{number}" format="html">\n{_content(item, note)}</answer>\n'
        for number, item in enumerate(what.items, start=1)
    )
    return (
        "<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>\n"
        "<selectcount>0</selectcount>\n<gradingtype>ABSOLUTE_POSITION</gradingtype>\n"
        "<showgrading>SHOW</showgrading>\n<numberingstyle>none</numberingstyle>\n"
        f"{_overall(note)}<shownumcorrect>1</shownumcorrect>\n{answers}"
    )


def _matching(what: Ordering, note: Note) -> str:
    """Return the items to be matched with their places, which two of a group share."""
    pairs = "".join(
        f'<subquestion format="html">\n{_content(item, note)}'
        f"<answer><text>{place}</text></answer>\n</subquestion>\n"
        for item, place in zip(what.items, what.places, strict=True)
    )
    return f"<shuffleanswers>true</shuffleanswers>\n{_overall(note)}{pairs}"


def _html(name: str, html: str, note: Note) -> str:
    return f'<{name} format="html">\n{_content(html, note)}</{name}>\n'


def _content(html: str, note: Note) -> str:
    """Return the text element and the images that it shows, as Moodle wants them: inside."""
    images = images_in(html, note)
    html = with_sources(
        with_figure_style(html), {escape(i.name): f"@@PLUGINFILE@@/{i.name}" for i in images}
    )
    files = "".join(
        f'<file name="{escape(image.name)}" path="/" encoding="base64">{encoded(image)}</file>\n'
        for image in images
    )
    return f"<text>{_cdata(html)}</text>\n{files}"


def _cdata(html: str) -> str:
    if not html:
        return ""
    return "<![CDATA[" + html.replace("]]>", "]]]]><![CDATA[>") + "]]>"
