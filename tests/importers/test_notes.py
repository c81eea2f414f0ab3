"""Study notes in Markdown become draft cards."""

import os
import re
import stat
from pathlib import Path

import pytest
from command import run
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.build import notes as pipeline
from flashgen.deck import folder as loading
from flashgen.importers.language import language_of
from flashgen.importers.local_images import LocalImages
from flashgen.importers.result import ImportOptions, NothingToImportError
from flashgen.importers.study_notes.cards import import_notes
from flashgen.importers.study_notes.reading import Reader

NOTES = Path(__file__).parents[1] / "fixtures" / "notes"


LINKS = {
    "in a sentence": ("See https://x.org for more.", "See <https://x.org> for more.", "x.org"),
    "at its end": ("For more see https://x.org.", "For more see <https://x.org>.", "x.org"),
    "behind a title": ("The docs https://x.org", "The docs <https://x.org>", "The docs"),
    "behind a long label": (
        "Read this page with care: https://x.org",
        "Read this page with care: <https://x.org>",
        "Read this page with care",
    ),
    "first in a line": ("https://x.org says so.", "<https://x.org> says so.", "x.org"),
    "alone": ("It is so.\nhttps://x.org", "It is so.", "x.org"),
    "behind a label": ("It is so.\nLink: https://x.org", "It is so.", "x.org"),
    "in parentheses": ("It is so (https://x.org).", "It is so.", "x.org"),
    "in wide ones": ("就是这样（https://x.org）。", "就是这样。", "x.org"),
    "in parentheses in between": (
        "One (https://x.org) of two.", "One (<https://x.org>) of two.", "x.org"
    ),
    "in parentheses with words": (
        "It is so (see https://x.org).", "It is so (see <https://x.org>).", "x.org"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "back", "title"), LINKS.values(), ids=LINKS.keys())
def test_a_link_stays_where_a_sentence_has_it(
    line: str, back: str, title: str, tmp_path: Path
) -> None:
    path, output = tmp_path / "notes.md", tmp_path / "deck.yaml"
    path.write_text(f"# A heading\n{line}\n", encoding="utf-8")
    assert run("import", path, "-o", output).exit_code == 0
    text = output.read_text(encoding="utf-8")
    written = re.search(r"back: (?:\|\n    )?(.*)\n", text)
    named = re.search(r"title: (.*)\n    url: https://x.org\n", text)
    assert written is not None and named is not None, text
    assert (written[1], named[1]) == (back, title)


@pytest.mark.parametrize("name", ["study-notes", "course"])
def test_notes_become_this_deck_file(name: str, tmp_path: Path) -> None:
    """The whole result beside the notes; after a wanted change, write it anew and look at it."""
    output = tmp_path / "deck.yaml"
    run("import", NOTES / f"{name}.md", "-o", output, "--namespace", f"{name}-k3v9", status=0)
    expected = NOTES / f"{name}.yaml"
    if os.environ.get("FLASHGEN_WRITE_FIXTURES"):
        expected.write_bytes(output.read_bytes())
    assert output.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")
    run("check", output, status=0)


def test_what_was_not_understood_is_said(tmp_path: Path) -> None:
    result = run("import", NOTES / "course.md", "-o", tmp_path / "deck.yaml")
    lines = result.stderr.splitlines()
    assert lines[0].startswith("has a part that was not taken, in a comment above it: gradient-des")
    assert lines[1].startswith("was changed, as a comment above it says: weight-decay-")
    assert lines[2].endswith("deck.yaml: 3 cards")
    assert lines[3].startswith("wrote 1 image to ")
    notes = tmp_path / "notes.md"
    notes.write_text("before\n\n# A\n\ntext\n", encoding="utf-8")
    result = run("import", notes, "-o", tmp_path / "other.yaml")
    assert result.stderr.startswith("the text before the first heading is a comment at the top\n")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    output = tmp_path / "deck.yaml"
    output.write_text("mine", encoding="utf-8")
    result = run("import", NOTES / "course.md", "-o", output, status=2)
    assert "deck.yaml exists already, and is left as it is" in result.stderr
    assert output.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["deck.yaml"]


def test_folder_and_default_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("import", NOTES / "study-notes.md").exit_code == 0
    assert Path("cards/study-notes.yaml").is_file()
    assert run("import", NOTES / "study-notes.md", "-o", "other").exit_code == 0
    texts = [
        Path(p).read_text("utf-8") for p in ("cards/study-notes.yaml", "other/study-notes.yaml")
    ]
    namespaces = [re.findall(r"(?m)^namespace: (.*)$", text)[0] for text in texts]
    assert all(re.fullmatch(r"study-notes-\w{4}", namespace) for namespace in namespaces)
    assert len(set(namespaces)) == 2, "a new deck has a namespace that nobody else has"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes anywhere")
def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    result = run("import", NOTES / "course.md", "-o", tmp_path / "x" / "deck.yaml", status=3)
    assert "Permission denied" in result.stderr


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", 1, "no cards of a known format were found"),
        (b"just text\n", 1, "  hashcards            hashcards: Q: and A:"),
        (b"# Only\n\n## Headings\n", 1, "no heading in the notes has a text"),
        (b"# A\n\n\xff\xfe\n", 1, "is not UTF-8"),
        (None, 2, "there is no such file"),
    ],
)
def test_notes_that_are_none(
    content: bytes | None, code: int, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "notes.md"
    if content is not None:
        path.write_bytes(content)
    result = run("import", path, "-o", tmp_path / "deck.yaml", status=code)
    assert message in result.stderr
    assert not (tmp_path / "deck.yaml").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--namespace", "No Namespace"), "small letters, digits and single hyphens"),
        (("--lang", "Chinese"), "a language is like en, zh or pt-BR"),
    ],
)
def test_options_that_cannot_be(options: tuple[str, str], message: str) -> None:
    result = run("import", NOTES / "course.md", *options, status=2)
    assert message in result.stderr


HEADINGS = {
    "20240229 A": ("A", "2024-02-29"),
    "20230229 A": ("20230229 A", None),
    "2024-3-5: A": ("A", "2024-03-05"),
    "A (2024/03/05)": ("A (2024/03/05)", "2024-03-05"),
    "2024年3月5日 A": ("A", "2024-03-05"),
    "A 2024.03.05": ("A", "2024-03-05"),
    "Port 20240 of 12345678": ("Port 20240 of 12345678", None),
    "About `x_1` and $x$ **b**": ("About `x_1` and $x$ **b**", None),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_date_of_a_heading_is_a_tag(heading: str, tmp_path: Path) -> None:
    front, day = HEADINGS[heading]
    text = made(f"## {heading} ##\n\ntext\n", tmp_path)
    assert f"  front: {front}\n" in text or f"  front: |\n    {front}\n" in text
    assert re.findall(r"tags: \[date::(.*)\]", text) == ([day] if day else [])


def made(notes: str, folder: Path, **options: str) -> str:
    """The deck file of these notes."""
    imported = import_notes(
        notes, "notes.md", ImportOptions(**options), LocalImages(folder, folder)
    )
    return next(iter(imported.files)).text


def test_deck_and_language(tmp_path: Path) -> None:
    titled = "# The **title**\n\nabout\n\n## A\n\ntext\n"
    assert "\ndeck: The title\ndescription: about\n" in made(titled, tmp_path)
    assert "\ndeck: A::B\n" in made(titled, tmp_path, deck="A::B")
    assert "\ndeck: Notes\n" in made("## A\n\ntext\n## B\n\ntext\n", tmp_path)
    assert "\nlanguages: [zh]\n" in made("## A\n\n文字和 text\n", tmp_path)
    assert "\nlanguages: [fr]\n" in made("## A\n\ntexte\n", tmp_path, language="fr")
    assert [language_of(t) for t in ("ひらがな漢字", "한국어", "汉字", "word", "")] == [
        "ja",
        "ko",
        "zh",
        "en",
        "en",
    ]


def test_a_word_in_angle_brackets_is_no_tag(tmp_path: Path) -> None:
    text = made("# A\n\nA `list<T>` is a vector<int>, <b>not</b> a <font>x.\n", tmp_path)
    assert "A `list<T>` is a vector<int>, <b>not</b> a x." in text
    assert "# Not taken: <font>\n" in text


def test_ids_follow_headings_not_places(tmp_path: Path) -> None:
    def ids(notes: str) -> set[str]:
        return set(re.findall(r"(?m)^- id: (.*)$", made(notes, tmp_path)))

    cards = [
        "## 20240101 卷积\n\nx\n",
        "## NLL求导\n\nx\n",
        "## Soft-max, again!\n\nx\n",
        "## 池化\n\nx\n",
    ]
    first = ids("".join(cards))
    assert "soft-max-again" in first
    assert any(re.fullmatch(r"2024-01-01-\w{4}", id) for id in first)
    assert any(re.fullmatch(r"nll-\w{4}", id) for id in first)
    assert any(re.fullmatch(r"note-\w{4}", id) for id in first)
    assert ids("".join(reversed(cards))) == first


@pytest.mark.parametrize("path", ["../secret.png", "/etc/secret.png", "link.png", "file:///x.png"])
def test_images_of_notes_come_from_below_their_folder(path: str, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes((NOTES / "figures" / "curve.png").read_bytes())
    (folder / "link.png").symlink_to(secret)
    notes = folder / "notes.md"
    notes.write_text(f"# A\n\ntext ![]({path})\n", encoding="utf-8")
    run("import", notes, "-o", tmp_path / "cards" / "deck.yaml", status=0)
    assert [p.name for p in (tmp_path / "cards").rglob("*")] == ["deck.yaml"]
    text = (tmp_path / "cards" / "deck.yaml").read_text(encoding="utf-8")
    assert f"# Not taken: ![]({path})\n" in text


PIECES = [
    "# A\n",
    "## B 2024-01-02\n",
    "### 标题\n",
    "Title\n=====\n",
    "\n",
    "text ",
    "主题：B\n",
    "内容：https://a.b/c\n",
    "https://x.y/z ",
    "<https://x.y/z>",
    "[a](https://x.y)",
    "[a](b.md)",
    "[a][1]\n",
    "[1]: https://r.s\n",
    "![i](https://x.y/i.png)",
    "![i](i.png)",
    "</br>\n",
    "<br>",
    "<div>\nx\n</div>\n",
    "<!-- c -->",
    "<script>x</script>",
    "> quote\n",
    ">\n",
    ">作者：A\n>链接：https://q.r\n>来源：S\n",
    "- item\n",
    "  - sub https://x.y\n",
    "1. one\n",
    "```\n# code\n",
    "```\n",
    "    # indented\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "$x^2$",
    "$",
    "$$\n\\frac{a}{b}\n$$\n",
    "$\\frac{a$",
    "**b**",
    "~~s~~",
    "`c`",
    "---\n",
    "\\",
    "{{c1::x}}",
    "<<x>>",
    "<font a=b>",
    "\u2028",
    "\x00",
    "\ue010",
    "\t",
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_notes_become_cards_that_pass(text: str) -> None:
    images = LocalImages(NOTES, Path("elsewhere"))
    try:
        imported = import_notes(
            f"# First\n\nword\n\n{text}", "n.md", ImportOptions(ending="k3v9"), images
        )
    except NothingToImportError:
        return
    assert not any("a card is a comment at the end" in remark for remark in imported.remarks())
    assert [file.cards >= 1 for file in imported.files] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "# a\n" * 20_000,
        "# a\nhttps://x.y\n" * 2_000,
        "# a\n" + "[b](https://x.y) " * 10_000,
        "# a\n" + "![b](https://x.y/i.png) " * 5_000,
        "# a\n" + "> " * 5_000 + "x",
        "# a\n" + "</br>\n" * 30_000,
        "# a\n" + "主题：a\n" * 20_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_long_notes_take_no_square_of_their_length(text: str, tmp_path: Path) -> None:
    sections = Reader(text, lambda _: None).read()[1]
    assert len(sections) == text.count("# a\n")


def test_pipeline_reads_what_is_written(tmp_path: Path) -> None:
    run("import", NOTES / "study-notes.md", "-o", tmp_path / "deck.yaml")
    built = pipeline.build(loading.load([tmp_path]))
    assert [d for d in built.diagnostics if d.severity == "error"] == []
    convex = next(note for note in built.notes if "凸函数" in note.fields["Front"])
    assert convex.fields["Source"] == '<a href="https://example.org/question/7">某人, 某站</a>'
    assert convex.tags == ("date::2024-02-10",)
    assert r"\(f(tx+(1-t)y) \le tf(x)+(1-t)f(y)\)" in convex.fields["Back"]
    assert "著作权" not in convex.fields["Back"]
