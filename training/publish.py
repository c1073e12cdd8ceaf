"""Publishing: a finished folder in, the folder in converted_models/ and registry.json switched to it out.

Training's words for what backend/registry/switch.py does.
"""

from pathlib import Path

from backend.registry import switch
from training.errors import RegistryError
from training.manifest import read_manifest


def publish(folder: Path, models: Path, why: str) -> str:
    """Makes the model in `folder` the current one of the registry in `models`; returns its id. Raises RegistryError."""
    read_manifest(folder)
    try:
        return switch.publish(folder, models, why)
    except switch.SwitchError as error:
        raise RegistryError(str(error)) from error


def current_model(models: Path) -> Path:
    """The folder of the current model. Raises RegistryError where there is none."""
    try:
        current = switch.read(models).current
    except switch.SwitchError as error:
        raise RegistryError(str(error)) from error
    if current is None:
        raise RegistryError(f"There is no model in {models}: run `just train-and-convert`.")
    return models / current
