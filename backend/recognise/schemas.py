"""What POST /api/recognise answers."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from backend.http.messages import Message, Share

Point = Annotated[list[float], Meta(min_length=3, max_length=3)]


class Box(Message):
    """A rectangle in pixels of the picture."""

    x: float
    y: float
    width: float
    height: float


class Hand(Message):
    """A hand, named; its fields are those of the page's `gesture` event."""

    gesture: str
    confidence: Share
    sure: Annotated[bool, Meta(description="Whether the model trusts its name.")]
    probabilities: Annotated[dict[str, Share], Meta(description="Of each label.")]
    side: Annotated[Literal["left", "right"], Meta(description="Which hand of the person it is.")]
    box: Annotated[Box, Meta(description="Around the points.")]
    points: Annotated[
        list[Point],
        Meta(min_length=21, max_length=21, description="x, y, z in pixels of the picture; nearer is less."),
    ]


class Recognition(Message):
    """The hands in a picture, at most two, and which model named them."""

    model_id: str
    width: Annotated[int, Meta(ge=1, description="Of the picture, turned as its camera says.")]
    height: Annotated[int, Meta(ge=1)]
    hands: Annotated[list[Hand], Meta(max_length=2)]
