"""Number theory: primes, divisors, remainders."""

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import Array, Result, of_distinct, whole, wholes
from flashgen.expression.functions.declaration import vectorized
from flashgen.values.values import some

_LARGEST = 10**9
"""Factors are looked for by trial division."""


@functools.cache
def _primes() -> Array:
    """Return the primes whose squares are at most the largest number."""
    most = math.isqrt(_LARGEST)
    sieve = np.ones(most + 1, dtype=np.bool_)
    sieve[:2] = False
    for k in range(2, math.isqrt(most) + 1):
        sieve[k * k :: k] &= not sieve[k]
    return np.flatnonzero(sieve)


def _factors(n: int) -> list[int]:
    """Return the prime factors of a number from 1 on, in ascending order."""
    primes = _primes()
    found = []
    for prime in primes[n % primes == 0].tolist() if n > 1 else []:
        while n % prime == 0:
            found.append(prime)
            n //= prime
    return [*found, n] if n > 1 else found


@vectorized("(...)->(...)")
def is_prime(n: Any) -> Result:
    """Whether a whole number is prime, elementwise.

    Shapes: n of any shape; the result has the shape of n and is of truth values.
    Units: none.
    Convention: 0 and 1 are not prime.
    Source: Hardy, Wright, An Introduction to the Theory of Numbers, chapter 1.
    Raises: ValueError where n is not a whole number from 0 to 10^9.
    Example: is_prime([1, 2, 91, 97]) = [False, True, False, True]
    """
    array = wholes(n, "n", least=0, most=_LARGEST)
    return of_distinct(lambda k: k > 1 and _factors(k) == [k], array).astype(np.bool_)


@vectorized("(...)->(...)")
def totient(n: Any) -> Result:
    """Euler's totient: how many of the numbers from 1 to n have no factor in common with n.

    Formula: n times the product of (1 - 1 / p) over the primes p that divide n
    Shapes: n of any shape; the result has the shape of n.
    Units: a count.
    Convention: totient(1) is 1.
    Source: Hardy, Wright, An Introduction to the Theory of Numbers, section 5.5.
    Raises: ValueError where n is not a whole number from 1 to 10^9.
    Example: totient([1, 9, 10]) = [1, 6, 4]
    """

    def of(k: int) -> int:
        for prime in set(_factors(k)):
            k -= k // prime
        return k

    return of_distinct(of, wholes(n, "n", least=1, most=_LARGEST))


def prime_factors(n: Any) -> Array:
    """Prime factors of a whole number, ascending, each as often as it divides.

    Shapes: n a scalar; the result is a vector.
    Units: none.
    Convention: those of 1 are an empty vector.
    Source: Hardy, Wright, An Introduction to the Theory of Numbers, chapter 1.
    Raises: ValueError where n is not a whole number from 1 to 10^9.
    Example: prime_factors(360) = [2, 2, 2, 3, 3, 5]
    """
    return np.array(_factors(whole(n, "n", least=1, most=_LARGEST)), dtype=np.int64)


def divisors(n: Any) -> Array:
    """Divisors of a whole number, ascending, with 1 and n.

    Shapes: n a scalar; the result is a vector.
    Units: none.
    Source: Hardy, Wright, An Introduction to the Theory of Numbers, section 16.7.
    Raises: ValueError where n is not a whole number from 1 to 10^9.
    Example: divisors(12) = [1, 2, 3, 4, 6, 12]
    """
    found = {1}
    for prime in _factors(whole(n, "n", least=1, most=_LARGEST)):
        found |= {divisor * prime for divisor in found}
    return np.array(sorted(found), dtype=np.int64)


def _entrywise(operation: Callable[..., int], *arrays: Array) -> Array:
    made = np.frompyfunc(operation, len(arrays), 1)(*(array.astype(object) for array in arrays))
    return np.asarray(made, dtype=object).astype(np.int64)


@vectorized("(...),(...),(...)->(...)")
def mod_power(a: Any, n: Any, m: Any) -> Result:
    """Remainder of a power, elementwise.

    Formula: a^n mod m
    Shapes: a, n and m scalars or of one shape, as is the result.
    Units: none.
    Convention: from 0 to m - 1.
    Source: Python, pow(a, n, m).
    Raises: ValueError where n is negative or m is not positive.
    Example: mod_power(3, 100, 7) = 4
    """
    base = wholes(a, "a", least=-(2**53), most=2**53)
    exponent, modulus = wholes(n, "n", least=0), wholes(m, "m", least=1, most=2**53)
    return _entrywise(pow, base, exponent, modulus)


@vectorized("(...),(...)->(...)")
def mod_inverse(a: Any, m: Any) -> Result:
    """Inverse of a number modulo m, elementwise.

    Formula: the x from 0 to m - 1 with a x mod m = 1
    Shapes: a and m scalars or of one shape, as is the result.
    Units: none.
    Source: Python, pow(a, -1, m).
    Raises: ValueError where a and m have a factor in common.
    Example: mod_inverse(3, 7) = 5
    """
    base = wholes(a, "a", least=-(2**53), most=2**53)
    modulus = wholes(m, "m", least=2, most=2**53)
    if some(np.gcd(base, modulus) != 1):
        raise ValueError("a and m have a factor in common, so there is no inverse")
    return _entrywise(lambda x, y: pow(x, -1, y), base, modulus)
