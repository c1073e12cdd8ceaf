"""Publishes models in converted_models/, and says which one is current.

Training's words for what backend/models/publish.py does.
"""

from pathlib import Path

from backend.models import publish as registry
from backend.models.document import Way
from training.errors import RegistryError
from training.registry.manifest import read_model


def publish(folder: Path, models: Path, why: str) -> str:
    """Makes the model in `folder` the current one of its way in the registry in `models`; returns its id.

    Raises RegistryError.
    """
    read_model(folder)
    try:
        return registry.publish(folder, models, why)
    except registry.PublishError as error:
        raise RegistryError(str(error)) from error


def current_model(models: Path, way: Way = "silhouette") -> Path:
    """The folder of a way's current model. Raises RegistryError where there is none."""
    try:
        current = registry.read(models).current[way]
    except registry.PublishError as error:
        raise RegistryError(str(error)) from error
    if current is None:
        raise RegistryError(
            f"There is no model of the way {way} in {models}: run `just train-and-convert --way {way}`."
        )
    return models / current
