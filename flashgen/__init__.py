"""Anki flashcards with fresh numbers at every review, from plain YAML files."""

__version__ = "0.2.0"
