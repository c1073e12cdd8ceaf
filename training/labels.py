"""The labels of each way, in the order of the network's outputs."""

LABELS = ("thumbs_up", "l", "fist", "open_palm", "closed_palm", "none")
# What models that see the hand itself tell apart.
HAND_LABELS = ("thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none")
ANY_PALM = "any_palm"  # in evaluation sets: open or closed, either is right
