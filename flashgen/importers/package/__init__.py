"""Anki packages to deck files."""
