"""The laws of graphs, attention, sets, spaces, adversarial examples and components."""

import math

import numpy as np
from function_cases.strategies import (
    Array,
    call,
    distributions,
    graphs,
    in_disk,
    integers,
    laws,
    orders,
    reals,
    speeds,
    vectors,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

# Graphs


@laws
@given(graphs())
def test_laplacian_is_positive_semidefinite_with_a_zero(adjacency: Array) -> None:
    laplacian = call("laplacian", adjacency)
    assert not laplacian.sum(axis=1).any()
    values = call("eigenvalues", laplacian)
    assert_allclose(values[0], 0, atol=1e-9)
    assert values[1] > 1e-9  # only one zero: the graph is connected
    assert call("is_connected", adjacency)
    normalized = call("eigenvalues", call("normalized_laplacian", adjacency))
    assert normalized[0] > -1e-9
    assert normalized[-1] < 2 + 1e-9


@laws
@given(graphs(), integers((5, 2)), orders)
def test_graph_layers_are_equivariant(adjacency: Array, features: Array, order: Array) -> None:
    weights, vector = np.array([[1, -1], [2, 1]]), np.array([1, 0, -1, 2])
    shuffled = adjacency[np.ix_(order, order)], features[order], weights
    layer = call("gcn_layer", adjacency, features, weights)
    assert_allclose(call("gcn_layer", *shuffled), layer[order], atol=1e-9)
    attended = call("gat_layer", adjacency, features, weights, vector)
    assert_allclose(call("gat_layer", *shuffled, vector), attended[order], atol=1e-9)
    means = call("mean_aggregation", adjacency, features)
    assert_allclose(call("mean_aggregation", *shuffled[:2]), means[order], atol=1e-9)


@laws
@given(graphs())
def test_walk_keeps_the_stationary_distribution(adjacency: Array) -> None:
    transitions = call("transition_matrix", adjacency)
    assert_allclose(transitions.sum(axis=1), 1)
    stationary = call("stationary_distribution", adjacency)
    assert_allclose(stationary @ transitions, stationary)


@laws
@given(graphs(), st.floats(0.1, 10), st.floats(0.1, 10))
def test_node2vec_with_equal_parameters_is_a_random_walk(
    adjacency: Array, p: float, q: float
) -> None:
    before, now = call("edges", adjacency)[0]
    plain = call("node2vec_probabilities", adjacency, before, now)
    assert_allclose(plain, call("transition_matrix", adjacency)[now])
    assert_allclose(call("node2vec_probabilities", adjacency, before, now, p, q).sum(), 1)


@laws
@given(st.integers(1, 8), st.integers(1, 9))
def test_pairs_of_skip_gram_are_as_many_as_counted(length: int, window: int) -> None:
    pairs = call("skip_gram_pairs", np.arange(length), window)
    assert pairs.shape == (call("skip_gram_pair_count", length, window), 2)


@laws
@given(distributions(3), reals((3, 2), 3))
def test_hierarchical_softmax_sums_to_one_over_the_leaves(h: Array, nodes: Array) -> None:
    root, left, right = np.concatenate([nodes, nodes[:, :1]], axis=1)
    leaves = [
        call("hierarchical_softmax_probability", h, [root, child], [turn, last])
        for turn, child in ((1, left), (-1, right))
        for last in (1, -1)
    ]
    assert_allclose(sum(leaves), 1)


# Attention and sets


@laws
@given(integers((3, 2)), integers((5, 2)), integers((5, 3)), orders)
def test_attention_ignores_the_order_of_the_keys(
    q: Array, k: Array, v: Array, order: Array
) -> None:
    output = call("attention", q, k, v)
    assert_allclose(call("attention", q, k[order], v[order]), output, atol=1e-9)
    assert np.all(output <= v.max(axis=0) + 1e-9)
    assert np.all(output >= v.min(axis=0) - 1e-9)


@laws
@given(integers((4, 2)), integers((4, 3)))
def test_causal_attention_ignores_the_future(x: Array, v: Array) -> None:
    output = call("attention", x, x, v, mask=call("causal_mask", 4))
    first = call("attention", x[:2], x[:2], v[:2], mask=call("causal_mask", 2))
    assert_allclose(output[:2], first, atol=1e-9)


@laws
@given(integers((5, 2)), orders)
def test_pooling_is_invariant_and_the_layer_equivariant(x: Array, order: Array) -> None:
    permuted = call("permute", x, order)
    for pooling in ("sum_pooling", "mean_pooling", "max_pooling"):
        assert_allclose(call(pooling, permuted), call(pooling, x), atol=1e-12)
    phi, rho = [[1, -1], [2, 1]], [[1], [-1]]
    for pooling in ("sum", "mean", "max"):
        output = call("deep_sets", x, phi, rho, pooling)
        assert_allclose(call("deep_sets", permuted, phi, rho, pooling), output, atol=1e-12)
    layer = call("equivariant_layer", x, 2, -1)
    assert_allclose(call("equivariant_layer", permuted, 2, -1), layer[order])


@laws
@given(orders, integers(5))
def test_permutations_undo_and_multiply(order: Array, x: Array) -> None:
    inverse = call("inverse_permutation", order)
    assert np.array_equal(call("permute", call("permute", x, order), inverse), x)
    assert np.array_equal(call("permutation_matrix", order) @ x, call("permute", x, order))
    assert call("is_permutation", inverse)


# Geometry and relativity


@laws
@given(in_disk, in_disk, in_disk)
def test_poincare_distance_is_a_metric(u: Array, v: Array, w: Array) -> None:
    assert_allclose(call("poincare_distance", u, v), call("poincare_distance", v, u), atol=1e-9)
    detour = call("poincare_distance", u, w) + call("poincare_distance", w, v)
    assert call("poincare_distance", u, v) <= detour + 1e-9
    assert call("poincare_distance", u, v) >= 2 * math.dist(u, v) - 1e-9


@laws
@given(st.floats(0.001, 3))
def test_circles_are_shorter_on_the_sphere_and_longer_in_the_hyperbolic_plane(r: float) -> None:
    flat = 2 * math.pi * r
    assert call("spherical_circumference", r) < flat < call("hyperbolic_circumference", r)


@laws
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_great_circle_is_symmetric_and_at_most_half_a_turn(
    f: float, a: float, g: float, b: float
) -> None:
    there = call("great_circle_distance", [f, a], [g, b])
    assert 0 <= there <= math.pi
    assert_allclose(there, call("great_circle_distance", [g, b], [f, a]))


@laws
@given(reals(4), reals(4), speeds, st.sampled_from([1.0, 3.0]))
def test_interval_is_invariant_under_a_lorentz_transformation(
    a: Array, b: Array, v: float, c: float
) -> None:
    moved = [call("lorentz_transform", event, v * c, c) for event in (a, b)]
    interval = call("spacetime_interval", a, b, c)
    assert_allclose(call("spacetime_interval", *moved, c), interval, atol=1e-7)


@laws
@given(reals(2), speeds, speeds)
def test_lorentz_transformations_compose_by_adding_velocities(
    event: Array, u: float, v: float
) -> None:
    twice = call("lorentz_transform", call("lorentz_transform", event, u), v)
    both = call("velocity_addition", u, v)
    assert abs(both) < 1
    assert_allclose(call("lorentz_transform", event, both), twice, atol=1e-5)
    assert_allclose(call("rapidity", both), call("rapidity", u) + call("rapidity", v), atol=1e-7)


# Adversarial examples


@laws
@given(vectors(3), st.floats(-2, 2), reals(3), st.floats(0, 2), reals(3, 1), st.booleans())
def test_no_perturbation_is_worse_than_the_worst_case(
    w: Array, b: float, x: Array, epsilon: float, direction: Array, largest: bool
) -> None:
    order = math.inf if largest else 2
    worst = call("worst_case_margin", w, b, x, 1, epsilon, order)
    attacked = x + call("worst_case_perturbation", w, 1, epsilon, order)
    assert_allclose(call("linear_margin", w, b, attacked, 1), worst, atol=1e-7)
    size = call("norm", direction, order)
    other = x + (epsilon / size * direction if size > 1e-6 else 0)
    assert call("linear_margin", w, b, other, 1) >= worst - 1e-7
    radius = call("smallest_flip_epsilon", w, b, x, order)
    margin = call("linear_margin", w, b, x, 1)
    assert_allclose(
        call("worst_case_margin", w, b, x, math.copysign(1, margin), radius, order), 0, atol=1e-7
    )


@laws
@given(reals(3), reals(3), st.floats(0, 3))
def test_projections_land_in_the_ball_and_stay(x: Array, center: Array, radius: float) -> None:
    for name, order in (("project_l2", 2), ("project_linf", math.inf)):
        inside = call(name, x, center, radius)
        assert call("distance", inside, center, order) <= radius + 1e-9
        assert_allclose(call(name, inside, center, radius), inside, atol=1e-9)


# Representation


@laws
@given(integers((5, 3)))
def test_principal_components_keep_all_and_drop_the_least(x: Array) -> None:
    assume(call("explained_variance", x).sum() > 0)
    assert_allclose(call("explained_variance_ratio", x).sum(), 1)
    assert_allclose(call("pca_reconstruction", x, 3), x, atol=1e-9)
    left_out = call("explained_variance", x, ddof=0)[1:].sum()
    error = call("reconstruction_error", x, call("pca_reconstruction", x, 1))
    assert_allclose(error, left_out, atol=1e-9)
