"""Notes as a QTI 1.2 package with the metadata of Canvas Classic: a quiz for each deck.

Source: https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_bindv1p2.html, and the importer of
Canvas (gems/plugins/qti_exporter) for how a number is read.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from math import floor, log10
from typing import Final

from flashgen.anki.card.shown import Shown, shown
from flashgen.anki.note import Note
from flashgen.anki.package.zip import ArchiveWriter
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
    TextField,
)
from flashgen.exporters.asked import asked, instruction
from flashgen.exporters.qti_package import Files, decimal, item_of
from flashgen.exporters.xhtml import xhtml

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_QTI: Final = 'xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"'
_MANIFEST: Final = 'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"'
_ESSAY: Final = (
    '<response_str ident="response1" rcardinality="Single"><render_fib/></response_str>\n'
)
_SMALLEST: Final = 1e-4
"""Canvas keeps four decimals of a number, unless it is asked for by its figures."""


def write_package(archive: ArchiveWriter, notes: Sequence[Note], points: float) -> tuple[int, int]:
    """Write the files; return how many questions are graded by Canvas, and how many by hand."""
    files = Files(archive, above="$IMS-CC-FILEBASE$/")
    decks: dict[str, list[Note]] = {}
    for note in notes:
        decks.setdefault(note.deck, []).append(note)
    graded = written = 0
    resources = []
    for number, (deck, of) in enumerate(decks.items(), start=1):
        sections = []
        files.used = []
        for note in of:
            items = []
            for variant in shown(note):
                what = asked(variant)
                graded, written = graded + (what is not None), written + (what is None)
                items.append(_item(variant, what, files, points))
                if what is None:
                    break
            sections.append(_group(note, items, points))
        path = f"quiz-{number}/quiz-{number}.xml"
        archive.add(path, _assessment(number, deck, sections).encode())
        images = "".join(f'<file href="{escape(image)}"/>\n' for image in files.used)
        resources.append(
            f'<resource identifier="quiz-{number}" type="imsqti_xmlv1p2" href="{path}">\n'
            f'<file href="{path}"/>\n{images}</resource>\n'
        )
    archive.add(
        "imsmanifest.xml",
        (
            f'{_XML}<manifest {_MANIFEST} identifier="flashgen">\n<metadata>\n'
            "<schema>IMS Content</schema>\n<schemaversion>1.1.3</schemaversion>\n</metadata>\n"
            f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
        ).encode(),
    )
    return graded, written


def _assessment(number: int, deck: str, sections: Sequence[str]) -> str:
    return (
        f'{_XML}<questestinterop {_QTI}>\n<assessment ident="quiz-{number}" '
        f'title="{escape(deck)}">\n<section ident="root_section">\n{"".join(sections)}</section>\n'
        "</assessment>\n</questestinterop>\n"
    )


def _group(note: Note, items: Sequence[str], points: float) -> str:
    """Return a card's questions; of several variants one is drawn for each student."""
    if len(items) == 1:
        return items[0]
    return (
        f'<section ident="g-{escape(note.guid)}" title="{escape(note.id)}">\n<selection_ordering>\n'
        "<selection><selection_number>1</selection_number><selection_extension>"
        f"<points_per_item>{points:g}</points_per_item></selection_extension></selection>\n"
        f"</selection_ordering>\n{''.join(items)}</section>\n"
    )


def _item(variant: Shown, what: Asked | None, files: Files, points: float) -> str:
    note = variant.note
    named = item_of(variant)

    def html(text: str) -> str:
        return escape(xhtml(files.html(text, note), files.drawing))

    said: list[tuple[str, str]] = []
    question = variant.question
    if what is None:
        kind, responses, processing = "essay_question", _ESSAY, ""
        question = variant.unasked
    elif isinstance(what, Options):
        kind = "multiple_choice_question"
        responses, processing = _choice(what, html, said)
    elif isinstance(what, Statements):
        kind = "multiple_answers_question"
        question += f"<p>{instruction(note.language).tick}</p>"
        responses, processing = _ticked(what, html, said)
    elif isinstance(what, Ordering):
        kind = "matching_question"
        question += f"<p>{instruction(note.language).number}</p>"
        responses, processing = _matching(what, html)
    else:
        fields = [f for one in what for f in one.fields] if isinstance(what, tuple) else what.fields
        first, *others = fields
        if not (others or isinstance(what, Gaps) or isinstance(first, MenuField)):
            kind, responses, processing = _single(first, said)
        else:
            menus = all(isinstance(field, MenuField) for field in fields)
            kind = "multiple_dropdowns_question" if menus else "fill_in_multiple_blanks_question"
            question = _with_blanks(variant, what, listed=not menus)
            responses, processing = _blanks(fields, menus=menus)
    metadata = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry>"
        "</qtimetadatafield>\n"
        for label, entry in (("question_type", kind), ("points_possible", f"{points:g}"))
    )
    solution = html(variant.answer + variant.solution + variant.extra)
    feedback = [("general_fb", solution), *((name, html(text)) for name, text in said)]
    return (
        f'<item ident="{named.identifier}" title="{escape(named.title)}">\n<itemmetadata>\n'
        f"<qtimetadata>\n{metadata}</qtimetadata>\n</itemmetadata>\n<presentation>\n"
        f'<material><mattext texttype="text/html">{html(question)}</mattext></material>\n'
        f"{responses}</presentation>\n<resprocessing>\n<outcomes>"
        '<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>\n'
        '<respcondition continue="Yes"><conditionvar><other/></conditionvar>'
        '<displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>\n'
        f"{processing}</resprocessing>\n"
        + "".join(
            f'<itemfeedback ident="{name}"><flow_mat><material><mattext texttype="text/html">'
            f"{text}</mattext></material></flow_mat></itemfeedback>\n"
            for name, text in feedback
        )
        + "</item>\n"
    )


def _says(text: str, said: list[tuple[str, str]]) -> str:
    if not text:
        return ""
    said.append((f"f{len(said) + 1}_fb", text))
    return f'<displayfeedback feedbacktype="Response" linkrefid="{said[-1][0]}"/>'


def _right(condition: str) -> str:
    return (
        f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
        f'<setvar action="Set" varname="SCORE">100</setvar></respcondition>\n'
    )


def _wrong(condition: str, feedback: str) -> str:
    if not feedback:
        return ""
    return (
        f'<respcondition continue="Yes"><conditionvar>{condition}</conditionvar>{feedback}'
        "</respcondition>\n"
    )


def _choice(
    what: Options, html: Callable[[str], str], said: list[tuple[str, str]]
) -> tuple[str, str]:
    right = what.right + 1
    wrong = (
        _wrong(_chosen(n), _says(says, said)) for n, says in enumerate(what.says, 1) if n != right
    )
    options = _options(what.texts, "Single", html, shuffle="Yes" if what.shuffle else "No")
    return options, "".join(wrong) + _right(_chosen(right))


def _options(
    texts: Sequence[str], cardinality: str, html: Callable[[str], str], shuffle: str = "Yes"
) -> str:
    labels = "".join(
        f'<response_label ident="o{n}"><material><mattext texttype="text/html">{html(text)}'
        "</mattext></material></response_label>\n"
        for n, text in enumerate(texts, start=1)
    )
    return (
        f'<response_lid ident="response1" rcardinality="{cardinality}">'
        f'<render_choice shuffle="{shuffle}">\n{labels}</render_choice></response_lid>\n'
    )


def _chosen(number: int) -> str:
    return f'<varequal respident="response1">o{number}</varequal>'


def _ticked(
    what: Statements, html: Callable[[str], str], said: list[tuple[str, str]]
) -> tuple[str, str]:
    """Return the statements as boxes to tick, with what is said to whoever ticks a wrong one."""
    tests = "".join(
        _chosen(n) if right else f"<not>{_chosen(n)}</not>"
        for n, right in enumerate(what.right, start=1)
    )
    wrong = (
        _wrong(_chosen(n), _says(says, said))
        for n, (says, right) in enumerate(zip(what.says, what.right, strict=True), start=1)
        if not right
    )
    return _options(what.texts, "Multiple", html), "".join(wrong) + _right(f"<and>{tests}</and>")


def _matching(what: Ordering, html: Callable[[str], str]) -> tuple[str, str]:
    """Return the items to be matched with their places, which those of a group share."""
    places = list(dict.fromkeys(what.places))
    labels = "".join(
        f'<response_label ident="p{n}"><material><mattext texttype="text/plain">{place}'
        "</mattext></material></response_label>\n"
        for n, place in enumerate(places, start=1)
    )
    responses, processing = [], []
    for number, (item, place) in enumerate(zip(what.items, what.places, strict=True), start=1):
        responses.append(
            f'<response_lid ident="response_{number}"><material><mattext texttype="text/html">'
            f"{html(item)}</mattext></material>\n<render_choice>\n{labels}</render_choice>"
            "</response_lid>\n"
        )
        processing.append(
            f'<respcondition><conditionvar><varequal respident="response_{number}">'
            f"p{places.index(place) + 1}</varequal></conditionvar>"
            f'<setvar action="Add" varname="SCORE">{100 / len(what.items):.2f}</setvar>'
            "</respcondition>\n"
        )
    return "".join(responses), "".join(processing)


def _single(field: NumberField | TextField, said: list[tuple[str, str]]) -> tuple[str, str, str]:
    render = (
        '<response_str ident="response1" rcardinality="Single"><render_fib>'
        '<response_label ident="answer1"/></render_fib></response_str>\n'
    )
    if isinstance(field, TextField):
        texts = "".join(_typed("response1", text) for text in field.accepted)
        known = (_wrong(_typed("response1", text), _says(says, said)) for text, says in field.wrong)
        return "short_answer_question", render, "".join(known) + _right(texts)
    wrong = (
        _wrong(_range(w.value - w.error, w.value + w.error), _says(w.says, said))
        for w in field.wrong
    )
    return "numerical_question", render, "".join(wrong) + _right(_number(field))


def _typed(name: str, text: str) -> str:
    return f'<varequal respident="{name}">{escape(text)}</varequal>'


def _number(field: NumberField) -> str:
    value, error = field.value, field.error
    if 0 < abs(value) < _SMALLEST:
        # As so many figures, which Canvas does not round to four decimals. It knows them by bounds
        # that end in 5 and are a power of ten apart: the largest within the error.
        last = Decimal(10) ** floor(log10(2 * error))
        near, half = Decimal(value).quantize(last), last / 2
        if near:
            bounds = _range_of("vargt", near - half, near + half)
            return f"<or>{_typed('response1', f'{near:f}')}{bounds}</or>"
    exact, margin = Decimal(decimal(value)), Decimal(decimal(error))
    bounds = _range_of("vargte", exact - margin, exact + margin)
    return f"<or>{_typed('response1', f'{exact:f}')}{bounds}</or>"


def _range(low: float, high: float) -> str:
    return _range_of("vargte", Decimal(decimal(low)), Decimal(decimal(high)))


def _range_of(above: str, low: Decimal, high: Decimal) -> str:
    return (
        f'<and><{above} respident="response1">{low:f}</{above}>'
        f'<varlte respident="response1">{high:f}</varlte></and>'
    )


def _with_blanks(variant: Shown, what: tuple[Fields, ...] | Gaps, *, listed: bool) -> str:
    """Return the question with its blanks; `listed`: those of menus with their options."""
    if isinstance(what, Gaps):
        blanks = [f"[blank{n}]" for n in range(1, len(what.fields) + 1)] + [""]
        return "".join(part + blank for part, blank in zip(what.parts, blanks, strict=True))
    lines, number = [], 0
    for one in what:
        blanks = [f"[blank{number + n}]" for n in range(1, len(one.fields) + 1)]
        number += len(blanks)
        columns = one.shape[-1] if len(one.shape) == 2 else len(blanks)
        rows = [" ".join(blanks[n : n + columns]) for n in range(0, len(blanks), columns)]
        label = f"{one.label}: " if one.label else ""
        menu = one.fields[0]
        behind = f"({' / '.join(menu.texts)})" if isinstance(menu, MenuField) and listed else ""
        lines.append(f"<p>{label}{'<br>'.join(rows)} {one.unit}{behind}</p>")
    return variant.question + "".join(lines)


def _blanks(fields: Sequence[Field], *, menus: bool) -> tuple[str, str]:
    """Return a blank for each field. Canvas compares texts there: a number counts as displayed.

    With `menus` they are lists to choose from.
    """
    responses, processing = [], []
    for number, field in enumerate(fields, start=1):
        name = f"response_blank{number}"
        texts, right = _accepted(field, menus)
        labels = "".join(
            f'<response_label ident="b{number}a{n}"><material><mattext texttype="text/plain">'
            f"{escape(text)}</mattext></material></response_label>\n"
            for n, text in enumerate(texts, start=1)
        )
        responses.append(
            f'<response_lid ident="{name}"><material><mattext>blank{number}</mattext></material>'
            f"<render_choice>\n{labels}</render_choice></response_lid>\n"
        )
        share = 100 / len(fields)
        processing += [
            f'<respcondition><conditionvar><varequal respident="{name}">b{number}a{n}</varequal>'
            f'</conditionvar><setvar action="Add" varname="SCORE">{share:.2f}</setvar>'
            "</respcondition>\n"
            for n in right
        ]
    return "".join(responses), "".join(processing)


def _accepted(field: Field, menus: bool) -> tuple[tuple[str, ...], Sequence[int]]:
    """Return the labels of a blank, and the numbers of those that are right, from 1."""
    if isinstance(field, MenuField):
        return (field.plain, (field.right + 1,)) if menus else ((field.plain[field.right],), (1,))
    texts = field.accepted if isinstance(field, TextField) else _spelled(field)
    return texts, range(1, len(texts) + 1)


def _spelled(field: NumberField) -> tuple[str, ...]:
    """Return how a number may be typed: as displayed, without zeros at its end, with a minus."""
    shown = field.shown
    short = shown.rstrip("0").rstrip(".") if "." in shown else shown
    comma = shown.replace(".", ",")
    texts = (shown, short, comma, shown.replace("-", "−"))
    return tuple(dict.fromkeys(texts))
