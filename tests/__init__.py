"""The tests: one folder per part, and one for each way in which the parts meet."""
