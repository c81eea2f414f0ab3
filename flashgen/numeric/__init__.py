"""A numeric card compiled, drawn and computed."""
