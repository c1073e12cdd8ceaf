"""One's own samples as a zip, made piece by piece.

Memory does not grow with the samples: what is held are one page of them and the zip's table of contents, which comes
last. So that this stays small too, one zip has at most MOST samples.
"""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Final

import cv2
import msgspec
import numpy as np

from backend.accounts.store import Account
from backend.database import Database, Row
from backend.models.manifest import POINTS
from backend.samples import points, user_samples
from backend.samples.schemas import ImageSize, InputShape, OwnSample, OwnShadow, Scene
from backend.samples.user_samples import Key

MOST: Final = 20_000
PAGE: Final = 50  # with photos of 256 KiB each 13 MB
README: Final = """\
What {name} gave to hand gesture recognition, the newest first.

samples.jsonl     one sample a line, as GET /api/samples tells it
silhouettes/      what the network saw of a silhouette, by sample_id: white is the hand
points/           what it saw of the hand itself: its numbers as JSON, and its points drawn
photos/           the camera's picture of it, where photos were allowed
connectors.json   what the server tells others for you, and what it told them lately; without secrets

{more}
"""
_MORE: Final = "There are more samples than fit into one file: GET /api/samples.zip?after={key} has the next ones."


class _Pieces:
    """What zipfile writes to: it keeps bytes until they are taken, and cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


async def zipped(
    database: Database, account: Account, others: Mapping[str, bytes], after: Key | None, following: Key | None
) -> AsyncIterator[bytes]:
    """Yield the zip of at most MOST samples behind `after`; `following` is where the next zip begins, if any.

    `others` are files beside them, by name.
    """
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        more = "These are all." if following is None else _MORE.format(key=following)
        archive.writestr("README.txt", README.format(name=account.name, more=more))
        for name, content in others.items():
            archive.writestr(name, content)
        with archive.open("samples.jsonl", "w") as lines:
            async for rows in _pages(database, account.id, after, following, pictures=False):
                await asyncio.to_thread(lines.write, _lines(rows))
                yield pieces.take()
        async for rows in _pages(database, account.id, after, following, pictures=True):
            await asyncio.to_thread(_write_pictures, archive, rows)
            yield pieces.take()
    yield pieces.take()


async def _pages(
    database: Database, account_id: int, after: Key | None, last: Key | None, *, pictures: bool
) -> AsyncIterator[Sequence[Row]]:
    left = MOST
    while left and (rows := await user_samples.page(database, account_id, after, min(PAGE, left), pictures=pictures)):
        yield rows
        left -= len(rows)
        after = Key.of(rows[-1])
        if last is not None and after.sample_id == last.sample_id:
            return


def own_sample(row: Row) -> OwnSample:
    """Return a sample as its owner gets it."""
    return OwnSample(
        sample_id=str(row["sample_id"]),
        session_id=str(row["session_id"]),
        number=row["number"],
        captured_at=row["captured_at"].isoformat(timespec="milliseconds"),
        received_at=row["received_at"].isoformat(timespec="milliseconds"),
        model_id=row["model_id"],
        predicted=row["predicted"],
        probabilities=[_as_sent(value) for value in row["probabilities"]],
        label=row["label"],
        label_source=row["label_source"],
        reason=row["reason"],
        sampling_probability=_as_sent(row["sampling_probability"]),
        inference_ms=_as_sent(row["inference_ms"]),
        total_ms=_as_sent(row["total_ms"]),
        noise=None if row["noise"] is None else _as_sent(row["noise"]),
        fps=None if row["fps"] is None else _as_sent(row["fps"]),
        device=row["device"],
        origin=row["origin"],
        backend=row["backend"],
        consent_version=row["consent_version"],
        network_input=InputShape(row["input_kind"], row["input_width"], row["input_height"]),
        frame_image=_image_size(row),
        shadow=_shadow(row),
        scene=_scene(row),
    )


def _image_size(row: Row) -> ImageSize | None:
    width = row["frame_image_width"]
    return None if width is None else ImageSize(width, row["frame_image_height"])


def _shadow(row: Row) -> OwnShadow | None:
    if row["shadow_model_id"] is None:
        return None
    values = row["shadow_probabilities"]
    return OwnShadow(
        model_id=row["shadow_model_id"],
        compared=row["shadow_compared"],
        disagreed=row["shadow_disagreed"],
        predicted=row["shadow_predicted"],
        probabilities=None if values is None else [_as_sent(value) for value in values],
    )


def _scene(row: Row) -> Scene | None:
    if row["light"] is None:
        return None
    size = row["hand_size"]
    return Scene(
        light=_as_sent(row["light"]),
        hands=row["hands"],
        hand_size=None if size is None else _as_sent(size),
        followed_ms=row["followed_ms"],
        lost=row["lost"],
    )


def png(row: Row) -> bytes:
    """Return what the network saw of the sample as PNG: its silhouette, or the points of the hand drawn."""
    if row["input_kind"] == POINTS:
        return points.draw(row["network_input"])
    pixels = np.frombuffer(row["network_input"], np.uint8).reshape(row["input_height"], row["input_width"])
    return cv2.imencode(".png", pixels)[1].tobytes()


def _as_sent(value: float) -> float:
    """0.9 has come as 0.9, is stored in four bytes, and would be told as 0.8999999761581421."""
    return float(f"{value:.7g}")


def _lines(rows: Iterable[Row]) -> bytes:
    return msgspec.json.Encoder().encode_lines(map(own_sample, rows))


def _write_pictures(archive: zipfile.ZipFile, rows: Iterable[Row]) -> None:
    for row in rows:
        is_points = row["input_kind"] == POINTS
        name = f"{'points' if is_points else 'silhouettes'}/{row['sample_id']}"
        archive.writestr(f"{name}.png", png(row), zipfile.ZIP_STORED)
        if is_points:
            archive.writestr(f"{name}.json", json.dumps(points.as_json(row["network_input"])))
        if row["frame_image"] is not None:
            archive.writestr(f"photos/{row['sample_id']}.jpg", row["frame_image"], zipfile.ZIP_STORED)
