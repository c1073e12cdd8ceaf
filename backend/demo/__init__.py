"""Demo data: made-up people with weeks of samples, so that the stats page can be looked at."""
