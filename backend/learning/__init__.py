"""What becomes of samples: which may be learned from, who was in which snapshot, and what was decided of a model."""
