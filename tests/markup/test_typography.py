"""The minus signs of printed pages."""

import pytest

from flashgen.markup.typography import with_true_minus


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>-3, (-2), [-1, -0.5], -∞</p>", "<p>−3, (−2), [−1, −0.5], −∞</p>"),
        ("4-5, 1e-5, a-1, 2026-11-29", "4-5, 1e-5, a-1, 2026-11-29"),
        ("-1-2 and --3", "-1-2 and --3"),
        ("<code>-3</code> -3", "<code>-3</code> −3"),
        ("<pre><b>-1</b></pre>-1", "<pre><b>-1</b></pre>−1"),
        (r"\(-3\) <math><mn>-3</mn></math>", r"\(-3\) <math><mn>-3</mn></math>"),
        (r"<p>\[-3\] -3</p>", r"<p>\[-3\] −3</p>"),
        (
            r"\[\begin{bmatrix}-1 \\ -2\end{bmatrix}\] -3",
            r"\[\begin{bmatrix}-1 \\ -2\end{bmatrix}\] −3",
        ),
        ("<a title='-3'>-3</a>", "<a title='-3'>−3</a>"),
    ],
)
def test_numbers_get_the_true_minus(html: str, expected: str) -> None:
    assert with_true_minus(html) == expected
