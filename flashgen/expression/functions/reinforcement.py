"""Reinforcement learning: returns, advantages, values."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    filled,
    floats,
    fractions,
    products,
)
from flashgen.expression.functions.declaration import vectorized


def _backward(terms: Array, factor: Array, last: Array) -> Array:
    """Return y_t = terms_t + factor y_(t + 1), with `last` behind the end."""
    made = np.empty_like(terms)
    carried = last
    for t in range(terms.shape[-1] - 1, -1, -1):
        carried = terms[:, t] + factor * carried
        made[:, t] = carried
    return made


@vectorized("(n),(),()->(n)")
def discounted_returns(rewards: Any, gamma: Any, last_value: Any = 0.0) -> Array:
    """Discounted return from each step on.

    Formula: G_t = r_t + gamma G_(t + 1), with last_value behind the last step
    Shapes: rewards (n,), gamma and last_value scalars; the result is (n,).
    Units: those of the rewards.
    Convention: reward t is what the action at step t brings; entry 0 is the return of the
        whole episode.
    Source: Sutton, Barto, Reinforcement Learning (2018), section 3.3.
    Raises: ValueError where gamma is not between 0 and 1.
    Example: discounted_returns([1, 0, 2], 0.5) = [1.5, 1, 2]
    """
    terms = filled(floats(rewards, "rewards"), "rewards")
    return _backward(terms, fractions(gamma, "gamma"), floats(last_value, "last_value"))


@vectorized("(n),(m),(),()->(n)")
def gae(rewards: Any, values: Any, gamma: Any, trace: Any = 0.95) -> Array:
    """Generalized advantage estimates (GAE) of an episode.

    Formula: A_t = d_t + gamma trace A_(t + 1), where d_t = r_t + gamma v_(t + 1) - v_t
    Shapes: rewards (n,), values (n + 1,), the last that of the state behind the last step (0
        where the episode ended), gamma and trace scalars; the result is (n,).
    Units: those of the rewards.
    Convention: trace is the parameter lambda; with 0 the advantages are the TD errors d_t.
    Source: Schulman et al., High-Dimensional Continuous Control Using Generalized Advantage
        Estimation (2015), arXiv:1506.02438.
    Raises: ValueError where values does not have one entry more than rewards.
    Example: gae([1, 2], [0.5, 1, 0], 0.9, 0.5) = [1.85, 1]
    """
    terms, known = filled(floats(rewards, "rewards"), "rewards"), floats(values, "values")
    if known.shape[-1] != terms.shape[-1] + 1:
        raise ValueError("values must have one entry more than rewards")
    discount = fractions(gamma, "gamma")
    errors = terms + discount[:, np.newaxis] * known[:, 1:] - known[:, :-1]
    return _backward(errors, discount * fractions(trace, "trace"), np.zeros(len(terms)))


@vectorized("(k,m,n),(k,m),(n),()->(n)")
def value_iteration(transitions: Any, rewards: Any, values: Any, gamma: Any) -> Array:
    """Values of all states after one step of value iteration.

    Formula: v'(s) = max over actions a of rewards[a, s] + gamma sum_t transitions[a, s, t] v(t)
    Shapes: transitions (k, n, n), for k actions the probabilities of the next state, rewards
        (k, n), values (n,), gamma a scalar; the result is (n,).
    Units: those of the rewards.
    Source: Sutton, Barto, Reinforcement Learning (2018), section 4.4.
    Raises: ValueError where a row of transitions does not sum to 1.
    Example: value_iteration([[[1, 0], [0, 1]], [[0, 1], [1, 0]]], [[0, 1], [2, 0]], [1, 3], 0.5)
        = [3.5, 2.5]
    """
    moves = filled(floats(transitions, "transitions"), "transitions")
    if moves.shape[-1] != moves.shape[-2]:
        raise ValueError("transitions must be a square matrix for each action")
    if np.any(moves < 0) or np.any(np.abs(np.sum(moves, axis=-1) - 1) > 1e-6):
        raise ValueError("each row of transitions must be probabilities that sum to 1")
    count, actions, states = moves.shape[:3]
    after = products(moves.reshape(count, actions * states, states),
                     floats(values, "values")[:, :, np.newaxis])  # fmt: skip
    discount = fractions(gamma, "gamma")[:, np.newaxis, np.newaxis]
    total = floats(rewards, "rewards") + discount * after.reshape(count, actions, states)
    best: Array = np.max(np.ascontiguousarray(np.swapaxes(total, 1, 2)), axis=-1)
    return best


@vectorized("(...),(...),()->(...)")
def ppo_objective(ratio: Any, advantage: Any, epsilon: Any = 0.2) -> Result:
    """Clipped objective of proximal policy optimization (PPO), elementwise.

    Formula: min(ratio A, clip(ratio, 1 - epsilon, 1 + epsilon) A), where A is the advantage
    Shapes: ratio and advantage scalars or of one shape, as is the result; epsilon a scalar.
    Units: those of the advantage.
    Convention: to be maximized; ratio is the new over the old probability of the action.
    Source: Schulman et al., Proximal Policy Optimization Algorithms (2017), arXiv:1707.06347,
        equation 7.
    Raises: ValueError where epsilon is not between 0 and 1.
    Example: ppo_objective(1.5, 2) = 2.4
    """
    ratios, gains = floats(ratio, "ratio"), floats(advantage, "advantage")
    margin = fractions(epsilon, "epsilon")
    clipped = np.minimum(np.maximum(ratios, 1 - margin), 1 + margin)
    return np.minimum(ratios * gains, clipped * gains)
