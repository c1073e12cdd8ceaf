"""A camera clip shown to the page in Chromium, and shares of right answers."""
