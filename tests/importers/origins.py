"""Packages of ten origins, made by Anki's own backend or by genanki: what people import."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import genanki
from anki.collection import Collection

from .packages import PNG, ForeignNote, export

Templates = Sequence[tuple[str, str, str]]

# As Anki's editor, its users and what they paste from leave it.
EDITED = [
    "plain text", "<b>bold</b> and <i>italic</i>", "a<br>b", "<div>a</div><div>b</div>",
    "a<div><br></div><div>b</div>", "<b>a<br></b>b",
    "<u>a</u>&nbsp;b", "a<br>&nbsp; - b<br>&nbsp; - c",
    "- a<br>- b", "1. a<br>2. b", "<ul><li>a</li><li>b<br></li></ul>", "a<br><br><br>b<br>",
    "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "<ul><li>a</li><ul><li>b</li></ul></ul>",
    'x<sub>1</sub> + x<sup>2</sup>', '<span style="color: rgb(255, 0, 0);">a</span> b',
    '<span style="background-color: rgb(255, 255, 0);">a</span>', "5 * 3 * 2 and a_b_c and *x*",
    "costs $5 or $6", "a &lt;b&gt; &amp;amp; c", "# no heading", "&gt; no quote", "~~~", "===",
    "a<br>---", "<blockquote>a<br>b</blockquote>c", "<h2>a</h2>b", "<code>a_b</code> c",
    "<font face=\"Arial\" size=\"4\">a</font>", "<div style=\"text-align: center;\">a</div>b",
    '<a href="https://example.org/a_(b)">c</a>', "http://example.org/a_b_c?d=1&amp;e=2", "a\nb",
    "&nbsp;a &nbsp;b", "<strike>a</strike> <s>b</s>", "<i>a</i><b>b</b>", "un<b>believ</b>able",
    "<b>a <i>b</i></b><i>c</i>", "a<hr>b", "<p>a</p><p>b</p>c", "*",
    "a\\b", "C:\\x\\*", "`a`", "[a](b)",
    "![a](b)", "|a|b|<br>|-|-|", "<<a>> b", "{{a}}", "::", "&#x1F600; 😀", "a<!-- b -->c",
]  # fmt: skip
WEB = [
    "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d<br>e</td></tr></table>",
    "<table><tbody><tr><td>a</td><td><ul><li>b</li></ul></td></tr></tbody></table>",
    '<table><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></table>',
    "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>",
    "<span>a<ul><li>b</li></ul>c</span>", "<b>a<p>b</p></b>c", "<p>a<p>b<div>c</p>d</div>",
    "<dl><dt>a</dt><dd>b</dd></dl>", "<details><summary>a</summary>b</details>",
    '<p class="MsoNormal"><span lang="EN-US">a<o:p></o:p></span></p><p>b</p>',
    "<section><h1>a</h1><article>b<figure>c<figcaption>d</figcaption></figure></article></section>",
    "<b>a</i></b>b</div>c", "<ul><li>a<p>b</p></li><li>c</li></ul>", "<center>a</center>",
    '<ol start="3"><li>a</li></ol>', '<ol type="a"><li>a</li></ol>', '<p dir="rtl">שלום (a)</p>',
    '<div style="display:flex"><div>a</div><div>b</div></div>', "<kbd>Ctrl</kbd>+<kbd>C</kbd>",
    '<span style="font-weight: 700">a</span>', '<div style="white-space:pre-wrap">a\n  b</div>',
    "<label>a<input></label>", "<mark>a</mark><ins>b</ins><small>c</small><big>d</big>",
    '<span><math><annotation encoding="application/x-tex">x^2</annotation></math></span>',
]  # fmt: skip
CODE = [
    "<pre><code>a = 1<br>if a:<br>&nbsp; &nbsp; b</code></pre>", "<pre>a  b\n  c</pre>",
    '<pre><code class="language-python">def f(x):\n    return x</code></pre>',
    "<code>a<br>&nbsp; b</code>",
    '<div class="highlight"><pre><span class="k">def</span> f(): <span>pass</span></pre></div>',
    '<div style="font-family: monospace">a<br>&nbsp; b</div>',
    "x <code>`y`</code> z", "<tt>a*b*c</tt>",
    "<code>std::vector&lt;int&gt;</code>", "<pre>```\na\n```</pre>",
    "a<pre>b</pre>c", "<code>a</code><code>b</code>",
]  # fmt: skip
MATH = [
    r"\(x^2\)", r"\[\frac{a}{b}\]", r"a \(x\), \(y\).",
    r"\(x\)\(y\)", r"\(a &lt; b\)", r"\(x<br>y\)",
    "[latex]$x^2$[/latex]",
    r"[latex]\begin{align}a&amp;=b\\c&amp;=d\end{align}[/latex]", "[$]x_1[/$]",
    "[$$]x[/$$]", r'<anki-mathjax block="true">x</anki-mathjax>', r"\(x\)5", r"\$5 and \(x\)",
    r"<ul><li>\(x_{1}\)</li></ul>",
    r"<b>\(x\)</b>", r"\(\begin{bmatrix}1&amp;2\\3&amp;4\end{bmatrix}\)",
]  # fmt: skip
CLOZES = [
    "{{c1::a}} b", "{{c1::a}} {{c2::b}} {{c1::c}}", "{{c1::a::hint}} b", "<b>a {{c1::b</b> c}}",
    "{{c1::<b>a</b>}} b", "{{c1::a<br>b}} c", "{{c1::a<br><br>b}} c", r"{{c1::\(x^2\)}} b",
    r"\(a = {{c1::b}}\)", r"{{c1::\(\frac{a}{b^{c} }\)}} d", "{{c1::a {{c2::b}} c}}",
    "<ul><li>{{c1::a}}</li><li>{{c2::b}}</li></ul>",
    "{{c1::a*b}} _c_", "- {{c1::a}}<br>- {{c2::b}}",
    "<code>{{c1::a}} b</code>", "{{c1::a_b}} $5 $6", "<pre>a {{c1::b}}\nc</pre>", "{{c1,2::a}} b",
    "<table><tr><td>{{c1::a}}</td><td>b</td></tr></table>", "{{c1::<div>a</div><div>b</div>::h}} c",
]  # fmt: skip


def note_type(
    name: str, fields: Sequence[str], templates: Templates, *, cloze: bool = False, css: str = ""
) -> Callable[[Collection], None]:
    """What adds a note type to a collection."""

    def prepare(col: Collection) -> None:
        made = col.models.new(name)
        made["type"] = int(cloze)
        made["css"] = css
        for field in fields:
            col.models.add_field(made, col.models.new_field(field))
        for title, front, back in templates:
            template = col.models.new_template(title)
            template["qfmt"], template["afmt"] = front, back
            col.models.add_template(made, template)
        col.models.add(made)

    return prepare


def _several(*prepared: Callable[[Collection], None]) -> Callable[[Collection], None]:
    def prepare(col: Collection) -> None:
        for one in prepared:
            one(col)

    return prepare


def _pairs(fields: Sequence[str], kind: str = "Basic") -> list[ForeignNote]:
    return [ForeignNote([f"q{n} {text}", text], kind) for n, text in enumerate(fields)]


def _stock(path: Path) -> Path:
    notes = _pairs(EDITED[:20])
    for kind in ("Basic (and reversed card)", "Basic (type in the answer)"):
        notes += [ForeignNote([f"{kind} {n}", text], kind) for n, text in enumerate(EDITED[:6])]
    optional = "Basic (optional reversed card)"
    notes += [ForeignNote([f"o{n}", text, "y" * (n % 2)], optional) for n, text in enumerate("abc")]
    return export(path, notes, legacy=False)


ANSWER = "{{FrontSide}}<hr id=answer>"
MANUAL = [
    ("Word", "<div class=word>{{Word}}</div>", f"{ANSWER}{{{{Meaning}}}}<br>{{{{Example}}}}"),
    ("Meaning", "{{Meaning}}", f"{ANSWER}{{{{Word}}}}<br>{{{{Example}}}}"),
    ("Example", "{{#Example}}Fill in: {{Example}}{{/Example}}", f"{ANSWER}{{{{Word}}}}"),
]  # fmt: skip
CAPITAL = [
    (
        "Capital",
        "What is the capital of <b>{{Country}}</b>?<br>{{#Hint}}{{hint:Hint}}{{/Hint}}",
        "What is the capital of <b>{{Country}}</b>?<hr id=answer>It is {{Capital}}."
        "{{^Hint}} No hint.{{/Hint}}<small>{{Tags}} {{Deck}} {{Type}}</small>",
    ),
    ("Typed", "{{Capital}}?{{type:Country}}", "{{FrontSide}}<hr id=answer>{{type:Country}}"),
    ("Heard", "{{tts en_US:Capital}}", "{{Country}}"),
]


def _manual(path: Path) -> Path:
    notes = [
        ForeignNote([f"w{n}", f"m{n}", text, "uuid"], "Vocabulary")
        for n, text in enumerate(["", "an <i>example</i>", "<br>", "x"])
    ]
    notes += [
        ForeignNote([f"France {n}", f"Paris {n}", hint], "Capital", tags=("a", "b::c"))
        for n, hint in enumerate(["", "P…", "<div></div>"])
    ]
    prepare = _several(
        note_type("Vocabulary", ("Word", "Meaning", "Example", "Key"), MANUAL),
        note_type("Capital", ("Country", "Capital", "Hint"), CAPITAL),
    )
    return export(path, notes, legacy=False, prepare=prepare)


JAPANESE = [
    (
        "Read",
        "{{kanji:Expression}}",
        "{{furigana:Expression}}<hr id=answer>{{kana:Expression}}<br>{{Meaning}}",
    ),
    ("Recall", "{{Meaning}}", "{{FrontSide}}<hr id=answer>{{furigana:Expression}}"),
]  # fmt: skip


def _japanese(path: Path) -> Path:
    fields = [
        "本[ほん]を 読[よ]む",
        "<b>日本語[にほんご]</b>",
        "かな",
        "漢[かん]字[じ]",
        "東京[とうきょう]<br>京都[きょうと]",
    ]
    notes = [ForeignNote([text, f"m{n}"], "Japanese") for n, text in enumerate(fields)]
    return export(
        path, notes, legacy=True, prepare=note_type("Japanese", ("Expression", "Meaning"), JAPANESE)
    )


CLOZE_TEMPLATES = [
    (
        "Cloze",
        "<small>{{Title}}</small><div>{{cloze:Text}}</div>{{type:cloze:Text}}",
        "<small>{{Title}}</small><div>{{cloze:Text}}</div>{{type:cloze:Text}}<hr>{{Extra}}",
    )
]


def _clozes(path: Path) -> Path:
    notes = [ForeignNote([text, f"x{n}" * (n % 2)], "Cloze") for n, text in enumerate(CLOZES)]
    notes += [ForeignNote([f"t{n}", text, "e"], "Titled") for n, text in enumerate(CLOZES[:4])]
    prepare = note_type("Titled", ("Title", "Text", "Extra"), CLOZE_TEMPLATES, cloze=True)
    return export(path, notes, legacy=False, prepare=prepare)


def _media(path: Path) -> Path:
    fields = [
        '<img src="a.png">',
        '<img src="a.png"> b',
        "a [sound:a.mp3]",
        "[sound:a.mp3]",
        '<img src="none.png">',
        "a<audio src=a.mp3></audio>",
        '<div><img src="a.png"></div>b',
    ]  # fmt: skip,
    return export(path, _pairs(fields), legacy=False, media={"a.png": PNG, "a.mp3": b"x"})


def _occlusion(path: Path) -> Path:
    masks = "{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2}}"
    front = "{{#Image}}{{Header}}<div id=io-overlay>{{Question Mask}}</div>{{Image}}{{/Image}}"
    addon = [("IO", front, "{{Header}}{{Answer Mask}}{{Image}}")]
    names = ("ID (hidden)", "Header", "Image", "Question Mask", "Answer Mask", "Original Mask")
    notes = [
        ForeignNote([masks, '<img src="a.png">', "Heart"], "Image Occlusion"),
        ForeignNote(["1", "Heart", '<img src="a.png">', '<img src="q.svg">', "a", "o"], "Masks"),
        ForeignNote(["a", "b"]),
    ]
    return export(
        path, notes, legacy=False, media={"a.png": PNG}, prepare=note_type("Masks", names, addon)
    )


def _genanki(path: Path) -> Path:
    model = genanki.Model(
        1_607_392_319,
        "Simple",
        fields=[{"name": "Question"}, {"name": "Answer"}, {"name": "Hidden"}],
        templates=[
            {
                "name": "Card 1",
                "qfmt": '<div style="color:red">{{Question}}</div>',
                "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}<script>let x = 1;</script>',
            }
        ],
    )
    deck = genanki.Deck(2_059_400_110, "Made::By genanki")
    for number, text in enumerate([*EDITED[:12], *CODE[:4]]):
        deck.add_note(genanki.Note(model=model, fields=[f"q{number} {text}", text, "h"]))
    genanki.Package(deck).write_to_file(str(path), timestamp=1_700_000_000)
    return path


def _mixed(path: Path) -> Path:
    """Random mixtures of all that stands above, several decks."""
    drawn = random.Random(7)
    pool = [*EDITED, *WEB, *CODE, *MATH]
    notes = [
        ForeignNote(
            [f"n{n} {drawn.choice(pool)}", "<br>".join(drawn.sample(pool, drawn.randint(1, 4)))],
            deck=drawn.choice(["A", "B::C"]),
        )
        for n in range(120)
    ]
    return export(path, notes, legacy=False)


ORIGINS: dict[str, Callable[[Path], Path]] = {
    "stock note types": _stock,
    "templates of Anki's manual": _manual,
    "what Anki's editor writes": lambda path: export(path, _pairs(EDITED), legacy=False),
    "pasted from the web": lambda path: export(path, _pairs(WEB), legacy=False),
    "code": lambda path: export(path, _pairs(CODE), legacy=True),
    "formulas": lambda path: export(path, _pairs(MATH), legacy=False),
    "clozes": _clozes,
    "Japanese readings": _japanese,
    "images and sounds": _media,
    "hidden parts of images": _occlusion,
    "genanki": _genanki,
    "mixed": _mixed,
}
"""A name for each origin, and what writes its package."""
