"""Demo data: made-up people with months of samples, so that the stats page can be looked at."""
