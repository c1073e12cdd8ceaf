"""Refitting: a model that was validated on people held out in, what that settled for one that learns from them out.

The recipe, the temperature and the threshold were found on people whom the network had not seen. That done, these
people are worth more as examples; what is measured then is measured on others: `just evaluate DIR --unseen`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training.errors import DataError
from training.registry.manifest import read_manifest


@dataclass(frozen=True)
class Settled:
    """What the validation of a model settled, and the names of all real sources that it was made of."""

    model_id: str
    temperature: float
    threshold: float
    macro_f1: float  # of its validation
    real_macro_f1: float  # of the people in it
    sources: tuple[str, ...]

    def require(self, names: Iterable[str]) -> None:
        """Demand that the real sources at hand are the same. Raises DataError."""
        differing = sorted(set(names) ^ set(self.sources))
        if differing:
            raise DataError(
                f"{self.model_id} was made with other real data, which differs by {', '.join(differing)}: give the "
                "same --data, --only-sources and --without-sources as for that model."
            )


def settled_by(folder: Path) -> Settled:
    """Reads it from a model's folder. Raises RegistryError, and DataError where no people were held out."""
    manifest = read_manifest(folder)
    trained = manifest.raw["trained"]
    metrics = trained["metrics"]
    real = (source["name"] for source in trained["sources"] if source["name"] != "synthetic")
    if "real" not in metrics or "temperature" not in metrics:
        raise DataError(f"{manifest.id} was validated on nobody's pictures: refit a model made with --data.")
    return Settled(
        manifest.id,
        metrics["temperature"],
        manifest.threshold,
        metrics["macro_f1"],
        metrics["real"]["macro_f1"],
        tuple(sorted(real)),
    )
