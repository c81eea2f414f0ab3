"""Texts of other tools become the cards that these tools would make of them."""

import json
import re
from pathlib import Path

import pytest
from command import run
from importers.packages import PNG, ForeignNote, database, export


def imported(folder: Path, name: str, text: str, *options: str) -> str:
    """Import a text, check the result, and return its cards without ids and records."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    output = folder / "out.yaml"
    run("import", path, "-o", output, *options, status=0)
    run("check", output, status=0)
    return output.read_text(encoding="utf-8")


def cards(text: str) -> list[str]:
    """Each card's lines after its id, in one line."""
    body = text.partition("\ncards:\n")[2].partition("\n# By the lines below")[0]
    parts = re.split(r"(?m)^- id: .*$", body)[1:]
    lines = [[x.strip() for x in re.sub(r"(?m)^# .*$", "", p).split("\n")] for p in parts]
    return [" ".join(filter(None, each)) for each in lines]


TEXTS = {
    "hashcards": (
        "a.md",
        "Q: What is\n  it?\nA:\n\n- one\n- two\n\nC: The [gradient] of [$[0,1]$] `a[0]`\n"
        "is \\[here\\].\n---\nQ: Next?\nA: Yes.\n",
        [
            "front: | What is it? back: | - one - two",
            "cloze: | The {{c1::gradient}} of {{c2::$[0,1]$}} `a[0]` is [here].",
            "front: Next? back: Yes.",
        ],
    ),
    "several kinds in one file": (
        "a.md",
        "Q: Chain rule?\nA: Derivative.\n\nC: The [gradient] points up.\n---\nSTART\nBasic\n"
        "Overfitting?\nBack: Fits noise.\nTags: ml\nEND\n\nDropout? #card\nZeroing units.\n\n"
        "- Tensor? #card\n  - An array.\n\nFold::Reverse\nSoftmax ::: exponentials\n",
        [
            "front: Chain rule? back: Derivative.",
            "cloze: The {{c1::gradient}} points up.",
            "tags: [ml] front: Overfitting? back: Fits noise.",
            "front: Dropout? back: Zeroing units.",
            "front: Tensor? back: An array.",
            "front: Fold back: Reverse",
            "front: Softmax back: exponentials reverse: true",
        ],
    ),
    "Obsidian_to_Anki": (
        "a.md",
        "TARGET DECK\nMy::Deck\n\nFILE TAGS: x y\n\nSTART\nBasic (and reversed card)\nFront: A\n"
        "more\nBack: B\n<!--ID: 1566052191670-->\nEND\n\nSTART\nCloze\nIt is {1:this} or {that}.\n"
        "Extra: e\nEND\n\nSTARTI [Basic] Q1 Back: A1 Tags: t u ENDI\n",
        [
            "front: | A more back: B reverse: true",
            "cloze: It is {{c1::this}} or {{c1::that}}. extra: e",
            "tags: [t, u] front: Q1 back: A1",
        ],
    ),
    "flashcards of Obsidian": (
        "a.md",
        "---\ntags: [ml, a/b]\n---\n#flashcards\n\n## Heading #card\nAnswer one\n\nAnswer two\n\n"
        "## Notes\nprose\n\nOne::Two ^1234567890123\n\nFront\nmore\n?\nBack\n\nLeft\n??\nRight\n\n"
        "Reversed #card-reverse\nyes\n\n==mark== in {{c1::gap}}\n",
        [
            "front: Heading back: | Answer one Answer two",
            "front: One back: Two",
            "front: | Front more back: Back",
            "front: Left back: Right reverse: true",
            "front: Reversed back: yes reverse: true",
            "cloze: | <mark>mark</mark> in {{c1::gap}}",
        ],
    ),
    "Logseq": (
        "a.md",
        "- Topic\n\t- What is it? #card\n\t  card-last-interval:: 4\n\t\t- one\n\t\t- two\n"
        "\t- Capital of {{cloze France}} #card\n\t- other\n",
        [
            "front: What is it? back: | - one - two",
            "cloze: Capital of {{c1::France}}",
        ],
    ),
    "mdanki": (
        "a.md",
        "# Deck\n\n## Tree\n\nA structure.\n\n[#algorithms](./a.md) [#binary tree]()\n\n"
        "## YAGNI\n\nDescribe it.\n\n%\n\nA principle.\n",
        [
            "tags: [algorithms, binary-tree] front: Tree back: A structure.",
            "front: | YAGNI Describe it. back: A principle.",
        ],
    ),
    "ankdown": (
        "a.md",
        "Expected value of \\(f(x)\\)\n\n%\n\n\\[\\sum_x p(x)f(x)\\]\n\n%\n\nmath, probability\n\n"
        "---\n\nVariance\n\n%\n\nOther\n",
        [
            "tags: [math, probability] front: Expected value of $f(x)$ back: $$\\sum_x p(x)f(x)$$",
            "front: Variance back: Other",
        ],
    ),
    "Anki's text with headers": (
        "a.txt",
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        '#tags column:6\ng1\tBasic\tD\tq <b>x</b>\t"a<br>b"\tt u\n'
        "g2\tCloze\tD\t{{c1::x}} y\textra\t\ng3\tBasic (and reversed card)\tD\tl\tr\t\n",
        [
            "tags: [t, u] front: q **x** back: | a\\ b",
            "cloze: | {{c1::x}} y extra: extra",
            "front: l back: r reverse: true",
        ],
    ),
    "Anki's text without HTML": (
        "a.txt",
        "#separator:Semicolon\n#html:false\n#tags:x\na < b;c*d*\n",
        ["tags: [x] front: a < b back: c\\*d\\*"],
    ),
    "Quizlet": (
        "a.txt",
        "der Hund\tthe dog\ndie Katze\tthe cat $5\n",
        ["front: der Hund back: the dog", "front: die Katze back: the cat \\$5"],
    ),
    "CSV with a header": (
        "a.csv",
        'Question,Answer,Tags,Year\n"What, is it?","a\nb",x y,1990\n',
        ["tags: [x, y] front: What, is it? back: | a\\ b"],
    ),
    "CSV with semicolons": ("a.csv", "a;b\nc;d,e\n", ["front: a back: b", "front: c back: d,e"]),
    "TSV with HTML": (
        "a.tsv",
        "front\tback\n<b>a</b>\tb<br>c\n",
        ["front: | **a** back: | b\\ c"],
    ),
    "CSV in Markdown": (
        "a.csv",
        "front,back\nWhat is **x**?,$ y $\n",
        ["front: What is **x**? back: $y$"],
    ),
    "a glossary": (
        "a.md",
        "Loss :: what is minimized\nEpoch :: a pass over the data\n",
        ["front: Loss back: what is minimized", "front: Epoch back: a pass over the data"],
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_becomes_these_cards(name: str, tmp_path: Path) -> None:
    file, text, expected = TEXTS[name]
    assert cards(imported(tmp_path, file, text)) == expected


def test_deck_and_tags_of_a_file(tmp_path: Path) -> None:
    text = imported(tmp_path, "a.md", TEXTS["Obsidian_to_Anki"][1])
    assert "\ndeck: My::Deck\n" in text
    assert "\ntags: [x, y]\n" in text
    text = '---\nname = "Medicine"\n---\n\nQ: a\nA: b\n'
    (tmp_path / "out.yaml").unlink()
    assert "\ndeck: Medicine\n" in imported(tmp_path, "b.md", text)


def test_what_belongs_to_no_card_is_a_comment(tmp_path: Path) -> None:
    text = imported(tmp_path, "a.md", "Just prose.\n\nQ: a\nA: b\n")
    assert "# Not taken, for it belongs to no card:\n# Just prose.\n" in text


def test_columns_with_other_names_are_comments(tmp_path: Path) -> None:
    text = imported(tmp_path, "a.csv", "front,back,Year\na,b,1990\n")
    assert "# Year: 1990\n- id: a\n" in text


def test_format_is_named_where_it_cannot_be_told(tmp_path: Path) -> None:
    text = "# Deck\n\n## Asks\n\nanswer\n\n### Part\n\nmore\n"
    assert len(cards(imported(tmp_path, "a.md", text))) == 2
    (tmp_path / "out.yaml").unlink()
    made = cards(imported(tmp_path, "a.md", text, "--from", "markdown-anki-decks"))
    assert made == ["front: Asks back: | answer ### Part more"]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.json", "a.pdf"])
def test_unknown_file_gets_the_list(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("nothing of all this", encoding="utf-8")
    result = run("import", tmp_path / name, "-o", tmp_path / "b.yaml", status=1)
    expected = "neither flashgen's own nor" if name == "a.json" else "  hashcards            "
    assert expected in result.stderr
    assert "nothing was written" in result.stderr


def test_collection_gets_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "collection.anki2").write_bytes(database())
    result = run("import", tmp_path / "collection.anki2", status=1)
    assert "In Anki, File > Export writes its decks as a package" in result.stderr


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        (
            "gbk",
            "# 卷积\n\n这是一个操作。\n",
            "it reads as GBK. Convert it by `iconv -f GBK -t UTF-8",
        ),
        ("big5", "# 卷積\n\n這是一個操作，我們在這裡說的。\n", "this is not UTF-8; it reads as "),
    ],
)
def test_other_encodings_get_the_way_out(
    encoding: str, text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_bytes(text.encode(encoding))
    result = run("import", tmp_path / "a.md", "-o", tmp_path / "b.yaml", status=1)
    assert said in result.stderr


def test_utf_16_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("front\tback\r\nä\tö\r\n".encode("utf-16"))
    output = tmp_path / "b.yaml"
    assert run("import", tmp_path / "a.txt", "-o", output).exit_code == 0
    assert cards(output.read_text(encoding="utf-8")) == ["front: ä back: ö"]


CROWDANKI = {
    "__type__": "Deck",
    "name": "Parent",
    "desc": "About <b>it</b>",
    "children": [
        {
            "__type__": "Deck",
            "name": "Child",
            "children": [],
            "notes": [{"fields": ["c", "d"], "guid": "g2", "note_model_uuid": "m", "tags": ["t"]}],
        }
    ],
    "note_models": [
        {
            "crowdanki_uuid": "m",
            "name": "Made",
            "type": 0,
            "flds": [{"name": "Back", "ord": 1}, {"name": "Front", "ord": 0}],
            "tmpls": [{"name": "C", "ord": 0, "qfmt": "Ask {{Front}}", "afmt": "{{Back}}"}],
        }
    ],
    "notes": [
        {"fields": ['a <img src="i.png">', "b"], "guid": "g1", "note_model_uuid": "m", "tags": []}
    ],
}


def test_deck_of_crowdanki(tmp_path: Path) -> None:
    folder = tmp_path / "Parent"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "i.png").write_bytes(PNG)
    (folder / "deck.json").write_text(json.dumps(CROWDANKI), encoding="utf-8")
    run("import", folder, "-o", tmp_path / "out", status=0)
    parent = (tmp_path / "out" / "parent.yaml").read_text(encoding="utf-8")
    child = (tmp_path / "out" / "parent-child.yaml").read_text(encoding="utf-8")
    assert "\ndescription: About **it**\n" in parent
    assert cards(parent) == ["front: Ask a ![](media/i.png) back: b"]
    assert cards(child) == ["tags: [t] front: Ask c back: d"]
    assert (tmp_path / "out" / "media" / "i.png").read_bytes() == PNG


OWN = """\
namespace: own-k3v9
deck: Own
languages: [en]
tags: [all]
cards:
- {id: a, front: What is **x**?, back: "- $y$"}
- {id: b, cloze: "{{c1::A}} is {{c2::B::hint}}"}
"""


@pytest.mark.parametrize("target", ["tsv", "json", "jsonl"])
def test_own_exports_come_back(target: str, tmp_path: Path) -> None:
    """With identity: the same namespace, ids and texts."""
    deck = tmp_path / "own.yaml"
    deck.write_text(OWN, encoding="utf-8")
    exported = tmp_path / f"own.{target if target != 'tsv' else 'txt'}"
    assert run("export", deck, "--to", target, "-o", exported).exit_code == 0
    run("import", exported, "-o", tmp_path / "back.yaml", status=0)
    back = (tmp_path / "back.yaml").read_text(encoding="utf-8")
    assert back.startswith("namespace: own-k3v9\ndeck: Own\n")
    assert "- id: a\n" in back and "- id: b\n" in back
    texts = ["front: What is **x**? back: | - $y$", "cloze: | {{c1::A}} is {{c2::B::hint}}"]
    assert cards(back) == texts


def test_own_csv_comes_back_as_text(tmp_path: Path) -> None:
    deck = tmp_path / "own.yaml"
    deck.write_text(OWN, encoding="utf-8")
    exported = tmp_path / "own.csv"
    assert run("export", deck, "--to", "csv", "-o", exported).exit_code == 0
    run("import", exported, "-o", tmp_path / "back.yaml", status=0)
    made = cards((tmp_path / "back.yaml").read_text(encoding="utf-8"))
    assert made[0] == "tags: [all] front: What is **x**? back: | - $y$"


def test_folder_of_notes(tmp_path: Path) -> None:
    """Each file its deck; one at fault stops no other, and hidden folders are left out."""
    vault = tmp_path / "vault"
    (vault / "sub").mkdir(parents=True)
    (vault / ".trash").mkdir()
    (vault / "a.md").write_text("# T\n\n## A\n\n![[i.png]]\n", encoding="utf-8")
    (vault / "sub" / "b.md").write_text("Q: c\nA: d\n", encoding="utf-8")
    (vault / "sub" / "empty.md").write_text("nothing", encoding="utf-8")
    (vault / ".trash" / "x.md").write_text("# X\n\nold\n", encoding="utf-8")
    (vault / "files").mkdir()
    (vault / "files" / "i.png").write_bytes(PNG)
    result = run("import", vault, "-o", tmp_path / "out", status=0)
    assert "empty.md: no cards of a known format were found" in result.stderr
    names = sorted(
        p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")
    )
    assert names == ["a.yaml", "b.yaml", "media/i.png"]


def test_images_elsewhere_need_their_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "i.png").write_bytes(PNG)
    notes = tmp_path / "notes" / "a.md"
    notes.write_text('# A\n\nx ![y](../images/i.png) <img src="../images/i.png">\n', "utf-8")
    result = run("import", notes, "-o", tmp_path / "b.yaml")
    assert "../images/i.png; name their folder by --media" in result.stderr
    output = tmp_path / "out" / "c.yaml"
    result = run("import", notes, "-o", output, "--media", tmp_path / "images", status=0)
    assert "x ![y](media/i.png) ![](media/i.png)" in output.read_text(encoding="utf-8")
    assert (tmp_path / "out" / "media" / "i.png").read_bytes() == PNG


def test_package_by_any_name(tmp_path: Path) -> None:
    path = export(tmp_path / "a.apkg", [ForeignNote(["a", "b"])], legacy=False)
    path.rename(tmp_path / "a.zip")
    run("import", tmp_path / "a.zip", "-o", tmp_path / "b.yaml", status=0)
