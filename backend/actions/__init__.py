"""What gestures do outside of the page: connectors, and what they are told."""
