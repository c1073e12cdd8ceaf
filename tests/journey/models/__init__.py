"""Models that come, go and are compared while the page is open."""
