"""An example of every key, for the JSON Schema and for the guide's reference.

Each stands for itself: what is shown at a key is valid there.
"""

from collections.abc import Mapping
from typing import Any, Final

_SHARED: Final[Mapping[str, Any]] = {
    "accept": ["OLS"],
    "answer": "kilometers / hours",
    "answers": [
        {"name": "area", "label": "Area", "value": "a * b", "unit": "m²"},
        {"name": "perimeter", "label": "Perimeter", "value": "2 * (a + b)", "unit": "m"},
    ],
    "back": "Their **GUID**.",
    "cards": [
        {
            "id": "what-bends-light",
            "front": "What bends light?",
            "back": "A change of its speed, as where it enters glass.",
        },
        {
            "id": "lens-power",
            "parameters": {"f": "integers(5, 80)"},
            "question": "What is the power of a lens with a focal length of <<f>> cm?",
            "answer": "100 / f",
            "unit": "dpt",
            "decimals": 1,
        },
    ],
    "case": "exact",
    "check": "logsumexp(z) - z[y]",
    "choices": ["Their front.", {"text": "Their deck.", "says": "A note may move."}],
    "cloze": "Salt water is {{c1::salt::the solute}} dissolved in {{c2::water}}.",
    "compare": "set",
    "data": {"beams": [{"name": "IPE 100", "height": 100}, {"name": "IPE 120", "height": 120}]},
    "decimals": 2,
    "deck": "Physics::Optics",
    "description": "Lenses and mirrors.",
    "extra": "Text, numbers and order may change.",
    "figure": "bars(p)",
    "figures": 3,
    "formula": "y0 * exp(-a * t)",
    "forms": [
        {"question": "How far do <<v>> km/h take you in <<t>> h?", "answer": "v * t"},
        {"question": "How long do <<v * t>> km take at <<v>> km/h?", "answer": "t"},
    ],
    "front": "What makes two notes the same note to Anki?",
    "guessable": "There are six faces.",
    "hints": ["What is an hour in minutes?", "Divide the distance by the time."],
    "id": "average-speed",
    "image": "media/lens.png",
    "in": {"t": [0, 3]},
    "label": "Area",
    "languages": ["en", "zh"],
    "let": {"hours": "minutes / 60"},
    "log": 10,
    "may_coincide": True,
    "mistakes": [{"value": "kilometers / minutes", "says": "That is in km per minute."}],
    "name": "area",
    "namespace": "optics-k3v9",
    "of": "area",
    "options": ["reject", "retain"],
    "order": ["forward pass", "loss", ["zero the gradients", "backward pass"], "update"],
    "parameters": {"kilometers": "integers(20, 90)", "minutes": "integers(15, 55)"},
    "question": "A train covers <<kilometers>> km in <<minutes>> minutes. How fast is it?",
    "require": ["kilometers != minutes"],
    "reverse": True,
    "right": "yes",
    "says": "That is in km per minute; there are 60 minutes in an hour.",
    "show": 4,
    "shuffle": True,
    "solution": ["$t = <<minutes>> / 60$ h", "$v = s / t = <<answer>>$ km/h"],
    "source": {"title": "Hecht, Optics (2016), chapter 5"},
    "statements": [
        {"text": "The mean is always one of the numbers.", "right": "no"},
        {"text": "The median may be one of the numbers.", "right": "yes"},
    ],
    "tags": ["optics", "exam::2025"],
    "text": "Their deck.",
    "title": "Hecht, Optics (2016), chapter 5",
    "tolerance": {"relative": 0.01},
    "unit": "km/h",
    "unit_required": True,
    "units": ["m/s"],
    "up_to": "constant",
    "url": "https://docs.ankiweb.net",
    "value": "a * b",
    "variants": 50,
    "was": "mean-speed",
    "was_language": "en",
    "without": ["/"],
}
_OF_MODEL: Final[Mapping[str, Mapping[str, Any]]] = {
    "ConceptAnswer": {
        "check": "y0 / exp(a * t)",
        "value": "6.022e23",
        "figures": 4,
        "unit": "1/mol",
    },
    "ClozeDefinition": {
        "forms": [
            {"cloze": "The capital of Peru is {{c1::Lima}}."},
            {"cloze": "{{c1::Lima}} is the capital of Peru."},
        ],
    },
    "ConceptDefinition": {
        "forms": [
            {"front": "Who wrote *Faust*?"},
            {"front": "Whose play has a bet with the devil?"},
        ],
        "answer": "ordinary least squares",
        "answers": [{"name": "first", "value": "salt"}, {"name": "second", "value": "water"}],
        "mistakes": [{"value": "a logit", "says": "That is before the softmax."}],
    },
    "ConceptMistake": {"value": "a logit", "says": "That is before the softmax."},
    "FixedStatement": {
        "text": "The mean is always one of the numbers.",
        "right": "no",
        "says": "The mean of 1 and 2 is 1.5.",
    },
    "NamedConceptAnswer": {
        "value": "salt",
        "label": "Solute",
        "name": "solute",
        "check": "y0 / exp(a * t)",
    },
    "FormulaAnswer": {"check": "y0 / exp(a * t)"},
    "Mistake": {"value": "kilometers / minutes"},
    "NumericDefinition": {"choices": True},
    "NumericForm": {"choices": True},
    "Option": {"says": "A note may move from deck to deck."},
    "SourceReference": {"url": "https://docs.ankiweb.net"},
    "Statement": {
        "text": "$F$ is larger than <<claim>>.",
        "right": "f > claim",
        "says": "$F = <<f>>$.",
    },
}


def example(model: str, key: str) -> Any:
    """Return an example of a key of a model; None if there is none."""
    own = _OF_MODEL.get(model, {})
    return own[key] if key in own else _SHARED.get(key)


def add_examples(schema: dict[str, Any], model: str) -> None:
    """Add an example to every key in the schema of a model."""
    for key, content in schema.get("properties", {}).items():
        shown = example(model, key)
        if shown is not None:
            content["examples"] = [shown]
