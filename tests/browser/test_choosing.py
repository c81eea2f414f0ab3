"""Menus and the options that a choice shows, by key, by mouse and by touch."""

import pytest
from clients import short
from sample_notes import ChoiceData, MistakeData, asking, concept_note, numeric_note

from flashgen.anki.card import html as card_html
from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot

DECISION = AnswerData("answer", "menu", options=("reject", "retain"))
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
POOL = tuple(ChoiceData(text) for text in ("right", "a", "b", "c", "d", "e", "f"))


def mixed_note():
    answers = (
        AnswerData("t", "number", label="Statistic", decimals=2),
        AnswerData("decision", "menu", label="Decision", options=DECISION.options),
    )
    form = FormData(
        question=f"<p>Sample {slot(0)}</p>" + card_html.wanted(answers, "en"),
        answer=card_html.answer_html(("2.10", "reject"), answers),
        answers=answers,
        mistakes=(MistakeData("The other way around: \\(t\\) is large.", 1),),
    )
    rows = (Row(0, ("one",), (2.1, 0), (1,)),)
    choices = card_html.menus_html(answers)
    return numeric_note("mixed", CardData((form,), rows), Choices=choices)


@pytest.fixture(scope="module")
def cards(render):
    notes = [
        asking("decision", DECISION, [0], (("Small p rejects.", 1),)),
        asking("month", AnswerData("answer", "menu", options=MONTHS), [3], (("Too soon.", 2),)),
        asking(
            "powers",
            AnswerData("answer", "menu", options=("\\(x^2\\)", "\\(-x\\)", "-3"), shuffle=True),
            [2],
        ),
        mixed_note(),
        concept_note("pool", choices=POOL, Front="<p>Which?</p>", Back="<p>right</p>"),
        asking("wahl", DECISION, [1], language="zh"),
        asking(
            "words",
            AnswerData("answer", "text", accept=("OLS", "<i>least squares</i>", "\\(x^{2}\\)")),
            ["ordinary least squares"],
        ),
        asking("exact", AnswerData("answer", "text", case="exact"), ["pH"]),
        asking("colors", AnswerData("answer", "set", compare="set"), [["red", "dark-blue"]]),
    ]
    pool = notes[4]
    pool.fields["Data"] = CardData((FormData(choices=POOL, show=4),), (Row(0),)).to_json()
    names = ("decision", "month", "powers", "mixed", "pool", "zh", "words", "exact", "colors")
    return dict(zip(names, render(notes), strict=True))


def options(client):
    return [text.strip() for text in client.page.locator(".menu-option").all_text_contents()]


def test_an_option_is_judged_when_it_is_chosen(open_page, cards):
    client = open_page(cards["decision"], mathjax=False)
    client.show(cards["decision"].front)
    assert options(client) == ["reject", "retain"]
    assert client.page.locator(".choices").text_content().strip() == ""
    client.page.get_by_role("radio", name="retain").click()
    assert client.text(".verdict") == "Not right. Small p rejects."
    client.page.get_by_role("radio", name="reject").click()
    assert client.text(".verdict") == "Right."
    assert client.page.get_by_role("radio", checked=True).all_text_contents() == ["reject"]
    client.show(cards["decision"].back)
    assert client.text(".response") == "You chose reject. Right."


def test_many_options_are_opened_by_a_button(open_page, cards):
    client = open_page(cards["month"], mathjax=False)
    client.show(cards["month"].front)
    page = client.page
    assert not page.locator(".menu-list").is_visible()
    page.locator(".menu-toggle").click()
    assert options(client) == list(MONTHS)
    page.get_by_role("radio", name="March").click()
    assert client.text(".menu-toggle") == "March"
    assert not page.locator(".menu-list").is_visible()
    assert client.text(".verdict") == "Not right. Too soon."
    client.show(cards["month"].back)
    assert client.text(".response") == "You chose March. Not right. Too soon."


def test_nothing_chosen_shows_nothing_on_the_back(open_page, cards):
    client = open_page(cards["decision"], mathjax=False)
    client.page.evaluate("client.forget()")
    client.show(cards["decision"].front)
    client.show(cards["decision"].back)
    assert client.page.locator(".response").count() == 0
    assert client.text(".answer") == "0"  # the sample's own text


def test_by_key_on_the_desktop(desktop, cards):
    client = desktop(mathjax=False)
    page = client.page
    client.show(cards["month"].front)
    page.mouse.click(2, 2)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".menu-list").is_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    assert client.text(".menu-toggle") == "April"
    assert client.text(".verdict") == "Right."
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]


def test_enter_goes_from_a_number_to_a_menu_and_on(desktop, cards):
    client = desktop(mathjax=False)
    page = client.page
    client.show(cards["mixed"].front)
    page.focus("input")
    page.keyboard.type("2.1")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "reject"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert client.text(".field:last-child .verdict").startswith("Not right. The other way around")
    assert client.commands() == []
    page.keyboard.press("Enter")
    assert client.commands() == ["ans"]
    client.show(cards["mixed"].back)
    lines = page.locator(".response p").all_text_contents()
    assert lines[0] == "You answered"
    assert lines[1] == "Statistic 2.1 Right."
    assert lines[2].startswith("Decision retain Not right.")


def test_the_order_of_options_is_kept_or_drawn(open_page, cards):
    client = open_page(cards["powers"], mathjax=False)
    orders = set()
    for _ in range(8):
        client.show(cards["powers"].front)
        front = options(client)
        assert front[0] and "−3" in front  # with the true minus
        orders.add(tuple(front))
        client.show(cards["powers"].back)
    assert len(orders) > 1


def test_a_formula_has_a_name(open_page, cards):
    client = open_page(cards["powers"], mathjax=False)
    client.show(cards["powers"].front)
    assert client.page.locator(".menu-option[aria-label='x^2']").count() == 1


def test_a_choice_shows_some_of_its_options_drawn_anew(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    seen = set()
    for _ in range(12):
        client.show(cards["pool"].front)
        front = client.page.locator(".option").all_text_contents()
        client.show(cards["pool"].back)
        back = [text.split(" (")[0] for text in client.page.locator(".option").all_text_contents()]
        assert front == back
        assert len(front) == 4
        assert "right" in front
        seen.update(front)
    assert len(seen) > 5


def test_chinese(open_page, cards):
    client = open_page(cards["zh"], mathjax=False)
    client.show(cards["zh"].front)
    client.page.get_by_role("radio", name="reject").click()
    assert client.text(".verdict") == "不对。"
    client.show(cards["zh"].back)
    assert client.text(".response") == "你选的是 reject。不对。"


@pytest.mark.parametrize(
    ("card", "typed", "state"),
    [
        ("words", "Ordinary Least-Squares.", "right"),
        ("words", "ols", "right"),
        ("words", "least squares", "right"),
        ("words", "x²", "right"),
        ("words", "squares", "wrong"),
        ("exact", "pH", "right"),
        ("exact", "ph", "wrong"),
        ("colors", "dark blue and red", "right"),
        ("colors", "red, dark-blue", "right"),
        ("colors", "{Red; Dark Blue}", "right"),
        ("colors", "red", "wrong"),
    ],
)
def test_words(open_page, cards, card, typed, state):
    client = open_page(cards[card], mathjax=False)
    ((found, _),) = client.page.evaluate(
        "([front, typed]) => client.judge(front, [typed])", [short(cards[card].front), typed]
    )
    assert found == state


def test_everything_can_be_touched_and_fits_on_a_phone(phone, cards):
    page = phone.page
    page.set_viewport_size({"width": 320, "height": 640})
    for name in ("decision", "month", "powers", "mixed"):
        phone.show(cards[name].front)
        if page.locator(".menu-toggle").count():
            page.locator(".menu-toggle").tap()
        page.locator(".menu-option").last.tap()
        assert page.locator(".menu[data-state]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sizes = page.locator(".menu button:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 40
        untouchable = page.locator(".menu button:not(.tappable)").count()
        assert untouchable == 0


def test_the_answer_of_a_concept_card(open_page, kinds):
    client = open_page(kinds["spelling"], mathjax=False)
    page = client.page
    client.show(kinds["spelling"].front)
    page.fill("input", "Maximum likelihood")
    page.keyboard.press("Enter")
    assert client.text(".verdict") == "Not right. The two agree where errors are normal."
    page.fill("input", "ols")
    page.keyboard.press("Enter")
    assert client.text(".verdict") == "Right."
    client.show(kinds["spelling"].back)
    assert client.text(".answer .value") == "ordinary least squares"
    assert client.text(".response") == "You typed ols. Right."
    assert client.text(".answer").endswith("By Legendre.")


def test_a_menu_of_the_product(open_page, kinds):
    client = open_page(kinds["decision"])
    page = client.page
    client.show(kinds["decision"].front)
    p = float(page.locator(".prompt mjx-assistive-mml mn").first.text_content())
    right, wrong = ("rejected", "retained") if p < 0.05 else ("retained", "rejected")
    page.get_by_role("radio", name=wrong).click()
    page.locator(".field:last-child .menu-option").first.click()
    states = page.locator(".menu").evaluate_all("all => all.map((one) => one.dataset.state)")
    assert states == ["wrong", "right"]
    page.get_by_role("radio", name=right).click()
    client.show(kinds["decision"].back)
    lines = page.locator(".response .verdict").all_text_contents()
    assert lines[0] == f"The null hypothesis is {right} Right."
    assert client.text(".solution") == f"It is {right}."


def test_a_pool_of_the_product(open_page, kinds):
    client = open_page(kinds["pool"], mathjax=False)
    client.show(kinds["pool"].front)
    assert client.page.locator(".option").count() == 3
    client.page.get_by_role("button", name="argon").click()
    assert client.text(".verdict") == "Right."
