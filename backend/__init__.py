"""The server: HTTP requests in, pages, models and statistics out, with everything it keeps in Postgres."""
