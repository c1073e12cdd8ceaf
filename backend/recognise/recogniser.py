"""Asks the process that names the hands in a picture (backend/recognise/child.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from backend.models.registry import Model
from backend.pictures.process import PictureProcess
from backend.recognise.schemas import Recognition

PICTURE_BYTES: Final = 4 * 1024 * 1024
PICTURE_SIDE: Final = 4096  # pixels
PICTURE_PIXELS: Final = 12_600_000  # a phone's photo
ANSWERED_S: Final = 30.0  # with the start of the process, on a busy machine
_LIMITS: Final = {
    "OPENCV_IO_MAX_IMAGE_WIDTH": str(PICTURE_SIDE),
    "OPENCV_IO_MAX_IMAGE_HEIGHT": str(PICTURE_SIDE),
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(PICTURE_PIXELS),
    "OPENBLAS_NUM_THREADS": "1",
}


class PictureRecogniser:
    """Names hands in a process of its own, which a bad picture may end: one picture at a time."""

    def __init__(self) -> None:
        self._process = PictureProcess("backend.recognise.child", _LIMITS, ANSWERED_S)

    async def recognise(self, data: bytes, model: Model, sender: int, on_turn: Callable[[], None]) -> Recognition:
        """Return the hands in an encoded picture, which waits for its turn until `on_turn` is called.

        Raises BadImageError where it cannot be decoded, HarmfulImageError where not within the limits,
        DecoderUnavailableError.
        """
        said = await self._process.ask(data, sender, (str(model.folder),), on_turn)
        return msgspec.json.decode(said, type=Recognition)

    async def close(self) -> None:
        """End the process."""
        await self._process.close()
