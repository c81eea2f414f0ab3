"""The rules that definitions must keep, and their pages."""
