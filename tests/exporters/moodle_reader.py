"""Embedded answers by the rules of Moodle's importer: which text is a field, and what it grades.

Source: https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type, and its
question/type/multianswer/questiontype.php for what is escaped how.
"""

import re
from dataclasses import dataclass
from html import unescape

# An answer ends before `~`, `#` or `}` that no backslash or ampersand precedes; feedback before
# `~` or `}`.
_ANSWER = r"(=|%-?[0-9.]+%)?(.+?(?<!\\|&)(?=[~#}]|$))(#.*?(?<!\\)(?=[~}]|$))?"
FIELD = re.compile(
    rf"\{{([0-9]*):(NUMERICAL|SHORTANSWER|MULTICHOICE):({_ANSWER}(?:~{_ANSWER})*)\}}", re.S
)
_NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"


@dataclass(frozen=True)
class Alternative:
    """An answer of a field: what part of the points it gives, and to whom."""

    fraction: float
    text: str
    tolerance: float
    feedback: str


@dataclass(frozen=True)
class EmbeddedField:
    """A field of a question."""

    weight: int
    kind: str
    answers: tuple[Alternative, ...]


def fields(text: str) -> list[EmbeddedField]:
    """Return the fields of a question text."""
    return [
        EmbeddedField(int(match[1] or 1), match[2], tuple(_answers(match[2], match[3])))
        for match in FIELD.finditer(text)
    ]


def _answers(kind: str, text: str) -> list[Alternative]:
    found = []
    for match in re.finditer(f"~?{_ANSWER}", text, re.S):
        sign = match[1] or ""
        fraction = 1.0 if sign == "=" else float(sign.strip("%") or 0) / 100
        answer, tolerance = match[2], 0.0
        if kind == "NUMERICAL":
            number = re.fullmatch(f"({_NUMBER})(?::({_NUMBER}))?", answer)
            assert number, answer
            answer, tolerance = number[1], float(number[2] or 0)
        else:
            answer = unescape(answer).replace("\\}", "}").replace("\\#", "#")
        says = unescape((match[3] or "#")[1:]).replace("\\}", "}").replace("\\#", "#")
        found.append(Alternative(fraction, answer, tolerance, says))
    assert found
    assert max(answer.fraction for answer in found) == 1
    return found


def grade(field: EmbeddedField, typed: float | str) -> tuple[float, str]:
    """Return fraction and feedback of the first answer that fits."""
    for answer in field.answers:
        if field.kind == "NUMERICAL":
            fits = abs(float(typed) - float(answer.text)) <= answer.tolerance
        else:  # an asterisk is any text, unless a backslash is before it
            parts = re.split(r"(?<!\\)\*", answer.text)
            pattern = ".*".join(re.escape(part.replace("\\*", "*")) for part in parts)
            fits = re.fullmatch(pattern, str(typed), re.I | re.S) is not None
        if fits:
            return answer.fraction, answer.feedback
    return 0.0, ""
