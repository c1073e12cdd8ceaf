"""The server: pages, models, accounts, samples and statistics over HTTP, on one Postgres."""
