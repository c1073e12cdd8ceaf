"""The page's own code for pixels (web/kernel/), run in Python: networks see the same bytes here and there."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt
import wasmtime

from backend.gestures.errors import KernelError

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

FILE: Final = Path(__file__).parents[2] / "web" / "build" / "kernel.wasm"
POINTS: Final = 21
# What positions in web/kernel/crop.ts can tell, in pixels.
LARGEST_FRAME: Final = 2**14
LARGEST_SQUARE: Final = 2**16
LARGEST_BIN: Final = 128  # pixels each way that become one: what sums in web/kernel/area-mean.ts hold


class Square(NamedTuple):
    """A turned square of a frame in its pixels: centre, length of a side, and the unit vector that is up."""

    cx: float
    cy: float
    size: float
    ux: float = 0.0
    uy: float = -1.0


class Kernel:
    """An instance of the kernel, with a memory of its own; one for each thread."""

    def __init__(self, file: Path = FILE) -> None:
        """Raises KernelError where the kernel is not built."""
        code = _compiled(file)
        self._store = wasmtime.Store(code.engine)
        exports = wasmtime.Instance(self._store, code.module, []).exports(self._store)
        self._functions = {name: exports[name] for name in exports}
        self._memory = cast(wasmtime.Memory, exports["memory"])

    def crop(self, frame: Picture, square: Square, side: int, *, grey: bool = False) -> Picture:
        """RGB (side, side, 3) of a square of a frame (height, width, 3 or 4), in RGB too; black outside the frame.

        `grey` takes the colours away.

        Raises ValueError on another shape, on a frame larger than 16384 pixels, and where there is no such square.
        """
        width, height = self.put_frame(frame)
        if max(height, width) > LARGEST_FRAME or side < 1:
            raise ValueError(f"a frame of {width}×{height} cannot be cropped to {side}×{side}")
        numbers = [float(number) for number in square]
        if not (np.isfinite(numbers).all() and square.size > 0 and max(map(abs, numbers)) <= LARGEST_SQUARE):
            raise ValueError(f"there is no {square}")
        at = self.call("crop", width, height, side, *numbers)
        if grey:
            self.call("grey", side)
        return self.view(at, side * side * 3).reshape(side, side, 3).copy()

    def square_of_palm(
        self, box: tuple[float, float, float, float], wrist: tuple[float, float], knuckle: tuple[float, float]
    ) -> Square:
        """The square of a palm's box (left, top, width, height), its wrist and its middle knuckle, in frame pixels."""
        self.call("squareOfPalm", *map(float, (*box, *wrist, *knuckle)))
        return self._newest()

    def square_of_points(self, points: npt.ArrayLike, up: tuple[float, float] = (0.0, -1.0)) -> Square:
        """The square of 21 points ([21, 2 or 3], frame pixels); `up` where wrist and middle knuckle coincide."""
        self._put(points)
        self.call("squareOfPoints", *map(float, up))
        return self._newest()

    def to_frame(self, points: npt.ArrayLike, square: Square) -> Floats:
        """Points [21, 2 or 3] in shares of the square's side (y down, from its upper left corner) in frame pixels."""
        columns = self._put(points)
        self.call("toFrame", *map(float, square))
        return self._points()[:, :columns].copy()

    def to_square(self, points: npt.ArrayLike, square: Square) -> Floats:
        """The inverse of `to_frame`."""
        columns = self._put(points)
        self.call("toSquare", *map(float, square))
        return self._points()[:, :columns].copy()

    def put_frame(self, frame: Picture) -> tuple[int, int]:
        """Hands over a frame (height, width, 3 or 4); its width and height. Raises ValueError on another shape."""
        if frame.ndim != 3 or frame.shape[2] not in (3, 4) or frame.dtype != np.uint8 or 0 in frame.shape:
            raise ValueError(f"a frame is bytes of (height, width, 3 or 4), not {frame.dtype} of {frame.shape}")
        height, width, channels = frame.shape
        at = self.call("makePixels", width * height)
        room = self.view(at, width * height * 4).reshape(height, width, 4)
        if channels == 4:
            room[:] = frame
        else:
            cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA, dst=room)
        return width, height

    def call(self, name: str, *arguments: float) -> Any:
        """What a function of web/kernel/index.ts gives."""
        return cast(Callable[..., Any], self._functions[name])(self._store, *arguments)

    def view(self, at: int, length: int) -> Picture:
        """Bytes of the kernel's memory, as they are until it grows."""
        memory = np.ctypeslib.as_array(self._memory.data_ptr(self._store), (self._memory.data_len(self._store),))
        return cast(Picture, memory[at : at + length])

    def _points(self) -> Floats:
        return self.view(self.call("points"), POINTS * 3 * 8).view("<f8").reshape(POINTS, 3)

    def _put(self, points: npt.ArrayLike) -> int:
        given = np.asarray(points, np.float64)
        if given.shape not in ((POINTS, 2), (POINTS, 3)):
            raise ValueError(f"a hand has {POINTS} points of 2 or 3 numbers, not {given.shape}")
        room = self._points()
        room[:] = 0
        room[:, : given.shape[1]] = given
        return given.shape[1]

    def _newest(self) -> Square:
        return Square(*self.view(self.call("square"), 5 * 8).view("<f8").tolist())


def whole_frame(width: int, height: int) -> Square:
    """What the finder is shown: all of the frame, with black beside its shorter side."""
    return Square(width / 2, height / 2, max(width, height))


class _Code(NamedTuple):
    engine: wasmtime.Engine
    module: wasmtime.Module


@cache
def _compiled(file: Path) -> _Code:
    """The kernel's code, which all of a process's instances share."""
    if not file.is_file():
        raise KernelError(f"{file} is missing: run `just _kernel`, which builds it of web/kernel.")
    engine = wasmtime.Engine()
    return _Code(engine, wasmtime.Module.from_file(engine, str(file)))
