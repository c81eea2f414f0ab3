"""What notes can be written as: an Anki package, text, worksheets."""
