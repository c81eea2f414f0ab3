"""Statements and items to be put in order, drawn: what is true, what differs, what looks alike."""

import re

from decks import HEAD, build_text, draw

from flashgen.anki.card.reading import filled, read_data

CLAIMS = """- id: x
  parameters: {a: "integers(1, 30)", b: "integers(1, 30)"}
  question: Let $a = <<a>>$ and $b = <<b>>$.
  statements:
  - {text: The sum is above 30., right: a + b > 30, says: It is <<a + b>>.}
  - {text: $a > b$, right: a > b}
  - {text: The square of $a$ is negative., right: no}
"""
SORTED = """- id: x
  parameters: {x: "integers(1, 9, shape=3)"}
  let: {s: sort(x)}
  question: Put them in order.
  order: [<<s[0]>>, <<s[1]>>, <<s[2]>>]
"""


def test_the_truth_of_each_statement_in_each_draw() -> None:
    drawn = draw(CLAIMS, 60)
    assert drawn.sample is not None
    variants = drawn.sample.variants
    for variant in variants:
        a, b = variant.values["a"], variant.values["b"]
        assert variant.truths == (a + b > 30, a > b, False)
    for place in (0, 1):
        assert {variant.truths[place] for variant in variants} == {True, False}


def test_the_data_have_the_truth_and_the_sentence_of_each_variant() -> None:
    (note,) = build_text(HEAD + CLAIMS).notes
    data = read_data(note.fields["Data"])
    assert len(data.rows) == 24
    for row in data.rows:
        form = filled(data.forms[row.form], row)
        a, b = map(int, re.findall(r"= ([0-9]+)", form.question))
        above, larger, negative = form.statements
        assert [above.is_true, larger.is_true, negative.is_true] == [a + b > 30, a > b, False]
        assert above.says == f"It is {a + b}."
        assert form.answer == ""
    assert len(note.fields["Data"].encode()) < 2500


def test_a_card_with_no_answer_is_drawn_and_shown() -> None:
    (note,) = build_text(HEAD + SORTED).notes
    data = read_data(note.fields["Data"])
    for row in data.rows:
        form = filled(data.forms[row.form], row)
        items = [int(item) for group in form.order for item in group]
        assert items == sorted(set(items))
    listed = re.findall("<li>(.*?)</li>", note.fields["Answer"])
    assert listed == sorted(listed, key=int)
    assert sorted(re.findall("<li>(.*?)</li>", note.fields["Choices"]), key=int) == listed


def test_draws_on_which_two_items_look_alike_are_rejected() -> None:
    drawn = draw(SORTED, 40, distinct=False)
    assert drawn.sample is not None
    for variant in drawn.sample.variants:
        assert len(set(variant.values["x"].tolist())) == 3
    (times,) = drawn.sample.statistics.alike.values()
    assert times > 0


def test_items_that_always_look_alike_are_an_error() -> None:
    drawn = draw(SORTED.replace("<<s[1]>>", "<<s[0] + 0>>"), 10)
    assert drawn.codes == ["never-accepted"]
    (problem,) = drawn.diagnostics
    assert "looks like another one of the list" in problem.message
    assert problem.span is not None and problem.span.line == 8


def test_another_truth_is_another_variant() -> None:
    card = """- id: x
  parameters: {a: "integers(0, 1)"}
  question: Is it so?
  statements:
  - {text: It is so., right: a == 1}
  - {text: It is not so., right: a == 0}
"""
    drawn = draw(card, 5)
    assert drawn.sample is not None
    assert {variant.truths for variant in drawn.sample.variants} == {(True, False), (False, True)}


def test_another_text_of_an_item_is_another_variant() -> None:
    drawn = draw(SORTED, 60)
    assert drawn.sample is not None
    looks = [tuple(variant.slots) for variant in drawn.sample.variants]
    assert len(looks) == len(set(looks)) == 60


def test_statements_may_stand_beside_other_forms() -> None:
    card = CLAIMS + "  forms:\n  - {}\n  - {question: 'What is $<<a>> + <<b>>$?', answer: a + b}\n"
    (note,) = build_text(HEAD + card).notes
    data = read_data(note.fields["Data"])
    statements, answer = data.forms
    assert len(statements.statements) == 3 and statements.answers == ()
    assert answer.statements == () and len(answer.answers) == 1
    assert {row.form for row in data.rows} == {0, 1}
