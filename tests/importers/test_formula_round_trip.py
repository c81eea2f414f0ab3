"""Formula answers of our own packages come back as formulas."""

from pathlib import Path

from command import run

from flashgen.anki.card.reading import filled, read_data
from flashgen.build.notes import Selection, build
from flashgen.deck.folder import load
from flashgen.numeric.formulas.display import formula_display
from flashgen.values.formatting import Context
from flashgen.values.judging import AnswerFormat

FORMULAS = Path(__file__).parents[1] / "browser" / "formulas.yaml"
JUDGED = ("formula", "count", "variables", "up_to", "without", "relative", "figures", "log")


def written(formula, variables):
    """A formula as it is displayed: numbers of a draw stand in brackets in the data."""
    if not formula:
        return ""
    # Of one that only values stand for, the expression.
    formula = ";".join(part.partition(" ")[2] or part for part in formula.split(";"))
    return formula_display(formula, AnswerFormat("formula", variables=variables), Context.MATH)


def judged(built):
    """By note: its formula answers as they are judged, its mistakes, and what is displayed."""
    found = {}
    for note in built.notes:
        data = read_data(note.fields["Data"])
        form = filled(data.forms[0], data.rows[0])
        names = [tuple(name for name, *_ in answer.variables) for answer in form.answers]
        answers = [
            {key: getattr(answer, key) for key in JUDGED}
            | {"formula": written(answer.formula, own)}
            for answer, own in zip(form.answers, names, strict=True)
        ]
        mistakes = [(written(m.formula, names[m.of]), m.of) for m in form.mistakes]
        found[note.id] = (answers, mistakes, note.fields.get("Answer") or note.fields["Back"])
    return found


def test_formula_answers_come_back(tmp_path):
    package, folder = tmp_path / "formulas.apkg", tmp_path / "out"
    deck = tmp_path / "formulas.yaml"
    deck.write_bytes(FORMULAS.read_bytes())
    for arguments in (["build", deck, "-o", package], ["import", package, "-o", folder]):
        run(*arguments, status=0)
    before = judged(build(load([deck]), Selection()))
    after = judged(build(load([folder]), Selection()))
    assert set(before) == set(after)
    # The variants of a numeric card are the first one's numbers.
    assert after == before
