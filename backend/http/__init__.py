"""HTTP itself: bodies, problems, headers and what lies around every request."""
