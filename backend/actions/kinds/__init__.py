"""What each kind of connector is told, and in which words of its own."""
