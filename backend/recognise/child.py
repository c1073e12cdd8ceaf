"""The process that names hands: `python -m backend.recognise.child FOLDER`, the folder of a model of hands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import cv2
import msgspec
import numpy as np

from backend.gestures.errors import GesturesError, PictureError
from backend.gestures.model import read_model
from backend.gestures.pictures import decode
from backend.gestures.recogniser import Recogniser
from backend.pictures.child import refuse, run
from backend.pictures.protocol import BadImageError

MEMORY: Final = 256 * 1024 * 1024  # a phone's photo takes about half
PROCESSOR_S: Final = 4.0  # many times what the largest picture takes
SMALL: Final = cv2.imencode(".jpg", np.zeros((120, 160, 3), np.uint8))[1].tobytes()


def main(folder: str) -> None:
    """Answer pictures, each with the JSON of a Recognition."""
    try:
        recogniser = Recogniser(read_model(Path(folder)))
    except GesturesError as error:
        refuse(str(error))
        return

    def answer(data: bytes) -> bytes:
        try:
            picture = decode(data)
        except PictureError as error:
            raise BadImageError(str(error)) from error
        height, width = picture.shape[:2]
        hands = [hand.told() for hand in recogniser.recognise(picture)]
        return msgspec.json.encode({"model_id": recogniser.model.id, "width": width, "height": height, "hands": hands})

    run(answer, SMALL, MEMORY, PROCESSOR_S)


if __name__ == "__main__":
    main(sys.argv[1])
