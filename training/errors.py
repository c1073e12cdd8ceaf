"""What can go wrong in training, each with a sentence that says what to do.

TrainingError
├── DataError         pictures or labels that cannot be used
├── DivergedError     the loss is no number
├── RunError          a run's folder cannot be written, or cannot be gone on with
├── ConversionError   Keras to TensorFlow.js
├── RegistryError     converted_models/ is damaged or cannot be written
├── TooLittleError    the learning loop has too few new samples
├── RefusedError      the learning loop's gate does not let a challenger pass
└── BusyError         the learning loop is at work already
"""


class TrainingError(Exception):
    """The root; the command prints its text and exits with 1."""


class DataError(TrainingError):
    """Pictures or labels that cannot be used."""


class DivergedError(TrainingError):
    """The loss is no number."""


class RunError(TrainingError):
    """A run's folder cannot be written, or cannot be gone on with."""


class ConversionError(TrainingError):
    """Keras to TensorFlow.js failed."""


class RegistryError(TrainingError):
    """converted_models/ is damaged or cannot be written."""


class TooLittleError(TrainingError):
    """The learning loop has too few new samples."""


class RefusedError(TrainingError):
    """The learning loop's gate does not let a challenger pass."""


class BusyError(TrainingError):
    """The learning loop is at work already."""
