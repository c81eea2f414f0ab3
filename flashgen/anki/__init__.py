"""What Anki stores: note types, the Data field, packages."""
