"""The HTML of fields to Markdown."""
