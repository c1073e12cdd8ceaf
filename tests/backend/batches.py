"""Batches as the page sends them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from time import time_ns
from typing import Any
from uuid import uuid4

from backend.samples.batch_codec import RawSample, read_header
from tests.backend.model_files import EMBEDDING, HAND_ID, MODEL_ID

NOW = datetime(2026, 11, 22, 17, 6, tzinfo=UTC)
PICTURE = bytes(64 * 64)


def sample_id() -> str:
    """A UUID of version 7, as the page makes them (web/src/collect/sample-id.ts): in the order of time."""
    time, chance = f"{time_ns() // 1_000_000:012x}", str(uuid4())
    return f"{time[:8]}-{time[8:]}-7{chance[15:]}"


def sample(**changes: object) -> dict[str, Any]:
    """Make a sample that may be stored at NOW, but for `changes`; a change to ... leaves the field out."""
    good: dict[str, Any] = {
        "sample_id": sample_id(),
        "session_id": "7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001",
        "number": 123,
        "captured_at": "2026-11-22T17:05:32.123Z",
        "model_id": MODEL_ID,
        "predicted": "fist",
        "probabilities": [0.01, 0.02, 0.9, 0.03, 0.02, 0.02],
        "label": None,
        "label_source": "none",
        "reason": "random",
        "sampling_probability": 0.01,
        "inference_ms": 0.8,
        "total_ms": 3.4,
        "noise": 0.004,
        "device": "Chromium, Linux",
        "consent_version": 1,
        "network_input": {"kind": "silhouette", "width": 64, "height": 64, "bytes": 4096},
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def hand_sample(**changes: object) -> dict[str, Any]:
    """The same of a model that sees the hand itself: POINTS are its network_input."""
    of_way = {
        "model_id": HAND_ID,
        "probabilities": [0.01, 0.02, 0.9, 0.03, 0.01, 0.01, 0.01, 0.01],
        "noise": None,
        "network_input": {"kind": "points", "width": EMBEDDING, "height": 1, "bytes": len(POINTS)},
    }
    return sample(**(of_way | changes))


def hand_numbers() -> list[float]:
    """Presence, left, 21 points, up and an embedding: of an open hand, all of them exact in four bytes."""
    points = [0.5, 0.875, 0.0]  # the wrist
    for finger in range(5):
        for joint in range(1, 5):
            points += [0.25 + finger / 8, 0.75 - joint / 8, -joint / 64]
    return [0.96875, 0.125, *points, 0.0, -1.0, *(n / 16 for n in range(EMBEDDING))]


def packed(numbers: Sequence[float]) -> bytes:
    """Numbers as a sample holds them: four bytes each, little endian."""
    return struct.pack(f"<{len(numbers)}f", *numbers)


POINTS = packed(hand_numbers())


def raw(one: Mapping[str, object], network_input: bytes = PICTURE, frame_image: bytes | None = None) -> RawSample:
    """A sample as it comes out of its batch."""
    image = None if frame_image is None else memoryview(frame_image)
    header = read_header(json.dumps(one).encode())
    return RawSample(str(one.get("sample_id")), header, memoryview(network_input), image)


def encode(samples: Sequence[Mapping[str, object]], pictures: Sequence[bytes] | None = None) -> bytes:
    """Encode a batch; without `pictures` each sample gets PICTURE."""
    header = json.dumps({"samples": list(samples)}).encode()
    return frame(header, b"".join([PICTURE] * len(samples) if pictures is None else pictures))


def frame(header: bytes, pictures: bytes = b"", magic: bytes = b"GSB1", length: int | None = None) -> bytes:
    """Put a header and pictures behind the start of a batch."""
    return struct.pack("<4sI", magic, len(header) if length is None else length) + header + pictures
