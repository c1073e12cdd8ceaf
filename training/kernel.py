"""The page's own code for pixels (backend/gestures/kernel.py), with training's errors."""

from pathlib import Path

from backend.gestures import kernel
from backend.gestures.errors import KernelError
from backend.gestures.kernel import (
    FILE,
    LARGEST_BIN,
    LARGEST_FRAME,
    LARGEST_SQUARE,
    POINTS,
    Floats,
    Square,
    whole_frame,
)
from training.errors import RunError

__all__ = ["LARGEST_BIN", "LARGEST_FRAME", "LARGEST_SQUARE", "POINTS", "Floats", "Kernel", "Square", "whole_frame"]


class Kernel(kernel.Kernel):
    """An instance of the kernel, with a memory of its own; one for each thread."""

    def __init__(self, file: Path = FILE) -> None:
        """Raises RunError where the kernel is not built."""
        try:
            super().__init__(file)
        except KernelError as error:
            raise RunError(str(error)) from error
