"""What an author may write: keys, deck files and folders, ids, the schema, starters."""
