"""Which variant a card shows: the same on both sides, in every kind of client."""

from collections import Counter
from itertools import pairwise

import pytest
from clients import short
from extent import extent
from sample_notes import ChoiceData, asking, concept_note, cross_entropy, numeric_note

from flashgen.anki.card.data import AnswerData, CardData, FormData, Row, slot

CLIENTS = {
    "persists": {},
    "reloads": {"reloads": True},
    "reloads, loses its storage": {"reloads": True, "loses": "always"},
    "reloads, loses its storage on the flip": {"reloads": True, "loses": "flip"},
    "persists and loses its storage": {"loses": "always"},
    "reloads and has cookies alone": {"reloads": True, "loses": "session"},
    "reloads and has no cookies": {"reloads": True, "loses": "cookie"},
    "runs the front twice": {"twice": True},
    "reloads and runs the front twice": {"reloads": True, "twice": True},
}
FLIPS = extent(36, 200)
NUMBER = AnswerData("answer", "integer")
POOL = 7


@pytest.fixture(scope="module")
def cards(render):
    options = tuple(ChoiceData(text) for text in ("right", "wrong", "worse"))
    forms = tuple(
        FormData(
            f"<p>{name} {slot(0)}</p>",
            f"<p>{slot(0)}</p>",
            (NUMBER,),
            extra=f"<p>More of {slot(0)}</p>" if name == "a" else "",
        )
        for name in "ab"
    )
    rows = tuple(Row(n % 2, (f"n{n}",), (n,)) for n in range(5))
    notes = [
        asking("pool", NUMBER, list(range(POOL))),
        concept_note("choice", choices=options, Front="<p>Which?</p>", Back="<p>right</p>"),
        asking("one", NUMBER, [3]),
        asking("two", NUMBER, [3, 4]),
        numeric_note("forms", CardData(forms, rows)),
        cross_entropy(),
    ]
    names = ("pool", "choice", "one", "two", "forms", "cross_entropy")
    return dict(zip(names, render(notes), strict=True))


def flip(client, cards, times, **options):
    pairs = [[short(card.front), short(card.back)] for card in cards]
    return client.page.evaluate(
        "([pairs, times, options]) => client.flip(pairs, times, options)", [pairs, times, options]
    )


@pytest.mark.parametrize("name", CLIENTS)
def test_both_sides_show_the_same_variant(open_page, cards, name):
    client = open_page(cards["pool"], mathjax=False)
    # Cards take turns, as in a session, and one comes back at once, as after "Again".
    pool, choice, forms = cards["pool"], cards["choice"], cards["forms"]
    several = [pool, choice, choice, forms, pool, pool]
    sides = flip(client, several, -(-FLIPS // len(several)), **CLIENTS[name])
    assert len(sides) >= FLIPS
    for front, back in sides:
        assert front["prompt"] == back["prompt"]
        assert front["options"] == back["options"]
        word, *value = front["prompt"].split()
        if word == "Variant":
            assert value == [back["answer"]]
        elif word in ("a", "b"):
            assert value == [back["answer"]]
            assert word == "ab"[int(value[0][1]) % 2]
            assert back["extra"] == (f"More of {value[0]}" if word == "a" else "")
    shown = {front["prompt"] for front, _ in sides}
    orders = {tuple(front["options"]) for front, _ in sides[1::6] + sides[2::6]}
    if CLIENTS[name].get("loses") in ("always", "flip"):
        assert (len(shown), len(orders)) == (3, 1)
    else:
        assert len(shown) == POOL + 1 + 5
        assert len(orders) > 4  # of six


REMEMBERING = [name for name in CLIENTS if CLIENTS[name].get("loses") not in ("always", "flip")]


@pytest.mark.parametrize("name", REMEMBERING)
def test_no_repeat_before_the_pool_is_used_up(open_page, cards, name):
    client = open_page(cards["pool"], mathjax=False)
    sides = flip(client, [cards["pool"]], FLIPS // 9 * POOL, **CLIENTS[name])
    shown = [front["prompt"] for front, _ in sides]
    assert len(shown) >= 4 * POOL
    rounds = [shown[start : start + POOL] for start in range(0, len(shown), POOL)]
    assert all(len(set(one)) == POOL for one in rounds)
    assert len({tuple(one) for one in rounds}) == 1  # the note's own order
    assert all(a != b for a, b in pairwise(shown))


def test_no_variant_follows_itself(open_page, cards):
    client = open_page(cards["forms"], mathjax=False)
    shown = [front["prompt"] for front, _ in flip(client, [cards["forms"]], 2 * FLIPS)]
    assert len(set(shown)) == 5
    assert all(a != b for a, b in pairwise(shown))


def test_small_pools(open_page, cards):
    client = open_page(cards["two"], mathjax=False)
    two = [front["prompt"] for front, _ in flip(client, [cards["two"]], 9)]
    assert len(set(two)) == 2
    assert all(a != b for a, b in pairwise(two))
    assert {front["prompt"] for front, _ in flip(client, [cards["one"]], 4)} == {"Variant 0"}


def test_the_first_variant_of_a_day_is_uniform(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    shown = client.page.evaluate(
        """([front, days]) => {
          const seen = [];
          for (let day = 0; day < days; day++) {
            client.setTime(new Date(2026, 0, 1 + day, 12).toISOString());
            client.forget();
            seen.push(client.read(client.place(front)).prompt);
          }
          return seen;
        }""",
        [short(cards["pool"].front), POOL * FLIPS],
    )
    counts = Counter(shown)
    assert len(counts) == POOL
    # Chi-squared with 6 degrees of freedom, at 0.1 %.
    assert sum((count - FLIPS) ** 2 / FLIPS for count in counts.values()) < 22.5


def test_the_place_of_the_right_option_is_uniform(open_page, cards):
    client = open_page(cards["choice"], mathjax=False)
    each = 2 * FLIPS
    sides = flip(client, [cards["choice"]], 3 * each)
    assert all(sorted(front["options"]) == ["right", "worse", "wrong"] for front, _ in sides)
    places = Counter(
        next(place for place, text in enumerate(front["options"]) if text.startswith("right"))
        for front, _ in sides
    )
    assert sum((places[place] - each) ** 2 / each for place in range(3)) < 13.8


def show(client, html):
    return client.page.evaluate("html => client.read(client.place(html))", short(html))


def test_a_redraw_keeps_the_numbers_and_the_text(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    first = show(client, card.front)
    client.page.fill("input", "12")
    again = show(client, card.front)
    assert again["prompt"] == first["prompt"]
    assert again["typed"] == ["12"]
    assert show(client, card.back)["prompt"] == first["prompt"]
    assert show(client, card.back)["prompt"] == first["prompt"]
    assert "You typed 12" in client.text(".response")
    following = show(client, card.front)
    assert following["prompt"] != first["prompt"]
    assert following["typed"] == [""]
    show(client, card.back)
    assert client.page.locator(".response").count() == 0


def test_a_back_alone_shows_a_whole_card(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    back = show(client, card.back)
    assert back["prompt"] == f"Variant {back['answer']}"
    assert show(client, card.front)["prompt"] == back["prompt"]


def test_the_day_begins_at_four(open_page, cards):
    client = open_page(cards["cross_entropy"], mathjax=False)
    card = cards["cross_entropy"]

    def first_at(time):
        client.page.evaluate("time => { client.forget(); client.setTime(time); }", time)
        return show(client, card.front)["prompt"]

    assert first_at("2026-03-02T04:00") == first_at("2026-03-03T03:59")
    assert first_at("2026-03-03T03:59") != first_at("2026-03-03T04:00")


def test_the_day_may_end_between_front_and_back(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    client.page.evaluate("client.setTime('2026-03-02T03:59')")
    flip(client, [card], 2)
    front = show(client, card.front)
    client.page.evaluate("client.setTime('2026-03-02T04:01')")
    assert show(client, card.back)["prompt"] == front["prompt"]
    # What is remembered counts more than the day: the next numbers are others.
    assert show(client, card.front)["prompt"] != front["prompt"]


NO_COOKIE = "Object.defineProperty(document, 'cookie', {get() { return ''; }, set() {}})"
BROKEN = {
    "throws": "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})",
    "missing": "Object.defineProperty(window, 'sessionStorage', {value: undefined})",
    "full": "Storage.prototype.setItem = () => { throw new Error('full'); }",
    "forgets": "Storage.prototype.setItem = () => {}",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_without_storage_both_sides_take_the_day_s(open_page, cards, broken):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    expected = show(client, card.front)["prompt"]
    client.page.evaluate(f"() => {{ client.forget(); {BROKEN[broken]}; {NO_COOKIE}; }}")
    for _ in range(3):
        assert show(client, card.front)["prompt"] == expected
        assert show(client, card.back)["prompt"] == expected


@pytest.mark.parametrize("broken", BROKEN)
def test_without_session_storage_the_cookie_hands_over(open_page, cards, broken):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    client.page.evaluate(f"() => {{ {BROKEN[broken]}; }}")
    seen = []
    for _ in range(POOL):
        seen.append(show(client, card.front)["prompt"])
        assert show(client, card.back)["prompt"] == seen[-1]
    assert len(set(seen)) == POOL


def test_one_cookie_of_three_kilobytes_holds_six_hundred_notes(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    shown = show(client, card.front)["prompt"]
    show(client, card.back)
    cookie, front, again = client.page.evaluate(
        """([front, back]) => {
          const note = (number) => (html) => html.replaceAll("sample/pool/en", `n${number}/x/en`);
          for (let number = 0; number < 700; number++) {
            client.place(note(number)(front));
            client.place(note(number)(back));
          }
          sessionStorage.clear();
          const cookie = document.cookie;
          const read = (html) => client.read(client.place(html)).prompt;
          return [cookie, [699, 101].map((number) => read(note(number)(front))),
                  [699, 101].map((number) => read(note(number)(back)))];
        }""",
        [short(card.front), short(card.back)],
    )
    assert len(cookie) == len("flashgen=") + 600 * 5
    assert front == again
    # Of a note that has fallen out of the cookie, the day decides again.
    assert show(client, card.front)["prompt"] == shown


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "A" * 4999, "!!!!!", "=;=", "%00"])
def test_a_cookie_of_another_kind_is_ignored(open_page, cards, cookie):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    client.page.evaluate("cookie => { document.cookie = `flashgen=${cookie}; path=/`; }", cookie)
    expected = show(client, card.front)["prompt"]
    assert show(client, card.back)["prompt"] == expected
    assert show(client, card.front)["prompt"] != expected


def test_storage_that_fills_up_on_the_way(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    show(client, card.front)
    show(client, card.back)
    client.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }"
    )
    for _ in range(3):
        assert show(client, card.front)["prompt"] == show(client, card.back)["prompt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "7",
        "{}",
        "{",
        '{"place":-1}',
        '{"place":1}',
        '{"place":99999,"typed":[],"chosen":[]}',
    ],
)
def test_a_stored_text_of_another_kind_is_ignored(open_page, cards, text):
    client = open_page(cards["pool"], mathjax=False)
    card = cards["pool"]
    expected = show(client, card.front)["prompt"]
    client.page.evaluate("text => sessionStorage.setItem('flashgen/sample/pool/en', text)", text)
    assert show(client, card.front)["prompt"] == expected
    assert show(client, card.back)["prompt"] == expected


def test_a_second_run_on_the_same_page_changes_nothing(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    for html in (cards["pool"].front, cards["pool"].back):
        show(client, html)
        once = client.page.inner_html("#qa article")
        client.page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.append(document.querySelector("#qa script:last-of-type").textContent);
              document.body.append(script);
            }"""
        )
        assert client.page.inner_html("#qa article") == once


def test_nothing_is_left_in_the_global_scope(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    before = client.page.evaluate("Object.keys(window)")
    flip(client, list(cards.values()), 2)
    assert client.page.evaluate("Object.keys(window)") == before


@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
def test_undo_shows_the_same_numbers(open_page, cards, twice):
    """After a wrong grade the card before comes back, and the one after it was not answered."""
    client = open_page(cards["pool"], mathjax=False)
    pool, forms = cards["pool"], cards["forms"]

    def front(card):
        for _ in range(1 + twice):
            shown = show(client, card.front)["prompt"]
        return shown

    graded = front(pool)
    client.page.fill("input", "3")
    show(client, pool.back)
    following = front(forms)
    assert front(pool) == graded
    assert client.page.input_value("input") == ""  # to be answered once more
    assert show(client, pool.back)["prompt"] == graded
    assert front(forms) == following
    show(client, forms.back)
    assert front(pool) != graded


@pytest.mark.parametrize("between", ["text", "gaps"])
def test_undo_is_noticed_behind_a_card_without_variants(open_page, kinds, between):
    client = open_page(kinds["scalar"], mathjax=False)
    scalar, plain = kinds["scalar"], kinds[between]
    graded = show(client, scalar.front)["prompt"]
    show(client, scalar.back)
    client.page.evaluate("(html) => client.place(html)", short(plain.front))
    assert show(client, scalar.front)["prompt"] == graded
    show(client, scalar.back)
    for html in (plain.front, plain.back):
        client.page.evaluate("(html) => client.place(html)", short(html))
    assert show(client, scalar.front)["prompt"] != graded


def test_again_shows_other_numbers(open_page, cards):
    client = open_page(cards["pool"], mathjax=False)
    pool, forms = cards["pool"], cards["forms"]
    first = show(client, pool.front)["prompt"]
    show(client, pool.back)
    show(client, forms.front)
    show(client, forms.back)
    second = show(client, pool.front)["prompt"]
    show(client, pool.back)
    assert len({first, second, show(client, pool.front)["prompt"]}) == 3
