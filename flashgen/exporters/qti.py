"""Notes as a QTI 2.1 package: an item for each variant, and for each deck a test that draws one.

Source: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html
"""

import io
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import permutations, product
from math import factorial, prod
from typing import Final

from flashgen.anki.card.shown import Shown, shown
from flashgen.anki.note import Note
from flashgen.anki.package.zip import ArchiveWriter
from flashgen.exporters import qti12
from flashgen.exporters.asked import (
    Asked,
    Field,
    Fields,
    Gaps,
    MenuField,
    NumberField,
    Options,
    Ordering,
    Statements,
    asked,
    instruction,
)
from flashgen.exporters.qti_package import Files, Item, decimal, item_of
from flashgen.exporters.xhtml import blocks, xhtml

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ITEM: Final = (
    'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p1 '
    'http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
_MANIFEST: Final = 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
_MOST_ORDERS: Final = 24
"""That are right, each of which is written out."""
Inline = Callable[[str], str]
"""Makes XHTML of a note's HTML."""


def write(
    notes: Sequence[Note], *, qti: str = "2.1", points: float | None = None
) -> Generator[bytes, None, str]:
    """Yield the package, a zip archive, and return a summary.

    With `qti` "1.2" it is one for Canvas Classic. Raises OSError where an image cannot be read.
    """
    worth = 1.0 if points is None else points
    out = io.BytesIO()
    with ArchiveWriter(out) as archive:
        write_package = qti12.write_package if qti == "1.2" else _write_package
        asked_, written = write_package(archive, notes, worth)
        archive.close()
    yield out.getvalue()
    return (
        f"{asked_:,} questions are graded by the system, {written:,} are for a written answer, "
        "graded by hand"
    )


def _write_package(archive: ArchiveWriter, notes: Sequence[Note], points: float) -> tuple[int, int]:
    files = Files(archive, above="../")
    decks: dict[str, list[tuple[Note, list[Item]]]] = {}
    graded = written = 0
    for note in notes:
        items = []
        for variant in shown(note):
            what = _asked(variant)
            if what is None:
                written += 1
            else:
                graded += 1
            files.used = []
            item = item_of(variant)
            archive.add(item.path, _item(variant, what, item, files, points).encode())
            items.append(Item(item.identifier, item.path, tuple(files.used), item.title))
            if what is None:  # other numbers would be asked for in vain
                break
        decks.setdefault(note.deck, []).append((note, items))
    tests = []
    for number, (deck, of) in enumerate(decks.items(), start=1):
        path = f"test-{number}.xml"
        archive.add(path, _test(number, deck, of).encode())
        tests.append((f"test-{number}", path, [i.identifier for _, items in of for i in items]))
    everything = [item for of in decks.values() for _, items in of for item in items]
    archive.add("imsmanifest.xml", _manifest(everything, tests).encode())
    return graded, written


def _asked(variant: Shown) -> Asked | None:
    what = asked(variant)
    if isinstance(what, Ordering) and prod(map(factorial, map(len, what.groups))) > _MOST_ORDERS:
        return None
    return what


def _manifest(items: Sequence[Item], tests: Sequence[tuple[str, str, list[str]]]) -> str:
    resources = [
        f'<resource identifier="{i.identifier}" type="imsqti_item_xmlv2p1" href="{i.path}">\n'
        + "".join(f'<file href="{escape(path)}"/>\n' for path in (i.path, *i.images))
        + "</resource>\n"
        for i in items
    ]
    resources += [
        f'<resource identifier="{identifier}" type="imsqti_test_xmlv2p1" href="{path}">\n'
        f'<file href="{path}"/>\n'
        + "".join(f'<dependency identifierref="{name}"/>\n' for name in names)
        + "</resource>\n"
        for identifier, path, names in tests
    ]
    return (
        f'{_XML}<manifest {_MANIFEST} identifier="flashgen">\n<metadata>\n'
        "<schema>QTIv2.1 Package</schema>\n<schemaversion>1.0.0</schemaversion>\n</metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def _test(number: int, deck: str, of: Sequence[tuple[Note, list[Item]]]) -> str:
    sections = []
    for place, (note, items) in enumerate(of, start=1):
        references = "".join(
            f'<assessmentItemRef identifier="r-{item.identifier}" href="{item.path}"/>\n'
            for item in items
        )
        select = '<selection select="1"/>\n' if len(items) > 1 else ""
        sections.append(
            f'<assessmentSection identifier="s-{place}" title="{escape(note.id)}" visible="false">'
            f"\n{select}{references}</assessmentSection>\n"
        )
    return (
        f'{_XML}<assessmentTest {_ITEM} identifier="test-{number}" title="{escape(deck)}">\n'
        '<testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">\n'
        f'<assessmentSection identifier="all" title="{escape(deck)}" visible="true">\n'
        f"{''.join(sections)}</assessmentSection>\n</testPart>\n</assessmentTest>\n"
    )


@dataclass(slots=True)
class _Parts:
    """The parts of an item that its fields add to."""

    declarations: list[str] = field(default_factory=list)
    processing: list[str] = field(default_factory=list)
    feedback: list[tuple[str, str]] = field(default_factory=list)
    """Identifiers and XHTML."""

    def says(self, html: str) -> str:
        """Add feedback and return its identifier; "" where there is none."""
        if not html:
            return ""
        identifier = f"f{len(self.feedback) + 1}"
        self.feedback.append((identifier, html))
        return identifier


def _item(variant: Shown, what: Asked | None, item: Item, files: Files, points: float) -> str:
    note = variant.note

    def block(html: str) -> str:
        return blocks(files.html(html, note), files.drawing)

    def inline(html: str) -> str:
        return xhtml(files.html(html, note), files.drawing)

    parts = _Parts()
    if isinstance(what, Options):
        body = block(variant.question) + _choice(what, parts, points, inline)
    elif isinstance(what, Statements):
        body = block(variant.question) + f"<p>{instruction(note.language).tick}</p>"
        body += _ticked(what, parts, points, inline)
    elif isinstance(what, Ordering):
        body = block(variant.question) + f"<p>{instruction(note.language).order}</p>"
        body += _ordered(what, parts, points, inline)
    elif isinstance(what, Gaps):
        body = f"<div>{inline(_marked(what.parts))}</div>"
        share = points / len(what.fields)
        for number, one in enumerate(what.fields, start=1):
            entry = _entry(one, number, len(what.fields), parts, share)
            body = body.replace("\ue000", entry, 1)
    elif what is not None:
        body = block(variant.question) + _fields(what, parts, points, inline)
    else:
        body = block(variant.unasked) + (
            '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="4"/>'
        )
        parts.declarations.append(
            '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>\n'
        )
    solution = block(variant.answer + variant.solution + variant.extra)
    feedback = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{identifier}" showHide="show">'
        f"{block(html)}</modalFeedback>\n"
        for identifier, html in parts.feedback
    )
    return (
        f'{_XML}<assessmentItem {_ITEM} identifier="{item.identifier}" '
        f'title="{escape(item.title)}" xml:lang="{escape(note.language)}" adaptive="false" '
        'timeDependent="false">\n'
        + "".join(parts.declarations)
        + '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
        f'normalMaximum="{points:g}">\n<defaultValue><value>0</value></defaultValue>\n'
        "</outcomeDeclaration>\n"
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" '
        'baseType="identifier"/>\n'
        '<outcomeDeclaration identifier="SOLUTION" cardinality="single" baseType="identifier"/>\n'
        f"<itemBody>\n{body}\n</itemBody>\n"
        f"<responseProcessing>\n{''.join(parts.processing)}{_set_solution()}</responseProcessing>\n"
        + feedback
        + '<modalFeedback outcomeIdentifier="SOLUTION" identifier="solution" showHide="show">'
        f"{solution}</modalFeedback>\n</assessmentItem>\n"
    )


def _marked(parts: Sequence[str]) -> str:
    return "\ue000".join(parts)


def _set_solution() -> str:
    return (
        '<setOutcomeValue identifier="SOLUTION"><baseValue baseType="identifier">solution'
        "</baseValue></setOutcomeValue>\n"
    )


def _add_score(points: float) -> str:
    return (
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<baseValue baseType="float">{points:g}</baseValue></sum></setOutcomeValue>'
    )


def _add_feedback(identifier: str) -> str:
    return (
        '<setOutcomeValue identifier="FEEDBACK"><multiple><variable identifier="FEEDBACK"/>'
        f'<baseValue baseType="identifier">{identifier}</baseValue></multiple></setOutcomeValue>'
    )


def _condition(test: str, points: float, wrong: Sequence[tuple[str, str]]) -> str:
    """Return the conditions of right answers with points, then of wrong ones with feedback."""
    others = "".join(
        f"<responseElseIf>{test_}{_add_feedback(identifier)}</responseElseIf>"
        for test_, identifier in wrong
        if identifier
    )
    return (
        f"<responseCondition><responseIf>{test}{_add_score(points)}</responseIf>{others}"
        "</responseCondition>\n"
    )


def _choice(what: Options, parts: _Parts, points: float, inline: Inline) -> str:
    parts.declarations.append(
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">\n'
        f"<correctResponse><value>o{what.right + 1}</value></correctResponse>\n"
        "</responseDeclaration>\n"
    )

    def chosen(number: int) -> str:
        return (
            '<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">'
            f"o{number}</baseValue></match>"
        )

    right = what.right + 1
    wrong = [(chosen(n), parts.says(says)) for n, says in enumerate(what.says, 1) if n != right]
    parts.processing.append(_condition(chosen(right), points, wrong))
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{_truth(what.shuffle)}" '
        'maxChoices="1">\n'
        f"{_simple_choices(what.texts, inline)}</choiceInteraction>"
    )


def _simple_choices(texts: Sequence[str], inline: Inline) -> str:
    return "".join(
        f'<simpleChoice identifier="o{n}">{inline(text)}</simpleChoice>\n'
        for n, text in enumerate(texts, start=1)
    )


def _ticked(what: Statements, parts: _Parts, points: float, inline: Inline) -> str:
    """Declare and process statements to be ticked: a wrong tick costs what a right one gives."""
    share = points / sum(what.right)
    right = [f"o{n}" for n, is_right in enumerate(what.right, start=1) if is_right]
    mapping = "".join(
        f'<mapEntry mapKey="o{n}" mappedValue="{share if is_right else -share:.12g}"/>'
        for n, is_right in enumerate(what.right, start=1)
    )
    parts.declarations.append(
        '<responseDeclaration identifier="RESPONSE" cardinality="multiple" '
        'baseType="identifier">\n'
        f"<correctResponse>{''.join(f'<value>{name}</value>' for name in right)}"
        "</correctResponse>\n"
        f'<mapping lowerBound="0" upperBound="{points:g}" defaultValue="0">{mapping}</mapping>\n'
        "</responseDeclaration>\n"
    )
    parts.processing.append(
        '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>'
        "</setOutcomeValue>\n"
    )
    for number, (is_right, says) in enumerate(zip(what.right, what.says, strict=True), start=1):
        if identifier := parts.says(says):
            ticked = (
                f'<member><baseValue baseType="identifier">o{number}</baseValue>'
                '<variable identifier="RESPONSE"/></member>'
            )
            test = f"<not>{ticked}</not>" if is_right else ticked
            parts.processing.append(
                f"<responseCondition><responseIf>{test}{_add_feedback(identifier)}</responseIf>"
                "</responseCondition>\n"
            )
    return (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">\n'
        f"{_simple_choices(what.texts, inline)}</choiceInteraction>"
    )


def _ordered(what: Ordering, parts: _Parts, points: float, inline: Inline) -> str:
    """Declare and process items to be put in order, in all orders that are right."""
    groups, first = [], 1
    for group in what.groups:
        groups.append([f"o{n}" for n in range(first, first + len(group))])
        first += len(group)
    orders = [sum(one, ()) for one in product(*map(permutations, groups))]
    values = "".join(f"<value>{name}</value>" for name in orders[0])
    parts.declarations.append(
        '<responseDeclaration identifier="RESPONSE" cardinality="ordered" '
        f'baseType="identifier">\n<correctResponse>{values}</correctResponse>\n'
        "</responseDeclaration>\n"
    )
    tests = []
    for order in orders:
        names = "".join(f'<baseValue baseType="identifier">{name}</baseValue>' for name in order)
        tests.append(f'<match><variable identifier="RESPONSE"/><ordered>{names}</ordered></match>')
    parts.processing.append(_condition(_any_of(tests), points, ()))
    return (
        '<orderInteraction responseIdentifier="RESPONSE" shuffle="true">\n'
        f"{_simple_choices(what.items, inline)}</orderInteraction>"
    )


def _fields(what: Sequence[Fields], parts: _Parts, points: float, inline: Inline) -> str:
    total = sum(len(one.fields) for one in what)
    body, number = [], 0
    for one in what:
        entries = []
        for entry in one.fields:
            number += 1
            entries.append(_entry(entry, number, total, parts, points / total))
        label = f"{inline(one.label)}: " if one.label else ""
        unit = f" {inline(one.unit)}" if one.unit else ""
        if len(one.shape) == 2:
            columns = one.shape[1]
            rows = (entries[n : n + columns] for n in range(0, len(entries), columns))
            cells = (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
            body.append(f"<p>{label}{unit}</p><table><tbody>{''.join(cells)}</tbody></table>")
        else:
            inside = ", ".join(entries)
            body.append(f"<p>{label}{f'[{inside}]' if one.shape else inside}{unit}</p>")
    return "".join(body)


def _entry(one: Field, number: int, total: int, parts: _Parts, points: float) -> str:
    """Declare a field, process it, and return its interaction."""
    name = "RESPONSE" if total == 1 else f"RESPONSE_{number}"
    if isinstance(one, MenuField):
        return _inline_choice(one, name, parts, points)
    if isinstance(one, NumberField):
        base, right, width = "float", one.ranges[0][0], 12
        test = _between(name, one.value, one.error)
        wrong = [(_between(name, w.value, w.error), parts.says(w.says)) for w in one.wrong]
        mapping = ""
    else:
        base, right, width = "string", one.accepted[0], max(12, *map(len, one.accepted))
        test = _any_of([_equals(name, text, one.exact) for text in one.accepted])
        wrong = [(_equals(name, text, one.exact), parts.says(says)) for text, says in one.wrong]
        mapping = "".join(
            f'<mapEntry mapKey="{escape(text)}" mappedValue="{points:g}" '
            f'caseSensitive="{_truth(one.exact)}"/>'
            for text in one.accepted
        )
        mapping = f'<mapping defaultValue="0">{mapping}</mapping>\n'
    parts.declarations.append(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="{base}">\n'
        f"<correctResponse><value>{escape(right)}</value></correctResponse>\n{mapping}"
        "</responseDeclaration>\n"
    )
    parts.processing.append(_condition(test, points, wrong))
    return f'<textEntryInteraction responseIdentifier="{name}" expectedLength="{width}"/>'


def _between(name: str, value: float, error: float) -> str:
    def bound(test: str, limit: float) -> str:
        return (
            f'<{test}><variable identifier="{name}"/><baseValue baseType="float">'
            f"{decimal(limit)}</baseValue></{test}>"
        )

    return f"<and>{bound('gte', value - error)}{bound('lte', value + error)}</and>"


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _inline_choice(one: MenuField, name: str, parts: _Parts, points: float) -> str:
    """Declare a menu, process it, and return its interaction, in which options are plain text."""
    parts.declarations.append(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="identifier">\n'
        f"<correctResponse><value>o{one.right + 1}</value></correctResponse>\n"
        "</responseDeclaration>\n"
    )
    tests = [
        f'<match><variable identifier="{name}"/><baseValue baseType="identifier">o{n}</baseValue>'
        "</match>"
        for n in range(1, len(one.texts) + 1)
    ]
    wrong = [
        (test, parts.says(says))
        for place, (test, says) in enumerate(zip(tests, one.says, strict=True))
        if place != one.right
    ]
    parts.processing.append(_condition(tests[one.right], points, wrong))
    options = "".join(
        f'<inlineChoice identifier="o{n}">{escape(text)}</inlineChoice>'
        for n, text in enumerate(one.plain, start=1)
    )
    return (
        f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="{_truth(one.shuffle)}">'
        f"{options}</inlineChoiceInteraction>"
    )


def _equals(name: str, text: str, exact: bool) -> str:
    return (
        f'<stringMatch caseSensitive="{_truth(exact)}"><variable identifier="{name}"/>'
        f'<baseValue baseType="string">{escape(text)}</baseValue></stringMatch>'
    )


def _any_of(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"<or>{''.join(tests)}</or>"
