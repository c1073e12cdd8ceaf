"""Batches for the fuzz: nothing in, strategies for batches out, from those that can be read to any bytes."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from backend.gestures.model import current_model
from backend.models import publish
from tests.backend.batches import PICTURE, POINTS, encode, frame, hand_sample, sample
from tests.backend.frame_images import bomb, described, jpeg, markers_without_lengths, png, scans
from tests.backend.model_files import HAND_LABELS, LABELS, write_hand_model, write_model

# The edges of what columns hold: four bytes of a float (its least, its least whole one, its most), whole numbers.
FLOAT_EDGES = (
    1e-60,
    5e-324,
    1e-46,
    2.0**-149,
    2.0**-126,
    1e-38,
    0.0009999,
    0.001,
    0.9999999999,
    1 + 1e-12,
    3.5e38,
    1e308,
)
INTEGER_EDGES = (-1, 0, 2**15, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, 10**30)
NUMBERS = st.sampled_from((*FLOAT_EDGES, *(-edge for edge in FLOAT_EDGES), *INTEGER_EDGES))
ODD_TEXTS = st.sampled_from(("\0", "\n", "\ufeff", "\u202e", "\U0010ffff", "é\u0301", "' OR '1'='1", "x" * 5000))
HALVES = st.sampled_from(("\ud800", "a\udfffb"))  # of a letter: JSON can say them, UTF-8 cannot
ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    | NUMBERS | ODD_TEXTS
)  # fmt: skip
KEYS = st.text() | ODD_TEXTS | HALVES
ANY_JSON = st.recursive(ANYTHING | HALVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8)
PHOTOS = (jpeg(), jpeg(3, 2), png(), png(512, 1))
BOMBS = (
    *(markers_without_lengths(), markers_without_lengths(512, 65_500), markers_without_lengths(65_500, 1)),
    *(bomb(513, 513), bomb(2000, 2000), scans(15), scans(3000)),
)


def batches() -> st.SearchStrategy[bytes]:
    """Any few samples, each good but for what is drawn to be wrong with it; the batch itself can be read."""
    return st.lists(_samples(), max_size=5).map(_encode)


def damaged() -> st.SearchStrategy[bytes]:
    """Batches with some of their bytes changed, lost or added, headers that are any JSON, and any bytes at all."""
    return st.one_of(_changed(batches()), _headers(), st.binary(max_size=300), st.binary(max_size=99).map(frame))


def write_models(folder: Path) -> Path:
    """A registry with a model of each way, which the samples are of, and as the current one a real one of hands."""
    write_model(folder / "made")
    write_hand_model(folder / "made")
    models = folder / "models"
    for made in (folder / "made").iterdir():
        publish.publish(made, models, "to be fuzzed")
    publish.publish(current_model(), models, "to name the hands of pictures")
    return models


def good(**changes: object) -> dict[str, Any]:
    """Make a sample of a silhouette, captured now, but for `changes`."""
    return sample(captured_at=datetime.now(UTC).isoformat()) | changes


@st.composite
def _samples(draw: st.DrawFn) -> tuple[dict[str, Any], bytes]:
    """A sample, of either kind, and its bytes, as many as it says."""
    is_points = draw(st.booleans())
    now, labels = datetime.now(UTC).isoformat(), HAND_LABELS if is_points else LABELS
    one = (hand_sample if is_points else sample)(captured_at=now, predicted=draw(st.sampled_from(labels)))
    one["sample_id"] = str(draw(st.uuids()))
    names = st.sampled_from([*(name for name in one if name not in ("sample_id", "network_input")), "shadow"])
    one |= draw(st.dictionaries(names, ANYTHING, max_size=2))
    if draw(st.integers(0, 3)) == 0:
        one |= draw(_at_the_edges(len(labels)))
    network_input = draw(_points()) if is_points else PICTURE
    if draw(st.integers(0, 2)):
        return one, network_input
    frame_image = draw(st.sampled_from(PHOTOS) | _changed(st.sampled_from(PHOTOS)) | st.sampled_from(BOMBS))
    about = described(draw(st.sampled_from(PHOTOS))) | {"bytes": len(frame_image)}
    names = st.sampled_from(("type", "width", "height", "extra"))
    return one | {
        "frame_image": about | draw(st.dictionaries(names, ANYTHING, max_size=1))
    }, network_input + frame_image


@st.composite
def _at_the_edges(draw: st.DrawFn, labels: int) -> dict[str, Any]:
    """Numbers that a check in another type than the column's would let pass."""
    names = ("sampling_probability", "inference_ms", "total_ms", "noise", "fps", "number", "consent_version")
    small = draw(st.lists(st.sampled_from(FLOAT_EDGES[:6]), min_size=labels - 1, max_size=labels - 1))
    changes: dict[str, Any] = draw(st.dictionaries(st.sampled_from(names), NUMBERS, max_size=2))
    return changes | ({"probabilities": [1.0, *small]} if draw(st.booleans()) else {})


@st.composite
def _points(draw: st.DrawFn) -> bytes:
    """Points of a hand, perhaps with a number among them that may be any, or none."""
    points = bytearray(POINTS)
    if draw(st.booleans()):
        place = draw(st.integers(0, len(points) // 4 - 1))
        struct.pack_into("<f", points, 4 * place, draw(st.floats(width=32)))
    return bytes(points)


def _encode(samples: list[tuple[dict[str, Any], bytes]]) -> bytes:
    return encode([one for one, _ in samples], [pictures for _, pictures in samples])


@st.composite
def _changed(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    data = draw(whole)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, min(len(data), 2000)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 1, 4, 4096, 10**6))))
        data = data[:start] + draw(st.binary(max_size=4)) + data[end:]
    return data


@st.composite
def _headers(draw: st.DrawFn) -> bytes:
    """A header that is JSON, or nearly, of another form than it should have; perhaps of another length, too."""
    value = draw(st.one_of(ANY_JSON, st.fixed_dictionaries({"samples": ANY_JSON | st.lists(_objects(), max_size=3)})))
    header = json.dumps(value, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    nested = draw(st.sampled_from((b"", b"", b"", b"[" * 5000, b'{"samples":' * 2000, b"9" * 5000)))
    length = draw(st.none() | st.integers(0, 2**32 - 1))
    data = frame(nested + header, draw(st.binary(max_size=20)), length=length)
    return data if draw(st.booleans()) else struct.pack("<4s", b"GSB1") + data


@st.composite
def _objects(draw: st.DrawFn) -> dict[str, Any]:
    """A sample of which any field may be anything, also its network_input, whose bytes do not follow."""
    changes = draw(st.dictionaries(st.sampled_from([*good(), "frame_image", "shadow", "extra"]), ANY_JSON, max_size=4))
    size = draw(st.sampled_from((0, 1, -1, 2**63, 1.5, True, "1")))
    return good(network_input={"bytes": size}) | changes
