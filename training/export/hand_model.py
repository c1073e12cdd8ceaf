"""The folder of a model that sees hands: finder, backbone, head, golden answers, card and manifest."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.backbone.eyes import Eyes, looker
from training.backbone.network import PAUSES, Backbone, count_flops, make_finder
from training.export.graph import round_weights, write_graph
from training.export.hand_golden import make_hand_golden
from training.export.head_golden import head_golden
from training.head.features import NAMES, Floats
from training.head.fit import Head
from training.head.metric import Metric
from training.labels import HAND_LABELS
from training.registry.manifest import NAME, SCHEMA, commit, identify, list_files

FINDER_SIDE: Final = 160  # pixels: finds grey, gloved and far hands that 128 miss (docs/decisions/0025)
FINDER_SCORE: Final = 0.5  # .3 finds no more of the people held out
# As surely a hand as what begins to be followed must be: .998 of the hands of people held out are, and bare shoulders
# in a dark room (.95) are not.
PRESENCE: Final = 0.98
# Smoothing on the page: the values that background mode was given by `just evaluate-steady`.
SMOOTHING: Final = {"time_constant_ms": 133, "enter": 0.65, "leave": 0.1, "dwell_ms": 33}


@dataclass(frozen=True)
class Networks:
    """The two graphs as they are shipped: rounded, with one output each."""

    finder: keras.Model
    backbone: keras.Model
    side: int
    embedding: int

    @classmethod
    def of(cls, backbone: Backbone) -> "Networks":
        """Rounds the backbone's weights, in place, and a finder's."""
        finder = round_weights(make_finder(FINDER_SIDE))
        return cls(finder, round_weights(backbone.exported()), backbone.side, backbone.embedding)


def write_hand_model(
    folder: Path,
    networks: Networks,
    head: Head,
    golden: Floats,
    metric: Metric | None,
    seed: int,
    trained: dict[str, Any],
    threshold: float,
    card: str,
) -> None:
    """Writes a model; `golden` are hand numbers [k, 67 + E] for the head's golden cases, `metric` is the backbone's.

    `trained` is the manifest's record of how it came about, `card` what people read. Raises ConversionError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_graph(networks.finder, folder, "finder", PAUSES)
    write_graph(networks.backbone, folder, "backbone")
    document = head_document(head, folder / "backbone.bin", golden)
    if metric is not None:
        document["metric"] = metric.document()
    (folder / "head.json").write_text(json.dumps(document))
    eyes = Eyes(looker(networks.backbone), networks.side, FINDER_SIDE, FINDER_SCORE)
    (folder / "golden.json").write_text(json.dumps(make_hand_golden(seed, eyes, head)))
    (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    files = list_files(folder)
    manifest = {
        "schema": SCHEMA,
        "id": identify(files),
        "way": "hand",
        "labels": list(HAND_LABELS),
        "finder": {
            "graph": "finder.json",
            "side": FINDER_SIDE,
            "score": FINDER_SCORE,
            "flops": count_flops(networks.finder),
        },
        "backbone": {
            "graph": "backbone.json",
            "weights": "backbone.bin",
            "side": networks.side,
            "embedding": networks.embedding,
            "presence": PRESENCE,
            "flops": count_flops(networks.backbone),
        },
        "head": "head.json",
        "smoothing": SMOOTHING,
        "thresholds": {"gesture": threshold},
        "golden": "golden.json",
        "files": files,
        "trained": {"commit": commit(), "seed": seed, **trained},
    }
    (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n")


def head_document(head: Head, weights: Path, golden: Floats) -> dict[str, Any]:
    """What head.json holds; `weights` is the file of the backbone that the head was fitted on.

    `golden` are hand numbers [k, 67 + E] for its golden cases.
    """
    last = len(head.kernels) - 1
    layers = [
        {
            "activation": "softmax" if i == last else "relu",
            "units": kernel.shape[1],
            "kernel": _packed(kernel),
            "bias": _packed(bias),
        }
        for i, (kernel, bias) in enumerate(zip(head.kernels, head.biases, strict=True))
    ]
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    return {
        "backbone": digest,
        "labels": list(HAND_LABELS),
        "features": list(NAMES),
        "layers": layers,
        "golden": head_golden(head, golden),
    }


def _packed(values: npt.NDArray[np.float32]) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")
