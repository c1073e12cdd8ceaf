"""What a first visit weighs and how it feels."""
