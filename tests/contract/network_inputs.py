"""What networks are shown of pictures made of rectangles: the same bytes in both languages.

The pictures and the digests of the inputs are in network-inputs.json, written by
`python -m tests.contract.network_inputs` from the Python reference; network-input.test.ts in
web/src/worker/silhouette reads it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.network_input import KINDS, NetworkInput
from training.silhouette import Picture

VECTORS = Path(__file__).parent / "network-inputs.json"
SIDES = (64, 48)
# Width, height and white rectangles (left, top, width, height).
PICTURES: dict[str, tuple[int, int, list[list[int]]]] = {
    "nothing": (128, 128, []),
    "everything": (128, 128, [[0, 0, 128, 128]]),
    "a speck": (128, 128, [[17, 90, 2, 2]]),
    "a hand far away": (128, 128, [[60, 70, 11, 9], [63, 61, 3, 9]]),
    "a hand and a speck": (128, 128, [[30, 41, 37, 55], [120, 3, 2, 2]]),
    "an arm from a corner": (128, 128, [[70, 70, 58, 58], [51, 62, 40, 30]]),
    "two hands": (128, 128, [[5, 20, 30, 41], [88, 30, 33, 45]]),
    "not square": (97, 150, [[10, 20, 31, 77]]),
    "small": (33, 20, [[30, 2, 3, 9]]),
    "one pixel": (1, 1, [[0, 0, 1, 1]]),
}


def draw(width: int, height: int, white: list[list[int]]) -> Picture:
    """A picture [height, width] of 0 and 255."""
    picture = np.zeros((height, width), np.uint8)
    for left, top, wide, high in white:
        picture[top : top + high, left : left + wide] = 255
    return picture


def vectors() -> list[dict[str, Any]]:
    """Each picture with the digest of what each network is shown of it."""
    return [
        {"name": name, "width": width, "height": height, "white": white, "kind": kind, "side": side}
        | {"sha256": hashlib.sha256(NetworkInput(kind, side).of(draw(width, height, white)).tobytes()).hexdigest()}
        for name, (width, height, white) in PICTURES.items()
        for kind in KINDS
        for side in SIDES
    ]


def main() -> None:
    """Writes the vectors."""
    VECTORS.write_text("[\n" + ",\n".join(json.dumps(one) for one in vectors()) + "\n]\n")


if __name__ == "__main__":
    main()
