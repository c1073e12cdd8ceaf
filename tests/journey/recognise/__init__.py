"""Cameras, hands and files before the page."""
