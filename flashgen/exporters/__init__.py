"""Notes to other formats: a file each, all of them in the table of `formats`."""
