"""Names the hands of pictures that stand still, as the page names those of a picture that somebody chose."""

import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from backend.gestures.kernel import Kernel, Picture, Square
from backend.gestures.model import Model
from backend.gestures.search import Search, Seen, is_square

# Looks at a hand beside the plain one (web/src/worker/hand/looks.ts): a square's size, and how far it is turned.
_VARIED: Final = ((0.88, 0.0), (1.0, -math.pi / 15), (1.0, math.pi / 15))
_SHARES, _PIXELS = 4, 2  # digits
_LEAST: Final = 1e-7  # one look that is sure that it is not must not outweigh all others

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Hand:
    """A hand, named: the fields of the page's `gesture` event have the same names."""

    gesture: str
    confidence: float
    sure: bool  # whether the model trusts its name
    probabilities: dict[str, float]
    side: Literal["left", "right"]  # of the person
    box: Box  # around the points
    points: list[tuple[float, float, float]]  # 21 × (x, y, z), in pixels of the picture; nearer is less

    def told(self) -> dict[str, Any]:
        """The same as JSON tells it: shares to four digits, pixels to two."""
        box = Box(*(round(one, _PIXELS) for one in astuple(self.box)))
        return {
            **asdict(self),
            "confidence": round(self.confidence, _SHARES),
            "probabilities": {label: round(one, _SHARES) for label, one in self.probabilities.items()},
            "box": asdict(box),
            "points": [[round(one, _PIXELS) for one in point] for point in self.points],
        }


class Recogniser:
    """Names hands with one model; one for each thread."""

    def __init__(self, model: Model, kernel: Kernel | None = None) -> None:
        """Raises KernelError where the kernel is not built."""
        self.model = model
        self._kernel = kernel or Kernel()

    def recognise(self, picture: Picture) -> list[Hand]:
        """The hands, at most two, in bytes of RGB or RGBA (height, width, 3 or 4). Raises ValueError on others."""
        search = Search(self.model, self._kernel, picture)
        return [self._named(search, hand) for hand in search.hands()]

    def _named(self, search: Search, hand: Seen) -> Hand:
        probabilities = self._probabilities(search, hand)
        best = int(probabilities.argmax())
        points = search.in_picture(hand)
        (left, top), (right, bottom) = points[:, :2].min(axis=0).tolist(), points[:, :2].max(axis=0).tolist()
        return Hand(
            gesture=self.model.labels[best],
            confidence=float(probabilities[best]),
            sure=bool(probabilities[best] >= self.model.sure),
            probabilities=dict(zip(self.model.labels, probabilities.tolist(), strict=True)),
            side="left" if hand.left >= 0.5 else "right",
            box=Box(left, top, right - left, bottom - top),
            points=[(x, y, z) for x, y, z in points.tolist()],
        )

    def _probabilities(self, search: Search, hand: Seen) -> Floats:
        """By several looks, so that no single one decides: the normalised geometric mean of what each says."""
        looks = [look for look in _further(hand.square) if is_square(look[0])]
        mirrored = [False, *(is_mirrored for _, is_mirrored in looks)]
        seen = [hand, *search.look([square for square, _ in looks], mirrored[1:])]
        answers = self._classify(seen, mirrored)
        powers = np.exp(np.log(np.maximum(answers.astype(np.float64), _LEAST)).mean(axis=0))
        return np.asarray(powers / powers.sum(), np.float32)

    def _classify(self, seen: Sequence[Seen], mirrored: Sequence[bool]) -> Floats:
        signs = [-1.0 if one else 1.0 for one in mirrored]
        turn = [(sign * one.square.ux, one.square.uy) for sign, one in zip(signs, seen, strict=True)]
        return self.model.head.classify(
            np.stack([one.embedding for one in seen]),
            np.array(turn, np.float32),
            np.array([one.left for one in seen], np.float32),
            np.stack([one.points for one in seen]),
        )


def _further(square: Square) -> list[tuple[Square, bool]]:
    """All looks but the plain one: squares, and whether each is mirrored."""
    looks = [(square, True)]
    for scale, turn in _VARIED:
        cosine, sine = math.cos(turn), math.sin(turn)
        up = (square.ux * cosine - square.uy * sine, square.ux * sine + square.uy * cosine)
        varied = Square(square.cx, square.cy, square.size * scale, *up)
        looks += [(varied, True), (varied, False)]
    return looks
