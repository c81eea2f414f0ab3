"""Texts by strangers in every field, shown by a real Chromium that would notice, with MathJax."""

import html
import random
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample_notes
from clients import Client, open_client
from decks import load
from extent import extent
from html_audit import check
from playwright.sync_api import Browser

from flashgen.anki.note_types import CONCEPT, NOTE_TYPES
from flashgen.anki.package.writing import write_apkg
from flashgen.build import notes as pipeline
from flashgen.markup import MarkupError, compile_inline, compile_text
from flashgen.markup.formula_commands import COMMANDS, ENVIRONMENTS
from flashgen.markup.formulas import REFUSED
from flashgen.markup.marks import words
from flashgen.source.diagnostics import has_errors

HOOKS = (Path(__file__).parent / "hostile.js").read_text(encoding="utf-8")
PAYLOADS = [
    line
    for line in (Path(__file__).parent / "hostile_texts.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
HEAD = "namespace: hostile-k3v9\ndeck: Hostile\nlanguages: [en]\ncards:\n"


@pytest.fixture(scope="module")
def client(browser: Browser) -> Iterator[Client]:
    context = browser.new_context()
    context.add_init_script(HOOKS)
    client = open_client(context, CONCEPT.css)
    dialogs: list[str] = []
    client.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    yield client
    context.close()
    assert dialogs == []


def noticed(client: Client) -> list[str]:
    """Everything that ran, called out or was asked for since the last call."""
    found = list(client.page.evaluate("noticed.splice(0)")) + client.problems
    client.problems.clear()
    if client.page.url != f"{client.origin}/":
        found.append(f"went to {client.page.url}")
    return found


def test_the_page_would_notice(client: Client) -> None:
    client.show(
        "<img src=http://foreign.invalid/a.png onerror=\"pwned('image')\">"
        "<a href=\"javascript:pwned('link')\">x</a><b onclick=\"pwned('click')\" id=forged>x</b>"
        r"<p>\(\href{javascript:pwned('math')}{x} \style{background:url(/b.png)}{y}\)</p>"
        "<svg><script>pwned('script')</script></svg>"
    )
    audit = client.page.evaluate("hostile.audit()")
    client.page.evaluate("hostile.touch()")
    client.page.wait_for_function("noticed.some((what) => what.endsWith('image'))")
    found = noticed(client)
    for what in ("image", "link", "click", "math", "script"):
        assert f"ran: {what}" in found
    assert "request: http://foreign.invalid/a.png" in found
    assert f"request: {client.origin}/b.png" in found
    assert len(audit) >= 6
    client.page.evaluate("location.hash && history.replaceState(null, '', '/')")


def _block(text: str, indent: int) -> str:
    return "|-\n" + textwrap.indent(text, " " * indent, lambda line: True)


def _quoted(text: str) -> str:
    quote = '"' if '"' not in text else "'"
    return f"r{quote}{text.replace(quote, '')}{quote}"


CONCEPT_CARD = "  front: {front}\n  back: {back}\n"
NUMERIC_CARD = (
    "  parameters:\n    a: integers(1, 9)\n    b: choice([4, 5, 6])\n"
    "  let:\n    s: {s}\n  question: {question}\n  answer: a + b\n  variants: 2\n"
)


def cards(payload: str, number: int) -> str:
    """A card for each place in which the text can stand; by default, for a third of them."""
    text, inner = _block(payload, 4), _block(payload, 6)
    numeric = NUMERIC_CARD.format(s="'x'", question="What is <<a>> + <<b>> with <<s>>?")
    labels = f"[{_quoted(payload)}, {_quoted(payload)}]"
    string = _block(_quoted(payload), 6)
    places = {
        "front": CONCEPT_CARD.format(front=text, back="B"),
        "back": CONCEPT_CARD.format(front="F", back=text) + "  reverse: true\n",
        "extra": CONCEPT_CARD.format(front="F", back="B") + f"  extra: {text}\n",
        "title": CONCEPT_CARD.format(front="F", back="B")
        + f"  source:\n    url: https://example.org\n    title: {inner}\n",
        "option": CONCEPT_CARD.format(front="F", back="B")
        + f"  choices:\n  - text: {inner}\n    says: {inner}\n  - no\n",
        "statement": f"  front: F\n  statements:\n  - text: {inner}\n    right: yes\n"
        f"    says: {inner}\n  - {{text: other, right: no}}\n",
        "item": f"  front: F\n  order:\n  - other\n  - {inner}\n",
        "cloze": f"  cloze: {_block(payload + ' {{c1::gap}}', 4)}\n",
        "gap": f"  cloze: {_block('{{c1::' + payload + '}} x', 4)}\n",
        "hint": f"  cloze: {_block('{{c1::gap::' + payload + '}} x', 4)}\n",
        "question": NUMERIC_CARD.format(s="'x'", question=_block(payload + " <<a>><<b>><<s>>", 4)),
        "solution": numeric + f"  solution:\n  - {text}\n",
        "unit": numeric + f"  unit: {text}\n",
        "says": numeric + f"  mistakes:\n  - value: a - b\n    says: {inner}\n",
        "label": numeric.replace("  answer: a + b\n", "")
        + f"  answers:\n  - name: one\n    value: a + b\n    label: {inner}\n"
        + "  - name: two\n    value: a * b\n",
        "value": NUMERIC_CARD.format(
            s=string, question="Is <<a>> <<b>> [<<s>>] $<<s>>$ $\\text{<<s>>}$ `<<s>>` \\\\<<s>>?"
        ),
        "figure": numeric + f"  figure: {_block(f'bars([a, b], labels={labels})', 4)}\n",
        "drawn statement": numeric.replace("  answer: a + b\n", "")
        + f"  statements:\n  - text: {inner}\n    right: a > 4\n    says: {inner}\n"
        + "  - {text: other, right: no}\n",
        "drawn item": numeric.replace("  answer: a + b\n", "")
        + f"  order:\n  - {inner}\n  - other <<a>>\n",
        "texts": numeric.replace("answer: a + b", f"answer: {_block(_quoted(payload), 4)}"),
    }
    return "".join(
        f"- id: p{number}-{place.replace(' ', '-')}\n{body}"
        for at, (place, body) in enumerate(places.items())
        if (number + at) % extent(3, 1) == 0
    )


def test_a_hostile_text_does_nothing_in_any_field(client: Client, tmp_path: Path) -> None:
    deck = HEAD + "".join(cards(text, number) for number, text in enumerate(PAYLOADS))
    # Whole values stay out of the asserts: to print one would take a gigabyte.
    built = pipeline.build(load(deck))
    without_place = [d.message for d in built.diagnostics if d.span is None]
    assert without_place == []
    notes = built.notes
    taken = len(notes)
    assert taken > len(PAYLOADS) * extent(1, 3)
    for note in notes:
        for name, field in note.fields.items():
            if name != "Data":
                if note.kind == "cloze":
                    field = field.replace("{{c1::", "").replace("}}", "")
                check(field, card=True)
    package = tmp_path / "hostile.apkg"
    mods = {note.guid: 1_760_000_000 for note in notes}
    write_apkg(package, notes, built.decks, NOTE_TYPES, mods)
    # A script looks for the data of all cards of its page, which is one card otherwise.
    shown = sorted(
        sample_notes.rendered(package, tmp_path).values(),
        key=lambda card: "flashgen-data" in card.front,
    )
    assert len(shown) >= taken
    without_data = sum("flashgen-data" not in card.front for card in shown)
    for start in [*range(0, without_data, 40), *range(without_data, len(shown), 40)]:
        end = start + 40 if start >= without_data else min(start + 40, without_data)
        for side in ("front", "back"):
            client.show("".join(getattr(card, side) for card in shown[start:end]))
            assert client.page.evaluate("hostile.audit()") == []
            client.page.evaluate("hostile.touch()")
            assert noticed(client) == []


HEADERS = {
    "deck": ("deck: <script>pwned(1)</script>", "bad-deck"),
    "deck of two lines": ("deck: |-\n  a\n  b", "bad-deck"),
    "namespace": ("namespace: 'a\"><script>'", "bad-id"),
    "language": ("languages: ['en\"><script>']", "bad-language"),
    "tag": ("tags: ['<script>']", "bad-tag"),
    "description": ("description: <img src=x onerror=pwned(1)>", "html"),
    "id": ("- id: <b>\n  front: F\n  back: B", "bad-id"),
    "card's tag": ("- id: a\n  front: F\n  back: B\n  tags: ['\"onclick=x']", "bad-tag"),
    "name": (
        "- id: a\n  parameters: {a: 'integers(1, 9)'}\n  question: <<a>>?\n  answers:\n"
        "  - {name: '<b>', value: a}",
        "bad-name",
    ),
    "image": (
        "- id: a\n  front: F\n  back: B\n  image: 'http://foreign.invalid/a.png'",
        "bad-image",
    ),
    "image's name": (
        "- id: a\n  front: F\n  back: B\n  image: 'x\" onerror=pwned(1).png'",
        "bad-image",
    ),
    **{
        f"link {number}": (
            f"- id: a\n  front: F\n  back: B\n  source: {{title: T, url: {url!r}}}",
            "bad-url",
        )
        for number, url in enumerate(
            (
                "javascript:pwned(1)",
                "JaVaScRiPt:pwned(1)",
                " https://a.b",
                "data:text/html,x",
                "//a.b",
                "https:a",
                'https://a.b" onclick="pwned(1)',
                "https://a.b/<script>",
                "https://a.b\\x",
                "https://a.b/{{c1::x}}",
            )
        )
    },
}


@pytest.mark.parametrize(("text", "code"), HEADERS.values(), ids=HEADERS.keys())
def test_what_is_no_text_is_whitelisted(text: str, code: str) -> None:
    header = {"namespace": "namespace: n", "deck": "deck: D", "cards": "cards:\n"}
    if text.startswith("- id"):
        header["cards"] += text + "\n"
    else:
        header[text.partition(":")[0]] = text
        header["cards"] = "cards:\n- id: a\n  front: F\n  back: B\n"
    order = sorted(header, key=lambda key: key == "cards")
    built = pipeline.build(load("\n".join(header[key] for key in order) + "\n"))
    assert has_errors(built.diagnostics)
    assert [(d.code, d.span is not None) for d in built.diagnostics] == [(code, True)]


FRAGMENTS = [
    *" ".join(PAYLOADS).split(),
    *words("<b> </b> $ $$ ` ``` * ** [ ]( ) ![ \\ \\( \\) < > & \" '"),
]


def test_texts_of_hostile_fragments(client: Client) -> None:
    """Random ones: Chromium's own parser finds in them only what a text may have."""
    chance = random.Random(20_261_125)
    texts = []
    while len(texts) < 600:
        parts = chance.choices(FRAGMENTS, k=chance.randint(2, 12))
        text = chance.choice(["", " ", "\n"]).join(parts)
        try:
            compiled = compile_text(text, slots=False)
            if not compiled.images:  # which become files of the deck, or errors
                texts.append(compiled.fill())
        except MarkupError as error:
            assert error.errors
    for start in range(0, len(texts), 100):
        client.show("".join(f"<div>{text}</div>" for text in texts[start : start + 100]))
        assert client.page.evaluate("hostile.audit()") == []
        client.page.evaluate("hostile.touch()")
        assert noticed(client) == []


MAPS = """
() => {
  const names = (kind) => {
    const found = {};
    const tex = MathJax.startup.document.inputJax[0].parseOptions;
    for (const {item} of tex.handlers.get(kind)._configuration) {
      if (item.map) found[item.name] = [...found[item.name] || [], ...item.map.keys()];
    }
    return found;
  };
  return [names("macro"), names("environment")];
}
"""
SYMBOLS = ("mathchar", "delimiter", "textcomp", "upgreek", "gensymb")
CONVERT = """
async (formulas) => {
  const found = [];
  for (const formula of formulas) {
    let page;
    try {
      page = new DOMParser().parseFromString(await MathJax.tex2mmlPromise(formula), "text/xml");
    } catch {
      continue;  // MathJax shows the message of what it cannot read
    }
    for (const element of page.querySelectorAll("*")) {
      for (const {name, value} of element.attributes) found.push([formula, name, value]);
    }
  }
  return found;
}
"""


def test_no_command_of_mathjax_does_harm(client: Client) -> None:
    macros, environments = client.page.evaluate(MAPS)
    known = {name.removeprefix("\\") for names in macros.values() for name in names}
    assert COMMANDS - known == set()
    assert ENVIRONMENTS - {name for names in environments.values() for name in names} == set()
    assert not COMMANDS & REFUSED
    working = sorted(
        name
        for group, names in macros.items()
        if not any(word in group for word in SYMBOLS)
        for name in names
        if name in COMMANDS
    )
    assert len(working) > 300
    script, style = "javascript:pwned(1)", "red;background:url(http://foreign.invalid/x)"
    pairs = 'class="forged" href="javascript:pwned(1)" style="color:red" id="forged" onclick="x"'
    formulas = [rf"\{name}[{pairs}]{{{script}}}{{{style}}}{{x}}" for name in working]
    formulas += [rf"\{name}{{{style}}}{{{script}}}{{x}}" for name in working]
    for name in sorted(ENVIRONMENTS):
        formulas.append(rf"\begin{{{name}}}[{pairs}]{{{style}}}x\end{{{name}}}")
    taken = []
    for formula in formulas:
        try:
            check(compile_inline(f"${formula}$", slots=False).fill())
        except MarkupError as error:
            assert error.errors
            continue
        taken.append(formula)
    assert len(taken) > 500
    reached = set()
    for formula, name, value in client.page.evaluate(CONVERT, taken):
        own = name.startswith("data-mjx-") or (name == "class" and value == "MathML-Unit")
        assert name not in ("href", "xlink:href", "src") and not name.startswith("on"), formula
        assert name != "style" or ("solid" in value and "url" not in value), formula
        assert name != "id" or value.startswith("mjx-eqn:"), formula
        assert name != "class" or own, formula
        if "pwned" in value or "foreign" in value:
            assert name in ("data-mjx-error", "title", "id", "notation", "width", "align"), name
            reached.add(formula)
    client.show("".join(rf"<p>\({html.escape(formula)}\)</p>" for formula in sorted(reached)))
    assert client.page.evaluate("hostile.audit()") == []
    client.page.evaluate("hostile.touch()")
    assert noticed(client) == []
