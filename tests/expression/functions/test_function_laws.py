"""The laws of activations, losses, vectors, matrices, convolution and rounding."""

import math

import numpy as np
import pytest
from function_cases.strategies import (
    Array,
    call,
    distributions,
    integers,
    laws,
    reals,
    vectors,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

# Activations


@laws
@given(reals(4), st.floats(-50, 50))
def test_softmax_is_invariant_under_a_shift(z: Array, shift: float) -> None:
    assert_allclose(call("softmax", z + shift), call("softmax", z), rtol=1e-9)


@laws
@given(reals((3, 4)), st.floats(0.1, 10))
def test_softmax_is_a_distribution_in_each_row(z: Array, temperature: float) -> None:
    p = call("softmax", z, temperature)
    assert np.all(p >= 0)
    assert_allclose(p.sum(axis=1), 1)


@laws
@given(st.floats(-30, 30), st.floats(-30, 30))
def test_softmax_of_two_is_the_sigmoid_of_the_difference(a: float, b: float) -> None:
    assert_allclose(call("softmax", [a, b])[0], call("sigmoid", a - b), rtol=1e-9)


@laws
@given(st.floats(-30, 30))
def test_sigmoid_and_logit_undo_one_another(x: float) -> None:
    p = call("sigmoid", x)
    assert_allclose(p + call("sigmoid", -x), 1)
    assert_allclose(call("logit", p), x, atol=1e-15 / (1 - p) + 1e-9)


@laws
@given(reals(4))
def test_jacobian_of_softmax_sums_to_zero_and_is_symmetric(z: Array) -> None:
    jacobian = call("softmax_jacobian", z)
    assert_allclose(jacobian.sum(axis=0), 0, atol=1e-12)
    assert_allclose(jacobian, jacobian.T)


@laws
@given(reals(4))
def test_log_softmax_is_the_logarithm_of_softmax(z: Array) -> None:
    assert_allclose(np.exp(call("log_softmax", z)), call("softmax", z), rtol=1e-9)


# Information and losses


@laws
@given(distributions(4), distributions(4))
def test_cross_entropy_is_entropy_plus_divergence(p: Array, q: Array) -> None:
    cross, own = call("cross_entropy", p, q), call("entropy", p)
    assert cross >= own - 1e-12
    assert_allclose(cross, own + call("kl_divergence", p, q), atol=1e-12)


@laws
@given(distributions(4))
def test_entropy_is_at_most_that_of_the_uniform_distribution(p: Array) -> None:
    assert 0 <= call("entropy", p, base=2) <= 2 + 1e-12
    assert_allclose(call("entropy", p) / math.log(2), call("entropy", p, base=2))


@laws
@given(reals(4), st.integers(0, 3))
def test_cross_entropy_of_logits_is_nll_of_softmax(z: Array, label: int) -> None:
    loss = call("cross_entropy_with_logits", z, label)
    assert_allclose(loss, call("nll", call("softmax", z), label), atol=1e-9)
    one_hot = call("one_hot", label, 4)
    assert_allclose(loss, call("cross_entropy", one_hot, call("softmax", z)), atol=1e-9)
    assert_allclose(
        call("cross_entropy_gradient", z, label), call("softmax", z) - one_hot, atol=1e-12
    )


@laws
@given(st.floats(-20, 20), st.floats(0, 1))
def test_binary_cross_entropy_of_logits_is_that_of_the_sigmoid(z: float, y: float) -> None:
    by_logit = call("binary_cross_entropy_with_logits", z, y)
    assert_allclose(by_logit, call("binary_cross_entropy", call("sigmoid", z), y), atol=1e-6)


@laws
@given(distributions(4), distributions(4), st.floats(0, 1))
def test_loss_of_smoothed_labels_is_a_mixture_of_losses(p: Array, q: Array, share: float) -> None:
    smoothed = call("cross_entropy", call("label_smoothing", p, share), q)
    uniform = call("cross_entropy", np.full(4, 0.25), q)
    assert_allclose(smoothed, (1 - share) * call("cross_entropy", p, q) + share * uniform)


# Vectors and matrices


@laws
@given(vectors(3), vectors(3), vectors(3), st.sampled_from([1, 2, 3, math.inf]))
def test_distance_obeys_the_triangle_inequality(a: Array, b: Array, c: Array, order: float) -> None:
    direct = call("distance", a, c, order)
    assert direct <= call("distance", a, b, order) + call("distance", b, c, order) + 1e-9
    assert call("distance", a, a, order) == 0


@laws
@given(vectors(3), vectors(3))
def test_inner_product_obeys_cauchy_schwarz(a: Array, b: Array) -> None:
    product = call("dot", a, b)
    lengths = call("norm", a) * call("norm", b)
    assert abs(product) <= lengths * (1 + 1e-12)
    assert_allclose(product, lengths * call("cosine_similarity", a, b), atol=1e-9)
    assert_allclose(math.cos(call("angle", a, b)), call("cosine_similarity", a, b), atol=1e-9)


@laws
@given(vectors(4), vectors(4))
def test_what_a_projection_leaves_is_orthogonal(a: Array, b: Array) -> None:
    projected = call("projection", a, b)
    assert_allclose(call("dot", a - projected, b), 0, atol=1e-7)
    assert_allclose(call("projection", projected, b), projected, atol=1e-9)


@laws
@given(integers((3, 3)), integers((3, 3)))
def test_determinant_of_a_product_is_the_product_of_determinants(a: Array, b: Array) -> None:
    assert call("det", call("dot", a, b)) == call("det", a) * call("det", b)


@laws
@given(integers((3, 3)))
def test_inverse_and_solution(a: Array) -> None:
    assume(call("det", a) != 0)
    assert_allclose(a @ call("inv", a), np.eye(3), atol=1e-7)
    assert_allclose(a @ call("solve", a, [1, 2, 3]), [1, 2, 3], atol=1e-7)
    assert call("rank", a) == 3


@laws
@given(integers((3, 3)))
def test_eigenvectors_diagonalize(a: Array) -> None:
    symmetric = a + a.T
    values, vectors_ = call("eigenvalues", symmetric), call("eigenvectors", symmetric)
    assert_allclose(vectors_ * values @ vectors_.T, symmetric, atol=1e-9)
    assert_allclose(vectors_.T @ vectors_, np.eye(3), atol=1e-9)
    assert_allclose(values.sum(), call("trace", symmetric), atol=1e-9)


# Convolution


@laws
@given(reals(6), reals(6))
def test_convolution_theorem(x: Array, y: Array) -> None:
    transformed = call("dft", x) * call("dft", y)
    assert_allclose(call("circular_convolve", x, y), call("idft", transformed).real, atol=1e-9)


@laws
@given(integers(5), integers(3), integers(5))
def test_convolution_is_commutative_and_linear(x: Array, kernel: Array, y: Array) -> None:
    both = call("convolve", x, kernel)
    assert np.array_equal(both, call("convolve", kernel, x))
    assert np.array_equal(both + call("convolve", y, kernel), call("convolve", x + y, kernel))
    assert np.array_equal(both, call("cross_correlate", x, kernel[::-1], padding="full"))


@laws
@given(
    st.integers(1, 12), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3)
)
def test_output_size_is_the_length_of_the_output(n: int, k: int, s: int, p: int, d: int) -> None:
    assume(d * (k - 1) < n + 2 * p)
    output = call("cross_correlate", np.ones(n), np.ones(k), s, p, d)
    assert len(output) == call("convolution_output_size", n, k, s, p, d)


# Rounding


@laws
@given(st.integers(-(10**8), 10**8), st.integers(0, 4))
def test_rounding_is_odd_and_near(thousandths: int, decimals: int) -> None:
    x = thousandths / 1000
    rounded = call("round", x, decimals)
    assert call("round", -x, decimals) == -rounded
    assert abs(rounded - x) <= 0.5 * 10**-decimals + 1e-9


@pytest.mark.parametrize("text", ["0.5", "1.5", "2.5", "1.005", "2.675", "1.115", "8.325"])
def test_a_half_is_rounded_away_from_zero(text: str) -> None:
    decimals = len(text.partition(".")[2]) - 1
    up = (int(text.replace(".", "")) + 5) // 10 / 10**decimals
    assert call("round", float(text), decimals) == up
    assert call("round", -float(text), decimals) == -up
