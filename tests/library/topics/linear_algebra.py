"""What the numeric cards about linear algebra compute."""

COMPUTED = {
    "matrix-vector product": ("linear-algebra-matrix-vector",),
    "shapes and cost of a product chain": ("linear-algebra-chain-cost",),
    "2x2 inverse and determinant": ("linear-algebra-inverse",),
    "eigenpair of 2x2": ("linear-algebra-eigenpair",),
    "rank-1 SVD error": ("linear-algebra-rank-one-error",),
    "Frobenius and spectral norm": ("linear-algebra-norms",),
    "least squares with 2 unknowns": ("linear-algebra-least-squares",),
    "condition number": ("linear-algebra-condition-number",),
}
