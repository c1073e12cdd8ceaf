"""Demo data: a seed in, made-up people with weeks of samples out, so that the stats page can be looked at."""
