"""The database's tables: any older state of the database in, the newest out."""
