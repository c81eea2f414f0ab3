"""Representation learning: principal components and reconstruction."""

from typing import Any

import numpy as np

from flashgen.expression.functions.arguments import (
    Array,
    float_matrix,
    product,
    same_shape,
    whole,
    without_residue,
)
from flashgen.expression.functions.matrices import with_signs
from flashgen.expression.functions.statistics import covariance_matrix

__all__ = [
    "explained_variance",
    "explained_variance_ratio",
    "pca_components",
    "pca_reconstruction",
    "pca_transform",
    "reconstruction_error",
]


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
    variances = without_residue(np.linalg.eigvalsh(covariance_matrix(x, ddof)))[::-1]
    return np.maximum(variances, 0)


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
    if not np.any(variances):
        raise ValueError("the rows of x are all equal, so there is no variance to explain")
    result: Array = variances / np.sum(variances)
    return result


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
    covariance = covariance_matrix(x)
    width = len(covariance)
    kept = width if k is None else whole(k, "k", least=1, most=width)
    vectors = with_signs(without_residue(np.linalg.eigh(covariance)[1]))
    return vectors[:, ::-1][:, :kept].T


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
    rows = float_matrix(x, "x")
    return product(rows - np.mean(rows, axis=0), pca_components(x, k).T)


def pca_reconstruction(x: Any, k: Any) -> Array:
    """Observations rebuilt from their first k principal components.

    Formula: mean + (x - mean) W^T W, where the rows of W are the components
    Shapes: x (m, n), one observation in each row, k a scalar; the result is (m, n).
    Units: those of x.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.2.
    Raises: ValueError where k is not between 1 and n.
    Example: pca_reconstruction([[3, 0], [-3, 0], [0, 1], [0, -1]], 1)[2] = [0, 0]
    """
    rows = float_matrix(x, "x")
    rebuilt: Array = np.mean(rows, axis=0) + product(pca_transform(x, k), pca_components(x, k))
    return rebuilt


def reconstruction_error(x: Any, reconstruction: Any) -> float:
    """Reconstruction error: the mean squared distance of the observations to what was rebuilt.

    Formula: (1 / m) sum_i ||x_i - r_i||^2
    Shapes: x and reconstruction (m, n), one observation in each row; the result is a scalar.
    Units: those of x squared.
    Convention: summed over the columns, the mean over the rows; `mse` divides by n too.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), section 12.1.2.
    Example: reconstruction_error([[1, 2], [3, 4]], [[1, 0], [3, 4]]) = 2
    """
    rows, rebuilt = float_matrix(x, "x"), float_matrix(reconstruction, "reconstruction")
    same_shape(rows, rebuilt, "x and reconstruction")
    return float(np.mean(np.sum((rows - rebuilt) ** 2, axis=1)))
