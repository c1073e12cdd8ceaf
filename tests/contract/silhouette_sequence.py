"""A camera's frames from integer arithmetic alone: a name and a number in, the same RGBA bytes in both languages.

Twin of tests/contract/silhouette-sequence.ts. The expected silhouettes are in silhouette-vectors.json, written by
`python -m tests.contract.silhouette_sequence` from the Python reference.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.silhouette import BackgroundSubtraction, Picture, SilhouetteParameters

VECTORS = Path(__file__).parent / "silhouette-vectors.json"
FRAMES = 30  # after the background is learned
# Names of sequences with the size of their frames and of the working picture: shrunk, enlarged, not square.
SEQUENCES = {"shrunk": (150, 150, 64, 64), "enlarged": (50, 40, 96, 64), "equal": (128, 128, 128, 128)}


def parameters(name: str) -> SilhouetteParameters:
    """The defaults, at the sequence's working size, with a short time to learn."""
    _, _, width, height = SEQUENCES[name]
    return SilhouetteParameters(width=width, height=height, learn_frames=10, follow_shift=3)


def frame(name: str, number: int, *, hand: bool) -> Picture:
    """RGBA (height, width, 4): a pattern, noise from a multiplicative hash, drifting light, a moving square.

    One half of the square differs strongly from the pattern, the other hardly."""
    width, height, _, _ = SEQUENCES[name]
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    result = np.full((height, width, 4), 255, np.uint8)
    for channel in range(3):
        value = 60 + (x * (3 + channel) + y * 2) % 120 + 20 * ((x // 16 + y // 16) % 2)
        state = (x * 73856093 + y * 19349663 + (number * 3 + channel) * 83492791) % 4294967296
        state = (state * 1664525 + 1013904223) % 4294967296
        noise = state // 65536 % 7 - 3
        if hand:
            left, top, side = (number * 5) % width - 8, (number * 3) % height, width * 2 // 5
            inside = (x >= left) & (x < left + side) & (y >= top) & (y < top + side)
            hand_like = np.where(x < left + side // 2, 200 - 50 * channel + x % 9, value + 8 + x % 9)
            value = np.where(inside, hand_like, value)
            value = value * (256 + number * (channel - 1)) // 256  # white balance drifts
            block = ((x // 4) * 73856093 + (y // 4) * 19349663 + number * 83492791) % 4294967296
            block = (block * 1664525 + 1013904223) % 4294967296
            value = np.where(block // 65536 % 50 == 0, 255 - value, value)  # specks, and holes in the square
        result[:, :, channel] = np.clip(value + noise, 0, 255)
    return result


def play(name: str) -> list[dict[str, Any]]:
    """Silhouettes of one sequence, as their digest, foreground area and noise in pixels."""
    stage = BackgroundSubtraction(parameters(name))
    number = 0
    while not stage.learn(frame(name, number, hand=False)):
        number += 1
    answers = []
    for shown in range(FRAMES):
        mask, noise = stage.segment(frame(name, number + 1 + shown, hand=True))
        answers.append(
            {
                "sha256": hashlib.sha256(mask.tobytes()).hexdigest(),
                "area": int(np.count_nonzero(mask)),
                "noise": round(noise * mask.size),
            }
        )
    return answers


def main() -> None:
    """Writes the vectors."""
    document = {
        "frames": FRAMES,
        "sequences": [
            {
                "name": name,
                "width": SEQUENCES[name][0],
                "height": SEQUENCES[name][1],
                "parameters": parameters(name).to_json(),
                "expected": play(name),
            }
            for name in SEQUENCES
        ],
    }
    VECTORS.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
