"""What people write who come from other languages, calculators and textbooks: the way out."""

from collections.abc import Mapping
from typing import Final

_FUNCTIONS: Final = """
abs: fabs absolute modulus
all: alltrue every
any: anytrue some
arange: range seq
arccos: acos arcos
arccosh: acosh
arcsin: asin
arctan: atan arctg atg
arctan2: atan2
arctanh: atanh artanh
argsort: order
binomial: comb nCr nchoosek choose binom combinations C
ceil: ceiling roundup
clip: clamp
concatenate: concat cat append hstack c
covariance_matrix: cov covariance
cross: cross_product
degrees: deg rad2deg to_degrees
det: determinant
diff: differences
dot: inner dot_product scalar_product
eigenvalues: eig eigvals eigvalsh eigh
exp: antilog
eye: identity
factorial: fact
flip: reverse reversed fliplr
floor: rounddown trunc fix
gcd: hcf igcd
int: integer
inv: inverse invert
isin: contains in1d
kl_divergence: kl
lcm: ilcm
len: length size shape numel ndims nrow
log: ln loge
log10: lg log_10
log2: lb ld log_2
matrix_power: mpow
max: maximum amax fmax
mean: avg mean_
median: med
min: minimum amin fmin
norm: length2 magnitude vecnorm
normal_cdf: pnorm norm_cdf normcdf normsdist gaussian_cdf
normal_density: dnorm norm_pdf normpdf normal_pdf gaussian phi
normal_quantile: qnorm norm_ppf normal_ppf norminv invnorm normal_inverse probit
t_cdf: pt tcdf student_cdf
t_quantile: qt tinv t_ppf
t_density: dt t_pdf
chi_squared_cdf: pchisq chi2_cdf chi2cdf
chi_squared_density: dchisq chi2_pdf
chi_squared_quantile: qchisq chi2_ppf chi2inv
f_cdf: pf fcdf
f_quantile: qf finv f_ppf
f_density: df f_pdf
binomial_mass: dbinom binom_pmf binompdf binomial_pmf
binomial_cdf: pbinom binom_cdf binomcdf
binomial_quantile: qbinom binom_ppf
poisson_mass: dpois poisson_pmf poissonpdf
poisson_cdf: ppois poissoncdf
poisson_quantile: qpois poisson_ppf
exponential_density: dexp expon_pdf
exponential_cdf: pexp expon_cdf
exponential_quantile: qexp expon_ppf
normalize: unit_vector
outer: outer_product
prod: product
radians: rad deg2rad to_radians
round: rint
sign: sgn signum
solve: linsolve lsolve
sort: sorted
sqrt: sqr root2 squareroot
std: sd stdev stddev standard_deviation pstdev
sum: total add_up
tan: tg
trace: tr
union: union1d
unique: uniq distinct_values
var: variance pvariance
where: iif ifelse if_else select
"""

_WAYS: Final[Mapping[str, str]] = {
    "array": "write the list alone: a list is an array",
    "average": "write `mean` or `weighted_mean`",
    "bin": "write the digits: [n // 2**k % 2 for k in range(8)]",
    "bool": "compare, as in x != 0",
    "cbrt": "write `x ** (1 / 3)`",
    "cdf": "name the distribution, as in `normal_cdf`",
    "chi2": "write `chi_squared_density`, `chi_squared_cdf` or `chi_squared_quantile`",
    "corr": "write `covariance_matrix`, divided by both standard deviations",
    "corrcoef": "write `covariance_matrix`, divided by both standard deviations",
    "correlation": "write `covariance_matrix`, divided by both standard deviations",
    "cos2": "write `cos(x) ** 2`",
    "cosec": "write `1 / sin(x)`",
    "cot": "write `1 / tan(x)`",
    "coth": "write `1 / tanh(x)`",
    "csc": "write `1 / sin(x)`",
    "ctg": "write `1 / tan(x)`",
    "cube": "write `x ** 3`",
    "cumprod": "write [prod(x[:i + 1]) for i in range(len(x))]",
    "dict": "write a list, as in [1, 2]",
    "divmod": "write `a // b` and `a % b`",
    "enumerate": "loop over range(len(x))",
    "erf": "write `2 * normal_cdf(x * sqrt(2)) - 1`",
    "erfc": "write `2 - 2 * normal_cdf(x * sqrt(2))`",
    "false": "write `False`",
    "filter": "write [v for v in x if v > 0], or x[x > 0]",
    "format": "put the format into the slot: <<x:.2f>>",
    "gamma": "write `factorial(n - 1)`",
    "hex": "write the digits as a text",
    "hypot": "write `sqrt(a**2 + b**2)`",
    "infinity": "write `inf`",
    "isclose": "compare with ==, which looks at 12 significant digits",
    "iqr": "sort(x) and take its entries",
    "is_prime": "write `all(n % arange(2, n) != 0)`",
    "isprime": "write `all(n % arange(2, n) != 0)`",
    "list": "write [… for i in range(n)]",
    "logical_and": "write `and`",
    "logical_not": "write `not`",
    "logical_or": "write `or`",
    "logistic": "write `sigmoid`",
    "lower": "write the text as it is to be shown",
    "map": "write [… for i in x]",
    "matmul": "write `a @ b`",
    "matrix": "write its rows: [[1, 2], [3, 4]]",
    "mod": "write `a % b`",
    "mode": "write the most frequent entry by unique(x) and count(x == v)",
    "modulo": "write `a % b`",
    "NaN": "there is no NaN: it is always an error",
    "nan": "there is no NaN: it is always an error",
    "nil": "leave it out",
    "nPr": "write `factorial(n) // factorial(n - k)`",
    "null": "leave it out",
    "nroot": "write `x ** (1 / n)`",
    "pdf": "name the distribution, as in `normal_density`",
    "Phi": "write `normal_cdf`",
    "pmf": "name the distribution, as in `binomial_mass`",
    "poisson": "write `poisson_mass` or `poisson_cdf`",
    "ppf": "name the distribution, as in `normal_quantile`",
    "perm": "write `factorial(n) // factorial(n - k)`",
    "permutations": "write `factorial(n) // factorial(n - k)`",
    "Pi": "write `pi`",
    "PI": "write `pi`",
    "pow": "write `a ** b`",
    "power": "write `a ** b`",
    "oct": "write the digits as a text",
    "popcount": "write `sum([n // 2**k % 2 for k in range(32)])`",
    "prime": "write a list of primes and take one: [2, 3, 5, 7][n]",
    "print": "show a value by a slot: <<x>>",
    "rand": "draw with uniform(low, high) under `parameters`",
    "randint": "draw with integers(low, high) under `parameters`",
    "randn": "draw with normal(mean, sd) under `parameters`",
    "random": "draw with uniform(low, high) under `parameters`",
    "range": "write arange(n), or a loop [… for i in range(n)]",
    "rem": "write `a % b`",
    "remainder": "write `a % b`",
    "repeat": "write [x for i in range(n)]",
    "replace": "write both texts, and choose one: `a if c else b`",
    "rms": "write `sqrt(mean(x**2))`",
    "root": "write `x ** (1 / n)`",
    "rss": "write `sum(x**2)`",
    "sample": "draw with choice(x, shape=n, distinct=True) under `parameters`",
    "sec": "write `1 / cos(x)`",
    "set": "write `unique`",
    "shape": "write len(x)",
    "shuffle": "draw with permutation(x) under `parameters`",
    "sind": "write `sin(radians(x))`",
    "cosd": "write `cos(radians(x))`",
    "tand": "write `tan(radians(x))`",
    "size": "write len(x)",
    "square": "write `x ** 2`",
    "split": 'write a list of texts: ["a", "b"]',
    "str": 'write `join([x], "")`; a slot shows a number without it',
    "string": 'write `join([x], "")`; a slot shows a number without it',
    "sumsq": "write `sum(x**2)`",
    "times": "write `a * b`",
    "true": "write `True`",
    "tuple": "write a list, as in [1, 2]",
    "upper": "write the text as it is to be shown",
    "vector": "write a list, as in [1, 2]",
    "xor": "write `a != b`",
    "zip": "loop over range(len(x))",
    "quantile": "write `sort(x)` and take its entries",
    "percentile": "write `sort(x)` and take its entries",
    "totient": "write `sum([gcd(k, n) == 1 for k in range(1, n + 1)])`",
    "euler_phi": "write `sum([gcd(k, n) == 1 for k in range(1, n + 1)])`",
}

WAYS_OUT: Final[Mapping[str, str]] = {
    name: f"write `{function}`, the natural logarithm" if name == "ln" else f"write `{function}`"
    for line in _FUNCTIONS.split("\n")
    if line
    for function, _, names in [line.partition(": ")]
    for name in names.split()
} | dict(_WAYS)
"""Of a name that does not exist: what to write in its place."""
