"""How the cards look: contrast, width, night, languages, and what is left without the script."""

import pytest
import sample_notes
from sample_notes import (
    ChoiceData,
    asking,
    cloze_note,
    concept_note,
    cross_entropy,
    numeric_note,
    with_field,
)

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot

CODE = (
    '<div class="highlight"><pre><span></span><span class="kn">import</span> '
    '<span class="nn">torch</span>  <span class="c1"># a comment that is longer than a phone is '
    'wide, by some way</span>\n<span class="k">def</span> <span class="nf">loss</span>'
    '<span class="p">(</span><span class="n">z</span><span class="p">):</span>\n'
    '    <span class="k">return</span> <span class="nb">sum</span><span class="p">(</span>'
    '<span class="mf">0.5</span> <span class="o">*</span> <span class="n">z</span>'
    '<span class="p">,</span> <span class="s2">&quot;mean&quot;</span><span class="p">)</span>\n'
    "</pre></div>"
)
TABLE = (
    "<table><thead><tr><th>layer</th><th>input</th><th>output</th><th>parameters</th>"
    "<th>receptive field</th></tr></thead><tbody><tr><td>convolution 3×3</td><td>32×32×3</td>"
    "<td>32×32×16</td><td>448</td><td>3</td></tr></tbody></table>"
)
WIDE = r"\begin{bmatrix}" + " &amp; ".join(str(n) for n in range(10, 40)) + r"\end{bmatrix}"
SVG = (
    '<svg viewBox="0 0 600 80" width="600" height="80" role="img"><title>Bars</title>'
    '<rect class="figure-bar" x="0" y="0" width="LENGTH" height="20"></rect>'
    '<rect class="figure-bar negative" x="0" y="30" width="9" height="20"></rect>'
    '<text class="figure-text" x="0" y="70">LENGTH</text></svg>'
)


def wide_note():
    answer = (AnswerData("answer", "matrix"),)
    form = FormData(
        question=f"<p>Multiply \\({slot(0)}\\), that is</p><p>\\[{slot(0)}{slot(0)}\\]</p>"
        f"<ul><li>\\({slot(0)}\\)</li></ul>{TABLE}",
        answer=card_html.answer_html([f"\\({slot(0)}\\)"], answer),
        solution=card_html.steps_html((f"\\({slot(0)}\\)", "w" * 90, CODE)),
        answers=answer,
        figure=SVG.replace("LENGTH", "500"),
    )
    return numeric_note("wide", CardData((form,), (Row(0, (WIDE,), ([[1]],)),)))


def figure_note():
    figure = SVG.replace("LENGTH", slot(0))
    answers = (AnswerData("answer", "integer"),)
    form = FormData("<p>How long?</p>", "<p>It.</p>", answers, figure=figure)
    rows = tuple(Row(0, (str(n),), (n,)) for n in (10, 20, 30))
    return numeric_note("figure", CardData((form,), rows))


@pytest.fixture(scope="module")
def cards(render):
    options = (ChoiceData("one"), ChoiceData("two", "Not two."), ChoiceData("three"))
    source = '<a href="https://example.org/">A source</a>, chapter 3'
    notes = {
        "numeric": cross_entropy(),
        "chinese": cross_entropy(language="zh"),
        "concept": concept_note(
            "concept",
            Front=f"<p>What does <code>NLLLoss</code> take?</p>{TABLE}",
            Back=f"<p>Logarithms of probabilities.</p>{CODE}",
            Extra="<p>So take the <em>log-softmax</em> first.</p><blockquote>As said.</blockquote>",
            Source=source,
        ),
        "choice": concept_note("choice", choices=options, Front="<p>?</p>", Back="<p>!</p>"),
        "cloze": cloze_note(
            "cloze", Text="<p>The {{c1::softmax}} of {{c2::logits}}</p>", Extra=CODE, Source=source
        ),
        "wide": wide_note(),
        "figure": figure_note(),
        "arabic": asking("arabic", AnswerData("answer", "integer"), [3], language="ar"),
    }
    return dict(zip(notes, render(list(notes.values())), strict=True))


# Text and background of every visible text in the card, as the eye gets them.
CONTRASTS = """() => {
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return {rgb: [r, g, b], a};
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map(
      (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const {rgb, a} = parse(getComputedStyle(e).backgroundColor);
      if (a === 1) return rgb;
      if (a > 0) throw new Error("a half transparent background: " + e.className);
    }
    return [255, 255, 255];
  };
  const found = [];
  const add = (what, element, color) => {
    const {rgb, a} = parse(color);
    found.push([what, ratio(rgb, background(element)), a]);
  };
  const card = document.querySelector(".flashgen");
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    add(node.data.trim(), element, element.closest("svg") ? style.fill : style.color);
  }
  for (const element of document.querySelectorAll("input, textarea")) {
    add("input", element, getComputedStyle(element).color);
    add("placeholder", element, getComputedStyle(element, "::placeholder").color);
  }
  const shapes = [];
  for (const element of document.querySelectorAll(".entry, .option, .figure-bar")) {
    const style = getComputedStyle(element);
    const color = element.matches(".figure-bar") ? style.fill : style.borderTopColor;
    if (!element.matches("div.option:not([data-state])")) {
      shapes.push([element.className, ratio(parse(color).rgb, background(element.parentElement))]);
    }
  }
  return [found, shapes];
}"""


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_contrast_is_aa(open_page, cards, night):
    client = open_page(cards["numeric"], night=night, mathjax=False)
    page = client.page

    def check(name):
        texts, shapes = page.evaluate(CONTRASTS)
        assert texts
        faint = [one for one in texts if one[1] < 4.5 or one[2] < 1]
        assert faint == [], name
        # The edge of a control and a graphical object: 3 to 1.
        assert [one for one in shapes if one[1] < 3] == [], name
        return {text for text, _, _ in texts}

    for name, card in cards.items():
        client.show(card.front)
        check(name)
        if page.locator("input").count():
            page.fill("input", "3.1")
            page.press("input", "Enter")
            assert {"Check", "检查"} & check(name)
        for option in page.locator("button.option").all():
            option.click()
            check(name)
        client.show(card.back)
        check(name)


def test_night_is_dark_and_light_is_light(open_page, cards):
    backgrounds = []
    for night in (False, True):
        client = open_page(cards["numeric"], night=night, mathjax=False)
        client.show(cards["figure"].front)
        backgrounds.append(
            client.page.evaluate(
                "[getComputedStyle(document.body).backgroundColor,"
                " getComputedStyle(document.querySelector('.figure-bar')).fill,"
                " getComputedStyle(document.querySelector('.negative')).fill]"
            )
        )
    light, dark = backgrounds
    assert min(map(int, light[0][4:-1].split(", "))) > 230
    assert max(map(int, dark[0][4:-1].split(", "))) < 50
    assert len({*light[1:], *dark[1:]}) == 4


def test_a_phone_never_scrolls_sideways(open_page, cards):
    client = open_page(cards["numeric"], size=(360, 640))
    page = client.page
    for name, card in cards.items():
        for side in (card.front, card.back):
            client.show(side)
            size = page.evaluate(
                "[document.documentElement.scrollWidth, document.body.scrollWidth]"
            )
            assert size == [360, 360], name
            assert page.locator("mjx-merror, merror").count() == 0, name
    # What is too wide is there all the same, and scrolls in its own box.
    client.show(cards["wide"].front)
    for selector in (".prompt > p:nth-child(1)", "mjx-container[display]", ".prompt ul", "table"):
        box = page.evaluate(
            "(selector) => { const e = document.querySelector(selector);"
            " return [e.scrollWidth, e.clientWidth, getComputedStyle(e).overflowX]; }",
            selector,
        )
        assert box[0] > box[1] and box[2] == "auto", selector
    client.show(cards["wide"].back)
    code = page.locator(".solution pre")
    assert code.evaluate("e => e.scrollWidth > e.clientWidth")


def test_text_reads_well_on_a_phone_and_on_a_wide_screen(open_page, cards):
    for size, widest in (((360, 640), 340), ((1600, 900), 860)):
        client = open_page(cards["numeric"], size=size, mathjax=False)
        client.show(cards["numeric"].front)
        font, width, left, right = client.page.evaluate(
            "() => { const e = document.querySelector('.prompt');"
            " const box = e.getBoundingClientRect();"
            " return [parseFloat(getComputedStyle(e).fontSize), box.width, box.left,"
            " document.documentElement.clientWidth - box.right]; }"
        )
        assert 19 <= font <= 26
        assert width <= widest
        assert abs(left - right) <= 1
    # A finger finds the controls.
    client = open_page(cards["numeric"], size=(360, 640), mathjax=False)
    for name, selector in (("numeric", ".entry"), ("numeric", ".check"), ("choice", ".option")):
        client.show(cards[name].front)
        assert client.page.locator(selector).first.bounding_box()["height"] >= 40


def test_languages(open_page, cards):
    client = open_page(cards["numeric"], mathjax=False)
    page = client.page

    def shown(name):
        client.show(cards[name].front)
        return page.evaluate(
            "() => { const e = document.querySelector('.flashgen');"
            " return [e.lang, getComputedStyle(e).direction]; }"
        )

    assert shown("numeric") == ["en", "ltr"]
    assert shown("chinese") == ["zh", "ltr"]
    assert page.get_by_role("button", name="检查").count() == 1
    assert page.get_by_label("你的答案").count() == 1
    assert shown("arabic") == ["ar", "rtl"]
    assert page.get_by_label("Your answer").evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_figure_shows_the_variant_s_values(open_page, cards):
    client = open_page(cards["figure"])
    widths = set()
    for _ in range(3):
        client.show(cards["figure"].front)
        front = client.page.inner_html(".figure")
        widths.add(client.page.get_attribute(".figure-bar", "width"))
        assert client.page.locator("svg title").text_content() == "Bars"
        client.show(cards["figure"].back)
        assert client.page.inner_html(".figure") == front
    assert widths == {"10", "20", "30"}
    client.show(cards["numeric"].front)
    assert not client.page.locator(".figure").is_visible()


def test_math_is_typeset_where_the_card_changes_later(open_page, render):
    note = asking(
        "late",
        AnswerData("answer", "number", decimals=1, unit=r"\(\mathrm{m}^2\)"),
        [2.5],
        ((r"That is \(r^2\).", 1.0),),
    )
    card = render([note])[0]
    client = open_page(card)
    client.show(card.front)
    assert client.page.locator(".entry .unit mjx-container").count() == 1
    client.page.fill("input", "1 m²")
    client.page.press("input", "Enter")
    client.page.wait_for_selector(".verdict mjx-container")
    client.show(card.back)
    assert client.page.locator(".response mjx-container").count() == 1


STRAY = "input, textarea, button, .response, .verdict, .options"


def test_without_scripts_the_card_is_variant_0(browser, render):
    note = cross_entropy()
    card = render([note])[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for html in (card.front, card.back):
        page.set_content(f"<style>{card.css}</style><body class='card'>{html}</body>")
        assert page.inner_html(".prompt") == note.fields["Question"]
        assert page.locator(STRAY).count() == 0
        assert "version" not in page.inner_text("body")
    assert page.inner_html(".answer") == note.fields["Answer"]
    assert page.inner_html(".solution") == note.fields["Solution"]
    context.close()


@pytest.mark.parametrize(
    "data", ["", "{", "[]", "null", '{"version":1}', '{"version":1,"forms":[],"rows":[]}']
)
def test_broken_data_leave_variant_0(open_page, render, data):
    note = with_field(cross_entropy(), Data=data)
    card = render([note])[0]
    client = open_page(card, mathjax=False)
    for html in (card.front, card.back):
        client.show(html)
        assert client.page.inner_html(".prompt") == note.fields["Question"]
        assert client.page.locator(STRAY).count() == 0
    assert client.page.inner_html(".answer") == note.fields["Answer"]
    warnings = [problem for problem in client.problems if "as it is stored" in problem]
    assert warnings == client.problems
    client.problems.clear()


def test_data_of_a_later_version_are_left_alone(open_page, render):
    note = with_field(cross_entropy(), Data='{"version":2,"forms":[1],"rows":[1]}')
    card = render([note])[0]
    client = open_page(card, mathjax=False)
    client.show(card.front)
    assert client.page.inner_html(".prompt") == note.fields["Question"]
    assert client.page.locator(STRAY).count() == 0


def test_anki_acts_on_nothing_inside_the_data(open_page, render):
    texts = ("[sound:a.mp3]", "[latex]x[/latex] [$]y[/$]", "[anki:tts]z[/anki:tts] </script>")
    options = tuple(ChoiceData(text.replace("<", "&lt;")) for text in texts)
    note = with_field(
        concept_note("acting", choices=options, Front="<p>?</p>", Back="<p>!</p>"), Choices=""
    )
    card = render([note])[0]
    client = open_page(card, mathjax=False)
    client.show(card.front)
    assert sorted(client.page.locator(".option").all_inner_texts()) == sorted(texts)


def test_the_reverse_card(open_page, tmp_path):
    note = concept_note("both", Front="<p>Q</p>", Back="<p>A</p>", Extra="<p>E</p>", Reverse="1")
    cards = sample_notes.render([note], tmp_path)
    card = cards[note.id, 1]
    client = open_page(card, mathjax=False)
    client.show(card.front)
    assert client.text(".flashgen").split() == ["A"]
    client.show(card.back)
    assert client.text(".flashgen").split() == ["A", "Q", "E"]


def test_a_cloze(open_page, cards):
    client = open_page(cards["cloze"], mathjax=False)
    client.show(cards["cloze"].front)
    assert client.text(".prompt") == "The [...] of logits"
    client.show(cards["cloze"].back)
    assert client.text(".cloze") == "softmax"
    assert client.text(".source") == "A source, chapter 3"
