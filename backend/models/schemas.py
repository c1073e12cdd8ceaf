"""What is asked and answered about models."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from backend.http.messages import Message, fitting

# It works; it answers otherwise than in training; it could not be had, which says nothing of it; it halved the rate.
Outcome = Literal["running", "wrong", "unloaded", "slower"]
# What web/src/worker/network/backend.ts may say.
Backend = Annotated[str, fitting("WebAssembly( with SIMD)?")]
_PerSecond = Annotated[float, Meta(ge=0, le=1000)]


class ModelLink(Message):
    """A model to use, and the path of its manifest."""

    id: str
    manifest: str


class CurrentModels(Message):
    """The models to use, one of each way, and one whose head is compared with that of hands."""

    hand: ModelLink | None
    silhouette: ModelLink | None
    challenger: ModelLink | None


class FrameRates(Message):
    """Answers a second before a model came and after."""

    before: _PerSecond
    after: _PerSecond


class ModelReport(Message):
    """What became of a model on a page."""

    model_id: Annotated[str, Meta(min_length=1, max_length=100)]
    outcome: Outcome
    backend: Backend | None
    fps: FrameRates | None  # of `slower`, and null of anything else
