"""Anki on this machine: what a collection or a package has, and what an import does to it."""
