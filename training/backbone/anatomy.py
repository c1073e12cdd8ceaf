"""The 21 points of a hand, as MediaPipe numbers them, and what lies between them."""

from typing import Final

WRIST: Final = 0
THUMB: Final = (1, 2, 3, 4)  # from the palm to the tip
INDEX: Final = (5, 6, 7, 8)
MIDDLE: Final = (9, 10, 11, 12)
RING: Final = (13, 14, 15, 16)
LITTLE: Final = (17, 18, 19, 20)
FINGERS: Final = (INDEX, MIDDLE, RING, LITTLE)

# Pairs of points with a bone between them, and the edge of the palm.
BONES: Final = (
    *((WRIST, finger[0]) for finger in (THUMB, INDEX, MIDDLE, RING, LITTLE)),
    *((finger[i], finger[i + 1]) for finger in (THUMB, *FINGERS) for i in range(3)),
    *((FINGERS[i][0], FINGERS[i + 1][0]) for i in range(3)),
)

# Of each finger, the thumb first.
TIPS: Final = [finger[-1] for finger in (THUMB, *FINGERS)]
BASES: Final = [THUMB[1], *(finger[0] for finger in FINGERS)]

PALM: Final = [0, 5, 9, 13, 17]  # wrist and knuckles
