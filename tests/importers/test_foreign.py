"""Decks that others made, exported by Anki's own backend: what becomes of their notes."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from anki.collection import Collection
from anki_backend import collection, import_package
from command import run
from importers.packages import PNG, ForeignNote, archive, database, export, legacy

from flashgen.anki.package.archive import zstd
from flashgen.importers.html.blocks import to_markdown
from flashgen.importers.html.nodes import Element
from flashgen.importers.html.tree import MAX_DEPTH, parse
from flashgen.importers.names import file_stem, ids, image_name
from flashgen.importers.package import images
from flashgen.importers.repair import repair
from flashgen.markup import compile_text


def imported(path: Path, *options: str) -> tuple[str, str]:
    """Import a package of one deck, and return the deck file and what was said."""
    output = path.with_suffix(".yaml")
    result = run("import", path, "-o", output, *options, status=0)
    run("check", output, status=0)
    return output.read_text(encoding="utf-8"), result.stderr


def cards(text: str) -> Mapping[str, str]:
    """The cards of a deck file by id, each with the comments above it."""
    parts = re.split(r"(?m)^\n(?=(?:# .*\n)*- id: )", text)[1:]
    found = ((re.search(r"(?m)^- id: (.*)$", part), part) for part in parts)
    return {match[1]: part for match, part in found if match}


FIELDS = {
    "emphasis": ("<b>a</b> <i>b</i> <u>c</u> x<sub>1</sub>", "**a** *b* <u>c</u> x<sub>1</sub>"),
    "styles": ('<span style="font-weight:bold">a</span>', "**a**"),
    "a bold part of a word": ("un<b>believ</b>able", "un**believ**able"),
    "blanks inside of bold": ("a<b> b </b>c", "a **b** c"),
    "code": ("<code>a*b</code>", "`a*b`"),
    "code with ticks": ("<code>a`b</code>", "``a`b``"),
    "block of code": ("<pre><code>x = 1<br>y &lt; 2</code></pre>", "```\nx = 1\ny < 2\n```"),
    "lines": ("a<br>b", "a\\\nb"),
    "an empty line": ("a<br><br>b", "a\n\nb"),
    "lines as Anki's editor writes them": (
        "a<div>b</div><div><br></div><div>c</div>",
        "a\\\nb\n\nc",
    ),
    "list": ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
    "items that are not closed": ("<ul><li>a<li>b</ul>", "- a\n- b"),
    "quote": ("<blockquote>a</blockquote>", "> a"),
    "heading": ("<h3>a</h3>b", "### a\n\nb"),
    "table": (
        "<table><tr><th>a<th>b<tr><td>1|2<td>3</table>",
        "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |",
    ),
    "link": ('<a href="https://x.y/z">a</a>', "[a](https://x.y/z)"),
    "link as its own text": ('<a href="https://x.y/z">https://x.y/z</a>', "<https://x.y/z>"),
    "MathJax": (r"\(a &lt; b\) and \[\frac{a}{b}\]", "$a < b$ and $$\\frac{a}{b}$$"),
    "MathJax with a style in it": (r"\(a<b>b</b>\)", "$ab$"),
    "formulas that touch": (r"\(a\)\(b\) \(c\)\[d\]", "$a$$b$ $c$ $$d$$"),
    "LaTeX": ("[latex]$a$[/latex] [$]b[/$] [$$]c[/$$]", "$a$ $b$ $$c$$"),
    "LaTeX environment": (
        r"[latex]\begin{displaymath}a\end{displaymath}[/latex]",
        "$$a$$",
    ),
    "signs of Markdown": ("*a* _b_ `c` $5 # d", r"\*a\* \_b\_ \`c\` \$5 # d"),
    "a line like a list": ("- a<br>1. b<br># c", "\\- a\\\n1\\. b\\\n\\# c"),
    "tags that are text": ("vector&lt;int&gt; &lt;b&gt; a &lt; b", r"vector<int> \<b> a < b"),
    "entities": ("&amp;amp; &nbsp; &eacute;", r"\&amp; é"),
    "script": ("a<script>alert(1)</script>b<style>x</style>", "ab"),
    "comment": ("a<!-- b -->c", "ac"),
    "Chinese": ("<b>注意：</b>文字", "**注意：**文字"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_field_becomes_markdown(name: str) -> None:
    html, markdown = FIELDS[name]
    made = to_markdown(html)
    assert made.text == markdown
    assert made.lost == ()
    compile_text(made.text, slots=False)


LOST = {
    "sound": ("a [sound:b.x]", "a", "[sound:b.x]"),
    "speech": ("a [anki:tts lang=en]b[/anki:tts]", "a", "[anki:tts lang=en]b[/anki:tts]"),
    "color": ('<font color="red">a</font>', "a", "a color"),
    "script in a link": ('<a href="javascript:x()">a</a>', "a", "the link to javascript:x()"),
    "image": ('a <img src="b.png">', "a", "the image b.png"),
    "drawing": ("a <svg><path/></svg>", "a", "<svg>"),
    "merged cells": (
        "<table><tr><td colspan=2>a</td></tr></table>",
        "|  |  |\n| --- | --- |\n| a |  |",
        "merged cells of a table",
    ),
    "what MathJax must not run": (
        r"\(\href{x}{y}\)",
        r"`\href{x}{y}`",
        r"the formula \href{x}{y} stands as code: `\href` is not allowed in a formula",
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_what_cannot_be_kept_is_said(name: str) -> None:
    html, markdown, lost = LOST[name]
    made = to_markdown(html)
    assert made.text == markdown
    assert made.lost == (lost,)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 40_000,
        "<a " * 60_000,
        '<a x="' * 30_000,
        "<b>" * 60_000 + "x",
        "<b><i>" * 20_000 + "x" + "</b>" * 20_000,
        "\\(" * 90_000,
        "<!--" * 40_000,
        "[latex]" * 25_000,
        "<table><tr><td>" * 6_000,
        "<ul><li>" * 20_000,
        "{{c1::" * 30_000,
        "<p>" * 20_000 + "</i>" * 30_000,
        "`" * 100_000,
        "*" * 100_000,
    ],
    ids=lambda html: html[:12],
)
def test_hostile_field_takes_no_depth_and_ends(html: str) -> None:
    """200,000 characters of what makes parsers deep or quadratic; the time is that of the suite."""
    root = parse(html, clozes=html.startswith("{{"))
    assert _depth(root, MAX_DEPTH + 5) <= MAX_DEPTH
    made = to_markdown(html, clozes=html.startswith("{{"))
    assert len(made.text) < 5 * len(html)
    repair(made.text)


def _depth(element: Element, limit: int) -> int:
    """How deep elements stand in each other, up to a limit."""
    level = [element]
    for depth in range(limit):
        level = [c for of in level for c in of.children if isinstance(c, Element)]
        if not level:
            return depth
    return limit


GEOGRAPHY = [
    ForeignNote(['Capital of <b>France</b>? <img src="Île de France.png">', "Paris"], tags=["eu"]),
    ForeignNote(["{{c1::Rome::which?}} lies in {{c2::Italy}}", "old"], "Cloze", tags=["eu", "x"]),
    ForeignNote(["北京", "Beijing"], "Basic (and reversed card)", tags=["eu"]),
    ForeignNote(["Oslo", "Norway", "y"], "Basic (optional reversed card)", tags=["eu"]),
    ForeignNote(["Bern", "Switzerland", ""], "Basic (optional reversed card)", tags=["eu"]),
    ForeignNote(["Type it", "Lisbon"], "Basic (type in the answer)", tags=["eu"]),
    ForeignNote(["Hear [sound:a.mp3]", "Wien"], tags=["eu"]),
    ForeignNote(["Same", "1"], guid="guid-one", tags=["eu"]),
    ForeignNote(["Same", "2"], guid="guid-two", tags=["eu"]),
    ForeignNote(["Nothing behind", ""], tags=["eu"]),
]


@pytest.mark.parametrize("old", [False, True])
def test_deck_of_stock_note_types(old: bool, tmp_path: Path) -> None:
    path = export(
        tmp_path / "a.apkg",
        GEOGRAPHY,
        legacy=old,
        media={"Île de France.png": PNG, "a.mp3": b"x"},
        descriptions={"Geography": "Where <b>things</b> are"},
    )
    text, said = imported(path)
    found = cards(text)
    assert text.startswith("namespace: geography-")
    assert (
        "\ndeck: Geography\ndescription: Where **things** are\nlanguages: [en]\ntags: [eu]\n"
        in text
    )
    assert (tmp_path / "media" / "Île-de-France.png").read_bytes() == PNG
    assert [file.name for file in (tmp_path / "media").iterdir()] == ["Île-de-France.png"]
    capital = found["capital-of-france"]
    assert "  front: Capital of **France**? ![](media/Île-de-France.png)\n  back: Paris" in capital
    assert "cloze: |\n    {{c1::Rome::which?}} lies in {{c2::Italy}}\n  extra: old" in text
    assert "  tags: [x]\n" in found["rome-lies-in-italy"]
    assert [name for name, card in found.items() if "reverse: true" in card] == [
        next(name for name in found if "北京" in found[name]),
        "oslo",
    ]
    assert "# Not kept: [sound:a.mp3]\n- id: hear\n" in text
    same = [name for name in found if name.startswith("same-")]
    assert len(same) == 2
    assert "# Left out, for its back is empty: Nothing behind\n" in text
    assert "9 cards: new to Anki, which cannot change the type of a note" in said
    assert "1 card: a sound is not kept\n" in said
    assert "1 card: its back is empty: left out\n" in said
    assert "wrote 1 image to" in said


def test_ids_stay(tmp_path: Path) -> None:
    """The same package gives the same file, in the old format and in the new one."""
    notes = [note for note in GEOGRAPHY if note.guid]
    texts = {
        imported(export(tmp_path / f"{old}.apkg", notes, legacy=old))[0] for old in (False, True)
    }
    assert len(texts) == 1
    assert "- id: same-" in texts.pop()


def test_result_imports_into_anki(tmp_path: Path) -> None:
    path = export(
        tmp_path / "a.apkg", GEOGRAPHY[:6], legacy=False, media={"Île de France.png": PNG}
    )
    imported(path)
    run("build", tmp_path / "a.yaml", "-o", tmp_path / "b.apkg", status=0)
    with collection(tmp_path) as col:
        assert import_package(col, tmp_path / "b.apkg").new == 6
        assert sorted(p.name for p in Path(col.media.dir()).glob("flashgen-*.png")) != []


def _custom(col: Collection) -> None:
    made = col.models.new("Vocabulary")
    for name in ("Word", "Meaning", "Example", "Note to self", "Ask?"):
        col.models.add_field(made, col.models.new_field(name))
    for name, front, back in (
        ("Read", "{{Word}}", "{{FrontSide}}<hr>{{Meaning}}<br>{{hint:Example}}"),
        ("Recall", "{{#Ask?}}{{Meaning}}{{/Ask?}}", "{{Word}}"),
        ("Listen", "{{#Ask?}}{{tts en_US:Word}}{{/Ask?}}", "{{Word}}"),
    ):
        template = col.models.new_template(name)
        template["qfmt"], template["afmt"] = front, back
        col.models.add_template(made, template)
    col.models.add(made)


def test_custom_note_type(tmp_path: Path) -> None:
    notes = [
        ForeignNote(["Hund", "dog", "Der Hund bellt.", "check", "y"], "Vocabulary"),
        ForeignNote(["Katze", "cat", "", "", ""], "Vocabulary"),
    ]
    path = export(tmp_path / "a.apkg", notes, legacy=False, prepare=_custom)
    text, _ = imported(path, "--lang", "de", "--namespace", "deutsch")
    found = cards(text)
    assert found["hund"].splitlines() == [
        "# Not kept: a hint that opens on the back of the card: it stands below the answer",
        "# Not shown by Anki: Note to self: check",
        "- id: hund",
        "  front: Hund",
        "  back: dog",
        "  reverse: true",
        "  extra: Der Hund bellt.",
    ]
    assert "# Left out, for its front is speech: Hund Listen\n" in text
    assert found["katze"].splitlines()[:3] == ["- id: katze", "  front: Katze", "  back: cat"]


def test_decks_become_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    notes = [
        ForeignNote(["a", "b"], deck="Languages::German"),
        ForeignNote(["c", "d"], deck="Languages::中文"),
        ForeignNote(["e", "f"], deck="Maths"),
    ]
    export(tmp_path / "a.apkg", notes, legacy=False)
    result = run("import", "a.apkg", "-o", "one.yaml", status=2)
    assert "there are 3 decks" in result.stderr and "`Languages::German`" in result.stderr
    assert run("import", "a.apkg").exit_code == 0
    assert sorted(path.name for path in Path("cards").iterdir()) == [
        "languages-german.yaml",
        "languages-中文.yaml",
        "maths.yaml",
    ]
    again = run("import", "a.apkg", status=2)
    assert "languages-german.yaml exists already, and is left as it is" in again.stderr
    assert run("import", "a.apkg", "--deck", "Maths", "-o", "m.yaml").exit_code == 0
    assert "front: e" in Path("m.yaml").read_text(encoding="utf-8")
    assert run("import", "a.apkg", "--deck", "Languages", "-o", "both").exit_code == 0
    assert len(list(Path("both").iterdir())) == 2
    none = run("import", "a.apkg", "--deck", "Physics", "-o", "p.yaml", status=1)
    assert (
        "no deck of the package is called `Physics`; there are `Languages::German`" in none.stderr
    )
    assert not Path("p.yaml").exists()


def _hostile(media: str, field: str, **members: bytes) -> bytes:
    script = f"UPDATE notes SET flds = '{field}' || x'1f' || 'back'"
    return legacy(database(script), media=media, **members)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NAMES = [
    "../../evil.png",
    "/etc/evil.png",
    "C:\\evil.png",
    "..\\evil.png",
    "con.png",
    ".htaccess.png",
]


@pytest.mark.parametrize("name", NAMES)
def test_images_stay_in_their_folder(name: str, tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    path = inside / "deck.apkg"
    listed = json.dumps({"0": name})
    path.write_bytes(_hostile(listed, f'q <img src="{name}">', **{"0": PNG}))
    text, _ = imported(path)
    written = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert len(written) == 3
    assert all(p.startswith("a/b/c/") for p in written)
    assert re.search(r"!\[\]\(media/[\w-]+\.png\)", text)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (SVG, "holds a script"),
        (b"#!/bin/sh\n", "is not an image that Anki shows"),
        (b"", "is not an image that Anki shows"),
        (PNG + bytes(21_000_000), "larger than 20,000,000 bytes"),
    ],
    ids=["active svg", "script", "empty", "too large"],
)
def test_images_that_are_none(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(_hostile('{"0": "a.png"}', 'q <img src="a.png">', **{"0": content}))
    text, said = imported(path)
    assert re.search(f"# Not kept: the image a.png: .*{why}", text)
    assert not (tmp_path / "media").exists()
    assert "1 card: an image is not kept" in said


def test_images_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_MOST_BYTES", len(PNG) + 5)
    path = tmp_path / "a.apkg"
    field = '<img src="a.png"> <img src="b.png">'
    path.write_bytes(_hostile('{"0": "a.png", "1": "b.png"}', field, **{"0": PNG, "1": PNG + b"x"}))
    text, _ = imported(path)
    assert [p.name for p in (tmp_path / "media").iterdir()] == ["a.png"]
    assert "the images are larger than" in text


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no symbolic links here")
def test_no_link_is_written_through(tmp_path: Path) -> None:
    """A link that stands where an image or the deck file would go is left alone."""
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "in"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.png").symlink_to(outside / "victim.png")
    path = folder / "a.apkg"
    path.write_bytes(_hostile('{"0": "a.png"}', 'q <img src="a.png">', **{"0": PNG}))
    text, _ = imported(path)
    assert list(outside.iterdir()) == []
    assert re.search(r"media/a-\w{8}\.png", text)
    (folder / "b.yaml").symlink_to(outside / "victim.yaml")
    run("import", path, "-o", folder / "b.yaml", status=2)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"not a package", 1, "this is not an Anki package"),
        (archive({"x": b"y"}), 1, "no collection in it"),
        (legacy(b"x" * 5000), 1, "the package's database is damaged"),
        (legacy(database("DELETE FROM notes")), 1, "the package has no notes"),
        (archive({"collection.anki21b": zstd.compress(b"x")[:5]}), 1, "ends too early|damaged"),
        (None, 2, "there is no such file"),
    ],
)
def test_refusals_have_a_status_and_write_nothing(
    content: bytes | None, code: int, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.apkg"
    if content is not None:
        path.write_bytes(content)
    result = run("import", path, "-o", tmp_path / "a.yaml", status=code)
    assert re.search(message, result.stderr)
    assert "Traceback" not in result.output
    assert not (tmp_path / "a.yaml").exists()


def test_deck_with_signs_that_none_may_have(tmp_path: Path) -> None:
    note = ForeignNote(["a", "b"], deck='The "best" <deck>::of  all')
    text, _ = imported(export(tmp_path / "a.apkg", [note], legacy=False))
    assert '\ndeck: The "best"  deck::of  all\n' in text


def test_names() -> None:
    assert ids([("a", "1"), ("b", "2"), ("a", "3"), ("", "4")])[1] == "b"
    made = ids([("a", "1"), ("a", "1"), ("", "x"), ("", "y")])
    assert len(set(made)) == 4
    assert ids([("a", "1"), ("c", "2"), ("a", "3")])[0] == ids([("a", "1"), ("a", "3")])[0]
    assert file_stem("Deep Learning::Losses") == "deep-learning-losses"
    assert file_stem("::/..") == "deck"
    assert file_stem("CON") == "con-deck"
    assert image_name("../a b.PNG", ".png") == "a-b.png"
    assert image_name("....", ".png") == "image.png"
    assert len(image_name("é" * 300 + ".png", ".png").encode()) <= 84
