"""Formula answers of numeric cards: compiled, with each draw's numbers, and compared at points."""
