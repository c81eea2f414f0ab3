"""What expressions compute with: kinds, rounding, formatting, when two values count as equal."""
