"""The published models: which there are, which are in use, and how that changes."""
