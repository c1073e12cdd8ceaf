"""What people allow to be kept, on its way to the database."""
