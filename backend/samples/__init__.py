"""What the page saw: a batch of samples in, one row each in Postgres and one result each out."""
