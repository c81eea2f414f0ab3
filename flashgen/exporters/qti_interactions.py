"""What is asked as the interactions of a QTI 2.1 item: declared, processed and displayed."""

from collections.abc import Callable, Sequence
from html import escape
from itertools import permutations, product

from msgspec import Struct, field

from flashgen.deck.answers.described import (
    Field,
    Fields,
    MenuField,
    NumberField,
    Options,
    Ordering,
    Statements,
)
from flashgen.exporters.qti_package import decimal

Inline = Callable[[str], str]
"""Makes XHTML of a note's HTML."""


class Parts(Struct):
    """The parts of an item that its fields add to."""

    declarations: list[str] = field(default_factory=list)
    processing: list[str] = field(default_factory=list)
    feedback: list[tuple[str, str]] = field(default_factory=list)
    """Identifiers and XHTML."""

    def declare(
        self, name: str, cardinality: str, base: str, right: Sequence[str], mapping: str = ""
    ) -> None:
        """Declare what is typed or chosen under a name, and what is right."""
        values = "".join(f"<value>{escape(value)}</value>" for value in right)
        self.declarations.append(
            f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" '
            f'baseType="{base}">\n<correctResponse>{values}</correctResponse>\n{mapping}'
            "</responseDeclaration>\n"
        )

    def says(self, html: str) -> str:
        """Add feedback and return its identifier; "" where there is none."""
        if not html:
            return ""
        identifier = f"f{len(self.feedback) + 1}"
        self.feedback.append((identifier, html))
        return identifier


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


def choice(what: Options, parts: Parts, points: float, inline: Inline) -> str:
    """Declare options of which one is right, process them, and return their interaction."""
    _declare_options("RESPONSE", what.says, what.right, parts, points)
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="{_truth(what.shuffle)}" '
        'maxChoices="1">\n'
        f"{_simple_choices(what.texts, inline)}</choiceInteraction>"
    )


def _declare_options(
    name: str, says: Sequence[str], right: int, parts: Parts, points: float
) -> None:
    parts.declare(name, "single", "identifier", [f"o{right + 1}"])
    tests = [
        f'<match><variable identifier="{name}"/><baseValue baseType="identifier">o{n}</baseValue>'
        "</match>"
        for n in range(1, len(says) + 1)
    ]
    wrong = [
        (test, parts.says(said))
        for place, (test, said) in enumerate(zip(tests, says, strict=True))
        if place != right
    ]
    parts.processing.append(_condition(tests[right], points, wrong))


def _simple_choices(texts: Sequence[str], inline: Inline) -> str:
    return "".join(
        f'<simpleChoice identifier="o{n}">{inline(text)}</simpleChoice>\n'
        for n, text in enumerate(texts, start=1)
    )


def ticked(what: Statements, parts: Parts, points: float, inline: Inline) -> str:
    """Declare and process statements to be ticked: a wrong tick costs what a right one gives."""
    share = points / sum(what.right)
    right = [f"o{n}" for n, is_right in enumerate(what.right, start=1) if is_right]
    mapping = "".join(
        f'<mapEntry mapKey="o{n}" mappedValue="{share if is_right else -share:.12g}"/>'
        for n, is_right in enumerate(what.right, start=1)
    )
    mapping = (
        f'<mapping lowerBound="0" upperBound="{points:g}" defaultValue="0">{mapping}</mapping>\n'
    )
    parts.declare("RESPONSE", "multiple", "identifier", right, mapping)
    parts.processing.append(
        '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>'
        "</setOutcomeValue>\n"
    )
    for number, (is_right, says) in enumerate(zip(what.right, what.says, strict=True), start=1):
        if identifier := parts.says(says):
            chosen = (
                f'<member><baseValue baseType="identifier">o{number}</baseValue>'
                '<variable identifier="RESPONSE"/></member>'
            )
            test = f"<not>{chosen}</not>" if is_right else chosen
            parts.processing.append(
                f"<responseCondition><responseIf>{test}{_add_feedback(identifier)}</responseIf>"
                "</responseCondition>\n"
            )
    return (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">\n'
        f"{_simple_choices(what.texts, inline)}</choiceInteraction>"
    )


def ordered(what: Ordering, parts: Parts, points: float, inline: Inline) -> str:
    """Declare and process items to be put in order, in all orders that are right."""
    groups, first = [], 1
    for group in what.groups:
        groups.append([f"o{n}" for n in range(first, first + len(group))])
        first += len(group)
    orders = [sum(one, ()) for one in product(*map(permutations, groups))]
    parts.declare("RESPONSE", "ordered", "identifier", orders[0])
    tests = []
    for order in orders:
        names = "".join(f'<baseValue baseType="identifier">{name}</baseValue>' for name in order)
        tests.append(f'<match><variable identifier="RESPONSE"/><ordered>{names}</ordered></match>')
    parts.processing.append(_condition(_any_of(tests), points, ()))
    return (
        '<orderInteraction responseIdentifier="RESPONSE" shuffle="true">\n'
        f"{_simple_choices(what.items, inline)}</orderInteraction>"
    )


def fields(what: Sequence[Fields], parts: Parts, points: float, inline: Inline) -> str:
    """Declare fields to be filled in, process them, and return them with their labels."""
    total = sum(len(one.fields) for one in what)
    body, number = [], 0
    for one in what:
        entries = []
        for entry in one.fields:
            number += 1
            entries.append(interaction(entry, number, total, parts, points / total))
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


def interaction(one: Field, number: int, total: int, parts: Parts, points: float) -> str:
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
    parts.declare(name, "single", base, [right], mapping)
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


def _inline_choice(one: MenuField, name: str, parts: Parts, points: float) -> str:
    """Declare a menu, process it, and return its interaction, in which options are plain text."""
    _declare_options(name, one.says, one.right, parts, points)
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
