"""Pictures of people that training may learn from: read, checked for licences, split by source, and balanced."""
