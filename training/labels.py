"""The labels, in the order of the network's outputs."""

LABELS = ("thumbs_up", "l", "fist", "open_palm", "closed_palm", "none")
ANY_PALM = "any_palm"  # in evaluation sets: open or closed, either is right
