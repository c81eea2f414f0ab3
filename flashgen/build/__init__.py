"""Cards to notes to a package."""
