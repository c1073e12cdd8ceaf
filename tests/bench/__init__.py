"""What measures the whole in a real Chromium: replaying a camera clip, timing the page."""
