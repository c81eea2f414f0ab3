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
cross: cross_product
degrees: deg rad2deg to_degrees
det: determinant
diff: differences
dot: inner dot_product scalar_product
eigenvalues: eig eigvals eigvalsh eigh eigen
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
len: length size shape numel ndims nrow nchar strlen
log: ln loge
log10: lg log_10
log2: lb ld log_2
matrix_power: mpow mpower matpow
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
sqrt: sqr root2 squareroot sqrtf
std: sd stdev stddev standard_deviation pstdev
sum: total add_up
tan: tg
trace: tr
union: union1d
unique: uniq distinct_values
adam_step: adam adamw
average_precision: average_precision_score aupr
batch_norm: batchnorm BatchNorm1d
bincount: tabulate tally
bit_and: bitand bitwAnd bitwise_and
bit_count: popcount hamming_weight bitcount
bit_not: bitnot bitcmp bitwNot bitwise_not
bit_or: bitor bitwOr bitwise_or
bit_xor: bitxor bitwXor bitwise_xor
character: chr char fromCharCode
cholesky: chol
clip_by_norm: clip_grad_norm clip_grad_norm_
code_point: ord charCodeAt codePointAt
condition_number: cond kappa
confusion_matrix: confusion confusionmat
correlation: corr cor corrcoef pearson pearsonr correl
covariance: cov covar
cummax: running_max cumulative_max
cummin: running_min cumulative_min
cumprod: cumulative_product
cumsum: cumulative_sum running_sum accumulate
discounted_returns: returns discounted_return
divisors: factors
edit_distance: levenshtein
erf: gauss_error
find: indexOf strpos strfind index_of
from_base: parseInt bin2dec hex2dec base2dec strtoi
gelu: GELU
gru_step: gru GRUCell
hardsigmoid: hard_sigmoid
hardswish: hard_swish
hardtanh: hard_tanh
histogram_counts: hist histcounts histc
in_base: bin hex oct dec2bin dec2hex dec2base base
interp: interp1 approx lerp interpolate
iou: jaccard
is_prime: isprime
js_divergence: jensen_shannon jsd
kron: kronecker
layer_norm: layernorm LayerNorm
least_squares: lstsq lsqminnorm mldivide
linear_fit: linregress linest lm linear_regression
logaddexp: log_add_exp
logdet: slogdet
lower: tolower lowercase toLowerCase
lstm_step: lstm LSTMCell
mod_inverse: invmod modinv
mod_power: powmod modpow power_mod pow_mod
mode: most_frequent
number: str2num str2double parseFloat as_numeric
pinv: ginv pseudoinverse
prime_factors: factorint factorize primefactors
r_squared: r2_score rsquared rsq
ranks: rankdata tiedrank
replace: gsub strrep replaceAll substitute
rms_norm: rmsnorm RMSNorm
roc_auc: auc roc_auc_score
scan: fold reduce foldl Reduce
searchsorted: bisect findInterval
shift_left: bitshift lshift bitwShiftL
shift_right: rshift bitwShiftR
silu: swish
split: strsplit
standardize: zscore z_score
text: str string toString tostring num2str as_character zfill
top_k: topk nlargest maxk
totient: euler_phi eulerphi
upper: toupper uppercase toUpperCase
wasserstein_1d: wasserstein emd earth_mover wasserstein_distance
var: variance pvariance
where: iif ifelse if_else select
"""

_WAYS: Final[Mapping[str, str]] = {
    "percentile": "write `quantile(x, k / 100)`",
    "prctile": "write `quantile(x, k / 100)`",
    "quartile": "write `quantile(x, 0.25)` or `quantile(x, 0.75)`",
    "iqr": "write `quantile(x, 0.75) - quantile(x, 0.25)`",
    "format": "put the format into the slot: <<x:.2f>>; a text of it is `text(x, decimals=2)`",
    "sprintf": "put the format into the slot: <<x:.2f>>; a text of it is `text(x, decimals=2)`",
    "toFixed": "put the format into the slot: <<x:.2f>>; a text of it is `text(x, decimals=2)`",
    "prime": "write a list of primes and take one: [2, 3, 5, 7][n]",
    "primes": "write `[k for k in range(2, n) if is_prime(k)]`",
    "svd": "write `singular_values`, `left_singular_vectors` or `right_singular_vectors`",
    "qr": "write `qr_q` or `qr_r`",
    "lu": "write `det` or `solve`, which need no factors",
    "substr": "cut the text: t[a:b], counted from 0",
    "substring": "cut the text: t[a:b], counted from 0",
    "mid": "cut the text: t[a:b], counted from 0",
    "left": "cut the text: t[:n]",
    "right": "cut the text: t[-n:]",
    "chars": 'write `split(x, "")`',
    "paste": "join texts by +, or write `join`",
    "strcat": "join texts by +, or write `join`",
    "concatenate_text": "join texts by +, or write `join`",
    "sapply": "write [… for i in x]",
    "lapply": "write [… for i in x]",
    "arrayfun": "write [… for i in x]",
    "apply": "write [… for i in x]",
    "rnorm": "draw with normal(mean, sd) under `parameters`",
    "runif": "draw with uniform(low, high) under `parameters`",
    "rbinom": "draw with binomial(n, p) under `parameters`",
    "rpois": "draw with poisson(rate) under `parameters`",
    "rexp": "draw with exponential(rate) under `parameters`",
    "randi": "draw with integers(low, high) under `parameters`",
    "randperm": "draw with permutation(n) under `parameters`",
    "countif": "write `sum(x > 0)`, with any condition",
    "sumif": "write `sum(x[x > 0])`, with any condition",
    "averageif": "write `mean(x[x > 0])`, with any condition",
    "sumproduct": "write `dot(a, b)`",
    "which": "write `nonzero`, or `argmax`",
    "complex": "compute with the real and the imaginary part; only dft and complex_eigenvalues "
    "give complex numbers",
    "conj": "write `real(x)` and `imag(x)`",
    "array": "write the list alone: a list is an array",
    "average": "write `mean` or `weighted_mean`",
    "bool": "compare, as in x != 0",
    "cbrt": "write `x ** (1 / 3)`",
    "cdf": "name the distribution, as in `normal_cdf`",
    "chi2": "write `chi_squared_density`, `chi_squared_cdf` or `chi_squared_quantile`",
    "cos2": "write `cos(x) ** 2`",
    "cosec": "write `1 / sin(x)`",
    "cot": "write `1 / tan(x)`",
    "coth": "write `1 / tanh(x)`",
    "csc": "write `1 / sin(x)`",
    "ctg": "write `1 / tan(x)`",
    "cube": "write `x ** 3`",
    "dict": "write a list, as in [1, 2]",
    "divmod": "write `a // b` and `a % b`",
    "enumerate": "loop over range(len(x))",
    "false": "write `False`",
    "filter": "write [v for v in x if v > 0], or x[x > 0]",
    "gamma": "write `factorial(n - 1)`",
    "hypot": "write `sqrt(a**2 + b**2)`",
    "infinity": "write `inf`",
    "isclose": "compare with ==, which looks at 12 significant digits",
    "logistic": "write `sigmoid`",
    "list": "write [… for i in range(n)]",
    "logical_and": "write `and`",
    "logical_not": "write `not`",
    "logical_or": "write `or`",
    "map": "write [… for i in x]",
    "matmul": "write `a @ b`",
    "mod": "write `a % b`",
    "modulo": "write `a % b`",
    "NaN": "there is no NaN: it is always an error",
    "nan": "there is no NaN: it is always an error",
    "nil": "leave it out",
    "nPr": "write `factorial(n) // factorial(n - k)`",
    "null": "leave it out",
    "pdf": "name the distribution, as in `normal_density`",
    "Phi": "write `normal_cdf`",
    "pmf": "name the distribution, as in `binomial_mass`",
    "ppf": "name the distribution, as in `normal_quantile`",
    "perm": "write `factorial(n) // factorial(n - k)`",
    "permutations": "write `factorial(n) // factorial(n - k)`",
    "Pi": "write `pi`",
    "PI": "write `pi`",
    "pow": "write `a ** b`",
    "power": "write `a ** b`",
    "print": "show a value by a slot: <<x>>",
    "rand": "draw with uniform(low, high) under `parameters`",
    "randint": "draw with integers(low, high) under `parameters`",
    "randn": "draw with normal(mean, sd) under `parameters`",
    "random": "draw with uniform(low, high) under `parameters`",
    "range": "write arange(n), or a loop [… for i in range(n)]",
    "rem": "write `a % b`",
    "remainder": "write `a % b`",
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
    "sumsq": "write `sum(x**2)`",
    "times": "write `a * b`",
    "true": "write `True`",
    "tuple": "write a list, as in [1, 2]",
    "vector": "write a list, as in [1, 2]",
    "xor": "write `a != b`",
    "zip": "loop over range(len(x))",
}

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    function: tuple(names.split())
    for line in _FUNCTIONS.split("\n")
    if line
    for function, _, names in [line.partition(": ")]
}
"""What people call a function."""

WAYS_OUT: Final[Mapping[str, str]] = {
    name: f"write `{function}`, the natural logarithm" if name == "ln" else f"write `{function}`"
    for function, names in SYNONYMS.items()
    for name in names
} | dict(_WAYS)
"""Of a name that does not exist: what to write in its place."""
