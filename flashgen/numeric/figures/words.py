"""What a figure shows, in words, for those who do not see it: in English and in Chinese."""

from collections.abc import Sequence
from typing import Final

from flashgen.deck.identity import is_chinese


def heatmap(language: str, title: str, rows: Sequence[Sequence[str]]) -> str:
    """Describe a heatmap by its numbers where they are few."""
    height, width = len(rows), len(rows[0])
    zh = is_chinese(language)
    text = f"{height} 行 {width} 列的热力图" if zh else f"Heatmap, {height} × {width}"
    if height * width <= 16:
        text = _colon(zh, text, "; ".join(", ".join(row) for row in rows))
    return _titled(zh, title, text)


def bars(language: str, title: str, names: Sequence[str], values: Sequence[str]) -> str:
    """Describe a bar chart by its numbers."""
    zh = is_chinese(language)
    pairs = ", ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
    return _titled(zh, title, _colon(zh, "条形图" if zh else "Bar chart", pairs))


def graph(language: str, title: str, nodes: int, edges: str, *, directed: bool) -> str:
    """Describe a graph by its edges."""
    zh = is_chinese(language)
    if zh:
        text = f"{nodes} 个节点的{'有向' if directed else ''}图，边"
    else:
        kind = "Directed graph" if directed else "Graph"
        text = f"{kind} with {nodes} node{'' if nodes == 1 else 's'}, edges"
    return _titled(zh, title, _colon(zh, text, edges))


LINE: Final = ("Line", "折线")
POINTS: Final = ("Points", "散点")
CURVE: Final = ("Curve", "曲线")
HISTOGRAM: Final = ("Histogram", "直方图")


def word(kind: tuple[str, str], language: str) -> str:
    """Return the name of a layer."""
    return kind[is_chinese(language)]


def layer(language: str, kind: str, name: str, numbers: str) -> str:
    """Describe a layer of a chart by its numbers."""
    zh = is_chinese(language)
    text = kind if not name else f"{kind}“{name}”" if zh else f"{kind} “{name}”"
    return _colon(zh, text, numbers) if numbers else text


def chart(language: str, title: str, x_label: str, y_label: str, layers: Sequence[str]) -> str:
    """Describe a chart by its layers."""
    zh = is_chinese(language)
    text = ("；" if zh else "; ").join(layers)
    if x_label and y_label:
        text = f"{x_label}与{y_label}。{text}" if zh else f"{y_label} against {x_label}. {text}"
    return _titled(zh, title, text)


def boxplot(language: str, title: str, names: Sequence[str], boxes: Sequence[str]) -> str:
    """Describe a box plot by the five numbers of each box, outliers behind."""
    zh = is_chinese(language)
    about = "箱线图（须端、四分位数、须端）" if zh else "Box plot (whisker, quartiles, whisker)"
    listed = [f"{name}: {box}" for name, box in zip(names, boxes, strict=True)] if names else boxes
    return _titled(zh, title, _colon(zh, about, "; ".join(listed)))


def _colon(zh: bool, text: str, values: str) -> str:
    return f"{text}{'：' if zh else ': '}{values}"


def _titled(zh: bool, title: str, text: str) -> str:
    return f"{title}{'。' if zh else '. '}{text}" if title else text
