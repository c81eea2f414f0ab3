"""Typed formulas: read as people write them, evaluated at points, compared, written again.

The grammar, its functions and the bounds stand in formulas.json, which the card's formula.js reads,
too; the cases in that file run on both sides. `table.py` writes the grammar down for people.
"""
