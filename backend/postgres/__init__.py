"""The Postgres that comes with the server, and where any Postgres is."""
