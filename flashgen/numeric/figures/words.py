"""What a figure shows, in words, for those who do not see it: in English and in Chinese."""

from collections.abc import Sequence


def heatmap(language: str, title: str, rows: Sequence[Sequence[str]]) -> str:
    """Describe a heatmap by its numbers where they are few."""
    height, width = len(rows), len(rows[0])
    zh = _is_chinese(language)
    text = f"{height} 行 {width} 列的热力图" if zh else f"Heatmap, {height} × {width}"
    if height * width <= 16:
        text = _colon(zh, text, "; ".join(", ".join(row) for row in rows))
    return _titled(zh, title, text)


def bars(language: str, title: str, names: Sequence[str], values: Sequence[str]) -> str:
    """Describe a bar chart by its numbers."""
    zh = _is_chinese(language)
    pairs = ", ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
    return _titled(zh, title, _colon(zh, "条形图" if zh else "Bar chart", pairs))


def graph(language: str, title: str, nodes: int, edges: str, *, directed: bool) -> str:
    """Describe a graph by its edges."""
    zh = _is_chinese(language)
    if zh:
        text = f"{nodes} 个节点的{'有向' if directed else ''}图，边"
    else:
        kind = "Directed graph" if directed else "Graph"
        text = f"{kind} with {nodes} node{'' if nodes == 1 else 's'}, edges"
    return _titled(zh, title, _colon(zh, text, edges))


def line(language: str, title: str, x_label: str, y_label: str, points: str) -> str:
    """Describe a line by its points."""
    zh = _is_chinese(language)
    if zh:
        text = f"折线图（{x_label}，{y_label}）" if x_label and y_label else "折线图"
    else:
        text = f"Line, {y_label} against {x_label}" if x_label and y_label else "Line"
    return _titled(zh, title, _colon(zh, text, points))


def _is_chinese(language: str) -> bool:
    return language.partition("-")[0].lower() == "zh"


def _colon(zh: bool, text: str, values: str) -> str:
    return f"{text}{'：' if zh else ': '}{values}"


def _titled(zh: bool, title: str, text: str) -> str:
    return f"{title}{'。' if zh else '. '}{text}" if title else text
