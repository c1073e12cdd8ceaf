"""Names the hands in pictures that people send."""
