"""Whole definitions with any of the keys and values of all kinds, right and wrong, by a seed."""

import json
import random
from collections.abc import Callable
from typing import Final

from decks import HEAD, load

from flashgen.build import check as checking
from flashgen.build.notes import Selection, build, default_seed
from flashgen.deck.keys import (
    KINDS,
    AnyDefinition,
    ClozeDefinition,
    ConceptDefinition,
    NumericDefinition,
)
from flashgen.exporters.formats import FORMATS, Input

KEYS: Final = sorted({name for model in KINDS for name in model.model_fields} - {"id"})
DRAWS: Final = (
    *(
        "integers(1, 9)",
        "integers(-3, 3, shape=3)",
        "integers(0, 9, shape=(2, 2))",
        "uniform(0, 1)",
    ),
    *("choice([1, 2, 3])", 'choice(["a", "b$", "<<c>>"])', "choice([True, False])", "normal(0, 1)"),
    *("permutation(4)", "random_graph(4, 0.5)", "integers(1, 10 ** 15)", "sample([1, 2, 3], 2)"),
)
EXPRESSIONS: Final = (
    *("a", "a + b", "a / b", "a @ b", "a[0]", "a > 3", "[a, b]", "[[a], [b]]", "-a", "a ** b"),
    *(
        "1 / 0",
        "inf",
        "inf - inf",
        "nan",
        "10 ** 400",
        "1e400",
        "dft([a, 1])",
        "sqrt(-a)",
        "log(a)",
    ),
    *('"x"', "'$'", 'join([a, b], " ")', "sum(a)", "sort(a)", "a if b else 1", "not a", "a and b"),
    *("[i for i in range(3)]", "[]", "()", "a.T", "f(a)", "a b", "<<a>>", "", "answer", "True"),
    *("factorial(20) * a", "round(a)", "int(a)", "abs(a) > 10 ** 9", "a == a", "zeros((0, 3))"),
)
TEXTS: Final = (
    *(
        "What is <<a>>?",
        "Why?",
        "$<<a>>^2$",
        "<<a:.2f>>",
        "<<a:d>>",
        "<<b:frac>>",
        "<<>>",
        "<<a",
        ">>",
    ),
    *(
        "$x",
        "{{c1::x}}",
        "{{c1::",
        "**a",
        "`<<a>>`",
        "<b>",
        "<script>",
        "[a](b)",
        "![](x.png)",
        "😀",
    ),
    *("\u202e", "a\u0301", "\x07", "\ud7ff", "中文", "a" * 300, "\\(x\\)", "| a |\n|-|\n| b |"),
    *(
        "<<a>> = <<b>>",
        "$<<a>> + 1 = <<a + 1>>$",
        "<<answer>>",
        "<<a:one|many>>",
        "<<[a, b]:poly x>>",
    ),
)
FIGURES: Final = (
    "heatmap(a)",
    "bars(a)",
    "line(a, b)",
    "graph(a)",
    "bars([a, b])",
    "bars()",
    "pie(a)",
)
SCALARS: Final = (
    *(
        "",
        "0",
        "1",
        "-1",
        "2",
        "1e3",
        "1e400",
        "nan",
        "inf",
        "0.5",
        "1_000",
        "0x10",
        "9" * 400,
        "yes",
    ),
    *(
        "no",
        "true",
        "false",
        "null",
        "~",
        "set",
        "up_to_sign",
        "x",
        "a b",
        "é",
        "2026-01-01",
        "12:30",
    ),
    *("&a", "*a", "!t x", "- a", "? a", "a: b", "# a", "|", ">", "'", '"', "{", "[", "@", "`", "%"),
)


FORMULAS: Final = (
    *("x^2", "a x", "2x + 1", "sin x", "x^a", "1/x", "ln x", "sqrt(x)", "a*x^2 + b", "exp(-a*x)"),
    *("x", "3", "", "x +", "((x", "y", "x/0", "|x|", "√x", r"\frac{1}{x}", "θ", "x!", "tan x"),
    *("[x, 2*x]", "[x]", "[]", "C + x", "(-1)^x", "x^400", "1e400 x", "<<a>> x", "answer"),
)
RANGES: Final = (
    *("{x: [0, 3]}", "{x: [-3, 3]}", "{x: [3, 0]}", "{x: [a, b]}", "{x: integers(1, 10)}"),
    *("{x: [1, 2], y: [0, 1]}", "{}", "{a: [0, 1]}", "{x: 3}", "{x: [0, 1e400]}", "[x]"),
)
FORMULA_KEYS: Final = {
    "up_to": ("constant", "factor", "x"),
    "without": ('["/"]', "[sqrt]", '["("]', "[]", "[sin, x]"),
    "log": ("10", "2", "e"),
    "figures": ("3", "0", "40"),
    "tolerance": ("{relative: 0.001}", "0.1", "{relative: 2}"),
    "check": ("x*x", "x", "a"),
    "text": ("'$x^2$'", "x", "'<<a>>'"),
}
FURTHER: Final = (
    *("mistakes", "options", "hints", "unit", "accept", "extra", "forms", "let", "tags"),
    *("figures", "solution", "shuffle", "figure", "units", "unit_required", "variants", "reverse"),
)
"""Keys that go with many others."""
UNITS: Final = ("m/s", "m", "°C", "nats", "%", "$", "USD", "kg m^2", "µF", "x", "", "km/h", "<<a>>")
OTHER_UNITS: Final = ("[km/h]", "si", "[km/h, mph]", "[K]", "[]", "[x]", "[m/s, m/s]", "[dB]")


GOOD: Final = {
    DRAWS: ("integers(2, 99)", "integers(1, 9)", "uniform(0, 1)", "choice([1, 2, 3])"),
    EXPRESSIONS: ("a", "a + b", "a * b", "-a", "a > b", '"x"', "[a, b]", "a / b", "a == b", "2"),
    TEXTS: ("Why <<a>> and <<b>>?", "$<<a>>^2$", "So", "<<a + b>> it is", "中文", "No *way*", "x"),
    FORMULAS: ("x^2", "a x + b", "sin x", "1/(x + 2)", "b*exp(-a*x)", "2x", "ln(x + 1)", "a x^2"),
    RANGES: ("{x: [0, 3]}", "{x: [1, 2]}", "{x: integers(1, 10)}"),
    UNITS: ("m/s", "m", "nats", "%"),
    OTHER_UNITS: ("si", "[km/h]"),
}
"""Of each the values that are right in most places."""


class Definitions:
    """Makes one definition after the other."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._wild = True
        """Whether any value may be wrong; else most are right, and further steps are reached."""
        self._kind: type[AnyDefinition] = NumericDefinition
        self._starts = {
            NumericDefinition: self._numeric,
            ConceptDefinition: self._concept,
            ClozeDefinition: self._cloze,
        }

    def one(self) -> str:
        """Return a deck file with one definition, as text."""
        pick = self._random
        self._wild = pick.random() < 0.4
        start: list[str] = [f"id: {self._any(0.02, 'x')}"]
        self._kind = pick.choice((NumericDefinition, NumericDefinition, *KINDS))
        start += self._starts[self._kind]()
        had = {line.partition(":")[0] for line in start}
        for key in pick.sample(KEYS, pick.choice((0, 0, 1, 1, 2, 3, 6))):
            if not self._wild and (key in had or key not in FURTHER or not self._has(key)):
                continue
            start.append(f"{key}: {self._value(key)}")
        head = HEAD
        if self._wild and pick.random() < 0.1:
            key = pick.choice(("languages", "tags", "description", "deck", "was_language", "data"))
            head = head.replace("cards:", f"{key}: {self._value(key)}\ncards:")
        lines = "\n".join(start).replace("\n", "\n  ")
        return f"{head}- {lines}\n"

    def _has(self, key: str) -> bool:
        return self._wild or key in self._kind.model_fields

    def _numeric(self) -> list[str]:
        draws = [f"{name}: {self._of(DRAWS)}" for name in "ab"]
        made = [
            f"parameters: {{{', '.join(self._quoted(draw) for draw in draws)}}}",
            f"question: {self._text()}",
        ]
        return [*made, self._asked(f"answer: {self._answer()}")]

    def _quoted(self, entry: str) -> str:
        name, _, draw = entry.partition(": ")
        return f"{name}: {json.dumps(draw)}"

    def _concept(self) -> list[str]:
        start = f"front: {self._text()}"
        return [start, self._asked(f"back: {self._text()}", f"answer: {self._text()}")]

    def _asked(self, *usual: str) -> str:
        """Return what a card asks for."""
        pick = self._random
        if pick.random() < 0.5:
            return pick.choice(usual)
        key = pick.choice(("answer", "answers", "statements", "order"))
        made = {"answer": self._answer, "answers": self._answers}.get(key)
        return f"{key}: {made() if made else self._value(key)}"

    def _answer(self) -> str:
        """Return an answer: an expression, a text, a formula or a number."""
        chance = self._random.random()
        if not self._wild and self._kind is ConceptDefinition:
            return f"{{{self._formula()}}}" if chance < 0.5 else self._text()
        if chance < 0.5:
            return self._expression()
        if chance < 0.7:
            return f"{{text: {self._text()}}}"
        if chance < 0.8 and self._wild:
            return f"{{value: {self._text()}, {self._some(('figures', 'unit', 'accept'))}}}"
        return f"{{{self._formula()}}}"

    def _formula(self) -> str:
        pick = self._random
        keys = pick.sample(sorted(FORMULA_KEYS), pick.choice((0, 0, 1, 2)))
        more = "".join(f", {key}: {pick.choice(FORMULA_KEYS[key])}" for key in keys)
        formula = json.dumps(self._of(FORMULAS))
        return f"formula: {formula}, in: {self._any(0.05, self._of(RANGES))}{more}"

    def _some(self, keys: tuple[str, ...]) -> str:
        key = self._random.choice(keys)
        return f"{key}: {self._value(key, 3)}"

    def _texts(self) -> str:
        made = (self._text, self._text, self._text, lambda: f"{{text: {self._text()}}}")
        return (
            f"[{', '.join(self._random.choice(made)() for _ in range(self._random.randrange(5)))}]"
        )

    def _statements(self) -> str:
        entries = [
            f"{{text: {self._text()}, right: {self._right()}"
            + (f", says: {self._text()}}}" if self._random.random() < 0.5 else "}")
            for _ in range(self._random.randrange(4) if self._wild else 2)
        ]
        return f"[{', '.join(entries)}]"

    def _right(self) -> str:
        if self._kind is ConceptDefinition or self._random.random() < 0.4:
            return self._random.choice(("yes", "no", "true", "false"))
        return self._expression() if self._wild else "a > b"

    def _order(self) -> str:
        pick = self._random
        items = [self._texts() if pick.random() < 0.2 else self._text() for _ in range(4)]
        return f"[{', '.join(items[: pick.randrange(1 if self._wild else 2, 5)])}]"

    def _forms(self) -> str:
        keys = ("question", "front", "answer", "answers", "statements", "order", "hints", "back")
        more = ("options", "units", "mistakes", "cloze", "let", "decimals", "choices", "image")
        forms = [
            ", ".join(
                self._some(tuple(filter(self._has, (*keys, *more))))
                for _ in range(self._random.randrange(4 if self._wild else 2))
            )
            for _ in range(self._random.randrange(1, 4))
        ]
        return f"[{', '.join(f'{{{form}}}' for form in forms)}]"

    def _image(self) -> str:
        mark = f"{{at: [0.2, {self._any(0.3, '0.5')}], text: {self._text()}}}"
        return f"{{file: {self._any(0.5, 'x.png')}, alt: {self._text()}, marks: [{mark}]}}"

    def _cloze(self) -> list[str]:
        return [f"cloze: {json.dumps('{{c1::' + self._of(TEXTS) + '}} b')}"]

    def _expression(self) -> str:
        return self._any(0.1, json.dumps(self._of(EXPRESSIONS)))

    def _text(self) -> str:
        return self._any(0.05, json.dumps(self._of(TEXTS), ensure_ascii=True))

    def _any(self, chance: float, usual: str) -> str:
        wrong = self._wild and self._random.random() < chance
        return self._random.choice(SCALARS) if wrong else usual

    def _of(self, values: tuple[str, ...]) -> str:
        return self._random.choice(values if self._wild else GOOD[values])

    def _value(self, key: str, depth: int = 0) -> str:
        """Return a value for a key: most often of the kind that it takes, else any."""
        pick = self._random
        made: Callable[[], str] = {
            "mistakes": self._mistakes,
            "answer": self._answer,
            "statements": self._statements,
            "order": self._order,
            "options": self._texts,
            "accept": self._texts,
            "hints": self._texts,
            "unit": lambda: json.dumps(self._of(UNITS)),
            "units": lambda: self._of(OTHER_UNITS),
            "image": self._image,
            "variants": lambda: pick.choice(("1", "24", "200")),
            "figures": lambda: pick.choice(("3", "1", "0")),
            "show": lambda: pick.choice(("3", "4", "1", "99")),
            "shuffle": lambda: pick.choice(("true", "false")),
            "unit_required": lambda: pick.choice(("true", "false")),
            "case": lambda: pick.choice(("exact", "x")),
            "decimals": lambda: pick.choice(("2", "0", "exact", "15", "-1")),
            "forms": self._forms,
            "let": lambda: f"{{c: {self._expression()}, d: {self._expression()}}}",
            "parameters": lambda: f"{{a: {json.dumps(self._of(DRAWS))}}}",
            "require": lambda: f"[{self._expression()}]",
            "answers": self._answers,
            "solution": lambda: f"[{self._text()}, {self._text()}]",
            "figure": lambda: json.dumps(pick.choice(FIGURES)),
            "choices": lambda: pick.choice(("true", f"[{self._text()}, {self._text()}]")),
            "check": self._expression,
            "source": lambda: f"{{title: {self._text()}}}",
        }.get(key, lambda: self._any(0.7, self._text()))
        chance = pick.random()
        if chance < 0.65 or depth > 3 or not self._wild:
            return made()
        if chance < 0.75:
            return f"[{', '.join(self._value(key, depth + 1) for _ in range(pick.randrange(3)))}]"
        if chance < 0.85:
            inside = ", ".join(
                f"{pick.choice(KEYS)}: {self._value(key, depth + 1)}"
                for _ in range(pick.randrange(3))
            )
            return f"{{{inside}}}"
        return pick.choice((self._expression, self._text, lambda: pick.choice(SCALARS)))()

    def _mistakes(self) -> str:
        entries = [
            f"{{value: {self._wrong()}, says: {self._text()}"
            + (", may_coincide: true}" if self._random.random() < 0.3 else "}")
            for _ in range(self._random.randrange(1, 4))
        ]
        return f"[{', '.join(entries)}]"

    def _wrong(self) -> str:
        if not self._wild:
            of_text = self._kind is ConceptDefinition
            return self._text() if of_text else self._of(EXPRESSIONS)
        made = (
            self._expression,
            self._text,
            lambda: json.dumps(self._of(FORMULAS)),
            lambda: f"{{text: {self._text()}}}",
        )
        return self._random.choice(made)()

    def _answers(self) -> str:
        names = ("s", "t", "a" if self._wild else "u")[: self._random.randrange(1, 4)]
        entries = []
        for name in names:
            asked = self._formula() if self._random.random() < 0.3 else f"value: {self._answer()}"
            more = self._some(
                ("label", "unit", "units", "options", "accept", "figures", "decimals")
            )
            label = f", {more}" if self._random.random() < 0.5 else ""
            entries.append(f"{{name: {name}, {asked}{label}}}")
        return f"[{', '.join(entries)}]"


def problems_of(text: str) -> list[str]:
    """Return what goes wrong with a deck file besides what is its own fault; most often nothing."""
    loaded = load(text)
    report = checking.check(loaded, Selection(), 50, default_seed)
    found = [f"{d.code}: {d.message}" for d in report.diagnostics if d.code == "internal"]
    found += [f"no place: {d.code}" for d in report.diagnostics if d.span is None]
    found += [f"no words: {d.code}" for d in report.diagnostics if not d.message.strip()]
    built = build(loaded, Selection(), default_seed)
    found += [f"{d.code}: {d.message}" for d in built.diagnostics if d.code == "internal"]
    errors = [d for d in report.diagnostics if d.severity == "error"]
    if not errors:
        for fmt in FORMATS.values():
            if fmt.input in (Input.NOTES, Input.DEFINITIONS, Input.STREAM):
                options = {o.name.replace("-", "_"): o.default or False for o in fmt.options}
                options.pop("per_deck", None)
                given = built.notes if fmt.input is Input.NOTES else built.definitions
                for _ in fmt.load()(given, **options):
                    pass
    return found
