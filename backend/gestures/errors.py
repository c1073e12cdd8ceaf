"""What can go wrong, each with a sentence that says what to do.

GesturesError
├── KernelError    the WebAssembly that reads pixels is not built
├── ModelError     a model's folder is missing, damaged or of another way
└── PictureError   the bytes are no picture that can be read
"""


class GesturesError(Exception):
    """The root; the command prints its text and exits with 1."""


class KernelError(GesturesError):
    """The WebAssembly that reads pixels is not built."""


class ModelError(GesturesError):
    """A model's folder is missing, damaged or of another way."""


class PictureError(GesturesError):
    """The bytes are no picture that can be read."""
