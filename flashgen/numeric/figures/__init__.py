"""Figures: charts, heatmaps, graphs, drawn as SVG from the values of a variant."""

from flashgen.numeric.figures.call import CompiledFigure, compile_figure, library
from flashgen.numeric.figures.canvas import MAX_BYTES, Drawing

__all__ = ["MAX_BYTES", "CompiledFigure", "Drawing", "compile_figure", "library"]
