"""The HTML of a card's image, with the texts that are marked on it."""

from collections.abc import Sequence

# Here, not in the style sheet, so that exports keep the marks in their places.
_AROUND = "position:relative;display:inline-block"


def picture_html(source: str, alt: str, marks: Sequence[tuple[float, float, str]]) -> str:
    """Return an image as HTML; `source` and `alt` are HTML-safe.

    A mark is a share of the width, a share of the height, and HTML for a line of text.
    """
    image = f'<img src="{source}" alt="{alt}">'
    if not marks:
        return f'<p class="image">{image}</p>'
    texts = "".join(
        f' <span class="mark" style="position:absolute;left:{_percent(x)};top:{_percent(y)};'
        f'transform:translate(-50%,-50%)">{text}</span>'
        for x, y, text in marks
    )
    return f'<p class="image"><span class="marked" style="{_AROUND}">{image}{texts}</span></p>'


def _percent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0") + "%"
