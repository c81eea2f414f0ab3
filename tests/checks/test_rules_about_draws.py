"""Where each rule about draws begins to report: its thresholds, from both sides."""

import pytest
from decks import numeric
from drawn_cards import drawn, reported, with_draws, with_statistics

CONDITION = numeric(require="a > 1", mistakes="\n  - {value: a - b, says: No.}")
TWO = numeric("a", parameters="a: choice([1, 2]), b: integers(1, 99)")
FOUR = numeric("a", parameters="a: integers(1, 4), b: integers(1, 99)")


@pytest.mark.parametrize(("accepted", "is_reported"), [(49, True), (50, False), (51, False)])
def test_acceptance_is_low_below_five_percent(accepted: int, is_reported: bool) -> None:
    few = with_statistics(CONDITION, draws=1000, accepted=accepted, refused=1000 - accepted)
    assert bool(reported("low-acceptance", few)) is is_reported


@pytest.mark.parametrize(("accepted", "percent"), [(484, "4.8"), (486, "4.9")])
def test_says_how_many_draws_are_accepted(accepted: int, percent: str) -> None:
    few = with_statistics(CONDITION, draws=10_000, accepted=accepted, refused=9000)
    (found,) = reported("low-acceptance", few)
    assert found.message.startswith(f"only {percent} % of the draws are accepted; ")


def test_low_acceptance_names_what_rejects_most() -> None:
    of_condition = with_statistics(CONDITION, draws=800, accepted=9, refused=500, coincided=291)
    (found,) = reported("low-acceptance", of_condition)
    assert found.message == "only 1.1 % of the draws are accepted; this rejected 500 of 800"
    assert found.span is not None and found.span.line == 10
    assert found.hint is not None and "usually holds" in found.hint
    of_mistake = with_statistics(CONDITION, draws=800, accepted=9, refused=291, coincided=500)
    (found,) = reported("low-acceptance", of_mistake)
    assert found.span is not None and found.span.line == 12
    assert found.hint is not None and "may_coincide" in found.hint


@pytest.mark.parametrize(("times", "is_reported"), [(199, False), (200, True), (300, True)])
def test_a_mistake_coincides_too_often_from_half_of_what_the_conditions_accept(
    times: int, is_reported: bool
) -> None:
    definition = with_statistics(
        CONDITION, draws=1000, accepted=400 - times, refused=600, coincided=times
    )
    found = reported("coinciding-mistake", definition)
    assert bool(found) is is_reported
    if found:
        assert f"in {times / 4:.0f} % of the draws" in found[0].message


@pytest.mark.parametrize(("accepted", "is_reported"), [(49, False), (50, True)])
def test_coinciding_is_not_reported_beside_low_acceptance(accepted: int, is_reported: bool) -> None:
    definition = with_statistics(
        CONDITION, draws=1000, accepted=accepted, refused=0, coincided=1000 - accepted
    )
    assert bool(reported("coinciding-mistake", definition)) is is_reported


@pytest.mark.parametrize(("times", "is_reported"), [(33, False), (34, True)])
def test_an_answer_is_guessable_from_more_than_a_third_of_the_draws(
    times: int, is_reported: bool
) -> None:
    definition = with_draws(FOUR, {1: times, 2: 33, 3: 33 - (times - 33)})
    assert [d.message for d in reported("guessable-answer", definition)] == (
        ["the answer is 1 in 34 % of the draws"] if is_reported else []
    )
    assert reported("constant-answer", definition) == []


def test_says_how_often_an_answer_comes() -> None:
    (found,) = reported("guessable-answer", with_draws(TWO, {1: 59, 2: 1}))
    assert found.message == "the answer is 1 in 98 % of the draws"


@pytest.mark.parametrize(("draws", "is_reported"), [(59, False), (60, True), (61, True)])
def test_a_share_means_something_from_60_draws(draws: int, is_reported: bool) -> None:
    constant = with_draws(TWO, {1: draws})
    assert bool(reported("constant-answer", constant)) is is_reported
    assert reported("guessable-answer", constant) == []
    assert bool(reported("guessable-answer", with_draws(TWO, {1: draws - 1, 2: 1}))) is is_reported
    a_set = numeric("a", compare="set")
    assert bool(reported("set-of-one", drawn(a_set, draws))) is is_reported
    wide = numeric("a", tolerance="60")
    assert bool(reported("wide-tolerance", drawn(wide, draws))) is is_reported


def test_options_are_not_guessed_by_their_value() -> None:
    choice = numeric(
        "7", choices="true", mistakes="\n  - {value: a + 100, says: No.}\n  - {value: b, says: No.}"
    )
    for code in ("constant-answer", "guessable-answer", "set-of-one", "wide-tolerance"):
        assert reported(code, drawn(choice, 100)) == []


@pytest.mark.parametrize(
    ("tolerance", "is_reported"),
    [("1.49", False), ("1.5", True), ("{relative: 0.59}", False), ("{relative: 0.6}", True)],
)
def test_a_tolerance_is_wide_where_the_ranges_of_all_draws_meet(
    tolerance: str, is_reported: bool
) -> None:
    """Of 1 and 4: at 2.5, and at 1.6, which is 60 % from both."""
    two = numeric("a", parameters="a: choice([1, 4]), b: integers(1, 99)", tolerance=tolerance)
    found = reported("wide-tolerance", with_draws(two, {1: 30, 4: 30}))
    assert bool(found) is is_reported
    if found:
        right = "2.5" if "relative" not in tolerance else "1.6"
        assert f"{right} is right on every draw: the answers go from 1 to 4" in found[0].message


def test_what_one_answer_has_is_no_wide_tolerance() -> None:
    assert reported("wide-tolerance", drawn(numeric("7", tolerance="3"), 60)) == []
    a_set = numeric("'[a, b]'", compare="set", tolerance="60")
    assert reported("wide-tolerance", drawn(a_set, 60)) == []
    assert reported("set-of-one", drawn(a_set, 60)) == []


def test_a_set_of_one_number_has_no_wide_tolerance_besides() -> None:
    of_one = drawn(numeric("a", compare="set", tolerance="60"), 60)
    assert reported("wide-tolerance", of_one) == []
    assert reported("set-of-one", of_one) != []
    up_to_sign = drawn(numeric("a", compare="up_to_sign", tolerance="60"), 60)
    assert reported("wide-tolerance", up_to_sign) != []


def test_a_wide_tolerance_of_several_answers_is_reported_at_its_answer() -> None:
    card = (
        "- id: x\n  parameters:\n    a: integers(1, 9)\n  question: What is <<a>>?\n"
        "  answers:\n  - {name: b, value: a}\n  - {name: c, value: 2 * a, tolerance: 99}\n"
    )
    (found,) = reported("wide-tolerance", drawn(card, 60))
    assert found.span is not None and found.span.source.text[found.span.start :].startswith("2 * a")


@pytest.mark.parametrize(("before", "is_reported"), [(199, True), (200, False), (201, False)])
def test_slots_and_options_are_looked_at_on_200_draws(before: int, is_reported: bool) -> None:
    slot = numeric(
        parameters="a: choice([1, 7]), b: integers(1, 99)",
        solution="'<<1 / a>> and <<10**(9 * a)>>.'",
    )
    definition = with_draws(slot, {1: before, 7: 1})
    assert bool(reported("unformatted-slot", definition)) is is_reported
    assert bool(reported("long-number", definition)) is is_reported
    options = numeric(
        "a",
        parameters="a: choice([2, 7]), b: integers(1, 99)",
        choices="true",
        mistakes="\n  - {value: a / 2, says: No.}\n  - {value: a + 1, says: No.}",
    )
    definition = with_draws(options, {2: before, 7: 1})
    assert bool(reported("uneven-options", definition)) is is_reported


@pytest.mark.parametrize(
    ("expression", "is_reported"),
    [
        ("a + 0.1234", False),
        ("a + 0.12345", True),
        ("0 * a + 0.001234", False),
        ("0 * a + 0.0012345", True),
        ("0 * a + 5e-6", False),
        ("0 * a + 1.00001", True),
    ],
)
def test_a_slot_shows_at_most_4_decimals_without_a_format(
    expression: str, is_reported: bool
) -> None:
    found = reported("unformatted-slot", drawn(numeric(solution=f"<<{expression}>>."), 1))
    assert bool(found) is is_reported
    assert all("more than 4 decimals" in d.message for d in found)
    formatted = drawn(numeric(solution=f"<<{expression}:.7f>>."), 1)
    assert reported("unformatted-slot", formatted) == []


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("0.099991 + 0 * a", ".3g"),
        ("0.100001 + 0 * a", ".3f"),
        ("-0.099991 + 0 * a", ".3g"),
        ("[0.123456, 0 * a]", ".3f"),
        ("[0.1000001, 0.1 + 0 * a]", ".3f"),
        ("[1.000001, 0 * a, 0.09]", ".3g"),
        ("[1.000001, 0.0 * a]", ".3f"),
    ],
)
def test_the_suggested_format_keeps_three_figures_of_what_is_below_a_tenth(
    expression: str, wanted: str
) -> None:
    (found,) = reported("unformatted-slot", drawn(numeric(solution=f"'<<{expression}>>.'"), 1))
    assert found.hint == f"say how many to show: <<{expression}:{wanted}>>"


@pytest.mark.parametrize(("digits", "is_reported"), [(60, False), (61, True)])
def test_a_number_is_long_from_61_characters(digits: int, is_reported: bool) -> None:
    card = numeric(solution=f"It is <<10**{digits - 1} + a>>.")
    assert bool(reported("long-number", drawn(card, 1))) is is_reported
    text = numeric(solution=f'It is <<"{"x" * digits}">>.')
    assert reported("long-number", drawn(text, 1)) == []


OPTIONS = {
    "a whole number, as a float": ("3.0 * a", "a", None),
    "one decimal": ("a + 0.5", "a", "uneven-options"),
    "four decimals": ("a + 0.1234", "a", "uneven-options"),
    "five decimals": ("a + 0.12345", "a", "unformatted-slot"),
    "a set of whole floats is right": ("[a + 0.5, 1]", "[1.0 * a, 2.0]", "uneven-options"),
    "a set with a decimal is right": ("[a + 0.25, 1]", "[a + 0.5, 1]", None),
}


@pytest.mark.parametrize(("wrong", "right", "code"), OPTIONS.values(), ids=OPTIONS.keys())
def test_options_stand_out_by_their_decimals(wrong: str, right: str, code: str | None) -> None:
    mistakes = f"\n  - {{value: '{wrong}', says: No.}}\n  - {{value: '[a, b, 7]', says: No.}}"
    keys = {"mistakes": mistakes, "compare": "set"}
    definition = drawn(numeric(f"'{right}'", choices="true", **keys), 20)
    for rule in ("uneven-options", "unformatted-slot"):
        assert [d.code for d in reported(rule, definition)] == ([code] if rule == code else [])
    for precision in ("decimals", "figures"):
        asked = numeric(f"'{right}'", choices="true", **keys, **{precision: "3"})
        assert reported("uneven-options", drawn(asked, 20)) == []
    assert reported("uneven-options", drawn(numeric(f"'{right}'", **keys), 20)) == []


def test_an_option_is_reported_once_by_its_worst_draw() -> None:
    mistakes = "\n  - {value: 1 / a, says: No.}\n  - {value: a + 100, says: No.}"
    options = numeric(
        "a", parameters="a: choice([2, 7]), b: integers(1, 9)", choices="true", mistakes=mistakes
    )
    definition = with_draws(options, {2: 3, 7: 2})
    (found,) = reported("unformatted-slot", definition)
    assert found.message.startswith("this option shows 0.1428571429 beside 7, with a = 7, b = ")
    assert reported("uneven-options", definition) == []


PARAMETERS = "a: uniform(0.1, 0.9, shape=2, decimals=3), b: integers(1, 9)"
ROUNDED = {
    "an entry as it is": ("<<a[0]>>", False),
    "an entry, rounded": ("<<a[0]:.1f>>", False),
    "the whole parameter, rounded": ("<<a:.1f>>", True),
    "the whole parameter": ("<<a>>", False),
    "a formula of it": ("<<2 * a:.1f>>", False),
}


@pytest.mark.parametrize(("slot", "is_reported"), ROUNDED.values(), ids=ROUNDED.keys())
def test_a_question_shows_all_digits_of_a_parameter(slot: str, is_reported: bool) -> None:
    card = numeric("b + 0 * sum(a)", parameters=PARAMETERS, question=f"'<<b>> {slot}?'")
    card += "  decimals: 1\n"
    assert bool(reported("rounded-parameter", drawn(card, 50))) is is_reported
    unneeded = numeric("b", parameters=PARAMETERS, question=f"'<<b>> {slot}?'")
    assert reported("rounded-parameter", drawn(unneeded, 50)) == []
    solution = numeric("b", parameters=PARAMETERS, question="<<b>>?", solution=f"'{slot}'")
    assert reported("rounded-parameter", drawn(solution, 50)) == []


@pytest.mark.parametrize(
    ("slot", "is_reported"),
    [("<<a[0]>>", False), ("<<a[0] + a[1]>>", True), ("<<a[0] * 3>>", True)],
)
def test_only_an_entry_of_a_parameter_shows_as_drawn(slot: str, is_reported: bool) -> None:
    parameters = "a: uniform(0.1, 0.9, shape=2, decimals=6), b: integers(1, 9)"
    card = numeric("b", parameters=parameters, question=f"'<<b>> {slot}?'")
    assert bool(reported("unformatted-slot", drawn(card, 50))) is is_reported


UNUSED = {
    "by a condition": {"require": "c > 0"},
    "by a check": {"check": "a + b + 0 * c"},
    "by a mistake": {"mistakes": "\n  - {value: a + b + c, says: No.}"},
    "by a text": {"solution": "It is <<c>>."},
    "by a figure": {"figure": "'bars([a, b, c])'"},
    "by the answer": {"answer": "a + b + 0 * c"},
}


@pytest.mark.parametrize("keys", UNUSED.values(), ids=UNUSED.keys())
def test_a_name_is_used(keys: dict[str, str]) -> None:
    card = numeric(**{"answer": "a + b", "let": "{c: a}", **keys})
    assert reported("unused-name", drawn(card, 1)) == []
    assert reported("unused-name", drawn(numeric(let="{c: a}"), 1)) != []


UNSHOWN = {
    "through a let": ({"let": "{c: a * b}", "answer": "c", "question": "<<b>>?"}, ["a"]),
    "shown through a let": ({"let": "{c: a * b}", "answer": "c", "question": "<<c>>?"}, []),
    "shown by a figure": ({"question": "<<b>>?", "figure": "'bars([a, 1])'"}, []),
    "shown by an answer's figure": (
        {"question": "<<b>>?", "figure": "{solution: 'bars([a, 1])'}"},
        ["a"],
    ),
    "drawn from another": (
        {"parameters": "a: integers(1, 9), b: integers(a, 99)", "question": "<<b>>?"},
        [],
    ),
    "both": ({"question": "How much?"}, ["a", "b"]),
}


@pytest.mark.parametrize(("keys", "names"), UNSHOWN.values(), ids=UNSHOWN.keys())
def test_a_question_shows_what_the_answer_is_computed_from(
    keys: dict[str, str], names: list[str]
) -> None:
    found = reported("unshown-parameter", drawn(numeric(**keys), 1))
    assert [d.hint for d in found] == [f"show it by a slot: <<{name}>>" for name in names]


def test_a_label_and_a_unit_show_a_parameter() -> None:
    answers = (
        "\n  - {name: s, label: 'square of <<a>>', value: a**2}"
        "\n  - {name: c, label: cube, value: b**3, unit: '<<b>>-th parts'}"
    )
    card = numeric("", question="Give both.", answers=answers)
    assert reported("unshown-parameter", drawn(card, 1)) == []
    hidden = numeric("", question="Give both.", answers=answers.replace("<<a>>", "it"))
    (found,) = reported("unshown-parameter", drawn(hidden, 1))
    assert "`a`" in found.message


SEVERAL = {
    "both vary": ("a", "b", None),
    "one is constant": ("a", "1 + 1", None),
    "both are constant": ("7", "1 + 1", "constant-answer"),
    "one is guessable": ("a", "max(b, 90)", None),
    "both are guessable, at different times": ("max(a, 40)", "max(b, 40)", None),
    "both are guessable together": ("max(a, 90)", "max(b, 90)", "guessable-answer"),
}


@pytest.mark.parametrize(("first", "second", "code"), SEVERAL.values(), ids=SEVERAL.keys())
def test_of_several_answers_the_combination_counts(
    first: str, second: str, code: str | None
) -> None:
    answers = f"\n  - {{name: s, value: '{first}'}}\n  - {{name: t, value: '{second}'}}"
    definition = drawn(numeric("", answers=answers), 300)
    for rule in ("constant-answer", "guessable-answer"):
        assert [d.code for d in reported(rule, definition)] == ([code] if rule == code else [])


def test_says_which_answers_are_constant() -> None:
    answers = "\n  - {name: s, value: 7}\n  - {name: t, value: 1 / 4, decimals: 2}"
    (found,) = reported("constant-answer", drawn(numeric("", answers=answers), 100))
    assert found.message == "the answers are always 7, 0.25"
    assert found.span is not None and found.span.source.text[found.span.start :].startswith("7}")


@pytest.mark.parametrize("code", ["guessable-answer", "few-answers"])
def test_a_card_can_say_why_it_may_be_guessed(code: str) -> None:
    answer = {"guessable-answer": "max(a, 60)", "few-answers": "a % 9"}[code]
    assert len(reported(code, drawn(numeric(answer), 300))) == 1
    assert reported(code, drawn(numeric(answer, guessable="nine residues"), 300)) == []


def test_few_answers_are_fewer_than_15_among_24_variants() -> None:
    """Of N answers, each equally likely, 24 variants have N * (1 - (1 - 1/N)**24) on average."""
    few = numeric("a", parameters="a: integers(1, 20), b: integers(1, 99)")
    enough = numeric("a", parameters="a: integers(1, 30), b: integers(1, 99)")
    (found,) = reported("few-answers", drawn(few, 1000))
    assert found.message == "24 variants have about 14 different answers"
    assert reported("few-answers", drawn(enough, 1000)) == []


def test_few_answers_are_counted_among_the_variants_of_all_forms() -> None:
    """With two forms each has 12 variants, which a range of 20 fills with 9 answers each."""
    card = (
        "- id: x\n  parameters:\n    a: integers(1, 20)\n    b: integers(1, 99)\n"
        "  question: What of <<a>> and <<b>>?\n  forms:\n  - answer: a\n  - answer: a + 20\n"
    )
    assert reported("few-answers", drawn(card, 1000)) == []
    narrow = card.replace("integers(1, 20)", "integers(1, 9)")
    (found,) = reported("few-answers", drawn(narrow, 1000))
    assert "about 13 different answers" in found.message


@pytest.mark.parametrize(
    ("times", "draws", "is_reported"), [(40, 200, 0), (41, 200, 1), (50, 199, 0)]
)
def test_a_number_is_too_frequent_from_more_than_a_fifth_of_200_draws(
    times: int, draws: int, is_reported: int
) -> None:
    many = numeric("a", parameters="a: integers(1, 99), b: integers(1, 99)")
    others = dict.fromkeys(range(2, 2 + (draws - times) // 2), 2)
    others |= {99: draws - times - 2 * len(others)}
    found = reported("few-answers", with_draws(many, {1: times, **others}))
    share = f"{100 * times / draws:.0f}"
    assert [d.message for d in found] == [
        f"the answer is 1 in {share} % of the draws"
    ] * is_reported


@pytest.mark.parametrize(
    ("answer", "compare"),
    [('\'["even", "odd"][a % 2]\'', ""), ("'[a % 2, a % 3]'", "set")],
)
def test_texts_and_sets_may_repeat(answer: str, compare: str) -> None:
    assert reported("few-answers", drawn(numeric(answer, compare=compare), 300)) == []


STUCK = {
    "by its range": ("a: integers(3, 3), b: integers(1, 99)", {}, True),
    "by a condition": ("a: integers(1, 9), b: integers(1, 99)", {"require": "a == 3"}, True),
    "a list": ("a: integers(3, 3, shape=2), b: integers(1, 99)", {"answer": "a[0] + b"}, True),
    "a text": ('a: choice(["x"]), b: integers(1, 99)', {"answer": "b"}, True),
    "not": ("a: integers(3, 4), b: integers(1, 99)", {}, False),
    "of two lengths": (
        "b: integers(1, 2), a: integers(3, 3, shape=b)",
        {"answer": "a[0] + b"},
        False,
    ),
}


@pytest.mark.parametrize(("parameters", "keys", "is_stuck"), STUCK.values(), ids=STUCK.keys())
def test_a_parameter_is_stuck_at_one_value(
    parameters: str, keys: dict[str, str], is_stuck: bool
) -> None:
    found = reported("stuck-parameter", drawn(numeric(parameters=parameters, **keys), 100))
    assert [d.message.partition(" is ")[0] for d in found] == (["`a`"] if is_stuck else [])
    if found and "lengths" not in parameters:
        assert found[0].span is not None
        assert found[0].span.source.text[found[0].span.start :].startswith("a:")


def test_a_parameter_that_another_form_frees_is_not_stuck() -> None:
    card = (
        "- id: x\n  parameters:\n    a: integers(1, 9)\n    b: integers(1, 99)\n"
        "  question: What of <<a>> and <<b>>?\n  answer: a + b\n"
        "  forms:\n  - require: [a == 3]\n  - {}\n"
    )
    assert (
        reported("stuck-parameter", drawn(card.replace("  - {}\n", "  - answer: a - b\n"), 200))
        == []
    )


@pytest.mark.parametrize(
    ("value", "tolerance", "share", "is_reported"),
    [
        ("1.0 * a", "0.11", 11, True),
        ("1.0 * a", "0.11", 10, False),
        ("1.0 * a", "0.1", 50, False),
        ("[1.0 * a, 0]", "0.11", 11, True),
        ("[1.0 * a, 50]", "0.11", 50, False),
        ("-1.0 * a", "0.11", 11, True),
        ("0.0 * (a - 1) * b if a > 1 else 0.0", "0.11", 50, False),
        ("1.0 * a", "{relative: 0.1}", 50, False),
        ("1.0 * a", "{relative: 0.11}", 50, True),
        ("1.0 * a", "", 50, False),
    ],
)
def test_a_tolerance_is_loose_above_a_tenth_of_the_answer_on_a_tenth_of_the_draws(
    value: str, tolerance: str, share: int, is_reported: bool
) -> None:
    card = numeric(
        f"'{value}'",
        parameters="a: choice([1, 50]), b: integers(1, 99)",
        decimals="1",
        tolerance=tolerance,
    )
    found = reported("loose-tolerance", with_draws(card, {1: share, 50: 100 - share}))
    assert bool(found) is is_reported
    if found and share == 11:
        assert "in 11 % of the draws, such as one of 1" in found[0].message
