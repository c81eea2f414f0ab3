"""Representation learning: principal components and reconstruction."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    Result,
    along,
    filled,
    floats,
    products,
    whole,
)
from flashgen.expression.functions.declaration import vectorized
from flashgen.expression.functions.shared import with_signs, without_residue
from flashgen.expression.functions.statistics import covariance_matrix


@vectorized("(m,n)->(n)", split=("ddof",))
def explained_variance(x: Any, ddof: Any = 1) -> Array:
    """Variances along the principal components, the largest first.

    Formula: the eigenvalues of the covariance matrix of the columns
    Shapes: x (m, n), one observation in each row; the result is (n,).
    Units: those of x squared.
    Convention: divided by m - 1, as in scikit-learn; ddof=0 divides by m.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.
    Raises: ValueError where m is not above ddof.
    Example: explained_variance([[0, 0], [2, 0], [4, 0]]) = [4, 0]
    """
    return _variances(covariance_matrix(filled(floats(x, "x"), "x"), ddof))


def _variances(covariance: Array) -> Array:
    return np.maximum(without_residue(np.linalg.eigvalsh(covariance))[..., ::-1], 0)


@vectorized("(m,n)->(n)")
def explained_variance_ratio(x: Any) -> Array:
    """Share of the variance that each principal component explains, the largest first.

    Formula: lambda_i / sum_j lambda_j
    Shapes: x (m, n), one observation in each row; the result is (n,).
    Units: none (shares, sum 1).
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.
    Raises: ValueError where all rows are equal.
    Example: explained_variance_ratio([[3, 0], [-3, 0], [0, 1], [0, -1]]) = [0.9, 0.1]
    """
    variances = explained_variance(x)
    if not np.all(np.any(variances, axis=-1)):
        raise ValueError("the rows of x are all equal, so there is no variance to explain")
    result: Array = variances / np.sum(variances, axis=-1, keepdims=True)
    return result


@vectorized("(m,n)->(k,n)", split=("k",))
def pca_components(x: Any, k: Any = None) -> Array:
    """Principal components: unit vectors along the largest variances, one in each row.

    Formula: the eigenvectors of the covariance matrix of the columns
    Shapes: x (m, n), one observation in each row, k a scalar; the result is (k, n).
    Units: none.
    Convention: all n unless k is given; of each the entry of largest size (the first such) is
        positive. Components of equal variance are not determined: require
        distinct(explained_variance(x)).
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.
    Raises: ValueError where k is not between 1 and n.
    Example: pca_components([[0, 0], [3, 4]], 1) = [[0.6, 0.8]]
    """
    covariance = covariance_matrix(filled(floats(x, "x"), "x"))
    width = covariance.shape[-1]
    kept = width if k is None else whole(k, "k", least=1, most=width)
    vectors = with_signs(without_residue(np.linalg.eigh(covariance)[1]))
    return np.swapaxes(vectors[..., ::-1][..., :kept], -1, -2)


@vectorized("(m,n)->(m,k)", split=("k",))
def pca_transform(x: Any, k: Any) -> Array:
    """Coordinates of the observations along the first k principal components.

    Formula: (x - mean) W^T, where the rows of W are the components
    Shapes: x (m, n), one observation in each row, k a scalar; the result is (m, k).
    Units: those of x.
    Convention: the signs are those of `pca_components`.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.
    Raises: ValueError where k is not between 1 and n.
    Example: pca_transform([[0, 0], [3, 4]], 1) = [[-2.5], [2.5]]
    """
    rows = floats(x, "x")
    components = pca_components(rows, k)
    return products(rows - _means(rows), np.swapaxes(components, -1, -2))


def _means(rows: Array) -> Array:
    """Return the means of the columns as rows, (draws, 1, n)."""
    means: Array = np.mean(along(rows, 0), axis=-1)[..., np.newaxis, :]
    return means


@vectorized("(m,n)->(m,n)", split=("k",))
def pca_reconstruction(x: Any, k: Any) -> Array:
    """Observations rebuilt from their first k principal components.

    Formula: mean + (x - mean) W^T W, where the rows of W are the components
    Shapes: x (m, n), one observation in each row, k a scalar; the result is (m, n).
    Units: those of x.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.2.
    Raises: ValueError where k is not between 1 and n.
    Example: pca_reconstruction([[3, 0], [-3, 0], [0, 1], [0, -1]], 1)[2] = [0, 0]
    """
    rows = floats(x, "x")
    rebuilt: Array = products(pca_transform(rows, k), pca_components(rows, k)) + _means(rows)
    return rebuilt


@vectorized("(m,n),(m,n)->()")
def reconstruction_error(x: Any, reconstruction: Any) -> Result:
    """Reconstruction error: the mean squared distance of the observations to what was rebuilt.

    Formula: (1 / m) sum_i ||x_i - r_i||^2
    Shapes: x and reconstruction (m, n), one observation in each row; the result is a scalar.
    Units: those of x squared.
    Convention: summed over the columns, the mean over the rows; `mse` divides by n too.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.2.
    Example: reconstruction_error([[1, 2], [3, 4]], [[1, 0], [3, 4]]) = 2
    """
    rows, rebuilt = filled(floats(x, "x"), "x"), floats(reconstruction, "reconstruction")
    return np.mean(np.sum((rows - rebuilt) ** 2, axis=-1), axis=-1)
