"""Searches a picture that stands still for hands, as the page does (`search` of web/src/worker/hand/recogniser.ts).

There the searches are spread over frames; here they come one after another, with the same squares and rules, which
web/src/worker/hand/follow.ts explains.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.gestures.finder import MOST_HANDS, Box, Palm, overlap
from backend.gestures.kernel import LARGEST_SQUARE, Kernel, Picture, Square, whole_frame
from backend.gestures.model import Model

_STAYS: Final = 0.5
_LOOKS_UNFOUND: Final = 3  # so often what the finder does not see must look like a hand
_MOST_OVERLAP: Final = 0.5
_NEAREST: Final = 0.35
_POINTS: Final = slice(2, 65)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """What the backbone says of a square."""

    square: Square
    presence: float
    left: float
    points: Floats  # [21, 3] in shares of the square's side
    embedding: Floats
    next: Square | None  # the square of its own points; None where they make none


class Search:
    """One picture, and what the networks see in it."""

    def __init__(self, model: Model, kernel: Kernel, picture: Picture) -> None:
        self._model, self._kernel, self._picture = model, kernel, picture
        self._whole = whole_frame(picture.shape[1], picture.shape[0])

    def hands(self) -> list[Seen]:
        """At most two hands: what the finder sees, with colours or else without; else one that fills the picture."""
        hands = self._confirm(self._palms(grey=False), [])
        if hands:
            return _without_doubles(hands)[:MOST_HANDS]
        middle = self._confirm([self._whole._replace(size=min(self._picture.shape[:2]))], [])
        for _ in range(_LOOKS_UNFOUND - 1):
            again = self.look([one.next for one in middle if one.next is not None])
            middle = [one for one in again if self._stays(one)]
        palms = self._palms(grey=True)
        more = self._confirm(palms, middle)
        kept = [one for one in middle if not more or any(_is_one(one.square, palm) for palm in palms)]
        return _without_doubles([*kept, *more])[:MOST_HANDS]

    def look(self, squares: Sequence[Square], mirrored: Sequence[bool] = ()) -> list[Seen]:
        """What the backbone says of squares of the picture; some of them may be mirrored first."""
        if not squares:
            return []
        crops = [self._kernel.crop(self._picture, square, self._model.side) for square in squares]
        for i, is_mirrored in enumerate(mirrored):
            if is_mirrored:
                crops[i] = crops[i][:, ::-1]
        numbers = self._model.backbone.run(np.stack(crops))
        return [self._seen(square, row) for square, row in zip(squares, numbers, strict=True)]

    def in_picture(self, seen: Seen) -> Floats:
        """Its points [21, 3] in pixels of the picture."""
        return self._kernel.to_frame(seen.points, seen.square).astype(np.float32)

    def _seen(self, square: Square, row: Floats) -> Seen:
        points = row[_POINTS].reshape(-1, 3)
        in_picture = self._kernel.to_frame(points, square).astype(np.float32)
        behind = self._kernel.square_of_points(in_picture, (square.ux, square.uy))
        following = behind if is_square(behind) else None
        return Seen(square, float(row[0]), float(row[1]), points, row[_POINTS.stop :], following)

    def _palms(self, *, grey: bool) -> list[Square]:
        side = self._model.finder.side
        shown = self._kernel.crop(self._picture, self._whole, side, grey=grey)
        squares = [self._square(palm, self._whole.size / side) for palm in self._model.finder.find(shown)]
        return [square for square in squares if is_square(square)]

    def _square(self, palm: Palm, scale: float) -> Square:
        """The square of a palm in pixels of what the finder was shown."""
        x, y = self._whole.cx - self._whole.size / 2, self._whole.cy - self._whole.size / 2
        left, top, width, height = palm.box
        box = (x + scale * left, y + scale * top, scale * width, scale * height)
        wrist, knuckle = ((x + scale * at[0], y + scale * at[1]) for at in (palm.wrist, palm.knuckle))
        return self._kernel.square_of_palm(box, wrist, knuckle)

    def _confirm(self, places: Sequence[Square], known: Sequence[Seen]) -> list[Seen]:
        """Hands at places that are rough: their own points tell better where they are."""

        def is_new(square: Square) -> bool:
            return not any(_is_one(one.square, square) for one in known)

        first = [one for one in self.look([place for place in places if is_new(place)]) if self._stays(one)]
        better = [one.next for one in first if one.next is not None and is_new(one.next)]
        return [one for one in self.look(better) if one.presence >= self._model.presence]

    def _stays(self, seen: Seen) -> bool:
        return seen.presence >= _STAYS * self._model.presence


def is_square(square: Square) -> bool:
    """Whether it is one that can be cropped."""
    return square.size > 0 and all(abs(one) <= LARGEST_SQUARE for one in square)  # not NaN either


def _without_doubles(hands: Sequence[Seen]) -> list[Seen]:
    """Of two that are one hand the one goes that is less surely one."""

    def is_less(i: int, j: int) -> bool:
        one, other = hands[i].presence, hands[j].presence
        return i != j and (other > one or (other == one and j < i)) and _is_one(hands[j].square, hands[i].square)

    return [hand for i, hand in enumerate(hands) if not any(is_less(i, j) for j in range(len(hands)))]


def _is_one(one: Square, other: Square) -> bool:
    distance = math.hypot(one.cx - other.cx, one.cy - other.cy)
    return distance < _NEAREST * max(one.size, other.size) or overlap(_box(one), _box(other)) > _MOST_OVERLAP


def _box(square: Square) -> Box:
    return Box(square.cx - square.size / 2, square.cy - square.size / 2, square.size, square.size)
