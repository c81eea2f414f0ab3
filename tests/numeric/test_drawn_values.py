"""What draws cost beside their expressions: texts, and what is compared with each other."""

import pytest
from decks import numeric, program_of

from flashgen.expression import DefinitionStreams
from flashgen.numeric.candidates import CandidateDraws
from flashgen.numeric.drawing import Drawer
from flashgen.numeric.drawn_values import FormInfo

DRAWS = 20


def computed(**keys: str) -> CandidateDraws:
    card = {"parameters": "a: integers(1, 9)", "answer": "a", "question": "How many?"}
    program = program_of(numeric(**(card | keys)))
    streams = DefinitionStreams(0, "n", "x", None)
    drawer = Drawer.of(program, distinct=False)
    draws = CandidateDraws(FormInfo(program, 0, streams, False, drawer, set()), 0, DRAWS)
    draws.compute()
    return draws


def test_a_slot_costs_four_units_and_a_fourth_of_its_characters() -> None:
    none, one = computed(), computed(question=f"How many <<'{'x' * 40}'>>?")
    assert one.meter.apart - none.meter.apart == DRAWS * (4 + 40 / 4)


def test_each_item_of_a_list_costs_ten_units() -> None:
    two, three = (computed(answer="", order=f"[<<a>>, x{more}]") for more in ("", ", y"))
    assert three.meter.apart - two.meter.apart == DRAWS * 10


@pytest.mark.parametrize(("choices", "each"), [("", 1), ("true", 4)])
def test_each_mistake_is_compared_with_the_answer_and_those_before_it(
    choices: str, each: int
) -> None:
    values = [f"{{value: a + {more}, says: No.}}" for more in (3, 5, 7)]
    two, three = (
        computed(mistakes=f"[{', '.join(values[:count])}]", choices=choices) for count in (2, 3)
    )
    # The third one is compared with three values.
    assert (three.units() - two.units()).tolist() == [3 + each * 3] * DRAWS
