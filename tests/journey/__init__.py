"""One frame's journey in a real Chromium, from a camera clip to the stats page."""
