"""Pictures as others send them are read in processes that a bad one may end."""
