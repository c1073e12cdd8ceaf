"""The last layer: from what the backbone says of a hand to the probabilities of the gestures."""
