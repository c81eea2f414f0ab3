"""QTI 2.1 by its rules: what an item declares, shows, and gives for a response.

Source: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
BLOCKS = {
    *("p", "div", "pre", "ol", "ul", "dl", "table", "blockquote", "hr", "address"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
INLINE = {
    *("a", "abbr", "b", "br", "cite", "code", "dfn", "em", "i", "img", "kbd", "q", "samp"),
    *("small", "span", "strong", "sub", "sup", "var"),
}
INTERACTIONS = {
    *("choiceInteraction", "orderInteraction", "textEntryInteraction", "extendedTextInteraction"),
}
INSIDE = {
    "ol": {"li"},
    "ul": {"li"},
    "table": {"caption", "colgroup", "thead", "tfoot", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
    "choiceInteraction": {"prompt", "simpleChoice"},
    "orderInteraction": {"prompt", "simpleChoice"},
}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "textEntryInteraction": {"responseIdentifier", "expectedLength"},
    "extendedTextInteraction": {"responseIdentifier", "expectedLines"},
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "simpleChoice": {"identifier"},
}
COMMON = {"class", "id", "{http://www.w3.org/XML/1998/namespace}lang"}
ORDER = [
    "responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback",
]  # fmt: skip


def name(element: ET.Element) -> str:
    return element.tag.removeprefix(QTI)


def check_item(item: ET.Element) -> None:
    """The elements of an item are those of the format, in its order, and refer to each other."""
    assert item.tag == f"{QTI}assessmentItem"
    assert {"identifier", "title", "adaptive", "timeDependent"} <= set(item.attrib)
    assert re.fullmatch(r"[A-Za-z_][\w.-]*", item.get("identifier") or "")
    order = [ORDER.index(name(child)) for child in item]
    assert order == sorted(order)
    declared = Counter(e.get("identifier") for e in item if name(e).endswith("Declaration"))
    assert set(declared.values()) == {1}
    body = item.find(f"{QTI}itemBody")
    assert body is not None
    for element in body.iter():
        if name(element) in INTERACTIONS:
            assert element.get("responseIdentifier") in declared
    for child in body:
        assert name(child) in BLOCKS | INTERACTIONS - {"textEntryInteraction"}
    for part in [body, *item.findall(f"{QTI}modalFeedback")]:
        _check_content(part)
    for feedback in item.findall(f"{QTI}modalFeedback"):
        assert feedback.get("outcomeIdentifier") in declared
    for element in item.find(f"{QTI}responseProcessing").iter():
        if name(element) in ("variable", "setOutcomeValue", "mapResponse"):
            assert element.get("identifier") in declared


def _check_content(element: ET.Element) -> None:
    for child in element:
        if child.tag.startswith(MATHML):
            continue
        tag, parent = name(child), name(element)
        if parent in INSIDE:
            assert tag in INSIDE[parent], (parent, tag)
            assert not (element.text or "").strip()
        elif parent in INLINE | {"p"} | {f"h{n}" for n in range(1, 7)}:
            assert tag in INLINE | {"textEntryInteraction"}, (parent, tag)
        elif tag not in INTERACTIONS:
            assert tag in BLOCKS | INLINE | {"li", "dt", "dd"}, (parent, tag)
        assert set(child.attrib) <= ATTRIBUTES.get(tag, set()) | COMMON, (tag, child.attrib)
        _check_content(child)


def fields(item: ET.Element) -> list[str]:
    """The identifiers of the responses, in the order of the page."""
    return [e.get("responseIdentifier") or "" for e in item.iter() if name(e) in INTERACTIONS]


def grade(item: ET.Element, responses: dict[str, str | list[str]]) -> tuple[float, list[str]]:
    """Run the response processing; return the score and the texts of the feedback shown."""
    values: dict[str, object] = {"SCORE": 0.0, "FEEDBACK": []}
    declarations = item.findall(f"{QTI}responseDeclaration")
    types = {e.get("identifier"): e.get("baseType") for e in declarations}
    for identifier, text in responses.items():
        values[identifier] = float(text) if types[identifier] == "float" else text
    for declaration in declarations:
        values[f"mapping of {declaration.get('identifier')}"] = declaration.find(f"{QTI}mapping")
    for rule in item.find(f"{QTI}responseProcessing"):
        _run(rule, values)
    shown = []
    for feedback in item.findall(f"{QTI}modalFeedback"):
        value = values.get(feedback.get("outcomeIdentifier") or "")
        if feedback.get("identifier") in (value if isinstance(value, list) else [value]):
            shown.append("".join(feedback.itertext()))
    return float(values["SCORE"]), shown


def _run(rule: ET.Element, values: dict[str, object]) -> None:
    if name(rule) == "setOutcomeValue":
        values[rule.get("identifier") or ""] = _value(rule[0], values)
        return
    assert name(rule) == "responseCondition"
    for branch in rule:
        test, *rules = branch
        if name(branch) == "responseElse" or _value(test, values):
            for inner in [branch[0], *rules] if name(branch) == "responseElse" else rules:
                _run(inner, values)
            return


def _value(expression: ET.Element, values: dict[str, object]) -> object:
    kind = name(expression)
    if kind == "variable":
        return values.get(expression.get("identifier") or "")
    if kind == "baseValue":
        text = expression.text or ""
        return float(text) if expression.get("baseType") == "float" else text
    if kind == "mapResponse":
        identifier = expression.get("identifier") or ""
        return _mapped(values.get(identifier), values[f"mapping of {identifier}"])
    parts = [_value(part, values) for part in expression]
    if kind == "and":
        return all(parts)
    if kind == "or":
        return any(parts)
    if kind == "multiple":
        return [one for part in parts for one in (part if isinstance(part, list) else [part])]
    if kind == "ordered":
        return parts
    if any(part is None for part in parts):  # nothing was given
        return False
    if kind == "not":
        return not parts[0]
    if kind == "member":
        return parts[0] in parts[1]
    if kind == "sum":
        return sum(parts)
    left, right = parts
    if kind == "stringMatch":
        assert expression.get("caseSensitive") == "false"
        return str(left).casefold() == str(right).casefold()
    tests = {"match": "__eq__", "gte": "__ge__", "lte": "__le__"}
    return getattr(left, tests[kind])(right)


def _mapped(response: object, mapping: object) -> float:
    """The sum of what each value of a response maps to, within the bounds."""
    assert isinstance(mapping, ET.Element)
    values = {e.get("mapKey"): float(e.get("mappedValue") or "") for e in mapping}
    given = response if isinstance(response, list) else []
    total = sum(values.get(one, float(mapping.get("defaultValue") or "")) for one in given)
    low, high = (float(mapping.get(f"{bound}Bound") or "") for bound in ("lower", "upper"))
    return max(low, min(high, total))
