"""The cases of all functions."""

from function_cases import (
    Case,
    algebra,
    applications,
    arrays,
    deep,
    distributions,
    git,
    learning,
    networks,
    numbers,
    signals,
    spaces,
    subjects,
)

CASES: list[Case] = [
    *numbers.CASES,
    *arrays.CASES,
    *algebra.CASES,
    *learning.CASES,
    *signals.CASES,
    *networks.CASES,
    *spaces.CASES,
    *git.CASES,
    *distributions.CASES,
    *deep.CASES,
    *applications.CASES,
    *subjects.CASES,
]
