"""Texts of one unit again and again, and every place where a stranger's text is read."""

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, cast

from decks import load

from flashgen.build.check import check
from flashgen.build.lock.file import parse as parse_lock
from flashgen.build.notes import Selection, build, default_seed
from flashgen.exporters.formats import FORMATS as EXPORTS
from flashgen.exporters.formats import ExportFormat, Input
from flashgen.importers.checking import UncheckableError
from flashgen.importers.conversion import convert
from flashgen.importers.formats import FORMATS, UnknownFormatError, import_file
from flashgen.importers.package.images import Images
from flashgen.importers.package.own_card import draft
from flashgen.importers.package.own_fields import OwnFields, OwnNote
from flashgen.importers.package.templates import CardFields, CardSide, hidden_by
from flashgen.importers.result import ImportOptions, NothingToImportError
from flashgen.importers.text_files import UnreadableTextError
from flashgen.preview.site import plain_text
from flashgen.source.text import Source

UNITS: Final[Sequence[str]] = (
    *" \t\n1a0x.-+,;:/\\(){}[]<>$`*_\"'=#!|&^~%@é中",
    *("\\(", "\\)", "\\[", "\\]", '\\\\', "\\$", "\\`", "\\{", '\\"', "\\'", "$$", "$ ", " $"),
    *("$a", "{{", "}}", "{{c1::", "{{c1::a", "::", "a::", "<<", ">>", "<<a", "<<a:", "<!--"),
    *("-->", "<a", "</", "<a>", "<a b", "<a b=", "<b>", "<br>", "<div>", "<ul><li>", "&#"),
    *("&a", "&amp;", "&nbsp;", "![", "](", "[a](", "![a](", "[a]", "[a][", "[^", "``", "```"),
    *("~~~", "`a", "**", "*a", "_a", "==", "~~", "\r\n", "\n\n", " \n", "\n ", "a\n", "a "),
    *(" a", "a\t", "1.", "1,", ".1", "e1", "-1", "1 ", " 1", "1e", "1_", "1/", "- ", "-\n"),
    *("1) ", "> ", "| ", "|-", "|a", "# ", "Q:", "A:", "C:", "Q: a\n", "a::b\n", "START\n"),
    *("%\n", "---\n", "[[", "![[", "%%", "http://", "https://a/", "a@", "[latex]", "[$]"),
    *("[sound:", "\\begin{", "\\frac{", "\\left(", "\\text{", "{a", "a{", "{ ", "(1", "[1"),
    *("1]", "[a", "'a", "a'", '"a', "--", "date::", "#a", "^a", "^{", "_{", "x^", "a.", "a-"),
    *("a,", "a:", "a;", ": ", " #", ", ", "; ", "? ", "-a", "a=", "a(", "(a", "if ", "a if "),
    *("not ", "-(", "[(", "f(", "a[", "+ ", "::a", "&lt;", "<svg>", "<style>", "{{#a}}"),
    *("{{^a}}", "{{a:", "a{}", "a{b:", "/*", "*/", "@a", "é\u0301", "中 ", "中\n", "**中"),
    *("\u200d", "\u202e", "．", "²", '<span class="value">', '<p class="wanted">', "<figure>"),
    *('<div class="form">', ' <span class="mark" style="', ";left:1%;top:1%;"),
)  # fmt: skip

NOTHING_IMPORTED: Final = (
    NothingToImportError,
    UncheckableError,
    UnknownFormatError,
    UnreadableTextError,
)

HEAD: Final = "namespace: slow-k3v9\ndeck: D\ncards:\n"
_NUMERIC: Final = "- id: a\n  parameters:\n    a: integers(1, 1000)\n"


def repeated(unit: str, size: int) -> str:
    """Return a text of about so many characters, which ends otherwise than it began."""
    return unit * (size // len(unit)) + "x"


def block(text: str, indent: int = 2) -> str:
    """Return a text as a block of YAML, below a key that stands at `indent`."""
    lines = "\n".join(" " * indent + "  " + line for line in text.split("\n"))
    return f"|2-\n{lines}"


def quoted(text: str) -> str:
    """Return a text in YAML's single quotes."""
    return "'" + text.replace("'", "''") + "'"


def _checked(deck: str) -> None:
    check(load(deck), Selection(), 4, default_seed)


def _concept(key: str, wrap: str = "{}") -> Callable[[str], None]:
    def tried(text: str) -> None:
        keys = {"front": "Why?", "back": "So."} | {key: wrap.replace("{}", text)}
        made = "".join(f"  {name}: {block(value)}\n" for name, value in keys.items())
        _checked(f"{HEAD}- id: a\n{made}")

    return tried


def _numeric(
    before: str, after: str = "", wrap: str = "{}", *, quotes: bool = False
) -> Callable[[str], None]:
    write = quoted if quotes else block

    def tried(text: str) -> None:
        keys = f"{before}{write(wrap.replace('{}', text))}\n{after}"
        base = {"question": "  question: Give <<a>>\n", "answer": "  answer: a\n"}
        made = "".join(line for name, line in base.items() if f"  {name}: " not in keys)
        _checked(f"{HEAD}{_NUMERIC}{made}{keys}")

    return tried


def _raw(deck: str, *, quotes: bool = True) -> Callable[[str], None]:
    def tried(text: str) -> None:
        _checked(deck.replace("%", quoted(text) if quotes else text))

    return tried


def _lock(text: str) -> None:
    parse_lock(Source("flashgen.lock", f"# flashgen.lock, version 1\n{text}\n"), [])


def _field(way: str) -> Callable[[str], None]:
    return lambda text: void(convert(text, way))


def _template(text: str) -> None:
    side = CardSide(text, frozenset({".a"}))
    side.fill(CardFields({"a": "x", "b": text[:2000]}, {}), is_back=True)


def _template_with_field(source: str) -> Callable[[str], None]:
    return lambda text: void(CardSide(source).fill(CardFields({"a": text}, {}), is_back=True))


def void(_: object) -> None:
    """Do nothing with a value."""


def _exported(fmt: ExportFormat) -> Callable[[str], None]:
    def tried(text: str) -> None:
        deck = f"{HEAD}- id: a\n  front: {block(text)}\n  back: {block('a' + text)}\n"
        built = build(load(deck), Selection(), default_seed)
        options = {o.name.replace("-", "_"): o.default or False for o in fmt.options}
        given = built.notes if fmt.input is Input.NOTES else built.definitions
        for _ in fmt.load()(given, **options):
            pass

    return tried


class NoImages:
    """Images of which none is kept."""

    def path(self, name: str) -> None:
        """Find no image."""

    def explained(self, lost: Iterable[str]) -> dict[str, None]:
        """Say what was lost, without reasons."""
        return dict.fromkeys(lost)


OWN: Final = {
    "concept": ("  front: a\n  answer: b\n  extra: c\n", "Front", "Back", "Extra", "Source"),
    "cloze": (
        "  cloze: '{{c1::a}}'\n  forms: [{cloze: '{{c1::b}}'}, {cloze: '{{c1::c}}'}]\n",
        "Text",
    ),
    "numeric": (
        "  parameters: {a: 'integers(1, 99)'}\n  question: Give <<a>>\n  answer: a\n"
        "  solution: x\n",
        *("Question", "Answer", "Solution"),
    ),
}
"""A card of each kind, and fields of its notes in a package."""

OPENINGS: Final = {"Text": '<div class="form">', "Solution": '<ol class="steps">'}
"""What fields begin with."""


def _own(keys: str, field: str, before: str) -> Callable[[str], None]:
    (made,) = build(load(f"{HEAD}- id: a\n{keys}"), Selection(), default_seed).notes

    def tried(text: str) -> None:
        fields = {**made.fields, field: before + text}
        note = OwnNote(made.kind, "n", "a", "en", made.guid, "D", (), fields, (0, 0))
        with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):
            draft(OwnFields({"en": note}, ["en"], cast(Images, NoImages())), 0)

    return tried


def _imported(name: str, suffix: str, before: str = "") -> Callable[[str], None]:
    def tried(text: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, f"cards{suffix}")
            file.write_text(before + text, encoding="utf-8", newline="")
            try:
                with import_file(file, Path(place), ImportOptions(), name):
                    pass
            except NOTHING_IMPORTED:
                pass

    return tried


def places() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Yield each place where a text is read, and what reads it there."""
    for key in ("front", "back", "extra"):
        yield key, _concept(key)
    yield "formula", _concept("back", "a $x{}x$ b")
    yield "display formula", _concept("back", "$$\n{}\n$$")
    yield "code", _concept("back", "```python\n{}\n```")
    yield "cloze", _raw(HEAD + "- id: a\n  cloze: %\n")
    yield (
        "in a cloze",
        lambda text: _checked(f"{HEAD}- id: a\n  cloze: {block('{{c1::' + text + '}}')}\n"),
    )
    yield "choices", _raw(HEAD + "- id: a\n  front: a\n  back: b\n  choices: [%, c, d]\n")
    yield (
        "says",
        _raw(HEAD + "- id: a\n  front: a\n  back: b\n  choices: [{text: a, says: %}, c]\n"),
    )
    yield "title", _raw(HEAD + "- id: a\n  front: a\n  back: b\n  source: {title: %}\n")
    yield "url", _raw(HEAD + "- id: a\n  front: a\n  back: b\n  source: {title: a, url: %}\n")
    yield (
        "url http",
        lambda text: _raw(HEAD + "- id: a\n  front: a\n  back: b\n  source: {title: a, url: %}\n")(
            "http://" + text
        ),
    )
    for key in ("id", "was", "tags", "image", "reverse", "kind"):
        value = "[%]" if key == "tags" else "%"
        rest = "" if key == "id" else "  id: a\n"
        yield key, _raw(f"{HEAD}- {key}: {value}\n{rest}  front: a\n  back: b\n")
    for key in ("namespace", "deck", "description", "languages", "was_language", "tags"):
        value = "[%]" if key in ("languages", "tags") else "%"
        head = "".join(line for line in ("namespace: n\n", "deck: D\n") if not line.startswith(key))
        yield (
            f"header {key}",
            _raw(f"{head}{key}: {value}\ncards:\n- id: a\n  front: a\n  back: b\n"),
        )
    yield "key", _raw(f"{HEAD}- id: a\n  front: a\n  %: b\n")
    yield "question", _numeric("  question: ", wrap="<<a>> {}")
    yield "slot", _numeric("  question: ", wrap="a <<{}>> b")
    yield "format", _numeric("  question: ", wrap="a <<a:{}>> b")
    yield "formula with slots", _numeric("  question: ", wrap="a $<<a>>{}<<a>>$ b")
    yield "solution", _numeric("  solution: ")
    yield "solution of formulas", _numeric("  solution: ", wrap="$<<a>> = {}$")
    yield "unit", _numeric("  unit: ")
    yield (
        "label",
        _raw(
            f"{HEAD}{_NUMERIC}  question: Give <<a>>\n  answers:\n"
            "  - name: b\n    label: %\n    value: a\n"
        ),
    )
    yield "mistake says", _numeric("  mistakes:\n  - value: a + 1\n    says: ", quotes=True)
    for key in ("decimals", "figures", "tolerance", "variants", "compare", "guessable", "choices"):
        yield key, _numeric(f"  {key}: ", quotes=True)
        yield (
            f"{key} of digits",
            lambda text, key=key: _numeric(f"  {key}: ", quotes=True)("1" + text),
        )
    for key in ("answer", "check", "require", "figure"):
        yield key, _numeric(f"  {key}: ")
        yield f"{key} after a", lambda text, key=key: _numeric(f"  {key}: ")("a + " + text)
    yield "let", _raw(f"{HEAD}{_NUMERIC}  let:\n    b: %\n  question: Give <<a>>\n  answer: a\n")
    asked = f"{HEAD}{_NUMERIC}  question: Which?\n"
    other = "{text: b, right: true}"
    yield "statement", _raw(f"{asked}  statements: [{{text: %, right: a > 5}}, {other}]\n")
    yield (
        "statement right",
        _raw(f"{asked}  statements: [{{text: '<<a>>', right: %}}, {other}]\n"),
    )
    yield (
        "statement says",
        _raw(f"{asked}  statements: [{{text: '<<a>>', right: a > 5, says: %}}, {other}]\n"),
    )
    yield "order", _raw(asked + "  order: [%, b, c]\n")
    yield "hint", _numeric("  hints:\n  - ", quotes=True)
    yield "option", _raw(asked + "  answer: {text: b}\n  options: [b, %]\n")
    yield "text of an answer", _raw(asked + "  answer: {text: %}\n  options: [b, c]\n")
    yield "formula answer", _raw(asked + "  answer: {formula: %, in: {x: [0, 1]}}\n")
    yield (
        "formula answer after x",
        lambda text: _raw(asked + "  answer: {formula: %, in: {x: [0, 1]}}\n")("x + " + text),
    )
    yield "end of a range", _raw(asked + "  answer: {formula: a*x, in: {x: [0, %]}}\n")
    concept = f"{HEAD}- id: a\n  front: a\n"
    yield (
        "formula of a concept card",
        lambda text: _raw(f"{concept}  answer: {{formula: %, in: {{x: [0, 1]}}}}\n")("x + " + text),
    )
    yield "answer of a concept card", _raw(f"{concept}  answer: %\n")
    yield (
        "accept",
        _raw(f"{HEAD}- id: a\n  front: a\n  answer: b\n  accept: [%]\n"),
    )
    yield "curve", lambda text: _numeric("  figure: ")(f"curve(x + {text}, x, 0, 1)")
    yield "other units", _raw(asked + "  answer: a\n  unit: m\n  units: [%]\n")
    yield (
        "mark",
        _raw(
            f"{HEAD}- id: a\n  front: a\n  back: b\n"
            "  image: {file: a.png, marks: [{text: %, at: [1, 2]}], alt: c}\n"
        ),
    )
    yield "alt", _raw(f"{HEAD}- id: a\n  front: a\n  back: b\n  image: {{file: a.png, alt: %}}\n")
    data = HEAD.replace("cards:", "data:\n  t: [%]\ncards:")
    card = "- id: a\n  parameters:\n    r: pick(t)\n  question: Give <<r.b>>\n  answer: r.c\n"
    yield "cell", _raw(data.replace("[%]", "[{b: %, c: 1}, {b: x, c: 2}]") + card)
    yield "column", _raw(data.replace("[%]", "[{b: x, c: 1, %: 2}]") + card)
    yield "table", _raw(data.replace("t: [%]", "%: [{b: x, c: 1}]") + card)
    yield "lock was", lambda text: _lock(f"n/a/en 0123456789abcdef 2025-01-01T00:00:00Z was {text}")
    yield "a text in an answer", _numeric("  answer: ", wrap='len("{}")')
    yield "file", _raw("%", quotes=False)
    yield "file from a key", _raw(f"{HEAD}- id: a\n  front: %\n", quotes=False)
    yield "file in a list", _raw(f"{HEAD}- id: a\n  let:\n    w: [%\n  front: a\n", quotes=False)
    yield "file in braces", _raw(f"{HEAD}- id: a\n  let: {{w: %\n  front: a\n", quotes=False)
    yield "lock", _lock
    yield "lock line", lambda text: _lock(f"n/a/en 0123456789abcdef {text}")
    yield "field", _field("text")
    yield "cloze field", _field("cloze")
    yield "field in a cloze", lambda text: void(convert("{{c1::" + text + "}}", "cloze"))
    yield "field in a formula", lambda text: void(convert("\\(" + text + "\\)"))
    yield "template", _template
    for filters in ("a", "furigana:a", "kana:a", "text:a", "hint:a", "type:a", "cloze:a"):
        yield f"template {filters}", _template_with_field(f"<div>{{{{{filters}}}}}</div>")
    yield "style", lambda text: void(hidden_by(text))
    for name in FORMATS:
        suffix = {"csv": ".csv", "json": ".json"}.get(name, ".md")
        yield f"import {name}", _imported(name, suffix)
    for fmt in EXPORTS.values():
        if fmt.input in (Input.NOTES, Input.DEFINITIONS, Input.STREAM):
            yield f"export {fmt.name}", _exported(fmt)
    for wrap in ("{}", "\\({}", "{{{{c1::{}", "{{{{c1::{}}}}}", "<{}"):
        yield (
            f"preview {wrap.format('…')}",
            lambda text, wrap=wrap: void(plain_text(wrap.format(text))),
        )
    for kind, (keys, *names) in OWN.items():
        for name in names:
            before = OPENINGS.get(name, "")
            yield f"own {kind} {name}", _own(keys, name, before)
    yield "import any", _imported("", ".txt")
    yield "import after a heading", _imported("notes", ".md", "# A\n\n## B\n\ntext ")
    yield "import front matter", _imported("notes", ".md", "---\ntags: ")
