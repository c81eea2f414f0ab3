"""Decks from elsewhere: Anki packages and study notes become deck files."""
