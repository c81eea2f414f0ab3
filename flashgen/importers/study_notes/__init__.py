"""Study notes in Markdown to cards."""
