"""The published models: the models' folder in, the current model and its files out."""
