"""`flashgen functions`: what it finds, and that every example gives the result beside it."""

import re
from functools import partial

import numpy as np
import pytest
from command import run

from flashgen.cli import reference
from flashgen.expression import DefinitionStreams, Frame, compile_expression, evaluation
from flashgen.expression.draws import library as draw_library
from flashgen.expression.functions import SUBJECTS
from flashgen.expression.functions import library as function_library
from flashgen.expression.synonyms import SYNONYMS
from flashgen.numeric.figures import compile_figure
from flashgen.numeric.figures import library as figure_library
from flashgen.values.batch import row

ENTRIES = {entry.name: entry for entry in reference.entries()}
DRAWS = {entry.name: entry for entry in reference.entries() if entry.topic == "draws"}
WITH_RESULTS = [
    example
    for entry in reference.entries()
    if entry.topic not in ("draws", "slots", "figures")
    for example in reference.examples(entry)
]


functions = partial(run, "functions")


def test_everything_is_listed_once() -> None:
    names = [entry.name for entry in reference.entries()]
    known = [*function_library(), *draw_library(), *figure_library(), "scan", "table"]
    assert sorted(names) == sorted(known)
    # what draws is told from what computes by where it stands
    assert {name for name in names if names.count(name) > 1} == {"binomial"}
    listed = re.findall(r"^  (\w+)(?:  |$)", functions().stdout, re.MULTILINE)
    assert listed == names


def test_lines_fit_a_terminal() -> None:
    lines = functions().stdout.splitlines()
    lines += [line for entry in ENTRIES.values() for line in reference.page(entry).splitlines()]
    too_long = [line for line in lines if len(line) > 100 and " = " not in line]
    assert too_long == []


def test_lines_fit_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    lines = functions().stdout.splitlines()
    for name in ("attention_weights", "random_walk", "graph"):
        lines += [line for line in functions(name).stdout.splitlines() if not line.startswith("  ")]
    assert max(map(len, lines)) <= 50
    assert set(re.findall(r"^  (\w+)$", functions().stdout, re.MULTILINE)) == set(ENTRIES)


@pytest.mark.parametrize("example", WITH_RESULTS)
def test_example_of_a_function_runs_in_the_language(example: str) -> None:
    """As an author would type it, which is not as Python runs it."""
    call, result = example.rsplit(" = ", 1)
    with evaluation():
        found = compile_expression(call, ()).evaluate({})
        expected = compile_expression(result, ()).evaluate({})
    if isinstance(expected, str) or np.asarray(expected).dtype.kind in "Ub":
        assert np.array_equal(found, expected)
    else:
        np.testing.assert_allclose(found, expected, rtol=5e-4, atol=5e-5)


@pytest.mark.parametrize("name", [name for name in draw_library() if name != "pick"])
def test_example_of_a_draw_gives_what_it_says(name: str) -> None:
    (example,) = reference.examples(DRAWS[name])
    call, shown = example.removesuffix(", for instance").rsplit(" = ", 1)
    assert call.startswith(f"{name}(")
    frame = Frame(1)
    frame.stream = DefinitionStreams(0, "reference", name).of("", name, 0, 1)
    with evaluation():
        drawn = row(compile_expression(call, (), draws=True).evaluate_batch(frame), 0)
    numbers = [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", shown)]
    if isinstance(drawn, str):
        assert shown == drawn
    else:
        assert numbers == np.ravel(drawn).tolist()


@pytest.mark.parametrize("name", list(figure_library()))
def test_example_of_a_figure_compiles(name: str) -> None:
    (example,) = reference.examples(ENTRIES[name])
    names = ["A", "a", "b", "p", "words", "walk", "weights", "x", "y", "times", "before", "after"]
    assert compile_figure(example, names).kind == name


def test_a_name_shows_all_about_it() -> None:
    shown = functions("softmax").stdout
    assert shown.startswith("softmax(z, temperature=1, axis=-1)\n")
    assert "exp(z_i / T) / sum_j exp(z_j / T)" in shown
    assert "Goodfellow" in shown
    assert "softmax([0, log(3)]) = [0.25, 0.75]" in shown
    assert "See also: log_softmax, softmax_jacobian" in shown
    assert shown.count("Formula:") == 1


def test_a_page_says_how_the_draws_are_taken() -> None:
    assert (
        "\nDraws:      all at once, (...,n),()->(...,n); apart for each axis\n"
        in functions("softmax").stdout
    )
    assert (
        "\nDraws:      all at once, (n),(n)->(); apart for each order\n"
        in functions("distance").stdout
    )
    assert "\nDraws:      one by one\n" in functions("divisors").stdout
    assert "one by one" not in functions("random_walk").stdout
    assert "Draws:" not in functions("heatmap").stdout


def test_the_list_marks_what_is_called_draw_by_draw() -> None:
    listed = re.sub(r"\n {3,}", " ", functions().stdout)
    marked = re.findall(r"^  (\w+) .*\[one by one\]$", listed, re.MULTILINE)
    slow = [name for name, entry in function_library().items() if entry.declaration is None]
    assert "divisors" in marked
    assert sorted(marked) == slow


def test_a_word_finds_names_topics_and_summaries() -> None:
    losses = functions("loss").stdout
    assert {"mse", "hinge_loss", "cross_entropy_with_logits"} <= set(losses.split())
    assert "convolve" not in losses.split()
    assert "  random_walk " in functions("walk").stdout
    assert functions("Random WALK").stdout == functions("random walk").stdout != ""


def test_an_unknown_word_is_a_usage_error_with_a_hint() -> None:
    result = functions("sofmax", status=2)
    assert "did you mean `softmax`?" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("lstsq", "least_squares"),
        ("pnorm", "normal_cdf"),
        ("levenshtein", "edit_distance"),
        ("SQRT", "sqrt"),
        ("Softmax", "softmax"),
        ("percentile", "quantile"),
        ("swish", "silu"),
        ("reduce", "scan"),
    ],
)
def test_what_people_call_it_finds_the_page(word: str, name: str) -> None:
    assert functions(word).stdout.startswith(f"{name}(")


def test_a_way_out_with_several_functions_lists_them() -> None:
    listed = functions("svd").stdout.split()
    assert {"singular_values", "left_singular_vectors", "right_singular_vectors"} <= set(listed)


def test_a_subject_lists_its_topics_and_no_other() -> None:
    shown = functions("linear algebra").stdout
    assert shown.startswith("LINEAR ALGEBRA\n\nlinear algebra\n")
    assert {"cholesky", "det", "cross"} <= set(shown.split())
    assert "softmax" not in shown.split()


def test_several_words_are_looked_for_together() -> None:
    listed = set(functions("Wasserstein", "samples").stdout.split())
    assert "wasserstein_1d(x," in listed
    assert "frechet_distance" not in listed


def test_a_name_of_a_draw_and_a_function_shows_both() -> None:
    shown = functions("binomial").stdout
    assert "binomial(n, p, shape=None, sorted=False)\n  draws" in shown
    assert "binomial(n, k)\n  arithmetic" in shown


def test_the_list_goes_subject_by_subject() -> None:
    subjects = re.findall(r"^([A-Z ]+)$", functions().stdout, re.MULTILINE)
    assert [subject for subject in subjects if subject.strip()] == [
        subject.upper() for subject in SUBJECTS
    ]


def test_a_function_knows_what_people_call_it_and_no_name_stands_twice() -> None:
    words = [word for names in SYNONYMS.values() for word in names]
    assert len(words) == len(set(words))
    assert set(SYNONYMS) <= {entry.name for entry in reference.entries()}
    assert "Also known as lstsq" in functions("least_squares").stdout
