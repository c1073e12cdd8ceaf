"""What pages saw and answered: takes it, keeps it, and gives it back to its owners."""
