"""Names the hands in a picture, by the network and the head that the page runs: a library and a command."""

from gestures.errors import GesturesError, KernelError, ModelError, PictureError
from gestures.model import current_model, read_model
from gestures.pictures import read_picture
from gestures.recogniser import Box, Hand, Recogniser

__all__ = [
    "Box",
    "GesturesError",
    "Hand",
    "KernelError",
    "ModelError",
    "PictureError",
    "Recogniser",
    "current_model",
    "read_model",
    "read_picture",
]
