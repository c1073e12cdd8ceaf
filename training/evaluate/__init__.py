"""Measures published models on folders of labelled pictures."""
