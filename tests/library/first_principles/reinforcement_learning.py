"""Reinforcement learning: returns and updates reward by reward, by the rules that are stated."""

from first_principles import reference
from first_principles.plain import Vector, clip, inner, softmax


@reference("rl-discounted-return")
def discounted_return(r: Vector, gamma: float) -> float:
    total = 0.0
    for reward in reversed(r):
        total = reward + gamma * total
    return total


@reference("rl-return-recursion")
def return_from_the_next_step(r: int, g0: float, gamma: float) -> float:
    return (g0 - r) / gamma


@reference("rl-constant-reward")
def return_of_a_constant_reward(r: float, gamma: float) -> float:
    return r / (1 - gamma)


@reference("rl-constant-reward", form=1)
def constant_reward_of_a_return(r: float, gamma: float) -> float:
    return return_of_a_constant_reward(r, gamma) * (1 - gamma)


@reference("rl-bellman-backup")
def action_value(p: float, r: int, v: Vector, gamma: float) -> float:
    return r + gamma * (p * v[0] + (1 - p) * v[1])


@reference("rl-bellman-backup", form=1)
def rise_of_the_action_value(p: float, gamma: float, d: int) -> float:
    return gamma * p * d


@reference("rl-advantage")
def advantage(pi: Vector, q: Vector, a: int) -> float:
    return q[a] - inner(pi, q)


@reference("rl-value-iteration-step")
def swept(r: Vector, v: Vector, p: float, gamma: float) -> float:
    stay = r[0] + gamma * v[0]
    go = r[1] + gamma * (p * v[1] + (1 - p) * v[0])
    return stay if stay > go else go


@reference("rl-value-iteration-sweeps")
def error_after_sweeps(error: int, gamma: float, k: int) -> float:
    return error * gamma**k


@reference("rl-value-iteration-sweeps", form=1)
def sweeps_needed(error: int, gamma: float, wanted: float) -> int:
    left, sweeps = float(error), 0
    while left > wanted:
        left *= gamma
        sweeps += 1
    return sweeps


@reference("rl-epsilon-greedy")
def probability_of_the_greedy_action(n: int, epsilon: float) -> float:
    return 1 - epsilon + epsilon / n


@reference("rl-epsilon-greedy", form=1)
def exploration_rate(n: int, epsilon: float) -> float:
    return n * (epsilon / n)


@reference("rl-q-learning-step")
def q_learning(q: int, next: Vector, r: int, alpha: float, gamma: float) -> float:
    return q + alpha * (r + gamma * max(next) - q)


@reference("rl-q-learning-step", form=1)
def q_learning_at_the_end(q: int, r: int, alpha: float) -> float:
    return q + alpha * (r - q)


@reference("rl-sarsa-step")
def sarsa(q: int, next: Vector, r: int, alpha: float, gamma: float) -> float:
    return q + alpha * (r + gamma * min(next) - q)


@reference("rl-sarsa-step", form=1)
def q_learning_above_sarsa(next: Vector, alpha: float, gamma: float) -> float:
    return alpha * (gamma * (max(next) - min(next)))


@reference("rl-gae-two-steps")
def generalized_advantage(r: Vector, v: Vector, gamma: float, trace: float) -> float:
    errors = [r[t] + gamma * v[t + 1] - v[t] for t in range(2)]
    return errors[0] + gamma * trace * errors[1]


@reference("rl-gae-two-steps", form=1)
def two_step_advantage(r: Vector, v: Vector, gamma: float) -> float:
    return r[0] + gamma * r[1] + gamma**2 * v[2] - v[0]


@reference("rl-policy-gradient-softmax")
def gradient_of_the_own_logit(z: Vector, a: int, A: int) -> float:
    return A * (1 - softmax(z)[a])


@reference("rl-policy-gradient-softmax", form=1)
def gradient_of_another_logit(z: Vector, j: int, A: int) -> float:
    return -A * softmax(z)[j]


@reference("rl-policy-gradient-softmax", form=2)
def logit_after_ascent(z: Vector, a: int, A: int, eta: float) -> float:
    return z[a] + eta * gradient_of_the_own_logit(z, a, A)


@reference("rl-ppo-clip")
def clipped_objective(old: float, new: float, A: int, epsilon: float) -> float:
    ratio = new / old
    return min(ratio * A, clip(ratio, 1 - epsilon, 1 + epsilon) * A)


@reference("rl-ppo-clip", form=1)
def flat_beyond(old: float, A: int, epsilon: float) -> float:
    return (1 + epsilon if A > 0 else 1 - epsilon) * old
