"""What each part of the stats page is told, read from the rollups."""
