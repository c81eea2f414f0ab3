"""A deck file's text, positions in it, diagnostics, YAML to nodes, atomic file writing."""
