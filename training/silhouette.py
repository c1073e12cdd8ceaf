"""What a manifest says of silhouettes: how they are made (training/kernel.py does it) and what is shown of them."""

import dataclasses
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

# `silhouette`: all of the guide box. `hand`: a square around what is white in it, so that a hand which is far away is
# shown as large as one that is close.
Kind = Literal["silhouette", "hand"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

LEVEL: Final = 256  # what is told in parts of a grey level is in 256ths


@dataclass(frozen=True)
class NetworkInput:
    """What a network is shown: `side` × `side` pixels of 0..255."""

    kind: Kind
    side: int


@dataclass(frozen=True)
class SilhouetteParameters:
    """How the background is learned and subtracted; every field is an integer, in the order that the kernel takes."""

    width: int = 128  # the size that the background model works on
    height: int = 128
    learn_frames: int = 30  # one second at 30 frames a second
    noise_floor: int = 3 * LEVEL  # 256ths of a level: no camera is trusted to be quieter than this
    noise_share: int = 20  # 1024ths of the pixel's mean added to the floor: gains are never quite right
    threshold: int = 10 * LEVEL  # squared deviations over the noise, in 256ths, summed over three channels
    speck_area: int = 60  # pixels; smaller foreground components are removed
    hole_area: int = 40  # pixels; smaller background components are filled
    follow_shift: int = 6  # background pixels move 1/64 of the way towards each frame

    def to_json(self) -> dict[str, int]:
        """The manifest's `silhouette` object."""
        return dataclasses.asdict(self)
