"""What is asked and answered about statistics."""
