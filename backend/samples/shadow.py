"""The rules for what a challenger answered, unseen, beside the model of a sample."""

from __future__ import annotations

from typing import Final

from backend.models.manifest import Model
from backend.samples.batch_codec import RefusedError
from backend.samples.probabilities import check_probabilities
from backend.samples.schemas import SampleHeader, Shadow

REASON: Final = "shadow"  # of a sample that was taken because the two models differ


def check_shadow(header: SampleHeader, champion: Model, challenger: Model | None) -> None:
    """Check the field `shadow` of a sample, where there is one. Raises RefusedError."""
    if header.shadow is not None:
        _check(header.shadow, header, champion, challenger)
    elif header.reason == REASON:
        raise RefusedError("shadow: must be there where reason is shadow")


def _check(shadow: Shadow, header: SampleHeader, champion: Model, challenger: Model | None) -> None:
    if challenger is None:
        raise RefusedError("shadow.model_id: this server has no such model")
    if challenger.id == champion.id or challenger.input != champion.input:
        raise RefusedError("shadow.model_id: a model that cannot be compared with that of the sample")
    if shadow.disagreed > shadow.compared:
        raise RefusedError("shadow.disagreed: more than were compared")
    if shadow.predicted is None and shadow.probabilities is None:
        if header.reason == REASON:
            raise RefusedError("shadow.predicted: must not be null where reason is shadow")
        return
    if shadow.predicted not in challenger.labels:
        raise RefusedError(f"shadow.predicted: must be one of {', '.join(challenger.labels)}")
    if shadow.predicted == header.predicted:
        raise RefusedError("shadow.predicted: both models say the same, which is not kept")
    check_probabilities("shadow.probabilities", shadow.probabilities, challenger)
