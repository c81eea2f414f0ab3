"""Notes as a QTI 2.1 package: an item for each variant, and for each deck a test that draws one.

Source: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html
"""

import io
from collections.abc import Generator, Sequence
from html import escape
from math import factorial, prod
from typing import Final

from flashgen.anki.card.shown import Shown, shown
from flashgen.anki.note import Note
from flashgen.anki.package.zip import ArchiveWriter
from flashgen.deck.answers.described import Asked, Gaps, Options, Ordering, Statements
from flashgen.exporters import qti12
from flashgen.exporters.asked import asked, instruction
from flashgen.exporters.qti_interactions import Parts, choice, fields, interaction, ordered, ticked
from flashgen.exporters.qti_package import Files, Item, item_of
from flashgen.exporters.xhtml import blocks, xhtml

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ITEM: Final = (
    'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p1 '
    'http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
_MANIFEST: Final = 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
_SET_SOLUTION: Final = (
    '<setOutcomeValue identifier="SOLUTION"><baseValue baseType="identifier">solution'
    "</baseValue></setOutcomeValue>\n"
)
_MOST_ORDERS: Final = 24
"""That are right, each of which is written out."""


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


def _item(variant: Shown, what: Asked | None, item: Item, files: Files, points: float) -> str:
    note = variant.note

    def block(html: str) -> str:
        return blocks(files.html(html, note), files.drawing)

    def inline(html: str) -> str:
        return xhtml(files.html(html, note), files.drawing)

    parts = Parts()
    if isinstance(what, Options):
        body = block(variant.question) + choice(what, parts, points, inline)
    elif isinstance(what, Statements):
        body = block(variant.question) + f"<p>{instruction(note.language).tick}</p>"
        body += ticked(what, parts, points, inline)
    elif isinstance(what, Ordering):
        body = block(variant.question) + f"<p>{instruction(note.language).order}</p>"
        body += ordered(what, parts, points, inline)
    elif isinstance(what, Gaps):
        marked = "\ue000".join(what.parts)
        body = f"<div>{inline(marked)}</div>"
        share = points / len(what.fields)
        for number, one in enumerate(what.fields, start=1):
            made = interaction(one, number, len(what.fields), parts, share)
            body = body.replace("\ue000", made, 1)
    elif what is not None:
        body = block(variant.question) + fields(what, parts, points, inline)
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
        f"<responseProcessing>\n{''.join(parts.processing)}{_SET_SOLUTION}</responseProcessing>\n"
        + feedback
        + '<modalFeedback outcomeIdentifier="SOLUTION" identifier="solution" showHide="show">'
        f"{solution}</modalFeedback>\n</assessmentItem>\n"
    )
