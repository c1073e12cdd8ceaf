"""Chromium with a camera that plays a rendered film, and what the page answers in it."""
