"""flashgen.lock: identities, seeds and times of every note."""
