import hashlib
import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from flashgen.expression import (
    DefinitionStreams,
    ExpressionError,
    Frame,
    compile_expression,
    draws,
    evaluation,
)
from flashgen.expression.draws.stream import EndlessStreams, ParameterStream, digest
from flashgen.values.batch import constant, row
from flashgen.values.values import normalize, round_significant


class Candidates:
    """The candidate draws of one parameter, one after another."""

    def __init__(self, id="tests"):
        self.streams = DefinitionStreams(0, "draws", id)
        self.next = 0


def draw(name, *arguments, stream=None, **keywords):
    stream = stream or Candidates()
    given = {f"a{place}": value for place, value in enumerate(arguments)} | keywords
    texts = [value_text(key, value) for key, value in given.items()]
    positional, named = texts[: len(arguments)], texts[len(arguments) :]
    named = [f"{key}={text}" for key, text in zip(keywords, named, strict=True)]
    names = {key: value for key, value in given.items() if isinstance(value, np.ndarray)}
    frame = Frame(1, {key: constant(normalize(value)) for key, value in names.items()})
    frame.stream = stream.streams.of("", name, stream.next, 1)
    stream.next += 1
    call = compile_expression(f"{name}({', '.join([*positional, *named])})", names, draws=True)
    with evaluation():
        return row(call.evaluate_batch(frame), 0)


def value_text(name, value):
    if isinstance(value, np.ndarray):
        return name
    return "inf" if value == math.inf else repr(value)


# The stream


def parameter_stream(id="tests", first=0, count=1):
    return DefinitionStreams(0, "draws", id).of("", "x", first, count)


def philox(counter, key):
    """Philox 4x64-10, after Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (2011)."""
    word = 2**64
    counter = [counter >> 64 * place & word - 1 for place in range(4)]
    key = [key >> 64 * place & word - 1 for place in range(2)]
    for _ in range(10):
        high_0, low_0 = divmod(0xD2E7470EE14C6C93 * counter[0], word)
        high_1, low_1 = divmod(0xCA5A826395121157 * counter[2], word)
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0]
        key = [(key[0] + 0x9E3779B97F4A7C15) % word, (key[1] + 0xBB67AE8584CAA73B) % word]
    return counter


def hashed(*parts):
    texts = [str(part).encode() for part in parts]
    return hashlib.sha256(b"".join(len(t).to_bytes(8, "big") + t for t in texts)).digest()


@pytest.mark.parametrize("width", [1, 4, 6])
def test_draw_k_has_the_words_of_philox_at_k_times_its_blocks(width):
    root = hashed("flashgen stream 2", "root", "0", "draws", "card", "form", "x")
    key = int.from_bytes(hashed(root.hex(), 7, 0, width, 0)[:16], "big")
    blocks = -(-width // 4)
    words = parameter_words("card", first=5, count=3, width=width)
    for draw in range(3):
        # numpy counts on before it makes a block
        made = [w for b in range(blocks) for w in philox((5 + draw) * blocks + b + 1, key)]
        assert words[draw].tolist() == made[:width]


def parameter_words(id, first, count, width):
    stream = DefinitionStreams(0, "draws", id).of("form", "x", first, count)
    return stream.at((7,)).words(width, use=0)


def test_a_draw_depends_on_its_own_number_alone():
    together = parameter_words("card", 0, 100, 3)
    assert (parameter_words("card", 40, 10, 3) == together[40:50]).all()
    some = np.array([3, 4, 90])
    stream = DefinitionStreams(0, "draws", "card").of("form", "x", 0, 100).of(some).at((7,))
    assert (stream.words(3) == together[some]).all()


def test_every_part_of_the_identity_matters():
    identities = [
        (0, "a", "bc", None), (0, "ab", "c", None), (0, "a", "bc", 0), (1, "a", "bc", None),
        (0, "a", "bc", 1), (0, "", "abc", None), (0, "abc", "", None), (-1, "a", "bc", None),
    ]  # fmt: skip
    first = {
        DefinitionStreams(*identity).of(form, name, 0, 1).at((call, turn)).words(w, u, r).item(0)
        for identity in identities
        for form in ("", "0")
        for name in ("x", "y")
        for call in (1, 2)
        for turn in (0, 1)
        for w in (1, 2)
        for u in (0, 1)
        for r in (0, 1)
    }
    assert len(first) == len(identities) * 2**7


class Scripted(ParameterStream):
    """A stream whose words are given, round by round."""

    def __init__(self, *rounds):
        super().__init__(b"", 0, np.arange(1))
        self.rounds = rounds

    def words(self, width, use=0, round=0):
        return np.array([self.rounds[round]], dtype=np.uint64)


class Endless(EndlessStreams):
    """One endless stream whose words are given."""

    def __init__(self, *raw):
        super().__init__(None, [0])
        self.given = iter(raw)

    def raw(self, places):
        return np.array([next(self.given) for _ in places.tolist()], dtype=np.uint64)


ONE = np.arange(1)


def endless_streams(name, count):
    return parameter_stream(name, count=count).each()


def test_integers_below_n_reject_what_would_favor_some():
    n = 3 * 2**61  # 2**64 is two and two thirds of it: the raw 0 is of the third that must go
    stream = Scripted([0, 2**63 + 1], [2**62 + 1, 5])
    assert stream.below(n, 2).tolist() == [[n >> 2, n >> 1]]
    assert Scripted([2**64 - 1]).below(10, 1).item() == 9
    assert Scripted([0], [2**63]).below(2**63, 1).item() == 0
    assert Endless(0, 2**63 + 1).below(n, ONE).item() == n >> 1
    assert Endless(2**64 - 1).below(10, ONE).item() == 9
    assert Endless(0, 2**63).below(2**63, ONE).item() == 0


@pytest.mark.parametrize("n", [2**31, 2**32 - 1, 2**32, 2**32 + 1, 10**15, 2**53, 2**62])
def test_integers_below_n_are_the_upper_half_of_the_product(n):
    words = parameter_words("product", 0, 50, 2)
    stream = DefinitionStreams(0, "draws", "product").of("form", "x", 0, 50).at((7,))
    exact = [[word * n >> 64 for word in row] for row in words.tolist()]
    assert stream.below(n, 2).tolist() == exact


@pytest.mark.parametrize("n", [1, 2, 3, 7, 10, 100])
def test_integers_below_n_are_equally_likely(n):
    drawn = parameter_stream(f"below {n}", count=50 * n)
    endless = endless_streams(f"below {n}", 10)
    side_by_side = np.concatenate([endless.below(n, np.arange(10)) for _ in range(5 * n)])
    for values in (drawn.below(n, 1)[:, 0].tolist(), side_by_side.tolist()):
        counts = Counter(values)
        assert set(counts) == set(range(n))
        if n > 1:
            assert stats.chisquare([counts[k] for k in range(n)]).pvalue > 0.001


def test_random_floats_fill_the_unit_interval():
    drawn = parameter_stream("random", count=2_000).random(1).ravel()
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    assert Scripted([0]).random(1).item() == Endless(0).random(ONE).item() == 0
    largest = Scripted([2**64 - 1]).random(1).item()
    assert largest == Endless(2**64 - 1).random(ONE).item() == 1 - 2.0**-53


def test_normal_numbers_are_normally_distributed():
    drawn = parameter_stream("normal", count=2_000).normal(1).ravel()
    assert stats.kstest(drawn, "norm").pvalue > 0.001
    smallest = Scripted([0]).normal(1).item()
    assert smallest == pytest.approx(NormalDist().inv_cdf(2.0**-53), rel=1e-12)
    assert Scripted([2**64 - 1]).normal(1).item() == pytest.approx(8.2, abs=0.1)


def test_samples_are_different_and_every_order_comes():
    sampled = parameter_stream("sample", count=1_200).sample(4, 2).tolist()
    endless = endless_streams("sample", 1_200).sample(4, np.full(1_200, 2)).tolist()
    for values in (sampled, endless):
        counts = Counter(map(tuple, values))
        assert set(counts) == {(a, b) for a in range(4) for b in range(4) if a != b}
        assert stats.chisquare(list(counts.values())).pvalue > 0.001
    for row_of in endless_streams("sample", 3).sample(50, np.full(3, 50)).tolist():
        assert sorted(row_of) == list(range(50))
    for row_of in parameter_stream("sample", count=3).sample(2**52, 100).tolist():
        assert len(set(row_of)) == 100


def test_a_sample_of_a_large_range_is_shuffled_as_one_of_a_small_range_is(monkeypatch):
    dense = parameter_stream("large", count=20).sample(100, 30)
    monkeypatch.setattr("flashgen.expression.draws.stream._DENSE", 10)
    assert (parameter_stream("large", count=20).sample(100, 30) == dense).all()


def test_weights():
    stream = endless_streams("weights", 1_000)
    weights = np.tile([0.0, 1, 0, 3, 0], (1_000, 1))
    counts = Counter(stream.weighted(weights, np.arange(1_000)).tolist())
    assert set(counts) == {1, 3}
    assert stats.chisquare([counts[1], counts[3]], [250, 750]).pvalue > 0.001
    assert Endless(2**64 - 1).weighted(np.array([[0.1, 0.2, 0]]), ONE).item() == 1


def test_what_is_taken_from_some_draws_changes_nothing_for_the_others():
    alone = endless_streams("some", 3)
    expected = np.array([alone.raw(np.arange(3)) for _ in range(40)])
    mixed = endless_streams("some", 3)
    first = [mixed.raw(np.array([1])).item() for _ in range(40)]
    rest = np.array([mixed.raw(np.array([0, 2])) for _ in range(40)])
    assert first == expected[:, 1].tolist()
    assert (rest == expected[:, [0, 2]]).all()


def test_samples_of_different_sizes_begin_alike():
    whole = endless_streams("sizes", 4).sample(9, np.full(4, 6))
    parts = endless_streams("sizes", 4).sample(9, np.array([0, 2, 6, 3]))
    for draw, size in enumerate((0, 2, 6, 3)):
        assert parts[draw, :size].tolist() == whole[draw, :size].tolist()


def test_a_parameter_shifts_no_other():
    streams = DefinitionStreams(0, "draws", "card")
    alone = streams.of("", "y", 0, 10).words(3)
    streams.of("", "x", 0, 10).words(5)
    assert (streams.of("", "y", 0, 10).words(3) == alone).all()
    assert digest("a", "bc") != digest("ab", "c")


# The draws: what they promise


def test_integers_include_both_ends():
    stream = Candidates("ends")
    assert {draw("integers", -1, 2, stream=stream) for _ in range(100)} == {-1, 0, 1, 2}
    assert draw("integers", 4, 4) == 4
    assert draw("integers", 0, 9, shape=(2, 3)).shape == (2, 3)
    assert draw("integers", 0, 9, shape=0).shape == (0,)
    assert sorted(draw("integers", 3, 8, shape=(2, 3), distinct=True).ravel()) == [3, 4, 5, 6, 7, 8]
    assert type(draw("integers", 1.0, 2.0)) is int


def test_uniform_numbers_include_both_ends_and_have_the_decimals():
    stream = Candidates("ends")
    drawn = {draw("uniform", 0.1, 0.7, stream=stream) for _ in range(200)}
    assert drawn == {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}
    assert {draw("uniform", -0.15, 0.14, stream=stream) for _ in range(50)} == {-0.1, 0.0, 0.1}
    assert {draw("uniform", 1, 3, decimals=0, stream=stream) for _ in range(50)} == {1.0, 2.0, 3.0}
    fine = draw("uniform", 0, 1, shape=50, decimals=9, stream=stream)
    assert fine.tolist() == [round(number, 9) for number in fine.tolist()]


def test_normal_numbers_are_rounded():
    drawn = draw("normal", 5, 2, shape=400, decimals=2)
    assert drawn.tolist() == [round(number, 2) for number in drawn.tolist()]
    assert abs(drawn.mean() - 5) < 0.4
    assert abs(drawn.std() - 2) < 0.3
    assert draw("normal", 3, 0) == 3.0
    assert all(math.copysign(1, x) == 1 for x in draw("normal", 0, 0.01, shape=20).tolist())


def test_choices():
    stream = Candidates("choice")
    names = np.array(["a", "b", "c"])
    assert {str(draw("choice", names, stream=stream)) for _ in range(50)} == {"a", "b", "c"}
    assert draw("choice", names, shape=(2, 2)).shape == (2, 2)
    assert sorted(draw("choice", names, shape=3, distinct=True)) == ["a", "b", "c"]
    table = np.arange(6).reshape(3, 2)
    assert draw("choice", table).tolist() in table.tolist()
    assert draw("choice", table, shape=2).shape == (2, 2)
    assert {draw("index", table, stream=stream) for _ in range(50)} == {0, 1, 2}


def test_permutations():
    stream = Candidates("permutation")
    counts = Counter(tuple(draw("permutation", 3, stream=stream).tolist()) for _ in range(600))
    assert len(counts) == 6
    assert stats.chisquare(list(counts.values())).pvalue > 0.001
    assert draw("permutation", 0).tolist() == []
    table = np.arange(6).reshape(3, 2)
    assert sorted(draw("permutation", table).tolist()) == table.tolist()


@pytest.mark.parametrize("zeros", [True, False])
@pytest.mark.parametrize(("n", "decimals"), [(1, 1), (2, 1), (3, 1), (10, 1), (4, 2), (100, 2)])
def test_probabilities_sum_to_exactly_one(n, decimals, zeros):
    for _ in range(5):
        drawn = draw("probabilities", n, decimals=decimals, zeros=zeros).tolist()
        exact = [Fraction(str(p)) for p in drawn]
        assert sum(exact) == 1
        assert all((p * 10**decimals).denominator == 1 for p in exact)
        assert all(p >= 0 if zeros else p > 0 for p in exact)
        assert round_significant(sum(drawn)) == 1


def test_every_distribution_is_equally_likely():
    stream = Candidates("probabilities")
    counts = Counter(
        tuple(draw("probabilities", 3, decimals=1, stream=stream).tolist()) for _ in range(1_080)
    )
    assert len(counts) == math.comb(9, 2)
    assert stats.chisquare(list(counts.values())).pvalue > 0.001
    with_zeros = Counter(
        tuple(draw("probabilities", 2, decimals=1, zeros=True, stream=stream).tolist())
        for _ in range(220)
    )
    assert len(with_zeros) == 11
    rows = draw("probabilities", 3, rows=4)
    assert rows.shape == (4, 3)
    assert np.allclose(rows.sum(axis=1), 1, atol=1e-15)


def test_signs_and_masks():
    assert set(draw("signs", 50).tolist()) == {1, -1}
    assert draw("signs") in (1, -1)
    for ones in range(5):
        assert draw("mask", (2, 2), ones=ones).sum() == ones
    assert draw("mask", 5, keep=0).tolist() == [0] * 5
    assert draw("mask", 5, keep=1).tolist() == [1] * 5
    assert 0 < draw("mask", 50, keep=0.5).sum() < 50


def test_matrices():
    stream = Candidates("matrix")
    for _ in range(20):
        drawn = draw("matrix", 2, low=-1, high=1, invertible=True, stream=stream)
        assert abs(np.linalg.det(drawn)) > 0.5
        drawn = draw("matrix", 3, symmetric=True, invertible=True, stream=stream)
        assert (drawn == drawn.T).all()
        assert abs(np.linalg.det(drawn)) > 0.5
    assert draw("matrix", 2, 3).shape == (2, 3)
    assert draw("matrix", 1, invertible=True, low=0, high=1).tolist() == [[1]]
    assert len(set(draw("matrix", 3, distinct=True, low=1, high=9).ravel().tolist())) == 9


def reachable(adjacency, start):
    found, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        for other in np.flatnonzero(adjacency[node]).tolist():
            if other not in found:
                found.add(other)
                ahead.append(other)
    return len(found)


@pytest.mark.parametrize("nodes", [1, 2, 3, 5, 12])
def test_graphs_are_connected_and_have_no_loops(nodes):
    stream = Candidates(f"graph {nodes}")
    for _ in range(10):
        graph = draw("random_graph", nodes, stream=stream)
        assert (graph == graph.T).all()
        assert graph.trace() == 0
        assert reachable(graph, 0) == nodes
        directed = draw("random_graph", nodes, directed=True, stream=stream)
        assert directed.trace() == 0
        assert all(reachable(directed, node) == nodes for node in range(nodes))
        tree = draw("random_tree", nodes, stream=stream)
        assert (tree == tree.T).all()
        assert tree.sum() == 2 * (nodes - 1)
        assert reachable(tree, 0) == nodes


@pytest.mark.parametrize("edges", [3, 4, 5, 6])
def test_a_graph_has_the_edges_asked_for(edges):
    assert draw("random_graph", 4, edges=edges).sum() == 2 * edges
    assert draw("random_graph", 4, edges=edges + 1, directed=True).sum() == edges + 1


def test_every_labelled_tree_is_equally_likely():
    stream = Candidates("trees")
    counts = Counter(draw("random_tree", 4, stream=stream).tobytes() for _ in range(800))
    assert len(counts) == 4**2  # Cayley's formula
    assert stats.chisquare(list(counts.values())).pvalue > 0.001


def test_walks_follow_the_edges_by_their_weights():
    graph = draw("random_graph", 6)
    walk = draw("random_walk", graph, 40, start=2).tolist()
    assert len(walk) == 40
    assert walk[0] == 2
    assert all(graph[a, b] for a, b in pairwise(walk))
    weighted = np.array([[0, 1, 3], [1, 0, 0], [0.5, 0, 0]])
    walk = draw("random_walk", weighted, 1_000, start=0).tolist()
    counts = Counter(walk[1::2])
    assert stats.chisquare([counts[1], counts[2]], [125, 375]).pvalue > 0.001
    starts = {int(draw("random_walk", graph, 1, stream=Candidates(str(k)))[0]) for k in range(60)}
    assert starts == set(range(6))


REJECTED = [
    ("integers", (5, 1), {}, "low 5 is above high 1"),
    ("integers", (0.5, 1), {}, "low must be a whole number, not 0.5"),
    ("integers", (0, True), {}, "high must be a whole number, not a truth value"),
    ("integers", (0, 2**60), {}, "high is too large"),
    ("integers", (1, 3), {"shape": 4, "distinct": True}, "4 distinct integers cannot come from 1"),
    ("integers", (1, 3), {"shape": 4, "distinct": 1}, "distinct must be True or False"),
    ("integers", (1, 3), {"shape": (70, 70)}, "at most 4096 elements"),
    ("uniform", (2, 1), {}, "low 2 is above high 1"),
    ("uniform", (0.01, 0.02), {}, "no number with decimals=1 lies between 0.01 and 0.02"),
    ("uniform", (0, 1), {"decimals": 10}, "decimals must be at most 9"),
    ("uniform", (0, 1), {"decimals": -1}, "decimals must be at least 0"),
    ("uniform", (0, math.inf), {}, "high is too large"),
    ("uniform", (0, 1e14), {"decimals": 9}, "too far apart"),
    ("normal", (0, -1), {}, "sd must be at least 0"),
    ("normal", (np.zeros(2), 1), {}, "mean must be one number, not a vector of 2"),
    ("choice", (np.array([]),), {}, "options must have at least one entry"),
    ("choice", (3,), {}, "options must be a list, not a number"),
    ("choice", (np.arange(2),), {"shape": 3, "distinct": True}, "3 distinct entries cannot come"),
    ("index", (np.array([]),), {}, "x must have at least one entry"),
    ("permutation", (-1,), {}, "n must be at least 0"),
    ("permutation", (5000,), {}, "n must be at most 4096"),
    ("probabilities", (0,), {}, "n must be at least 1"),
    ("probabilities", (11,), {"decimals": 1}, "11 positive probabilities need more than 1"),
    ("probabilities", (3,), {"decimals": 7}, "decimals must be at most 6"),
    ("probabilities", (64,), {"rows": 65}, "at most 4096 elements"),
    ("mask", (3,), {"ones": 4}, "ones must be at most 3"),
    ("mask", (3,), {"keep": 1.5}, "keep must be a probability"),
    ("matrix", (0,), {}, "rows must be at least 1"),
    ("matrix", (2, 3), {"invertible": True}, "must be square"),
    ("matrix", (9,), {"invertible": True}, "at most 8 rows"),
    ("matrix", (2,), {"low": 0, "high": 0, "invertible": True}, "no invertible matrix came up"),
    ("matrix", (2,), {"symmetric": True, "distinct": True}, "cannot all be distinct"),
    ("matrix", (2,), {"low": 1, "high": 3, "distinct": True}, "4 distinct integers cannot come"),
    ("random_graph", (0,), {}, "nodes must be at least 1"),
    ("random_graph", (65,), {}, "nodes must be at most 64"),
    ("random_graph", (4, 2), {}, "a connected graph of 4 nodes has 3 to 6 edges, not 2"),
    ("random_graph", (4, 7), {}, "has 3 to 6 edges, not 7"),
    ("random_graph", (4, 3, True), {}, "a strongly connected graph of 4 nodes has 4 to 12 edges"),
    ("random_walk", (np.zeros((2, 2)), 2), {}, "no edge leaves node"),
    ("random_walk", (np.eye(2), 2, 2), {}, "start must be at most 1"),
    ("random_walk", (np.ones((2, 3)), 2), {}, "must be a square matrix"),
    ("random_walk", (-np.eye(2), 2), {}, "at least 0"),
    ("random_walk", (np.eye(2), 1001), {}, "length must be at most 1000"),
]


@pytest.mark.parametrize(("name", "arguments", "keywords", "message"), REJECTED, ids=str)
def test_wrong_arguments_are_rejected(name, arguments, keywords, message):
    with pytest.raises(ExpressionError, match=message):
        draw(name, *arguments, **keywords)


def test_every_draw_is_documented():
    for name, function in draws.library().items():
        assert function.topic == "draws"
        assert function.summary.endswith("."), name
        assert "stream" not in function.signature.parameters
        assert "Draws" in function.sections, name


# Counts, waiting times, order


def many(call, count=4000):
    expression = compile_expression(call, (), draws=True)
    frame = Frame(count)
    frame.stream = DefinitionStreams(0, "draws", "many").of("", "x", 0, count)
    with evaluation():
        return np.asarray(expression.evaluate_batch(frame))


@pytest.mark.parametrize(
    ("call", "distribution"),
    [
        ("binomial(12, 0.3)", stats.binom(12, 0.3)),
        ("binomial(12, 0.85)", stats.binom(12, 0.85)),
        ("poisson(4.5)", stats.poisson(4.5)),
        ("poisson(80)", stats.poisson(80)),
    ],
)
def test_counts_come_as_often_as_their_distribution_says(call, distribution):
    drawn = many(call)
    assert drawn.dtype.kind == "i"
    edges = sorted({int(k) for k in distribution.ppf(np.linspace(0.05, 0.9, 8))})
    places = np.searchsorted(edges, drawn)
    shares = np.diff(distribution.cdf([-1, *edges[:-1], 10**9]))
    found = np.bincount(np.minimum(places, len(edges) - 1), minlength=len(edges))
    assert stats.chisquare(found, shares * len(drawn)).pvalue > 1e-3


def test_waiting_times_have_the_mean_of_their_rate():
    drawn = many("exponential(0.5, decimals=6)")
    assert stats.kstest(drawn, stats.expon(scale=2).cdf).pvalue > 1e-3


@pytest.mark.parametrize(
    ("call", "values"),
    [
        ("binomial(5, 0)", {0}),
        ("binomial(5, 1)", {5}),
        ("binomial(0, 0.5)", {0}),
        ("integers(5, 50, step=20)", {5, 25, 45}),
        ("uniform(0, 1, step=0.3)", {0, 0.3, 0.6, 0.9}),
        ("uniform(-0.5, 0.5, step=0.25)", {-0.5, -0.25, 0, 0.25, 0.5}),
        ("uniform(1, 1, step=7)", {1}),
    ],
)
def test_a_draw_takes_all_of_its_values_and_no_other(call, values):
    assert set(many(call, 400).tolist()) == values


@pytest.mark.parametrize(
    "call",
    [
        "integers(0, 9, shape=5, sorted=True)",
        "integers(0, 9, shape=5, distinct=True, sorted=True)",
        "uniform(0, 1, shape=5, sorted=True)",
        "uniform(0, 9, shape=5, step=0.5, sorted=True)",
        "normal(0, 1, shape=5, sorted=True)",
        "exponential(1, shape=5, sorted=True)",
        "binomial(9, 0.5, shape=5, sorted=True)",
        "poisson(3, shape=5, sorted=True)",
        "choice([1, 2, 5, 9], shape=3, sorted=True)",
        "integers(0, 9, shape=(2, 5), sorted=True)",
    ],
)
def test_sorted_draws_ascend_and_are_the_same_numbers(call):
    drawn = many(call, 50)
    assert (np.diff(drawn, axis=-1) >= 0).all()
    assert (np.sort(many(call.replace(", sorted=True", ""), 50), axis=-1) == drawn).all()


def test_a_positive_definite_matrix_is_one():
    drawn = many("matrix(4, low=-5, high=5, positive_definite=True)", 200)
    assert (drawn == np.swapaxes(drawn, 1, 2)).all()
    assert (np.linalg.eigvalsh(drawn) > 0).all()
    off = drawn[:, ~np.eye(4, dtype=bool)]
    assert off.min() == -5
    assert off.max() == 5


@pytest.mark.parametrize("call", ["random_dag(6)", "random_dag(6, shuffled=True)"])
def test_a_random_dag_is_connected_and_has_no_cycle(call):
    drawn = many(call, 200)
    assert set(np.unique(drawn)) == {0, 1}
    powers = np.linalg.matrix_power(drawn.astype(float), 6)
    assert not powers.any()  # a path of six edges would need seven nodes
    reached = np.linalg.matrix_power(np.eye(6) + drawn + np.swapaxes(drawn, 1, 2), 6)
    assert (reached > 0).all()
    if "shuffled" not in call:
        assert not np.tril(drawn).any()
    assert len(set(drawn.sum(axis=(1, 2)))) > 2


def test_a_random_confusion_matrix_has_its_sum_and_its_diagonal():
    drawn = many("random_confusion(3, total=60)", 300)
    assert (drawn.sum(axis=(1, 2)) == 60).all()
    assert drawn.min() == 1
    assert (np.diagonal(drawn, axis1=1, axis2=2) == drawn.max(axis=-1)).all()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("binomial(5, 2)", "the binomial coefficient is computed under let"),
        ("binomial(5000, 0.5)", "n must be at most 1000"),
        ("poisson(0)", "rate must be above 0"),
        ("poisson(1000)", "at most 500"),
        ("exponential(0)", "rate must be positive"),
        ("uniform(0, 1, step=0)", "step must be positive"),
        ("integers(0, 9, step=0)", "step must be at least 1"),
        ("integers(0, 9, shape=4, step=5, distinct=True)", "4 distinct integers cannot come"),
        ("matrix(2, 3, positive_definite=True)", "a positive definite matrix is square"),
        ("random_dag(4, edges=2)", "has 3 to 6 edges, not 2"),
        ("random_dag(4, edges=7)", "has 3 to 6 edges, not 7"),
        ("random_confusion(3, total=8)", "total must be at least 9"),
        ("normal(0, 1, shape=3, sorted=1)", "sorted must be True or False"),
    ],
)
def test_a_draw_that_cannot_be_says_why(call, says):
    with pytest.raises(ExpressionError) as caught:
        many(call, 3)
    assert says in str(caught.value)


def test_under_parameters_a_draw_hides_a_function_of_its_name():
    assert set(many("binomial(1, 0.5)", 50).tolist()) == {0, 1}
    with evaluation():
        assert compile_expression("binomial(5, 2)", ()).evaluate({}) == 10
