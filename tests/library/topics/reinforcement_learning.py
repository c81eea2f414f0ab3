"""What the numeric cards about reinforcement learning compute."""

COMPUTED = {
    "discounted return": ("rl-discounted-return", "rl-return-recursion", "rl-constant-reward"),
    "Bellman backup": ("rl-bellman-backup", "rl-advantage"),
    "value-iteration step": ("rl-value-iteration-step", "rl-value-iteration-sweeps"),
    "Q-learning": ("rl-q-learning-step", "rl-epsilon-greedy"),
    "SARSA": ("rl-sarsa-step",),
    "TD(lambda)/GAE": ("rl-gae-two-steps",),
    "policy gradient of a softmax": ("rl-policy-gradient-softmax",),
    "PPO clip": ("rl-ppo-clip",),
}
