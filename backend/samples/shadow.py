"""What a challenger answered, unseen: a sample's field `shadow` in, checked counts and an answer that differs out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from backend.http.fields import RefusedError, exactly, integer, one_of, probabilities
from backend.models.manifest import Model

FIELDS: Final = frozenset(("model_id", "compared", "disagreed", "predicted", "probabilities"))
MOST: Final = 10_000  # frames between two samples; more is no page of ours
REASON: Final = "shadow"  # of a sample that was taken because the two models differ


class Shadow(NamedTuple):
    """How often a challenger differed from the champion since the sample before, and what it says of this very input.

    The latter, `predicted` and `probabilities`, is kept only where it differs from the champion's answer.
    """

    model_id: str
    compared: int
    disagreed: int
    predicted: str | None
    probabilities: tuple[float, ...] | None


def check_shadow(header: Mapping[str, object], champion: Model, challenger: Model | None) -> Shadow | None:
    """Check the field `shadow` of a sample; None where there is none. Raises RefusedError."""
    described = header.get("shadow")
    if described is None:
        if header["reason"] == REASON:
            raise RefusedError("shadow: must be there where reason is shadow")
        return None
    if not isinstance(described, dict):
        raise RefusedError("shadow: not null and not an object")
    try:
        return _checked(described, header, champion, challenger)
    except RefusedError as refused:
        raise RefusedError(f"shadow.{refused}") from None


def _checked(
    described: Mapping[str, object], header: Mapping[str, object], champion: Model, challenger: Model | None
) -> Shadow:
    exactly(described, FIELDS, "fields")
    if challenger is None:
        raise RefusedError("model_id: this server has no such model")
    if challenger.id == champion.id or challenger.input != champion.input:
        raise RefusedError("model_id: a model that cannot be compared with that of the sample")
    compared, disagreed = integer(described, "compared"), integer(described, "disagreed")
    if disagreed > compared or compared > MOST:
        raise RefusedError(f"compared: not a number from disagreed to {MOST}")
    if described["predicted"] is None and described["probabilities"] is None:
        if header["reason"] == REASON:
            raise RefusedError("predicted: must not be null where reason is shadow")
        return Shadow(challenger.id, compared, disagreed, None, None)
    predicted = one_of(described, "predicted", challenger.labels)
    if predicted == header["predicted"]:
        raise RefusedError("predicted: both models say the same, which is not kept")
    return Shadow(challenger.id, compared, disagreed, predicted, probabilities(described, len(challenger.labels)))
