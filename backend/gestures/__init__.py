"""Names the hands in a picture, by the network and the head that the page runs: a library and a command."""

from backend.gestures.errors import GesturesError, KernelError, ModelError, PictureError
from backend.gestures.model import current_model, read_model
from backend.gestures.pictures import read_picture
from backend.gestures.recogniser import Box, Hand, Recogniser

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
