"""What whoever runs the server asks of it: health, maintenance, backups, the administrator."""
