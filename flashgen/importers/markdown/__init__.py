"""Markdown as other programs write it, to the Markdown of a deck file."""
