"""Whole definitions with any of the keys and values of all kinds, right and wrong, by a seed."""

import json
import random
from collections.abc import Callable
from typing import Final

from decks import HEAD, load

from flashgen.build import check as checking
from flashgen.build.notes import Selection, build, default_seed
from flashgen.deck.keys import KINDS
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


class Definitions:
    """Makes one definition after the other."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one(self) -> str:
        """Return a deck file with one definition, as text."""
        pick = self._random
        start: list[str] = [f"id: {self._any(0.02, 'x')}"]
        start += pick.choice((self._numeric, self._numeric, self._concept, self._cloze))()
        for key in pick.sample(KEYS, pick.choice((0, 0, 1, 1, 2, 3, 6))):
            start.append(f"{key}: {self._value(key)}")
        head = HEAD
        if pick.random() < 0.1:
            key = pick.choice(("languages", "tags", "description", "deck", "was_language", "data"))
            head = head.replace("cards:", f"{key}: {self._value(key)}\ncards:")
        lines = "\n".join(start).replace("\n", "\n  ")
        return f"{head}- {lines}\n"

    def _numeric(self) -> list[str]:
        pick = self._random
        draws = [f"{name}: {pick.choice(DRAWS)}" for name in "ab"]
        made = [
            f"parameters: {{{', '.join(self._quoted(draw) for draw in draws)}}}",
            f"question: {self._text()}",
        ]
        return [*made, f"answer: {self._expression()}"]

    def _quoted(self, entry: str) -> str:
        name, _, draw = entry.partition(": ")
        return f"{name}: {json.dumps(draw)}"

    def _concept(self) -> list[str]:
        return [f"front: {self._text()}", f"back: {self._text()}"]

    def _cloze(self) -> list[str]:
        return [f"cloze: {json.dumps('{{c1::' + self._random.choice(TEXTS) + '}} b')}"]

    def _expression(self) -> str:
        return self._any(0.1, json.dumps(self._random.choice(EXPRESSIONS)))

    def _text(self) -> str:
        return self._any(0.05, json.dumps(self._random.choice(TEXTS), ensure_ascii=True))

    def _any(self, chance: float, usual: str) -> str:
        return self._random.choice(SCALARS) if self._random.random() < chance else usual

    def _value(self, key: str, depth: int = 0) -> str:
        """Return a value for a key: most often of the kind that it takes, else any."""
        pick = self._random
        made: Callable[[], str] = {
            "mistakes": self._mistakes,
            "let": lambda: f"{{c: {self._expression()}, d: {self._expression()}}}",
            "parameters": lambda: f"{{a: {json.dumps(pick.choice(DRAWS))}}}",
            "require": lambda: f"[{self._expression()}]",
            "answers": self._answers,
            "solution": lambda: f"[{self._text()}, {self._text()}]",
            "figure": lambda: json.dumps(pick.choice(FIGURES)),
            "forms": lambda: f"[{{answer: {self._expression()}}}, {{question: {self._text()}}}]",
            "choices": lambda: pick.choice(("true", f"[{self._text()}, {self._text()}]")),
            "check": self._expression,
            "source": lambda: f"{{title: {self._text()}}}",
        }.get(key, lambda: self._any(0.7, self._text()))
        chance = pick.random()
        if chance < 0.65 or depth > 3:
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
            f"{{value: {self._expression()}, says: {self._text()}"
            + (", may_coincide: true}" if self._random.random() < 0.3 else "}")
            for _ in range(self._random.randrange(1, 4))
        ]
        return f"[{', '.join(entries)}]"

    def _answers(self) -> str:
        names = ("s", "t", "a")[: self._random.randrange(1, 4)]
        entries = [f"{{name: {name}, value: {self._expression()}}}" for name in names]
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
