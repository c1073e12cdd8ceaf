"""Batches for the fuzz: nothing in, a strategy for batches that can be read out, with good and bad samples in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from backend.registry.registry import Registry
from tests.backend.batches import encode, sample

ROOT = Path(__file__).resolve().parents[2]
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


def batches() -> st.SearchStrategy[bytes]:
    """Any few samples, each good but for what is drawn to be wrong with it."""
    return st.lists(_samples(), max_size=5).map(_encode)


@st.composite
def _samples(draw: st.DrawFn) -> dict[str, Any]:
    model = Registry(ROOT / "converted_models").current()
    good = sample(
        sample_id=str(draw(st.uuids())),
        model_id=model.id,
        predicted=draw(st.sampled_from(model.labels)),
        captured_at=datetime.now(UTC).isoformat(),
        picture={"kind": model.input.kind, "width": model.input.width, "height": model.input.height, "bytes": 4096},
    )
    names = st.sampled_from([name for name in good if name not in ("sample_id", "picture")])
    return good | draw(st.dictionaries(names, ANYTHING, max_size=2))


def _encode(samples: list[dict[str, Any]]) -> bytes:
    return encode(json.loads(json.dumps(samples)))
