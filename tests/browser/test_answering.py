"""Typing and choosing with a real keyboard and mouse, and what the back shows of it."""

import pytest
from sample_notes import ChoiceData, MistakeData, asking, concept_note, numeric_note

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot

NUMBER = AnswerData("answer", "number", decimals=1, unit="nats")
SEVERAL = (
    AnswerData("loss", "number", label="The loss", unit="nats", decimals=2),
    AnswerData("p", "vector", label="\\(p\\)", decimals=1),
    AnswerData("rank", "integer"),
)


def several_note():
    form = FormData(
        question=f"<p>Three things about {slot(0)}</p>" + card_html.wanted(SEVERAL, "en"),
        answer=card_html.answer_html(("0.69", "[0.5, 0.5]", "1"), SEVERAL),
        answers=SEVERAL,
        mistakes=(MistakeData("In bits.", of=0), MistakeData("Not one rank.", of=2)),
    )
    return numeric_note(
        "several",
        CardData((form,), (Row(0, ("this",), (0.693147, [0.5, 0.5], 1), (1.0, 2)),)),
    )


def numeric_choice_note():
    answer = (AnswerData("answer", "number", decimals=1),)
    form = FormData(
        question=f"<p>Twice {slot(0)}?</p>",
        answer=card_html.answer_html([slot(1)], answer),
        answers=answer,
        mistakes=(
            MistakeData("Squared."),
            MistakeData(f"That is {slot(0)}."),
            MistakeData("Half."),
        ),
        choices=(
            ChoiceData(slot(1)),
            ChoiceData(slot(2)),
            ChoiceData(slot(0), f"That is {slot(0)} \\(\\neq\\) the double."),
            ChoiceData(slot(3), "Half."),
        ),
    )
    rows = tuple(
        Row(
            0,
            (f"{n}.0", f"{2 * n}.0", f"{n * n}.0", f"{n / 2}"),
            (2.0 * n,),
            (None if n == 2 else float(n * n), float(n), n / 2),
        )
        for n in (2, 3, 4)
    )
    return numeric_note("doubling", CardData((form,), rows))


@pytest.fixture(scope="module")
def cards(render):
    options = (
        ChoiceData("<code>logits</code>"),
        ChoiceData("probabilities", "They sum to 1; \\(z\\) need not."),
        ChoiceData("labels"),
    )
    notes = [
        asking("typing", NUMBER, [2.5], (("Twice.", 5.0),)),
        asking("matrix", AnswerData("answer", "matrix"), [[[1, 2], [3, 4], [5, 6]]]),
        several_note(),
        numeric_choice_note(),
        concept_note("choice", choices=options, Front="<p>Feed it?</p>", Back="<p>Logits.</p>"),
        concept_note("wahl", "zh", choices=options, Front="<p>输入？</p>", Back="<p>Logits</p>"),
        asking("typing-zh", NUMBER, [2.5], language="zh"),
    ]
    names = ("typing", "matrix", "several", "doubling", "choice", "choice zh", "typing zh")
    return dict(zip(names, render(notes), strict=True))


def test_enter_judges_and_then_flips(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    client.show(cards["typing"].front)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert client.text(".verdict") == "Not right. Twice."
    assert client.commands() == []
    page.keyboard.press("Backspace")
    assert client.text(".verdict") == ""
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    assert client.text(".verdict") == "Right."
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]
    client.show(cards["typing"].back)
    assert client.text(".response") == "You typed 2.5. Right."


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("5", "Not right. Twice."),
        ("7", "Not right."),
        ("5 bits", "The answer is wanted in nats."),
        ("no", "That does not read as a number."),
    ],
)
def test_enter_goes_on_after_any_verdict(open_page, cards, typed, verdict):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    client.show(cards["typing"].front)
    page.focus("input")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert client.text(".verdict") == verdict
    # What was changed is judged anew, also where it is the same again.
    page.keyboard.type("0")
    page.keyboard.press("Backspace")
    assert client.text(".verdict") == ""
    page.keyboard.press("Enter")
    assert client.text(".verdict") == verdict
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_a_key_held_down_stops_at_the_verdict(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    client.show(cards["typing"].front)
    page.fill("input", "7")
    page.focus("input")
    for _ in range(3):
        page.keyboard.down("Enter")  # from the second on it repeats
    assert client.text(".verdict") == "Not right."
    assert client.commands() == []
    page.keyboard.up("Enter")
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


@pytest.mark.parametrize("key", ["Enter", " "])
def test_an_empty_input_flips(open_page, cards, key):
    client = open_page(cards["typing"], mathjax=False)
    client.show(cards["typing"].front)
    client.page.focus("input")
    client.page.keyboard.press(key)
    assert client.commands() == ["ans"]
    assert client.page.input_value("input") == ""
    client.show(cards["typing"].back)
    assert client.page.locator(".response").count() == 0


@pytest.mark.parametrize(
    ("program", "call"),
    [
        ("window.study = {drawAnswer() { commands.push('AnkiWeb'); }}", "AnkiWeb"),
        ("window.showAnswer = () => commands.push('AnkiDroid')", "AnkiDroid"),
        ("window.sendMessage2 = (...all) => commands.push(all.join(' '))", "ankitap midCenter"),
        ("null", None),
    ],
)
def test_other_programs_flip_their_own_way(open_page, cards, program, call):
    client = open_page(cards["typing"], mathjax=False)
    client.page.evaluate(f"() => {{ delete window.pycmd; {program}; }}")
    client.show(cards["typing"].front)
    client.page.press("input", "Enter")
    assert client.commands() == ([call] if call else [])


def test_no_key_of_anki_is_taken(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    page.evaluate(
        """() => {
          window.keys = [];
          document.addEventListener("keydown", (event) => {
            if (!event.defaultPrevented) keys.push(event.key);
          });
        }"""
    )
    keys = [" ", "Enter", *"1234eurmsbvoa*-=@!./", "F5", "Escape", "ArrowDown", "PageDown"]
    for name in ("typing", "several", "choice", "doubling", "matrix"):
        for side in (cards[name].front, cards[name].back):
            client.show(side)
            page.evaluate("keys.length = 0")
            for key in keys:
                page.keyboard.press(key)
            assert page.evaluate("keys") == keys
            assert page.evaluate("[...document.querySelectorAll('input')].map(i => i.value)") in (
                [],
                [""],
                ["", "", ""],
            )
    # A click on an option leaves the keys to Anki too.
    client.show(cards["choice"].front)
    page.click("button.option >> nth=1")
    assert page.evaluate("document.activeElement === document.body")
    page.evaluate("keys.length = 0")
    chosen = page.inner_html(".choices")
    for key in keys:
        page.keyboard.press(key)
    assert page.evaluate("keys") == keys
    assert page.inner_html(".choices") == chosen
    assert client.commands() == []


def test_typed_keys_stay_in_the_input(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    page.evaluate("document.addEventListener('keydown', (event) => commands.push(event.key))")
    client.show(cards["typing"].front)
    page.focus("input")
    page.keyboard.type("-1 e2")
    assert client.commands() == []
    assert page.input_value("input") == "-1 e2"
    page.keyboard.press("Control+a")
    page.keyboard.press("Escape")
    assert client.commands() == ["Control", "a", "Escape"]
    assert page.evaluate("document.activeElement === document.body")


def test_the_caret_waits_for_whoever_typed_on_the_last_card(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    card = cards["typing"]
    focused = "document.activeElement.tagName === 'INPUT'"
    client.show(card.front)
    assert not page.evaluate(focused)
    page.fill("input", "1")
    client.show(card.back)
    client.show(card.front)
    assert page.evaluate(focused)
    client.show(card.back)
    client.show(card.front)
    assert not page.evaluate(focused)


def test_the_check_button_judges(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    page = client.page
    client.show(cards["typing"].front)
    button = page.get_by_role("button", name="Check")
    assert button.is_disabled()
    page.fill("input", "2,5 nats")
    button.click()
    assert client.text(".verdict") == "Right."
    page.fill("input", "<b>1,050</b>\\(x\\)")
    button.click()
    assert client.text(".verdict") == "That does not read as a number."
    client.show(cards["typing"].back)
    assert client.text(".typed") == "<b>1,050</b>\\(x\\)"


def test_typing_without_enter_reaches_the_back(open_page, cards):
    client = open_page(cards["typing"])
    client.show(cards["typing"].front)
    client.page.type("input", "5")
    client.show(cards["typing"].back)
    assert client.text(".response") == "You typed 5. Not right. Twice."
    client.show(cards["typing zh"].front)
    client.page.type("input", "２，５")
    client.show(cards["typing zh"].back)
    assert client.text(".response") == "你填的是 ２，５。正确。"


def test_a_matrix_is_typed_row_by_row(open_page, cards):
    client = open_page(cards["matrix"], mathjax=False)
    page = client.page
    client.show(cards["matrix"].front)
    page.focus("textarea")
    for row in ("1 2", "3 4", "5 6"):
        assert client.text(".verdict") == ""
        page.keyboard.type(row)
        page.keyboard.press("Enter")
    assert client.text(".verdict") == "Right."
    assert page.input_value("textarea") == "1 2\n3 4\n5 6"
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]
    client.show(cards["matrix"].back)
    assert client.text(".response") == "You typed 1 2; 3 4; 5 6. Right."
    client.show(cards["matrix"].front)
    page.fill("textarea", "1, 2; 3, 4; 6, 5")
    page.press("textarea", "Enter")
    assert client.text(".verdict") == "Not right. 4 of 6 entries are right."


@pytest.mark.parametrize("typed", ["1,2,3,4,5,6", "1 2 3 4 5 6 7"])
def test_a_matrix_in_one_line_is_asked_back_at_once(open_page, cards, typed):
    client = open_page(cards["matrix"], mathjax=False)
    page = client.page
    client.show(cards["matrix"].front)
    page.focus("textarea")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    given = len(typed.replace(",", " ").split())
    assert client.text(".verdict") == f"A 3 × 2 matrix is wanted, 1 × {given} given."
    assert page.input_value("textarea") == typed
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_what_was_typed_is_shown_in_short(open_page, cards):
    client = open_page(cards["typing"], mathjax=False)
    for typed, shown in (
        ("1" * 60, "1" * 60),
        ("1" * 3000, "1" * 59 + "…"),
        ("𝟙" * 61, "𝟙" * 59 + "…"),
    ):
        client.show(cards["typing"].front)
        client.page.fill("input", typed)
        client.show(cards["typing"].back)
        assert client.text(".typed") == shown


def test_enter_leads_through_the_answers(open_page, cards):
    client = open_page(cards["several"], mathjax=False)
    page = client.page
    client.show(cards["several"].front)
    focused = "document.activeElement.id.slice(-1)"
    page.focus("#flashgen-answer-0")
    for place, typed in enumerate(("2", "x", "1")):
        assert page.evaluate(focused) == str(place)
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        assert page.locator(".verdict").nth(place).inner_text() != ""
        assert client.commands() == []
        page.keyboard.press("Enter")
    # All have a verdict now, be it a bad one.
    assert client.commands() == ["ans"]
    # A field that is changed is the next again, from every other.
    page.fill("#flashgen-answer-0", "0.69")
    page.press("#flashgen-answer-2", "Enter")
    assert page.evaluate(focused) == "0"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_several_answers(open_page, cards):
    client = open_page(cards["several"], mathjax=False)
    page = client.page
    client.show(cards["several"].front)
    loss, p, rank = (
        page.get_by_role("textbox", name=label) for label in ("The loss", "\\(p\\)", "rank")
    )
    assert page.locator(".wanted").inner_text() == (
        "The loss: in nats, to 2 decimals; \\(p\\): to 1 decimal."
    )
    loss.fill("1")
    loss.press("Enter")
    assert page.locator(".verdict").all_inner_texts() == ["Not right. In bits.", "", ""]
    loss.fill("0.69")
    loss.press("Enter")
    assert page.locator(".verdict").all_inner_texts() == ["Right.", "", ""]
    loss.press("Enter")
    assert page.evaluate("document.activeElement.id") == p.get_attribute("id")
    p.fill(".5 .5")
    p.press("Enter")
    p.press("Enter")
    # The mistake of the third answer is none of the first's.
    loss.fill("2")
    loss.press("Enter")
    assert page.locator(".verdict").first.inner_text() == "Not right."
    loss.fill("0.69")
    loss.press("Enter")
    rank.fill("2")
    rank.press("Enter")
    assert page.locator(".verdict").all_inner_texts() == [
        "Right.",
        "Right.",
        "Not right. Not one rank.",
    ]
    client.show(cards["several"].back)
    assert page.locator(".response p").all_inner_texts() == [
        "You typed",
        "The loss 0.69 Right.",
        "\\(p\\) .5 .5 Right.",
        "rank 2 Not right. Not one rank.",
    ]
    client.show(cards["several"].front)
    page.get_by_role("textbox", name="rank").fill("1")
    page.get_by_role("textbox", name="rank").press("Enter")
    page.get_by_role("textbox", name="rank").press("Enter")
    assert page.evaluate("document.activeElement.id") == "flashgen-answer-0"
    assert client.commands() == []
    client.show(cards["several"].back)
    assert page.locator(".response p").all_inner_texts() == ["You typed", "rank 1 Right."]


def test_choosing(open_page, cards):
    client = open_page(cards["choice"])
    page = client.page
    client.show(cards["choice"].front)
    order = page.locator("button.option").all_inner_texts()
    assert sorted(order) == ["labels", "logits", "probabilities"]
    assert page.locator("ol").count() == 0
    page.get_by_role("button", name="probabilities").click()
    page.wait_for_selector(".choices .verdict mjx-container")
    assert client.text(".choices .verdict").startswith("Not right. They sum to 1")
    page.get_by_role("button", name="labels").click()
    assert client.text(".choices .verdict") == "Not right."
    page.get_by_role("button", name="logits").focus()
    page.keyboard.press("Enter")
    assert client.text(".choices .verdict") == "Right."
    states = {
        text.split()[0]: page.locator("button.option").nth(place).get_attribute("data-state")
        for place, text in enumerate(order)
    }
    assert states == {"logits": "right", "probabilities": "wrong", "labels": "wrong"}
    client.show(cards["choice"].back)
    shown = page.locator("div.option").all_text_contents()
    assert [text.split()[0] for text in shown] == order
    assert shown[order.index("logits")] == "logits (right, chosen)"
    assert shown[order.index("labels")] == "labels (chosen)"
    assert page.locator("button").count() == 0


def test_nothing_chosen(open_page, cards):
    client = open_page(cards["choice zh"], mathjax=False)
    client.show(cards["choice zh"].front)
    client.show(cards["choice zh"].back)
    assert client.page.locator(".option[data-state=right]").text_content() == "logits (正确选项)"
    assert client.page.locator(".option[data-state=wrong]").count() == 0
    assert client.text(".choices .verdict") == ""


def test_a_dropped_mistake_drops_its_option(open_page, cards):
    client = open_page(cards["doubling"], mathjax=False)
    page = client.page
    seen = {}
    for _ in range(3):
        client.show(cards["doubling"].front)
        options = page.locator("button.option").all_inner_texts()
        number = client.text(".prompt").removeprefix("Twice ").removesuffix("?")
        seen[number] = sorted(options)
        assert page.locator("input").count() == 0
        if number == "3.0":
            page.get_by_role("button", name="9.0", exact=True).click()
            assert client.text(".choices .verdict") == "Not right. Squared."
        page.get_by_role("button", name=number, exact=True).click()
        assert (
            client.text(".choices .verdict")
            == f"Not right. That is {number} \\(\\neq\\) the double."
        )
        client.show(cards["doubling"].back)
        right = page.locator(".option[data-state=right]").inner_text()
        assert right.startswith(client.text(".answer .value"))
    assert seen == {
        "2.0": ["1.0", "2.0", "4.0"],
        "3.0": ["1.5", "3.0", "6.0", "9.0"],
        "4.0": ["16.0", "2.0", "4.0", "8.0"],
    }


def test_inputs_are_labelled_and_verdicts_announced(open_page, cards):
    client = open_page(cards["several"])
    page = client.page
    for name in ("several", "typing", "matrix"):
        client.show(cards[name].front)
        for control in page.locator("input, textarea").all():
            box = control.get_attribute("id")
            assert page.locator(f"label[for={box}]").inner_text().strip()
            described = control.get_attribute("aria-describedby").split()
            verdict = page.locator(f"#{described[-1]}")
            assert verdict.get_attribute("aria-live") == "polite"
            assert "tappable" in control.get_attribute("class")
    client.show(cards["choice"].front)
    assert page.locator(".choices .verdict").get_attribute("aria-live") == "polite"
    for button in page.locator("button").all():
        assert "tappable" in button.get_attribute("class")
