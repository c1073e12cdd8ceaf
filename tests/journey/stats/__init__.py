"""The stats page of a server with made-up people."""
