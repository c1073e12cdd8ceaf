"""How good the models are and who uses them: what the stats page shows."""
