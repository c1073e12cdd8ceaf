"""The database's tables, and how an older database gets them."""
