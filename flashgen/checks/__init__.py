"""Every rule that a definition must keep."""
