"""What public data sets call our gestures."""

import re

from training.labels import ANY_PALM, LABELS

# Left out where a name does not say which of our labels is meant. `palm` alone says nothing of the fingers: it is
# any_palm, which evaluation counts for either palm and training leaves out. `thumb` alone (leapGestRecog) does not
# say whether the thumb points up, and these thumbs point sideways.
UNCLEAR = None

ALIASES: dict[str, str | None] = {
    **{label: label for label in (*LABELS, ANY_PALM)},
    "thumb_up": "thumbs_up",
    "like": "thumbs_up",
    "thumb": UNCLEAR,
    "l_shape": "l",
    "fist_moved": "fist",  # leapGestRecog: the same hand elsewhere in the picture
    "palm": ANY_PALM,
    "palm_moved": ANY_PALM,
    "five": "open_palm",
    "stop": ANY_PALM,
    "b": "closed_palm",  # American Sign Language
    "background": "none",
    "nothing": "none",
    # Gestures that are none of ours.
    **dict.fromkeys(
        (
            "c",
            "ok",
            "okay",
            "peace",
            "down",
            "index",
            "point",
            "one",
            "two",
            "three",
            "four",
            "rock",
            "call",
            "dislike",
        ),
        "none",
    ),
}


def known_names() -> list[str]:
    """All names that are understood, sorted."""
    return sorted(ALIASES)


def plain(name: str) -> str:
    """A class's name without what sets add to it: `01_Palm Moved` is palm_moved."""
    return re.sub(r"[\s-]+", "_", re.sub(r"^\d+[_\s-]", "", name.strip().lower()))
