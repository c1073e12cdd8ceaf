"""The folder of a model of background mode: network, golden answers, card and manifest, proved on wasm."""

import json
from pathlib import Path
from typing import Any

from training.config import TrainingConfig
from training.data.prepare import Prepared, digest
from training.export.convert import convert
from training.export.network import Exported
from training.export.silhouette_card import write_card
from training.export.silhouette_golden import check_converted, make_golden
from training.labels import LABELS
from training.model import count_flops, predict
from training.registry.manifest import NAME, SCHEMA, commit, identify, list_files


def write_silhouette_model(folder: Path, exported: Exported, config: TrainingConfig, data: Prepared) -> None:
    """Writes a model that was trained and validated on `data`.

    Raises ConversionError, also where the page's own code computes something else than the network, and OSError.
    """
    convert(exported.network, folder)
    flops = count_flops(exported.network)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    golden = make_golden(config.seed, config.silhouette, config.input, lambda x: predict(exported.network, x))
    (folder / "golden.json").write_text(json.dumps(golden))
    write_card(
        folder,
        config,
        data,
        exported.probabilities,
        {"metrics": exported.metrics, "threshold": exported.threshold, "flops": flops, "bytes": size},
    )
    manifest = _manifest(list_files(folder), exported, config, data, flops)
    (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n")
    check_converted(folder, golden)


def _manifest(
    files: list[dict[str, Any]], exported: Exported, config: TrainingConfig, data: Prepared, flops: int
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": identify(files),
        "way": "silhouette",
        "labels": list(LABELS),
        "input": {"kind": config.kind, "width": config.side, "height": config.side},
        "silhouette": config.silhouette.to_json(),
        "smoothing": {
            "time_constant_ms": config.time_constant_ms,
            "enter": config.enter,
            "leave": config.leave,
            "dwell_ms": config.dwell_ms,
        },
        "thresholds": {"gesture": exported.threshold},
        "graph": {"path": "model.json", "flops": flops},
        "golden": "golden.json",
        "files": files,
        "trained": {
            "commit": commit(),
            "seed": config.seed,
            "data_digest": digest(data.training),
            "sources": data.sources,
            "people": data.people,
            "metrics": exported.metrics,
        },
    }
